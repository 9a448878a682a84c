// Package session keeps each instance connected to its network: the login, the
// reconnects, the state that the rest of the gateway sees.
//
// An instance has a connection while it has a session (its state is starting,
// authorized, suspended or pendingPassword) or a login under way; all others
// cost nothing. Session and state are stored one after the other, so a start
// looks whether they agree, and believes the session.
//
// A connection is kept by one goroutine, which alone decides: it opens the
// driver's link, reads what the driver reports, carries out what callers ask
// for, and watches the clock. Everything it decides upon comes to it through
// channels, so there are no locks around the state machine, and the changes of
// one instance are stored in the order in which they happened.
//
// The state itself lives in the store. Every change is one commit together with
// its notification, repeated while the store is unavailable. A lost connection
// is not a change: the driver repairs it, and only when that takes longer than
// five minutes does the state say so.
//
// A login is data. The driver's prompts say what the owner has to do next, and
// the callers here wait for a prompt, never for a login.
package session

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"golang.org/x/time/rate"

	"sluice"
	"sluice/internal/driver"
)

// A Store keeps instances. Every method that changes it is one durable commit.
type Store interface {
	// Instance returns the instance as it is now, a deleted one with Deleted set.
	Instance(id sluice.InstanceID) (sluice.Instance, error)
	Instances() []sluice.Instance
	// SetState records a change with its notification; no change, no
	// notification. The store makes Suspended of Authorized while a restriction
	// lasts.
	SetState(ctx context.Context, id sluice.InstanceID, c sluice.Change) error
	// Values is where the instance's driver keeps its state.
	Values(id sluice.InstanceID) driver.SessionStore
	// Receive stores an event and its notification; a repeat changes nothing.
	Receive(ctx context.Context, id sluice.InstanceID, e sluice.Event) error
	// Release makes due what was set aside for r.
	Release(ctx context.Context, id sluice.InstanceID, r sluice.Reason) error
	// Watch returns a channel that the next change of the instance closes; 0 is
	// any instance. To miss nothing: take it, look, and then wait.
	Watch(id sluice.InstanceID, t sluice.Topic) <-chan struct{}
	// Woken returns the instances that changed since the last call.
	Woken(t sluice.Topic) []sluice.InstanceID
}

// Options tunes [Sessions]. The zero value is ready to use.
type Options struct {
	Log     *slog.Logger          // nil: none
	Metrics prometheus.Registerer // nil: none

	StartRate float64       // connections opened a second when [Sessions.Run] starts; 0: 80
	LostAfter time.Duration // how long a lost connection still counts as authorized; 0: 5 minutes
	AnswerIn  time.Duration // how long a step of a login waits for the network; 0: 25 seconds
	LoginFor  time.Duration // how long a code is good, or a login goes on without a prompt; 0: 5 minutes
	LogoutIn  time.Duration // how long a logout tries to reach the network; 0: 10 seconds
	DrainFor  time.Duration // how long Run lets sends under way end when it is to stop; 0: 30 seconds

	// Prompted is told of each prompt of a login, and of its end with one of
	// StepNone. It returns at once. Nil: nobody is told.
	Prompted func(id sluice.InstanceID, p sluice.Prompt)
}

func (o Options) withDefaults() Options {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Prompted == nil {
		o.Prompted = func(sluice.InstanceID, sluice.Prompt) {}
	}
	if o.StartRate == 0 {
		o.StartRate = 80
	}
	for _, d := range []struct {
		option *time.Duration
		normal time.Duration
	}{
		{&o.LostAfter, 5 * time.Minute},
		{&o.AnswerIn, 25 * time.Second},
		{&o.LoginFor, 5 * time.Minute},
		{&o.LogoutIn, 10 * time.Second},
		{&o.DrainFor, 30 * time.Second},
	} {
		if *d.option == 0 {
			*d.option = d.normal
		}
	}
	return o
}

// Sessions are the connections of all instances. They are made by [New].
type Sessions struct {
	kit
	paces *rate.Limiter // of connections opened at start

	mu      sync.Mutex
	conns   map[sluice.InstanceID]*conn // guarded by mu; each removes itself when it has ended
	born    []*conn                     // made, not yet started by Run; guarded by mu
	stopped bool                        // no connection is made any more; guarded by mu
	births  chan struct{}               // one slot: born is not empty
}

// kit is what every connection works with.
type kit struct {
	driver    driver.Driver
	store     Store
	opts      Options
	metrics   metrics
	lapsed    *marks // whose code has run out: entering it late is told from never having asked for one
	misplaced *marks // whose session is of no use here
	farewells *farewells
}

// New returns sessions that connect nobody until [Sessions.Run].
func New(d driver.Driver, store Store, opts Options) *Sessions {
	opts = opts.withDefaults()
	return &Sessions{
		kit:    kit{driver: d, store: store, opts: opts, metrics: newMetrics(opts.Metrics), lapsed: &marks{}, misplaced: &marks{}, farewells: newFarewells()},
		paces:  rate.NewLimiter(rate.Limit(opts.StartRate), 1),
		conns:  map[sluice.InstanceID]*conn{},
		births: make(chan struct{}, 1),
	}
}

