package store

import (
	"context"
	"math"
	"time"

	"sluice"
)

// Follow sets m aside when its chat already waits, or when p never wrote to the
// account and such chats may not be written to now; it says whether it did.
func (s *Store) Follow(ctx context.Context, m sluice.Message, p sluice.Peer) (bool, error) {
	i, err := s.use(ctx, m.Instance)
	if err != nil {
		return false, err
	}
	t, ok, err := s.place(ctx, i, m)
	if err != nil || !ok {
		i.mu.Unlock()
		return !ok, err // gone meanwhile: the lane starts over
	}
	chat := chatKey(p.Chat)
	late := s.late()
	if hidden := chatKey(m.Chat); !i.aside.before(chat, t.row.ID, late) && i.aside.before(hidden, t.row.ID, late) {
		chat = hidden // earlier ones wait that are not resolved yet
	}
	w := s.asideOf(i, t, chat)
	until := i.rec.Strangers.Until
	switch {
	case i.aside.before(chat, t.row.ID, late):
		w.Until, w.due = 0, time.Time{}
		w.Reason = i.aside.chats[chat][0].Reason
	case p.First && s.clock.now().Before(until):
		w.Until, w.due = until.UnixMilli(), s.clock.at(until.UnixMilli())
		w.Reason = sluice.WaitsFirstContact
	default:
		if t.aside != nil {
			i.aside.put(w)
		}
		i.mu.Unlock()
		return false, nil
	}
	c := Change{Instance: i.id}
	c.resolve(m.Chat, p)
	s.setAside(i, &c, t, w)
	i.saveOut(&c)
	return true, s.commit(i, c, 0, tellQueue)
}

// Attempt records that a send begins. It says no, and records nothing, unless m
// is still the next one, unedited, not overdue, and may be sent now.
func (s *Store) Attempt(ctx context.Context, id sluice.InstanceID, m sluice.MessageID, revision int) (bool, error) {
	i, err := s.use(ctx, id)
	if err != nil {
		return false, err
	}
	t, ok, err := s.pick(ctx, i)
	now := s.clock.millis()
	if err != nil || !ok || t.row.ID != m.Number() || t.row.Revision != revision ||
		t.row.At+lifetime.Milliseconds() <= now || t.notBefore.After(time.Now()) {
		i.mu.Unlock()
		return false, err
	}
	c := Change{Instance: id}
	i.out.InFlight, i.tried = t.row.ID, t.row.ID
	repeat := now + i.rec.Settings.Interval.Milliseconds()
	if t.aside != nil {
		w := *t.aside
		w.Until, w.due = repeat, time.Now().Add(i.rec.Settings.Interval)
		if w.Doubt == 0 {
			w.Doubt = now
		}
		i.aside.put(&w)
		c.Aside = []Aside{w.Aside}
	} else {
		i.out.HeadUntil, i.headUntil = repeat, time.Now().Add(i.rec.Settings.Interval)
		i.out.Offline = 0
		if i.out.Doubt == 0 {
			i.out.Doubt = now
		}
	}
	i.saveOut(&c)
	err = s.commit(i, c, 0, 0)
	return err == nil, err
}

// Postpone keeps m: w says until when, and whether all wait for it or it is set
// aside. Of a message that has left the queue meanwhile it does nothing.
func (s *Store) Postpone(ctx context.Context, m sluice.Message, sent sluice.Sent, p sluice.Peer, w sluice.Wait) error {
	i, err := s.use(ctx, m.Instance)
	if err != nil {
		return err
	}
	t, ok, err := s.place(ctx, i, m)
	if err != nil || !ok {
		return s.left(i, m, sent, err)
	}
	c := Change{Instance: i.id}
	c.resolve(m.Chat, p)
	before := i.rec
	s.wrote(i, m.ID.Number(), sent)
	if s.again(i, t, w) {
		o := sluice.Outcome{Status: sluice.StatusFailed, Description: w.Text}
		return s.finish(ctx, i, t, result{message: m, sent: sent, peer: p, outcome: o, met: w.Reason})
	}
	doubt := i.doubtAfter(t, m, sent, w)
	if w.Scope == sluice.ScopeAccount && w.Reason != sluice.WaitsFirstContact && w.Reason != sluice.WaitsHeld {
		s.holdUp(i, &c, t, w, doubt)
	} else {
		s.waitAside(i, &c, t, p, w, doubt)
	}
	tell := tellQueue
	if w.Reason == sluice.WaitsSuspended {
		tell |= s.suspend(ctx, i, &c, t)
	}
	size := 0
	if i.rec != before {
		v, err := s.value(i.id, &i.rec)
		if err != nil {
			i.mu.Unlock()
			return err
		}
		c.Values, size = append(c.Values, v), len(v.Data)
	}
	i.saveOut(&c)
	return s.commit(i, c, size, tell)
}

