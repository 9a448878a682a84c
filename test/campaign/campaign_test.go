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
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"math/rand/v2"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"sync"
	"testing"
	"time"

	"sluice/test/history"
)

var (
	cycles    = flag.Int("cycles", 30, "kills of one campaign")
	instances = flag.Int("instances", 20, "instances under load")
	seed      = flag.Uint64("seed", 0, "of the moments of the kills; 0: another one each time")
)

const (
	interval    = 500 * time.Millisecond
	earliest    = 50 * time.Millisecond   // of a kill, after the gateway is ready
	latest      = 2500 * time.Millisecond // of a kill
	pause       = 1600 * time.Millisecond // longest between two requests of a client
	drainWithin = 10 * time.Minute
	inDoubt     = "store: attempt in doubt" // what the gateway logs at start for each
)

func TestKillUnderLoad(t *testing.T) {
	tests := []struct {
		name  string
		fault map[string]any // laid on the fake's sendMessage
	}{
		{"the fake answers slowly", map[string]any{"do": "delay", "method": "messages.sendMessage", "seconds": 0.12, "times": -1}},
		{"every third answer is dropped after the send", map[string]any{"do": "dropAfter", "method": "messages.sendMessage", "every": 3}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			c := newCampaign(t)
			for i := range *instances {
				c.clients = append(c.clients, c.add(i))
			}
			c.fault(tt.fault)
			c.run(*cycles)
		})
	}
}

// A campaign is one fake, one data directory, and the clients' history.
type campaign struct {
	t       testing.TB
	binary  string
	dir     string
	sandbox string // the fake's control address
	listen  string // the gateway's address, the same after each start
	log     *lines
	random  *rand.Rand
	clients []*account

	mu       sync.Mutex
	requests []history.Request // guarded by mu
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
	c := &campaign{t: t, binary: binary(t), dir: t.TempDir(), log: &lines{}, random: rand.New(rand.NewPCG(n, 0))}
	control, mtproto := c.address(), c.address()
	c.listen, c.sandbox = c.address(), "http://"+control
	fake, err := start(t.Context(), c.binary, &lines{}, "sandbox", "--listen", mtproto, "--control", control)
	c.must(err)
	t.Cleanup(func() { _ = fake.kill() })
	c.must(fake.ready(t.Context(), c.sandbox+"/connect"))
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
	var made struct {
		Account string `json:"account"`
		Session string `json:"session"`
	}
	id := strconv.Itoa(4900000001 + i)
	c.answer(&made, http.MethodPost, c.sandbox+"/accounts",
		map[string]any{"phone": fmt.Sprintf("7900000%04d", i), "planted": true, "idInstance": 4900000001 + i})
	file := filepath.Join(c.dir, id+".session")
	c.must(os.WriteFile(file, []byte(made.Session), 0o600))
	out, err := exec.CommandContext(c.t.Context(), c.binary, "instance", "add", "--data", c.data(), "--id", id,
		"--sandbox", c.sandbox, "--session", file, "--json").Output()
	if err != nil {
		c.t.Fatalf("instance add: %v", err)
	}
	var added struct {
		Token string `json:"apiTokenInstance"`
	}
	c.must(json.Unmarshal(out, &added))
	return &account{instance: id, token: added.Token, user: made.Account}
}

// run kills the gateway n times under load, lets it drain, and checks.
func (c *campaign) run(n int) {
	load, stop := context.WithCancel(c.t.Context())
	var clients sync.WaitGroup
	for i, a := range c.clients {
		r := rand.New(rand.NewPCG(c.random.Uint64(), uint64(i)))
		clients.Go(func() { c.load(load, a, r) })
	}
	for range n {
		p := c.serve()
		wait(c.t.Context(), earliest+time.Duration(c.random.Int64N(int64(latest-earliest))))
		c.must(p.kill())
	}
	stop()
	clients.Wait()
	p := c.serve()
	c.drain()
	c.must(p.kill())
	c.judge(n)
}

