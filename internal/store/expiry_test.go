package store_test

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"sluice"
	"sluice/internal/store"
)

// run starts the store's own work, and ends it with the test.
func run(t tb, b *box) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.WithoutCancel(t.Context()))
	done := make(chan error, 1)
	go func() { done <- b.Run(ctx) }()
	t.Cleanup(func() {
		cancel()
		if err := <-done; err != nil {
			t.Errorf("run: %v", err)
		}
	})
}

func TestAMessageExpiresAfterADayInEveryState(t *testing.T) {
	for _, state := range []sluice.State{sluice.NotAuthorized, sluice.Authorized, sluice.BlockedState} {
		t.Run(string(state), func(t *testing.T) {
			bubble(t, func(t *testing.T) {
				b := openBox(t, store.Options{})
				id := create(t, b.Store)
				setState(t, b.Store, id, sluice.Change{State: state})
				run(t, b)
				m := enqueue(t, b.Store, text(id, "10", "a"))
				time.Sleep(time.Hour)
				young := enqueue(t, b.Store, text(id, "10", "b"))
				time.Sleep(23*time.Hour - time.Second)
				if n := count(t, b.Store, id); n != 2 {
					t.Fatalf("count %d a second before", n)
				}
				time.Sleep(2 * time.Second)
				if got := shown(t, b.Store, id); len(got) != 1 || got[0] != young {
					t.Fatalf("a second after %v wait", got)
				}
				list := told(t, b.Store, id)
				if len(list) != 1 || list[0].Message != m || list[0].Status != sluice.StatusExpired || list[0].Description == "" {
					t.Fatalf("told: %+v", list)
				}
			})
		})
	}
}

// TestASendUnderWayIsFinishedWhateverHappensMeanwhile ends a day, and stops the
// queue, while the network is asked.
func TestASendUnderWayIsFinishedWhateverHappensMeanwhile(t *testing.T) {
	sent := func(t *testing.T, b *box, m sluice.Message) sluice.Status {
		finish(t, b.Store, m, sluice.Sent{ID: 7, At: time.Now(), Wire: time.Now()}, sluice.Outcome{Status: sluice.StatusSent})
		return sluice.StatusSent
	}
	lost := func(t *testing.T, b *box, m sluice.Message) sluice.Status {
		must(t, b.Postpone(t.Context(), m, sluice.Sent{Wire: time.Now()}, user("10"), sluice.Wait{Reason: sluice.WaitsOffline, For: time.Minute}))
		return sluice.StatusExpired
	}
	stops := map[string]func(t *testing.T, b *box, id sluice.InstanceID){
		"paused": func(t *testing.T, b *box, id sluice.InstanceID) { must(t, b.Pause(t.Context(), id, "anna")) },
		"logged out": func(t *testing.T, b *box, id sluice.InstanceID) {
			setState(t, b.Store, id, sluice.Change{State: sluice.NotAuthorized})
		},
	}
	for name, stop := range stops {
		for _, end := range []func(*testing.T, *box, sluice.Message) sluice.Status{sent, lost} {
			t.Run(name, func(t *testing.T) {
				bubble(t, func(t *testing.T) {
					b := openBox(t, store.Options{})
					id := create(t, b.Store)
					run(t, b)
					must(t, b.Pause(t.Context(), id, "anna"))
					enqueue(t, b.Store, text(id, "10", "a"))
					time.Sleep(24*time.Hour - time.Second)
					must(t, b.Resume(t.Context(), id))
					m := next(t, b.Store, id)
					attempt(t, b.Store, m)
					stop(t, b, id)
					time.Sleep(5 * time.Second)
					want := end(t, b, m)
					time.Sleep(5 * time.Second)
					var statuses []sluice.Status
					for _, n := range told(t, b.Store, id) {
						if n.Type == sluice.NotifyStatus {
							statuses = append(statuses, n.Status)
						}
					}
					if len(statuses) != 1 || statuses[0] != want || lookup(t, b.Store, id, m.ID).Status != want {
						t.Errorf("told %v, and the journal says %s, want %s", statuses, lookup(t, b.Store, id, m.ID).Status, want)
					}
				})
			})
		}
	}
}

func TestBulkExpiryIsSpreadAndInterleaved(t *testing.T) {
	bubble(t, func(t *testing.T) {
		b := openBox(t, store.Options{})
		id := create(t, b.Store)
		run(t, b)
		setState(t, b.Store, id, sluice.Change{State: sluice.NotAuthorized})
		for k := range 400 {
			m := enqueue(t, b.Store, text(id, "10", fmt.Sprint(k)))
			if k%7 == 3 {
				if ok, err := b.TakeOut(t.Context(), id, m); !ok || err != nil {
					t.Fatalf("take out: %v, %v", ok, err)
				}
			}
		}
		time.Sleep(time.Hour)
		young := enqueue(t, b.Store, text(id, "10", "young"))
		before := count(t, b.Store, id)
		time.Sleep(23*time.Hour - 100*time.Millisecond)
		last := before
		for range 12 {
			time.Sleep(time.Second)
			synctest.Wait()
			n := count(t, b.Store, id)
			if last-n > 50 {
				t.Fatalf("%d expired within a second", last-n)
			}
			last = n
		}
		if last != 1 {
			t.Fatalf("%d still wait", last)
		}
		authorize(t, b.Store, id)
		if m := next(t, b.Store, id); m.ID != young {
			t.Fatalf("next is %s", m.ID)
		}
		if n := len(told(t, b.Store, id)); n != before-1 {
			t.Fatalf("told of %d, want %d", n, before-1)
		}
	})
}

