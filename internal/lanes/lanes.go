// Package lanes runs a goroutine for each instance that has something to do, and
// none for the others.
//
// A lane begins when the store says that something of its instance has changed,
// takes one step after the other, and ends when a step finds nothing to do. No
// change is missed in between. A lane takes the instance's channel before it
// looks, and ends under the mutex, if that channel is still open. A wake that
// finds no lane starts one; a wake that finds one has closed that channel before,
// so the lane looks again before it ends.
//
// The queue and the webhooks work like this, each with steps of its own.
package lanes

import (
	"context"
	"sync"
	"time"

	"sluice"
)

// A Store says which instances have changed.
type Store interface {
	// Watch returns a channel that the next change of the instance closes; 0 is
	// any instance. To miss nothing: take it, look, and then wait.
	Watch(id sluice.InstanceID, t sluice.Topic) <-chan struct{}
	// Woken returns the instances that changed since the last call. The channel
	// of each was closed before it is listed here. A Set is the one caller for its
	// topic.
	Woken(t sluice.Topic) []sluice.InstanceID
}

// A Lane does what there is to do for one instance. Its goroutine owns it.
type Lane interface {
	// Step does one thing, or waits for its time, until wake is closed or ctx ends.
	// What has begun when ctx ends may go on until work ends. False: there is
	// nothing to do. Its errors are the store's; that the instance is gone means
	// that nothing is to be done.
	Step(ctx, work context.Context, wake <-chan struct{}) (bool, error)
}

// A Set is the lanes of all instances. The exported fields are set before
// [Set.Run].
type Set[L Lane] struct {
	Store Store
	Topic sluice.Topic                                                    // what wakes a lane
	Begin func(sluice.InstanceID) L                                       // makes a lane; returns at once
	Fault func(id sluice.InstanceID, faults int, err error) time.Duration // is told of the store's errors, and of how many came before in a row; says how long the lane rests
	Grace time.Duration                                                   // how long Run lets what has begun come to an end

	mu      sync.Mutex
	lanes   map[sluice.InstanceID]L // those that run; guarded by mu
	running sync.WaitGroup          // one for each of them
}

// Run runs lanes until ctx ends, and returns when every one has ended. A step that
// is under way then is finished, within the grace. It may be called once.
func (s *Set[L]) Run(ctx context.Context) error {
	work, cancel := context.WithCancel(context.WithoutCancel(ctx))
	defer cancel()
	for ctx.Err() == nil {
		changed := s.Store.Watch(0, s.Topic)
		for _, id := range s.Store.Woken(s.Topic) {
			s.start(ctx, work, id)
		}
		select {
		case <-changed:
		case <-ctx.Done():
		}
	}
	grace := time.AfterFunc(s.Grace, cancel)
	defer grace.Stop()
	s.running.Wait()
	return nil
}

// Len returns how many lanes run.
func (s *Set[L]) Len() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.lanes)
}

// Each calls f with every lane that runs. None begins or ends meanwhile.
func (s *Set[L]) Each(f func(L)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, l := range s.lanes {
		f(l)
	}
}

// start starts a lane unless the instance has one.
func (s *Set[L]) start(ctx, work context.Context, id sluice.InstanceID) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, ok := s.lanes[id]; ok {
		return
	}
	if s.lanes == nil {
		s.lanes = map[sluice.InstanceID]L{}
	}
	l := s.Begin(id)
	s.lanes[id] = l
	s.running.Go(func() { s.drain(ctx, work, id, l) })
}

// drain takes steps until there is nothing to do, or ctx ends.
func (s *Set[L]) drain(ctx, work context.Context, id sluice.InstanceID, l L) {
	for faults := 0; ctx.Err() == nil; {
		wake := s.Store.Watch(id, s.Topic)
		busy, err := l.Step(ctx, work, wake)
		switch {
		case busy && err == nil:
			faults = 0
		case err == nil || gone(err):
			if s.end(id, wake) {
				return
			}
		case ctx.Err() == nil:
			Sleep(ctx, s.Fault(id, faults, err), nil)
			faults++
		}
	}
	s.end(id, nil)
}

// end ends the instance's lane unless wake was closed since it was taken, and
// says whether it did.
func (s *Set[L]) end(id sluice.InstanceID, wake <-chan struct{}) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	select {
	case <-wake:
		return false
	default:
	}
	delete(s.lanes, id)
	return true
}

// Sleep waits for d and says whether it did: not if wake was closed or ctx ended
// before. A nil wake never is closed.
func Sleep(ctx context.Context, d time.Duration, wake <-chan struct{}) bool {
	if d <= 0 {
		return ctx.Err() == nil
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-wake:
	case <-ctx.Done():
	}
	return false
}

// gone says whether err is that the instance does not exist any more.
func gone(err error) bool {
	code := sluice.CodeOf(err)
	return code == sluice.NotFound || code == sluice.Deleted
}
