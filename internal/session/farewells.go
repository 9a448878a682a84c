package session

import (
	"context"
	"sync"
	"time"

	"golang.org/x/time/rate"

	"sluice"
	"sluice/internal/driver"
)

const (
	firstFarewell = time.Minute // pause before the first try to close a session that was left open
	lastFarewell  = time.Hour   // the longest pause between two tries

	// leftReads is how many instances a second are asked, after the start, what
	// an earlier process left of them.
	leftReads = 5000
)

// farewells closes sessions that a logout had to leave open because the network
// was out of reach. They are closed one after the other: there are few.
type farewells struct {
	mu    sync.Mutex
	due   map[sluice.InstanceID]*farewell // guarded by mu
	added chan struct{}                   // one slot
}

// A farewell is one instance's next try.
type farewell struct {
	at    time.Time
	pause time.Duration
}

func newFarewells() *farewells {
	return &farewells{due: map[sluice.InstanceID]*farewell{}, added: make(chan struct{}, 1)}
}

// add has the instance's sessions closed.
func (f *farewells) add(id sluice.InstanceID) {
	f.mu.Lock()
	f.due[id] = &farewell{at: time.Now().Add(firstFarewell), pause: firstFarewell}
	f.mu.Unlock()
	select {
	case f.added <- struct{}{}:
	default:
	}
}

// next returns the instance whose turn is first, and when it is; false when
// there is none.
func (f *farewells) next() (sluice.InstanceID, time.Time, bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	var first sluice.InstanceID
	var at time.Time
	for id, one := range f.due {
		if first == 0 || one.at.Before(at) {
			first, at = id, one.at
		}
	}
	return first, at, first != 0
}

// tried notes how a try went: what is left is tried again, later each time.
func (f *farewells) tried(id sluice.InstanceID, left bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	one := f.due[id]
	if one == nil {
		return
	}
	if !left {
		delete(f.due, id)
		return
	}
	one.pause = min(2*one.pause, lastFarewell)
	one.at = time.Now().Add(one.pause)
}

// sayFarewells runs until ctx ends, on a network that can close what was left.
func (k kit) sayFarewells(ctx context.Context) {
	d, ok := k.driver.(driver.Farewell)
	if !ok {
		return
	}
	timer := time.NewTimer(0)
	defer timer.Stop()
	for {
		var tick <-chan time.Time
		if _, at, ok := k.farewells.next(); ok {
			timer.Reset(time.Until(at))
			tick = timer.C
		}
		select {
		case <-k.farewells.added:
		case <-tick:
			id, _, _ := k.farewells.next()
			k.farewells.tried(id, k.sayFarewell(ctx, d, id))
		case <-ctx.Done():
			return
		}
	}
}

// sayFarewell says whether something is left.
func (k kit) sayFarewell(ctx context.Context, d driver.Farewell, id sluice.InstanceID) bool {
	i, err := k.store.Instance(id)
	if err != nil || !i.Deleted.IsZero() {
		return false
	}
	err = d.SayFarewell(ctx, driver.Config{Instance: id, Link: i.Link}, k.store.Values(id))
	if err == nil {
		k.opts.Log.InfoContext(ctx, "session: a session that was left open is closed", "instance", id)
		return false
	}
	if ctx.Err() == nil {
		k.opts.Log.WarnContext(ctx, "session: a session that was left open is still open", "instance", id, "err", err)
	}
	return true
}

// findLeft looks for what an earlier process left: sessions that are to be
// closed, and sessions of whose login it could not tell any more.
func (s *Sessions) findLeft(ctx context.Context) {
	_, closes := s.driver.(driver.Farewell)
	pace := rate.NewLimiter(leftReads, leftReads)
	for _, i := range s.store.Instances() {
		if !i.Deleted.IsZero() {
			continue
		}
		if pace.Wait(ctx) != nil {
			return
		}
		values := s.store.Values(i.ID)
		if closes && holds(ctx, values, driver.FarewellName) {
			s.farewells.add(i.ID)
		}
		if i.State == sluice.NotAuthorized && holds(ctx, values, driver.SessionName) {
			s.mu.Lock()
			s.make(i.ID, s.turn())
			s.mu.Unlock()
		}
	}
}

func holds(ctx context.Context, values driver.SessionStore, name string) bool {
	_, ok, err := values.Get(ctx, name)
	return ok && err == nil
}

// wipe forgets all that the driver keeps, but what is left open at the network,
// which is closed later.
func (c *conn) wipe(ctx context.Context) error {
	values := c.store.Values(c.id)
	left, open, err := values.Get(ctx, driver.FarewellName)
	if err != nil {
		return err
	}
	if err := values.DeleteAll(ctx); err != nil || !open {
		return err
	}
	if err := values.Put(ctx, map[string][]byte{driver.FarewellName: left}); err != nil {
		return err
	}
	c.farewells.add(c.id)
	return nil
}
