// Package chaos kills the real gateway again and again while it works, and lets
// the histories of the clients and of the fake Telegram say whether anything was
// lost, doubled, early or out of order.
//
// The fake and the gateway are processes of the same binary, the clients are this
// one. The data directory stands on the disk that is to be tried. What a kill of
// the process cannot show is a power cut: that needs a disk that honours fsync.
package chaos

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"time"

	"sluice/internal/history"
)

// Options say how a campaign goes. Binary and Dir are required.
type Options struct {
	Binary    string        // the program
	Dir       string        // an empty directory on the disk to try
	For       time.Duration // of kills, after the instances are made; 0: a minute
	Kills     int           // so many, however long that takes; 0: as many as For allows
	Instances int           // under load; 0: 8
	Seed      uint64        // of the moments of the kills; 0: another one each time
	Fault     Fault         // of the fake, for sends; nil: it answers slowly, so that kills meet sends under way
	Log       *Lines        // what all gateways log; nil: it is forgotten
	Told      func(Result)  // hears after each kill how far it is; nil: nobody does
}

// A Fault is a rule as the sandbox's POST /fault takes it.
type Fault map[string]any

func (o Options) withDefaults() Options {
	o.For = cmp.Or(o.For, time.Minute)
	o.Instances = cmp.Or(o.Instances, 8)
	if o.Seed == 0 {
		o.Seed = rand.Uint64()
	}
	if o.Log == nil {
		o.Log = &Lines{}
	}
	if o.Fault == nil {
		o.Fault = Fault{"do": "delay", "method": "messages.sendMessage", "seconds": 0.12, "times": -1}
	}
	return o
}

// A Result is what a campaign has seen.
type Result struct {
	Seed     uint64 `json:"seed"`
	Cycles   int    `json:"cycles"`   // kills
	Accepted int    `json:"accepted"` // messages answered 200
	Visible  int    `json:"visible"`  // messages that the other side sees
	Doubts   int    `json:"inDoubt"`  // sends without a result that a start has found
	Repeats  int    `json:"repeats"`  // sends made again, with the same number

	Lost    int `json:"lost"`
	Doubled int `json:"doubled"`
	Early   int `json:"early"`
	Swapped int `json:"outOfOrder"`
	Other   int `json:"otherViolations"` // nobody asked for it, or a repeat bears another number

	Violations []string `json:"violations"` // the first ones, in words
}

// Kept says whether every promise was kept.
func (r Result) Kept() bool { return len(r.Violations) == 0 }

const (
	interval    = 500 * time.Millisecond
	earliest    = 50 * time.Millisecond   // of a kill, after the gateway is ready
	latest      = 2500 * time.Millisecond // of a kill
	pause       = 1600 * time.Millisecond // longest between two requests of a client
	drainWithin = 10 * time.Minute
	inDoubt     = "store: attempt in doubt" // what the gateway logs at start for each
	mostTold    = 20
)

// Run kills the gateway for a while and then lets the histories decide.
func Run(ctx context.Context, o Options) (Result, error) {
	o = o.withDefaults()
	c := &campaign{o: o, log: o.Log, random: rand.New(rand.NewPCG(o.Seed, 0)), result: Result{Seed: o.Seed, Violations: []string{}}}
	fake, err := c.begin(ctx)
	if err != nil {
		return c.result, err
	}
	defer func() { _ = fake.Kill() }()
	if err := c.people(ctx); err != nil {
		return c.result, err
	}
	if err := c.kills(ctx); err != nil {
		return c.result, err
	}
	p, err := c.serve(ctx)
	if err != nil {
		return c.result, err
	}
	defer func() { _ = p.Kill() }()
	if err := c.drain(ctx); err != nil {
		return c.result, err
	}
	return c.result, c.judge(ctx)
}

// A campaign is one fake, one data directory, and the clients' history.
type campaign struct {
	o        Options
	sandbox  string // the fake's control address
	listen   string // the gateway's address, the same after each start
	log      *Lines
	random   *rand.Rand
	accounts []account
	result   Result

	mu       sync.Mutex
	requests []history.Request // guarded by mu
}

