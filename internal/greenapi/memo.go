package greenapi

import (
	"container/list"
	"sync"
	"time"
)

// A memo remembers answers of the network, so that clients that ask often do not
// use up what Telegram allows an account. It forgets the oldest when it holds
// too much. It is here and not with the connection because how old an answer may
// be is the API's to say, and because it is to survive a reconnect; it is lost
// with the process, which costs one question each.
type memo[K comparable, V any] struct {
	most int // weight

	mu      sync.Mutex
	entries map[K]*list.Element // of remembered[K, V]; guarded by mu
	oldest  list.List           // guarded by mu
	weight  int                 // guarded by mu
}

type remembered[K comparable, V any] struct {
	key    K
	value  V
	at     time.Time
	weight int
}

func newMemo[K comparable, V any](most int) *memo[K, V] {
	return &memo[K, V]{most: most, entries: map[K]*list.Element{}}
}

// get returns what was put under key no longer ago than age.
func (m *memo[K, V]) get(key K, age time.Duration) (v V, ok bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	e, ok := m.entries[key]
	if !ok {
		return v, false
	}
	r := e.Value.(remembered[K, V])
	if time.Since(r.at) >= age {
		return v, false
	}
	return r.value, true
}

// put remembers v, which is as heavy as weight.
func (m *memo[K, V]) put(key K, v V, weight int) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.drop(m.entries[key])
	if weight > m.most {
		return
	}
	m.entries[key] = m.oldest.PushBack(remembered[K, V]{key, v, time.Now(), weight})
	m.weight += weight
	for m.weight > m.most {
		m.drop(m.oldest.Front())
	}
}

func (m *memo[K, V]) forget(key K) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.drop(m.entries[key])
}

func (m *memo[K, V]) drop(e *list.Element) {
	if e == nil {
		return
	}
	r := m.oldest.Remove(e).(remembered[K, V])
	delete(m.entries, r.key)
	m.weight -= r.weight
}
