package telegram

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"time"

	"github.com/cenkalti/backoff/v4"
	"github.com/gotd/td/telegram"
	"github.com/gotd/td/telegram/auth"
	"github.com/gotd/td/telegram/dcs"
	"github.com/gotd/td/telegram/updates/hook"
	"github.com/gotd/td/tg"

	"sluice"
)

const (
	// exchangeTime is how long a link may hold a slot for a key exchange.
	exchangeTime = 40 * time.Second
	// unreachableTime ends a login that finds no connection.
	unreachableTime = 30 * time.Second
)

// A link is one client of the library, from its start until it cannot be used
// any more.
type link struct {
	client *telegram.Client
	vault  *vault
	feed   *feed

	member atomic.Bool // an account is logged in: a 401 means that it is gone
	gone   atomic.Bool // it is gone
	token  chan struct{}
	selves chan *tg.User              // one slot: who Telegram last said we are
	failed chan error                 // one slot: it could not say
	lost   chan error                 // one slot: the account is gone
	gaps   *gaps                      // where too much was missed
	behind chan time.Duration         // one slot: a channel was not read, and when to look again
	chores chan func(context.Context) // what runs beside everything else, until it is done or the link ends

	mu      sync.Mutex // guards what follows
	ready   bool
	readies int
	changed chan struct{} // closed and replaced when ready changes
	calls   sync.WaitGroup
	closed  bool // no new calls
}

// live builds a link, runs it and returns the session to go on with: that of
// the login, or the one it was given. nil and no error: a login led nowhere.
func (c *Conn) live(ctx context.Context, session []byte, job *login) ([]byte, error) {
	stored := session
	if job != nil && job.method.Resume {
		pending, home, err := c.stored(ctx, pendingValue)
		if err != nil {
			c.endLogin(job, sluice.Prompt{Problem: sluice.ProblemNetworkTrouble})
			return nil, err
		}
		if pending == nil || home != c.driver.environment() {
			c.endLogin(job, sluice.Prompt{Problem: sluice.ProblemForgotten})
			return nil, nil
		}
		stored = pending
	}
	l := c.newLink(newVault(c.values, stored, session != nil), c.driver.centres(ctx, stored))
	l.member.Store(session != nil)
	if session != nil {
		c.sink.State(sluice.Change{State: sluice.Starting, Why: "connecting"})
	}
	release, err := c.clearStart(ctx, stored != nil)
	if err != nil {
		return session, err
	}
	defer release()

	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	defer c.attach(nil, 0)
	var watch sync.WaitGroup
	defer watch.Wait()
	defer cancel(nil)
	watch.Go(func() { c.watchStart(ctx, l, job, release, cancel) })

	err = l.client.Run(ctx, func(ctx context.Context) error {
		return guarded(func() error {
			logged, err := c.serve(ctx, l, job)
			if logged != nil {
				session = logged
			}
			return err
		})
	})
	l.close()
	if was, _ := l.setReady(false); was {
		c.driver.metrics.connected.Dec()
	}
	session, err = c.ending(ctx, l, session, err)
	if session == nil && ctx.Err() == nil {
		c.abandonLogin()
	}
	return session, err
}

// abandonLogin ends a login whose link has ended under it. One that is not
// begun yet gets a link of its own.
func (c *Conn) abandonLogin() {
	c.mu.Lock()
	job := c.login
	c.mu.Unlock()
	if job != nil && len(c.asked) == 0 {
		c.endLogin(job, sluice.Prompt{Problem: sluice.ProblemNetworkTrouble})
	}
}

// ending says what the end of a link means.
func (c *Conn) ending(ctx context.Context, l *link, session []byte, err error) ([]byte, error) {
	select {
	case err = <-l.lost:
	default:
	}
	if e, ok := gone(err); ok && l.member.Load() {
		return nil, e
	}
	if cause := context.Cause(ctx); errors.Is(cause, errUnreachable) || errors.Is(err, errLoginOver) {
		return nil, nil
	}
	return session, err
}

var (
	errUnreachable = errors.New("no connection for the login")
	errLoginOver   = errors.New("the login led nowhere")
	errAnotherKey  = errors.New("the server has forgotten the key")
)

