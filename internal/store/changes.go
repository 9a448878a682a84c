package store

import (
	"maps"
	"slices"
	"sync"

	"sluice"
)

// Changes collects which instances have changed, for one follower who looks at
// them when it likes. It is made by [Store.Changes].
type Changes struct {
	watchers *watchers
	wake     chan struct{} // one slot: there is something to take

	mu  sync.Mutex // guards set
	set map[sluice.InstanceID]topics
}

// Changes returns what collects all changes from now on. Its Close ends that.
func (s *Store) Changes() *Changes {
	c := &Changes{watchers: &s.watchers, wake: make(chan struct{}, 1), set: map[sluice.InstanceID]topics{}}
	s.watchers.mu.Lock()
	defer s.watchers.mu.Unlock()
	if s.watchers.followers == nil {
		s.watchers.followers = map[*Changes]struct{}{}
	}
	s.watchers.followers[c] = struct{}{}
	return c
}

// Wake gives a value when there is something to take.
func (c *Changes) Wake() <-chan struct{} { return c.wake }

// Take returns the instances that changed since the last call, by number.
func (c *Changes) Take() []sluice.Changed {
	c.mu.Lock()
	set := c.set
	c.set = map[sluice.InstanceID]topics{}
	c.mu.Unlock()
	list := make([]sluice.Changed, 0, len(set))
	for _, id := range slices.Sorted(maps.Keys(set)) {
		ch := sluice.Changed{Instance: id}
		for t := range sluice.Topics {
			if set[id]&(1<<t) != 0 {
				ch.Topics = append(ch.Topics, t)
			}
		}
		list = append(list, ch)
	}
	return list
}

// Close ends the collecting.
func (c *Changes) Close() {
	c.watchers.mu.Lock()
	defer c.watchers.mu.Unlock()
	delete(c.watchers.followers, c)
}

func (c *Changes) add(signals []signal) {
	c.mu.Lock()
	for _, s := range signals {
		c.set[s.id] |= s.set
	}
	c.mu.Unlock()
	select {
	case c.wake <- struct{}{}:
	default:
	}
}
