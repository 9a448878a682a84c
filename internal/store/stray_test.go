package store_test

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"testing"
	"time"

	"sluice"
	"sluice/internal/store"
)

// fault sets the chat of a message aside, and leaves the message in doubt.
var fault = sluice.Wait{Scope: sluice.ScopeChat, Reason: sluice.WaitsFault, For: time.Minute}

// aDayPasses lets the store work for a day and an hour.
func aDayPasses(t *testing.T, s *store.Store) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.WithoutCancel(t.Context()))
	done := make(chan error, 1)
	go func() { done <- s.Run(ctx) }()
	time.Sleep(25 * time.Hour)
	cancel()
	must(t, <-done)
}

// A wayOut is how a message may leave the queue while nobody knows under which
// number it stands at the network, and what it is at last.
type wayOut struct {
	leave func(t *testing.T, s *store.Store, m sluice.Message)
	want  sluice.Status
}

var waysOut = map[string]wayOut{
	"cleared": {func(t *testing.T, s *store.Store, m sluice.Message) {
		must(t, s.Clear(t.Context(), m.Instance))
	}, sluice.StatusSent},
	"taken out": {func(t *testing.T, s *store.Store, m sluice.Message) {
		if ok, err := s.TakeOut(t.Context(), m.Instance, m.ID); !ok || err != nil {
			t.Fatalf("%t, %v", ok, err)
		}
	}, sluice.StatusSent},
	"given up": {func(t *testing.T, s *store.Store, m sluice.Message) {
		finish(t, s, m, sluice.Sent{}, sluice.Expired())
	}, sluice.StatusExpired},
	"over while nobody is logged in": {func(t *testing.T, s *store.Store, m sluice.Message) {
		setState(t, s, m.Instance, sluice.Change{State: sluice.NotAuthorized})
		aDayPasses(t, s)
		authorize(t, s, m.Instance)
	}, sluice.StatusExpired},
	"over while another account is logged in": {func(t *testing.T, s *store.Store, m sluice.Message) {
		switchTo(t, s, m.Instance, "600")
		aDayPasses(t, s)
		switchTo(t, s, m.Instance, account.ID)
	}, sluice.StatusExpired},
	"sent, under a number that is lost": {func(t *testing.T, s *store.Store, m sluice.Message) {
		finish(t, s, m, sluice.Sent{Wire: time.Now(), Duplicate: true}, sluice.Outcome{Status: sluice.StatusSent})
	}, sluice.StatusSent},
}

func TestWhatLeftTheQueueInDoubtIsNotOfAnotherApp(t *testing.T) {
	for name, way := range waysOut {
		t.Run(name, func(t *testing.T) {
			bubble(t, func(t *testing.T) {
				b := openBox(t, store.Options{})
				id := create(t, b.Store)
				m := inDoubtAside(t, b.Store, id)
				shown := byHand(7, "10", "a")
				way.leave(t, b.Store, m)
				s := b.reopen()
				authorize(t, s, id)
				receive(t, s, id, byHand(6, "11", "a"))
				receive(t, s, id, byHand(8, "10", "b"))
				receive(t, s, id, shown)
				receive(t, s, id, shown)
				wantSent(t, s, m, way.want, "a", "b")
				receive(t, s, id, byHand(9, "10", "a"))
				if got := elsewhere(t, s, id); !slices.Equal(got, []string{"a"}) {
					t.Errorf("of the same words once more the client is told %q", got)
				}
			})
		})
	}
}

func TestWhatIsShownInDoubtIsNotOfAnotherAppHoweverTheDoubtEnds(t *testing.T) {
	ways := maps.Clone(waysOut)
	ways["over while another account is logged in"] = wayOut{func(t *testing.T, s *store.Store, m sluice.Message) {
		switchTo(t, s, m.Instance, "600") // from then on its own account is not heard
		switchTo(t, s, m.Instance, account.ID)
	}, sluice.StatusSent}
	for name, way := range ways {
		t.Run(name, func(t *testing.T) {
			bubble(t, func(t *testing.T) {
				s := openMem(t, store.Options{})
				id := create(t, s)
				m := inDoubtAside(t, s, id)
				shown := byHand(7, "10", "a")
				receive(t, s, id, shown)
				way.leave(t, s, m)
				receive(t, s, id, shown)
				wantSent(t, s, m, way.want)
			})
		})
	}
}

// inDoubtAside leaves a message in doubt whose chat waits.
func inDoubtAside(t *testing.T, s *store.Store, id sluice.InstanceID) sluice.Message {
	t.Helper()
	m := inDoubt(t, s, id, "10")
	must(t, s.Postpone(t.Context(), m, sluice.Sent{Wire: time.Now()}, user("10"), fault))
	return next(t, s, id)
}

