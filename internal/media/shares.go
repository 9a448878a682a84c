package media

import (
	"context"
	"sync"

	"sluice"
)

// So many at once are fetched for messages, downloaded because somebody asks, and
// streamed to readers; and so many of them for one instance.
const (
	atOnce     = 32
	shareOfOne = 4
)

// slots bound how much is done at a time.
type slots chan struct{}

func (s slots) enter(ctx context.Context) error {
	select {
	case s <- struct{}{}:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (s slots) leave() { <-s }

// shares bound how much is done at a time for each instance.
type shares struct {
	most int // of one instance

	mu  sync.Mutex // guards own
	own map[sluice.InstanceID]*share
}

type share struct {
	slots slots
	users int // who are in or wait; without any there is no share
}

func newShares(most int) *shares { return &shares{most: most, own: map[sluice.InstanceID]*share{}} }

func (s *shares) enter(ctx context.Context, id sluice.InstanceID) error {
	s.mu.Lock()
	own, ok := s.own[id]
	if !ok {
		own = &share{slots: make(slots, s.most)}
		s.own[id] = own
	}
	own.users++
	s.mu.Unlock()
	err := own.slots.enter(ctx)
	if err != nil {
		s.part(id, own)
	}
	return err
}

func (s *shares) leave(id sluice.InstanceID) {
	s.mu.Lock()
	own := s.own[id]
	s.mu.Unlock()
	own.slots.leave()
	s.part(id, own)
}

func (s *shares) part(id sluice.InstanceID, own *share) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if own.users--; own.users == 0 {
		delete(s.own, id)
	}
}

// A pool is slots for all, of which one instance takes no more than its share.
type pool struct {
	own *shares
	all slots
}

func newPool(all, share int) pool { return pool{own: newShares(share), all: make(slots, all)} }

func (p pool) enter(ctx context.Context, id sluice.InstanceID) error {
	if err := p.own.enter(ctx, id); err != nil {
		return err
	}
	err := p.all.enter(ctx)
	if err != nil {
		p.own.leave(id)
	}
	return err
}

func (p pool) leave(id sluice.InstanceID) {
	p.all.leave()
	p.own.leave(id)
}
