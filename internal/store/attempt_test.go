package store_test

import (
	"testing"
	"time"

	"sluice"
	"sluice/internal/store"
)

func TestAttemptSaysNoWhenThingsHaveChanged(t *testing.T) {
	tests := []struct {
		name   string
		change func(t *testing.T, s *store.Store, m sluice.Message)
	}{
		{"cleared", func(t *testing.T, s *store.Store, m sluice.Message) { must(t, s.Clear(t.Context(), m.Instance)) }},
		{"edited", func(t *testing.T, s *store.Store, m sluice.Message) {
			_, err := s.Edit(t.Context(), m.Instance, m.ID, sluice.TextBody{Text: "b"})
			must(t, err)
		}},
		{"taken out", func(t *testing.T, s *store.Store, m sluice.Message) {
			_, err := s.TakeOut(t.Context(), m.Instance, m.ID)
			must(t, err)
		}},
		{"paused", func(t *testing.T, s *store.Store, m sluice.Message) {
			must(t, s.Pause(t.Context(), m.Instance, "anna"))
		}},
		{"logged out", func(t *testing.T, s *store.Store, m sluice.Message) {
			setState(t, s, m.Instance, sluice.Change{State: sluice.NotAuthorized})
		}},
		{"reconnecting", func(t *testing.T, s *store.Store, m sluice.Message) {
			setState(t, s, m.Instance, sluice.Change{State: sluice.Starting})
		}},
		{"expired", func(*testing.T, *store.Store, sluice.Message) { time.Sleep(24 * time.Hour) }},
		{"set aside", func(t *testing.T, s *store.Store, m sluice.Message) {
			postpone(t, s, m, sluice.Wait{Scope: sluice.ScopeChat, For: time.Minute})
		}},
		{"finished", func(t *testing.T, s *store.Store, m sluice.Message) {
			finish(t, s, m, sluice.Sent{}, sluice.Outcome{Status: sluice.StatusFailed})
		}},
		{"the account waits", func(t *testing.T, s *store.Store, m sluice.Message) {
			postpone(t, s, m, sluice.Wait{Reason: sluice.WaitsFlood, For: time.Minute})
		}},
		{"a longer interval", func(t *testing.T, s *store.Store, m sluice.Message) {
			must(t, s.UpdateSettings(t.Context(), m.Instance, func(o *sluice.Settings) { o.Interval = time.Minute }))
		}},
		{"removed", func(t *testing.T, s *store.Store, m sluice.Message) { must(t, s.Remove(t.Context(), m.Instance)) }},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			bubble(t, func(t *testing.T) {
				s := openMem(t, store.Options{})
				id := create(t, s)
				enqueue(t, s, text(id, "10", "before"))
				send(t, s, next(t, s, id), 1)
				enqueue(t, s, text(id, "10", "a"))
				m := next(t, s, id)
				time.Sleep(time.Until(m.NotBefore))
				tt.change(t, s, m)
				if ok, err := s.Attempt(t.Context(), id, m.ID, m.Revision); ok || err != nil && sluice.CodeOf(err) != sluice.Deleted {
					t.Fatalf("attempt: %v, %v", ok, err)
				}
			})
		})
	}
}

