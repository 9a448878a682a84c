// Package campaign kills the real gateway again and again while it works, and
// lets the histories of clients and of the fake Telegram say whether anything
// was lost, doubled, early or out of order.
//
// The fake, the gateway and the clients are separate processes (the clients
// are this test). More cycles by hand:
//
//	go test ./test/campaign -run Kill -cycles 1000 -timeout 3h
package campaign

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"math/rand/v2"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"sync"
	"testing"
	"time"

	"sluice/internal/chaos"
	"sluice/internal/history"
)

var (
	cycles    = flag.Int("cycles", 30, "kills of one campaign")
	instances = flag.Int("instances", 20, "instances under load")
	seed      = flag.Uint64("seed", 0, "of the moments of the kills; 0: another one each time")
)

const (
	interval    = 500 * time.Millisecond
	pause       = 1600 * time.Millisecond // longest between two requests of a client
	drainWithin = 10 * time.Minute
)

// TestKillUnderLoad is the campaign of sluice verify --chaos, under two faults.
func TestKillUnderLoad(t *testing.T) {
	tests := []struct {
		name  string
		fault chaos.Fault
	}{
		{"the fake answers slowly", nil},
		{"every third answer is dropped after the send", chaos.Fault{"do": "dropAfter", "method": "messages.sendMessage", "every": 3}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			log := &chaos.Lines{}
			r, err := chaos.Run(t.Context(), chaos.Options{
				Binary: binary(t), Dir: t.TempDir(), Kills: *cycles, Instances: *instances, Seed: *seed, Fault: tt.fault, Log: log,
			})
			t.Logf("campaign: %d cycles, %d accepted, %d visible, %d in doubt at restart, %d repeats, seed %d",
				r.Cycles, r.Accepted, r.Visible, r.Doubts, r.Repeats, r.Seed)
			if err != nil || r.Doubts == 0 {
				t.Errorf("%v; %d in doubt: the campaign met nothing worth a check, or broke off", err, r.Doubts)
			}
			for _, v := range r.Violations {
				t.Error(v)
			}
			if t.Failed() {
				keep := filepath.Join(os.TempDir(), "sluice-campaign.log")
				_ = os.WriteFile(keep, []byte(log.String()), 0o600)
				t.Logf("the gateway's log is in %s", keep)
			}
		})
	}
}

// A campaign is one fake, one data directory, and the clients' history.
type campaign struct {
	t       testing.TB
	binary  string
	dir     string
	sandbox string   // the fake's control address
	dial    string   // where the gateway asks what to dial; "": the same
	config  string   // the gateway's settings, a file; "": none
	environ []string // of the gateway, beside the usual
	listen  string   // the gateway's address, the same after each start
	log     *chaos.Lines
	random  *rand.Rand
	clients []*account

	mu       sync.Mutex
	requests []history.Request // guarded by mu
	refused  int               // how many were not taken
}

// An account is an instance and its one client.
type account struct {
	instance, token string
	user            string // as the fake names it
}

func newCampaign(t testing.TB) *campaign {
	t.Helper()
	n := *seed
	if n == 0 {
		n = rand.Uint64()
	}
	t.Logf("seed %d", n)
	c := &campaign{t: t, binary: binary(t), dir: t.TempDir(), log: &chaos.Lines{}, random: rand.New(rand.NewPCG(n, 0))}
	control, mtproto := c.address(), c.address()
	c.listen, c.sandbox = c.address(), "http://"+control
	fake, err := chaos.Start(t.Context(), c.binary, &chaos.Lines{}, "sandbox", "--listen", mtproto, "--control", control)
	c.must(err)
	t.Cleanup(func() { _ = fake.Kill() })
	c.must(fake.Ready(t.Context(), c.sandbox+"/connect"))
	return c
}

// binary returns the program under test: the one that the whole run has built,
// or one built here.
func binary(t testing.TB) string {
	t.Helper()
	if path := os.Getenv("SLUICE_BINARY"); path != "" {
		return path
	}
	path := filepath.Join(t.TempDir(), "sluice")
	out, err := exec.CommandContext(t.Context(), "go", "build", "-o", path, "sluice/cmd/sluice").CombinedOutput()
	if err != nil {
		t.Fatalf("go build: %v\n%s", err, out)
	}
	return path
}

