package console

import (
	"slices"
	"time"

	"sluice"
)

// An Outlook is why something waits and when it goes, in the words of /v1, for
// whoever tells it elsewhere.
type Outlook struct {
	Waits  string        `json:"waitsFor,omitempty"` // "": nothing waits
	Reason sluice.Reason `json:"reason,omitempty"`   // with chat
	Until  time.Time     `json:"until,omitzero"`
	By     string        `json:"by,omitempty"`      // with paused
	For    sluice.Hold   `json:"heldFor,omitempty"` // with held
	Sends  time.Time     `json:"sendAt,omitzero"`
}

func outlook(w wait, sends time.Time) Outlook {
	return Outlook{Waits: w.What, Reason: w.Reason, Until: time.Time(w.Until), By: w.By, For: w.For, Sends: sends}
}

// OutlookOf says why the next message of a queue does not go now.
func OutlookOf(i sluice.Instance, l sluice.Line) Outlook {
	if l.Count == 0 {
		return Outlook{}
	}
	p := newPlan(i, l)
	return outlook(p.next())
}

// Outlooks says why each of the first messages of a queue waits.
func Outlooks(i sluice.Instance, l sluice.Line, first []sluice.Waiting) []Outlook {
	p, w := newPlan(i, l), walk{}
	all := make([]Outlook, len(first))
	for k, m := range first {
		q := w.step(&p, m)
		all[k] = outlook(q.wait, time.Time(q.Sends))
	}
	return all
}

// Reasons are the words that [Tally] counts by.
func Reasons() []string {
	return slices.DeleteFunc(waitWords(), func(word string) bool { return word == waitsInterval })
}

// Tally counts what waits in a queue by what it waits for, without a look at the
// messages: those whose turn is to come are not told from the one whose interval
// runs.
func Tally(i sluice.Instance, l sluice.Line) map[string]int {
	p, counts := newPlan(i, l), map[string]int{waitsExpiry: l.Overdue}
	left := l.Count - l.Overdue
	if l.Sending != "" {
		counts[waitsSending] = 1
		left--
	}
	if p.stop != nil {
		counts[p.stop.What] = max(0, left)
		return counts
	}
	counts[waitsHeld] = l.Held
	left -= l.Held
	switch p.head.What {
	case waitsFlood, waitsOffline, waitsRetry: // for these all of them wait
		counts[p.head.What] = max(0, left)
		return counts
	}
	counts[waitsChat] = min(max(0, l.Aside-l.Held-l.Ready), max(0, left))
	counts[waitsTurn] = max(0, left) - counts[waitsChat]
	return counts
}