func TestOverdueMessagesDoNotHoldTheOthersUp(t *testing.T) {
	bubble(t, func(t *testing.T) {
		b := openBox(t, store.Options{})
		id := create(t, b.Store)
		for range 500 {
			enqueue(t, b.Store, text(id, "10", "old"))
		}
		b.close()
		time.Sleep(24 * time.Hour) // a day of downtime
		b.Store = openOn(t, b.fs, b.o)
		authorize(t, b.Store, id)
		young := enqueue(t, b.Store, text(id, "10", "young"))
		if m := next(t, b.Store, id); m.ID != young {
			t.Fatalf("next is %s", m.ID)
		}
		if n := count(t, b.Store, id); n != 501 {
			t.Fatalf("count %d: what is overdue stands in the list until it is told", n)
		}
		send(t, b.Store, next(t, b.Store, id), 1)
		run(t, b)
		time.Sleep(15 * time.Second)
		if n := count(t, b.Store, id); n != 0 {
			t.Fatalf("count %d", n)
		}
	})
}

func TestClearEndsTheOverdueLikeTheRest(t *testing.T) {
	bubble(t, func(t *testing.T) {
		b := openBox(t, store.Options{})
		id := create(t, b.Store)
		for range 200 {
			enqueue(t, b.Store, text(id, "10", "old"))
		}
		run(t, b)
		time.Sleep(24*time.Hour + time.Second)
		synctest.Wait()
		if n := count(t, b.Store, id); n == 0 || n == 200 {
			t.Fatalf("count %d", n)
		}
		must(t, b.Clear(t.Context(), id))
		if n := count(t, b.Store, id); n != 0 {
			t.Fatalf("count %d", n)
		}
		time.Sleep(time.Hour)
		enqueue(t, b.Store, text(id, "10", "new"))
		if n := count(t, b.Store, id); n != 1 {
			t.Fatalf("count %d", n)
		}
	})
}

func TestAStepOfTheWallClockExpiresNothing(t *testing.T) {
	for _, step := range []time.Duration{24 * time.Hour, -24 * time.Hour, 48 * time.Hour} {
		t.Run(step.String(), func(t *testing.T) {
			bubble(t, func(t *testing.T) {
				clock := newWall(0)
				b := openBox(t, store.Options{Now: clock.now})
				id := create(t, b.Store)
				run(t, b)
				enqueue(t, b.Store, text(id, "10", "a"))
				receive(t, b.Store, id, incoming(1, "b"))
				clock.step(step)
				time.Sleep(23 * time.Hour)
				enqueue(t, b.Store, text(id, "10", "c"))
				if n := count(t, b.Store, id); n != 2 {
					t.Fatalf("count %d", n)
				}
				if n := pending(t, b.Store, id); n != 1 {
					t.Fatalf("%d notifications", n)
				}
				time.Sleep(time.Hour + time.Second)
				if n := count(t, b.Store, id); n != 1 {
					t.Fatalf("after 24 hours count is %d", n)
				}
			})
		})
	}
}

func TestAMessageInDoubtIsNotExpiredWhileItsFateCanBeFound(t *testing.T) {
	bubble(t, func(t *testing.T) {
		b := openBox(t, store.Options{})
		id := create(t, b.Store)
		run(t, b)
		enqueue(t, b.Store, text(id, "10", "a"))
		m := next(t, b.Store, id)
		attempt(t, b.Store, m)
		must(t, b.Postpone(t.Context(), m, sluice.Sent{Wire: time.Now()}, user("10"), sluice.Wait{Reason: sluice.WaitsOffline}))
		time.Sleep(25 * time.Hour)
		again := next(t, b.Store, id)
		if again.ID != m.ID || again.Doubt.IsZero() {
			t.Fatalf("next is %+v", again)
		}
		if ok, err := b.Attempt(t.Context(), id, again.ID, again.Revision); ok || err != nil {
			t.Fatalf("it is tried after 24 hours: %v", err)
		}
		setState(t, b.Store, id, sluice.Change{State: sluice.NotAuthorized})
		time.Sleep(25 * time.Hour)
		if n := count(t, b.Store, id); n != 0 {
			t.Fatalf("count %d: without an account nothing can be found out", n)
		}
	})
}

