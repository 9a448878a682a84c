package sandbox

import (
	"context"
	"slices"
	"sync"
	"time"
)

// A lane does what is to happen at one account, one thing after another: it
// pushes updates, delivers what others wrote, and lets its partners answer. It
// has a goroutine only while something is to do.
type lane struct {
	mu      sync.Mutex // guards what follows
	jobs    []job      // by time, then by arrival
	running bool
	wake    chan struct{} // one slot: a job came that may be earlier than the first
}

type job struct {
	due time.Time
	do  func(ctx context.Context)
}

// put adds a job and says whether the lane needs a goroutine.
func (l *lane) put(j job) (start bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	i, _ := slices.BinarySearchFunc(l.jobs, j.due, func(o job, due time.Time) int {
		if o.due.After(due) {
			return 1
		}
		return -1
	})
	l.jobs = slices.Insert(l.jobs, i, j)
	if l.running {
		select {
		case l.wake <- struct{}{}:
		default:
		}
		return false
	}
	l.running, l.wake = true, make(chan struct{}, 1)
	return true
}

// run does the jobs until there are none, or ctx ends.
func (l *lane) run(ctx context.Context) {
	for ctx.Err() == nil {
		j, wait, ok := l.next()
		if !ok {
			return
		}
		if wait <= 0 {
			j.do(ctx)
			continue
		}
		timer := time.NewTimer(wait)
		select {
		case <-timer.C:
		case <-l.wake:
			timer.Stop()
		case <-ctx.Done():
			timer.Stop()
			return
		}
	}
}

// next takes the first job if it is due, or says how long that takes.
func (l *lane) next() (j job, wait time.Duration, ok bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.jobs) == 0 {
		l.running = false
		return job{}, 0, false
	}
	if wait := time.Until(l.jobs[0].due); wait > 0 {
		return job{}, wait, true
	}
	j = l.jobs[0]
	l.jobs = slices.Delete(l.jobs, 0, 1)
	return j, 0, true
}

// A lanes starts the goroutines of lanes and waits for them.
type lanes struct {
	wake chan struct{} // one slot: ready has grown

	mu    sync.Mutex // guards ready
	ready []*lane
}

func newLanes() *lanes { return &lanes{wake: make(chan struct{}, 1)} }

// after lets an account do something, not before the delay is over.
func (l *lanes) after(a *account, delay time.Duration, do func(ctx context.Context)) {
	if !a.lane.put(job{due: time.Now().Add(delay), do: do}) {
		return
	}
	l.mu.Lock()
	l.ready = append(l.ready, &a.lane)
	l.mu.Unlock()
	select {
	case l.wake <- struct{}{}:
	default:
	}
}

// run starts what is ready until ctx ends, and returns when all has stopped.
func (l *lanes) run(ctx context.Context) {
	var wg sync.WaitGroup
	defer wg.Wait()
	for {
		select {
		case <-ctx.Done():
			return
		case <-l.wake:
		}
		for _, next := range l.take() {
			wg.Go(func() { next.run(ctx) })
		}
	}
}

func (l *lanes) take() []*lane {
	l.mu.Lock()
	defer l.mu.Unlock()
	ready := l.ready
	l.ready = nil
	return ready
}
