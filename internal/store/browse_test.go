package store_test

import (
	"bytes"
	"fmt"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"sluice"
	"sluice/internal/store"
	"sluice/internal/store/pebble"
)

// browse reads all pages.
func browse(t *testing.T, s *store.Store, id sluice.InstanceID, q sluice.Browsing) []sluice.MessageID {
	t.Helper()
	var all []sluice.MessageID
	for range 1000 {
		list, next, err := s.Browse(t.Context(), id, q)
		must(t, err)
		if len(list) > q.Limit {
			t.Fatalf("%d on a page of %d", len(list), q.Limit)
		}
		for _, r := range list {
			all = append(all, r.ID)
		}
		if next == "" {
			return all
		}
		q.Before = next
	}
	t.Fatal("there is no end")
	return nil
}

func TestTheJournalIsBrowsedInBothDirections(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := openMem(t, store.Options{})
		id := create(t, s)
		var want, received []sluice.MessageID
		for k := range 40 {
			time.Sleep(time.Second)
			if k%3 == 0 {
				must(t, s.Receive(t.Context(), id, sluice.Event{
					Kind: sluice.EventMessage, At: time.Now(), Chat: user("100"), Sender: user("100"), Number: int64(1000 + k),
					Content: sluice.Content{Type: sluice.ContentText, Text: sluice.Text(fmt.Sprint(k))},
				}))
				m, ok, err := s.Named(t.Context(), id, "", int64(1000+k))
				if err != nil || !ok {
					t.Fatalf("named: %v, %v", ok, err)
				}
				received = append(received, m)
				want = append(want, m)
				continue
			}
			want = append(want, enqueue(t, s, text(id, "100", fmt.Sprint(k))))
			send(t, s, next(t, s, id), int64(k+1))
		}
		taken := enqueue(t, s, text(id, "100", "taken out"))
		_, err := s.TakeOut(t.Context(), id, taken)
		must(t, err)
		want = append(want, taken)
		enqueue(t, s, text(id, "100", "waits"))
		slices.Reverse(want)
		slices.Reverse(received)
		for _, limit := range []int{1, 7, 100} {
			for _, scan := range []int{1, 5, 1000} {
				q := sluice.Browsing{Limit: limit, Scan: scan}
				if d := cmp.Diff(want, browse(t, s, id, q)); d != "" {
					t.Errorf("pages of %d, %d looked at (-want +got):\n%s", limit, scan, d)
				}
				q.Keep = func(r sluice.Record) bool { return r.Incoming }
				if d := cmp.Diff(received, browse(t, s, id, q)); d != "" {
					t.Errorf("received, pages of %d, %d looked at (-want +got):\n%s", limit, scan, d)
				}
			}
		}
	})
}

// TestAForwardIsBrowsedOverManyPages has forwards that are longer than a page between
// other messages.
func TestAForwardIsBrowsedOverManyPages(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := openMem(t, store.Options{})
		id := create(t, s)
		source := slices.Repeat([]sluice.MessageID{"1234567890123"}, 5)
		var want []sluice.MessageID
		for n := range 3 {
			time.Sleep(time.Second)
			want = append(want, enqueue(t, s, text(id, "10", "before")))
			send(t, s, next(t, s, id), int64(n+1))
			first := enqueue(t, s, sluice.Message{Instance: id, Chat: "10", Body: sluice.ForwardBody{From: "10", Messages: source}})
			m := next(t, s, id)
			time.Sleep(time.Until(m.NotBefore))
			attempt(t, s, m)
			finish(t, s, m, sluice.Sent{Wire: time.Now()}, sluice.Outcome{Status: sluice.StatusFailed})
			for k := range source {
				want = append(want, sluice.MessageIDOf(first.Number()+int64(k)))
			}
		}
		slices.Reverse(want)
		for _, limit := range []int{1, 2, 4, 5, 7, 100} {
			for _, scan := range []int{1, 2, 1000} {
				if d := cmp.Diff(want, browse(t, s, id, sluice.Browsing{Limit: limit, Scan: scan})); d != "" {
					t.Errorf("pages of %d, %d looked at (-want +got):\n%s", limit, scan, d)
				}
			}
		}
	})
}

func TestNotificationsAreListedAndToldAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var born []int64
		s := openMem(t, store.Options{Born: func(_ sluice.InstanceID, receipt int64, _ sluice.Notification) { born = append(born, receipt) }})
		id := create(t, s)
		for k := range 5 {
			must(t, s.Receive(t.Context(), id, sluice.Event{
				Kind: sluice.EventMessage, At: time.Now(), Chat: user("100"), Sender: user("100"), Number: int64(k + 1),
				Content: sluice.Content{Type: sluice.ContentText, Text: sluice.Text(fmt.Sprint(k))},
			}))
		}
		all, err := s.Pending(t.Context(), id, 0, 3)
		must(t, err)
		rest, err := s.Pending(t.Context(), id, all[2].Receipt, 10)
		must(t, err)
		all = append(all, rest...)
		var got []int64
		for k, p := range all {
			got = append(got, p.Receipt)
			if want := sluice.Text(fmt.Sprint(k)); p.Notification.Content.Text != want || !p.Born.Equal(time.Now()) {
				t.Errorf("%d: %q, born %v", k, p.Notification.Content.Text, p.Born)
			}
		}
		if !slices.Equal(got, born) || len(got) != 5 {
			t.Errorf("listed %v, born %v", got, born)
		}
		must(t, s.ClearNotifications(t.Context(), id))
		receipt, err := s.Retell(t.Context(), id, all[1].Notification)
		must(t, err)
		head, n, ok, err := s.Head(t.Context(), id)
		if err != nil || !ok || head != receipt || n.Content.Text != "1" {
			t.Errorf("the head is %d %q (%v, %v), want %d", head, n.Content.Text, ok, err, receipt)
		}
		if again, err := s.Pending(t.Context(), id, receipt, 10); err != nil || len(again) != 0 {
			t.Errorf("behind the last: %v (%v)", again, err)
		}
	})
}

// TestPagesOfNotificationsGoOn over those that are over, and over what the client takes
// between two pages.
func TestPagesOfNotificationsGoOn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var born []int64
		s := openMem(t, store.Options{Born: func(_ sluice.InstanceID, receipt int64, _ sluice.Notification) { born = append(born, receipt) }})
		id := create(t, s)
		for k := range 16 {
			if k == 7 {
				time.Sleep(12 * time.Hour)
			}
			must(t, s.Receive(t.Context(), id, sluice.Event{
				Kind: sluice.EventMessage, At: time.Now(), Chat: user("100"), Sender: user("100"), Number: int64(k + 1),
				Content: sluice.Content{Type: sluice.ContentText, Text: sluice.Text(fmt.Sprint(k))},
			}))
		}
		pending := func(after int64, limit int) (got []int64) {
			list, err := s.Pending(t.Context(), id, after, limit)
			must(t, err)
			for _, p := range list {
				got = append(got, p.Receipt)
			}
			return got
		}
		time.Sleep(12 * time.Hour) // the first seven are over
		for _, limit := range []int{1, 3, 8, 9, 20} {
			if got, want := pending(0, limit), born[7:min(7+limit, len(born))]; !slices.Equal(got, want) {
				t.Errorf("a page of %d: %v, want %v", limit, got, want)
			}
		}
		_, _, _, err := s.Head(t.Context(), id) // which drops what is over
		must(t, err)
		for _, receipt := range born[7:12] {
			if ok, err := s.Ack(t.Context(), id, receipt); err != nil || !ok {
				t.Fatalf("ack: %v, %v", ok, err)
			}
		}
		if got := pending(born[9], 10); !slices.Equal(got, born[12:]) {
			t.Errorf("behind what was taken: %v, want %v", got, born[12:])
		}
		if got := pending(born[15], 10); len(got) > 0 {
			t.Errorf("behind the last: %v", got)
		}
	})
}

func TestValuesOfTheDeploymentAreSealedAndKept(t *testing.T) {
	b := openBox(t, store.Options{Secret: [32]byte{1}})
	d := b.Deployment()
	secret := []byte("who may do what")
	must(t, d.Put(t.Context(), map[string][]byte{"a": secret, "b": {1}}))
	b.close()
	e, err := pebble.Open(pebble.Options{Dir: "data", FS: b.fs})
	must(t, err)
	raw, ok, err := e.Value(t.Context(), 0, "v/a")
	if err != nil || !ok || bytes.Contains(raw, secret) {
		t.Errorf("it is stored as %q (%v, %v)", raw, ok, err)
	}
	must(t, e.Close())
	b.Store = openOn(t, b.fs, b.o)
	got, ok, err := b.Deployment().Get(t.Context(), "a")
	if err != nil || !ok || !bytes.Equal(got, secret) {
		t.Errorf("got %q, %v, %v", got, ok, err)
	}
	must(t, b.Deployment().Put(t.Context(), map[string][]byte{"a": nil}))
	if _, ok, err := b.Deployment().Get(t.Context(), "a"); ok || err != nil {
		t.Errorf("deleted: %v, %v", ok, err)
	}
	if len(b.Instances()) != 0 {
		t.Error("the deployment counts as an instance")
	}
}
