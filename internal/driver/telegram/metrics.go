package telegram

import "github.com/prometheus/client_golang/prometheus"

type metrics struct {
	connected  prometheus.Gauge
	reconnects prometheus.Counter
	exchanges  prometheus.Counter
	refused    *prometheus.CounterVec
	unstored   prometheus.Counter
	gaps       prometheus.Counter
	unreadable prometheus.Counter
}

func newMetrics(reg prometheus.Registerer) *metrics {
	m := &metrics{
		connected: prometheus.NewGauge(prometheus.GaugeOpts{
			Name: "sluice_telegram_connected", Help: "Accounts with a ready connection.",
		}),
		reconnects: prometheus.NewCounter(prometheus.CounterOpts{
			Name: "sluice_telegram_reconnects_total", Help: "Connections that came back after a loss.",
		}),
		exchanges: prometheus.NewCounter(prometheus.CounterOpts{
			Name: "sluice_telegram_key_exchanges_total", Help: "Connections begun without a stored key.",
		}),
		refused: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "sluice_telegram_errors_total", Help: "Calls that Telegram refused, by its code.",
		}, []string{"code"}),
		unstored: prometheus.NewCounter(prometheus.CounterOpts{
			Name: "sluice_telegram_events_refused_total", Help: "Times that an event was not stored and is offered again.",
		}),
		gaps: prometheus.NewCounter(prometheus.CounterOpts{
			Name: "sluice_telegram_gaps_total", Help: "Times that Telegram could not tell all that was missed.",
		}),
		unreadable: prometheus.NewCounter(prometheus.CounterOpts{
			Name: "sluice_telegram_unreadable_total", Help: "Things that came in, were passed over because reading them fails, and should be reported.",
		}),
	}
	if reg != nil {
		reg.MustRegister(m.connected, m.reconnects, m.exchanges, m.refused, m.unstored, m.gaps, m.unreadable)
	}
	return m
}
