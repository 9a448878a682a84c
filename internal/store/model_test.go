package store_test

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"pgregory.net/rapid"

	"sluice"
	"sluice/internal/store"
)

// A model is a queue as one would write it without caring about speed: a list.
type model struct {
	t    *rapid.T
	b    *box
	id   sluice.InstanceID
	stop func()

	waits []*entry                           // in the queue, by id
	told  map[sluice.MessageID]ending        // what the client must be told
	sent  map[sluice.ChatID]sluice.MessageID // the last one sent to each chat
	n     int64
}

type ending struct {
	status sluice.Status
	at     time.Time
}

type entry struct {
	id     sluice.MessageID
	chat   sluice.ChatID
	at     time.Time
	text   sluice.Text
	flying bool // its attempt has no result
}

// run starts the store's own work.
func (m *model) run() {
	ctx, cancel := context.WithCancel(m.t.Context())
	done := make(chan error, 1)
	go func() { done <- m.b.Run(ctx) }()
	m.stop = func() {
		m.stop = func() {}
		cancel()
		if err := <-done; err != nil {
			m.t.Fatalf("run: %v", err)
		}
	}
}

func (m *model) must(err error) {
	if err != nil {
		m.t.Fatalf("%v", err)
	}
}

func (m *model) enqueue(r *rapid.T) {
	chat := sluice.ChatID(fmt.Sprint(10 + rapid.IntRange(0, 3).Draw(r, "chat")))
	m.n++
	words := sluice.Text(fmt.Sprint(m.n))
	id, err := m.b.Enqueue(m.t.Context(), text(m.id, chat, string(words)), sluice.Once{})
	m.must(err)
	m.waits = append(m.waits, &entry{id: id, chat: chat, at: time.Now(), text: words})
}

// burst puts many in, so that pages and read-ahead have ends to fall over.
func (m *model) burst(r *rapid.T) {
	for range rapid.IntRange(1, 80).Draw(r, "many") {
		m.enqueue(r)
	}
}

// try does what a lane does with the next message, and lets it end somehow.
func (m *model) try(r *rapid.T) {
	ctx := m.t.Context()
	msg, ok, err := m.b.Next(ctx, m.id)
	m.must(err)
	if !ok {
		for _, e := range m.waits {
			if time.Since(e.at) < 24*time.Hour {
				r.Fatalf("nothing is next, and %s waits", e.id)
			}
		}
		return
	}
	e := m.find(msg.ID)
	if e == nil {
		r.Fatalf("next is %s, which does not wait", msg.ID)
	}
	if b, ok := msg.Body.(sluice.TextBody); !ok || b.Text != e.text {
		r.Fatalf("the text is %v, want %v", msg.Body, e.text)
	}
	if time.Until(msg.NotBefore) > time.Hour {
		return
	}
	time.Sleep(time.Until(msg.NotBefore))
	if e.flying && time.Since(e.at) >= 24*time.Hour {
		m.end(r, e, sluice.StatusExpired, msg)
		return
	}
	aside, err := m.b.Follow(ctx, msg, user(e.chat))
	m.must(err)
	if aside {
		return
	}
	ok, err = m.b.Attempt(ctx, m.id, msg.ID, msg.Revision)
	m.must(err)
	if !ok {
		return // its time was over meanwhile, or another is next by now
	}
	m.order(r, e)
	e.flying = true
	m.outcome(r, e, msg)
}

// order checks that no message of a chat overtakes another.
func (m *model) order(r *rapid.T, e *entry) {
	if e.id < m.sent[e.chat] {
		r.Fatalf("%s goes after %s", e.id, m.sent[e.chat])
	}
	m.sent[e.chat] = e.id
}

func (m *model) outcome(r *rapid.T, e *entry, msg sluice.Message) {
	wire := sluice.Sent{Wire: time.Now()}
	wait := sluice.Wait{For: time.Duration(rapid.IntRange(1, 600).Draw(r, "seconds")) * time.Second}
	switch rapid.IntRange(0, 5).Draw(r, "outcome") {
	case 0, 1:
		m.end(r, e, sluice.StatusSent, msg)
	case 2:
		m.end(r, e, sluice.StatusFailed, msg)
	case 3:
		wait.Scope, wait.Reason = sluice.ScopeChat, sluice.WaitsSlowMode
		e.flying = !msg.Doubt.IsZero()
		m.must(m.b.Postpone(m.t.Context(), msg, wire, user(e.chat), wait))
	case 4:
		wait.Reason = sluice.WaitsFlood
		e.flying = !msg.Doubt.IsZero()
		m.must(m.b.Postpone(m.t.Context(), msg, wire, user(e.chat), wait))
	case 5:
		wait.Reason = sluice.WaitsOffline
		m.must(m.b.Postpone(m.t.Context(), msg, wire, user(e.chat), wait))
	}
}

func (m *model) end(_ *rapid.T, e *entry, s sluice.Status, msg sluice.Message) {
	sent := sluice.Sent{Wire: time.Now()}
	if s == sluice.StatusSent {
		sent.ID = e.id.Number() % 1_000_000
	}
	m.must(m.b.Finish(m.t.Context(), msg, sent, user(e.chat), sluice.Outcome{Status: s}))
	m.leave(e, s)
}

func (m *model) leave(e *entry, s sluice.Status) {
	m.waits = slices.DeleteFunc(m.waits, func(o *entry) bool { return o == e })
	m.told[e.id] = ending{s, time.Now()}
}

