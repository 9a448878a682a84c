package store_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"sluice"
	"sluice/internal/store"
)

// wall is a wall clock that a test can move.
type wall struct{ off atomic.Int64 }

func newWall(off time.Duration) *wall {
	w := &wall{}
	w.step(off)
	return w
}

func (w *wall) step(by time.Duration) { w.off.Add(int64(by)) }

func (w *wall) now() time.Time { return time.Now().Add(time.Duration(w.off.Load())) }

func TestIDsGrowWhateverTheClockDoes(t *testing.T) {
	tests := []struct {
		name string
		step time.Duration
	}{
		{"while it stands", 0},
		{"back by a minute", -time.Minute},
		{"back over midnight", -24 * time.Hour},
		{"ahead by a day", 24 * time.Hour},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			bubble(t, func(t *testing.T) {
				clock := newWall(10_000 * 24 * time.Hour) // ids have 13 digits since 2001
				b := openBox(t, store.Options{Now: clock.now})
				s := b.Store
				id := create(t, s)
				last := sluice.MessageID("")
				more := func(n int) {
					t.Helper()
					for range n {
						got := enqueue(t, s, text(id, "10", "a"))
						if len(got) != 13 || got <= last {
							t.Fatalf("%s comes after %s", got, last)
						}
						last = got
					}
				}
				more(1000)
				clock.step(tt.step)
				more(1000)
				if err := s.Clear(t.Context(), id); err != nil {
					t.Fatal(err)
				}
				more(10)
				s = b.reopen()
				more(10)
				if n := count(t, s, id); n != 20 {
					t.Fatalf("count %d", n)
				}
			})
		})
	}
}

func TestAForwardOwnsItsIDs(t *testing.T) {
	s := openMem(t, store.Options{})
	id := create(t, s)
	m := sluice.Message{Instance: id, Chat: "10", Body: sluice.ForwardBody{From: "11", Messages: make([]sluice.MessageID, 5)}}
	first := enqueue(t, s, m)
	after := enqueue(t, s, text(id, "10", "a"))
	if after.Number() < first.Number()+5 {
		t.Fatalf("%s follows a forward of five at %s", after, first)
	}
	for k := range int64(5) {
		part := sluice.MessageIDOf(first.Number() + k)
		if ok, err := s.TakeOut(t.Context(), id, part); ok || sluice.CodeOf(err) != sluice.Invalid {
			t.Fatalf("message %d of a forward is taken out with its others: %v, %v", k, ok, err)
		}
		if r := lookup(t, s, id, part); r.Status != sluice.StatusPending {
			t.Errorf("message %d is %s", k, r.Status)
		}
	}
	one := enqueue(t, s, sluice.Message{Instance: id, Chat: "10", Body: sluice.ForwardBody{From: "11", Messages: make([]sluice.MessageID, 1)}})
	if ok, err := s.TakeOut(t.Context(), id, one); !ok || err != nil {
		t.Fatalf("a forward of one stays: %v, %v", ok, err)
	}
	if n := count(t, s, id); n != 2 {
		t.Fatalf("%d wait, want 2", n)
	}
	if n, err := s.TakeOutAll(t.Context(), id, []sluice.MessageID{first}); n != 1 || err != nil {
		t.Fatalf("the whole forward stays: %d, %v", n, err)
	}
	if ok, err := s.TakeOut(t.Context(), id, sluice.MessageIDOf(after.Number()+1)); ok || err != nil {
		t.Fatalf("an unknown id finds something: %v", err)
	}
}

func TestAMessageIsTakenOutWhereverItStands(t *testing.T) {
	tests := []struct {
		name  string
		out   []int
		order []int
	}{
		{"head", []int{0}, []int{1, 2, 3, 4}},
		{"middle", []int{2}, []int{0, 1, 3, 4}},
		{"tail", []int{4}, []int{0, 1, 2, 3}},
		{"two at the head", []int{1, 0}, []int{2, 3, 4}},
		{"all but one", []int{0, 1, 3, 4}, []int{2}},
		{"all", []int{4, 3, 2, 1, 0}, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			bubble(t, func(t *testing.T) {
				s := openMem(t, store.Options{})
				id := create(t, s)
				var ids []sluice.MessageID
				for k := range 5 {
					ids = append(ids, enqueue(t, s, text(id, "10", fmt.Sprint(k))))
				}
				for k, out := range tt.out {
					if ok, err := s.TakeOut(t.Context(), id, ids[out]); !ok || err != nil {
						t.Fatalf("take out: %v, %v", ok, err)
					}
					if ok, err := s.TakeOut(t.Context(), id, ids[out]); ok || err != nil {
						t.Fatalf("it is taken out twice: %v", err)
					}
					if n := count(t, s, id); n != 4-k {
						t.Fatalf("count %d after %d", n, k+1)
					}
				}
				for _, k := range tt.order {
					m := next(t, s, id)
					if m.ID != ids[k] {
						t.Fatalf("next is %s, want %s", m.ID, ids[k])
					}
					send(t, s, m, int64(k+1))
				}
				if n := count(t, s, id); n != 0 {
					t.Fatalf("count %d at the end", n)
				}
			})
		})
	}
}