// add makes an account at the fake with a planted key, and its instance.
func (c *campaign) add(i int) *account {
	c.t.Helper()
	id, user, session := c.plant(i)
	file := filepath.Join(c.dir, id+".session")
	c.must(os.WriteFile(file, []byte(session), 0o600))
	out, err := exec.CommandContext(c.t.Context(), c.binary, "instance", "add", "--data", c.data(), "--id", id,
		"--sandbox", c.sandbox, "--session", file, "--interval", strconv.FormatInt(interval.Milliseconds(), 10), "--json").Output()
	if err != nil {
		c.t.Fatalf("instance add: %v", err)
	}
	var added struct {
		Token string `json:"apiTokenInstance"`
	}
	c.must(json.Unmarshal(out, &added))
	return &account{instance: id, token: added.Token, user: user}
}

// plant makes an account at the fake for the i-th instance, and a session of it.
func (c *campaign) plant(i int) (id, user, session string) {
	c.t.Helper()
	var made struct {
		Account string `json:"account"`
		Session string `json:"session"`
	}
	c.answer(&made, http.MethodPost, c.sandbox+"/accounts",
		map[string]any{"phone": fmt.Sprintf("7900000%04d", i), "planted": true, "idInstance": 4900000001 + i})
	return strconv.Itoa(4900000001 + i), made.Account, made.Session
}

// serve starts the gateway and returns when it is ready.
func (c *campaign) serve(flags ...string) *chaos.Process {
	c.t.Helper()
	args := append(slices.Clone(c.environ), c.binary, "serve", "--data", c.data(), "--listen", c.listen, "--sandbox", cmp.Or(c.dial, c.sandbox))
	if c.config != "" {
		args = append(args, "--config", c.config)
	}
	p, err := chaos.Start(c.t.Context(), "env", c.log, append(args, flags...)...)
	c.must(err)
	c.must(p.Ready(c.t.Context(), "http://"+c.listen+"/readyz"))
	return p
}

// load is one client: it asks, notes what it was answered, and asks again.
func (c *campaign) load(ctx context.Context, a *account, r *rand.Rand) {
	for seq := 0; ctx.Err() == nil; seq++ {
		text := fmt.Sprintf("%s-%d", a.instance, seq)
		_, err := chaos.Call(context.WithoutCancel(ctx), http.MethodPost, c.method(a, "sendMessage"),
			map[string]string{"chatId": "10000001", "message": text})
		if refused := (*chaos.RefusalError)(nil); !errors.As(err, &refused) {
			c.mu.Lock()
			c.requests = append(c.requests, history.Request{Account: a.user, Text: text, Seq: seq, OK: err == nil})
			c.mu.Unlock()
		}
		wait(ctx, time.Duration(r.Int64N(int64(pause))))
	}
}

// drain waits until every queue is empty.
func (c *campaign) drain() {
	c.t.Helper()
	ctx, cancel := context.WithTimeout(c.t.Context(), drainWithin)
	defer cancel()
	for _, a := range c.clients {
		for left := -1; left != 0; wait(ctx, 1100*time.Millisecond) { // the method allows one call a second
			if ctx.Err() != nil {
				c.t.Fatalf("instance %s has %d messages left after %v\n%s", a.instance, left, drainWithin, c.log)
			}
			var count struct {
				Count int `json:"count"`
			}
			if out, err := chaos.Call(ctx, http.MethodGet, c.method(a, "getMessagesCount"), nil); err == nil {
				c.must(json.Unmarshal(out, &count))
				left = count.Count
			}
			if left == 0 {
				break
			}
		}
	}
}

// arrivals reads one of the fake's two logs: the messages that accounts sent.
func (c *campaign) arrivals(path string) []history.Arrival {
	c.t.Helper()
	out, err := chaos.Arrivals(c.t.Context(), c.sandbox+path, c.requests)
	c.must(err)
	return out
}

func (c *campaign) fault(f map[string]any) {
	c.t.Helper()
	_, err := chaos.Call(c.t.Context(), http.MethodPost, c.sandbox+"/fault", f)
	c.must(err)
}

func (c *campaign) answer(to any, method, url string, body any) {
	c.t.Helper()
	out, err := chaos.Call(c.t.Context(), method, url, body)
	c.must(err)
	c.must(json.Unmarshal(out, to))
}

func (c *campaign) method(a *account, name string) string {
	return fmt.Sprintf("http://%s/waInstance%s/%s/%s", c.listen, a.instance, name, a.token)
}

func (c *campaign) data() string { return filepath.Join(c.dir, "data") }

func (c *campaign) address() string {
	c.t.Helper()
	a, err := chaos.FreeAddress()
	c.must(err)
	return a
}

func (c *campaign) must(err error) {
	c.t.Helper()
	if err != nil {
		c.t.Fatal(err)
	}
}

// wait returns after d or when ctx ends. The processes under test live on the
// wall clock, and so does the moment of a kill.
func wait(ctx context.Context, d time.Duration) {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
	case <-t.C:
	}
}
