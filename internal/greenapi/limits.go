package greenapi

import (
	"sync"
	"time"

	"golang.org/x/time/rate"

	"sluice"
)

// limits are the buckets of all instances, one for each method in use. A full
// bucket is as good as none: each minute in which a shard is asked it forgets
// those that it has.
type limits struct {
	shards [64]shard
}

// A shard holds the buckets of some instances.
type shard struct {
	mu      sync.Mutex // guards both, and each bucket between look-up and use
	buckets map[bucket]*rate.Limiter
	swept   time.Time
}

type bucket struct {
	id    sluice.InstanceID
	route *route // the route, not the name: aliases share
}

// forgetAfter is how often a shard looks for full buckets.
const forgetAfter = time.Minute

func newLimits() *limits {
	l := &limits{}
	for i := range l.shards {
		l.shards[i].buckets = map[bucket]*rate.Limiter{}
	}
	return l
}

// take takes a token. When there is none it takes nothing and says how long it
// is until there is one.
func (l *limits) take(id sluice.InstanceID, r *route) (wait time.Duration, ok bool) {
	if r.rps <= 0 {
		return 0, true
	}
	now := time.Now()
	s := &l.shards[uint64(id)%uint64(len(l.shards))]
	s.mu.Lock()
	defer s.mu.Unlock()
	s.sweep(now)
	key := bucket{id, r}
	b, ok := s.buckets[key]
	if !ok {
		b = rate.NewLimiter(rate.Limit(r.rps), int(max(2, r.rps)))
		s.buckets[key] = b
	}
	if b.AllowN(now, 1) {
		return 0, true
	}
	missing := 1 - b.TokensAt(now)
	return time.Duration(missing / r.rps * float64(time.Second)), false
}

// sweep forgets the buckets that have filled up.
func (s *shard) sweep(now time.Time) {
	if now.Sub(s.swept) < forgetAfter {
		return
	}
	s.swept = now
	for key, b := range s.buckets {
		if b.TokensAt(now) >= float64(b.Burst()) {
			delete(s.buckets, key)
		}
	}
}
