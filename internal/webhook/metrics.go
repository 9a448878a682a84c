package webhook

import (
	"context"
	"log/slog"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promauto"

	"sluice"
)

type metrics struct {
	deliveries *prometheus.CounterVec
	buried     prometheus.Counter
	took       prometheus.Histogram
}

// newMetrics registers the metrics with r; nil: nowhere.
func newMetrics(r prometheus.Registerer, p *Pusher) metrics {
	f := promauto.With(r)
	gauge := func(name, help string, value func() float64) {
		f.NewGaugeFunc(prometheus.GaugeOpts{Name: name, Help: help}, value)
	}
	gauge("sluice_webhook_streams", "Instances that have notifications to push.", func() float64 { return float64(p.streams.Len()) })
	gauge("sluice_webhook_failing", "Instances whose last delivery failed and is tried again.", func() float64 {
		failing, _ := p.standing()
		return float64(failing)
	})
	gauge("sluice_webhook_oldest_head_seconds", "Age of what the oldest notification tells of that is next to be pushed; 0: none waits.", func() float64 {
		_, age := p.standing()
		return age.Seconds()
	})
	gauge("sluice_webhook_quick", "Deliveries under way to receivers that answer.", func() float64 { return float64(len(p.gate.quick)) })
	gauge("sluice_webhook_slow", "Deliveries under way to receivers that are slow or failed.", func() float64 { return float64(len(p.gate.slow)) })
	gauge("sluice_webhook_waiting", "Deliveries that wait because their destination has as many under way as it may.", func() float64 { return float64(p.hosts.waiting()) })
	return metrics{
		deliveries: f.NewCounterVec(prometheus.CounterOpts{
			Name: "sluice_webhook_deliveries_total", Help: "Deliveries that have ended, by outcome.",
		}, []string{"outcome"}),
		buried: f.NewCounter(prometheus.CounterOpts{
			Name: "sluice_webhook_buried_total", Help: "Notifications that failed so often that they became dead letters.",
		}),
		took: f.NewHistogram(prometheus.HistogramOpts{
			Name: "sluice_webhook_delivery_seconds", Help: "Duration of deliveries, however they ended.",
			Buckets: []float64{.005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10, 30, 60, 180},
		}),
	}
}

// standing returns how many streams fail, and the age of the oldest head.
func (p *Pusher) standing() (failing int, age time.Duration) {
	now := p.opts.Now()
	p.streams.Each(func(s *stream) {
		s.mu.Lock()
		defer s.mu.Unlock()
		if s.failing {
			failing++
		}
		if !s.since.IsZero() {
			age = max(age, now.Sub(s.since))
		}
	})
	return failing, age
}

// report counts a delivery and writes its one line.
func (p *Pusher) report(ctx context.Context, id sluice.InstanceID, d sluice.Delivery, o outcome) {
	p.metrics.deliveries.WithLabelValues(string(o)).Inc()
	p.metrics.took.Observe(d.Took.Seconds())
	if d.Buried {
		p.metrics.buried.Inc()
	}
	level := slog.LevelWarn
	if o == delivered || o == changed || o == stopped {
		level = slog.LevelInfo
	}
	if !p.opts.Log.Enabled(ctx, level) {
		return
	}
	attrs := []slog.Attr{
		slog.Int64("instance", int64(id)), slog.Int64("receipt", d.Receipt), slog.Int("attempt", d.Attempt),
		slog.String("outcome", string(o)), slog.Int("status", d.Status), slog.Duration("took", d.Took),
	}
	if d.Buried {
		attrs = append(attrs, slog.Bool("buried", true))
	}
	if d.Error != "" {
		attrs = append(attrs, slog.String("err", d.Error))
	}
	p.opts.Log.LogAttrs(ctx, level, "webhook: delivery ended", attrs...)
}