// An account is an instance and its one client.
type account struct {
	instance, token string
	user            string // as the fake names it
}

// begin starts the fake, with its fault.
func (c *campaign) begin(ctx context.Context) (*Process, error) {
	var at [3]string
	for k := range at {
		a, err := FreeAddress()
		if err != nil {
			return nil, err
		}
		at[k] = a
	}
	c.listen, c.sandbox = at[0], "http://"+at[1]
	fake, err := Start(ctx, c.o.Binary, &Lines{}, "sandbox", "--listen", at[2], "--control", at[1])
	if err != nil {
		return nil, err
	}
	if err := fake.Ready(ctx, c.sandbox+"/connect"); err != nil {
		return nil, errors.Join(err, fake.Kill())
	}
	if _, err := Call(ctx, http.MethodPost, c.sandbox+"/fault", c.o.Fault); err != nil {
		return nil, errors.Join(fmt.Errorf("lay a fault on the sandbox: %w", err), fake.Kill())
	}
	return fake, nil
}

func (c *campaign) data() string { return filepath.Join(c.o.Dir, "data") }

// people makes the accounts at the fake, logged in, and their instances.
func (c *campaign) people(ctx context.Context) error {
	for i := range c.o.Instances {
		var made struct {
			Account string `json:"account"`
			Session string `json:"session"`
		}
		id := 4900000001 + i
		err := c.ask(ctx, &made, c.sandbox+"/accounts", map[string]any{
			"phone": fmt.Sprintf("7900000%04d", i), "planted": true, "idInstance": id,
		})
		if err != nil {
			return fmt.Errorf("make an account: %w", err)
		}
		a, err := c.add(ctx, strconv.Itoa(id), made.Session)
		if err != nil {
			return err
		}
		a.user = made.Account
		c.accounts = append(c.accounts, a)
	}
	return nil
}

func (c *campaign) add(ctx context.Context, id, session string) (account, error) {
	file := filepath.Join(c.o.Dir, id+".session")
	if err := os.WriteFile(file, []byte(session), 0o600); err != nil {
		return account{}, fmt.Errorf("write a session: %w", err)
	}
	cmd := exec.CommandContext(ctx, c.o.Binary, "instance", "add", "--data", c.data(), "--id", id, "--sandbox", c.sandbox, "--session", file,
		"--interval", strconv.FormatInt(interval.Milliseconds(), 10), "--json")
	cmd.Env = Environ()
	out, err := cmd.Output()
	if err != nil {
		return account{}, fmt.Errorf("sluice instance add: %w", err)
	}
	var added struct {
		Token string `json:"apiTokenInstance"`
	}
	if err := json.Unmarshal(out, &added); err != nil {
		return account{}, fmt.Errorf("sluice instance add: %w", err)
	}
	return account{instance: id, token: added.Token}, nil
}

// ask posts to the fake's control interface, or reads from it without a body.
func (c *campaign) ask(ctx context.Context, to any, url string, body any) error {
	method := http.MethodGet
	if body != nil {
		method = http.MethodPost
	}
	out, err := Call(ctx, method, url, body)
	if err != nil {
		return err
	}
	return json.Unmarshal(out, to)
}

// serve starts the gateway and returns when it is ready.
func (c *campaign) serve(ctx context.Context) (*Process, error) {
	p, err := Start(ctx, c.o.Binary, c.log, "serve", "--data", c.data(), "--listen", c.listen, "--sandbox", c.sandbox, "--log-format", "text")
	if err != nil {
		return nil, err
	}
	if err := p.Ready(ctx, "http://"+c.listen+"/readyz"); err != nil {
		return nil, errors.Join(err, p.Kill())
	}
	return p, nil
}

