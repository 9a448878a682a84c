package console

import (
	"time"

	"sluice"
)

// What a message waits for. Pages translate these words.
const (
	waitsSending       = "sending"
	waitsTurn          = "turn"
	waitsInterval      = "interval"
	waitsFlood         = "flood"
	waitsOffline       = "offline"
	waitsRetry         = "retry"
	waitsAuthorization = "authorization"
	waitsSuspended     = "suspended"
	waitsPaused        = "paused"
	waitsHeld          = "held"
	waitsChat          = "chat"
	waitsExpiry        = "expiry"
)

// waitWords are all of them.
func waitWords() []string {
	return []string{
		waitsSending, waitsTurn, waitsInterval, waitsFlood, waitsOffline, waitsRetry, waitsAuthorization,
		waitsSuspended, waitsPaused, waitsHeld, waitsChat, waitsExpiry,
	}
}

// A wait is why something is not sent now.
type wait struct {
	What   string        `json:"waitsFor"`
	Reason sluice.Reason `json:"reason,omitempty"` // with chat
	Until  moment        `json:"until,omitzero"`
	By     string        `json:"by,omitempty"`      // with paused
	For    sluice.Hold   `json:"heldFor,omitempty"` // with held
	Behind int           `json:"behind,omitempty"`  // with turn and chat
}

// A plan says when the messages of a queue go, as far as that can be told: one
// after the other, an interval apart, those that are set aside and due first.
type plan struct {
	line  sluice.Line
	step  time.Duration
	stop  *wait     // why nothing is sent at all; nil: it is
	start time.Time // when the first may go
	head  wait      // why the first does not go now
}

func newPlan(i sluice.Instance, l sluice.Line) plan {
	p := plan{line: l, step: i.Settings.Interval, start: l.At, head: wait{What: waitsTurn}}
	switch {
	case i.Paused:
		p.stop = &wait{What: waitsPaused, By: i.PausedBy}
	case i.Held:
		p.stop = &wait{What: waitsHeld, For: i.HeldFor}
	case i.State == sluice.SuspendedState:
		p.stop = &wait{What: waitsSuspended, Until: moment(i.SuspendedUntil)}
	case i.State != sluice.Authorized:
		p.stop = &wait{What: waitsAuthorization}
	}
	retry := waitsRetry
	if l.Offline {
		retry = waitsOffline
	}
	if l.Sending != "" {
		p.start = l.At.Add(p.step)
	}
	for _, w := range []struct { // the longest names what is waited for
		what  string
		until time.Time
	}{{waitsFlood, l.Flood}, {retry, l.Retry}, {waitsInterval, l.Paced}} {
		if w.until.After(p.start) {
			p.start, p.head = w.until, wait{What: w.what, Until: moment(w.until)}
		}
	}
	if p.stop != nil {
		p.head = *p.stop
	}
	return p
}

// inLine is how many messages are in the line and not being sent.
func (p *plan) inLine() int {
	n := p.line.Count - p.line.Aside - p.line.Overdue
	if p.line.Sending != "" {
		n--
	}
	return max(0, n)
}

// toGo is how many go one after the other, the one being sent left out: those that
// are overdue or held do not.
func (p *plan) toGo() int {
	n := p.line.Count - p.line.Overdue - p.line.Held
	if p.line.Sending != "" {
		n--
	}
	return max(0, n)
}

// first is when the first of all goes: with nothing else to send, when the first of
// those that are set aside is due.
func (p *plan) first() time.Time {
	if p.line.Ready > 0 || p.inLine() > 0 {
		return p.start
	}
	return later(p.line.Later, p.start)
}

// next says why the next message does not go now, and when it will.
func (p *plan) next() (wait, time.Time) {
	first := p.first()
	switch {
	case p.line.Sending != "":
		return wait{What: waitsSending}, p.line.At
	case p.stop != nil:
		return *p.stop, time.Time{}
	case p.toGo() == 0 && p.line.Overdue > 0:
		return wait{What: waitsExpiry}, time.Time{}
	case p.toGo() == 0:
		return wait{What: waitsHeld, For: sluice.HoldDoubt}, time.Time{}
	case first.After(p.start):
		return wait{What: waitsChat, Until: moment(first)}, first
	}
	return p.head, p.start
}

// last is when the last of all goes; zero when that is not known.
func (p *plan) last() time.Time {
	n := p.toGo()
	switch {
	case p.stop != nil:
		return time.Time{}
	case n > 0:
		return later(p.first().Add(time.Duration(n-1)*p.step), p.line.Later)
	case p.line.Sending != "":
		return p.line.At
	}
	return time.Time{}
}

// of says why a message waits, and when it goes. aside and line are how many of
// those that are set aside and will go, and of the line, are before it.
func (p *plan) of(w sluice.Waiting, aside, line int) (wait, time.Time) {
	switch {
	case w.Place == sluice.PlaceSending:
		return wait{What: waitsSending}, p.line.At
	case w.Place == sluice.PlaceOverdue:
		return wait{What: waitsExpiry}, time.Time{}
	case isHeld(w):
		return wait{What: waitsHeld, For: sluice.HoldDoubt, Behind: w.Behind}, time.Time{}
	case p.stop != nil:
		return *p.stop, time.Time{}
	case w.Place == sluice.PlaceLine:
		return p.turn(p.line.Ready+line, p.start)
	case w.Until.After(p.start): // else it is not its chat that keeps it
		own := w.Until.Add(time.Duration(w.Behind) * p.step)
		at := later(own, p.first().Add(time.Duration(aside)*p.step))
		return wait{What: waitsChat, Reason: w.Reason, Until: moment(w.Until), Behind: w.Behind}, at
	}
	return p.turn(aside, p.first())
}

// turn is what a message waits for that goes behind n others, the first of them
// at a moment.
func (p *plan) turn(n int, first time.Time) (wait, time.Time) {
	at := first.Add(time.Duration(n) * p.step)
	if p.line.Sending != "" {
		n++
	}
	if n == 0 {
		return p.head, at
	}
	return wait{What: waitsTurn, Behind: n}, at
}

// isHeld says whether a message stays until it is released.
func isHeld(w sluice.Waiting) bool {
	return w.Place == sluice.PlaceAside && w.Reason == sluice.WaitsHeld
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}
