package campaign

import (
	"context"
	"encoding/json"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"sluice/internal/chaos"
	"sluice/internal/history"
)

// troubles are what happens to the line between the gateway and the fake, and to
// the gateway itself, one after the other.
var troubles = []struct {
	name string
	do   func(ctx context.Context, p *proxy, gateway *chaos.Process)
}{
	{"slow", during(slow)},
	{"cut", func(_ context.Context, p *proxy, _ *chaos.Process) { p.cut(false) }},
	{"half open", during(halfOpen)},
	{"reset", func(_ context.Context, p *proxy, _ *chaos.Process) { p.cut(true) }},
	{"black hole", during(blackhole)},
	{"black hole, and reset", func(ctx context.Context, p *proxy, _ *chaos.Process) {
		p.turn(blackhole)
		wait(ctx, 3*time.Second)
		p.cut(true)
		p.turn(honest)
	}},
	{"dripping", during(dripping)},
	{"stopped, and continued", func(ctx context.Context, _ *proxy, gateway *chaos.Process) {
		_ = syscall.Kill(gateway.PID(), syscall.SIGSTOP)
		wait(ctx, 3*time.Second)
		_ = syscall.Kill(gateway.PID(), syscall.SIGCONT)
	}},
}

func during(v vice) func(context.Context, *proxy, *chaos.Process) {
	return func(ctx context.Context, p *proxy, _ *chaos.Process) {
		p.turn(v)
		wait(ctx, 3*time.Second)
		p.turn(honest)
	}
}

// TestTroubledLines sends over a line that has every vice of a network, while the
// fake's own account of what arrived says whether anything was lost or doubled.
func TestTroubledLines(t *testing.T) {
	t.Parallel()
	c := newCampaign(t)
	for i := range *instances {
		c.clients = append(c.clients, c.add(i))
	}
	line := c.behindProxy()
	gateway := c.serve()
	load, stop := context.WithCancel(t.Context())
	var clients sync.WaitGroup
	for i, a := range c.clients {
		r := rand.New(rand.NewPCG(c.random.Uint64(), uint64(i)))
		clients.Go(func() { c.load(load, a, r) })
	}
	for _, trouble := range troubles {
		wait(t.Context(), time.Second)
		trouble.do(t.Context(), line, gateway)
		t.Logf("%s: %d accepted", trouble.name, len(c.seen()))
	}
	stop()
	clients.Wait()
	c.drain()
	c.must(gateway.Kill())

	run := history.Run{Interval: interval, Requests: c.requests, Visible: c.arrivals("/messages"), Calls: c.arrivals("/calls")}
	repeats := history.Repeats(run.Calls)
	t.Logf("lines: %d troubles, %d requests, %d visible, %d repeats", len(troubles), len(run.Requests), len(run.Visible), repeats)
	if repeats == 0 {
		t.Error("no answer was ever lost: the line met no trouble")
	}
	for _, v := range history.Check(run) {
		t.Error(v)
	}
}

// behindProxy puts a proxy between the gateway and the fake, and the fake's
// /connect with the proxy's address where the gateway asks for it.
func (c *campaign) behindProxy() *proxy {
	c.t.Helper()
	var connect map[string]any
	c.answer(&connect, http.MethodGet, c.sandbox+"/connect", nil)
	key := "address"
	for k := range connect {
		if strings.EqualFold(k, key) {
			key = k
		}
	}
	address, _ := connect[key].(string)
	p, err := newProxy(address)
	c.must(err)
	connect[key] = p.listener.Addr().String()
	told := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_ = json.NewEncoder(w).Encode(connect)
	}))
	c.t.Cleanup(told.Close)
	c.forward(p)
	c.dial = told.URL
	return p
}

// forward runs a proxy until the test ends.
func (c *campaign) forward(p *proxy) {
	ctx, cancel := context.WithCancel(c.t.Context())
	var running sync.WaitGroup
	running.Go(func() { p.run(ctx) })
	c.t.Cleanup(func() {
		cancel()
		running.Wait()
	})
}

// seen returns what was asked so far.
func (c *campaign) seen() []history.Request {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.requests
}
