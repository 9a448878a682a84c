package store

import (
	"sync"

	"sluice"
)

// topics is a set of topics.
type topics uint8

func topicSet(ts ...sluice.Topic) topics {
	var set topics
	for _, t := range ts {
		set |= 1 << t
	}
	return set
}

// A signal says what has changed of an instance.
type signal struct {
	id  sluice.InstanceID
	set topics
}

// watchers wakes those who wait for a change.
type watchers struct {
	mu        sync.Mutex // guards the rest
	waits     map[watchKey]chan struct{}
	woken     [sluice.Topics]map[sluice.InstanceID]struct{}
	followers map[*Changes]struct{}
}

type watchKey struct {
	id    sluice.InstanceID
	topic sluice.Topic
}

// Watch returns a channel that is closed at the next change of an instance and
// topic. Take it, look, then wait: a change between the two is not missed.
// Instance 0 stands for any.
func (s *Store) Watch(id sluice.InstanceID, t sluice.Topic) <-chan struct{} {
	w := &s.watchers
	w.mu.Lock()
	defer w.mu.Unlock()
	key := watchKey{id, t}
	c := w.waits[key]
	if c == nil {
		if w.waits == nil {
			w.waits = map[watchKey]chan struct{}{}
		}
		c = make(chan struct{})
		w.waits[key] = c
	}
	return c
}

// Woken returns the instances that changed since the last call for this topic,
// in no order. It has one caller per topic. An instance's own channel is closed
// before the instance is listed here.
func (s *Store) Woken(t sluice.Topic) []sluice.InstanceID {
	w := &s.watchers
	w.mu.Lock()
	defer w.mu.Unlock()
	ids := make([]sluice.InstanceID, 0, len(w.woken[t]))
	for id := range w.woken[t] {
		ids = append(ids, id)
	}
	clear(w.woken[t])
	return ids
}

// tell wakes all who wait for one of the signals.
func (w *watchers) tell(signals []signal) {
	w.mu.Lock()
	defer w.mu.Unlock()
	var all topics
	for _, s := range signals {
		all |= s.set
		for t := range sluice.Topics {
			if s.set&(1<<t) != 0 {
				w.wake(s.id, t)
			}
		}
	}
	for t := range sluice.Topics {
		if all&(1<<t) != 0 {
			w.end(watchKey{0, t})
		}
	}
	for f := range w.followers {
		f.add(signals)
	}
}

func (w *watchers) wake(id sluice.InstanceID, t sluice.Topic) {
	w.end(watchKey{id, t})
	if w.woken[t] == nil {
		w.woken[t] = map[sluice.InstanceID]struct{}{}
	}
	w.woken[t][id] = struct{}{}
}

func (w *watchers) end(key watchKey) {
	if c, ok := w.waits[key]; ok {
		close(c)
		delete(w.waits, key)
	}
}
