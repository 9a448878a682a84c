package history

import (
	"slices"
	"sort"
	"time"
)

// order wants the first attempts in the order asked: I3. A message may be
// overtaken only while its chat has to wait, and never inside its chat.
func (c *checker) order(a *account) {
	type record struct { // the highest number so far, and since when
		seq int
		at  time.Duration
	}
	var highest []record
	inChat := map[string]*message{}
	holds := c.holds(a)
	seen := map[*message]bool{}
	for _, call := range a.calls {
		m := c.byText[call.Text]
		if m == nil || seen[m] {
			continue
		}
		seen[m] = true
		if last := inChat[call.Chat]; last != nil && m.Seq < last.Seq {
			if call.Chat == "" || m.Written == last.Written || !unresolved(holds[call.Chat], last.calls[0].At) {
				c.report(Swapped, a.name, m.Text, "number %d after number %d", m.Seq, last.Seq)
			}
		} else {
			inChat[call.Chat] = m
		}
		n := len(highest)
		if n == 0 || m.Seq > highest[n-1].seq {
			highest = append(highest, record{m.Seq, call.At})
			continue
		}
		over := highest[sort.Search(n, func(i int) bool { return highest[i].seq > m.Seq })]
		if call.Chat != "" && !heldBefore(holds[call.Chat], over.at) {
			c.report(Swapped, a.name, m.Text, "number %d after number %d of another chat, and nothing made its chat wait", m.Seq, over.seq)
		}
	}
}

// holds returns, by chat, when something made it wait. A login of another account
// holds whatever is in doubt, and so does a chat that does not tell what it shows.
func (c *checker) holds(a *account) map[string][]Hold {
	by := map[string][]Hold{}
	for _, h := range a.asides {
		h.kept = h.Unclear
		by[h.Chat] = append(by[h.Chat], h)
	}
	as := ""
	for _, ch := range a.changes {
		if ch.Kind != Session || !ch.On || ch.As == "" {
			continue
		}
		if as != "" && ch.As != as {
			for _, call := range slices.Concat(a.calls, a.cuts) {
				if call.Answer == Fault || call.Answer == Silence {
					by[call.Chat] = append(by[call.Chat], Hold{At: ch.Call, kept: true})
				}
			}
		}
		as = ch.As
	}
	for _, list := range by {
		slices.SortFunc(list, func(a, b Hold) int { return int(a.At - b.At) })
	}
	return by
}

func heldBefore(list []Hold, t time.Duration) bool {
	return len(list) > 0 && list[0].At <= t
}

func heldBetween(list []Hold, from, until time.Duration) bool {
	return slices.ContainsFunc(list, func(h Hold) bool { return h.At >= from && h.At <= until })
}

func unresolved(list []Hold, t time.Duration) bool {
	return slices.ContainsFunc(list, func(h Hold) bool { return (h.Unresolved || h.kept) && h.At <= t })
}

// repeats wants each repeat of a message with the random id of its first
// attempt, no two messages with one, and no other message begun while one is in
// doubt: I6.
func (c *checker) repeats(a *account) {
	ids := map[string]*message{}
	for _, m := range a.messages {
		for _, call := range m.calls {
			if call.RandomID == "" {
				continue
			}
			if call.RandomID != m.randomID() {
				c.report(Renamed, a.name, m.Text, "random id %s, then %s", m.randomID(), call.RandomID)
			}
			if other := ids[call.RandomID]; other != nil && other != m {
				c.report(Renamed, a.name, m.Text, "it shares the random id of %q", other.Text)
			}
			ids[call.RandomID] = m
		}
	}
	holds := c.holds(a)
	for i := 1; i < len(a.calls); i++ {
		before, call := a.calls[i-1], a.calls[i]
		m, next := c.byText[before.Text], c.byText[call.Text]
		if before.Answer != Silence || m == nil || m == next || next == nil || before.As != call.As {
			continue
		}
		if heldBetween(holds[before.Chat], before.At, call.At) {
			continue // its chat waits, with its doubt
		}
		// It was dropped, or is it still to come?
		if last := m.calls[len(m.calls)-1]; last.At > call.At && last.As == before.As && !c.otherAccount(a, before.At, call.At) {
			c.report(Doubts, a.name, call.Text, "begun at %v while %q was in doubt", call.At, m.Text)
		}
	}
}

func (m *message) randomID() string {
	for _, call := range m.calls {
		if call.RandomID != "" {
			return call.RandomID
		}
	}
	return ""
}

// otherAccount says whether another account may have logged in between.
func (c *checker) otherAccount(a *account, from, until time.Duration) bool {
	as := ""
	for _, ch := range a.changes {
		if ch.Kind != Session || !ch.On || ch.As == "" {
			continue
		}
		if as != "" && ch.As != as && ch.Call <= until && (ch.Return >= from || ch.Call >= from) {
			return true
		}
		as = ch.As
	}
	return false
}

// pace wants the interval between the last attempt of one message and the first
// attempt of the next: I4.
func (c *checker) pace(a *account) {
	changes := a.states(Interval, c.Slack)
	for i := 1; i < len(a.calls); i++ {
		before, call := a.calls[i-1], a.calls[i]
		least, certain := Never, false
		var list []Change
		list, certain = changes.possible(call.At)
		for _, ch := range list {
			least = min(least, ch.Value)
		}
		if !certain {
			least = min(least, c.Interval)
		}
		if c.believed(before.At, call.At) {
			continue
		}
		if gap := call.At - before.At; c.byText[before.Text] != c.byText[call.Text] && gap < least {
			c.report(Early, a.name, call.Text, "%v after %q, the interval is %v", gap, before.Text, least)
		}
	}
}

// believed says whether a process started in between whose clock was another than
// the one before had at first: then it cannot know how long ago that was.
func (c *checker) believed(from, until time.Duration) bool {
	return slices.ContainsFunc(c.Clock, func(s Step) bool {
		return s.Start && s.At > from && s.At <= until && s.By != c.wall(from)
	})
}

// patience wants no attempt before a wait was over that the network asked for. A
// gateway need not remember what was asked of an account that has gone meanwhile,
// and knows waits of an earlier process by the clock alone.
func (c *checker) patience() {
	for _, account := range c.accounts {
		var mine []Wait
		for _, w := range c.Waits {
			if w.Account == account.name {
				mine = append(mine, w)
			}
		}
		until, next := map[[2]string]time.Duration{}, 0
		for i, call := range account.calls {
			for ; next < len(mine) && mine[next].From < call.At; next++ {
				w := mine[next]
				until[[2]string{w.As, w.Text}] = max(until[[2]string{w.As, w.Text}], w.Until)
			}
			if i > 0 && (c.otherAccount(account, account.calls[i-1].At, call.At) || c.believed(account.calls[i-1].At, call.At)) {
				clear(until)
			}
			for _, what := range []string{"", call.Text} {
				if end := until[[2]string{call.As, what}]; call.At < end {
					c.report(Hasty, account.name, call.Text, "sent at %v, told to wait until %v", call.At, end)
				}
			}
		}
	}
}
