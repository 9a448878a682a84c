package store

import (
	"context"
	"sync"
	"time"

	"sluice"
)

// The limits of a batch.
const (
	batchChanges = 4096
	batchBytes   = 1 << 20
)

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
	tell    func([]signal)
	metrics *metrics
	wake    chan struct{} // one slot
	ended   chan struct{} // closed when run has returned

	mu      sync.Mutex // guards the rest
	waiting []*batch   // in order; the last one takes what comes in
	changes int        // in waiting
	rate    float64    // changes flushed a second, lately
	closed  bool
	err     error // the first failure: nothing is committed after it
}

func newCommitter(e Engine, tell func([]signal), m *metrics) *committer {
	return &committer{engine: e, tell: tell, metrics: m, wake: make(chan struct{}, 1), ended: make(chan struct{})}
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
		b = newBatch()
		c.waiting = append(c.waiting, b)
	}
	b.changes = append(b.changes, ch)
	b.bytes += size
	c.changes++
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

func failed(err error) *batch {
	b := newBatch()
	b.err = err
	close(b.done)
	return b
}

// busy says whether more waits than is flushed in about 50 ms.
func (c *committer) busy() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return float64(c.changes) > max(4*batchChanges, c.rate*0.05)
}

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
		began := time.Now()
		err := c.flush(ctx, b)
		if err != nil {
			c.fail(err)
			return
		}
		c.metrics.committed(len(b.changes), time.Since(began))
		c.measure(len(b.changes), time.Since(began))
	}
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
			c.changes -= len(b.changes)
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
	c.waiting, c.changes = nil, 0
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
