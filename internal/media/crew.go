package media

import (
	"context"
	"sync"
	"time"

	"sluice"
)

// A crew does what callers do not wait for. Jobs are handed over at any time and
// begin while run runs, each in a goroutine of its own.
type crew struct {
	wake chan struct{} // one slot: there are jobs

	mu    sync.Mutex // guards what follows
	jobs  []func(context.Context)
	ended bool
}

func newCrew() *crew { return &crew{wake: make(chan struct{}, 1)} }

// do hands a job over. False: run has ended, and it will not be done.
func (c *crew) do(job func(context.Context)) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.ended {
		return false
	}
	c.jobs = append(c.jobs, job)
	select {
	case c.wake <- struct{}{}:
	default:
	}
	return true
}

func (c *crew) take(last bool) []func(context.Context) {
	c.mu.Lock()
	defer c.mu.Unlock()
	jobs := c.jobs
	c.jobs, c.ended = nil, last
	return jobs
}

// run does jobs, and calls each at every tick, until ctx ends and all jobs have.
func (c *crew) run(ctx context.Context, tick <-chan time.Time, each func()) error {
	var busy sync.WaitGroup
	defer busy.Wait()
	for {
		select {
		case <-c.wake:
		case <-tick:
			each()
		case <-ctx.Done():
			for _, job := range c.take(true) {
				busy.Go(func() { job(ctx) })
			}
			return nil
		}
		for _, job := range c.take(false) {
			busy.Go(func() { job(ctx) })
		}
	}
}

// A flight is one piece of work that many may wait for.
type flight struct {
	done  chan struct{} // closed at the end
	err   error         // why there is no file; to be read once done is closed
	ended time.Time     // by the monotonic clock, likewise
	ahead bool          // nobody has to have it yet

	hurry sync.Once
	now   chan struct{} // closed when somebody waits for it
}

// A target is a place on whichever day.
type target struct {
	instance sluice.InstanceID
	key      key
}

// flights are those under way, and those that ended with a verdict that is kept.
type flights struct {
	mu       sync.Mutex // guards what follows
	all      map[target]*flight
	busy     map[sluice.InstanceID]int // how many of an instance are under way
	verdicts map[sluice.InstanceID]int // how many of an instance are kept
	ahead    int                       // how many are under way that nobody has to have yet
}

// A room is how many flights there may be; 0: any.
type room struct {
	one      int // under way, of one instance
	ahead    int // under way ahead of their time, of all
	share    int // with so many under way, an instance leaves half of those ahead to all others
	verdicts int // of one instance, that nobody has asked for
}

// board returns the flight to t, and whether it is a new one that the caller has
// to begin. Beyond that there is no new one but nil.
func (f *flights) board(t target, most room) (*flight, bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if known, ok := f.all[t]; ok {
		return known, false
	}
	if f.full(t.instance, most) {
		return nil, false
	}
	if f.all == nil {
		f.all, f.busy, f.verdicts = map[target]*flight{}, map[sluice.InstanceID]int{}, map[sluice.InstanceID]int{}
	}
	began := &flight{done: make(chan struct{}), now: make(chan struct{}), ahead: most.ahead > 0}
	f.all[t] = began
	f.busy[t.instance]++
	if began.ahead {
		f.ahead++
	}
	return began, true
}

// full says whether an instance may have no more; the lock is held.
func (f *flights) full(id sluice.InstanceID, most room) bool {
	busy := f.busy[id]
	return most.one > 0 && busy >= most.one ||
		most.ahead > 0 && f.ahead >= most.ahead ||
		most.share > 0 && busy >= most.share && f.ahead >= most.ahead/2 ||
		most.verdicts > 0 && f.verdicts[id] >= most.verdicts
}

// land ends a flight. Its error is kept as a verdict, if keep says so.
func (f *flights) land(t target, of *flight, err error, keep bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	of.err, of.ended = err, time.Now()
	less(f.busy, t.instance)
	if of.ahead {
		f.ahead--
	}
	if keep {
		f.verdicts[t.instance]++
	} else {
		delete(f.all, t)
	}
	close(of.done)
}

// less counts one of an instance no more.
func less(of map[sluice.InstanceID]int, id sluice.InstanceID) {
	if of[id]--; of[id] == 0 {
		delete(of, id)
	}
}

// verdict takes the error of a flight that has ended, if there is one.
func (f *flights) verdict(t target) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	of, ok := f.all[t]
	if !ok {
		return nil
	}
	select {
	case <-of.done:
		f.forget(t)
		return of.err
	default:
		return nil
	}
}

// purge forgets the verdicts from before t.
func (f *flights) purge(t time.Time) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for k, of := range f.all {
		if !of.ended.IsZero() && of.ended.Before(t) {
			f.forget(k)
		}
	}
}

// forget forgets a verdict; the lock is held.
func (f *flights) forget(t target) {
	delete(f.all, t)
	less(f.verdicts, t.instance)
}