// clearStart paces the beginnings of connections, and keeps few key exchanges
// at a time: thirty of them on two cores make each other time out.
func (c *Conn) clearStart(ctx context.Context, hasKey bool) (release func(), err error) {
	if err := c.driver.starts.Wait(ctx); err != nil {
		return nil, err
	}
	if hasKey {
		return func() {}, nil
	}
	select {
	case c.driver.exchanges <- struct{}{}:
		c.driver.metrics.exchanges.Inc()
		return sync.OnceFunc(func() { <-c.driver.exchanges }), nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// watchStart lets others exchange keys once this link is ready or takes too
// long, and ends a login that finds no connection.
func (c *Conn) watchStart(ctx context.Context, l *link, job *login, release func(), cancel context.CancelCauseFunc) {
	defer release()
	timeout := exchangeTime
	if job != nil {
		timeout = unreachableTime
	}
	if l.waitReady(ctx, timeout) == nil || ctx.Err() != nil || job == nil {
		return
	}
	c.endLogin(job, sluice.Prompt{Problem: sluice.ProblemNetworkTrouble})
	cancel(errUnreachable)
}

func (c *Conn) newLink(v *vault, centres dcs.List) *link {
	l := &link{
		vault: v, behind: make(chan time.Duration, 1),
		token: make(chan struct{}, 1), selves: make(chan *tg.User, 1),
		failed: make(chan error, 1), lost: make(chan error, 1), gaps: newGaps(),
		chores: make(chan func(context.Context), 8), changed: make(chan struct{}),
	}
	l.feed = newFeed(func() { l.fallBehind(0) })
	v.another = func() { offerLatest(l.failed, errAnotherKey) } // ask who we are: most likely nobody
	id, hash, _ := c.driver.app(c.cfg.Link)
	l.client = telegram.NewClient(id, hash, telegram.Options{
		PublicKeys:     c.driver.keys,
		DC:             c.driver.firstDC(),
		DCList:         centres,
		Resolver:       c.resolver,
		SessionStorage: v,
		UpdateHandler: telegram.UpdateHandlerFunc(func(_ context.Context, u tg.UpdatesClass) error {
			return guarded(func() error { l.take(u); return nil })
		}),
		ReconnectionBackoff: reconnection,
		OnConnectionState:   c.observeState(l),
		OnSelfSuccess:       func(u *tg.User) { offerLatest(l.selves, u) },
		OnSelfError:         l.selfError,
		Device:              c.driver.device(c.cfg),
		Middlewares: []telegram.Middleware{
			telegram.MiddlewareFunc(c.observer(l)),
			telegram.MiddlewareFunc(c.answers(l)),
			hook.AffectedHook(l.feed),
		},
	})
	return l
}

// firstDC is where a client without a session connects first.
func (d *Driver) firstDC() int {
	if d.opts.Endpoint != nil {
		return d.opts.Endpoint.DC
	}
	return 2
}

// reconnection is how long a lost connection waits before each try: from a
// tenth of a second to a minute, each a random part longer or shorter, so that
// the accounts of a node do not come back all at once.
func reconnection() backoff.BackOff {
	b := backoff.NewExponentialBackOff()
	b.InitialInterval = 100 * time.Millisecond
	b.MaxInterval = time.Minute
	b.MaxElapsedTime = 0
	return b
}

// observeState follows the connection. The library calls it from its own life
// cycle, so it never blocks.
func (c *Conn) observeState(l *link) func(telegram.ConnectionState) {
	return func(s telegram.ConnectionState) {
		was, again := l.setReady(s == telegram.ConnectionStateReady)
		switch {
		case s == telegram.ConnectionStateReady && !was:
			c.driver.metrics.connected.Inc()
			if again {
				c.driver.metrics.reconnects.Inc()
				l.feed.recover() // the library does not ask what came meanwhile
			}
		case was:
			c.driver.metrics.connected.Dec()
		}
	}
}

// setReady returns whether the link was ready, and whether it had ever been.
func (l *link) setReady(ready bool) (was, before bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	was, before = l.ready, l.readies > 0
	if ready {
		l.readies++
	}
	if was != ready {
		l.ready = ready
		close(l.changed)
		l.changed = make(chan struct{})
	}
	return was, before
}

// waitReady returns nil once calls can be made. After the given time it says
// that Telegram is out of reach.
func (l *link) waitReady(ctx context.Context, longest time.Duration) error {
	timer := time.NewTimer(longest)
	defer timer.Stop()
	for {
		l.mu.Lock()
		ready, changed := l.ready, l.changed
		l.mu.Unlock()
		if ready {
			return nil
		}
		select {
		case <-changed:
		case <-timer.C:
			return &sluice.Error{Code: sluice.Unavailable, Text: "Telegram is out of reach", Reason: sluice.WaitsOffline}
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// selfError is told when Telegram does not say who we are. An error returned
// ends the client.
func (l *link) selfError(_ context.Context, err error) error {
	if l.gone.Load() { // the observer has seen the call
		return err
	}
	if !auth.IsUnauthorized(err) {
		offerLatest(l.failed, err)
	}
	return nil
}

// take receives an update from the network.
func (l *link) take(u tg.UpdatesClass) {
	if scanned(u) {
		offerLatest(l.token, struct{}{})
	}
	l.feed.push(u)
}

// scanned says whether u tells that a login token was scanned.
func scanned(u tg.UpdatesClass) bool {
	all, _, _, _ := unpack(u)
	for _, one := range all {
		if _, ok := one.(*tg.UpdateLoginToken); ok {
			return true
		}
	}
	return false
}

// bounded runs a call and returns at the latest when ctx ends: the library
// itself may linger, to tell Telegram that the answer is not wanted any more.
func (l *link) bounded(ctx context.Context, f func(context.Context) error) error {
	l.mu.Lock()
	if l.closed {
		l.mu.Unlock()
		return &sluice.Error{Code: sluice.Unavailable, Text: "The account is not connected", Reason: sluice.WaitsOffline}
	}
	l.calls.Add(1)
	l.mu.Unlock()
	done := make(chan error, 1)
	go func() {
		defer l.calls.Done()
		done <- guarded(func() error { return f(ctx) })
	}()
	select {
	case err := <-done:
		return err
	case <-ctx.Done():
		return ctx.Err()
	}
}

// close lets no further call begin and waits for those under way, which end
// with the client.
func (l *link) close() {
	l.mu.Lock()
	l.closed = true
	l.mu.Unlock()
	l.calls.Wait()
}

// offerLatest puts v into a channel of one slot, in place of what waits there.
func offerLatest[T any](ch chan T, v T) {
	for {
		select {
		case ch <- v:
			return
		default:
		}
		select {
		case <-ch:
		default:
		}
	}
}
