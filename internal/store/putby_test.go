package store_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"sluice"
	"sluice/internal/store"
)

// afterwards is what happens to message n of a chat once it is there.
func afterwards(n int64, chat sluice.ChatID) []sluice.Event {
	about := sluice.Event{At: time.Now(), Chat: user(chat), Sender: user(chat), Number: n}
	reaction, edit, read, deletion := about, about, about, about
	reaction.Kind, reaction.Key, reaction.Content = sluice.EventReaction, fmt.Sprint("r", n), sluice.Content{Text: "👍"}
	edit.Kind, edit.Key, edit.Outgoing, edit.Sender = sluice.EventEdited, fmt.Sprint("e", n), true, user(account.ID)
	edit.Content = sluice.Content{Type: sluice.ContentText, Text: "edited"}
	read.Kind = sluice.EventRead
	deletion.Kind, deletion.Key, deletion.Chat, deletion.Sender = sluice.EventDeleted, fmt.Sprint("d", n), sluice.Peer{}, sluice.Peer{}
	return []sluice.Event{reaction, edit, read, deletion}
}

// toldOf returns, in order, what the client was told of a message.
func toldOf(t *testing.T, s *store.Store, id sluice.InstanceID, m sluice.MessageID) []string {
	t.Helper()
	var list []string
	for _, n := range told(t, s, id) {
		switch {
		case n.Type == sluice.NotifyState:
		case n.Message != m && n.Content.Concerns != m:
			t.Errorf("told of another message: %+v", n)
		case n.Type == sluice.NotifyStatus:
			list = append(list, string(n.Status))
		case n.Type == sluice.NotifyOutgoing:
			list = append(list, "of another app "+string(n.Content.Type))
		default:
			list = append(list, string(n.Content.Type))
		}
	}
	return list
}

// TestWhatWasToldBeforeItsMessageIsOfThatMessage hears of an edit first, as after a
// crash that took the message along, and of another app's message between.
func TestWhatWasToldBeforeItsMessageIsOfThatMessage(t *testing.T) {
	bubble(t, func(t *testing.T) {
		b := openBox(t, store.Options{})
		id := create(t, b.Store)
		m := inDoubtAside(t, b.Store, id)
		edit := afterwards(7, "10")[1]
		receive(t, b.Store, id, edit)
		receive(t, b.Store, id, byHand(6, "10", "between"))
		receive(t, b.Store, id, byHand(7, "10", "a"))
		finish(t, b.Store, m, sluice.Sent{Wire: time.Now(), Duplicate: true}, sluice.Outcome{Status: sluice.StatusSent})
		var list []string
		for _, n := range told(t, b.Store, id) {
			list = append(list, fmt.Sprint(n.Type, " ", n.Message == m.ID || n.Content.Concerns == m.ID, " ", n.Status, n.Content.Text))
		}
		want := []string{
			"outgoingAPIMessageReceived true a", "outgoingMessageStatus true delivered", "outgoingMessageReceived false between",
			"outgoingMessageStatus false delivered", "outgoingAPIMessageReceived true edited",
		}
		if diff := cmp.Diff(want, list); diff != "" {
			t.Errorf("told (-want +got):\n%s", diff)
		}
		if r := lookup(t, b.Store, id, m.ID); !r.Edited || r.Ref.Number != 7 {
			t.Errorf("it is %+v", r)
		}
	})
}

