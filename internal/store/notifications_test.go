package store_test

import (
	"fmt"
	"math"
	"slices"
	"testing"
	"time"

	"sluice"
	"sluice/internal/store"
	"sluice/internal/store/pebble"
)

// incoming is a message from a chat, with the network's number n.
func incoming(n int64, words string) sluice.Event {
	return sluice.Event{
		Kind: sluice.EventMessage, At: time.Now(), Chat: user("10"), Sender: user("10"), Number: n,
		Content: sluice.Content{Type: sluice.ContentText, Text: sluice.Text(words)},
	}
}

func receive(t tb, s *store.Store, id sluice.InstanceID, e sluice.Event) {
	t.Helper()
	must(t, s.Receive(t.Context(), id, e))
}

func pending(t tb, s *store.Store, id sluice.InstanceID) int {
	t.Helper()
	n, err := s.CountNotifications(t.Context(), id)
	must(t, err)
	return n
}

func ack(t tb, s *store.Store, id sluice.InstanceID, receipt int64, want bool) {
	t.Helper()
	if ok, err := s.Ack(t.Context(), id, receipt); ok != want || err != nil {
		t.Fatalf("ack %d: %v, %v", receipt, ok, err)
	}
}

func TestTheHeadStaysUntilItIsDeleted(t *testing.T) {
	bubble(t, func(t *testing.T) {
		b := openBox(t, store.Options{})
		s := b.Store
		id := create(t, s)
		for k := range 6 {
			receive(t, s, id, incoming(int64(k+1), fmt.Sprint(k)))
		}
		for range 3 {
			if r, n, ok, err := s.Head(t.Context(), id); r != 1 || n.Content.Text != "0" || !ok || err != nil {
				t.Fatalf("head: %d, %v, %v, %v", r, n, ok, err)
			}
		}
		ack(t, s, id, 3, true)
		ack(t, s, id, 3, false)
		ack(t, s, id, 7, false)
		ack(t, s, id, 0, false)
		ack(t, s, id, -1, false)
		ack(t, s, id, math.MaxInt64, false)
		ack(t, s, id, 2, true)
		ack(t, s, id, 6, true)
		if n := pending(t, s, id); n != 3 {
			t.Fatalf("%d wait", n)
		}
		s = b.reopen()
		if n := pending(t, s, id); n != 3 {
			t.Fatalf("%d wait after a reopen", n)
		}
		ack(t, s, id, 1, true)
		var left []sluice.Text
		for _, n := range told(t, s, id) {
			left = append(left, n.Content.Text)
		}
		if !slices.Equal(left, []sluice.Text{"3", "4"}) {
			t.Fatalf("then come %v", left)
		}
		ack(t, s, id, 5, false)
		receive(t, s, id, incoming(100, "last"))
		if r, _, ok, err := s.Head(t.Context(), id); r != 7 || !ok || err != nil {
			t.Fatalf("the next receipt is %d, %v, %v", r, ok, err)
		}
	})
}

func TestClearingNotificationsNeverReusesAReceipt(t *testing.T) {
	bubble(t, func(t *testing.T) {
		b := openBox(t, store.Options{})
		s := b.Store
		id := create(t, s)
		for k := range 5 {
			receive(t, s, id, incoming(int64(k+1), "a"))
		}
		must(t, s.ClearNotifications(t.Context(), id))
		if n := pending(t, s, id); n != 0 {
			t.Fatalf("%d wait", n)
		}
		s = b.reopen()
		receive(t, s, id, incoming(6, "b"))
		if r, _, ok, err := s.Head(t.Context(), id); r != 6 || !ok || err != nil {
			t.Fatalf("receipt %d, %v, %v", r, ok, err)
		}
	})
}

const lastReceipt = math.MaxInt32

