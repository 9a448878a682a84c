package history

import (
	"slices"
	"time"
)

const day = 24 * time.Hour

// gate wants no send to begin while the account was surely paused or logged
// out: I5.
func (c *checker) gate(a *account) {
	pauses, sessions := a.states(Paused, c.Slack), a.states(Session, c.Slack)
	watched := len(sessions.changes) > 0
	for _, call := range a.calls {
		list, certain := pauses.possible(call.At)
		if certain && !slices.ContainsFunc(list, func(ch Change) bool { return !ch.On }) {
			c.report(Ungated, a.name, call.Text, "sent at %v, paused since %v", call.At, list[0].Return)
		}
		list, certain = sessions.possible(call.At)
		if watched && !slices.ContainsFunc(list, func(ch Change) bool { return ch.On }) {
			c.report(Ungated, a.name, call.Text, "sent at %v, not authorized (certain: %t)", call.At, certain)
		}
	}
}

// age wants no send of what is a day old, and nothing expired before: I7. Ids are
// in milliseconds, so a message may be taken to be one older than it is.
func (c *checker) age(a *account) {
	for _, m := range a.messages {
		if m.Return == 0 || !m.OK {
			continue
		}
		born := m.Return + c.wall(m.Return)
		for _, call := range m.calls {
			if old := call.At + c.wall(call.At-c.Slack) - c.Slack - born; old >= day {
				c.report(Expired, a.name, m.Text, "sent at the age of %v", old)
			}
		}
	}
	for _, t := range a.told {
		m := a.byID(t.ID)
		if t.Status != expired || m == nil || m.Return == 0 {
			continue
		}
		if old := t.At + c.wallBefore(t.At) - m.Call - c.wall(m.Call); old < day-time.Millisecond {
			c.report(Expired, a.name, m.Text, "told to be expired at the age of %v", old)
		}
	}
}

// wall returns how far the gateway's wall clock is ahead at t.
func (c *checker) wall(t time.Duration) time.Duration {
	by := time.Duration(0)
	for _, s := range c.Clock {
		if s.At > t {
			break
		}
		by = s.By
	}
	return by
}

// wallBefore returns how far it was ahead at most until t.
func (c *checker) wallBefore(t time.Duration) time.Duration {
	most := time.Duration(0)
	for _, s := range c.Clock {
		if s.At <= t {
			most = max(most, s.By)
		}
	}
	return most
}

func (a *account) byID(id string) *message {
	i, ok := slices.BinarySearchFunc(a.named(), id, func(m *message, id string) int {
		switch {
		case m.ID < id:
			return -1
		case m.ID > id:
			return 1
		}
		return 0
	})
	if !ok {
		return nil
	}
	return a.named()[i]
}

// named returns the messages whose ids are known. They are in order, or
// identities has told.
func (a *account) named() []*message {
	if a.ids == nil {
		for _, m := range a.messages {
			if m.ID != "" {
				a.ids = append(a.ids, m)
			}
		}
		slices.SortFunc(a.ids, func(a, b *message) int {
			if a.ID < b.ID {
				return -1
			}
			return 1
		})
	}
	return a.ids
}

// withdrawn wants nothing sent that was cleared or taken out before, and no text
// that an edit has replaced: I9. What was in doubt may be repeated.
func (c *checker) withdrawn(a *account) {
	var cleared []Change
	for _, ch := range a.changes {
		m := c.byText[ch.Text]
		switch {
		case !ch.OK:
		case ch.Kind == Clear:
			cleared = append(cleared, ch)
		case ch.Kind == TakeOut && m != nil:
			c.silent(m, ch, "taken out")
		case ch.Kind == Edit && m != nil:
			c.unedited(m, ch)
		}
	}
	for _, m := range a.messages {
		if m.Return == 0 || !m.OK {
			continue
		}
		for _, ch := range cleared {
			if ch.Call > m.Return {
				c.silent(m, ch, "cleared")
				break
			}
		}
	}
}

// silent wants no attempt of m after ch, unless it was in doubt or under way then.
func (c *checker) silent(m *message, ch Change, what string) {
	if c.open(m, ch) {
		return
	}
	for _, call := range m.calls {
		if call.At > ch.Return+c.Slack {
			c.report(Revived, m.Account, m.Text, "%s at %v, sent at %v", what, ch.Return, call.At)
			return
		}
	}
}

// open says whether an attempt was under way during ch, or one before had no
// result.
func (c *checker) open(m *message, ch Change) bool {
	if len(m.cuts) > 0 && m.cuts[0].At <= ch.Return+c.Slack {
		return true
	}
	return slices.ContainsFunc(m.calls, func(a Arrival) bool {
		without := a.Answer == Silence || a.Answer == Fault || a.Answer == Unknown
		return a.At <= ch.Return+c.Slack && (without || a.At+a.Took+c.Slack >= ch.Call)
	})
}

// unedited wants no attempt with an older text once an edit was answered.
func (c *checker) unedited(m *message, ch Change) {
	at := slices.Index(m.texts, ch.NewText)
	for _, call := range m.calls {
		if call.At > ch.Return+c.Slack && slices.Index(m.texts, call.Text) < at {
			c.report(Revived, m.Account, call.Text, "sent at %v, edited at %v", call.At, ch.Return)
		}
	}
}
