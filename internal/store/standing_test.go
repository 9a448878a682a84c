package store_test

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"sluice"
	"sluice/internal/store"
)

// standing is what figures see, by instance.
func standing(t *testing.T, s *store.Store) map[sluice.InstanceID]sluice.Line {
	t.Helper()
	all := map[sluice.InstanceID]sluice.Line{}
	if err := s.Standing(t.Context(), func(i sluice.Instance, l sluice.Line) { all[i.ID] = l }); err != nil {
		t.Fatalf("standing: %v", err)
	}
	return all
}

// Figures come from memory, and yet are those of each instance's own line.
func TestFiguresAreThoseOfTheLine(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := openBox(t, store.Options{})
		id := create(t, b.Store)
		create(t, b.Store) // of which nothing is told
		same := func(when string) {
			t.Helper()
			want, got := map[sluice.InstanceID]sluice.Line{id: line(t, b.Store, id)}, standing(t, b.Store)
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("%s (-line +figures):\n%s", when, diff)
			}
		}
		takeOut := func(m sluice.MessageID) {
			t.Helper()
			if ok, err := b.TakeOut(t.Context(), id, m); err != nil || !ok {
				t.Fatalf("take out: %v, %v", ok, err)
			}
		}
		if got := standing(t, b.Store); len(got) > 0 {
			t.Errorf("nothing waits, and yet %+v", got)
		}
		var ids []sluice.MessageID
		for range 40 { // more than are read ahead
			ids = append(ids, enqueue(t, b.Store, text(id, "100", "x")))
			time.Sleep(time.Minute)
		}
		same("new")
		for n := range int64(20) {
			send(t, b.Store, next(t, b.Store, id), n)
			same("one is sent")
		}
		takeOut(ids[20])
		same("the first was taken out")
		b.reopen()
		if got := standing(t, b.Store); len(got) > 0 {
			t.Errorf("nobody has asked, and yet %+v", got)
		}
		for _, m := range ids[21:24] {
			same("after a restart")
			takeOut(m)
		}
		time.Sleep(23*time.Hour + 30*time.Minute)
		authorize(t, b.Store, id)
		next(t, b.Store, id)
		same("some are overdue")
		if err := b.Remove(t.Context(), id); err != nil || len(standing(t, b.Store)) > 0 {
			t.Errorf("removed, %v, and yet %+v", err, standing(t, b.Store))
		}
	})
}
