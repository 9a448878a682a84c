package greenapi

import (
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promauto"
)

// metrics are the figures of the API. Methods are those of the table, so there
// is no end of series, whatever clients ask for.
type metrics struct {
	requests *prometheus.CounterVec
	took     *prometheus.HistogramVec
}

func newMetrics(r prometheus.Registerer) *metrics {
	auto := promauto.With(r)
	return &metrics{
		requests: auto.NewCounterVec(prometheus.CounterOpts{
			Name: "sluice_api_requests_total",
			Help: "Requests answered, by method and HTTP status.",
		}, []string{"method", "code"}),
		took: auto.NewHistogramVec(prometheus.HistogramOpts{
			Name:    "sluice_api_request_seconds",
			Help:    "Time from the request's header to its answer; long polls wait on purpose.",
			Buckets: []float64{0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.1, 0.5, 2.5, 10, 30, 65},
		}, []string{"method"}),
	}
}

func (m *metrics) record(method string, status int, took time.Duration) {
	m.requests.WithLabelValues(method, strconv.Itoa(status)).Inc()
	m.took.WithLabelValues(method).Observe(took.Seconds())
}
