package store_test

import (
	"context"
	"sync"
	"testing"
	"time"

	"sluice"
	"sluice/internal/store"
)

func TestAQueueIsEmptiedWhileItIsFilled(t *testing.T) {
	const writers, each = 8, 150
	s := openMem(t, store.Options{})
	id := create(t, s)
	var g sync.WaitGroup
	for range writers {
		g.Go(func() {
			last := sluice.MessageID("")
			for range each {
				got, err := s.Enqueue(t.Context(), text(id, "10", "a"), sluice.Once{})
				if err != nil || got <= last {
					t.Errorf("enqueue: %s after %s, %v", got, last, err)
				}
				last = got
			}
		})
	}
	g.Go(func() { // whoever asks meanwhile gets answers that fit
		for range 200 {
			list, err := s.Show(t.Context(), id, 50)
			if err != nil {
				t.Errorf("show: %v", err)
			}
			for k := range len(list) - 1 {
				if list[k].ID >= list[k+1].ID {
					t.Errorf("the list is out of order: %s, %s", list[k].ID, list[k+1].ID)
				}
			}
		}
	})
	drain(t, s, id, writers*each)
	g.Wait()
	if n := count(t, s, id); n != 0 {
		t.Fatalf("count %d", n)
	}
}

// drain takes so many messages out as a lane does: looks, and waits when there
// is nothing.
func drain(t *testing.T, s *store.Store, id sluice.InstanceID, n int) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	last := sluice.MessageID("")
	for n > 0 {
		wake := s.Watch(id, sluice.TopicQueue)
		m, ok, err := s.Next(t.Context(), id)
		if err != nil {
			t.Fatal(err)
		}
		if !ok {
			select {
			case <-wake:
			case <-ctx.Done():
				t.Fatalf("%d messages never came", n)
			}
			continue
		}
		if m.ID <= last {
			t.Fatalf("%s goes after %s", m.ID, last)
		}
		attempt(t, s, m)
		finish(t, s, m, sluice.Sent{ID: int64(n)}, sluice.Outcome{Status: sluice.StatusSent})
		last = m.ID
		n--
	}
}
