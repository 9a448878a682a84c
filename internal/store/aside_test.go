package store_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"sluice"
	"sluice/internal/store"
)

var slow = sluice.Wait{Scope: sluice.ScopeChat, Reason: sluice.WaitsSlowMode, For: time.Minute}

// lane sends what is next until nothing is due, and returns the ids sent. Chats
// resolve as given; a message to a chat of slowly is postponed once.
func lane(t tb, s *store.Store, id sluice.InstanceID, resolve map[sluice.ChatID]sluice.ChatID) []sluice.MessageID {
	t.Helper()
	var sent []sluice.MessageID
	for {
		m, ok, err := s.Next(t.Context(), id)
		if err != nil {
			t.Fatal(err)
		}
		if !ok || time.Until(m.NotBefore) > sluice.MinInterval {
			return sent
		}
		chat := m.Chat
		if r, ok := resolve[chat]; ok {
			chat = r
		}
		aside, err := s.Follow(t.Context(), m, user(chat))
		if err != nil {
			t.Fatal(err)
		}
		if aside {
			continue
		}
		time.Sleep(time.Until(m.NotBefore))
		attempt(t, s, m)
		must(t, s.Finish(t.Context(), m, sluice.Sent{ID: int64(len(sent) + 1), Wire: time.Now()}, user(chat),
			sluice.Outcome{Status: sluice.StatusSent}))
		sent = append(sent, m.ID)
	}
}

func TestASlowChatWaitsAloneAndKeepsItsOrder(t *testing.T) {
	bubble(t, func(t *testing.T) {
		b := openBox(t, store.Options{})
		s := b.Store
		id := create(t, s)
		var a, fast []sluice.MessageID
		resolve := map[sluice.ChatID]sluice.ChatID{"79990001122@c.us": "10", "@ten": "10"}
		for k := range 9 {
			chat := []sluice.ChatID{"10", "79990001122@c.us", "@ten"}[k%3]
			a = append(a, enqueue(t, s, text(id, chat, "a")))
			fast = append(fast, enqueue(t, s, text(id, "20", "b")))
		}
		m := next(t, s, id)
		attempt(t, s, m)
		must(t, s.Postpone(t.Context(), m, sluice.Sent{Wire: time.Now()}, user("10"), slow))
		if got := lane(t, s, id, resolve); !slices.Equal(got, fast) {
			t.Fatalf("while the chat waits %v go, want %v", got, fast)
		}
		if got := shown(t, s, id); !slices.Equal(got, a) {
			t.Fatalf("the list is %v, want %v", got, a)
		}
		count(t, s, id)
		late := enqueue(t, s, text(id, "20", "late"))
		s = b.reopen()
		authorize(t, s, id)
		if got := shown(t, s, id); !slices.Equal(got, append(slices.Clone(a), late)) {
			t.Fatalf("after a reopen the list is %v", got)
		}
		time.Sleep(time.Minute)
		if got := lane(t, s, id, resolve); !slices.Equal(got, append(slices.Clone(a), late)) {
			t.Fatalf("then %v go, want %v", got, a)
		}
		if n := count(t, s, id); n != 0 {
			t.Fatalf("count %d", n)
		}
	})
}

func TestChatsThatNeverWroteWaitTogether(t *testing.T) {
	bubble(t, func(t *testing.T) {
		s := openMem(t, store.Options{})
		id := create(t, s)
		first := enqueue(t, s, text(id, "10", "a"))
		second := enqueue(t, s, text(id, "11", "b"))
		known := enqueue(t, s, text(id, "12", "c"))
		stranger := func(chat sluice.ChatID) sluice.Peer {
			return sluice.Peer{Chat: chat, Type: sluice.ChatUser, First: true}
		}
		flood := sluice.Wait{Scope: sluice.ScopeChat, Reason: sluice.WaitsFirstContact, Text: "No (PEER_FLOOD)"}
		m := next(t, s, id)
		attempt(t, s, m)
		must(t, s.Postpone(t.Context(), m, sluice.Sent{Wire: time.Now()}, stranger("10"), flood))
		m = next(t, s, id)
		if aside, err := s.Follow(t.Context(), m, stranger("11")); !aside || err != nil || m.ID != second {
			t.Fatalf("the other stranger is not set aside: %v", err)
		}
		m = next(t, s, id)
		if aside, err := s.Follow(t.Context(), m, user("12")); aside || err != nil || m.ID != known {
			t.Fatalf("a known chat is set aside: %v", err)
		}
		send(t, s, m, 1)
		m = next(t, s, id)
		if wait := time.Until(m.NotBefore).Round(time.Second); m.ID != first || wait != time.Hour {
			t.Fatalf("%s waits %v", m.ID, wait)
		}
		time.Sleep(time.Until(m.NotBefore))
		attempt(t, s, m)
		told(t, s, id)
		must(t, s.Postpone(t.Context(), m, sluice.Sent{Wire: time.Now()}, stranger("10"), flood))
		if list := told(t, s, id); len(list) != 1 || list[0].Status != sluice.StatusFailed || list[0].Message != first {
			t.Fatalf("the second time the client is told %+v", list)
		}
		if got := shown(t, s, id); !slices.Equal(got, []sluice.MessageID{second}) {
			t.Fatalf("the list is %v", got)
		}
	})
}

