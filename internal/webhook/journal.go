package webhook

import (
	"container/list"
	"slices"
	"sync"

	"sluice"
)

// A journal remembers the last deliveries of the instances that were active last,
// in memory alone.
type journal struct {
	each, instances int

	mu    sync.Mutex // guards the rest
	order *list.List // of *page, the most recently written first
	pages map[sluice.InstanceID]*list.Element
}

// A page has the deliveries of one instance, the oldest first.
type page struct {
	id   sluice.InstanceID
	list []sluice.Delivery
}

func newJournal(each, instances int) *journal {
	return &journal{each: each, instances: instances, order: list.New(), pages: map[sluice.InstanceID]*list.Element{}}
}

func (j *journal) add(id sluice.InstanceID, d sluice.Delivery) {
	j.mu.Lock()
	defer j.mu.Unlock()
	e := j.pages[id]
	if e == nil {
		e = j.order.PushFront(&page{id: id})
		j.pages[id] = e
	}
	j.order.MoveToFront(e)
	g := e.Value.(*page)
	if len(g.list) == j.each {
		g.list = slices.Delete(g.list, 0, 1)
	}
	g.list = append(g.list, d)
	if j.order.Len() > j.instances {
		oldest := j.order.Remove(j.order.Back()).(*page)
		delete(j.pages, oldest.id)
	}
}

// read returns a copy, the newest first.
func (j *journal) read(id sluice.InstanceID) []sluice.Delivery {
	j.mu.Lock()
	defer j.mu.Unlock()
	e := j.pages[id]
	if e == nil {
		return nil
	}
	list := slices.Clone(e.Value.(*page).list)
	slices.Reverse(list)
	return list
}

func (j *journal) forget(id sluice.InstanceID) {
	j.mu.Lock()
	defer j.mu.Unlock()
	if e := j.pages[id]; e != nil {
		j.order.Remove(e)
		delete(j.pages, id)
	}
}