// place returns the place of m in the queue; ok is false when it has left.
func (s *Store) place(ctx context.Context, i *instance, m sluice.Message) (turn, bool, error) {
	id := m.ID.Number()
	if w := i.aside.find(id); w != nil {
		return turn{row: Row{Lane: Outgoing, ID: id, Span: sluice.Span(m.Body)}, aside: w}, true, nil
	}
	if id < i.out.HeadID {
		return turn{}, false, nil
	}
	r, ok, err := s.head(ctx, i)
	if err != nil || !ok || r.ID != id {
		return turn{}, false, err
	}
	return turn{row: r}, true, nil
}

// wrote records when a request of a message was written: the interval of all
// others counts from then.
func (s *Store) wrote(i *instance, message int64, sent sluice.Sent) {
	if sent.Wire.IsZero() || !sent.Wire.After(i.wire) {
		return
	}
	i.wire, i.wireOf = sent.Wire, message
	i.out.LastWire = s.clock.millisOf(sent.Wire)
}

// doubtAfter returns since when t is in doubt after a try that is postponed; 0:
// it is not, as the network has answered or nothing was ever written.
func (i *instance) doubtAfter(t turn, m sluice.Message, sent sluice.Sent, w sluice.Wait) int64 {
	unanswered := w.Reason == sluice.WaitsFault
	if w.Scope == sluice.ScopeAccount {
		unanswered = w.Reason != sluice.WaitsFlood && w.Reason != sluice.WaitsSuspended
	}
	if m.Doubt.IsZero() && (sent.Wire.IsZero() || !unanswered) {
		return 0
	}
	if t.aside != nil {
		return t.aside.Doubt
	}
	return i.out.Doubt
}

// holdUp makes the account or the message wait in its place.
func (s *Store) holdUp(i *instance, c *Change, t turn, w sluice.Wait, doubt int64) {
	until, due := s.clock.millis()+w.For.Milliseconds(), time.Now().Add(w.For)
	if doubt == 0 && i.out.InFlight == t.row.ID {
		i.out.InFlight = 0
	}
	tries := int64(1)
	if w.Reason == sluice.WaitsFlood {
		i.out.WaitUntil, i.waitUntil = until, due
		tries = 0
	}
	if t.aside == nil {
		i.out.HeadUntil, i.headUntil = until, due
		i.out.Offline = 0
		if w.Reason == sluice.WaitsOffline {
			i.out.Offline = 1
		}
		i.out.Doubt = doubt
		i.out.Attempts += tries
		return
	}
	kept := *t.aside
	kept.Until, kept.due, kept.Doubt = until, due, doubt
	kept.Attempts += int(tries)
	i.aside.put(&kept)
	c.Aside = []Aside{kept.Aside}
}

// waitAside sets t aside until its chat, or what it needs, is free.
func (s *Store) waitAside(i *instance, c *Change, t turn, p sluice.Peer, w sluice.Wait, doubt int64) {
	chat := chatKey(p.Chat)
	if p.Chat == "" {
		chat = s.chatOf(i, t)
	}
	kept := s.asideOf(i, t, chat)
	kept.Attempts++
	kept.Doubt, kept.Reason = doubt, w.Reason
	kept.Until, kept.due = s.clock.millis()+w.For.Milliseconds(), time.Now().Add(w.For)
	switch w.Reason {
	case sluice.WaitsFirstContact:
		now := s.clock.now()
		if !now.Before(i.rec.Strangers.Until) {
			i.rec.Strangers = i.rec.Strangers.longer(now, t.row.ID)
		}
		kept.Flooded = true
		kept.Until = i.rec.Strangers.Until.UnixMilli()
		kept.due = s.clock.dueAt(kept.Until)
	case sluice.WaitsHeld:
		kept.Until, kept.due = math.MaxInt64, s.clock.dueAt(math.MaxInt64)
	}
	s.setAside(i, c, t, kept)
}

// chatOf returns the chat that t is set aside under while it is not resolved.
func (s *Store) chatOf(i *instance, t turn) int64 {
	if t.aside != nil {
		return t.aside.Chat
	}
	m, err := decode(i.id, t.row)
	if err != nil {
		return 0
	}
	return chatKey(m.Chat)
}

