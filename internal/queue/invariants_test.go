package queue_test

import (
	"cmp"
	"errors"
	"slices"
	"testing/synctest"
	"time"

	"pgregory.net/rapid"

	"sluice"
)

// settle ends all faults: then everything must drain.
func (m *model) settle(t *rapid.T) {
	m.net.mu.Lock()
	m.net.next, m.net.refuse, m.net.takes = nil, nil, 0
	m.net.mu.Unlock()
	m.in, m.paused = true, false
	m.change(func() { m.pause(1, false); m.login(1, m.account) })
	m.must(m.store.Release(t.Context(), 1, sluice.WaitsHeld))
	time.Sleep(13 * hour)
	m.check(t)
	if waiting := m.waiting(); len(waiting) > 0 {
		t.Fatalf("I4b: %d wait, %s among them, although nothing is in the way", len(waiting), waiting[0].text)
	}
}

// check looks at everything that must hold while nothing moves.
func (m *model) check(t *rapid.T) {
	synctest.Wait()
	m.takeStatuses(t)
	m.net.wantOneKeyEach(t)
	m.wantWaiting(t)
	m.wantOrder(t)
	m.wantProgress(t)
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, b := range m.broken {
		t.Fatal(b)
	}
}

// takeStatuses reads what the client is told: I1.
func (m *model) takeStatuses(t *rapid.T) {
	for _, n := range m.ended(1) {
		i := slices.IndexFunc(m.sent, func(e *entry) bool { return e.id == n.Message })
		if i < 0 {
			t.Fatalf("I2: a status of %s, which nobody queued", n.Message)
		}
		e := m.sent[i]
		c, called := m.lastCall(e)
		switch {
		case e.end != "":
			t.Fatalf("I1: %s was %s, and now is %s", e.text, e.end, n.Status)
		case n.Status == sluice.StatusSent && (!called || !m.net.shows(c.key)):
			t.Fatalf("I1: %s is told to be sent, and is not", e.text)
		case n.Status == sluice.StatusExpired && time.Since(e.at) < 24*hour-ms: // acceptance is kept in milliseconds
			t.Fatalf("I7: %s expired too early", e.text)
		case n.Status == sluice.StatusFailed && !m.refused(e):
			t.Fatalf("I1: %s is told to have failed, and nobody refused it: %s", e.text, n.Description)
		}
		m.finish(e, string(n.Status))
	}
}

// wantWaiting checks that the list is what waits, and that nothing is done to
// the rest: I1, I8, I9.
func (m *model) wantWaiting(t *rapid.T) {
	var want []sluice.MessageID
	for _, e := range m.waiting() {
		want = append(want, e.id)
		if c, ok := m.lastCall(e); ok && c.done && c.err == nil && !e.lost {
			t.Fatalf("I1: %s was sent and waits", e.text)
		}
	}
	if got := m.queued(1); !slices.Equal(got, want) {
		t.Fatalf("I8: the list has %v, what waits is %v", got, want)
	}
	calls := m.net.all()
	for _, e := range m.sent {
		for _, c := range calls[e.calls:] {
			if c.id == e.id && (e.end != "" || c.text != e.text) {
				t.Fatalf("I9: %s was sent after it was %q", c.text, cmp.Or(e.end, "edited"))
			}
		}
	}
}

// wantOrder checks the first sends of all messages: I3. A message may come
// after a later one only when its chat had to wait.
func (m *model) wantOrder(t *rapid.T) {
	first := map[sluice.MessageID]int{}
	for i, c := range m.net.all() {
		if _, ok := first[c.id]; !ok {
			first[c.id] = i
		}
	}
	for i, low := range m.sent {
		at, called := first[low.id]
		if m.behindKept(low) || !called && (low.end != "" || low.overdue()) {
			continue
		}
		for _, high := range m.sent[i+1:] {
			before, ok := first[high.id]
			if !ok || called && at < before || m.excused(low, high) {
				continue
			}
			t.Fatalf("I3: %s went before %s", high.text, low.text)
		}
	}
}

