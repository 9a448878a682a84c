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

// A committer flushes batches, one after the other, without lingering: a batch
// is what came in while the one before was flushed.
type committer struct {
	engine  Engine
	reserve Reserver // nil: the engine cannot tell whether it has room
	tell    func([]signal)
	metrics *metrics
	wake    chan struct{} // one slot
	ended   chan struct{} // closed when run has returned
	backlog atomic.Int64  // changes that wait
	limit   atomic.Int64  // of the backlog, for an enqueue to be taken
	full    atomic.Bool   // the engine had no room when it was last asked

	mu      sync.Mutex // guards the rest
	waiting []*batch   // in order; the last one takes what comes in
	spare   *batch     // its slices are used again
	rate    float64    // changes flushed a second, lately
	closed  bool
	err     error // the first failure: nothing is committed after it
}

func newCommitter(e Engine, tell func([]signal), m *metrics) *committer {
	c := &committer{engine: e, tell: tell, metrics: m, wake: make(chan struct{}, 1), ended: make(chan struct{})}
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
		select {
		case c.wake <- struct{}{}:
		default:
		}
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
	b.err = err
	close(b.done)
	return b
}

// busy says whether more waits than is flushed in about 50 ms.
func (c *committer) busy() bool { return c.backlog.Load() > c.limit.Load() }

// run flushes until close. Should the engine end its goroutine, which is how a
// fatal fault shows in tests, all who wait get an error.
func (c *committer) run(ctx context.Context) {
	defer close(c.ended)
	defer c.fail(errStopped)
	for {
		b := c.take()
		if b == nil {
			return
		}
		n, began := len(b.changes), time.Now()
		changes, signals := b.changes, b.signals
		if err := c.flush(ctx, b); err != nil {
			c.fail(err)
			return
		}
		took := time.Since(began)
		c.metrics.committed(n, took)
		c.measure(n, took)
		c.recycle(changes, signals)
		c.look()
	}
}

// recycle keeps the slices of a batch for one that comes.
func (c *committer) recycle(changes []Change, signals []signal) {
	clear(changes)
	c.mu.Lock()
	defer c.mu.Unlock()
	c.spare = &batch{changes: changes[:0], signals: signals[:0]}
}

// flush commits b and lets its callers go. They get an error even if the engine
// never returns.
func (c *committer) flush(ctx context.Context, b *batch) error {
	b.err = errStopped
	defer close(b.done)
	if err := c.engine.Commit(ctx, b.changes...); err != nil {
		b.err = &sluice.Error{Code: sluice.Unavailable, Text: textUnavailable, Err: err}
		return b.err
	}
	b.err = nil
	c.tell(b.signals)
	b.changes, b.signals = nil, nil
	return nil
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
		closed := c.closed
		c.mu.Unlock()
		if closed {
			return nil
		}
		<-c.wake
	}
}

func (c *committer) measure(n int, took time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if s := took.Seconds(); s > 0 {
		c.rate += (float64(n)/s - c.rate) / 8
		c.limit.Store(max(minBacklog, int64(c.rate*0.05)))
	}
}

// fail refuses all that waits and all that comes.
func (c *committer) fail(err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.err == nil {
		c.err = err
	}
	for _, b := range c.waiting {
		b.err = c.err
		close(b.done)
	}
	c.waiting = nil
	c.backlog.Store(0)
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
	select {
	case c.wake <- struct{}{}:
	default:
	}
	<-c.ended
}
