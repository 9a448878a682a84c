package media

import (
	"context"
	"sync"
	"time"

	"sluice"
)

const (
	slowAtOnce   = 128              // slow fetches
	quickTime    = 5 * time.Second  // how long a fetch counts as quick
	suspectsTime = 10 * time.Minute // for how long an instance is remembered for a slow one
)

// A gate bounds how many fetches are under way, in two pools, so that servers that
// are slow do not hold up those that are not. A fetch begins in the quick pool,
// unless its instance had a slow one lately, and leaves it when it is quick no
// more: for the slow pool or, when that is full, to wait there for its next try. So
// an instance whose servers are slow costs the quick pool a moment, now and then.
type gate struct {
	own         *shares // of both pools
	quick, slow slots

	mu   sync.Mutex                      // guards last
	last map[sluice.InstanceID]time.Time // when a fetch was found to be slow
}

func newGate() *gate {
	return &gate{
		own: newShares(shareOfOne), quick: make(slots, atOnce), slow: make(slots, slowAtOnce),
		last: map[sluice.InstanceID]time.Time{},
	}
}

// within runs work when it is the instance's turn. Work that is slow is ended when
// there is no room for it.
func (g *gate) within(ctx context.Context, id sluice.InstanceID, work func(context.Context) error) error {
	if err := g.own.enter(ctx, id); err != nil {
		return err
	}
	defer g.own.leave(id)
	pool := g.quick
	if g.suspects(id) {
		pool = g.slow
	}
	if err := pool.enter(ctx); err != nil {
		return err
	}
	ctx, cancel := context.WithCancelCause(ctx)
	judged := make(chan struct{})
	timer := time.AfterFunc(quickTime, func() {
		defer close(judged)
		g.remember(id)
		if pool == g.slow {
			return
		}
		select {
		case g.slow <- struct{}{}:
			pool = g.slow
			g.quick.leave()
		default:
			cancel(errSlow)
		}
	})
	defer func() {
		cancel(nil)
		if !timer.Stop() {
			<-judged
		}
		pool.leave()
	}()
	return work(ctx)
}

// suspects says whether an instance had a slow fetch lately.
func (g *gate) suspects(id sluice.InstanceID) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	at, ok := g.last[id]
	return ok && time.Since(at) < suspectsTime
}

func (g *gate) remember(id sluice.InstanceID) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.last[id] = time.Now()
}

// purge forgets whom it suspects no more.
func (g *gate) purge() {
	g.mu.Lock()
	defer g.mu.Unlock()
	for id, at := range g.last {
		if time.Since(at) >= suspectsTime {
			delete(g.last, id)
		}
	}
}