// excused says whether low's chat had to wait while high's went on.
func (m *model) excused(low, high *entry) bool {
	if low.chat == high.chat && low.written == high.written {
		return false
	}
	for _, f := range m.net.refusals() {
		e, i := &sluice.Error{}, slices.IndexFunc(m.sent, func(e *entry) bool { return e.id == f.m })
		errors.As(f.err, &e)
		same, stranger := m.sent[i].chat == low.chat, slices.Contains(m.net.strangers, low.chat)
		switch {
		case low.chat == high.chat && !f.preparing:
		case e.Code == sluice.Suspended && stranger, e.Code == sluice.Internal && same, e.Scope != sluice.ScopeAccount && same:
			return true
		}
	}
	return false
}

// wantProgress checks I4b: when something may be sent and nothing makes it
// wait, it has been.
func (m *model) wantProgress(t *rapid.T) {
	free := slices.ContainsFunc(m.waiting(), func(e *entry) bool { return !m.behindKept(e) && !e.overdue() })
	busy := slices.ContainsFunc(m.net.all(), func(c call) bool { return !c.done })
	if !m.in || m.paused || !free || busy {
		return
	}
	m.mu.Lock()
	due := m.last.at
	m.mu.Unlock()
	if m.opened.After(due) {
		due = m.opened
	}
	due = due.Add(m.interval)
	for _, f := range m.net.refusals() {
		if until := f.at.Add(3*sec + longest(f.err)); until.After(due) {
			due = until
		}
	}
	if late := time.Since(due); late > 0 {
		t.Fatalf("I4b: the next message is %v late", late)
	}
}

// longest is how long a fault may hold a message.
func longest(err error) time.Duration {
	e := &sluice.Error{}
	errors.As(err, &e)
	switch {
	case e.Wait > 0:
		return e.Wait
	case e.Code == sluice.Suspended:
		return 12 * hour
	}
	return 5 * time.Minute
}

// behindKept says whether e, or one before it in its chat, was in doubt when
// something passed it over. A chat keeps its order.
func (m *model) behindKept(e *entry) bool {
	return slices.ContainsFunc(m.sent, func(k *entry) bool { return k.kept && k.chat == e.chat && k.id <= e.id })
}

func (m *model) waiting() []*entry {
	var waiting []*entry
	for _, e := range m.sent {
		if e.end == "" {
			waiting = append(waiting, e)
		}
	}
	return waiting
}

func (m *model) finish(e *entry, end string) { e.end, e.calls = end, m.logged() }

func (m *model) logged() int {
	m.net.mu.Lock()
	defer m.net.mu.Unlock()
	return len(m.net.calls)
}

func (m *model) lastCall(e *entry) (c call, ok bool) {
	m.net.mu.Lock()
	defer m.net.mu.Unlock()
	for _, c := range slices.Backward(m.net.calls) {
		if c.id == e.id {
			return c, true
		}
	}
	return call{}, false
}

// doubted says whether a try of e has no answer, or one that is unknown.
func (m *model) doubted(e *entry) bool {
	m.net.mu.Lock()
	defer m.net.mu.Unlock()
	return e.lost || slices.ContainsFunc(m.net.calls, func(c call) bool {
		code := sluice.CodeOf(c.err)
		return c.id == e.id && !c.local && (!c.done || code == sluice.Unknown || code == sluice.Internal)
	})
}

// refused says whether the network had something against e that may be final.
func (m *model) refused(e *entry) bool {
	return slices.ContainsFunc(m.net.refusals(), func(f fault) bool {
		switch sluice.CodeOf(f.err) {
		case sluice.Refused, sluice.Suspended, sluice.Internal:
			return f.m == e.id
		}
		return false
	})
}

func (e *entry) overdue() bool { return time.Since(e.at) >= 24*hour-ms }
