package queue

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promauto"

	"sluice"
)

// waits is the outcome of a try after which the message stays in the queue.
// The others are statuses.
const waits = "waits"

type metrics struct {
	sent      prometheus.Counter
	failed    *prometheus.CounterVec
	postponed *prometheus.CounterVec
	attempts  prometheus.Counter
	late      prometheus.Histogram
}

// newMetrics registers the metrics with r; nil: nowhere.
func newMetrics(r prometheus.Registerer, q *Queue) metrics {
	f := promauto.With(r)
	f.NewGaugeFunc(prometheus.GaugeOpts{
		Name: "sluice_queue_lanes", Help: "Instances that have messages and may send.",
	}, func() float64 { return float64(q.lanes.Len()) })
	return metrics{
		sent: f.NewCounter(prometheus.CounterOpts{
			Name: "sluice_queue_sent_total", Help: "Messages that the network has taken.",
		}),
		failed: f.NewCounterVec(prometheus.CounterOpts{
			Name: "sluice_queue_failed_total", Help: "Messages given up, by the code of the error.",
		}, []string{"code"}),
		postponed: f.NewCounterVec(prometheus.CounterOpts{
			Name: "sluice_queue_postponed_total", Help: "Tries after which the message stays in the queue, by what it waits for.",
		}, []string{"reason"}),
		attempts: f.NewCounter(prometheus.CounterOpts{
			Name: "sluice_queue_attempts_total", Help: "Tries that wrote a request to the network.",
		}),
		late: f.NewHistogram(prometheus.HistogramOpts{
			Name: "sluice_queue_late_seconds", Help: "From the moment a message could go until its send call had ended.",
			Buckets: []float64{.001, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 10, 60},
		}),
	}
}

// report counts a try and writes its one line.
func (q *Queue) report(ctx context.Context, t try, outcome string, w sluice.Wait) {
	code := sluice.CodeOf(t.err)
	level := slog.LevelInfo
	switch {
	case outcome == waits:
		level = slog.LevelWarn
		q.metrics.postponed.WithLabelValues(string(w.Reason)).Inc()
	case t.err != nil:
		q.metrics.failed.WithLabelValues(string(code)).Inc()
	default:
		q.metrics.sent.Inc()
	}
	if code == sluice.Internal {
		level = slog.LevelError
	}
	if !t.sent.Wire.IsZero() {
		q.metrics.attempts.Inc()
		q.metrics.late.Observe(max(t.sent.Wire.Sub(t.due), 0).Seconds())
	}
	if !q.opts.Log.Enabled(ctx, level) {
		return
	}
	m := t.message
	attrs := []slog.Attr{
		slog.Int64("instance", int64(m.Instance)), slog.Any("chat", m.Chat), slog.String("message", string(m.ID)),
		slog.Int("attempt", m.Attempts+1), slog.String("outcome", outcome), slog.Duration("took", time.Since(t.began)),
	}
	if outcome == waits {
		attrs = append(attrs, slog.String("reason", string(w.Reason)), slog.Duration("wait", w.For))
	}
	if t.err != nil {
		attrs = append(attrs, slog.String("code", string(code)))
	}
	if err := cause(t.err); err != nil {
		attrs = append(attrs, slog.Any("err", err))
	}
	q.opts.Log.LogAttrs(ctx, level, "queue: attempt ended", attrs...)
}

// cause returns what the log may tell of err: not the words for the client, in
// which its chat or a link may stand.
func cause(err error) error {
	if e, ok := errors.AsType[*sluice.Error](err); ok {
		return e.Err
	}
	return err
}
