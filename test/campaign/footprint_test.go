package campaign

import (
	"fmt"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"sluice/internal/chaos"
)

// A footprint is what a gateway holds, as the kernel counts it; goroutines it
// counts itself.
type footprint struct{ resident, highest, descriptors, goroutines float64 }

func (c *campaign) footprint(p *chaos.Process, admin string) footprint {
	c.t.Helper()
	open, err := os.ReadDir(fmt.Sprintf("/proc/%d/fd", p.PID()))
	c.must(err)
	return footprint{c.memory(p, "VmRSS:"), c.memory(p, "VmHWM:"), float64(len(open)), c.metric(admin, "go_goroutines")}
}

// healIn is how long what is left of troubles may stay: the gateway keeps a
// connection to a receiver for half a minute.
const healIn = 45 * time.Second

// reach reads the footprint once it is near base, or when healIn is over.
func (c *campaign) reach(p *chaos.Process, admin string, base footprint) footprint {
	c.t.Helper()
	now := c.footprint(p, admin)
	for end := time.Now().Add(healIn); !now.near(base, 0.01) && time.Now().Before(end); now = c.footprint(p, admin) {
		wait(c.t.Context(), 250*time.Millisecond)
	}
	return now
}

// near says whether nothing beyond a share of base is left, or beyond a few.
func (f footprint) near(base footprint, share float64) bool {
	const few = 5
	return f.goroutines <= base.goroutines*(1+share)+few && f.descriptors <= base.descriptors*(1+share)+few
}

func (f footprint) wantNear(t testing.TB, base footprint, share float64) {
	t.Helper()
	if !f.near(base, share) {
		t.Errorf("%.0f goroutines and %.0f descriptors are left, before: %.0f and %.0f", f.goroutines, f.descriptors, base.goroutines, base.descriptors)
	}
}

// memory reads a line of the process's status, in bytes.
func (c *campaign) memory(p *chaos.Process, name string) float64 {
	c.t.Helper()
	data, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", p.PID()))
	c.must(err)
	for line := range strings.Lines(string(data)) {
		if rest, ok := strings.CutPrefix(line, name); ok {
			kib, err := strconv.ParseFloat(strings.Fields(rest)[0], 64)
			c.must(err)
			return kib * 1024
		}
	}
	c.t.Fatalf("no %s of process %d", name, p.PID())
	return 0
}
