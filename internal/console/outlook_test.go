package console_test

import (
	"fmt"
	"maps"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"sluice"
	"sluice/internal/console"
)

// Figures count without a look at the messages what their list says one by one.
func TestTheTallyIsWhatTheListSays(t *testing.T) {
	account := func(reason sluice.Reason) func(w *world) {
		return func(w *world) { w.postpone(w.a, sluice.Wait{Reason: reason, For: time.Minute}) }
	}
	for name, tt := range map[string]struct {
		given func(w *world)
		want  map[string]int
	}{
		"at once":  {func(*world) {}, map[string]int{"turn": 3}},
		"interval": {func(w *world) { w.enqueue(w.a, "1", "more"); w.finish(w.a, sluice.StatusSent) }, map[string]int{"turn": 3}},
		"paused":   {func(w *world) { w.must(w.store.Pause(w.t.Context(), w.a, "anna")) }, map[string]int{"paused": 3}},
		"held":     {func(w *world) { w.must(w.store.Hold(w.t.Context(), w.a)) }, map[string]int{"held": 3}},
		"flood":    {account(sluice.WaitsFlood), map[string]int{"flood": 3}},
		"offline":  {account(sluice.WaitsOffline), map[string]int{"offline": 3}},
		"logged out": {func(w *world) {
			w.must(w.store.SetState(w.t.Context(), w.a, sluice.Change{State: sluice.NotAuthorized}))
		}, map[string]int{"authorization": 3}},
		"a slow chat": {func(w *world) {
			w.postpone(w.a, sluice.Wait{Scope: sluice.ScopeChat, Reason: sluice.WaitsSlowMode, For: time.Minute})
		}, map[string]int{"chat": 1, "turn": 2}},
		"being sent": {func(w *world) {
			m, _, err := w.store.Next(w.t.Context(), w.a)
			w.must(err)
			_, err = w.store.Attempt(w.t.Context(), w.a, m.ID, m.Revision)
			w.must(err)
		}, map[string]int{"sending": 1, "turn": 2}},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := newWorld(t)
				for k := range 3 {
					w.enqueue(w.a, sluice.ChatID(fmt.Sprint(10000000+k)), fmt.Sprint(k))
				}
				tt.given(w)
				i, err := w.store.Instance(w.a)
				w.must(err)
				l, err := w.store.Line(t.Context(), w.a)
				w.must(err)
				got := console.Tally(i, l)
				maps.DeleteFunc(got, func(_ string, n int) bool { return n == 0 })
				if diff := cmp.Diff(tt.want, got); diff != "" {
					t.Errorf("tally (-want +got):\n%s", diff)
				}
				list, err := w.store.Waiting(t.Context(), w.a, "", 10)
				w.must(err)
				if all := console.Outlooks(i, l, list); all[0].Waits != console.OutlookOf(i, l).Waits && name != "a slow chat" {
					t.Errorf("the first waits for %+v, the queue for %+v", all[0], console.OutlookOf(i, l))
				}
			})
		})
	}
}

func TestAnEmptyQueueWaitsForNothing(t *testing.T) {
	if got := console.OutlookOf(sluice.Instance{}, sluice.Line{}); got != (console.Outlook{}) {
		t.Errorf("%+v", got)
	}
}
