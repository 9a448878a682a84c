package telegram_test

import (
	"context"
	"errors"
	"strconv"
	"testing"
	"time"

	"sluice"
	"sluice/internal/driver"
	"sluice/internal/driver/drivertest"
	"sluice/internal/driver/telegram"
	"sluice/internal/sandbox"
)

func TestOwnSendsMakeNoGap(t *testing.T) {
	t.Parallel()
	for name, fault := range map[string]sandbox.Fault{
		"answered in full":              {},
		"answered in short":             {Do: sandbox.DoShort, Times: -1},
		"told before they are answered": {Do: sandbox.DoUpdateFirst, Times: -1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, sandbox.Options{}, telegram.Options{})
			r, a, _ := logged(t, w)
			if fault.Do != "" {
				w.fault(t, fault)
			}
			before := differences(w)
			for _, text := range []string{"one", "two", "three"} {
				sent := sendText(t, r, a.Known, text)
				if all := w.Messages(t, a); sent.ID != all[len(all)-1].Number {
					t.Errorf("%s is %d, the driver says %d", text, all[len(all)-1].Number, sent.ID)
				}
			}
			w.Write(t, a, a.Known, a.Known, "answer")
			r.heard(t, "answer")
			if n := differences(w) - before; n != 0 {
				t.Errorf("%d differences were asked for", n)
			}
			for _, e := range r.sink.events {
				if e.Outgoing && fault.Do != sandbox.DoUpdateFirst { // then it is the store that knows
					t.Errorf("our own send is told as sent elsewhere: %+v", e)
				}
			}
		})
	}
}

func differences(w *world) int {
	return len(w.Sandbox.Calls(sandbox.CallFilter{Method: "updates.getDifference"}))
}

func TestUpdatesSurviveWhatTheNetworkDoesToThem(t *testing.T) {
	t.Parallel()
	for _, do := range []string{sandbox.DoLoseUpdate, sandbox.DoRepeatUpdate, sandbox.DoReorderUpdate} {
		t.Run(do, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, sandbox.Options{}, telegram.Options{})
			r, a, _ := logged(t, w)
			w.fault(t, sandbox.Fault{Do: do, Account: string(a.ID)})
			for _, text := range []string{"one", "two", "three"} {
				w.Write(t, a, a.Known, a.Known, text)
			}
			for _, text := range []sluice.Text{"one", "two", "three"} {
				r.heard(t, text)
			}
		})
	}
}

func TestAChatIsLookedUpAgainWhenItsAccessHashIsBad(t *testing.T) {
	t.Parallel()
	w := newWorld(t, sandbox.Options{}, telegram.Options{})
	r, a, _ := logged(t, w)
	chat := sluice.ChatID(a.KnownPhone + "@c.us")
	w.fault(t, sandbox.Fault{Do: sandbox.DoError, Method: "send", Error: "PEER_ID_INVALID"})
	before := w.LookUps(t, a)
	sendText(t, r, chat, "one")
	if n := w.LookUps(t, a) - before; n != 1 {
		t.Errorf("%d look-ups", n)
	}

	w.fault(t, sandbox.Fault{Do: sandbox.DoError, Method: "send", Error: "PEER_ID_INVALID", Times: -1})
	_, err := trySend(t, r, message(chat, "two"))
	if sluice.CodeOf(err) != sluice.Refused || sluice.TextOf(err) != "Telegram does not know this chat (PEER_ID_INVALID)" {
		t.Errorf("the second time: %v", err)
	}
}

