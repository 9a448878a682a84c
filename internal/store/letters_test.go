package store_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"sluice"
	"sluice/internal/store"
	"sluice/internal/store/pebble"
)

// bury buries the head.
func bury(t *testing.T, s *store.Store, id sluice.InstanceID) int64 {
	t.Helper()
	receipt, _, ok, err := s.Head(t.Context(), id)
	if !ok || err != nil {
		t.Fatalf("head: %v, %v", ok, err)
	}
	if ok, err := s.Bury(t.Context(), id, receipt); !ok || err != nil {
		t.Fatalf("bury %d: %v, %v", receipt, ok, err)
	}
	return receipt
}

func letters(t *testing.T, s *store.Store, id sluice.InstanceID) []int64 {
	t.Helper()
	list, err := s.DeadLetters(t.Context(), id, 1000)
	must(t, err)
	var receipts []int64
	for _, l := range list {
		if l.Buried.IsZero() || l.Notification.Type != sluice.NotifyIncoming {
			t.Errorf("a letter is %+v", l)
		}
		receipts = append(receipts, l.Receipt)
	}
	return receipts
}

func TestBuriedNotificationsAreAsideUntilTheyAreExhumed(t *testing.T) {
	bubble(t, func(t *testing.T) {
		b := openBox(t, store.Options{})
		id, other := create(t, b.Store), create(t, b.Store)
		for k := range 5 {
			receive(t, b.Store, id, incoming(int64(k+1), fmt.Sprint(k)))
		}
		receive(t, b.Store, other, incoming(1, "other"))
		for range 3 {
			bury(t, b.Store, id)
			time.Sleep(13 * time.Hour / 2)
		}
		if ok, err := b.Bury(t.Context(), id, 1); ok || err != nil {
			t.Errorf("buried twice: %v", err)
		}
		b.reopen()
		if diff := cmp.Diff([]int64{3, 2, 1}, letters(t, b.Store, id)); diff != "" {
			t.Errorf("dead letters (-want +got):\n%s", diff)
		}
		if n := pending(t, b.Store, id); n != 2 {
			t.Errorf("%d wait", n)
		}
		if n, err := b.Exhume(t.Context(), id, 1, 3, 99); n != 2 || err != nil {
			t.Fatalf("exhumed %d, %v", n, err)
		}
		if diff := cmp.Diff([]int64{2}, letters(t, b.Store, id)); diff != "" {
			t.Errorf("dead letters that stay (-want +got):\n%s", diff)
		}
		time.Sleep(23 * time.Hour) // what waited is over, what was exhumed is not
		var got []sluice.Text
		for _, n := range told(t, b.Store, id) {
			got = append(got, n.Content.Text)
			if time.Since(n.Born) != 23*time.Hour {
				t.Errorf("its links live from %v on", n.Born)
			}
		}
		if diff := cmp.Diff([]sluice.Text{"0", "2"}, got); diff != "" {
			t.Errorf("then come (-want +got):\n%s", diff)
		}
		if n, err := b.Exhume(t.Context(), id); n != 1 || err != nil {
			t.Errorf("exhumed %d, %v", n, err)
		}
		if letters := letters(t, b.Store, other); len(letters) != 0 {
			t.Errorf("another instance has %v", letters)
		}
	})
}

func TestDeadLettersAreKeptForAWeek(t *testing.T) {
	bubble(t, func(t *testing.T) {
		b := openBox(t, store.Options{})
		id := create(t, b.Store)
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan error, 1)
		go func() { done <- b.Run(ctx) }()
		for k := range 12 {
			receive(t, b.Store, id, incoming(int64(k+1), "a"))
			bury(t, b.Store, id)
			time.Sleep(24 * time.Hour)
		}
		if got := letters(t, b.Store, id); len(got) < 7 || len(got) > 8 || got[0] != 12 {
			t.Errorf("after 12 days %v are left", got)
		}
		cancel()
		must(t, <-done)
		b.close()
		e, err := pebble.Open(pebble.Options{Dir: "data", FS: b.fs})
		must(t, err)
		rows, err := e.Rows(t.Context(), store.Query{Instance: id, Lane: store.Letters, Limit: 100})
		must(t, err)
		if len(rows) > 8 {
			t.Errorf("%d letters lie on the disk", len(rows))
		}
		must(t, e.Close())
		b.Store = openOn(t, b.fs, b.o)
		must(t, b.Remove(t.Context(), id))
		if _, err := b.DeadLetters(t.Context(), id, 10); sluice.CodeOf(err) != sluice.Deleted {
			t.Errorf("of a deleted instance: %v", err)
		}
	})
}

func TestManyLettersAreExhumedInOrder(t *testing.T) {
	t.Parallel()
	bubble(t, func(t *testing.T) {
		s := openMem(t, store.Options{})
		id := create(t, s)
		const many = 1203 // more than are read at a time
		for k := range many {
			receive(t, s, id, incoming(int64(k+1), fmt.Sprint(k)))
			bury(t, s, id)
		}
		if n, err := s.Exhume(t.Context(), id); n != many || err != nil {
			t.Fatalf("exhumed %d, %v", n, err)
		}
		for k, n := range told(t, s, id) {
			if n.Content.Text != sluice.Text(fmt.Sprint(k)) {
				t.Fatalf("letter %d is %q", k, n.Content.Text)
			}
		}
	})
}
