package session

import (
	"sync"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promauto"

	"sluice"
)

type metrics struct {
	connections prometheus.Gauge
	logins      *prometheus.CounterVec // by method and how they ended
	changes     *prometheus.CounterVec // by the state that was reached
	census      *census
}

// newMetrics registers with r; a nil r counts for nobody.
func newMetrics(r prometheus.Registerer) metrics {
	f := promauto.With(r)
	return metrics{
		connections: f.NewGauge(prometheus.GaugeOpts{
			Name: "sluice_session_connections", Help: "Connections to the network that are being kept, up or not.",
		}),
		logins: f.NewCounterVec(prometheus.CounterOpts{
			Name: "sluice_session_logins_total", Help: "Logins that have ended, by method and outcome.",
		}, []string{"method", "outcome"}),
		changes: f.NewCounterVec(prometheus.CounterOpts{
			Name: "sluice_session_state_changes_total", Help: "Changes of state, by the new one.",
		}, []string{"state"}),
		census: &census{
			counts: f.NewGaugeVec(prometheus.GaugeOpts{
				Name: "sluice_session_instances", Help: "Instances, by state.",
			}, []string{"state"}),
			states: map[sluice.InstanceID]sluice.State{},
		},
	}
}

// A census counts the instances of each state.
type census struct {
	counts *prometheus.GaugeVec

	mu     sync.Mutex
	states map[sluice.InstanceID]sluice.State // as counted; guarded by mu
}

func (c *census) set(id sluice.InstanceID, st sluice.State) {
	c.mu.Lock()
	defer c.mu.Unlock()
	old, ok := c.states[id]
	if ok && old == st {
		return
	}
	if ok {
		c.counts.WithLabelValues(string(old)).Dec()
	}
	c.states[id] = st
	c.counts.WithLabelValues(string(st)).Inc()
}

func (c *census) remove(id sluice.InstanceID) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if old, ok := c.states[id]; ok {
		c.counts.WithLabelValues(string(old)).Dec()
		delete(c.states, id)
	}
}

// method names how somebody logs in.
func method(m sluice.LoginMethod) string {
	switch {
	case m.Resume:
		return "password"
	case m.Phone != "":
		return "code"
	}
	return "qr"
}

// outcome names how a login ended.
func outcome(a answer) string {
	switch {
	case a.err != nil:
		return "error"
	case a.prompt.Problem == sluice.ProblemRegistered:
		return "authorized"
	}
	return string(a.prompt.Problem)
}
