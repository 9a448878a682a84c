package session

import (
	"context"
	"sync"
	"time"

	"github.com/cenkalti/backoff/v5"

	"sluice"
	"sluice/internal/driver"
)

// A conn keeps one instance connected. Its goroutine is keep: all but the
// fields above the line belong to it alone.
type conn struct {
	kit
	id     sluice.InstanceID
	orders chan order    // what callers ask for; carried out one after the other
	woken  chan struct{} // one slot: the instance changed in the store, or a caller went away
	done   chan struct{} // closed when it is out of [Sessions]
	askers int           // callers about to give an order; guarded by Sessions.mu

	mu       sync.Mutex
	link     *link // nil: none; written by keep under mu, read by senders under mu
	draining bool  // senders get no link any more; guarded by mu

	// ---

	opened sluice.Link // what the link was opened with, or last refused for
	openAt time.Time   // when to open a link; zero: when somebody asks
	lost   time.Time   // since when the network is away; zero: it is not
	pauses *backoff.ExponentialBackOff
	login  *login         // the login under way; nil: none
	online time.Time      // when to say again that the account is online; zero: it is not kept so
	calls  sync.WaitGroup // that nobody waits for
	gone   bool           // the instance is deleted
}

// An order is something that a caller wants done by a connection's goroutine.
type order func(ctx context.Context, c *conn)

func newConn(id sluice.InstanceID, k kit, openAt time.Time) *conn {
	return &conn{
		kit: k, id: id, openAt: openAt,
		orders: make(chan order), woken: make(chan struct{}, 1), done: make(chan struct{}),
	}
}

// poke has keep look at the instance again.
func (c *conn) poke() {
	select {
	case c.woken <- struct{}{}:
	default:
	}
}

// hand gives do to keep, and returns when keep has taken it.
func (c *conn) hand(ctx context.Context, do order) error {
	select {
	case c.orders <- do:
		return nil
	case <-c.done:
		return errStopping()
	case <-ctx.Done():
		return ctx.Err()
	}
}

// keep runs until ctx ends, or until there is nothing left to keep and retire
// agrees. No link is open when it returns.
func (c *conn) keep(ctx context.Context, retire func(*conn) bool) {
	timer := time.NewTimer(0)
	defer timer.Stop()
	defer c.calls.Wait()
	c.begin(ctx)
	for {
		next := c.tend(ctx)
		if !c.needed() {
			c.hangUp()
			c.endLogin(answer{err: errGone()})
			if retire(c) {
				return
			}
		}
		timer.Reset(until(next))
		if !c.step(ctx, timer.C) {
			c.drain(ctx)
			return
		}
	}
}

// step does the next thing that comes. False: ctx has ended.
func (c *conn) step(ctx context.Context, tick <-chan time.Time) bool {
	var news, ended <-chan struct{}
	if c.link != nil {
		news, ended = c.link.sink.news, c.link.ended
	}
	select {
	case <-ctx.Done():
		return false
	case do := <-c.orders:
		c.read(ctx) // first what was reported before
		do(ctx, c)
	case <-news:
		c.read(ctx)
	case <-ended:
		c.over(ctx)
	case <-c.woken:
	case <-tick:
	}
	return true
}

// begin tells how the instance stands before it is connected. A crash may have
// come between a session and the state that tells of it: then the session is
// right.
func (c *conn) begin(ctx context.Context) {
	i := c.instance()
	switch i.State {
	case sluice.BlockedState:
		return
	case sluice.PendingPassword:
	default:
		stored, err := c.hasSession(ctx)
		if err != nil {
			stored = holdsSession(i.State)
		}
		if !stored {
			c.set(ctx, sluice.Change{State: sluice.NotAuthorized, Cause: sluice.CauseLost, Why: "there is no session"})
			return
		}
		// It may read so already; it is the store that is to be told.
		c.record(ctx, i.State, sluice.Change{State: sluice.Starting, Why: "process start"})
	}
	if c.openAt.IsZero() {
		c.openAt = time.Now()
	}
}

// hasSession says whether the driver has a session to connect with.
func (c *conn) hasSession(ctx context.Context) (bool, error) {
	if c.misplaced.has(c.id) {
		return false, nil
	}
	_, ok, err := c.store.Values(c.id).Get(ctx, driver.SessionName)
	return ok, err
}

// needed says whether there is something to keep.
func (c *conn) needed() bool {
	return !c.gone && (c.login != nil || holdsSession(c.instance().State))
}

// instance returns the instance as it is now. Without one there is nothing to
// keep.
func (c *conn) instance() sluice.Instance {
	i, err := c.store.Instance(c.id)
	if err != nil || !i.Deleted.IsZero() {
		c.gone = true
	}
	return i
}

