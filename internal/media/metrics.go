package media

import (
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promauto"
)

type metrics struct {
	stored  prometheus.Gauge
	taken   *prometheus.CounterVec // by where from
	tries   *prometheus.CounterVec // by result
	dials   *prometheus.CounterVec // by result
	served  *prometheus.CounterVec // by HTTP status
	refused *prometheus.CounterVec // by what was used up
	evicted prometheus.Counter
	damaged prometheus.Counter
}

// newMetrics registers with r; a nil r counts for nobody.
func newMetrics(r prometheus.Registerer) *metrics {
	f := promauto.With(r)
	return &metrics{
		stored: f.NewGauge(prometheus.GaugeOpts{
			Name: "sluice_media_stored_bytes", Help: "Bytes of files that are kept or being written.",
		}),
		taken: f.NewCounterVec(prometheus.CounterOpts{
			Name: "sluice_media_taken_bytes_total", Help: "Bytes of files taken in, by where they came from.",
		}, []string{"from"}),
		tries: f.NewCounterVec(prometheus.CounterOpts{
			Name: "sluice_media_fetches_total", Help: "Tries to fetch a urlFile, by result.",
		}, []string{"result"}),
		dials: f.NewCounterVec(prometheus.CounterOpts{
			Name: "sluice_media_dials_total", Help: "Addresses of urlFiles: connected to, or forbidden before any packet.",
		}, []string{"result"}),
		served: f.NewCounterVec(prometheus.CounterOpts{
			Name: "sluice_media_downloads_total", Help: "Requests for links, by HTTP status.",
		}, []string{"code"}),
		refused: f.NewCounterVec(prometheus.CounterOpts{
			Name: "sluice_media_refused_total", Help: "Files refused for want of room: of all (quota), or of one instance (share).",
		}, []string{"by"}),
		evicted: f.NewCounter(prometheus.CounterOpts{
			Name: "sluice_media_evicted_total", Help: "Incoming files dropped early, to make room.",
		}),
		damaged: f.NewCounter(prometheus.CounterOpts{
			Name: "sluice_media_damaged_total", Help: "Stored files that were not as they had been written.",
		}),
	}
}

// countUnderWay tells how many fetches a gate has let in.
func countUnderWay(r prometheus.Registerer, g *gate) {
	for name, s := range map[string]slots{"quick": g.quick, "slow": g.slow} {
		promauto.With(r).NewGaugeFunc(prometheus.GaugeOpts{
			Name: "sluice_media_fetches_under_way", Help: "Fetches of urlFiles under way: quick, or slow for more than five seconds.",
			ConstLabels: prometheus.Labels{"pool": name},
		}, func() float64 { return float64(len(s)) })
	}
}
