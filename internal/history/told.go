package history

import (
	"slices"
	"time"
)

// told compares what a client received with what happened: I10. Every event
// comes, once, in order; a receipt names one notification; every message that
// left by itself has one outcome, the one that the gateway goes on telling.
func (c *checker) told(a *account) {
	if len(a.told) == 0 && len(a.events) == 0 {
		return
	}
	c.receipts(a)
	c.outcomes(a)
	c.events(a)
}

// receipts wants the head again and again until it is deleted.
func (c *checker) receipts(a *account) {
	says := map[int64]Told{}
	var before *Told
	for i := range a.told {
		t := &a.told[i]
		if old, ok := says[t.Receipt]; ok && (old.Status != t.Status || old.ID != t.ID || old.Event != t.Event) {
			c.report(Mistold, a.name, t.Event, "receipt %d told another thing before", t.Receipt)
		}
		says[t.Receipt] = *t
		switch {
		case before == nil:
		case before.Deleted != Never && before.Deleted < t.At && t.Receipt == before.Receipt:
			c.report(Mistold, a.name, t.Event, "receipt %d comes again at %v, deleted at %v", t.Receipt, t.At, before.Deleted)
		case t.Receipt < before.Receipt:
			c.report(Mistold, a.name, t.Event, "receipt %d comes after %d", t.Receipt, before.Receipt)
		case before.Deleted == Never && !before.Perhaps && !c.jumped() && t.Receipt != before.Receipt && t.At-before.At < day/2:
			c.report(Mistold, a.name, t.Event, "receipt %d comes, and %d was not deleted", t.Receipt, before.Receipt)
		}
		before = t
	}
}

// outcomes wants one final status for each message, and the right one.
func (c *checker) outcomes(a *account) {
	first := map[string]Told{}
	for _, t := range a.told {
		if t.Status == "" || t.ID == "" || t.Status == "read" {
			continue
		}
		old, ok := first[t.ID]
		if ok && old.Receipt != t.Receipt {
			c.report(Mistold, a.name, t.ID, "told to be %s, and then %s", old.Status, t.Status)
		}
		first[t.ID] = t
	}
	known := map[string]bool{}
	for _, m := range a.messages {
		if m.ending == nil {
			continue
		}
		known[m.ending.ID] = true
		t, ok := first[m.ending.ID]
		switch s := m.ending.Status; {
		case ok && t.Status != s:
			c.report(Mistold, a.name, m.Text, "told to be %s, and is %s", t.Status, s)
		case !ok && !c.jumped() && slices.Contains([]string{delivered, failed, noAccount, expired}, s):
			c.report(Untold, a.name, m.Text, "it is %s, and the client was not told", s)
		}
	}
	for id, t := range first {
		if c.Endings != nil && !known[id] {
			c.report(Phantom, a.name, id, "told to be %s, and nobody asked for it", t.Status)
		}
	}
}

// events wants each event of the network, once and in order, and no message of
// our own told as one from another app.
func (c *checker) events(a *account) {
	at := make(map[string]int, len(a.events))
	for i, e := range a.events {
		at[e.Text] = i
	}
	seen := make([]int64, len(a.events)) // receipts
	last := map[string]int{}             // by account and direction: what waits for a doubt comes later
	for _, t := range a.told {
		if t.Event == "" {
			continue
		}
		i, ok := at[t.Event]
		switch {
		case !ok && c.byText[t.Event] != nil:
			c.report(Mistold, a.name, t.Event, "an own message is told as sent from another app")
			continue
		case !ok:
			c.report(Phantom, a.name, t.Event, "the network never told of it")
			continue
		case seen[i] != 0 && seen[i] != t.Receipt:
			c.report(Mistold, a.name, t.Event, "told twice, as %d and %d", seen[i], t.Receipt)
		case i < last[lane(a.events[i])]:
			c.report(Mistold, a.name, t.Event, "told after %q", a.events[last[lane(a.events[i])]].Text)
		case a.events[i].ByPhone != t.ByPhone:
			c.report(Mistold, a.name, t.Event, "by phone: %t, told: %t", a.events[i].ByPhone, t.ByPhone)
		}
		seen[i] = t.Receipt
		last[lane(a.events[i])] = max(last[lane(a.events[i])], i)
	}
	for i, receipt := range seen {
		if receipt == 0 && !c.jumped() {
			c.report(Untold, a.name, a.events[i].Text, "the client never got it")
		}
	}
}

// jumped says whether the gateway came to trust another clock: then notifications
// may be a day old at once.
func (c *checker) jumped() bool {
	return slices.ContainsFunc(c.Clock, func(s Step) bool { return s.By.Abs() > 5*time.Minute })
}

func lane(e Event) string {
	if e.ByPhone {
		return e.As + " by phone"
	}
	return e.As
}