// Run keeps connections until ctx ends. It returns when all of them are closed:
// sends under way come to an end first.
func (s *Sessions) Run(ctx context.Context) error {
	var running sync.WaitGroup
	s.resume()
	running.Go(func() { s.sayFarewells(ctx) })
	running.Go(func() { s.findLeft(ctx) })
	for ctx.Err() == nil {
		changed := s.store.Watch(0, sluice.TopicState)
		for _, id := range s.store.Woken(sluice.TopicState) {
			s.wake(id)
		}
		for _, c := range s.takeBorn() {
			running.Go(func() { s.keep(ctx, c) })
		}
		select {
		case <-changed:
		case <-s.births:
		case <-ctx.Done():
		}
	}
	s.mu.Lock()
	s.stopped = true
	s.mu.Unlock()
	for _, c := range s.takeBorn() {
		s.forget(c)
	}
	running.Wait()
	return nil
}

// resume makes a connection for every instance that has a session, each with
// its turn to connect.
func (s *Sessions) resume() {
	for _, i := range s.store.Instances() {
		if !i.Deleted.IsZero() {
			continue
		}
		s.metrics.census.set(i.ID, i.State)
		if !holdsSession(i.State) {
			continue
		}
		s.mu.Lock()
		s.make(i.ID, s.turn())
		s.mu.Unlock()
	}
}

// turn is when the next connection may be opened that nobody asks for.
func (s *Sessions) turn() time.Time {
	now := time.Now()
	return now.Add(s.paces.ReserveN(now, 1).DelayFrom(now))
}

// holdsSession says whether an instance in state st is to be connected without
// being asked.
func holdsSession(st sluice.State) bool {
	switch st {
	case sluice.Starting, sluice.Authorized, sluice.SuspendedState, sluice.PendingPassword:
		return true
	}
	return false
}

func (s *Sessions) keep(ctx context.Context, c *conn) {
	c.keep(ctx, s.retire)
	s.forget(c)
}

// wake has the instance's connection, if there is one, look at the store again.
func (s *Sessions) wake(id sluice.InstanceID) {
	i, err := s.store.Instance(id)
	if err != nil || !i.Deleted.IsZero() {
		s.metrics.census.remove(id)
		s.lapsed.remove(id)
		s.misplaced.remove(id)
	} else {
		s.metrics.census.set(id, i.State)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if c, ok := s.conns[id]; ok {
		c.poke()
	}
}

// make returns the instance's connection, a new one if there is none, or nil
// when it is too late for a new one. Callers hold mu.
func (s *Sessions) make(id sluice.InstanceID, openAt time.Time) *conn {
	if c, ok := s.conns[id]; ok {
		return c
	}
	if s.stopped {
		return nil
	}
	c := newConn(id, s.kit, openAt)
	s.conns[id] = c
	s.born = append(s.born, c)
	select {
	case s.births <- struct{}{}:
	default:
	}
	return c
}

func (s *Sessions) takeBorn() []*conn {
	s.mu.Lock()
	defer s.mu.Unlock()
	born := s.born
	s.born = nil
	return born
}

// retire takes out a connection that keeps nothing, unless a caller is about to
// give it an order.
func (s *Sessions) retire(c *conn) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if c.askers > 0 {
		return false
	}
	delete(s.conns, c.id)
	return true
}

// forget takes out a connection that has ended, and tells those who wait for
// it.
func (s *Sessions) forget(c *conn) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.conns[c.id] == c {
		delete(s.conns, c.id)
	}
	close(c.done)
}

// ask has the instance's connection carry out do, and waits for the answer that
// do, or what follows from it, gives. A connection is made for it if need be; it
// ends by itself when nothing is left to keep.
func (s *Sessions) ask(ctx context.Context, id sluice.InstanceID, do func(ctx context.Context, c *conn, w waiter)) (answer, error) {
	c, err := s.reach(id)
	if err != nil {
		return answer{}, err
	}
	w := waiter{answers: make(chan answer, 1), left: ctx.Done()}
	err = c.hand(ctx, func(ctx context.Context, c *conn) {
		if c.instance(); c.gone {
			w.give(answer{err: errGone()})
			return
		}
		do(ctx, c, w)
	})
	s.leave(c)
	if err != nil {
		return answer{}, err
	}
	select {
	case a := <-w.answers:
		return a, a.err
	case <-ctx.Done():
		return answer{}, ctx.Err()
	}
}

// reach returns the instance's connection, which does not retire before leave.
func (s *Sessions) reach(id sluice.InstanceID) (*conn, error) {
	i, err := s.store.Instance(id)
	if err != nil {
		return nil, err
	}
	if !i.Deleted.IsZero() {
		return nil, errGone()
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	c := s.make(id, time.Time{})
	if c == nil {
		return nil, errStopping()
	}
	c.askers++
	return c, nil
}

func (s *Sessions) leave(c *conn) {
	s.mu.Lock()
	c.askers--
	s.mu.Unlock()
	c.poke()
}

func errStopping() error {
	return &sluice.Error{Code: sluice.Unavailable, Text: "Service Unavailable"}
}

func errGone() error {
	return &sluice.Error{Code: sluice.Deleted, Text: "Instance is deleted"}
}