func (m *model) find(id sluice.MessageID) *entry {
	for _, e := range m.waits {
		if e.id == id {
			return e
		}
	}
	return nil
}

func (m *model) any(r *rapid.T) *entry {
	if len(m.waits) == 0 {
		r.Skip("the queue is empty")
	}
	return m.waits[rapid.IntRange(0, len(m.waits)-1).Draw(r, "which")]
}

func (m *model) edit(r *rapid.T) {
	e := m.any(r)
	words := e.text + "!"
	ok, err := m.b.Edit(m.t.Context(), m.id, e.id, sluice.TextBody{Text: words})
	m.must(err)
	if ok {
		e.text = words
	} else if !e.flying && time.Since(e.at) < 24*time.Hour {
		r.Fatalf("%s cannot be edited", e.id)
	}
}

func (m *model) takeOut(r *rapid.T) {
	e := m.any(r)
	ok, err := m.b.TakeOut(m.t.Context(), m.id, e.id)
	m.must(err)
	if ok {
		m.waits = slices.DeleteFunc(m.waits, func(o *entry) bool { return o == e })
	} else if !e.flying && time.Since(e.at) < 24*time.Hour {
		r.Fatalf("%s cannot be taken out", e.id)
	}
}

func (m *model) clear(r *rapid.T) {
	if rapid.IntRange(0, 9).Draw(r, "really") > 0 {
		r.Skip("seldom")
	}
	m.must(m.b.Clear(m.t.Context(), m.id))
	list := m.ids(r)
	if len(list) > 1 {
		r.Fatalf("after a clear %v wait", list)
	}
	m.waits = slices.DeleteFunc(m.waits, func(e *entry) bool { return !slices.Contains(list, e.id) })
	for _, e := range m.waits {
		if !e.flying {
			r.Fatalf("%s survives a clear", e.id)
		}
	}
}

func (m *model) reopen(*rapid.T) {
	m.stop()
	m.b.reopen()
	m.must(m.b.SetState(m.t.Context(), m.id, sluice.Change{State: sluice.Authorized, Account: account}))
	m.run()
}

func (m *model) sleep(r *rapid.T) {
	time.Sleep(time.Duration(rapid.IntRange(1, 9*60).Draw(r, "minutes")) * time.Minute)
	synctest.Wait()
}

func (m *model) ids(r *rapid.T) []sluice.MessageID {
	list, err := m.b.Show(m.t.Context(), m.id, 1<<20)
	m.must(err)
	n, err := m.b.Count(m.t.Context(), m.id)
	m.must(err)
	if n != len(list) {
		r.Fatalf("the list has %d messages and the count is %d", len(list), n)
	}
	ids := make([]sluice.MessageID, 0, n)
	for _, item := range list {
		ids = append(ids, item.ID)
	}
	return ids
}

// check compares the queue with the list. What is overdue leaves by itself.
func (m *model) check(r *rapid.T) {
	synctest.Wait()
	list := m.ids(r)
	for _, e := range slices.Clone(m.waits) {
		over := time.Since(e.at) - 24*time.Hour
		there := slices.Contains(list, e.id)
		switch {
		case !there && over >= 0:
			m.leave(e, sluice.StatusExpired)
		case !there:
			r.Fatalf("%s is lost after %v", e.id, time.Since(e.at))
		case over > time.Minute && !e.flying:
			r.Fatalf("%s still waits after %v", e.id, time.Since(e.at))
		}
	}
	want := make([]sluice.MessageID, 0, len(m.waits))
	for _, e := range m.waits {
		want = append(want, e.id)
	}
	if !slices.Equal(list, want) {
		r.Fatalf("the list is %v, want %v", list, want)
	}
}

// notified takes the notifications and compares them with what had to be told.
func (m *model) notified(r *rapid.T) {
	for {
		receipt, n, ok, err := m.b.Head(m.t.Context(), m.id)
		m.must(err)
		if !ok {
			break
		}
		acked, err := m.b.Ack(m.t.Context(), m.id, receipt)
		m.must(err)
		if !acked {
			r.Fatalf("receipt %d cannot be acknowledged", receipt)
		}
		if n.Type != sluice.NotifyStatus {
			continue
		}
		if want := m.told[n.Message]; want.status != n.Status {
			r.Fatalf("told that %s is %s, want %v", n.Message, n.Status, want.status)
		}
		delete(m.told, n.Message)
	}
	for id, left := range m.told {
		if time.Since(left.at) < 24*time.Hour {
			r.Fatalf("never told that %s is %v", id, left.status)
		}
	}
	clear(m.told)
}

func TestTheQueueIsAList(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		rapid.SyncTest(r, func(r *rapid.T) {
			b := openBox(r, store.Options{})
			m := &model{
				t: r, b: b, id: create(r, b.Store),
				told: map[sluice.MessageID]ending{}, sent: map[sluice.ChatID]sluice.MessageID{},
			}
			m.run()
			defer func() { m.stop() }()
			m.script(r)
		})
	})
}

func (m *model) script(r *rapid.T) {
	r.Repeat(map[string]func(*rapid.T){
		"enqueue": m.enqueue, "burst": m.burst, "try": m.try, "try again": m.try, "try on": m.try,
		"edit": m.edit, "take out": m.takeOut, "clear": m.clear, "reopen": m.reopen, "sleep": m.sleep,
		"notified": m.notified, "": m.check,
	})
	m.check(r)
	m.notified(r)
}