// serve starts the gateway and returns when it is ready.
func (c *campaign) serve(flags ...string) *process {
	c.t.Helper()
	flags = append([]string{"serve", "--data", c.data(), "--listen", c.listen, "--sandbox", c.sandbox}, flags...)
	p, err := start(c.t.Context(), c.binary, c.log, flags...)
	c.must(err)
	c.must(p.ready(c.t.Context(), "http://"+c.listen+"/readyz"))
	return p
}

// load is one client: it asks, notes what it was answered, and asks again.
func (c *campaign) load(ctx context.Context, a *account, r *rand.Rand) {
	for seq := 0; ctx.Err() == nil; seq++ {
		text := fmt.Sprintf("%s-%d", a.instance, seq)
		_, err := call(context.WithoutCancel(ctx), http.MethodPost, c.method(a, "sendMessage"),
			map[string]string{"chatId": "10000001", "message": text})
		if refused := (*refusal)(nil); !errors.As(err, &refused) {
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
			if out, err := call(ctx, http.MethodGet, c.method(a, "getMessagesCount"), nil); err == nil {
				c.must(json.Unmarshal(out, &count))
				left = count.Count
			}
			if left == 0 {
				break
			}
		}
	}
}

// judge reads the fake's evidence and prints what the campaign has seen.
func (c *campaign) judge(n int) {
	c.t.Helper()
	run := history.Run{Interval: interval, Requests: c.requests}
	run.Visible = c.arrivals("/messages")
	run.Calls = c.arrivals("/calls")
	accepted := 0
	for _, q := range c.requests {
		if q.OK {
			accepted++
		}
	}
	doubts, repeats := c.log.count(inDoubt), history.Repeats(run.Calls)
	c.t.Logf("campaign: %d cycles, %d accepted, %d visible, %d in doubt at restart, %d repeats",
		n, accepted, len(run.Visible), doubts, repeats)
	if accepted == 0 || doubts == 0 {
		c.t.Errorf("%d accepted and %d in doubt: the campaign met nothing worth a check", accepted, doubts)
	}
	for i, v := range history.Check(run) {
		if i == 20 {
			c.t.Error("and more")
			break
		}
		c.t.Error(v)
	}
	if c.t.Failed() {
		keep := filepath.Join(os.TempDir(), "sluice-campaign.log")
		_ = os.WriteFile(keep, []byte(c.log.String()), 0o600)
		c.t.Logf("the gateway's log is in %s", keep)
	}
}

// arrivals reads one of the fake's two logs: the messages that accounts sent.
func (c *campaign) arrivals(path string) []history.Arrival {
	c.t.Helper()
	var rows []struct {
		At       int64  `json:"at"`
		Account  string `json:"account"`
		Method   string `json:"method"`
		Text     string `json:"text"`
		Hash     string `json:"textHash"` // in place of the text
		RandomID string `json:"randomId"`
	}
	c.answer(&rows, http.MethodGet, c.sandbox+path, nil)
	texts := map[string]string{}
	for _, q := range c.requests {
		sum := sha256.Sum256([]byte(q.Text))
		texts[hex.EncodeToString(sum[:8])] = q.Text
	}
	var out []history.Arrival
	for _, r := range rows {
		text := cmp.Or(r.Text, texts[r.Hash], r.Hash)
		if r.Method == "" || r.Method == "messages.sendMessage" {
			out = append(out, history.Arrival{At: time.Duration(r.At), Account: r.Account, Text: text, RandomID: r.RandomID})
		}
	}
	return out
}

func (c *campaign) fault(f map[string]any) {
	c.t.Helper()
	_, err := call(c.t.Context(), http.MethodPost, c.sandbox+"/fault", f)
	c.must(err)
}

func (c *campaign) answer(to any, method, url string, body any) {
	c.t.Helper()
	out, err := call(c.t.Context(), method, url, body)
	c.must(err)
	c.must(json.Unmarshal(out, to))
}

func (c *campaign) method(a *account, name string) string {
	return fmt.Sprintf("http://%s/waInstance%s/%s/%s", c.listen, a.instance, name, a.token)
}

func (c *campaign) data() string { return filepath.Join(c.dir, "data") }

func (c *campaign) address() string {
	c.t.Helper()
	a, err := freeAddress()
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
