package store_test

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"sluice"
	"sluice/internal/store"
)

func absorb(t tb, s *store.Store, id sluice.InstanceID, events ...sluice.Event) []sluice.Record {
	t.Helper()
	list, err := s.Absorb(t.Context(), id, events)
	must(t, err)
	return list
}

// old is an incoming message of some time ago.
func old(n int64, ago time.Duration) sluice.Event {
	e := incoming(n, "old")
	e.At = time.Now().Add(-ago)
	return e
}

func TestTheNetworksHistoryIsAbsorbed(t *testing.T) {
	bubble(t, func(t *testing.T) {
		b := openBox(t, store.Options{})
		id := create(t, b.Store)
		time.Sleep(40 * 24 * time.Hour)
		seen := incoming(50, "seen")
		receive(t, b.Store, id, seen)
		known := told(t, b.Store, id)[0].Message
		answer := old(12, 2*time.Hour)
		answer.ReplyTo, answer.Outgoing = 11, true
		events := []sluice.Event{
			seen, answer, old(11, 2*time.Hour), old(10, 2*time.Hour), old(9, 3*time.Hour), old(2, 35*24*time.Hour),
		}
		at := events[1].At.Unix() * 1000
		want := []sluice.MessageID{
			known, sluice.MessageIDOf(at + 2), sluice.MessageIDOf(at + 1), sluice.MessageIDOf(at),
			sluice.MessageIDOf(events[4].At.Unix() * 1000), sluice.MessageIDOf(events[5].At.Unix() * 1000),
		}
		for round := range 3 {
			got := absorb(t, b.Store, id, append(events, events[2])...)
			if diff := cmp.Diff(want, idsOf(got)); diff != "" {
				t.Fatalf("round %d (-want +got):\n%s", round, diff)
			}
			if q := got[1].Content.Quoted; q == nil || q.ID != want[2] || q.Text != "old" || q.Participant != "10" {
				t.Errorf("round %d: the answer quotes %+v", round, q)
			}
			if got[1].Incoming || got[1].Status != sluice.StatusSent || !got[2].Incoming || got[5].Ref.Number != 2 {
				t.Errorf("round %d: %+v", round, got)
			}
			b.reopen()
		}
		if diff := cmp.Diff(want[:5], idsOf(history(t, b.Store, id, "10", 100))); diff != "" {
			t.Errorf("what is kept (-want +got):\n%s", diff)
		}
		for _, in := range []bool{true, false} {
			last, err := b.Last(t.Context(), id, in, time.Now().Add(-24*time.Hour), 100)
			must(t, err)
			if seen := idsOf(last); in && !slices.Equal(seen, want[:1]) || !in && len(seen) != 0 {
				t.Errorf("incoming %v: a look into the past has made %v the last ones", in, seen)
			}
		}
		if n := pending(t, b.Store, id); n != 0 {
			t.Errorf("the client is told of %d", n)
		}
		fresh := enqueue(t, b.Store, text(id, "10", "a"))
		if fresh <= known {
			t.Errorf("%s comes after %s", fresh, known)
		}
	})
}

func TestWhatWasAbsorbedBeforeItsTimeIsStillTold(t *testing.T) {
	bubble(t, func(t *testing.T) {
		b := openBox(t, store.Options{})
		id := create(t, b.Store)
		time.Sleep(48 * time.Hour)
		early := old(7, time.Hour)
		got := absorb(t, b.Store, id, early, incoming(8, "just now"))
		for range 2 {
			receive(t, b.Store, id, early)
			b.reopen()
		}
		notes := told(t, b.Store, id)
		if len(notes) != 1 || notes[0].Message != got[1].ID || notes[0].Content.Text != "old" {
			t.Fatalf("told %+v", notes)
		}
	})
}

func TestASendInDoubtIsNotAbsorbed(t *testing.T) {
	bubble(t, func(t *testing.T) {
		s := openMem(t, store.Options{})
		id := create(t, s)
		enqueue(t, s, text(id, "10", "a"))
		m := next(t, s, id)
		attempt(t, s, m)
		own := incoming(9, "a")
		own.Outgoing = true
		if got := absorb(t, s, id, own, incoming(8, "theirs")); len(got) != 1 || !got[0].Incoming {
			t.Fatalf("absorbed %+v", got)
		}
		finish(t, s, m, sluice.Sent{ID: 9, Wire: time.Now()}, sluice.Outcome{Status: sluice.StatusSent})
		if got := absorb(t, s, id, own); len(got) != 1 || got[0].ID != m.ID || !got[0].ByAPI {
			t.Fatalf("absorbed %+v", got)
		}
		if got := history(t, s, id, "10", 10); len(got) != 2 {
			t.Fatalf("history %+v", got)
		}
	})
}

func TestWhatTheHistoryShowsOfAClearedSendIsThatSend(t *testing.T) {
	bubble(t, func(t *testing.T) {
		s := openMem(t, store.Options{})
		id := create(t, s)
		m := inDoubtAside(t, s, id)
		must(t, s.Clear(t.Context(), id))
		own := byHand(9, "10", "a")
		absorb(t, s, id, own)
		if got := absorb(t, s, id, own); len(got) != 1 || got[0].ID != m.ID || !got[0].ByAPI {
			t.Fatalf("absorbed %+v", got)
		}
	})
}