// kills starts and kills the gateway under load until that is enough.
func (c *campaign) kills(ctx context.Context) (err error) {
	load, stop := context.WithCancel(ctx)
	var clients sync.WaitGroup
	defer clients.Wait()
	defer stop()
	for i, a := range c.accounts {
		r := rand.New(rand.NewPCG(c.random.Uint64(), uint64(i))) //nolint:gosec // not negative
		clients.Go(func() { c.load(load, a, r) })
	}
	end := time.Now().Add(c.o.For)
	more := func() bool { return time.Now().Before(end) }
	if c.o.Kills > 0 {
		more = func() bool { return c.result.Cycles < c.o.Kills }
	}
	for more() {
		p, err := c.serve(ctx)
		if err != nil {
			return err
		}
		wait(ctx, earliest+time.Duration(c.random.Int64N(int64(latest-earliest))))
		if err := errors.Join(p.Kill(), ctx.Err()); err != nil {
			return err
		}
		c.result.Cycles++
		c.tell()
	}
	return nil
}

func (c *campaign) tell() {
	c.mu.Lock()
	c.result.Accepted = 0
	for _, q := range c.requests {
		if q.OK {
			c.result.Accepted++
		}
	}
	c.mu.Unlock()
	c.result.Doubts = c.log.Count(inDoubt)
	if c.o.Told != nil {
		c.o.Told(c.result)
	}
}

// load is one client: it asks, notes what it was answered, and asks again. What
// was refused is not in the history; what was not answered may exist or not.
func (c *campaign) load(ctx context.Context, a account, r *rand.Rand) {
	for seq := 0; ctx.Err() == nil; seq++ {
		text := fmt.Sprintf("%s-%d", a.instance, seq)
		_, err := Call(context.WithoutCancel(ctx), http.MethodPost, c.method(a, "sendMessage"),
			map[string]string{"chatId": "10000001", "message": text})
		if refused := (*RefusalError)(nil); !errors.As(err, &refused) {
			c.mu.Lock()
			c.requests = append(c.requests, history.Request{Account: a.user, Text: text, Seq: seq, OK: err == nil})
			c.mu.Unlock()
		}
		wait(ctx, time.Duration(r.Int64N(int64(pause))))
	}
}

func (c *campaign) method(a account, name string) string {
	return fmt.Sprintf("http://%s/waInstance%s/%s/%s", c.listen, a.instance, name, a.token)
}

// drain waits until every queue is empty.
func (c *campaign) drain(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, drainWithin)
	defer cancel()
	for _, a := range c.accounts {
		for left := -1; left != 0; {
			if ctx.Err() != nil {
				return fmt.Errorf("%d messages of an instance are not sent after %v, which is a violation by itself", left, drainWithin)
			}
			var count struct {
				Count int `json:"count"`
			}
			if err := c.ask(ctx, &count, c.method(a, "getMessagesCount"), nil); err == nil {
				left = count.Count
			}
			if left != 0 {
				wait(ctx, 1100*time.Millisecond) // the method allows one call a second
			}
		}
	}
	return nil
}

// judge reads the fake's evidence and decides.
func (c *campaign) judge(ctx context.Context) error {
	visible, err := Arrivals(ctx, c.sandbox+"/messages", c.requests)
	if err != nil {
		return err
	}
	calls, err := Arrivals(ctx, c.sandbox+"/calls", c.requests)
	if err != nil {
		return err
	}
	c.tell()
	r := &c.result
	r.Visible, r.Repeats = len(visible), history.Repeats(calls)
	counts := map[history.Kind]*int{history.Lost: &r.Lost, history.Doubled: &r.Doubled, history.Early: &r.Early, history.Swapped: &r.Swapped}
	for _, v := range history.Check(history.Run{Interval: interval, Requests: c.requests, Calls: calls, Visible: visible}) {
		if n := counts[v.Kind]; n != nil {
			*n++
		} else {
			r.Other++
		}
		if len(r.Violations) < mostTold {
			r.Violations = append(r.Violations, v.String())
		}
	}
	if r.Accepted == 0 {
		return fmt.Errorf("no message was accepted in %d cycles, so nothing was tried; the gateway said:\n%s", r.Cycles, last(c.log.String(), mostTold))
	}
	return nil
}

// last returns the last n lines of a text.
func last(text string, n int) string {
	lines := strings.Split(strings.TrimSpace(text), "\n")
	return strings.Join(lines[max(0, len(lines)-n):], "\n")
}

// wait returns after d or when ctx ends.
func wait(ctx context.Context, d time.Duration) {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
	case <-t.C:
	}
}
