// Package buckets bounds how often somebody does something: so many times at once,
// and then so many a second.
//
// Whoever it is has a bucket of tokens, and each time takes one; while there is
// none, it is told how long that lasts. A bucket that has filled up again is as
// good as none, so it is forgotten. Where strangers have buckets there is a bound
// as well: then some is forgotten that is not full, and who had it may do a little
// more, which is better than memory without end.
//
// The buckets are in memory alone: after a restart all are full.
package buckets

import (
	"hash/maphash"
	"net/netip"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// A Rate is what one bucket allows.
type Rate struct {
	PerSecond float64 // 0: no limit
	AtOnce    int     // of a full bucket
}

// A Set has a bucket for each key that has taken something lately. It is made by
// [New], and serves many goroutines.
type Set[K comparable] struct {
	most   int // buckets of one shard; 0: any number
	seed   maphash.Seed
	shards [64]shard[K]
}

// A shard holds the buckets of some keys, so that looking through them holds up few.
type shard[K comparable] struct {
	mu      sync.Mutex // guards both, and each bucket between look-up and use
	buckets map[K]*rate.Limiter
	swept   time.Time
}

// sweepEach is how often a shard, when it is asked, looks for full buckets.
const sweepEach = time.Minute

// New returns a set of about most buckets at most; 0: of any number.
func New[K comparable](most int) *Set[K] {
	s := &Set[K]{seed: maphash.MakeSeed()}
	s.most = (most + len(s.shards) - 1) / len(s.shards)
	return s
}

// Take takes a token of the key's bucket. When there is none it takes nothing, and
// returns how long it is until there is one. The rate of a key is always the same.
func (s *Set[K]) Take(key K, r Rate) (wait time.Duration) {
	if r.PerSecond <= 0 {
		return 0
	}
	now, h := time.Now(), s.of(key)
	h.mu.Lock()
	defer h.mu.Unlock()
	h.sweep(now)
	b, ok := h.buckets[key]
	if !ok {
		b = rate.NewLimiter(rate.Limit(r.PerSecond), r.AtOnce)
		h.put(key, b, s.most)
	}
	if b.AllowN(now, 1) {
		return 0
	}
	return max(1, until(b, now))
}

// Give gives a token back that the key has taken.
func (s *Set[K]) Give(key K) {
	now, h := time.Now(), s.of(key)
	h.mu.Lock()
	defer h.mu.Unlock()
	if b, ok := h.buckets[key]; ok {
		b.AllowN(now, -1) // beyond a full bucket it is lost
	}
}

// Wait returns how long it is until the key's bucket has a token, and takes none.
func (s *Set[K]) Wait(key K) time.Duration {
	now, h := time.Now(), s.of(key)
	h.mu.Lock()
	defer h.mu.Unlock()
	b, ok := h.buckets[key]
	if !ok {
		return 0
	}
	return max(0, until(b, now))
}

func (s *Set[K]) of(key K) *shard[K] {
	return &s.shards[maphash.Comparable(s.seed, key)%uint64(len(s.shards))]
}

// until is how long it is until b has a token; less than zero: it has.
func until(b *rate.Limiter, now time.Time) time.Duration {
	return time.Duration((1 - b.TokensAt(now)) / float64(b.Limit()) * float64(time.Second))
}

// sweep forgets the buckets that have filled up.
func (h *shard[K]) sweep(now time.Time) {
	if now.Sub(h.swept) < sweepEach {
		return
	}
	h.swept = now
	for key, b := range h.buckets {
		if b.TokensAt(now) >= float64(b.Burst()) {
			delete(h.buckets, key)
		}
	}
}

// put adds a bucket, and makes room for it where there are too many.
func (h *shard[K]) put(key K, b *rate.Limiter, most int) {
	if h.buckets == nil {
		h.buckets = map[K]*rate.Limiter{}
	}
	for other := range h.buckets { // in no order, which nobody can foresee
		if most == 0 || len(h.buckets) < most {
			break
		}
		delete(h.buckets, other)
	}
	h.buckets[key] = b
}

// Source is whom an address counts as: of IPv6 everybody has at least 2^64, of
// which all are one. All that is no address is one as well.
func Source(a netip.Addr) netip.Prefix {
	a = a.Unmap().WithZone("")
	p, _ := a.Prefix(min(a.BitLen(), 64))
	return p
}
