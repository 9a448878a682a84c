package store_test

import (
	"fmt"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"sluice"
	"sluice/internal/store"
)

// list reads the whole queue in pages of a size.
func list(t *testing.T, s *store.Store, id sluice.InstanceID, page int) []sluice.Waiting {
	t.Helper()
	var all []sluice.Waiting
	after := sluice.MessageID("")
	for {
		ws, err := s.Waiting(t.Context(), id, after, page)
		must(t, err)
		all = append(all, ws...)
		if len(ws) < page {
			return all
		}
		after = ws[len(ws)-1].ID
	}
}

func line(t *testing.T, s *store.Store, id sluice.InstanceID) sluice.Line {
	t.Helper()
	l, err := s.Line(t.Context(), id)
	must(t, err)
	return l
}

func TestTheListSaysWhyEachMessageWaits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := openMem(t, store.Options{})
		id := create(t, s)
		ids := make([]sluice.MessageID, 6)
		for k := range ids {
			ids[k] = enqueue(t, s, text(id, sluice.ChatID(fmt.Sprint(100+k%2)), fmt.Sprint(k)))
			time.Sleep(10 * time.Millisecond)
		}
		m := next(t, s, id)
		attempt(t, s, m)
		must(t, s.Postpone(t.Context(), m, sluice.Sent{Wire: time.Now()}, user("100"),
			sluice.Wait{Scope: sluice.ScopeChat, Reason: sluice.WaitsSlowMode, For: time.Minute}))
		until := time.Now().Add(time.Minute).Round(time.Millisecond)
		second := next(t, s, id)
		time.Sleep(time.Until(second.NotBefore))
		attempt(t, s, second)

		got := list(t, s, id, 4)
		type row struct {
			id     sluice.MessageID
			place  sluice.Place
			reason sluice.Reason
		}
		rows := make([]row, 0, len(got))
		for _, w := range got {
			rows = append(rows, row{w.ID, w.Place, w.Reason})
		}
		want := []row{
			{ids[0], sluice.PlaceAside, sluice.WaitsSlowMode},
			{ids[1], sluice.PlaceSending, ""},
			{ids[2], sluice.PlaceLine, ""},
			{ids[3], sluice.PlaceLine, ""},
			{ids[4], sluice.PlaceLine, ""},
			{ids[5], sluice.PlaceLine, ""},
		}
		if !slices.Equal(rows, want) {
			t.Errorf("the list is %v,\nwant %v", rows, want)
		}
		if !got[0].Until.Equal(until) || got[0].Attempts != 1 {
			t.Errorf("it waits until %v after %d attempts, want %v after 1", got[0].Until, got[0].Attempts, until)
		}
		if !got[1].Doubt || got[2].Doubt {
			t.Errorf("in doubt: %v, %v; want the one being sent alone", got[1].Doubt, got[2].Doubt)
		}
		accepted, err := time.Parse(time.RFC3339, "2000-01-01T00:00:00Z") // where a bubble's clock begins
		must(t, err)
		if !got[5].Accepted.Equal(accepted.Add(50 * time.Millisecond)) {
			t.Errorf("accepted at %v", got[5].Accepted)
		}
		l := line(t, s, id)
		if l.Count != 6 || l.Aside != 1 || l.Sending != ids[1] || l.Ready != 0 || !l.Oldest.Equal(accepted) {
			t.Errorf("the line is %+v", l)
		}
		if m := next(t, s, id); m.ID != second.ID {
			t.Errorf("next is %s, want what has no answer yet", m.ID)
		}
	})
}

// TestWhatWaitsInDoubtIsNotBeingSent has a try without an answer, and a repeat that
// is told to wait.
func TestWhatWaitsInDoubtIsNotBeingSent(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := openMem(t, store.Options{})
		id := create(t, s)
		m := inDoubt(t, s, id, "10")
		for _, w := range []sluice.Wait{{Reason: sluice.WaitsOffline, For: time.Second}, {Reason: sluice.WaitsFlood, For: 5 * time.Minute}} {
			w.Scope = sluice.ScopeAccount
			if l := line(t, s, id); l.Sending != m.ID {
				t.Errorf("while it is sent the line is %+v", l)
			}
			must(t, s.Postpone(t.Context(), m, sluice.Sent{Wire: time.Now()}, user("10"), w))
			l, all := line(t, s, id), list(t, s, id, 10)
			if l.Sending != "" || l.Retry.IsZero() || len(all) != 1 || all[0].Place != sluice.PlaceLine || !all[0].Doubt {
				t.Errorf("then it waits as %+v in the line %+v", all, l)
			}
			m = next(t, s, id)
			time.Sleep(time.Until(m.NotBefore))
			attempt(t, s, m)
		}
	})
}