// TestWhatMayHaveBeenSentIsNotRefused meets again what a message may meet once, after
// a try without an answer.
func TestWhatMayHaveBeenSentIsNotRefused(t *testing.T) {
	for reason, scope := range map[sluice.Reason]sluice.Scope{
		sluice.WaitsFirstContact: sluice.ScopeChat, sluice.WaitsSuspended: sluice.ScopeAccount,
	} {
		t.Run(string(reason), func(t *testing.T) {
			bubble(t, func(t *testing.T) {
				s := openMem(t, store.Options{})
				id := create(t, s)
				m := inDoubtAside(t, s, id)
				refuse := func() []sluice.Notification {
					time.Sleep(time.Until(m.NotBefore))
					attempt(t, s, m)
					w := sluice.Wait{Scope: scope, Reason: reason, Text: "No", For: time.Hour}
					must(t, s.Postpone(t.Context(), m, sluice.Sent{Wire: time.Now()}, user("10"), w))
					ends := told(t, s, id)
					time.Sleep(6 * time.Hour) // the network lets it be
					setState(t, s, id, sluice.Change{State: sluice.Authorized})
					return slices.DeleteFunc(ends, func(n sluice.Notification) bool { return n.Type == sluice.NotifyState })
				}
				for range 2 {
					if ends := refuse(); len(ends) != 0 {
						t.Fatalf("in doubt, the client is told %+v", ends)
					}
					m = next(t, s, id)
				}
				m.Doubt = time.Time{} // its chat does not have it
				if ends := refuse(); len(ends) != 1 || ends[0].Status != sluice.StatusFailed {
					t.Errorf("the client is told %+v", ends)
				}
			})
		})
	}
}

// TestWhatIsTakenOutFromAsideIsNotOwedItsExpiry takes out, twice, what was set aside
// while an older message is owed its expiry.
func TestWhatIsTakenOutFromAsideIsNotOwedItsExpiry(t *testing.T) {
	bubble(t, func(t *testing.T) {
		b := openBox(t, store.Options{}) // nothing runs that expires messages
		id := create(t, b.Store)
		old := enqueue(t, b.Store, text(id, "10", "old"))
		time.Sleep(24 * time.Hour)
		young := enqueue(t, b.Store, text(id, "10", "young"))
		postpone(t, b.Store, next(t, b.Store, id), sluice.Wait{Scope: sluice.ScopeChat, Reason: sluice.WaitsSlowMode, For: time.Hour})
		for k, want := range []bool{true, false} {
			if ok, err := b.TakeOut(t.Context(), id, young); ok != want || err != nil {
				t.Errorf("time %d: %v, %v", k, ok, err)
			}
		}
		if r := lookup(t, b.Store, id, young); r.Status != sluice.StatusCleared {
			t.Errorf("it is %s", r.Status)
		}
		if n := count(t, b.Store, id); n != 1 {
			t.Errorf("%d wait, want the old one", n)
		}
		told(t, b.Store, id)
		b.reopen()
		run(t, b)
		time.Sleep(time.Minute)
		list := told(t, b.Store, id)
		if len(list) != 1 || list[0].Message != old || list[0].Status != sluice.StatusExpired {
			t.Errorf("told: %+v", list)
		}
	})
}

func TestAnAccountThatHasGoneIsRestrictedWhenItComesBack(t *testing.T) {
	bubble(t, func(t *testing.T) {
		s := openMem(t, store.Options{})
		id := create(t, s)
		state := func() sluice.State {
			i, err := s.Instance(id)
			must(t, err)
			return i.State
		}
		m := inDoubt(t, s, id, "10")
		setState(t, s, id, sluice.Change{State: sluice.NotAuthorized}) // while the network answers
		w := sluice.Wait{Scope: sluice.ScopeAccount, Reason: sluice.WaitsSuspended}
		must(t, s.Postpone(t.Context(), m, sluice.Sent{Wire: time.Now()}, user("10"), w))
		if got := state(); got != sluice.NotAuthorized {
			t.Errorf("nobody is logged in, and the state is %s", got)
		}
		authorize(t, s, id)
		if got := state(); got != sluice.SuspendedState {
			t.Errorf("after the login it is %s", got)
		}
	})
}

