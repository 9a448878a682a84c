package telegram

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"

	"github.com/gotd/td/telegram/dcs"

	"sluice"
	"sluice/internal/driver"
)

// A Conn is one account at Telegram.
type Conn struct {
	driver   *Driver
	cfg      driver.Config
	values   *values
	sink     driver.Sink
	resolver dcs.Resolver
	log      *slog.Logger

	peers    *peers
	waits    *waits
	progress *progress
	own      *recall[numbered, struct{}] // messages that our sends made
	numbers  *recall[int64, int]         // random id → number, as updates tell it
	uploads  *recall[uploadKey, *uploaded]
	receiver *receiver

	asked chan *login   // one slot: the newest login
	ended chan struct{} // closed when Run has returned

	mu      sync.Mutex // guards what follows
	running bool
	cancel  func() // ends Run
	leaving bool
	login   *login // under way
	member  bool   // there is a session: no login is taken
	link    *link  // where calls go; nil: there is no account
	self    int64  // the account's id; 0: not known yet
}

var (
	_ driver.Conn            = (*Conn)(nil)
	_ driver.Typer           = (*Conn)(nil)
	_ driver.DuplicateFinder = (*Conn)(nil)

	_ sluice.Editor     = (*Conn)(nil)
	_ sluice.Reader     = (*Conn)(nil)
	_ sluice.Directory  = (*Conn)(nil)
	_ sluice.Portrait   = (*Conn)(nil)
	_ sluice.Downloader = (*Conn)(nil)
	_ sluice.Historian  = (*Conn)(nil)
	_ sluice.Groups     = (*Conn)(nil)
)

func newConn(d *Driver, cfg driver.Config, store driver.SessionStore, sink driver.Sink, r dcs.Resolver) *Conn {
	v := &values{store: store}
	c := &Conn{
		driver: d, cfg: cfg, values: v, sink: sink, resolver: r,
		log:     d.opts.Log.With("instance", int64(cfg.Instance)),
		peers:   newPeers(v, d.opts.Now),
		waits:   newWaits(v, d.opts.Now),
		own:     newRecall[numbered, struct{}](recentMessages),
		numbers: newRecall[int64, int](recentMessages),
		uploads: newRecall[uploadKey, *uploaded](keptUploads),
		asked:   make(chan *login, 1),
		ended:   make(chan struct{}),
	}
	c.progress = newProgress(v, c.peers)
	c.receiver = newReceiver(c)
	return c
}

var (
	errRunning   = errors.New("Run is called once")
	errLoggedOut = &sluice.Error{Code: sluice.Unauthorized, Text: "The account is logged out"}
)

// Run connects with the stored session, or waits for a login. It returns when
// ctx ends or the account is gone.
func (c *Conn) Run(ctx context.Context) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	if err := c.begin(cancel); err != nil {
		return err
	}
	defer close(c.ended)
	err := c.run(ctx)
	switch {
	case c.isLeaving():
		return errLoggedOut
	case ctx.Err() != nil:
		return nil
	}
	return err
}

func (c *Conn) begin(cancel func()) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.leaving {
		return errLoggedOut
	}
	if c.running {
		return errRunning
	}
	c.running, c.cancel = true, cancel
	return nil
}

func (c *Conn) isLeaving() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.leaving
}

// run goes from link to link.
func (c *Conn) run(ctx context.Context) error {
	session, home, err := c.stored(ctx, driver.SessionName)
	if err != nil {
		return err
	}
	if session != nil && home != c.driver.environment() {
		c.foreign(home)
		session = nil
	}
	for pause := time.Second; ctx.Err() == nil; {
		var job *login
		if session == nil {
			if job = c.nextLogin(ctx); job == nil {
				return nil
			}
		}
		c.setMember(session != nil)
		began := time.Now()
		session, err = c.live(ctx, session, job)
		if e, ok := errors.AsType[*sluice.Error](err); ok && (e.Code == sluice.Unauthorized || e.Code == sluice.Blocked) {
			return c.depart(ctx, e)
		}
		if err != nil && ctx.Err() == nil {
			c.log.WarnContext(ctx, "telegram: link ended, built anew", "err", err)
			if time.Since(began) > time.Minute {
				pause = time.Second
			}
			wait(ctx, pause)
			pause = min(2*pause, time.Minute)
		}
	}
	return nil
}

func (c *Conn) setMember(yes bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.member = yes
}

// stored returns a session and which Telegram it belongs to, nil when there is
// none.
func (c *Conn) stored(ctx context.Context, name string) (session []byte, home string, err error) {
	session, ok, err := c.values.get(ctx, name)
	if err != nil || !ok {
		return nil, "", err
	}
	environment, ok, err := c.values.get(ctx, environmentValue)
	if err != nil {
		return nil, "", err
	}
	if !ok { // handed over by a sandbox
		return session, sandboxEnvironment, nil
	}
	return session, string(environment), nil
}

// foreign reports that there is a session, and that it is of no use here. It is
// kept: the gateway may have been started for the wrong Telegram.
func (c *Conn) foreign(home string) {
	why := "the stored session belongs to the real Telegram and is kept; start the gateway without a sandbox, or log in again"
	if home == sandboxEnvironment {
		why = "the stored session belongs to a sandbox and is kept; start the gateway with --sandbox, or log in again"
	}
	c.sink.State(sluice.Change{
		State: sluice.NotAuthorized, Prompt: sluice.Prompt{Problem: sluice.ProblemForeignSession}, Cause: sluice.CauseForeign, Why: why,
	})
}

// nextLogin waits for a login; nil when ctx ends.
func (c *Conn) nextLogin(ctx context.Context) *login {
	select {
	case job := <-c.asked:
		return job
	case <-ctx.Done():
		return nil
	}
}

// depart reports that the account is gone. A session that was closed is
// forgotten; that of a banned account is kept, so that the next start finds the
// ban again.
func (c *Conn) depart(ctx context.Context, e *sluice.Error) error {
	if c.isLeaving() || ctx.Err() != nil {
		return e
	}
	state := sluice.BlockedState
	if e.Code == sluice.Unauthorized {
		state = sluice.NotAuthorized
		gone := map[string][]byte{
			driver.SessionName: nil, environmentValue: nil, pendingValue: nil,
			updatesValue: nil, channelsValue: nil, knownValue: nil, dialogsValue: nil,
		}
		if err := c.values.put(context.WithoutCancel(ctx), gone); err != nil {
			c.log.ErrorContext(ctx, "telegram: lost session not removed", "err", err)
		}
	}
	c.sink.State(sluice.Change{State: state, Cause: causeOf(e), Why: e.Text})
	return e
}

// online returns the link that calls go through, once it is ready; it waits a
// little for a connection that is just being repaired.
func (c *Conn) online(ctx context.Context) (*link, int64, error) {
	c.mu.Lock()
	l, self := c.link, c.self
	c.mu.Unlock()
	if l == nil {
		return nil, 0, &sluice.Error{Code: sluice.Unavailable, Text: "The account is not connected", Reason: sluice.WaitsOffline}
	}
	if err := l.waitReady(ctx, repairTime); err != nil {
		return nil, 0, err
	}
	return l, self, nil
}

// repairTime is how long a call waits for a lost connection before it fails.
const repairTime = 5 * time.Second

// attach makes l the link that calls go through; nil: there is none.
func (c *Conn) attach(l *link, self int64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.link, c.self = l, self
}
