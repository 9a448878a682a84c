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
			must(t, s.SetPaused(t.Context(), m.Instance, true))
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

func must(t *testing.T, err error) {
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
		if got := next(t, s, id); got.ID != m.ID && got.ID != rest {
			t.Fatalf("next is %s", got.ID)
		} else if got.ID == m.ID && time.Until(got.NotBefore) < 24*time.Hour {
			t.Fatal("the message in doubt is repeated")
		}
		if n := count(t, s, id); n != 2 {
			t.Fatalf("count %d", n)
		}
		must(t, s.Release(t.Context(), id, sluice.WaitsHeld))
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
