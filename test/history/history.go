// Package history decides, from what clients were answered and from what the
// fake Telegram received, whether a run kept the promise: nothing accepted is
// lost, doubled, out of order, early, or sent with another random id.
//
// The gateway's own log is no evidence here. The client's log says which
// messages were answered 200 and in which order one client asked for them; the
// fake's log says which wire attempts arrived, when by its own monotonic clock,
// and which of them became visible. [Check] joins the two in one pass over
// each, so that a run of millions of messages is checked in seconds.
package history

import (
	"cmp"
	"fmt"
	"slices"
	"time"
)

// A Request is one sendMessage of one client. Every request carries a text of
// its own; that is what joins the logs.
type Request struct {
	Account string // as the fake names the instance's account
	Text    string
	Seq     int  // position in the order in which one client asked, from 0
	OK      bool // answered 200; false: the answer was lost, so it may exist or not
}

// An Arrival is a wire attempt or a visible message at the fake.
type Arrival struct {
	At       time.Duration // by the fake's monotonic clock
	Account  string
	Text     string
	RandomID string
}

// A Run is everything that was seen of one run.
type Run struct {
	Interval time.Duration // least time between two messages of an account
	Requests []Request     // by client, in the order asked
	Calls    []Arrival     // every wire attempt, in the order of arrival
	Visible  []Arrival     // every message that the other side sees, in the order of arrival
}

// A Kind names what a violation breaks.
type Kind string

// The kinds of violation.
const (
	Lost    Kind = "lost"    // answered 200 and never visible
	Doubled Kind = "doubled" // visible more than once
	Phantom Kind = "phantom" // visible, and nobody asked for it
	Swapped Kind = "swapped" // first attempts in another order than asked
	Early   Kind = "early"   // less than the interval after the last attempt of the message before
	Renamed Kind = "renamed" // a repeat with another random id
)

// A Violation is one broken promise.
type Violation struct {
	Kind    Kind
	Account string
	Text    string
	Detail  string
}

// String returns the violation as one line.
func (v Violation) String() string {
	return fmt.Sprintf("%s: account %s, %q: %s", v.Kind, v.Account, v.Text, v.Detail)
}

// Check returns every violation of the run, none when the promise was kept.
func Check(r Run) []Violation {
	c := checker{requests: make(map[string]Request, len(r.Requests))}
	for _, q := range r.Requests {
		c.requests[q.Text] = q
	}
	c.conservation(r)
	for _, calls := range byAccount(r.Calls) {
		c.order(calls)
		c.pace(calls, r.Interval)
	}
	return c.found
}

// Repeats counts the wire attempts beyond the first of each message: how often
// a send in doubt was made again.
func Repeats(calls []Arrival) int {
	seen := map[string]struct{}{}
	for _, a := range calls {
		seen[a.Text] = struct{}{}
	}
	return len(calls) - len(seen)
}

type checker struct {
	requests map[string]Request // by text
	found    []Violation
}

func (c *checker) report(k Kind, a Arrival, format string, args ...any) {
	c.found = append(c.found, Violation{k, a.Account, a.Text, fmt.Sprintf(format, args...)})
}

// conservation compares what was accepted with what is visible.
func (c *checker) conservation(r Run) {
	visible := make(map[string]int, len(r.Visible))
	for _, a := range r.Visible {
		visible[a.Text]++
		q, asked := c.requests[a.Text]
		switch {
		case !asked:
			c.report(Phantom, a, "no client asked for it")
		case q.Account != a.Account:
			c.report(Phantom, a, "asked of account %s", q.Account)
		case visible[a.Text] == 2:
			c.report(Doubled, a, "visible again at %v", a.At)
		}
	}
	for _, q := range r.Requests {
		if q.OK && visible[q.Text] == 0 {
			c.report(Lost, Arrival{Account: q.Account, Text: q.Text}, "answered 200, never visible")
		}
	}
}

// order wants the first attempts of one account in the order asked, and every
// repeat with the random id of the first.
func (c *checker) order(calls []Arrival) {
	first := map[string]string{} // text → random id
	last := -1
	for _, a := range calls {
		id, again := first[a.Text]
		if again {
			if id != a.RandomID {
				c.report(Renamed, a, "random id %s, then %s", id, a.RandomID)
			}
			continue
		}
		first[a.Text] = a.RandomID
		seq := c.requests[a.Text].Seq
		if seq < last {
			c.report(Swapped, a, "number %d after number %d", seq, last)
		}
		last = max(last, seq)
	}
}

// pace wants the interval between the last attempt of one message and the first
// attempt of the next.
func (c *checker) pace(calls []Arrival, interval time.Duration) {
	for i := 1; i < len(calls); i++ {
		before, a := calls[i-1], calls[i]
		if gap := a.At - before.At; before.Text != a.Text && gap < interval {
			c.report(Early, a, "%v after %q, the interval is %v", gap, before.Text, interval)
		}
	}
}

func byAccount(all []Arrival) map[string][]Arrival {
	m := map[string][]Arrival{}
	for _, a := range all {
		m[a.Account] = append(m[a.Account], a)
	}
	for _, calls := range m {
		slices.SortStableFunc(calls, func(a, b Arrival) int { return cmp.Compare(a.At, b.At) })
	}
	return m
}
