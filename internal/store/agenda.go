package store

import (
	"container/heap"
	"sync"
	"time"
)

// An agendaItem is when something of an instance's lane is over. It is guarded
// by its agenda.
type agendaItem struct {
	i     *instance
	notes bool // lane 1
	due   time.Time
	place int // in the heap, from 1; 0: not in it
}

// An agenda knows which instance to look at next, without looking at any.
type agenda struct {
	wake chan struct{} // one slot: the first item has changed

	mu    sync.Mutex // guards items and all that is in it
	items agendaHeap
}

func newAgenda() *agenda { return &agenda{wake: make(chan struct{}, 1)} }

// set puts an item in, or moves it forward. One that is due earlier stays: it is
// looked at in vain, which does no harm.
func (a *agenda) set(item *agendaItem, i *instance, notes bool, due time.Time) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if item.place != 0 && !due.Before(item.due) {
		return
	}
	item.i, item.notes, item.due = i, notes, due
	if item.place == 0 {
		heap.Push(&a.items, item)
	} else {
		heap.Fix(&a.items, item.place-1)
	}
	if item.place == 1 {
		select {
		case a.wake <- struct{}{}:
		default:
		}
	}
}

func (a *agenda) drop(item *agendaItem) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if item.place != 0 {
		heap.Remove(&a.items, item.place-1)
	}
}

// take removes the first item that is due and says whose it is, or how long it
// takes until one is; ok is false when there is none at all.
func (a *agenda) take() (i *instance, notes bool, wait time.Duration, ok bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if len(a.items) == 0 {
		return nil, false, 0, false
	}
	if wait = time.Until(a.items[0].due); wait > 0 {
		return nil, false, wait, true
	}
	item, _ := heap.Pop(&a.items).(*agendaItem)
	return item.i, item.notes, 0, true
}

// An agendaHeap is ordered by due.
type agendaHeap []*agendaItem

func (h agendaHeap) Len() int           { return len(h) }
func (h agendaHeap) Less(a, b int) bool { return h[a].due.Before(h[b].due) }

// Swap keeps the items' places.
func (h agendaHeap) Swap(a, b int) {
	h[a], h[b] = h[b], h[a]
	h[a].place, h[b].place = a+1, b+1
}

// Push is for package heap.
func (h *agendaHeap) Push(x any) {
	item, _ := x.(*agendaItem)
	item.place = len(*h) + 1
	*h = append(*h, item)
}

// Pop is for package heap.
func (h *agendaHeap) Pop() any {
	last := len(*h) - 1
	item := (*h)[last]
	(*h)[last] = nil
	*h = (*h)[:last]
	item.place = 0
	return item
}