// asideOf returns a copy of t's entry, or a new one.
func (s *Store) asideOf(i *instance, t turn, chat int64) *waiting {
	if t.aside != nil {
		w := *t.aside
		w.Chat = chat
		return &w
	}
	return &waiting{Aside: Aside{
		ID: t.row.ID, Chat: chat, Attempts: int(i.out.Attempts), Doubt: i.out.Doubt,
	}}
}

// setAside keeps t as w, and moves the head past it if it was that.
func (s *Store) setAside(i *instance, c *Change, t turn, w *waiting) {
	s.leave(i, c, t)
	i.aside.put(w)
	c.Aside = append(c.Aside, w.Aside)
}

// leave takes t out of its place in the queue.
func (s *Store) leave(i *instance, c *Change, t turn) {
	if i.out.InFlight == t.row.ID {
		i.out.InFlight = 0
	}
	if t.aside != nil {
		i.aside.remove(t.row.ID)
		c.NotAside = append(c.NotAside, t.row.ID)
	} else {
		i.out.pass(t.row)
		i.out.Attempts, i.out.Doubt, i.out.HeadUntil, i.headUntil = 0, 0, 0, time.Time{}
		s.passAhead(i)
	}
	i.saveOut(c)
}

// again says whether t meets for the second time what a message may meet once.
func (s *Store) again(i *instance, t turn, w sluice.Wait) bool {
	switch w.Reason {
	case sluice.WaitsFirstContact:
		return t.aside != nil && t.aside.Flooded
	case sluice.WaitsSuspended:
		return i.rec.Suspension.Message == t.row.ID
	}
	return false
}

// suspend records that the network restricts the account for a while.
func (s *Store) suspend(ctx context.Context, i *instance, c *Change, t turn) topics {
	i.rec.Suspension = i.rec.Suspension.longer(s.clock.now(), t.row.ID)
	i.rec.State = sluice.SuspendedState
	tell := topicSet(sluice.TopicState)
	n := sluice.Notification{Type: sluice.NotifyState, At: s.clock.now(), State: sluice.SuspendedState}
	if s.bear(ctx, i, c, n) {
		tell |= topicSet(sluice.TopicNotifications)
	}
	return tell
}

// Release makes what was set aside for a reason due at once. With WaitsHeld it
// also lets an instance send again that another account's login had stopped, and
// with WaitsOffline it ends the pause of the next message.
func (s *Store) Release(ctx context.Context, id sluice.InstanceID, reason sluice.Reason) error {
	i, err := s.use(ctx, id)
	if err != nil {
		return err
	}
	c := Change{Instance: id}
	for _, w := range i.aside.byID {
		if w.Reason == reason && w.Until != 0 {
			w.Until, w.due = 0, time.Time{}
			c.Aside = append(c.Aside, w.Aside)
		}
	}
	size := len(c.Aside) * 64
	if reason == sluice.WaitsOffline && i.out.Offline != 0 {
		i.out.HeadUntil, i.headUntil, i.out.Offline = 0, time.Time{}, 0
		i.saveOut(&c)
		size += 64
	}
	if reason == sluice.WaitsHeld && i.rec.Held {
		i.rec.Held = false
		v, err := s.value(id, &i.rec)
		if err != nil {
			i.mu.Unlock()
			return err
		}
		c.Values, size = []Value{v}, size+len(v.Data)
	}
	if size == 0 {
		i.mu.Unlock()
		return nil
	}
	return s.commit(i, c, size, tellQueue)
}

// hold keeps what is in doubt from being sent by an account that is not the one
// that tried.
func (s *Store) hold(ctx context.Context, i *instance, c *Change) error {
	for _, w := range i.aside.byID {
		if w.Doubt != 0 {
			w.Until, w.due, w.Reason = forever, s.clock.dueAt(forever), sluice.WaitsHeld
			c.Aside = append(c.Aside, w.Aside)
		}
	}
	if i.out.InFlight != 0 && i.out.InFlight == i.tried { // it may have been written as late as now
		s.wrote(i, i.out.InFlight, sluice.Sent{Wire: time.Now()})
	}
	i.out.InFlight = 0
	if i.out.Doubt != 0 {
		r, ok, err := s.head(ctx, i)
		if err != nil {
			return err
		}
		if t := (turn{row: r}); ok {
			s.waitAside(i, c, t, sluice.Peer{}, sluice.Wait{Reason: sluice.WaitsHeld}, i.out.Doubt)
		}
	}
	i.saveOut(c)
	return nil
}
