package app

import (
	"context"
	"log/slog"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"sluice"
	"sluice/internal/console"
)

// A standing tells of each instance that has messages where its queue stands.
type standing func(ctx context.Context, tell func(sluice.Instance, sluice.Line)) error

// queueFigures are the gauges of what waits. They are counted when they are asked
// for, and cost nothing in between.
type queueFigures struct {
	look    func(tell func(sluice.Instance, sluice.Line)) error
	log     *slog.Logger
	waiting *prometheus.Desc
	oldest  *prometheus.Desc
}

// newQueueFigures looks for as long as ctx lasts.
func newQueueFigures(ctx context.Context, s standing, log *slog.Logger) queueFigures {
	return queueFigures{
		look: func(tell func(sluice.Instance, sluice.Line)) error { return s(ctx, tell) },
		log:  log,
		waiting: prometheus.NewDesc("sluice_queue_waiting",
			"Messages that wait, by what they wait for, in the words of waitsFor in /v1.", []string{"reason"}, nil),
		oldest: prometheus.NewDesc("sluice_queue_oldest_seconds",
			"How long ago the oldest message that waits was accepted; 0: none waits.", nil, nil),
	}
}

// Describe implements [prometheus.Collector].
func (q queueFigures) Describe(to chan<- *prometheus.Desc) {
	to <- q.waiting
	to <- q.oldest
}

// Collect implements [prometheus.Collector].
func (q queueFigures) Collect(to chan<- prometheus.Metric) {
	now, oldest, counts := time.Now(), time.Time{}, map[string]int{}
	err := q.look(func(i sluice.Instance, l sluice.Line) {
		now = l.At
		for reason, n := range console.Tally(i, l) {
			counts[reason] += n
		}
		if oldest.IsZero() || !l.Oldest.IsZero() && l.Oldest.Before(oldest) {
			oldest = l.Oldest
		}
	})
	if err != nil {
		q.log.Error("app: what waits could not be counted", "err", err)
		to <- prometheus.NewInvalidMetric(q.waiting, err)
		return
	}
	for _, reason := range console.Reasons() {
		to <- prometheus.MustNewConstMetric(q.waiting, prometheus.GaugeValue, float64(counts[reason]), reason)
	}
	age := 0.0
	if !oldest.IsZero() {
		age = max(0, now.Sub(oldest).Seconds())
	}
	to <- prometheus.MustNewConstMetric(q.oldest, prometheus.GaugeValue, age)
}
