package notify

import (
	"context"
	"sync"
	"time"

	"sluice"
)

// Clear deletes all notifications of the instance. When the last success is
// less than a minute ago it deletes nothing and returns how much of the minute
// is left. That minute is not kept across restarts.
func (b *Inbox) Clear(ctx context.Context, id sluice.InstanceID) (time.Duration, error) {
	if left := b.clears.take(id); left > 0 {
		return left, nil
	}
	if err := b.store.ClearNotifications(ctx, id); err != nil {
		b.clears.giveBack(id)
		return 0, err
	}
	b.metrics.clears.Inc()
	b.opts.Log.InfoContext(ctx, "notify: the client deleted all notifications", "instance", id)
	return 0, nil
}

// clears remembers when each instance was cleared, for as long as that matters.
// All fields but pause are guarded by mu.
type clears struct {
	pause time.Duration

	mu    sync.Mutex
	last  map[sluice.InstanceID]time.Time // with a monotonic reading
	order []cleared                       // oldest first; may name a time that last no longer has
}

type cleared struct {
	id sluice.InstanceID
	at time.Time
}

// take books a clear for now, unless one is too recent: then it returns for how
// long that one still bars the next.
func (c *clears) take(id sluice.InstanceID) (left time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	now := time.Now()
	c.forget(now)
	if last, ok := c.last[id]; ok {
		return c.pause - now.Sub(last)
	}
	if c.last == nil {
		c.last = map[sluice.InstanceID]time.Time{}
	}
	c.last[id] = now
	c.order = append(c.order, cleared{id, now})
	return 0
}

// giveBack unbooks a clear that did not happen.
func (c *clears) giveBack(id sluice.InstanceID) {
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.last, id)
}

// forget drops what bars nobody any more. Callers hold mu.
func (c *clears) forget(now time.Time) {
	for len(c.order) > 0 && now.Sub(c.order[0].at) >= c.pause {
		if old := c.order[0]; c.last[old.id].Equal(old.at) {
			delete(c.last, old.id)
		}
		c.order = c.order[1:]
	}
}
