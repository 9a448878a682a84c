package store

import (
	"context"
	"sync"
	"sync/atomic"
	"time"

	"sluice"
)

// The limits of a batch.
const (
	batchChanges = 4096
	batchBytes   = 1 << 20
)

// minBacklog is how many changes may wait before enqueues are refused, however
// slow the disk is.
const minBacklog = 4 * batchChanges

// A batch is what is flushed together.
type batch struct {
	changes []Change
	signals []signal
	bytes   int
	done    chan struct{} // closed when err is known
	err     error
}

func newBatch() *batch { return &batch{done: make(chan struct{})} }

// wait blocks until the batch is durable, whatever becomes of the caller.
func (b *batch) wait() error {
	if b == nil {
		return nil
	}
	<-b.done
	return b.err
}

// end lets go those who wait: the batch is durable, or err says why not.
func (b *batch) end(err error) {
	b.err = err
	close(b.done)
}

// ended says whether the batch is durable or has failed.
func (b *batch) ended() bool {
	if b == nil {
		return true
	}
	select {
	case <-b.done:
		return true
	default:
		return false
	}
}

// A committer flushes batches in order, without lingering: a batch is what came in
// while the ones before were flushed. Where the engine lets commits overlap, one
// is encoded while the one before is on its way to the disk, so that neither the
// processor nor the disk waits for the other.
type committer struct {
	begin   func(context.Context, ...Change) (durable func() error, err error)
	reserve Reserver // nil: the engine cannot tell whether it has room
	tell    func([]signal)
	metrics *metrics
	wake    chan struct{} // one slot
	ended   chan struct{} // closed when run has returned
	backlog atomic.Int64  // changes that wait
	limit   atomic.Int64  // of the backlog, for an enqueue to be taken
	full    atomic.Bool   // the engine had no room when it was last asked
	lasts   atomic.Int64  // nanoseconds until a batch is durable, lately; 0: none was

	mu      sync.Mutex // guards the rest
	waiting []*batch   // in order; the last one takes what comes in
	spare   *batch     // its slices are used again
	rate    float64    // changes flushed a second, lately
	closed  bool
	err     error // the first failure: nothing is committed after it
}

func newCommitter(e Engine, tell func([]signal), m *metrics) *committer {
	c := &committer{begin: oneByOne(e), tell: tell, metrics: m, wake: make(chan struct{}, 1), ended: make(chan struct{})}
	if o, ok := e.(Overlapper); ok {
		c.begin = o.Begin
	}
	c.reserve, _ = e.(Reserver)
	c.limit.Store(minBacklog)
	return c
}

// room says whether the engine has room for more messages. It is asked once a
// batch, and when it had none.
func (c *committer) room() bool {
	if c.full.Load() {
		c.look()
	}
	return !c.full.Load()
}

func (c *committer) look() {
	if c.reserve != nil {
		c.full.Store(!c.reserve.Room())
	}
}

// add appends a change. The caller holds the instance's mutex, so changes of one
// instance are committed in the order of their numbers.
func (c *committer) add(ch Change, size int, tell topics) *batch {
	c.mu.Lock()
	if c.err != nil {
		c.mu.Unlock()
		return failed(c.err)
	}
	var b *batch
	if n := len(c.waiting); n > 0 {
		b = c.waiting[n-1]
	}
	if b == nil || len(b.changes) >= batchChanges || b.bytes+size > batchBytes && len(b.changes) > 0 {
		b = c.fresh()
		c.waiting = append(c.waiting, b)
	}
	b.changes = append(b.changes, ch)
	b.bytes += size
	c.backlog.Add(1)
	if tell != 0 {
		b.signals = append(b.signals, signal{ch.Instance, tell})
	}
	first := len(b.changes) == 1
	c.mu.Unlock()
	if first {
		c.rouse()
	}
	return b
}

// fresh returns an empty batch, with room where there was some before.
func (c *committer) fresh() *batch {
	b := newBatch()
	if c.spare != nil {
		b.changes, b.signals, c.spare = c.spare.changes, c.spare.signals, nil
	}
	return b
}

func failed(err error) *batch {
	b := newBatch()
	b.end(err)
	return b
}

// busy says whether more waits than is flushed in about 50 ms.
func (c *committer) busy() bool { return c.backlog.Load() > c.limit.Load() }

