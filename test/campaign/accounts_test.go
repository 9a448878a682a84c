package campaign

import (
	"bufio"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"sluice/internal/chaos"
)

// BenchmarkAccounts connects a thousand accounts with planted keys in one
// gateway, with the fake in another process, and prints what one account costs
// the gateway: resident memory and goroutines beyond those of an empty gateway.
func BenchmarkAccounts(b *testing.B) {
	const accounts = 1000
	for b.Loop() {
		c := newCampaign(b)
		admin := c.address()
		p := c.serve("--admin", admin)
		empty := measure(c, p, admin)
		for i := range accounts {
			c.clients = append(c.clients, c.add(i))
		}
		started := time.Now()
		for n := 0; n < accounts; wait(b.Context(), 100*time.Millisecond) {
			n = int(c.metric(admin, `sluice_session_instances{state="authorized"}`))
		}
		b.ReportMetric(float64(accounts)/time.Since(started).Seconds(), "connects/s")
		full := measure(c, p, admin)
		b.ReportMetric((full.memory-empty.memory)/accounts/1024, "KiB/account")
		b.ReportMetric((full.goroutines-empty.goroutines)/accounts, "goroutines/account")
		c.must(p.Kill())
	}
}

// A cost is what a gateway process uses.
type cost struct{ memory, goroutines float64 }

func measure(c *campaign, p *chaos.Process, admin string) cost {
	return cost{memory: c.memory(p, "VmRSS:"), goroutines: c.metric(admin, "go_goroutines")}
}

// metric reads one sample of the gateway's metrics, 0 when it is not there yet.
func (c *campaign) metric(admin, name string) float64 {
	c.t.Helper()
	out, err := chaos.Call(c.t.Context(), http.MethodGet, "http://"+admin+"/metrics", nil)
	c.must(err)
	for s := bufio.NewScanner(strings.NewReader(string(out))); s.Scan(); {
		if value, ok := strings.CutPrefix(s.Text(), name+" "); ok {
			f, err := strconv.ParseFloat(value, 64)
			c.must(err)
			return f
		}
	}
	return 0
}
