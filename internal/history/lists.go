package history

import (
	"slices"
	"time"
)

// mostListed is how many messages an answer of showMessagesQueue shows.
const mostListed = 500

// lists compares what clients saw waiting with what may wait, and what must: I8.
func (c *checker) lists(a *account) {
	if len(a.lists) == 0 {
		return
	}
	spans := make([]span, 0, len(a.messages))
	for _, m := range a.named() {
		spans = append(spans, c.span(a, m))
	}
	for _, l := range a.lists {
		c.list(a, l, spans)
	}
}

// A span is when a message waits: surely, and perhaps.
type span struct {
	*message
	sure, perhaps [2]time.Duration // from, until
}

func (c *checker) span(a *account, m *message) span {
	s := span{message: m, sure: [2]time.Duration{m.Return, Never}, perhaps: [2]time.Duration{m.Call, Never}}
	end := func(earliest, latest time.Duration) {
		s.sure[1] = min(s.sure[1], earliest)
		s.perhaps[1] = min(s.perhaps[1], latest)
	}
	for _, call := range m.calls {
		switch call.Answer {
		case Taken:
			end(call.At, call.At+c.Slack+call.Took)
		case Silence:
			end(call.At, Never) // it may be looked for and found
		default:
			end(call.At, Never) // it may be the last straw
		}
	}
	for _, at := range m.refused {
		end(at, Never)
	}
	for _, ch := range a.changes {
		switch {
		case ch.Kind == Clear && (ch.OK || ch.Return == Never) && ch.Return >= m.Call:
			end(ch.Call, Never) // what is under way stays
			if ch.OK && ch.Call > m.Return && !c.open(m, ch) {
				end(ch.Call, ch.Return)
			}
		case ch.Kind == TakeOut && slices.Contains(m.texts, ch.Text) && ch.OK:
			end(ch.Call, ch.Return)
		case ch.Kind == TakeOut && slices.Contains(m.texts, ch.Text) && ch.Return == Never:
			end(ch.Call, Never)
		}
	}
	for _, t := range a.told {
		if t.ID == m.ID && t.Status != "" && t.Status != pending {
			end(Never, t.At)
		}
	}
	end(m.Call+c.lifetime(), Never)
	return s
}

// lifetime is how long a message waits at least, should the clock have jumped.
func (c *checker) lifetime() time.Duration {
	left := day - time.Millisecond
	for _, s := range c.Clock {
		if s.By != 0 {
			return 0
		}
	}
	return left
}

func (c *checker) list(a *account, l List, spans []span) {
	if !slices.IsSorted(l.IDs) {
		c.report(Listed, a.name, "", "the list at %v is not in order: %v", l.Call, l.IDs)
	}
	if l.Still && l.Count != len(l.IDs) && len(l.IDs) < mostListed {
		c.report(Listed, a.name, "", "the count at %v is %d, the list has %d", l.Call, l.Count, len(l.IDs))
	}
	for _, s := range spans {
		at, there := slices.BinarySearch(l.IDs, s.ID)
		switch {
		case there && (l.Return < s.perhaps[0] || l.Call-c.Slack > s.perhaps[1]):
			c.report(Listed, a.name, s.Text, "%s is listed at %v; it was over at %v", s.ID, l.Call, s.perhaps[1])
		case !there && l.Call > s.sure[0] && l.Return < s.sure[1] && at < mostListed:
			c.report(Listed, a.name, s.Text, "%s waits, and is not listed at %v", s.ID, l.Call)
		}
	}
}