// A number that was remembered for an account that is deleted leads to whoever has it
// now; when nobody has, there is no account.
func TestTheNumberOfADeletedAccountIsLookedUpAgain(t *testing.T) {
	t.Parallel()
	w := newWorld(t, sandbox.Options{}, telegram.Options{})
	r, a, store := logged(t, w)
	deleted := sandbox.Fault{Do: sandbox.DoError, Method: "send", Error: "INPUT_USER_DEACTIVATED"}
	former := map[string][]byte{}
	for _, phone := range []sluice.Phone{a.KnownPhone, a.Nobody} {
		former["phone/"+string(phone)] = []byte(`{"chat":"` + string(a.Member) + `"}`)
	}
	must(t, store.Put(t.Context(), former))

	w.fault(t, deleted)
	m := message(sluice.ChatID(a.KnownPhone+"@c.us"), "one")
	_, err := trySend(t, r, m)
	if e, ok := errors.AsType[*sluice.Error](err); !ok || e.Code != sluice.Unavailable || e.Scope != sluice.ScopeChat || e.Reason != sluice.WaitsResolving {
		t.Fatalf("%v", err)
	}
	sent, err := trySend(t, r, m)
	if all := w.Messages(t, a); err != nil || len(all) != 1 || all[0].Number != sent.ID || all[0].Chat != a.Known {
		t.Errorf("%+v, %v: visible are %+v", sent, err, all)
	}

	w.fault(t, deleted)
	if _, err := trySend(t, r, message(sluice.ChatID(a.Nobody+"@c.us"), "two")); sluice.CodeOf(err) != sluice.NotFound {
		t.Errorf("nobody has the number: %v", err)
	}
	deleted.Times = -1
	w.fault(t, deleted)
	if _, err := trySend(t, r, message(a.Member, "three")); sluice.CodeOf(err) != sluice.NotFound {
		t.Errorf("named by its id: %v", err)
	}
}

// nobodys says of every number that it belongs to no message.
func nobodys(context.Context, sluice.ChatID, int64) (bool, error) { return false, nil }

func TestARandomIDThatIsTooOldIsLookedForInTheHistory(t *testing.T) {
	t.Parallel()
	w := newWorld(t, sandbox.Options{}, telegram.Options{})
	r, a, _ := logged(t, w)
	m := message(a.Known, "one")
	m.Doubt = time.Now()
	w.fault(t, sandbox.Fault{Do: sandbox.DoDropAfterAck, Method: "send"})
	if _, err := trySend(t, r, m); sluice.CodeOf(err) != sluice.Unknown {
		t.Fatalf("%v", err)
	}
	w.fault(t, sandbox.Fault{Do: sandbox.DoError, Method: "send", Error: "RANDOM_ID_EXPIRED", Times: 2})
	if _, err := trySend(t, r, m); sluice.CodeOf(err) != sluice.Unknown {
		t.Errorf("the repeat: %v", err) // whose the numbers are that the chat shows, the queue knows
	}
	sent, fate, err := r.Conn.(driver.DuplicateFinder).FindSent(t.Context(), m, nobodys)
	if err != nil || fate != sluice.FateSent || !sent.Duplicate || sent.ID != w.Messages(t, a)[0].Number {
		t.Errorf("%+v, %q, %v", sent, fate, err)
	}
	if _, err := trySend(t, r, message(a.Known, "never sent")); sluice.CodeOf(err) != sluice.Unknown {
		t.Errorf("one that is not there: %v", err)
	}
}

func TestTheNumberOfALostAnswerIsReadFromTheDifference(t *testing.T) {
	t.Parallel()
	w := newWorld(t, sandbox.Options{}, telegram.Options{})
	r, a, _ := logged(t, w)
	m := message(a.Known, "one")
	w.fault(t, sandbox.Fault{Do: sandbox.DoDropAfterAck, Method: "send"})
	if _, err := trySend(t, r, m); sluice.CodeOf(err) != sluice.Unknown {
		t.Fatalf("%v", err)
	}
	r.heard(t, "one") // the difference after the reconnect tells it: whose it is, the store finds out
	sent, err := trySend(t, r, m)
	if err != nil || !sent.Duplicate {
		t.Errorf("%+v, %v", sent, err)
	}
}

