package telegram

import (
	"slices"
	"sync"
)

// A recall remembers the latest values that were put into it, up to a limit.
type recall[K comparable, V any] struct {
	mu    sync.Mutex
	all   map[K]V
	order []K // oldest first
	limit int
}

func newRecall[K comparable, V any](limit int) *recall[K, V] {
	return &recall[K, V]{all: map[K]V{}, limit: limit}
}

func (r *recall[K, V]) put(k K, v V) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if _, ok := r.all[k]; !ok {
		if len(r.order) >= r.limit {
			delete(r.all, r.order[0])
			r.order = r.order[1:]
		}
		r.order = append(r.order, k)
	}
	r.all[k] = v
}

func (r *recall[K, V]) drop(k K) {
	r.mu.Lock()
	defer r.mu.Unlock()
	delete(r.all, k)
	r.order = slices.DeleteFunc(r.order, func(other K) bool { return other == k })
}

func (r *recall[K, V]) get(k K) (V, bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	v, ok := r.all[k]
	return v, ok
}
