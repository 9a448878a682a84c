package notify

import (
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promauto"
)

type metrics struct {
	waiting prometheus.Gauge
	polls   *prometheus.CounterVec // by how they ended
	deleted prometheus.Counter
	clears  prometheus.Counter
}

// newMetrics registers with r; a nil r counts for nobody.
func newMetrics(r prometheus.Registerer) metrics {
	f := promauto.With(r)
	return metrics{
		waiting: f.NewGauge(prometheus.GaugeOpts{
			Name: "sluice_notify_polls_waiting", Help: "Polls that wait for a notification.",
		}),
		polls: f.NewCounterVec(prometheus.CounterOpts{
			Name: "sluice_notify_polls_total", Help: "Polls that have ended, by result.",
		}, []string{"result"}),
		deleted: f.NewCounter(prometheus.CounterOpts{
			Name: "sluice_notify_deleted_total", Help: "Notifications that clients deleted.",
		}),
		clears: f.NewCounter(prometheus.CounterOpts{
			Name: "sluice_notify_clears_total", Help: "Times that a client deleted all notifications of an instance.",
		}),
	}
}