func must(t tb, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func TestAttemptSaysNoBeforeTheInterval(t *testing.T) {
	bubble(t, func(t *testing.T) {
		s := openMem(t, store.Options{})
		id := create(t, s)
		enqueue(t, s, text(id, "10", "a"))
		enqueue(t, s, text(id, "10", "b"))
		send(t, s, next(t, s, id), 1)
		m := next(t, s, id)
		time.Sleep(time.Until(m.NotBefore) - time.Nanosecond)
		if ok, err := s.Attempt(t.Context(), id, m.ID, m.Revision); ok || err != nil {
			t.Fatalf("too early: %v", err)
		}
		time.Sleep(time.Nanosecond)
		attempt(t, s, m)
	})
}

func TestOnlyAWrittenRequestMovesTheInterval(t *testing.T) {
	tests := []struct {
		name  string
		wrote bool
		o     sluice.Outcome
		wait  time.Duration
	}{
		{"a send", true, sluice.Outcome{Status: sluice.StatusSent}, sluice.MinInterval},
		{"a refusal", true, sluice.Outcome{Status: sluice.StatusFailed}, sluice.MinInterval},
		{"a local failure", false, sluice.Outcome{Status: sluice.StatusFailed}, 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			bubble(t, func(t *testing.T) {
				s := openMem(t, store.Options{})
				id := create(t, s)
				enqueue(t, s, text(id, "10", "a"))
				enqueue(t, s, text(id, "10", "b"))
				m := next(t, s, id)
				sent := sluice.Sent{}
				if tt.wrote {
					sent.Wire = time.Now()
				}
				finish(t, s, m, sent, tt.o)
				if wait := time.Until(next(t, s, id).NotBefore); max(wait, 0) != tt.wait {
					t.Fatalf("the next waits %v, want %v", wait, tt.wait)
				}
			})
		})
	}
}

func TestTheIntervalHoldsAcrossAStepOfTheWallClock(t *testing.T) {
	for _, step := range []time.Duration{24 * time.Hour, -24 * time.Hour, time.Minute, -time.Minute} {
		t.Run(step.String(), func(t *testing.T) {
			bubble(t, func(t *testing.T) {
				clock := newWall(0)
				s := openMem(t, store.Options{Now: clock.now})
				id := create(t, s)
				must(t, s.UpdateSettings(t.Context(), id, func(o *sluice.Settings) { o.Interval = 10 * time.Second }))
				enqueue(t, s, text(id, "10", "a"))
				enqueue(t, s, text(id, "10", "b"))
				send(t, s, next(t, s, id), 1)
				clock.step(step)
				time.Sleep(4 * time.Second)
				if wait := time.Until(next(t, s, id).NotBefore); wait != 6*time.Second {
					t.Fatalf("the next waits %v", wait)
				}
			})
		})
	}
}

func TestPaceAndWaitsSurviveARestart(t *testing.T) {
	bubble(t, func(t *testing.T) {
		b := openBox(t, store.Options{})
		s := b.Store
		id := create(t, s)
		must(t, s.UpdateSettings(t.Context(), id, func(o *sluice.Settings) { o.Interval = 10 * time.Second }))
		for range 3 {
			enqueue(t, s, text(id, "10", "a"))
		}
		send(t, s, next(t, s, id), 1)
		time.Sleep(3 * time.Second)
		s = b.reopen()
		authorize(t, s, id)
		m := next(t, s, id)
		if wait := time.Until(m.NotBefore).Round(time.Millisecond); wait != 7*time.Second {
			t.Fatalf("after a restart the next waits %v", wait)
		}
		time.Sleep(time.Until(m.NotBefore))
		attempt(t, s, m)
		must(t, s.Postpone(t.Context(), m, sluice.Sent{Wire: time.Now()}, user("10"), sluice.Wait{Reason: sluice.WaitsFlood, For: time.Hour}))
		time.Sleep(10 * time.Minute)
		s = b.reopen()
		authorize(t, s, id)
		m = next(t, s, id)
		if wait := time.Until(m.NotBefore).Round(time.Millisecond); wait != 50*time.Minute {
			t.Fatalf("after a flood wait and a restart the next waits %v", wait)
		}
		if !m.Doubt.IsZero() {
			t.Fatal("a flood wait is an answer: nothing is in doubt")
		}
	})
}

func TestAMessageInDoubtIsRepeatedFirstAfterOneInterval(t *testing.T) {
	bubble(t, func(t *testing.T) {
		b := openBox(t, store.Options{})
		s := b.Store
		id := create(t, s)
		enqueue(t, s, text(id, "10", "a"))
		enqueue(t, s, text(id, "11", "b"))
		m := next(t, s, id)
		attempt(t, s, m)
		began := time.Now()
		time.Sleep(time.Hour)
		s = b.reopen()
		authorize(t, s, id)
		again := next(t, s, id)
		if again.ID != m.ID || again.Key != m.Key || again.Doubt.UnixMilli() != began.UnixMilli() {
			t.Fatalf("next is %+v", again)
		}
		if wait := time.Until(again.NotBefore); wait != sluice.MinInterval {
			t.Fatalf("the repeat waits %v", wait)
		}
		send(t, s, again, 1)
		if m := next(t, s, id); !m.Doubt.IsZero() {
			t.Fatal("the next message is in doubt, too")
		}
	})
}