func TestOldDaysAreDropped(t *testing.T) {
	bubble(t, func(t *testing.T) {
		b := openBox(t, store.Options{})
		id := create(t, b.Store)
		run(t, b)
		m := text(id, "11", "quotes")
		m.Quoted = enqueue(t, b.Store, text(id, "10", "a"))
		send(t, b.Store, next(t, b.Store, id), 77)
		quote := func() int64 {
			t.Helper()
			enqueue(t, b.Store, m)
			got := next(t, b.Store, id)
			must(t, b.Clear(t.Context(), id))
			return got.Quote.Number
		}
		if n := quote(); n != 77 {
			t.Fatalf("quote %d", n)
		}
		time.Sleep(30 * 24 * time.Hour)
		if n := quote(); n != 77 {
			t.Fatalf("after 30 days quote %d", n)
		}
		time.Sleep(3 * 24 * time.Hour)
		if n := quote(); n != 0 {
			t.Fatalf("after 33 days quote %d", n)
		}
		last := enqueue(t, b.Store, text(id, "10", "b"))
		b.o.Now = nil
		if last <= m.Quoted {
			t.Fatalf("%s comes after %s", last, m.Quoted)
		}
	})
}

// TestWhatIsSetAsideExpiresByItsAcceptance has ids that are ahead of the clock, which
// was set back while the process was down.
func TestWhatIsSetAsideExpiresByItsAcceptance(t *testing.T) {
	bubble(t, func(t *testing.T) {
		clock := newWall(10_000 * 24 * time.Hour)
		b := openBox(t, store.Options{Now: clock.now})
		id := create(t, b.Store)
		enqueue(t, b.Store, text(id, "10", "before"))
		finish(t, b.Store, next(t, b.Store, id), sluice.Sent{}, sluice.Outcome{Status: sluice.StatusFailed})
		b.close()
		clock.step(-48 * time.Hour)
		b.Store = openOn(t, b.fs, b.o)
		authorize(t, b.Store, id)
		run(t, b)

		enqueue(t, b.Store, text(id, "10", "a"))
		postpone(t, b.Store, next(t, b.Store, id), sluice.Wait{Scope: sluice.ScopeChat, Reason: sluice.WaitsSlowMode, For: time.Hour})
		time.Sleep(25 * time.Hour)
		m := next(t, b.Store, id)
		if ok, err := b.Attempt(t.Context(), id, m.ID, m.Revision); ok || err != nil {
			t.Fatalf("a message of yesterday is attempted: %v, %v", ok, err)
		}
		if n := count(t, b.Store, id); n != 0 {
			t.Errorf("%d messages wait", n)
		}
		r, ok, err := b.Lookup(t.Context(), id, m.ID)
		if err != nil || !ok || r.Status != sluice.StatusExpired {
			t.Errorf("it is %q, %v, %v", r.Status, ok, err)
		}
	})
}

func TestNothingIsReusedAfterADrop(t *testing.T) {
	bubble(t, func(t *testing.T) {
		clock := newWall(10_000 * 24 * time.Hour)
		b := openBox(t, store.Options{Now: clock.now})
		id := create(t, b.Store)
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan error, 1)
		go func() { done <- b.Run(ctx) }()
		receive(t, b.Store, id, sluice.Event{
			Kind: sluice.EventMessage, At: clock.now(), Chat: user("10"), Number: 1,
		})
		first := enqueue(t, b.Store, text(id, "10", "a"))
		time.Sleep(40 * 24 * time.Hour)
		cancel()
		must(t, <-done)
		b.close()
		clock.step(-60 * 24 * time.Hour) // the clock was wrong, and is set right
		b.Store = openOn(t, b.fs, b.o)
		if again := enqueue(t, b.Store, text(id, "10", "b")); again <= first {
			t.Fatalf("%s comes after %s", again, first)
		}
		receive(t, b.Store, id, sluice.Event{
			Kind: sluice.EventMessage, At: clock.now(), Chat: user("10"), Number: 2,
		})
		if r, _, ok, err := b.Head(t.Context(), id); r != 3 || !ok || err != nil {
			t.Fatalf("receipt %d, %v, %v", r, ok, err)
		}
	})
}

func TestWhatExpiresInDoubtIsToldSo(t *testing.T) {
	for name, wait := range map[string]sluice.Wait{
		"set aside": fault,
		"held":      {Scope: sluice.ScopeChat, Reason: sluice.WaitsHeld},
		"in line":   {Reason: sluice.WaitsOffline, For: time.Minute},
	} {
		t.Run(name, func(t *testing.T) {
			bubble(t, func(t *testing.T) {
				s := openMem(t, store.Options{})
				id := create(t, s)
				m := inDoubt(t, s, id, "10")
				must(t, s.Postpone(t.Context(), m, sluice.Sent{Wire: time.Now()}, user("10"), wait))
				setState(t, s, id, sluice.Change{State: sluice.NotAuthorized})
				aDayPasses(t, s)
				var got []string
				for _, n := range told(t, s, id) {
					if n.Type == sluice.NotifyStatus {
						got = append(got, n.Description)
					}
				}
				if !slices.Equal(got, []string{sluice.ExpiredInDoubt().Description}) {
					t.Errorf("told %q", got)
				}
			})
		})
	}
}