func TestWhatIsToldOfAMessageInDoubtIsToldOnceItsFateIsKnown(t *testing.T) {
	const message, status = "textMessage", string(sluice.StatusSent)
	later := []string{"reactionMessage", "editedMessage", "read", "deletedMessage"}
	notRead := []string{"reactionMessage", "editedMessage", "deletedMessage"} // it was not sent, as far as the client knows
	sent := sluice.Outcome{Status: sluice.StatusSent}
	tests := []struct {
		name string
		end  func(t *testing.T, s *store.Store, m sluice.Message)
		want []string
	}{
		{"the repeat says duplicate", func(t *testing.T, s *store.Store, m sluice.Message) {
			finish(t, s, m, sluice.Sent{Wire: time.Now(), Duplicate: true}, sent)
		}, append([]string{message, status}, later...)},
		{"the repeat tells its number", func(t *testing.T, s *store.Store, m sluice.Message) {
			finish(t, s, m, sluice.Sent{ID: 7, Wire: time.Now(), Duplicate: true}, sent)
		}, append([]string{message, status}, later...)},
		{"cleared", func(t *testing.T, s *store.Store, m sluice.Message) {
			must(t, s.Clear(t.Context(), m.Instance))
		}, append([]string{message, status}, later...)},
		{"over", func(t *testing.T, s *store.Store, m sluice.Message) {
			finish(t, s, m, sluice.Sent{}, sluice.Expired())
		}, append([]string{"expired"}, notRead...)},
		{"refused", func(t *testing.T, s *store.Store, m sluice.Message) {
			finish(t, s, m, sluice.Sent{}, sluice.Outcome{Status: sluice.StatusFailed})
		}, append([]string{"failed"}, notRead...)},
		{"another account logs in", func(t *testing.T, s *store.Store, m sluice.Message) {
			switchTo(t, s, m.Instance, "600")
		}, append([]string{message, status}, later...)},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			bubble(t, func(t *testing.T) {
				b := openBox(t, store.Options{})
				id := create(t, b.Store)
				m := inDoubtAside(t, b.Store, id)
				receive(t, b.Store, id, byHand(7, "10", "a"))
				for range 2 { // the driver offers it until it is stored
					for _, e := range afterwards(7, "10") {
						receive(t, b.Store, id, e)
					}
					b.reopen()
					authorize(t, b.Store, id)
				}
				if n := pending(t, b.Store, id); n != 0 {
					t.Fatalf("told of %d while its fate is not known", n)
				}
				tt.end(t, b.Store, m)
				got := toldOf(t, b.Store, id, m.ID)
				if diff := cmp.Diff(tt.want, got); diff != "" {
					t.Errorf("told (-want +got):\n%s", diff)
				}
				if r := lookup(t, b.Store, id, m.ID); !r.Deleted || !r.Edited || r.Content.Text != "edited" {
					t.Errorf("it is %+v", r)
				}
				switchTo(t, b.Store, id, account.ID)
				told(t, b.Store, id)
				for _, e := range afterwards(7, "10") {
					receive(t, b.Store, id, e)
				}
				if n := pending(t, b.Store, id); n != 0 {
					t.Errorf("a repeat tells of %d", n)
				}
			})
		})
	}
}

func TestWhatIsToldWhileAnAnswerIsAwaitedIsKept(t *testing.T) {
	bubble(t, func(t *testing.T) {
		s := openMem(t, store.Options{})
		id := create(t, s)
		m := inDoubt(t, s, id, "10")
		for _, e := range afterwards(7, "10") { // the driver does not show what its own sends make
			receive(t, s, id, e)
		}
		finish(t, s, m, sluice.Sent{ID: 7, Wire: time.Now()}, sluice.Outcome{Status: sluice.StatusSent})
		want := []string{"textMessage", string(sluice.StatusSent), "reactionMessage", "editedMessage", "read", "deletedMessage"}
		if diff := cmp.Diff(want, toldOf(t, s, id, m.ID)); diff != "" {
			t.Errorf("told (-want +got):\n%s", diff)
		}
	})
}

func TestWhatIsToldOfAMessageFromAnotherAppIsKeptBesideIt(t *testing.T) {
	bubble(t, func(t *testing.T) {
		s := openMem(t, store.Options{})
		id := create(t, s)
		m := inDoubtAside(t, s, id)
		receive(t, s, id, byHand(7, "10", "a"))
		receive(t, s, id, byHand(8, "10", "typed"))
		for k, e := range afterwards(7, "10") {
			receive(t, s, id, e)
			receive(t, s, id, afterwards(8, "10")[k])
		}
		finish(t, s, m, sluice.Sent{ID: 7, Wire: time.Now()}, sluice.Outcome{Status: sluice.StatusSent})
		list := history(t, s, id, "10", 10)
		if len(list) != 2 {
			t.Fatalf("two messages are %d: %+v", len(list), list)
		}
		for _, r := range list {
			if r.Content.Text != "edited" || !r.Edited || !r.Deleted || r.Status != sluice.StatusRead || r.ByAPI != (r.Ref.Number == 7) {
				t.Errorf("number %d is %+v", r.Ref.Number, r)
			}
		}
		got := map[sluice.MessageID][]string{}
		for _, n := range told(t, s, id) {
			of := max(n.Message, n.Content.Concerns)
			if n.Content.Concerns != "" {
				of = n.Content.Concerns
			}
			got[of] = append(got[of], fmt.Sprint(n.Type, n.Status, n.Content.Type))
		}
		api, phone := sluice.NotifyAPI, sluice.NotifyOutgoing
		status := func(s sluice.Status) string { return fmt.Sprint(sluice.NotifyStatus, s, "") }
		story := func(n sluice.NotificationType) []string {
			return []string{
				fmt.Sprint(n, "", sluice.ContentText), status(sluice.StatusSent),
				fmt.Sprint(sluice.NotifyIncoming, "", sluice.ContentReaction), fmt.Sprint(n, "", sluice.ContentEdited),
				status(sluice.StatusRead), fmt.Sprint(n, "", sluice.ContentDeleted),
			}
		}
		want := map[sluice.MessageID][]string{m.ID: story(api), list[0].ID: story(phone)}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("told (-want +got):\n%s", diff)
		}
	})
}

