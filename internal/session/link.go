package session

import (
	"context"
	"sync"

	"sluice"
	"sluice/internal/driver"
)

// A link is one life of a driver's connection. A [conn] has one after the other.
type link struct {
	driver.Conn
	sink   *sink
	cancel context.CancelFunc
	ended  chan struct{} // closed when Run has returned
	err    error         // what Run returned; read after ended

	sends sync.WaitGroup // calls of senders under way
}

// openLink opens a connection and runs it. It outlives ctx: only close ends it.
func openLink(ctx context.Context, k kit, i sluice.Instance) (*link, error) {
	in := &sink{id: i.ID, store: k.store, news: make(chan struct{}, 1), owned: make(chan struct{})}
	d, err := k.driver.Open(driver.Config{Instance: i.ID, Link: i.Link}, k.store.Values(i.ID), in)
	if err != nil {
		return nil, err
	}
	run, cancel := context.WithCancel(context.WithoutCancel(ctx))
	l := &link{Conn: d, sink: in, cancel: cancel, ended: make(chan struct{})}
	k.metrics.connections.Inc()
	go func() {
		defer close(l.ended)
		defer k.metrics.connections.Dec()
		l.err = d.Run(run)
	}()
	return l, nil
}

// close ends the connection and waits until it has.
func (l *link) close() {
	l.cancel()
	<-l.ended
}

// A sink is where one link's news arrives. Changes wait in it until the
// connection's goroutine takes them; events go to the store at once, but not
// before it knows whose they are: accounts number their messages alike.
type sink struct {
	id     sluice.InstanceID
	store  Store
	news   chan struct{} // one slot: there is something to take
	owned  chan struct{} // closed when the store knows who is logged in here
	unread unread

	mu      sync.Mutex
	changes []sluice.Change // guarded by mu
	known   bool            // guarded by mu
}

var _ driver.Sink = (*sink)(nil)

// State keeps c until it is taken. What c makes pointless is dropped, so that a
// store that is away does not fill the memory.
func (s *sink) State(c sluice.Change) {
	s.mu.Lock()
	n := len(s.changes)
	switch {
	case n > 0 && replaces(s.changes[n-1], c):
		s.changes[n-1] = c
	case n > 1 && s.changes[n-1].State == sluice.Starting && replaces(s.changes[n-2], c):
		s.changes[n-2] = c // lost and back: as if nothing had been
		s.changes = s.changes[:n-1]
	default:
		s.changes = append(s.changes, c)
	}
	s.mu.Unlock()
	s.ring()
}

// replaces says whether nothing is lost when c stands for old too.
func replaces(old, c sluice.Change) bool {
	return old.State == c.State && old.Prompt.Step == c.Prompt.Step && old.Prompt.Problem == c.Prompt.Problem
}

// own lets events pass. A link is of one account for life.
func (s *sink) own() {
	select {
	case <-s.owned:
	default:
		close(s.owned)
	}
}

// Event stores e as soon as the store knows who is logged in.
func (s *sink) Event(ctx context.Context, e sluice.Event) error {
	select {
	case <-s.owned:
	case <-ctx.Done():
		return ctx.Err()
	}
	err := s.store.Receive(ctx, s.id, e)
	if err == nil {
		s.received(e)
	}
	return err
}

// Known keeps the news until it is taken.
func (s *sink) Known() {
	s.mu.Lock()
	s.known = true
	s.mu.Unlock()
	s.ring()
}

func (s *sink) ring() {
	select {
	case s.news <- struct{}{}:
	default:
	}
}

// take returns what has arrived since the last call.
func (s *sink) take() (changes []sluice.Change, known bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	changes, known = s.changes, s.known
	s.changes, s.known = nil, false
	return changes, known
}
