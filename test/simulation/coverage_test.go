package simulation

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"sluice"
)

// A condition is what an instance is doing when a fault meets it.
type condition string

// The conditions, the first that fits.
const (
	isDown     condition = "down"
	isOut      condition = "logged out"
	isOffline  condition = "offline"
	isSending  condition = "sending"
	isDoubtful condition = "in doubt"
	isWaiting  condition = "told to wait"
	isFree     condition = "free"
)

var conditions = []condition{isDown, isOut, isOffline, isSending, isDoubtful, isWaiting, isFree}

// A pair is a fault that met a condition.
type pair struct {
	fault fault
	when  condition
}

// A coverage counts which faults have met which conditions.
type coverage map[pair]int

func (c coverage) hit(f fault, when condition) { c[pair{f, when}]++ }

func (c coverage) add(o coverage) {
	for p, n := range o {
		c[p] += n
	}
}

// state returns what an instance is doing. Callers hold mu.
func (n *network) state(id sluice.InstanceID) condition {
	l := n.lines[id]
	switch {
	case l == nil || l.dead:
		return isDown
	case l.user == "" || n.account(l.user).session == 0:
		return isOut
	case !l.up:
		return isOffline
	case l.sending > 0:
		return isSending
	}
	return n.world.log.condition(nameOf(id), n.world.now())
}

// condition tells from the log whether an account is in doubt, or was told to
// wait.
func (r *recorder) condition(name string, now time.Duration) condition {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, w := range slices.Backward(r.all.Waits) {
		if w.Account == name && w.Until > now {
			return isWaiting
		}
	}
	for _, c := range slices.Backward(r.all.Calls) {
		if c.Account == name {
			if c.Answer == "silence" {
				return isDoubtful
			}
			break
		}
	}
	return isFree
}

// stroke counts a stroke of fate or a deed of somebody.
func (w *world) stroke(f fault, id sluice.InstanceID) {
	w.mu.Lock()
	down := w.process == nil
	w.mu.Unlock()
	w.net.mu.Lock()
	defer w.net.mu.Unlock()
	when := w.net.state(id)
	if down {
		when = isDown
	}
	w.net.coverage.hit(f, when)
	w.log.mu.Lock()
	defer w.log.mu.Unlock()
	w.log.strokes = append(w.log.strokes, stroke{w.now(), fmt.Sprintf("%s: %s while %s", nameOf(id), f, when)})
}

// impossible are pairs that cannot be: a request only arrives on a line that is
// up, and nobody who is down can be asked.
func impossible(p pair) bool {
	switch {
	case slices.Contains(answers, p.fault):
		return p.when == isDown || p.when == isOut || p.when == isOffline || p.when == isSending ||
			p.fault == throttle && p.when == isWaiting
	case p.fault == revoke:
		return p.when == isOut || p.when == isDown
	case p.fault == clockStep:
		return false
	}
	return p.when == isDown
}

// table returns how many pairs there are, how many were met often, and those that
// were not.
func (c coverage) table(often int) (pairs, met int, missing []string) {
	for _, f := range slices.Concat(answers, strokes, deeds) {
		for _, when := range conditions {
			p := pair{f, when}
			if impossible(p) {
				continue
			}
			pairs++
			if c[p] >= often {
				met++
			} else {
				missing = append(missing, fmt.Sprintf("%s while %s (%d)", f, when, c[p]))
			}
		}
	}
	return pairs, met, missing
}

// String returns all that was counted, the rarest first.
func (c coverage) String() string {
	var b strings.Builder
	for _, p := range slices.SortedFunc(maps.Keys(c), func(a, b pair) int {
		return cmp.Or(cmp.Compare(c[a], c[b]), cmp.Compare(a.fault, b.fault), cmp.Compare(a.when, b.when))
	}) {
		fmt.Fprintf(&b, "%8d  %s while %s\n", c[p], p.fault, p.when)
	}
	return b.String()
}
