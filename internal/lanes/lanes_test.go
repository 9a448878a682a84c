package lanes_test

import (
	"context"
	"errors"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"sluice"
	"sluice/internal/lanes"
)

// A board is a store of nothing but changes.
type board struct {
	mu      sync.Mutex
	waiting map[sluice.InstanceID]chan struct{}
	woken   map[sluice.InstanceID]bool
}

func newBoard() *board {
	return &board{waiting: map[sluice.InstanceID]chan struct{}{}, woken: map[sluice.InstanceID]bool{}}
}

func (b *board) Watch(id sluice.InstanceID, _ sluice.Topic) <-chan struct{} {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.waiting[id] == nil {
		b.waiting[id] = make(chan struct{})
	}
	return b.waiting[id]
}

func (b *board) Woken(sluice.Topic) []sluice.InstanceID {
	b.mu.Lock()
	defer b.mu.Unlock()
	var ids []sluice.InstanceID
	for id := range b.woken {
		ids = append(ids, id)
	}
	clear(b.woken)
	return ids
}

func (b *board) change(id sluice.InstanceID) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.woken[id] = true
	for _, one := range []sluice.InstanceID{id, 0} {
		if b.waiting[one] != nil {
			close(b.waiting[one])
			delete(b.waiting, one)
		}
	}
}

// work is one lane whose steps the test has written.
type work struct {
	id   sluice.InstanceID
	step func(ctx, work context.Context, id sluice.InstanceID, wake <-chan struct{}) (bool, error)
}

func (w work) Step(ctx, work context.Context, wake <-chan struct{}) (bool, error) {
	return w.step(ctx, work, w.id, wake)
}

type step = func(ctx, work context.Context, id sluice.InstanceID, wake <-chan struct{}) (bool, error)

// run runs lanes that take such steps in a bubble, and stops them after do.
func run(t *testing.T, take step, do func(s *lanes.Set[work], b *board)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		b := newBoard()
		s := &lanes.Set[work]{
			Store: b, Topic: sluice.TopicQueue, Grace: 10 * time.Second,
			Begin: func(id sluice.InstanceID) work { return work{id, take} },
			Fault: func(_ sluice.InstanceID, faults int, _ error) time.Duration { return time.Second << faults },
		}
		ctx, stop := context.WithCancel(t.Context())
		ended := make(chan error, 1)
		go func() { ended <- s.Run(ctx) }()
		synctest.Wait()
		do(s, b)
		stop()
		if err := <-ended; err != nil {
			t.Error(err)
		}
		if n := s.Len(); n != 0 {
			t.Errorf("%d lanes are left", n)
		}
	})
}

func TestALaneRunsWhileThereIsSomethingToDo(t *testing.T) {
	left := map[sluice.InstanceID]int{1: 3, 2: 1}
	var mu sync.Mutex
	run(t, func(ctx, _ context.Context, id sluice.InstanceID, wake <-chan struct{}) (bool, error) {
		mu.Lock()
		n := left[id]
		left[id] = max(n-1, 0)
		mu.Unlock()
		return n > 0 && lanes.Sleep(ctx, time.Minute, wake), nil
	}, func(s *lanes.Set[work], b *board) {
		b.change(1)
		b.change(2)
		b.change(3)
		synctest.Wait()
		if n := s.Len(); n != 2 {
			t.Errorf("%d lanes run, want those of 1 and 2", n)
		}
		time.Sleep(90 * time.Second)
		if n := s.Len(); n != 1 {
			t.Errorf("%d lanes run, want that of 1", n)
		}
		ids := []sluice.InstanceID{}
		s.Each(func(w work) { ids = append(ids, w.id) })
		if len(ids) != 1 || ids[0] != 1 {
			t.Errorf("%v run", ids)
		}
		time.Sleep(time.Hour)
		if n := s.Len(); n != 0 {
			t.Errorf("%d lanes run for nothing", n)
		}
	})
}

func TestAChangeBetweenTheLookAndTheEndIsNotMissed(t *testing.T) {
	var b *board
	looks := 0
	run(t, func(_, _ context.Context, id sluice.InstanceID, _ <-chan struct{}) (bool, error) {
		if looks++; looks < 5 {
			b.change(id)            // after the look, before the end
			time.Sleep(time.Second) // and the wake has met the lane
		}
		return false, nil
	}, func(s *lanes.Set[work], made *board) {
		b = made
		b.change(1)
		time.Sleep(time.Minute)
		synctest.Wait()
		if looks != 5 {
			t.Errorf("the lane looked %d times, want once more after each of 4 changes", looks)
		}
		if n := s.Len(); n != 0 {
			t.Errorf("%d lanes run", n)
		}
	})
}

func TestAFaultOfTheStoreIsToldAndTriedAgainLater(t *testing.T) {
	var at []time.Duration
	began := time.Time{}
	run(t, func(context.Context, context.Context, sluice.InstanceID, <-chan struct{}) (bool, error) {
		at = append(at, time.Since(began))
		if len(at) < 4 {
			return true, errors.New("the disk is slow")
		}
		return false, &sluice.Error{Code: sluice.Deleted} // which is nothing to do, and no fault
	}, func(s *lanes.Set[work], b *board) {
		began = time.Now()
		b.change(1)
		time.Sleep(time.Hour)
		synctest.Wait()
		want := []time.Duration{0, time.Second, 3 * time.Second, 7 * time.Second}
		if len(at) != len(want) {
			t.Fatalf("steps at %v, want %v", at, want)
		}
		for i, d := range want {
			if at[i] != d {
				t.Errorf("step %d at %v, want %v", i, at[i], d)
			}
		}
		if n := s.Len(); n != 0 {
			t.Errorf("%d lanes run", n)
		}
	})
}

func TestWhatHasBegunIsFinishedWithinTheGrace(t *testing.T) {
	for _, tt := range []struct {
		name  string
		takes time.Duration
		whole bool
	}{
		{"it takes less", 9 * time.Second, true},
		{"it takes more", 11 * time.Second, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			whole := false
			run(t, func(_, work context.Context, _ sluice.InstanceID, _ <-chan struct{}) (bool, error) {
				whole = lanes.Sleep(work, tt.takes, nil)
				return true, nil
			}, func(_ *lanes.Set[work], b *board) {
				b.change(1)
				synctest.Wait()
			})
			if whole != tt.whole {
				t.Errorf("finished: %v, want %v", whole, tt.whole)
			}
		})
	}
}