func TestWhatIsReleasedIsDueAtOnce(t *testing.T) {
	bubble(t, func(t *testing.T) {
		s := openMem(t, store.Options{})
		id := create(t, s)
		for k := range 3 {
			enqueue(t, s, text(id, sluice.ChatID(fmt.Sprint(10+k)), "a"))
		}
		resolving := sluice.Wait{Scope: sluice.ScopeChat, Reason: sluice.WaitsResolving, For: time.Hour}
		for range 3 {
			postpone(t, s, next(t, s, id), resolving)
		}
		if wait := time.Until(next(t, s, id).NotBefore); wait != time.Hour {
			t.Fatalf("they wait %v", wait)
		}
		must(t, s.Release(t.Context(), id, sluice.WaitsSlowMode))
		if wait := time.Until(next(t, s, id).NotBefore); wait != time.Hour {
			t.Fatalf("a release for another reason: %v", wait)
		}
		must(t, s.Release(t.Context(), id, sluice.WaitsResolving))
		if got := lane(t, s, id, nil); len(got) != 3 {
			t.Fatalf("released: %v", got)
		}
	})
}

func TestOneMessageIsReleasedAlone(t *testing.T) {
	bubble(t, func(t *testing.T) {
		s := openMem(t, store.Options{})
		id := create(t, s)
		var ids []sluice.MessageID
		for k := range 3 {
			ids = append(ids, enqueue(t, s, text(id, sluice.ChatID(fmt.Sprint(10+k)), "a")))
		}
		for range 3 {
			postpone(t, s, next(t, s, id), sluice.Wait{Scope: sluice.ScopeChat, Reason: sluice.WaitsFile, For: time.Hour})
		}
		must(t, s.ReleaseOne(t.Context(), id, ids[1], sluice.WaitsSlowMode))
		must(t, s.ReleaseOne(t.Context(), id, "1", sluice.WaitsFile))
		if wait := time.Until(next(t, s, id).NotBefore); wait != time.Hour {
			t.Fatalf("a release for another reason, and of another message: %v", wait)
		}
		must(t, s.ReleaseOne(t.Context(), id, ids[1], sluice.WaitsFile))
		if m := next(t, s, id); m.ID != ids[1] || time.Until(m.NotBefore) > 0 {
			t.Fatalf("%s is next, in %v", m.ID, time.Until(m.NotBefore))
		}
		if got := lane(t, s, id, nil); len(got) != 1 {
			t.Fatalf("released: %v", got)
		}
	})
}

func TestAConnectionThatIsBackEndsThePauseOfWhatWasSetAside(t *testing.T) {
	bubble(t, func(t *testing.T) {
		s := openMem(t, store.Options{})
		id := create(t, s)
		slow := enqueue(t, s, text(id, "10", "slow"))
		m := next(t, s, id)
		attempt(t, s, m)
		must(t, s.Postpone(t.Context(), m, sluice.Sent{Wire: time.Now()}, user("10"), sluice.Wait{Scope: sluice.ScopeChat, Reason: sluice.WaitsSlowMode, For: time.Minute}))
		other := enqueue(t, s, text(id, "11", "other"))
		time.Sleep(time.Minute)
		m = next(t, s, id)
		attempt(t, s, m)
		must(t, s.Postpone(t.Context(), m, sluice.Sent{Wire: time.Now()}, user("10"), sluice.Wait{Reason: sluice.WaitsOffline, For: 48 * time.Second}))
		time.Sleep(time.Second)
		must(t, s.Release(t.Context(), id, sluice.WaitsOffline))
		if m := next(t, s, id); m.ID != slow || time.Until(m.NotBefore) > 0 {
			t.Fatalf("%s is next, in %v", m.ID, time.Until(m.NotBefore))
		}
		if got := lane(t, s, id, nil); !slices.Equal(got, []sluice.MessageID{slow, other}) {
			t.Fatalf("then %v go", got)
		}
	})
}

func TestALongListStaysFlatBehindASlowChat(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("20,000 messages")
	}
	bubble(t, func(t *testing.T) {
		s := openMem(t, store.Options{})
		id := create(t, s)
		enqueue(t, s, text(id, "10", "slow"))
		postpone(t, s, next(t, s, id), sluice.Wait{Scope: sluice.ScopeChat, Reason: sluice.WaitsSlowMode, For: 20 * time.Hour})
		for range 20_000 {
			enqueue(t, s, text(id, "20", "fast"))
			m := next(t, s, id)
			finish(t, s, m, sluice.Sent{}, sluice.Outcome{Status: sluice.StatusFailed})
		}
		if n := count(t, s, id); n != 1 {
			t.Fatalf("count %d", n)
		}
		must(t, s.ClearNotifications(t.Context(), id))
	})
}
