package app

import (
	"context"
	"log/slog"
	"testing"
	"time"

	"github.com/cockroachdb/pebble/v2/vfs"
	"github.com/prometheus/client_golang/prometheus"
	"golang.org/x/sync/errgroup"

	"sluice"
	"sluice/internal/store"
	"sluice/internal/store/pebble"
)

// waiting is a store in memory in which so many instances have two messages each.
func waiting(t testing.TB, instances int) *store.Store {
	t.Helper()
	e, err := pebble.Open(pebble.Options{Dir: "data", FS: vfs.NewMem(), Ballast: -1})
	if err != nil {
		t.Fatal(err)
	}
	s, err := store.New(context.WithoutCancel(t.Context()), e, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	var g errgroup.Group
	g.SetLimit(64)
	for range instances {
		g.Go(func() error {
			i, _, err := s.Create(t.Context(), sluice.Instance{}, "")
			for range 2 {
				if err == nil {
					_, err = s.Enqueue(t.Context(), sluice.Message{Instance: i.ID, Chat: "1", Body: sluice.TextBody{Text: "x"}}, sluice.Once{})
				}
			}
			return err
		})
	}
	if err := g.Wait(); err != nil {
		t.Fatal(err)
	}
	return s
}

// gauges are the figures of what waits, by reason, and the age of the oldest as "".
func gauges(t *testing.T, r *prometheus.Registry) map[string]float64 {
	t.Helper()
	families, err := r.Gather()
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]float64{}
	for _, f := range families {
		for _, m := range f.GetMetric() {
			reason := ""
			for _, l := range m.GetLabel() {
				reason = l.GetValue()
			}
			all[reason] = m.GetGauge().GetValue()
		}
	}
	return all
}

func TestFiguresSayWhyMessagesWait(t *testing.T) {
	s, r, began := waiting(t, 3), prometheus.NewRegistry(), time.Now()
	r.MustRegister(newQueueFigures(t.Context(), s.Standing, slog.New(slog.DiscardHandler)))
	if err := s.Pause(t.Context(), sluice.FirstInstance, "anna"); err != nil {
		t.Fatal(err)
	}
	got := gauges(t, r)
	if got["paused"] != 2 || got["authorization"] != 4 || got["flood"] != 0 || len(got) != 12 {
		t.Errorf("figures %v", got)
	}
	if age := got[""]; age <= 0 || age > time.Since(began).Seconds()+60 {
		t.Errorf("the oldest waits for %v s", age)
	}
	for n := range sluice.InstanceID(3) {
		if err := s.Clear(t.Context(), sluice.FirstInstance+n); err != nil {
			t.Fatal(err)
		}
	}
	for reason, n := range gauges(t, r) {
		if n != 0 {
			t.Errorf("nothing waits, and %q says %v", reason, n)
		}
	}
}

// BenchmarkScrape is what one look at the figures costs with 10,000 instances that
// all have messages.
func BenchmarkScrape(b *testing.B) {
	s, r := waiting(b, 10_000), prometheus.NewRegistry()
	r.MustRegister(newQueueFigures(b.Context(), s.Standing, slog.New(slog.DiscardHandler)))
	for b.Loop() {
		if _, err := r.Gather(); err != nil {
			b.Fatal(err)
		}
	}
}