func TestTheLineTellsWhatHoldsItUp(t *testing.T) {
	at := func(l sluice.Line, t time.Time) time.Duration {
		if t.IsZero() {
			return 0
		}
		return t.Sub(l.At)
	}
	for _, tt := range []struct {
		name                string
		wait                sluice.Wait
		flood, retry, paced time.Duration
		offline             bool
	}{
		{"a flood wait", sluice.Wait{Reason: sluice.WaitsFlood, For: 30 * time.Second}, 30 * time.Second, 30 * time.Second, 500 * time.Millisecond, false},
		{"no connection", sluice.Wait{Reason: sluice.WaitsOffline, For: 4 * time.Second}, 0, 4 * time.Second, 500 * time.Millisecond, true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := openMem(t, store.Options{})
				id := create(t, s)
				enqueue(t, s, text(id, "100", "a"))
				m := next(t, s, id)
				attempt(t, s, m)
				must(t, s.Postpone(t.Context(), m, sluice.Sent{Wire: time.Now()}, user("100"), tt.wait))
				l := line(t, s, id)
				if at(l, l.Flood) != tt.flood || at(l, l.Retry) != tt.retry || at(l, l.Paced) != tt.paced || l.Offline != tt.offline {
					t.Errorf("the line is %+v, want %+v", l, tt)
				}
				time.Sleep(time.Minute)
				if l := line(t, s, id); !l.Flood.IsZero() || !l.Retry.IsZero() || !l.Paced.IsZero() {
					t.Errorf("a minute later the line is %+v", l)
				}
			})
		})
	}
}

func TestPagesOfADeepQueueAreItsList(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := openMem(t, store.Options{})
		id := create(t, s)
		var want []sluice.MessageID
		for k := range 700 {
			want = append(want, enqueue(t, s, text(id, "100", fmt.Sprint(k))))
		}
		if n, err := s.TakeOutAll(t.Context(), id, []sluice.MessageID{want[5], want[600], want[0], want[5], "1"}); n != 3 || err != nil {
			t.Fatalf("took out %d, %v", n, err)
		}
		want = slices.Delete(want, 600, 601)
		want = slices.Delete(want, 5, 6)[1:]
		var got []sluice.MessageID
		for _, w := range list(t, s, id, 250) {
			got = append(got, w.ID)
		}
		if d := cmp.Diff(want, got); d != "" {
			t.Errorf("-want +got:\n%s", d)
		}
		if n, err := s.Count(t.Context(), id); n != len(want) || err != nil {
			t.Errorf("%d wait, want %d (%v)", n, len(want), err)
		}
		if m := next(t, s, id); m.ID != want[0] {
			t.Errorf("next is %s, want %s", m.ID, want[0])
		}
	})
}

func TestTheOldestIsTheFirstThatWaits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := openBox(t, store.Options{})
		id := create(t, b.Store)
		time.Sleep(time.Hour)
		at := time.Now()
		first := enqueue(t, b.Store, text(id, "100", "a"))
		time.Sleep(time.Second)
		enqueue(t, b.Store, text(id, "100", "b"))
		check := func(when string) {
			t.Helper()
			if l := line(t, b.Store, id); !l.Oldest.Equal(at) {
				t.Errorf("%s: the oldest is of %v, want %v", when, l.Oldest, at)
			}
		}
		check("at hand")
		b.reopen()
		check("after a restart")
		authorize(t, b.Store, id)
		if _, err := b.TakeOut(t.Context(), id, first); err != nil {
			t.Fatal(err)
		}
		at = at.Add(time.Second)
		check("behind a hole")
	})
}