func TestDialogsAreReadOnFromWhereTheReadingStopped(t *testing.T) {
	t.Parallel()
	w := newWorld(t, sandbox.Options{}, telegram.Options{})
	store := drivertest.NewValues()
	a := w.Plant(t, first, store, 450)
	w.fault(t, sandbox.Fault{Do: sandbox.DoHold, Method: "messages.getDialogs", Seconds: 0.3, Times: -1})
	r := run(t, w, store, sluice.Link{})
	r.authorized(t)
	deadline := time.Now().Add(patience)
	for pages(w) < 3 && time.Now().Before(deadline) {
		if _, err := r.Prepare(t.Context(), message(a.Unmet, "x")); sluice.CodeOf(err) != sluice.Unavailable {
			t.Fatalf("before the end: %v", err)
		}
	}
	r.stop()
	read := pages(w)
	w.fault(t, sandbox.Fault{Do: sandbox.DoHeal})

	next := run(t, w, store, sluice.Link{})
	next.sink.wait(t, "the dialogs", func(j *journal) bool { return j.known })
	// 454 dialogs are five pages and one of the archive; a page that was under
	// way when the reading stopped is read again.
	if n := pages(w); n > 8 || n <= read {
		t.Errorf("%d pages were read, %d of them before the stop", n, read)
	}
	sendText(t, next, a.Dialog, "met")
}

func pages(w *world) int {
	return len(w.Sandbox.Calls(sandbox.CallFilter{Method: "messages.getDialogs"}))
}

func TestALostConnectionComesBackByItself(t *testing.T) {
	t.Parallel()
	w := newWorld(t, sandbox.Options{Strict: true}, telegram.Options{})
	r, a, _ := logged(t, w)
	for range 3 {
		w.Strike(t, a, drivertest.Disconnected)
		r.until(t, "the loss", func(c sluice.Change) bool { return c.State == sluice.Starting })
		r.authorized(t)
		sendText(t, r, a.Known, "still here")
	}
	w.fault(t, sandbox.Fault{Do: sandbox.DoBadSalt, Account: string(a.ID)})
	sendText(t, r, a.Known, "with another salt")
}

func TestALogoutThatRacesASendLosesNothing(t *testing.T) {
	t.Parallel()
	w := newWorld(t, sandbox.Options{}, telegram.Options{})
	r, a, store := logged(t, w)
	w.fault(t, sandbox.Fault{Do: sandbox.DoHold, Method: "send", Seconds: 5})
	failed := make(chan error, 1)
	m := message(a.Known, "one")
	p, err := r.Prepare(t.Context(), m)
	must(t, err)
	go func() {
		_, err := r.Send(t.Context(), p)
		failed <- err
	}()
	deadline := time.Now().Add(patience)
	for len(w.Sandbox.Calls(sandbox.CallFilter{Method: "send"})) == 0 && time.Now().Before(deadline) {
		_, _ = r.Prepare(t.Context(), m)
	}
	must(t, r.Logout(t.Context()))
	err = <-failed
	if e, ok := errors.AsType[*sluice.Error](err); !ok || e.Code != sluice.Unknown && e.Code != sluice.Unauthorized {
		t.Errorf("the send ended with %v", err)
	}
	if left := store.All(); len(left) != 0 {
		t.Errorf("%d values were written behind the logout", len(left))
	}
}

// What is unread is fetched where too much was missed, also when that fails at first.
func TestWhatIsUnreadIsFetchedWhenTooMuchWasMissed(t *testing.T) {
	t.Parallel()
	w := newWorld(t, sandbox.Options{}, telegram.Options{})
	r, a, store := logged(t, w)
	w.Write(t, a, a.Known, a.Known, "before")
	r.heard(t, "before")
	r.stop()
	w.Write(t, a, a.Known, a.Known, "one")
	w.Write(t, a, a.Group, a.Member, "two")
	w.fault(t, sandbox.Fault{Do: sandbox.DoTooLong, Account: string(a.ID)})
	w.fault(t, sandbox.Fault{Do: sandbox.DoError, Method: "messages.getHistory", Error: "FLOOD_WAIT_2", Code: 420, Times: 1, Account: string(a.ID)})
	next := run(t, w, store, sluice.Link{})
	next.heard(t, "one")
	next.heard(t, "two")
	w.Write(t, a, a.Known, a.Known, "three")
	next.heard(t, "three")
}