func TestAnEditKeepsThePlace(t *testing.T) {
	bubble(t, func(t *testing.T) {
		s := openMem(t, store.Options{})
		id := create(t, s)
		ids := []sluice.MessageID{
			enqueue(t, s, text(id, "10", "a")), enqueue(t, s, text(id, "10", "b")), enqueue(t, s, text(id, "10", "c")),
		}
		before := next(t, s, id)
		if ok, err := s.Edit(t.Context(), id, ids[0], sluice.TextBody{Text: "new"}); !ok || err != nil {
			t.Fatalf("edit: %v, %v", ok, err)
		}
		if ok, err := s.Attempt(t.Context(), id, before.ID, before.Revision); ok || err != nil {
			t.Fatalf("the old text is sent: %v", err)
		}
		m := next(t, s, id)
		if m.ID != ids[0] || m.Revision != 1 || m.Body != (sluice.TextBody{Text: "new"}) {
			t.Fatalf("next is %+v", m)
		}
		if m.Key != before.Key {
			t.Fatal("an edit gave the message another key")
		}
		attempt(t, s, m)
		if ok, err := s.Edit(t.Context(), id, ids[0], sluice.TextBody{Text: "late"}); ok || err != nil {
			t.Fatalf("a message whose send is under way is edited: %v", err)
		}
		if !slices.Equal(shown(t, s, id), ids) {
			t.Fatalf("the list is %v", shown(t, s, id))
		}
	})
}

func TestClearLeavesOnlyTheMessageUnderWay(t *testing.T) {
	bubble(t, func(t *testing.T) {
		s := openMem(t, store.Options{})
		id := create(t, s)
		for k := range 10 {
			enqueue(t, s, text(id, sluice.ChatID(fmt.Sprint(10+k)), "a"))
		}
		aside := next(t, s, id)
		postpone(t, s, aside, sluice.Wait{Scope: sluice.ScopeChat, Reason: sluice.WaitsSlowMode, For: time.Minute})
		m := next(t, s, id)
		attempt(t, s, m)
		if err := s.Clear(t.Context(), id); err != nil {
			t.Fatal(err)
		}
		if got := shown(t, s, id); !slices.Equal(got, []sluice.MessageID{m.ID}) {
			t.Fatalf("what is left is %v, want %s", got, m.ID)
		}
		finish(t, s, m, sluice.Sent{ID: 5, Wire: time.Now()}, sluice.Outcome{Status: sluice.StatusSent})
		if n := count(t, s, id); n != 0 {
			t.Fatalf("count %d", n)
		}
		if err := s.Finish(t.Context(), aside, sluice.Sent{}, user("10"), sluice.Outcome{Status: sluice.StatusFailed}); err != nil {
			t.Fatal(err)
		}
		list := told(t, s, id)
		if len(list) != 2 || list[0].Type != sluice.NotifyAPI || list[1].Status != sluice.StatusSent {
			t.Fatalf("told: %+v", list)
		}
		again := enqueue(t, s, text(id, "10", "b"))
		if got := shown(t, s, id); !slices.Equal(got, []sluice.MessageID{again}) {
			t.Fatalf("the list after a clear is %v", got)
		}
	})
}

func postpone(t tb, s *store.Store, m sluice.Message, w sluice.Wait) {
	t.Helper()
	if err := s.Postpone(t.Context(), m, sluice.Sent{}, sluice.Peer{}, w); err != nil {
		t.Fatalf("postpone: %v", err)
	}
}

func TestTheQueueHasALimit(t *testing.T) {
	s := openMem(t, store.Options{QueueLimit: 3})
	id := create(t, s)
	once := sluice.Once{Key: "k", Body: [32]byte{1}}
	first, err := s.Enqueue(t.Context(), text(id, "10", "a"), once)
	if err != nil {
		t.Fatal(err)
	}
	enqueue(t, s, text(id, "10", "b"))
	enqueue(t, s, text(id, "10", "c"))
	_, err = s.Enqueue(t.Context(), text(id, "10", "d"), sluice.Once{})
	if sluice.CodeOf(err) != sluice.Full {
		t.Fatalf("a fourth message: %v", err)
	}
	if got, err := s.Enqueue(t.Context(), text(id, "10", "a"), once); got != first || err != nil {
		t.Fatalf("a repeat while it is full: %s, %v", got, err)
	}
}

func TestACancelledCallerStoresNothing(t *testing.T) {
	s := openMem(t, store.Options{})
	id := create(t, s)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := s.Enqueue(ctx, text(id, "10", "a"), sluice.Once{}); !errors.Is(err, context.Canceled) {
		t.Fatalf("enqueue: %v", err)
	}
	if n := count(t, s, id); n != 0 {
		t.Fatalf("count %d", n)
	}
}

func TestAnIdempotencyKeyCountsOnce(t *testing.T) {
	bubble(t, func(t *testing.T) {
		b := openBox(t, store.Options{})
		s := b.Store
		id := create(t, s)
		once := sluice.Once{Key: "order-1", Body: [32]byte{7}}
		ids := make(chan sluice.MessageID, 8)
		for range cap(ids) {
			go func() {
				got, err := s.Enqueue(t.Context(), text(id, "10", "a"), once)
				if err != nil {
					t.Errorf("enqueue: %v", err)
				}
				ids <- got
			}()
		}
		first := <-ids
		for range cap(ids) - 1 {
			if got := <-ids; got != first {
				t.Fatalf("two ids for one key: %s and %s", first, got)
			}
		}
		again := func(want sluice.Code) {
			t.Helper()
			got, err := s.Enqueue(t.Context(), text(id, "10", "b"), sluice.Once{Key: "order-1", Body: [32]byte{8}})
			if sluice.CodeOf(err) != want {
				t.Fatalf("another body: %s, %v", got, err)
			}
		}
		again(sluice.Conflict)
		s = b.reopen()
		if got, err := s.Enqueue(t.Context(), text(id, "10", "a"), once); got != first || err != nil {
			t.Fatalf("after a restart: %s, %v", got, err)
		}
		time.Sleep(24*time.Hour - time.Minute)
		again(sluice.Conflict)
		if n := count(t, s, id); n != 1 {
			t.Fatalf("count %d", n)
		}
		time.Sleep(time.Minute)
		again("")
	})
}
