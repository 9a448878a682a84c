package webhook

import (
	"context"
	"errors"
	"time"

	"sluice"
)

// patience is how long a delivery counts as quick.
const patience = time.Second

// A gate bounds how many deliveries are under way, in two pools, so that
// receivers that hang do not hold up those that answer. A delivery begins in the
// quick pool unless its receiver was slow or failed the last time, and moves over
// to the slow one when it has taken longer than the patience. So a receiver that
// hangs costs the quick pool a moment, and that only once, as long as the slow
// pool has room for all that hang.
type gate struct {
	quick, slow chan struct{}
}

func newGate(quick, slow int) gate {
	return gate{quick: make(chan struct{}, quick), slow: make(chan struct{}, slow)}
}

// A slot is the right to make one delivery.
type slot struct {
	pool   chan struct{}
	waited bool   // it was not free at once
	place  *place // in the line of the destination
}

// enter waits in line for a slot. Its error is ctx's.
func (g gate) enter(ctx context.Context, suspect bool) (*slot, error) {
	pool := g.quick
	if suspect {
		pool = g.slow
	}
	select {
	case pool <- struct{}{}:
		return &slot{pool: pool}, nil
	default:
	}
	select {
	case pool <- struct{}{}:
		return &slot{pool: pool, waited: true}, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// vacate gives a slot and its place back.
func (p *Pusher) vacate(s *slot) {
	<-s.pool
	p.hosts.leave(s.place)
}

// errChanged ends a delivery whose target is not the client's any more.
var errChanged = errors.New("the target has changed")

// attend looks after a delivery that turns out to be slow, and has ended when
// done returns: it moves it to the slow pool and the slow line, and ends it by
// cancel when the client sets another target, so that what waits goes there at
// once.
func (p *Pusher) attend(ctx context.Context, cancel context.CancelCauseFunc, id sluice.InstanceID, to target, s *slot) (done func()) {
	ended := make(chan struct{})
	timer := time.AfterFunc(patience, func() {
		defer close(ended)
		room, aside := p.gate.slow, p.hosts.aside(s.place)
		defer func() { p.hosts.leave(aside) }()
		if s.pool == room {
			room = nil
		}
		for ctx.Err() == nil {
			wake := p.store.Watch(id, sluice.TopicNotifications)
			if now, err := p.target(id); err != nil || now != to {
				cancel(errChanged)
				return
			}
			select {
			case room <- struct{}{}:
				<-s.pool
				s.pool, room = room, nil
			case <-aside.turn:
				p.hosts.leave(s.place)
				s.place, aside = aside, nowhere
			case <-wake:
			case <-ctx.Done():
			}
		}
	})
	return func() {
		cancel(nil)
		if !timer.Stop() {
			<-ended
		}
	}
}