// tend does what is due, and returns when it is to be called again. Zero: when
// something happens.
func (c *conn) tend(ctx context.Context) time.Time {
	if c.instance(); c.gone {
		return time.Time{}
	}
	return earliest(c.tendLink(ctx), c.tendState(ctx), c.tendLogin(ctx), c.tendOnline(ctx))
}

// tendLink opens the link when its time has come, and rebuilds it when the
// operator has changed how the network is reached.
func (c *conn) tendLink(ctx context.Context) time.Time {
	i := c.instance()
	moved := i.Link != c.opened
	switch {
	case c.link != nil && moved:
		if err := c.rebuild(ctx, "proxy, api_id or device changed"); err != nil {
			c.refused(ctx, err)
		}
	case c.link == nil && c.openAt.IsZero() && moved && holdsSession(i.State):
		c.openAt = time.Now()
	}
	if c.link != nil || c.openAt.IsZero() || time.Now().Before(c.openAt) {
		return c.openAt
	}
	if err := c.connect(ctx); err != nil {
		c.refused(ctx, err)
	}
	return c.openAt
}

// connect opens a link, and goes on with the login whose password is awaited.
func (c *conn) connect(ctx context.Context) error {
	if err := c.open(ctx); err != nil {
		return err
	}
	if c.instance().State == sluice.PendingPassword {
		return c.beginLogin(ctx, sluice.LoginMethod{Resume: true})
	}
	return nil
}

// open opens a link. When that fails it is tried again later, unless the
// settings are at fault: then after they have changed.
func (c *conn) open(ctx context.Context) error {
	i := c.instance()
	c.opened, c.openAt = i.Link, time.Time{}
	l, err := openLink(ctx, c.kit, i)
	if err != nil {
		if sluice.CodeOf(err) != sluice.Invalid {
			c.openAt = time.Now().Add(c.pause())
		}
		return err
	}
	c.use(l)
	return nil
}

// refused logs why there is no link.
func (c *conn) refused(ctx context.Context, err error) {
	c.opts.Log.WarnContext(ctx, "session: no connection was opened", "instance", c.id, "err", err)
}

// over deals with a link that has ended by itself.
func (c *conn) over(ctx context.Context) {
	c.read(ctx) // what it reported before it ended
	if c.link == nil {
		return // that said it all
	}
	err := c.link.err
	c.hangUp()
	switch sluice.CodeOf(err) {
	case sluice.Unauthorized:
		c.signedOut(ctx, sluice.Change{State: sluice.NotAuthorized, Cause: sluice.CauseRevoked, Why: err.Error()})
	case sluice.Blocked:
		c.blocked(ctx, sluice.Change{State: sluice.BlockedState, Cause: sluice.CauseBanned, Why: err.Error()})
	default:
		c.opts.Log.ErrorContext(ctx, "session: the connection ended by itself", "instance", c.id, "err", err)
		c.disrupted()
	}
}

// disrupted plans the next link after one that is gone. A login that had no
// session yet ends.
func (c *conn) disrupted() {
	c.hangUp()
	c.endLogin(prompt(sluice.Prompt{Problem: sluice.ProblemNetworkTrouble}))
	if !holdsSession(c.instance().State) {
		return
	}
	c.away()
	c.openAt = time.Now().Add(c.pause())
}

// pause is how long to wait before the next link: longer each time, until the
// account is authorized again.
func (c *conn) pause() time.Duration {
	if c.pauses == nil {
		c.pauses = backoff.NewExponentialBackOff()
		c.pauses.InitialInterval = time.Second
	}
	return c.pauses.NextBackOff()
}

// use lets senders use l from now on.
func (c *conn) use(l *link) {
	c.mu.Lock()
	c.link = l
	c.mu.Unlock()
}

// hangUp closes the link, if there is one. Sends under way end with it.
func (c *conn) hangUp() {
	l := c.link
	if l == nil {
		return
	}
	c.use(nil)
	l.close()
}

// drain closes the link after the sends that are under way, and records what
// the link told last.
func (c *conn) drain(ctx context.Context) {
	c.endLogin(answer{err: errStopping()})
	c.openAt = time.Time{}
	if c.link == nil {
		return
	}
	c.mu.Lock()
	c.draining = true
	c.mu.Unlock()

	limit := time.AfterFunc(c.opts.DrainFor, c.link.cancel)
	c.link.sends.Wait()
	limit.Stop()
	c.link.close()
	c.read(ctx)
	c.hangUp()
}

// earliest returns the first of those that are not zero.
func earliest(times ...time.Time) time.Time {
	var first time.Time
	for _, t := range times {
		if !t.IsZero() && (first.IsZero() || t.Before(first)) {
			first = t
		}
	}
	return first
}

// until is how long it is to t, for ever being a day.
func until(t time.Time) time.Duration {
	if t.IsZero() {
		return 24 * time.Hour
	}
	return time.Until(t)
}
