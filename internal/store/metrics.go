package store

import (
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

type metrics struct {
	commits    prometheus.Counter
	changes    prometheus.Counter
	took       prometheus.Histogram
	clockSteps prometheus.Counter
	damaged    prometheus.Counter
	expired    prometheus.Counter
	dropped    *prometheus.CounterVec
}

func newMetrics(r prometheus.Registerer) *metrics {
	m := &metrics{
		commits: prometheus.NewCounter(prometheus.CounterOpts{
			Name: "sluice_store_commits_total", Help: "Batches made durable.",
		}),
		changes: prometheus.NewCounter(prometheus.CounterOpts{
			Name: "sluice_store_changes_total", Help: "Changes made durable.",
		}),
		took: prometheus.NewHistogram(prometheus.HistogramOpts{
			Name: "sluice_store_commit_seconds", Help: "Time to make a batch durable.",
			Buckets: prometheus.ExponentialBuckets(0.0001, 4, 8),
		}),
		clockSteps: prometheus.NewCounter(prometheus.CounterOpts{
			Name: "sluice_store_clock_steps_total", Help: "Jumps of the wall clock by more than five minutes.",
		}),
		damaged: prometheus.NewCounter(prometheus.CounterOpts{
			Name: "sluice_store_damaged_rows_total", Help: "Rows put in quarantine because their bytes do not fit their checksum.",
		}),
		expired: prometheus.NewCounter(prometheus.CounterOpts{
			Name: "sluice_store_expired_messages_total", Help: "Messages that were not sent within 24 hours.",
		}),
		dropped: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "sluice_store_dropped_notifications_total", Help: "Notifications that the client never took, by reason.",
		}, []string{"reason"}),
	}
	r.MustRegister(m.commits, m.changes, m.took, m.clockSteps, m.damaged, m.expired, m.dropped)
	return m
}

func (m *metrics) committed(changes int, took time.Duration) {
	m.commits.Inc()
	m.changes.Add(float64(changes))
	m.took.Observe(took.Seconds())
}
