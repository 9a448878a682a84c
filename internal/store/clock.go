package store

import (
	"sync"
	"time"
)

// maxStep is how far the wall clock may jump while the process runs.
const maxStep = 5 * time.Minute

// A clock tells the wall time, and does not follow it over a jump: it goes on
// from where the wall clock stood, by the monotonic one, until the two agree
// again. A restart trusts the wall clock.
type clock struct {
	wall    func() time.Time       // nil: time.Now
	stepped func(by time.Duration) // told once per jump

	mu    sync.Mutex // guards the rest
	base  time.Time  // by the wall clock, without a monotonic reading
	since time.Time  // the moment of base, with one
	off   bool       // the wall clock is away from base
}

func newClock(wall func() time.Time, stepped func(time.Duration)) *clock {
	c := &clock{wall: wall, stepped: stepped}
	c.base, c.since = c.read()
	return c
}

// read returns the wall time, without a monotonic reading, and the moment.
func (c *clock) read() (wall, mono time.Time) {
	mono = time.Now()
	if c.wall == nil {
		return mono.Round(0), mono
	}
	return c.wall().Round(0), mono
}

// now returns the wall time, without a monotonic reading.
func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	wall, mono := c.read()
	expected := c.base.Add(mono.Sub(c.since))
	step := wall.Sub(expected)
	if step.Abs() <= maxStep {
		c.base, c.since, c.off = wall, mono, false
		return wall
	}
	if !c.off {
		c.off = true
		c.stepped(step)
	}
	return expected
}

// millis returns the wall time in Unix milliseconds.
func (c *clock) millis() int64 { return c.now().UnixMilli() }

// at returns the moment of a stored wall time, with a monotonic reading, so that
// waiting for it does not depend on the wall clock. 0 is the zero time. What the
// two clocks drift apart while both are read makes the moment later.
func (c *clock) at(millis int64) time.Time {
	if millis == 0 {
		return time.Time{}
	}
	left := time.UnixMilli(millis).Sub(c.now())
	return time.Now().Add(left)
}

// millisOf returns the wall time of a moment with a monotonic reading, rounded
// up: no wait that is counted from it after a restart ends early.
func (c *clock) millisOf(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	ago := time.Since(t)
	return c.now().Add(time.Millisecond - time.Nanosecond - ago).UnixMilli()
}

// in returns the moment that is d from now: as a wall time in Unix milliseconds,
// rounded up, and with a monotonic reading.
func (c *clock) in(d time.Duration) (millis int64, due time.Time) {
	due = time.Now().Add(d)
	return c.millisOf(due), due
}
