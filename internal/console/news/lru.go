package news

import (
	"container/list"

	"sluice"
)

// An lru keeps something of the instances that were used last.
type lru[V any] struct {
	most  int
	order *list.List // of *used[V], the last used first
	of    map[sluice.InstanceID]*list.Element
}

type used[V any] struct {
	id    sluice.InstanceID
	value V
}

func newLRU[V any](most int) *lru[V] {
	return &lru[V]{most: most, order: list.New(), of: map[sluice.InstanceID]*list.Element{}}
}

// get returns what is kept of id, or makes it.
func (l *lru[V]) get(id sluice.InstanceID, fresh func() V) V {
	if e, ok := l.of[id]; ok {
		l.order.MoveToFront(e)
		return e.Value.(*used[V]).value
	}
	u := &used[V]{id, fresh()}
	l.of[id] = l.order.PushFront(u)
	if l.order.Len() > l.most {
		l.remove(l.order.Back().Value.(*used[V]).id)
	}
	return u.value
}

// look returns what is kept of id, and changes nothing.
func (l *lru[V]) look(id sluice.InstanceID) (value V, ok bool) {
	e, ok := l.of[id]
	if !ok {
		return value, false
	}
	return e.Value.(*used[V]).value, true
}

func (l *lru[V]) remove(id sluice.InstanceID) {
	if e, ok := l.of[id]; ok {
		l.order.Remove(e)
		delete(l.of, id)
	}
}