func TestWhatIsBeingSentIsNotTakenOut(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := openMem(t, store.Options{})
		id := create(t, s)
		a, b := enqueue(t, s, text(id, "100", "a")), enqueue(t, s, text(id, "100", "b"))
		attempt(t, s, next(t, s, id))
		if n, err := s.TakeOutAll(t.Context(), id, []sluice.MessageID{a, b}); n != 1 || err != nil {
			t.Errorf("took out %d, %v; want the one that waits", n, err)
		}
	})
}

func TestWhatWaitsForItsTimeToBeToldIsOverdue(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := openMem(t, store.Options{}) // nothing runs that expires messages
		id := create(t, s)
		old := enqueue(t, s, text(id, "100", "old"))
		time.Sleep(24 * time.Hour)
		fresh := enqueue(t, s, text(id, "100", "fresh"))
		check := func(when string) {
			t.Helper()
			got := list(t, s, id, 10)
			if len(got) != 2 || got[0].ID != old || got[0].Place != sluice.PlaceOverdue || got[1].Place != sluice.PlaceLine {
				t.Errorf("%s: %+v", when, got)
			}
		}
		check("before the head has passed it")
		if m := next(t, s, id); m.ID != fresh {
			t.Fatalf("next is %s", m.ID)
		}
		check("after")
		if l := line(t, s, id); l.Overdue != 1 || l.Count != 2 || sluice.MessageIDOf(l.Oldest.UnixMilli()) != old {
			t.Errorf("the line is %+v", l)
		}
	})
}

func TestAPauseSaysWhoAndSurvivesARestart(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := openBox(t, store.Options{})
		id := create(t, b.Store)
		enqueue(t, b.Store, text(id, "100", "a"))
		at := time.Now()
		must(t, b.Pause(t.Context(), id, "anna"))
		time.Sleep(time.Second)
		must(t, b.Pause(t.Context(), id, "bob")) // comes too late to matter
		b.reopen()
		authorize(t, b.Store, id)
		i, err := b.Instance(id)
		must(t, err)
		if !i.Paused || i.PausedBy != "anna" || !i.PausedAt.Equal(at) {
			t.Errorf("paused %v by %q at %v", i.Paused, i.PausedBy, i.PausedAt)
		}
		if _, ok, err := b.Next(t.Context(), id); ok || err != nil {
			t.Errorf("something is to be sent while paused (%v)", err)
		}
		must(t, b.Resume(t.Context(), id))
		if i, err = b.Instance(id); err != nil || i.Paused || i.PausedBy != "" || !i.PausedAt.IsZero() {
			t.Errorf("resumed: %+v (%v)", i, err)
		}
		next(t, b.Store, id)
	})
}

func TestWhatIsHeldWaitsForItsRelease(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := openBox(t, store.Options{})
		id := create(t, b.Store)
		enqueue(t, b.Store, text(id, "100", "a"))
		must(t, b.Hold(t.Context(), id))
		b.reopen()
		authorize(t, b.Store, id)
		if i, err := b.Instance(id); err != nil || !i.Held {
			t.Errorf("held: %v (%v)", i.Held, err)
		}
		if _, ok, err := b.Next(t.Context(), id); ok || err != nil {
			t.Errorf("something is to be sent while held (%v)", err)
		}
		must(t, b.Release(t.Context(), id, sluice.WaitsHeld))
		next(t, b.Store, id)
	})
}

func TestChangesAreCollectedUntilTheyAreTaken(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := openMem(t, store.Options{})
		a, b := create(t, s), create(t, s)
		c := s.Changes()
		enqueue(t, s, text(b, "100", "1"))
		enqueue(t, s, text(b, "100", "2"))
		must(t, s.Pause(t.Context(), a, ""))
		<-c.Wake()
		want := []sluice.Changed{
			{Instance: a, Topics: []sluice.Topic{sluice.TopicQueue, sluice.TopicNotifications, sluice.TopicState}},
			{Instance: b, Topics: []sluice.Topic{sluice.TopicQueue}},
		}
		if d := cmp.Diff(want, c.Take()); d != "" {
			t.Errorf("-want +got:\n%s", d)
		}
		if got := c.Take(); len(got) != 0 {
			t.Errorf("taken twice: %v", got)
		}
		c.Close()
		enqueue(t, s, text(a, "100", "3"))
		if got := c.Take(); len(got) != 0 {
			t.Errorf("collected after the end: %v", got)
		}
	})
}
