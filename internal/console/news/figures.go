package news

import (
	"slices"
	"time"

	"sluice"
)

// Figures are counted in steps, and kept for so many minutes.
const (
	FigureStep   = 10 * time.Second
	ChartMinutes = 360

	figuresKept = int64(ChartMinutes * time.Minute / FigureStep)
)

// A Figure is what happened within one step.
type Figure struct {
	At       time.Time // when the step began
	Queued   int
	Sent     int
	Failed   int
	Received int
	Waiting  int // at its end

	step int64
}

// A chart has the figures of those steps in which something happened, the oldest
// first.
type chart struct {
	list    []Figure
	waiting int // now
}

// at returns the figure of a step.
func (c *chart) at(step int64) *Figure {
	if n := len(c.list); n > 0 && c.list[n-1].step >= step {
		return &c.list[n-1] // the clock may have gone back a little
	}
	if len(c.list) > 0 && c.list[0].step <= step-figuresKept {
		old := 0
		for old < len(c.list) && c.list[old].step <= step-figuresKept {
			old++
		}
		c.list = slices.Clone(c.list[old:])
	}
	c.list = append(c.list, Figure{step: step, Waiting: c.waiting})
	return &c.list[len(c.list)-1]
}

func (c *chart) add(what string, step int64) {
	f := c.at(step)
	switch what {
	case MessageQueued:
		f.Queued++
	case MessageSent:
		f.Sent++
	case MessageFailed:
		f.Failed++
	case MessageReceived:
		f.Received++
	}
}

func (c *chart) waits(n int, step int64) {
	if n == c.waiting {
		return
	}
	f := c.at(step)
	c.waiting, f.Waiting = n, n
}

// figures are the charts of all together and of each that was active lately.
type figures struct {
	began int64 // step
	all   chart
	each  *lru[*chart]
}

func newFigures(now time.Time) *figures {
	return &figures{began: stepOf(now), each: newLRU[*chart](mostFigures)}
}

func stepOf(t time.Time) int64 { return t.UnixMilli() / FigureStep.Milliseconds() }

func newChart() *chart { return &chart{} }

func (f *figures) add(id sluice.InstanceID, what string, now time.Time) {
	f.all.add(what, stepOf(now))
	f.each.get(id, newChart).add(what, stepOf(now))
}

func (f *figures) waits(id sluice.InstanceID, n, total int, now time.Time) {
	f.all.waits(total, stepOf(now))
	f.each.get(id, newChart).waits(n, stepOf(now))
}

func (f *figures) forget(id sluice.InstanceID) { f.each.remove(id) }

// A Chart has one value for each step from a moment on.
type Chart struct {
	From     time.Time
	Queued   []int
	Sent     []int
	Failed   []int
	Received []int
	Waiting  []int
}

// show returns the last steps that are over, and the one under way.
func (c *chart) show(steps, now int64) Chart {
	from := now - steps + 1
	out := Chart{
		From: startOf(from), Queued: make([]int, steps), Sent: make([]int, steps),
		Failed: make([]int, steps), Received: make([]int, steps), Waiting: make([]int, steps),
	}
	waiting, k := 0, 0
	for i := range steps {
		for ; k < len(c.list) && c.list[k].step <= from+i; k++ {
			waiting = c.list[k].Waiting
			if c.list[k].step == from+i {
				out.Queued[i], out.Sent[i], out.Failed[i], out.Received[i] = c.list[k].Queued, c.list[k].Sent, c.list[k].Failed, c.list[k].Received
			}
		}
		out.Waiting[i] = waiting
	}
	return out
}

func startOf(step int64) time.Time { return time.UnixMilli(step * FigureStep.Milliseconds()) }

// Chart returns the figures of the last minutes, of an instance or with 0 of all
// together.
func (n *News) Chart(id sluice.InstanceID, minutes int) Chart {
	n.mu.Lock()
	defer n.mu.Unlock()
	steps, now := int64(time.Duration(minutes)*time.Minute/FigureStep), stepOf(n.now())
	if id == 0 {
		return n.figures.all.show(steps, now)
	}
	c, ok := n.figures.each.look(id)
	if !ok {
		c = newChart()
	}
	return c.show(steps, now)
}

// A LastFigure is that of the step before, of all with 0 or of one.
type LastFigure struct {
	Instance sluice.InstanceID
	Figure
}

// LastFigures returns what streams are told: all together, and each instance that
// is looked at.
func (n *News) LastFigures() []LastFigure {
	n.mu.Lock()
	defer n.mu.Unlock()
	step := stepOf(n.now()) - 1
	list := []LastFigure{{0, n.figures.all.of(step)}}
	for _, id := range n.viewers.watched(time.Now()) {
		c, ok := n.figures.each.look(id)
		if !ok {
			c = newChart()
		}
		list = append(list, LastFigure{id, c.of(step)})
	}
	return list
}

// of returns the figure of a step that is over.
func (c *chart) of(step int64) Figure {
	out := Figure{At: startOf(step), step: step}
	for _, f := range slices.Backward(c.list) {
		if f.step == step {
			f.At = out.At
			return f
		}
		if f.step < step {
			out.Waiting = f.Waiting
			break
		}
	}
	return out
}
