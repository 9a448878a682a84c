// Package news remembers what happened lately, in memory, for the people who look
// at the console.
//
// Parts tell it: [News.Happened], [News.Born], [News.Delivered], [News.Prompted] and
// [News.Asked] note one thing each and return at once, so that they may be called
// under any lock. The console reads it: how a login stands, the last notifications,
// figures for charts, how clients use the API. All of it is bounded, and all of it
// is gone with the process.
//
// Streams read it too. What they are told are entries, numbered without a gap, of
// which the last are kept in a ring: who makes an entry publishes it, and each
// stream follows with a [Cursor] of its own, which goes on where the client left off
// as long as the ring still holds what came since. While nobody looks no entry is
// made, and the details of an instance are noted while a stream looks at it alone.
package news

import (
	"sync"
	"time"

	"sluice"
)

// News is all that is remembered. It is made by [New], before the parts that tell
// it.
type News struct {
	now    func() time.Time
	stir   chan struct{} // one slot: there is something to take
	ending chan struct{} // closed by Drain

	mu      sync.Mutex // guards the rest
	ring    ring
	viewers viewers
	items   []Item // to be taken
	logins  map[sluice.InstanceID]struct{}
	prompts map[sluice.InstanceID]Prompt
	counts  map[sluice.InstanceID]int // what waits
	total   int                       // of counts
	lately  *lru[*births]
	figures *figures
	usage   *usage
	drained bool
}

// The most instances of which something is remembered.
const (
	mostBirths  = 500
	mostFigures = 1000
)

// New returns news of nothing. now is the wall clock; nil: time.Now.
func New(now func() time.Time) *News {
	if now == nil {
		now = time.Now
	}
	return &News{
		now: now, stir: make(chan struct{}, 1), ending: make(chan struct{}),
		ring: newRing(now()), viewers: newViewers(), logins: map[sluice.InstanceID]struct{}{},
		prompts: map[sluice.InstanceID]Prompt{}, counts: map[sluice.InstanceID]int{},
		lately: newLRU[*births](mostBirths), figures: newFigures(now()), usage: newUsage(now()),
	}
}

// Began is when the process did.
func (n *News) Began() time.Time {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.usage.since
}

// A Prompt is where a login stands.
type Prompt struct {
	sluice.Prompt
	Starting bool // the network is being asked
}

// Prompted is told of each prompt of a login, and with StepNone of its end. One that
// succeeded leaves nothing: what it said would be a problem after the next logout.
func (n *News) Prompted(id sluice.InstanceID, p sluice.Prompt) {
	if p.Problem == sluice.ProblemRegistered {
		p = sluice.Prompt{}
	}
	n.setPrompt(id, Prompt{Prompt: p})
}

// Starting notes that a login begins, of which no prompt is known yet.
func (n *News) Starting(id sluice.InstanceID) { n.setPrompt(id, Prompt{Starting: true}) }

func (n *News) setPrompt(id sluice.InstanceID, p Prompt) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.prompts[id] = p
	if p == (Prompt{}) {
		delete(n.prompts, id)
	}
	n.logins[id] = struct{}{}
	n.wake()
}

// Prompt returns where the login of an instance stands; the zero value when none is
// under way.
func (n *News) Prompt(id sluice.InstanceID) Prompt {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.prompts[id]
}

// Waits notes how many messages of an instance wait.
func (n *News) Waits(id sluice.InstanceID, count int) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.total += count - n.counts[id]
	n.counts[id] = count
	if count == 0 {
		delete(n.counts, id)
	}
	n.figures.waits(id, count, n.total, n.now())
}

// Waiting is how many messages of all instances wait.
func (n *News) Waiting() int {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.total
}

// Forget forgets an instance that is gone.
func (n *News) Forget(id sluice.InstanceID) {
	n.Waits(id, 0)
	n.mu.Lock()
	defer n.mu.Unlock()
	delete(n.prompts, id)
	delete(n.logins, id)
	n.lately.remove(id)
	n.figures.forget(id)
}

// Drain ends all streams.
func (n *News) Drain() {
	n.mu.Lock()
	defer n.mu.Unlock()
	if !n.drained {
		n.drained = true
		close(n.ending)
	}
}