func TestWhatStaysInDoubtAfterATry(t *testing.T) {
	tests := []struct {
		name  string
		wrote bool
		wait  sluice.Wait
		doubt bool
	}{
		{"no answer", true, sluice.Wait{Reason: sluice.WaitsOffline, For: time.Second}, true},
		{"nothing written", false, sluice.Wait{Reason: sluice.WaitsOffline, For: time.Second}, false},
		{"a fault of the network's", true, sluice.Wait{Scope: sluice.ScopeChat, Reason: sluice.WaitsFault, For: time.Second}, true},
		{"a flood wait", true, sluice.Wait{Reason: sluice.WaitsFlood, For: time.Second}, false},
		{"slow mode", true, sluice.Wait{Scope: sluice.ScopeChat, Reason: sluice.WaitsSlowMode, For: time.Second}, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			bubble(t, func(t *testing.T) {
				s := openMem(t, store.Options{})
				id := create(t, s)
				enqueue(t, s, text(id, "10", "a"))
				m := next(t, s, id)
				attempt(t, s, m)
				sent := sluice.Sent{}
				if tt.wrote {
					sent.Wire = time.Now()
				}
				must(t, s.Postpone(t.Context(), m, sent, user("10"), tt.wait))
				again := next(t, s, id)
				if got := !again.Doubt.IsZero(); got != tt.doubt {
					t.Fatalf("in doubt: %v, want %v", got, tt.doubt)
				}
				if wait := time.Until(again.NotBefore); wait != time.Second {
					t.Fatalf("it waits %v", wait)
				}
				if n := count(t, s, id); n != 1 {
					t.Fatalf("count %d", n)
				}
			})
		})
	}
}

func TestAnotherAccountDoesNotRepeatWhatIsInDoubt(t *testing.T) {
	bubble(t, func(t *testing.T) {
		s := openMem(t, store.Options{})
		id := create(t, s)
		m := text(id, "10", "a")
		enqueue(t, s, m)
		rest := enqueue(t, s, text(id, "10", "b"))
		m = next(t, s, id)
		attempt(t, s, m)
		must(t, s.Postpone(t.Context(), m, sluice.Sent{Wire: time.Now()}, user("10"), sluice.Wait{Reason: sluice.WaitsOffline}))
		setState(t, s, id, sluice.Change{State: sluice.NotAuthorized})
		setState(t, s, id, sluice.Change{State: sluice.Authorized, Account: sluice.Account{ID: "600"}})
		other := next(t, s, id)
		if other.ID != rest {
			t.Fatalf("next is %s, want the other one of the chat", other.ID)
		}
		if aside, err := s.Follow(t.Context(), other, user("10")); aside || err != nil {
			t.Fatalf("it waits for the one that is held: %v, %v", aside, err)
		}
		time.Sleep(time.Until(other.NotBefore))
		send(t, s, other, 1)
		if _, ok, err := s.Next(t.Context(), id); ok || err != nil {
			t.Fatalf("the message in doubt is offered to another account: %v, %v", ok, err)
		}
		if got := shown(t, s, id); len(got) != 1 || got[0] != m.ID {
			t.Fatalf("the queue is %v", got)
		}
		if l, err := s.Line(t.Context(), id); err != nil || l.Held != 1 {
			t.Fatalf("%d are held, %v", l.Held, err)
		}
		must(t, s.Release(t.Context(), id, sluice.WaitsHeld))
		if l, err := s.Line(t.Context(), id); err != nil || l.Held != 0 || l.Count != 1 {
			t.Fatalf("after a release %d of %d are held, %v", l.Held, l.Count, err)
		}
		if got := next(t, s, id); got.ID != m.ID {
			t.Fatalf("after a release next is %s", got.ID)
		}
	})
}

