package campaign

import (
	"cmp"
	"flag"
	"net/http"
	"slices"
	"testing"
	"time"

	"sluice/internal/chaos"
	"sluice/internal/history"
)

var hooks = flag.Int("hooks", 1000, "webhook receivers, of which a tenth hangs")

// A thousand is many receivers, of which a tenth can hang.
type thousand struct {
	*receivers
	gateway          *chaos.Process
	admin            string
	hanging, healthy []*receiver
	release          chan struct{} // closed: those that hang answer
}

func newThousand(t testing.TB, n int) *thousand {
	t.Helper()
	m := &thousand{receivers: newCampaign(t).withReceivers()}
	m.admin = m.address()
	m.gateway = m.serve("--admin", m.admin, "--webhook-timeout", "180s") // as it comes: a receiver may hang for long
	began := time.Now()
	for range n {
		m.add(nil, false, nil)
	}
	m.connected()
	t.Logf("%d accounts connected in %v", n, time.Since(began).Round(time.Second))
	m.hanging, m.healthy = m.all[:n/10], m.all[n/10:]
	return m
}

// hang has a tenth of the receivers hang, each with a delivery under way.
func (m *thousand) hang() {
	m.t.Helper()
	release := make(chan struct{})
	m.release = release
	before := map[*receiver]int{}
	for _, r := range m.hanging {
		r.take(&habit{taken: true, do: func(_ http.ResponseWriter, q *http.Request) {
			select {
			case <-release:
			case <-q.Context().Done():
			}
		}})
		_, _, before[r] = r.counts()
	}
	m.write(2, m.hanging...)
	m.until("they hang", m.hanging, func(r *receiver) bool {
		_, _, tries := r.counts()
		return tries > before[r]
	})
}

func (m *thousand) heal() {
	for _, r := range m.hanging {
		r.take(nil)
	}
	close(m.release)
}

// round writes to each healthy receiver and returns how many deliveries a second
// came of it.
func (m *thousand) round(n int) float64 {
	m.t.Helper()
	began := time.Now()
	m.write(n, m.healthy...)
	m.got("a round", m.healthy...)
	return float64(n*len(m.healthy)) / time.Since(began).Seconds()
}

// TestAThousandReceiversOfWhichATenthHangs wants the others to get all of theirs
// meanwhile (I11), and nothing of it to be left once they answer (I12).
func TestAThousandReceiversOfWhichATenthHangs(t *testing.T) {
	t.Parallel()
	m := newThousand(t, *hooks)
	defer func() { m.must(m.gateway.Kill()) }()
	m.round(1)
	m.hang() // twice: what the first time makes is kept for the second
	m.round(1)
	m.heal()
	m.got("healed once", m.all...)
	base := m.footprint(m.gateway, m.admin)
	m.hang()
	m.round(1)
	peak := m.footprint(m.gateway, m.admin)
	under := m.metric(m.admin, "sluice_webhook_quick") + m.metric(m.admin, "sluice_webhook_slow")
	if int(under) < len(m.hanging) {
		t.Errorf("%.0f deliveries are under way: the receivers do not hang", under)
	}
	m.heal()
	m.got("healed", m.all...)
	left := m.reach(m.gateway, m.admin, base)
	t.Logf("thousand: %d of %d hang; goroutines %.0f, then %.0f, then %.0f; descriptors %.0f, then %.0f, then %.0f; resident %.0f MiB, then %.0f, then %.0f",
		len(m.hanging), len(m.all), base.goroutines, peak.goroutines, left.goroutines, base.descriptors, peak.descriptors, left.descriptors,
		base.resident/(1<<20), peak.resident/(1<<20), left.resident/(1<<20))
	left.wantNear(t, base, 0.02)
	if left.resident > 1.25*base.resident { // the heap varies between two collections
		t.Errorf("%.0f MiB are resident, before: %.0f", left.resident/(1<<20), base.resident/(1<<20))
	}
	m.judge("thousand", history.Run{})
}

// BenchmarkHangingReceivers measures deliveries to the receivers that answer,
// beside a tenth that hangs and beside none, in pairs of one run.
func BenchmarkHangingReceivers(b *testing.B) {
	m := newThousand(b, *hooks)
	defer func() { m.must(m.gateway.Kill()) }()
	m.round(2)
	var ratios, rates []float64
	for b.Loop() {
		for range 15 {
			alone := m.round(1)
			m.hang()
			beside := m.round(1)
			m.heal()
			m.got("healed", m.hanging...)
			ratios, rates = append(ratios, beside/alone), append(rates, beside)
		}
	}
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(share(rates, 0.5), "deliveries/s")
	b.ReportMetric(share(ratios, 0.1), "ratio-p10")
	b.ReportMetric(share(ratios, 0.5), "ratio")
	b.ReportMetric(share(ratios, 0.9), "ratio-p90")
	m.judge("hanging", history.Run{})
}

// share returns the value below which a share of a list is.
func share[T cmp.Ordered](list []T, of float64) T {
	slices.Sort(list)
	return list[min(int(float64(len(list))*of), len(list)-1)]
}