// oneByOne commits to an engine that cannot begin before it is done.
func oneByOne(e Engine) func(context.Context, ...Change) (func() error, error) {
	return func(ctx context.Context, changes ...Change) (func() error, error) {
		return func() error { return nil }, e.Commit(ctx, changes...)
	}
}

// A flight is a batch on its way to the disk.
type flight struct {
	*batch
	durable func() error
	began   time.Time
}

// run flushes until close, or until a flush fails. Should the engine end a
// goroutine of it, which is how a fatal fault shows in tests, all who wait get an
// error.
func (c *committer) run(ctx context.Context) {
	flights := make(chan flight, 1)
	defer close(c.ended)
	defer c.fail(errStopped)
	var landing sync.WaitGroup
	landing.Go(func() { c.land(flights) })
	defer landing.Wait()
	defer close(flights)
	for b := c.take(); b != nil; b = c.take() {
		f, err := c.takeOff(ctx, b)
		if err != nil {
			c.fail(err)
			return
		}
		flights <- f
	}
}

// takeOff begins to commit b. Its callers get an error even if the engine never
// returns.
func (c *committer) takeOff(ctx context.Context, b *batch) (f flight, err error) {
	err = errStopped
	defer func() {
		if err != nil {
			b.end(err)
		}
	}()
	f = flight{batch: b, began: time.Now()}
	if f.durable, err = c.begin(ctx, b.changes...); err != nil {
		err = unavailable(err)
	}
	return f, err
}

// land waits for each flight and lets its callers go. Behind one that fails none
// is durable.
func (c *committer) land(flights <-chan flight) {
	defer func() {
		c.fail(errStopped)
		for f := range flights {
			f.end(c.failure())
		}
	}()
	last := time.Now()
	for f := range flights {
		if err := c.confirm(f); err != nil {
			c.fail(err)
			return
		}
		if f.began.After(last) {
			last = f.began
		}
		c.measure(f, time.Since(last))
		last = time.Now()
		c.look()
	}
}

// confirm ends f when it is durable, and in any case.
func (c *committer) confirm(f flight) (err error) {
	err = errStopped
	defer func() { f.end(err) }()
	if err = f.durable(); err != nil {
		err = unavailable(err)
		return err
	}
	c.tell(f.signals)
	return nil
}

func unavailable(err error) error {
	return &sluice.Error{Code: sluice.Unavailable, Text: textUnavailable, Err: err}
}

// take waits for a batch; nil means that no more will come.
func (c *committer) take() *batch {
	for {
		c.mu.Lock()
		if len(c.waiting) > 0 {
			b := c.waiting[0]
			c.waiting = c.waiting[1:]
			c.backlog.Add(-int64(len(b.changes)))
			c.mu.Unlock()
			return b
		}
		closed := c.closed || c.err != nil
		c.mu.Unlock()
		if closed {
			return nil
		}
		<-c.wake
	}
}

// measure follows how fast batches land, and keeps the slices of one that has.
func (c *committer) measure(f flight, took time.Duration) {
	n := len(f.changes)
	lasted := time.Since(f.began)
	c.metrics.committed(n, lasted)
	before := c.lasts.Load()
	if before == 0 {
		before = int64(lasted)
	}
	c.lasts.Store(before + (int64(lasted)-before)/8)
	c.mu.Lock()
	defer c.mu.Unlock()
	if s := took.Seconds(); s > 0 {
		c.rate += (float64(n)/s - c.rate) / 8
		c.limit.Store(max(minBacklog, int64(c.rate*0.05)))
	}
	clear(f.changes)
	c.spare = &batch{changes: f.changes[:0], signals: f.signals[:0]}
	f.changes, f.signals = nil, nil
}

// fail refuses all that waits and all that comes.
func (c *committer) fail(err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.err == nil {
		c.err = err
	}
	for _, b := range c.waiting {
		b.end(c.err)
	}
	c.waiting = nil
	c.backlog.Store(0)
	c.rouse()
}

// rouse has run look again at what there is to do.
func (c *committer) rouse() {
	select {
	case c.wake <- struct{}{}:
	default:
	}
}

// failure returns what stopped the committer, or nil.
func (c *committer) failure() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.err
}

// close flushes what waits and ends run.
func (c *committer) close() {
	c.mu.Lock()
	c.closed = true
	c.mu.Unlock()
	c.rouse()
	<-c.ended
}