func TestARestrictionOfTheAccountDoublesUntilASendGoesThrough(t *testing.T) {
	bubble(t, func(t *testing.T) {
		s := openMem(t, store.Options{})
		id := create(t, s)
		suspended := sluice.Wait{Reason: sluice.WaitsSuspended, Text: "Too many (PEER_FLOOD)"}
		for k, want := range []time.Duration{time.Hour, 2 * time.Hour, 4 * time.Hour, 8 * time.Hour, 12 * time.Hour} {
			enqueue(t, s, text(id, "10", "a"))
			m := next(t, s, id)
			time.Sleep(time.Until(m.NotBefore))
			attempt(t, s, m)
			must(t, s.Postpone(t.Context(), m, sluice.Sent{Wire: time.Now()}, user("10"), suspended))
			i, err := s.Instance(id)
			must(t, err)
			if i.State != sluice.SuspendedState || time.Until(i.SuspendedUntil).Round(time.Millisecond) != want {
				t.Fatalf("%d: %s for %v, want %v", k, i.State, time.Until(i.SuspendedUntil), want)
			}
			authorize(t, s, id)
			if i, _ := s.Instance(id); i.State != sluice.SuspendedState {
				t.Fatalf("%d: it is %s before its time", k, i.State)
			}
			time.Sleep(want)
			authorize(t, s, id)
			must(t, s.Clear(t.Context(), id))
		}
		enqueue(t, s, text(id, "10", "a"))
		send(t, s, next(t, s, id), 1)
		enqueue(t, s, text(id, "10", "a"))
		m := next(t, s, id)
		time.Sleep(time.Until(m.NotBefore))
		attempt(t, s, m)
		must(t, s.Postpone(t.Context(), m, sluice.Sent{Wire: time.Now()}, user("10"), suspended))
		if i, _ := s.Instance(id); time.Until(i.SuspendedUntil).Round(time.Millisecond) != time.Hour {
			t.Fatalf("after a send it is restricted for %v", time.Until(i.SuspendedUntil))
		}
		time.Sleep(time.Hour)
		authorize(t, s, id)
		told(t, s, id)
		must(t, s.Postpone(t.Context(), m, sluice.Sent{Wire: time.Now()}, user("10"), suspended))
		list := told(t, s, id)
		if len(list) != 1 || list[0].Status != sluice.StatusFailed || list[0].Description != suspended.Text {
			t.Fatalf("the second time the client is told %+v", list)
		}
	})
}

func TestAMessageInDoubtIsNotEdited(t *testing.T) {
	bubble(t, func(t *testing.T) {
		s := openMem(t, store.Options{})
		id := create(t, s)
		enqueue(t, s, text(id, "10", "a"))
		m := next(t, s, id)
		attempt(t, s, m)
		w := sluice.Wait{Scope: sluice.ScopeChat, Reason: sluice.WaitsFault, For: time.Minute}
		must(t, s.Postpone(t.Context(), m, sluice.Sent{Wire: time.Now()}, user("10"), w))
		if ok, err := s.Edit(t.Context(), id, m.ID, sluice.TextBody{Text: "b"}); ok || err != nil {
			t.Fatalf("edited though the network may have it: %v, %v", ok, err)
		}
		if got := next(t, s, id); got.Revision != m.Revision {
			t.Fatalf("revision %d", got.Revision)
		}
	})
}

func TestAWaitIsNotRoundedDownByARestart(t *testing.T) {
	bubble(t, func(t *testing.T) {
		b := openBox(t, store.Options{})
		id := create(t, b.Store)
		enqueue(t, b.Store, text(id, "10", "a"))
		time.Sleep(700 * time.Microsecond)
		m := next(t, b.Store, id)
		attempt(t, b.Store, m)
		until := time.Now().Add(time.Minute)
		postpone(t, b.Store, m, sluice.Wait{Reason: sluice.WaitsFlood, For: time.Minute})
		b.reopen()
		authorize(t, b.Store, id)
		if got := next(t, b.Store, id); got.NotBefore.Before(until) {
			t.Fatalf("it may go %v early", until.Sub(got.NotBefore))
		}
	})
}