func TestWhatIsKnownAgainIsToldAlthoughOthersAreInDoubt(t *testing.T) {
	bubble(t, func(t *testing.T) {
		s := openMem(t, store.Options{})
		id := create(t, s)
		first := inDoubt(t, s, id, "10")
		slow := sluice.Wait{Scope: sluice.ScopeChat, Reason: sluice.WaitsFault, For: time.Hour}
		must(t, s.Postpone(t.Context(), first, sluice.Sent{Wire: time.Now()}, user("10"), slow))
		enqueue(t, s, text(id, "11", "a"))
		second := next(t, s, id)
		time.Sleep(time.Until(second.NotBefore))
		attempt(t, s, second)
		receive(t, s, id, byHand(7, "10", "a"))
		receive(t, s, id, byHand(8, "11", "a"))
		for k, chat := range []sluice.ChatID{"10", "11"} {
			for _, e := range afterwards(int64(7+k), chat) {
				receive(t, s, id, e)
			}
		}
		want := []string{"textMessage", string(sluice.StatusSent), "reactionMessage", "editedMessage", "read", "deletedMessage"}
		for k, m := range []sluice.Message{second, first} {
			finish(t, s, m, sluice.Sent{ID: int64(8 - k), Wire: time.Now()}, sluice.Outcome{Status: sluice.StatusSent})
			if diff := cmp.Diff(want, toldOf(t, s, id, m.ID)); diff != "" {
				t.Errorf("of message %d is told (-want +got):\n%s", k, diff)
			}
		}
	})
}

func TestWhatOthersEditIsToldAtOnce(t *testing.T) {
	bubble(t, func(t *testing.T) {
		s := openMem(t, store.Options{})
		id := create(t, s)
		inDoubt(t, s, id, "10")
		theirs := incoming(5, "theirs")
		theirs.Kind, theirs.Key = sluice.EventEdited, "e"
		receive(t, s, id, theirs)
		elsewhere := afterwards(6, "11")
		for _, e := range elsewhere[:2] {
			receive(t, s, id, e)
		}
		var got []string
		for _, n := range told(t, s, id) {
			got = append(got, fmt.Sprint(n.Type, " ", n.Content.Type, " ", n.Content.Text))
		}
		want := []string{"incomingMessageReceived editedMessage theirs", "outgoingMessageReceived editedMessage edited"}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("told (-want +got):\n%s", diff)
		}
	})
}

func TestWhatIsToldInDoubtIsBounded(t *testing.T) {
	bubble(t, func(t *testing.T) {
		s, engine := openDeaf(t)
		id := create(t, s)
		m := inDoubt(t, s, id, "10")
		receive(t, s, id, byHand(7, "10", "a"))
		receive(t, s, id, afterwards(7, "10")[3])
		for n := range int64(1000) { // a chat is emptied that nobody remembers
			gone := afterwards(100+n, "10")[3]
			receive(t, s, id, gone)
		}
		size := func() int {
			t.Helper()
			data, ok, err := engine.Value(t.Context(), id, "echoes")
			if err != nil || !ok {
				t.Fatalf("nothing is put by: %v", err)
			}
			return len(data)
		}
		full := 0
		for n := range int64(1000) {
			if n == 300 {
				full = size()
			}
			react := afterwards(7, "10")[0]
			react.Key = fmt.Sprint("reaction ", n)
			receive(t, s, id, react)
		}
		if now := size(); now > full+1000 {
			t.Errorf("after 300 reactions %d bytes are put by, after 1000 %d", full, now)
		}
		finish(t, s, m, sluice.Sent{ID: 7, Wire: time.Now()}, sluice.Outcome{Status: sluice.StatusSent})
		got := toldOf(t, s, id, m.ID)
		reactions := len(slices.DeleteFunc(slices.Clone(got), func(s string) bool { return s != "reactionMessage" }))
		if reactions < 200 || reactions > 256 || !slices.Contains(got, "deletedMessage") {
			t.Errorf("of 1000 reactions and a deletion are told %d, and %q", reactions, slices.Compact(got))
		}
	})
}