// withNotes returns a store whose first instance's notifications stand as c says.
func withNotes(t *testing.T, b *box, c store.Cursor, rows ...store.Row) {
	t.Helper()
	id := create(t, b.Store)
	b.close()
	e, err := pebble.Open(pebble.Options{Dir: "data", FS: b.fs})
	must(t, err)
	c.HeadDay = store.DayOf(time.Now().UnixMilli())
	for k := range rows {
		rows[k].Lane, rows[k].Day, rows[k].N, rows[k].At = store.Notifications, c.HeadDay, rows[k].ID, time.Now().UnixMilli()
		rows[k].Body = []byte(`{"type":"stateInstanceChanged"}`)
	}
	must(t, e.Commit(t.Context(), store.Change{Instance: id, Notify: &c, Rows: rows}))
	must(t, e.Close())
	b.Store = openOn(t, b.fs, b.o)
}

func TestAfterTheLastReceiptComesTheFirst(t *testing.T) {
	bubble(t, func(t *testing.T) {
		b := openBox(t, store.Options{})
		withNotes(t, b, store.Cursor{HeadN: lastReceipt - 1, LastN: lastReceipt - 2})
		id := sluice.FirstInstance
		for k := range 5 {
			receive(t, b.Store, id, incoming(int64(k+1), fmt.Sprint(k)))
		}
		for k, want := range []int64{lastReceipt - 1, lastReceipt, 1, 2, 3} {
			r, n, ok, err := b.Head(t.Context(), id)
			if r != want || n.Content.Text != sluice.Text(fmt.Sprint(k)) || !ok || err != nil {
				t.Fatalf("receipt %d for %q, want %d; %v", r, n.Content.Text, want, err)
			}
			if k == 1 {
				ack(t, b.Store, id, 2, true) // behind the head and behind the end of the numbers
				ack(t, b.Store, id, 2, false)
			}
			if k == 3 {
				t.Fatal("a deleted notification is the head")
			}
			ack(t, b.Store, id, r, true)
			if k == 2 {
				break
			}
		}
		if n := pending(t, b.Store, id); n != 1 {
			t.Fatalf("%d wait", n)
		}
	})
}

func TestAPendingReceiptIsPassedOver(t *testing.T) {
	bubble(t, func(t *testing.T) {
		b := openBox(t, store.Options{})
		// The receipts 5 and 7 are pending; all others up to the last one are gone.
		withNotes(t, b, store.Cursor{HeadN: 5, LastN: lastReceipt + 4, Holes: lastReceipt - 2}, store.Row{ID: 5}, store.Row{ID: 7})
		id := sluice.FirstInstance
		if n := pending(t, b.Store, id); n != 2 {
			t.Fatalf("%d wait", n)
		}
		receive(t, b.Store, id, incoming(1, "a"))
		receive(t, b.Store, id, incoming(2, "b"))
		for _, want := range []int64{5, 7, 6, 8} {
			r, _, ok, err := b.Head(t.Context(), id)
			if r != want || !ok || err != nil {
				t.Fatalf("receipt %d, want %d; %v", r, want, err)
			}
			ack(t, b.Store, id, r, true)
		}
		if n := pending(t, b.Store, id); n != 0 {
			t.Fatalf("%d wait", n)
		}
	})
}

func TestNotificationsLiveForADay(t *testing.T) {
	bubble(t, func(t *testing.T) {
		b := openBox(t, store.Options{})
		id := create(t, b.Store)
		for k := range 30 {
			receive(t, b.Store, id, incoming(int64(k+1), fmt.Sprint(k)))
			if k%5 == 4 {
				ack(t, b.Store, id, int64(k), true) // a hole here and there
			}
			time.Sleep(time.Hour)
		}
		// 0 to 5 are older than a day now, one of them is a hole.
		if r, n, ok, err := b.Head(t.Context(), id); n.Content.Text != "7" || r != 8 || !ok || err != nil {
			t.Fatalf("head %d %q, %v, %v", r, n.Content.Text, ok, err)
		}
		if n := pending(t, b.Store, id); n != 23-5 {
			t.Fatalf("%d wait", n)
		}
		run(t, b)
		time.Sleep(100 * time.Hour)
		if n := pending(t, b.Store, id); n != 0 {
			t.Fatalf("%d wait", n)
		}
	})
}
