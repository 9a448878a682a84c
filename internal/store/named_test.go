package store_test

import (
	"slices"
	"testing"
	"time"

	"sluice"
	"sluice/internal/store"
)

func TestWhoseANumberAtTheNetworkIs(t *testing.T) {
	bubble(t, func(t *testing.T) {
		s := openMem(t, store.Options{})
		id := create(t, s)
		enqueue(t, s, text(id, "10", "a"))
		send(t, s, next(t, s, id), 1)
		receive(t, s, id, byHand(2, "10", "a"))
		time.Sleep(time.Second)
		m := inDoubt(t, s, id, "10")
		m.Doubt = time.Now()
		time.Sleep(time.Second)
		receive(t, s, id, byHand(3, "11", "a"))
		for number, want := range map[int64]bool{1: true, 2: true, 3: false, 4: false} {
			if got, err := s.Taken(t.Context(), m, "", number); got != want || err != nil {
				t.Errorf("number %d belongs to another: %v, %v; want %v", number, got, err, want)
			}
		}
		finish(t, s, m, sluice.Sent{ID: 4, Duplicate: true}, sluice.Outcome{Status: sluice.StatusSent})
		if got, err := s.Taken(t.Context(), m, "", 4); got || err != nil {
			t.Errorf("its own number belongs to another: %v, %v", got, err)
		}
	})
}

func TestANumberKeepsItsOwner(t *testing.T) {
	bubble(t, func(t *testing.T) {
		s := openMem(t, store.Options{})
		id := create(t, s)
		enqueue(t, s, text(id, "10", "a"))
		first := next(t, s, id)
		send(t, s, first, 4)
		time.Sleep(time.Second)
		m := inDoubt(t, s, id, "10")
		finish(t, s, m, sluice.Sent{ID: 4, Duplicate: true}, sluice.Outcome{Status: sluice.StatusSent})
		if owner, _, err := s.Named(t.Context(), id, "", 4); owner != first.ID || err != nil {
			t.Errorf("number 4 is %s, %v, want %s", owner, err, first.ID)
		}
		receive(t, s, id, sluice.Event{Kind: sluice.EventRead, At: time.Now(), Chat: user("10"), Number: 4})
		var read []sluice.MessageID
		for _, n := range told(t, s, id) {
			if n.Status == sluice.StatusRead {
				read = append(read, n.Message)
			}
		}
		if !slices.Equal(read, []sluice.MessageID{first.ID}) {
			t.Errorf("read are %v, want %s", read, first.ID)
		}
	})
}