func TestATryThatEndsAfterAnotherLoginLeavesItsMessageHeld(t *testing.T) {
	bubble(t, func(t *testing.T) {
		s := openMem(t, store.Options{})
		id := create(t, s)
		m := inDoubt(t, s, id, "10")
		switchTo(t, s, id, "600")
		for _, w := range []sluice.Wait{
			{Reason: sluice.WaitsOffline, For: time.Second},
			{Scope: sluice.ScopeChat, Reason: sluice.WaitsFault, For: time.Second},
		} {
			must(t, s.Postpone(t.Context(), m, sluice.Sent{Wire: time.Now()}, user("10"), w))
			time.Sleep(time.Minute)
			if _, ok, err := s.Next(t.Context(), id); ok || err != nil {
				t.Fatalf("after %s it is offered to another account: %v, %v", w.Reason, ok, err)
			}
		}
	})
}

func TestWhereAnAttemptWentIsKnownAfterAKill(t *testing.T) {
	bubble(t, func(t *testing.T) {
		b := openBox(t, store.Options{})
		id := create(t, b.Store)
		enqueue(t, b.Store, text(id, "@someone", "a"))
		m := next(t, b.Store, id)
		if m.Went != (sluice.Peer{}) {
			t.Errorf("it went to %+v before it was tried", m.Went)
		}
		if aside, err := b.Follow(t.Context(), m, user("10")); aside || err != nil {
			t.Fatalf("%v, %v", aside, err)
		}
		attempt(t, b.Store, m)
		b.reopen()
		authorize(t, b.Store, id)
		if m = next(t, b.Store, id); m.Went.Chat != "10" {
			t.Errorf("it went to %+v, want chat 10", m.Went)
		}
	})
}

func TestADoubtIsAsOldAsItIsWhateverTheWallClockSays(t *testing.T) {
	bubble(t, func(t *testing.T) {
		ahead := time.Hour
		s := openMem(t, store.Options{Now: func() time.Time { return time.Now().Add(ahead) }})
		id := create(t, s)
		inDoubt(t, s, id, "10")
		for _, ahead = range []time.Duration{time.Hour, 0, 25 * time.Hour} {
			time.Sleep(time.Minute)
		}
		m := next(t, s, id)
		if age := time.Since(m.Doubt); age < 3*time.Minute || age > 3*time.Minute+time.Second {
			t.Errorf("the doubt is %v old, want three minutes", age)
		}
	})
}

// TestARepeatAfterARestartWaitsForTheIntervalOfNow shortens the interval while a send
// is under way whose answer never comes.
func TestARepeatAfterARestartWaitsForTheIntervalOfNow(t *testing.T) {
	for _, aside := range []bool{false, true} {
		bubble(t, func(t *testing.T) {
			b := openBox(t, store.Options{})
			id := create(t, b.Store)
			must(t, b.UpdateSettings(t.Context(), id, func(s *sluice.Settings) { s.Interval = 10 * time.Minute }))
			enqueue(t, b.Store, text(id, "10", "a"))
			if aside {
				postpone(t, b.Store, next(t, b.Store, id), sluice.Wait{Scope: sluice.ScopeChat, Reason: sluice.WaitsSlowMode, For: time.Second})
				time.Sleep(time.Second)
			}
			m := next(t, b.Store, id)
			attempt(t, b.Store, m)
			must(t, b.UpdateSettings(t.Context(), id, func(s *sluice.Settings) { s.Interval = time.Second }))
			s := b.reopen()
			authorize(t, s, id)
			if wait := time.Until(next(t, s, id).NotBefore); wait > time.Second+time.Millisecond {
				t.Errorf("set aside %v: it is repeated in %v", aside, wait)
			}
		})
	}
}