// All of it is fetched, though it is more than a page and the account has written since.
func TestAllThatWasMissedIsFetched(t *testing.T) {
	t.Parallel()
	w := newWorld(t, sandbox.Options{}, telegram.Options{})
	r, a, store := logged(t, w)
	w.Write(t, a, a.Known, a.Known, "before")
	r.heard(t, "before")
	r.stop()
	for i := range 150 {
		w.Write(t, a, a.Known, a.Known, "missed "+strconv.Itoa(i))
	}
	for range 5 {
		w.Write(t, a, a.Group, a.Member, "missed in the group")
		w.Write(t, a, a.Group, a.ID, "written by hand")
	}
	w.fault(t, sandbox.Fault{Do: sandbox.DoTooLong, Account: string(a.ID)})
	next := run(t, w, store, sluice.Link{})
	next.heard(t, "missed 0")
	next.heard(t, "missed 149")
	next.sink.wait(t, "all of the group", func(j *journal) bool {
		n := 0
		for _, e := range j.events {
			if e.Content.Text == "missed in the group" {
				n++
			}
		}
		return n == 5
	})
}

// So is what the owner has read elsewhere meanwhile.
func TestWhatWasMissedAndReadElsewhereIsFetched(t *testing.T) {
	t.Parallel()
	w := newWorld(t, sandbox.Options{}, telegram.Options{})
	r, a, _ := logged(t, w)
	w.fault(t, sandbox.Fault{Do: sandbox.DoTooLong, Account: string(a.ID)})
	w.fault(t, sandbox.Fault{Do: sandbox.DoLoseUpdate, Account: string(a.ID)})
	w.Write(t, a, a.Known, a.Known, "lost")
	must(t, r.Conn.(sluice.Reader).MarkRead(t.Context(), a.Known, 0))
	w.Write(t, a, a.Group, a.Member, "told") // and that something lies before it
	r.heard(t, "lost")
}

// What was missed is asked for again by the next process when this one ends before it
// could be fetched.
func TestAGapOutlivesTheProcess(t *testing.T) {
	t.Parallel()
	w := newWorld(t, sandbox.Options{}, telegram.Options{})
	r, a, store := logged(t, w)
	r.stop()
	w.Write(t, a, a.Known, a.Known, "one")
	w.fault(t, sandbox.Fault{Do: sandbox.DoTooLong, Account: string(a.ID)})
	w.fault(t, sandbox.Fault{Do: sandbox.DoError, Method: "messages.getHistory", Error: "FLOOD_WAIT_600", Code: 420, Times: 1, Account: string(a.ID)})
	next := run(t, w, store, sluice.Link{})
	deadline := time.After(patience)
	for w.calls("messages.getHistory") == 0 {
		select {
		case <-deadline:
			t.Fatal("nothing is fetched")
		case <-time.After(20 * time.Millisecond):
		}
	}
	next.stop()
	run(t, w, store, sluice.Link{}).heard(t, "one")
}

// A channel is asked again, though the library would leave it for a quarter of an hour.
func TestAChannelThatCouldNotBeReadIsReadSoon(t *testing.T) {
	t.Parallel()
	w := newWorld(t, sandbox.Options{}, telegram.Options{})
	r, a, store := logged(t, w)
	w.Write(t, a, a.Supergroup, a.Member, "before")
	r.heard(t, "before")
	r.stop()
	w.Write(t, a, a.Supergroup, a.Member, "missed")
	w.fault(t, sandbox.Fault{Do: sandbox.DoError, Method: "updates.getChannelDifference", Error: "FLOOD_WAIT_2", Code: 420, Times: 2, Account: string(a.ID)})
	run(t, w, store, sluice.Link{}).heard(t, "missed")
}