// wantSent wants m to stand at the network as number 7, the client to be told once
// how it ended, and of byPhone as sent from another app.
func wantSent(t *testing.T, s *store.Store, m sluice.Message, want sluice.Status, byPhone ...string) {
	t.Helper()
	if r := lookup(t, s, m.Instance, m.ID); r.Status != want || r.Ref.Number != 7 {
		t.Errorf("it is %s, at %+v; want %s", r.Status, r.Ref, want)
	}
	var others []string
	var ends []sluice.Status
	for _, n := range told(t, s, m.Instance) {
		switch {
		case n.Type == sluice.NotifyOutgoing:
			others = append(others, string(n.Content.Text))
		case n.Type == sluice.NotifyStatus && n.Message == m.ID:
			ends = append(ends, n.Status)
		}
	}
	if !slices.Equal(others, byPhone) {
		t.Errorf("told as sent from another app: %q, want %q", others, byPhone)
	}
	if len(ends) != 1 || ends[0] != want {
		t.Errorf("told to be %v, want %s", ends, want)
	}
}

func TestTheAnswerToAnAccountThatLeftIsNumberedAsItsOwn(t *testing.T) {
	bubble(t, func(t *testing.T) {
		s := openMem(t, store.Options{})
		id := create(t, s)
		m := inDoubt(t, s, id, "10")
		switchTo(t, s, id, "600")
		finish(t, s, m, sluice.Sent{ID: 7, Wire: time.Now()}, sluice.Outcome{Status: sluice.StatusSent})
		told(t, s, id)
		receive(t, s, id, incoming(7, "of the second account"))
		if list := told(t, s, id); len(list) != 1 {
			t.Fatalf("told %+v", list)
		}
		if r := lookup(t, s, id, m.ID); r.Status != sluice.StatusSent || r.Ref.Number != 0 {
			t.Fatalf("it is %s, at %+v, which is another message here", r.Status, r.Ref)
		}
		switchTo(t, s, id, account.ID)
		if r := lookup(t, s, id, m.ID); r.Ref.Number != 7 {
			t.Fatalf("back, it is at %+v", r.Ref)
		}
	})
}

func TestWhatOneAccountShowedIsNumberedAsItsOwn(t *testing.T) {
	bubble(t, func(t *testing.T) {
		s := openMem(t, store.Options{})
		id := create(t, s)
		inDoubt(t, s, id, "10")
		receive(t, s, id, byHand(7, "10", "by hand")) // put by until the other account logs in
		switchTo(t, s, id, "600")
		told(t, s, id)
		receive(t, s, id, incoming(7, "of the second account"))
		if list := told(t, s, id); len(list) != 1 {
			t.Fatalf("told %+v", list)
		}
	})
}

func TestWhatIsReleasedIsOfTheAccountThatSendsIt(t *testing.T) {
	bubble(t, func(t *testing.T) {
		s := openMem(t, store.Options{})
		id := create(t, s)
		inDoubt(t, s, id, "10")
		switchTo(t, s, id, "600")
		must(t, s.Release(t.Context(), id, sluice.WaitsHeld))
		m := next(t, s, id)
		send(t, s, m, 7)
		receive(t, s, id, byHand(7, "10", "a"))
		if got := elsewhere(t, s, id); got != nil {
			t.Fatalf("told as sent from another app: %q", got)
		}
		if r := lookup(t, s, id, m.ID); r.Ref.Number != 7 {
			t.Fatalf("it is at %+v", r.Ref)
		}
	})
}

func TestTheAnswerToAnAccountThatLeftExplainsNothingOfTheNextOne(t *testing.T) {
	for _, number := range []int64{0, 7} {
		t.Run(fmt.Sprint("number ", number), func(t *testing.T) {
			bubble(t, func(t *testing.T) {
				s := openMem(t, store.Options{})
				id := create(t, s)
				m := inDoubt(t, s, id, "10")
				switchTo(t, s, id, "600")
				enqueue(t, s, text(id, "10", "b"))
				second := next(t, s, id)
				time.Sleep(time.Until(second.NotBefore))
				attempt(t, s, second)
				receive(t, s, id, byHand(7, "10", "a")) // put by, for the second one
				finish(t, s, m, sluice.Sent{ID: number, Wire: time.Now()}, sluice.Outcome{Status: sluice.StatusSent})
				finish(t, s, second, sluice.Sent{ID: 8, Wire: time.Now()}, sluice.Outcome{Status: sluice.StatusSent})
				if got := elsewhere(t, s, id); !slices.Equal(got, []string{"a"}) {
					t.Fatalf("told as sent from another app: %q", got)
				}
			})
		})
	}
}
