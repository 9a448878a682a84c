package store

import (
	"cmp"
	"context"
	"math"
	"time"

	"sluice"
)

// Follow sets m aside when its chat already waits, or when p never wrote to the
// account and such chats may not be written to now; it says whether it did.
func (s *Store) Follow(ctx context.Context, m sluice.Message, p sluice.Peer) (bool, error) {
	aside := false
	err := s.change(ctx, m.Instance, func(d *draft) error {
		t, ok, err := s.place(ctx, d.i, m)
		if err != nil || !ok {
			aside = !ok // gone meanwhile: the lane starts over
			return err
		}
		aside = s.follow(d, t, m.Chat, p)
		d.i.goes = bound{message: t.row.ID, written: m.Chat, peer: p}
		return nil
	})
	return aside, err
}

// A bound is a message with the chat that it is about to go to.
type bound struct {
	message int64
	written sluice.ChatID
	peer    sluice.Peer
}

// follow decides about t, whose chat was written as written and is p.
func (s *Store) follow(d *draft, t turn, written sluice.ChatID, p sluice.Peer) bool {
	i, chat, skip := d.i, chatKey(p.Chat), s.skipped()
	if hidden := chatKey(written); !i.aside.before(chat, t.row.ID, skip) && i.aside.before(hidden, t.row.ID, skip) {
		chat = hidden // earlier ones wait that are not resolved yet
	}
	w := i.asideOf(t, chat)
	until := i.rec.Strangers.Until
	switch {
	case i.aside.before(chat, t.row.ID, skip):
		w.Until, w.due = 0, time.Time{}
		w.Reason = first(i.aside.chats[chat], skip).Reason
	case p.First && s.clock.now().Before(until):
		w.Until, w.due = until.UnixMilli(), s.clock.at(until.UnixMilli())
		w.Reason = sluice.WaitsFirstContact
	default:
		if t.aside != nil && t.aside.Chat != chat {
			i.aside.put(w)
		}
		return false
	}
	d.resolve(written, p)
	s.setAside(i, t, w)
	d.tell |= tellQueue
	return true
}

// Attempt records that a send begins. It says no, and records nothing, unless m
// is still the next one, unedited, not overdue, and may be sent now.
func (s *Store) Attempt(ctx context.Context, id sluice.InstanceID, m sluice.MessageID, revision int) (bool, error) {
	begun := false
	err := s.change(ctx, id, func(d *draft) error {
		t, ok, err := s.pick(ctx, d)
		now := s.clock.millis()
		if err != nil || !ok || t.row.ID != m.Number() || t.row.Revision != revision || t.notBefore.After(time.Now()) {
			return err
		}
		if t.row.At+lifetime.Milliseconds() <= now {
			return s.tooLate(ctx, d, t)
		}
		begun = true
		if g := d.i.goes; g.message == t.row.ID && !t.doubtful(d.i) {
			d.resolve(g.written, g.peer) // a name may lead elsewhere when it is asked where this went
		}
		s.begin(d.i, t)
		return nil
	})
	return begun && err == nil, err
}

// Absent records that the chat of m, which was in doubt, does not have it: the doubt
// begins anew with the next attempt.
func (s *Store) Absent(ctx context.Context, m sluice.Message) error {
	return s.change(ctx, m.Instance, func(d *draft) error {
		i := d.i
		t, ok, err := s.place(ctx, i, m)
		switch {
		case err != nil || !ok:
			return err
		case t.aside == nil:
			i.out.Doubt = 0
		default:
			w := *t.aside
			w.Doubt = 0
			i.aside.put(&w)
		}
		d.tell |= tellQueue
		return nil
	})
}

// doubtful says whether an attempt of t has no result.
func (t turn) doubtful(i *instance) bool {
	if t.aside != nil {
		return t.aside.Doubt != 0
	}
	return i.out.Doubt != 0
}

// tooLate expires what is set aside and a day old when its turn comes. Expiry goes
// by ids, which do not go back with the clock: this one it would find days later. Of
// what is in doubt the lane finds out first whether it was sent.
func (s *Store) tooLate(ctx context.Context, d *draft, t turn) error {
	if t.aside == nil || t.aside.Doubt != 0 {
		return nil
	}
	d.tell |= tellQueue
	s.metrics.expired.Inc()
	return s.expireAside(ctx, d, t)
}

// begin records an attempt. It may be repeated at once should no result follow: a
// repeat does not wait for the interval, and in another process all wait for it from
// the start on.
func (s *Store) begin(i *instance, t turn) {
	now := s.clock.millis()
	i.out.InFlight, i.tried, i.flying = t.row.ID, t.row.ID, t.row.ID
	if t.aside != nil {
		w := *t.aside
		w.Until, w.due, w.Account = 0, time.Time{}, 0
		if w.Doubt == 0 {
			w.Doubt = now
		}
		i.aside.put(&w)
		return
	}
	i.out.HeadUntil, i.headUntil, i.out.Offline = 0, time.Time{}, 0
	if i.out.Doubt == 0 {
		i.out.Doubt = now
	}
}

// Postpone keeps m: w says until when, and whether all wait for it or it is set
// aside. Of a message that has left the queue meanwhile it does nothing.
func (s *Store) Postpone(ctx context.Context, m sluice.Message, sent sluice.Sent, p sluice.Peer, w sluice.Wait) error {
	return s.change(ctx, m.Instance, func(d *draft) error {
		i := d.i
		d.tell |= tellQueue
		i.flying = 0
		s.wrote(i, m.ID.Number(), sent)
		t, ok, err := s.place(ctx, i, m)
		if err != nil || !ok || t.aside != nil && t.aside.Until == forever {
			return err // held meanwhile: the try was another account's, and no wait ends that
		}
		d.resolve(m.Chat, p)
		doubt := i.doubtAfter(t, m, sent, w)
		if doubt == 0 && i.again(t, w) { // else an earlier try may have sent it: that is found out at its next turn
			o := sluice.Outcome{Status: sluice.StatusFailed, Description: w.Text}
			return s.finish(ctx, d, t, result{message: m, sent: sent, peer: p, outcome: o, met: w.Reason})
		}
		if w.Scope == sluice.ScopeAccount && w.Reason != sluice.WaitsFirstContact && w.Reason != sluice.WaitsHeld {
			s.holdUp(i, t, w, doubt)
		} else {
			s.waitAside(i, t, p, w, doubt)
		}
		if held := i.aside.find(t.row.ID); w.Reason == sluice.WaitsHeld && held != nil {
			kept := *held
			kept.Account = cmp.Or(kept.Account, chatNumber(i.rec.own())) // which may yet show it
			i.aside.put(&kept)
		}
		if w.Reason == sluice.WaitsSuspended {
			return s.suspend(ctx, d, t)
		}
		return nil
	})
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

// wrote records when the send of a message ended that wrote: the interval of all
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
	unanswered := w.Reason == sluice.WaitsFault || w.Reason == sluice.WaitsHeld
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
func (s *Store) holdUp(i *instance, t turn, w sluice.Wait, doubt int64) {
	until, due := s.clock.in(w.For)
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
	kept.Until, kept.due, kept.Doubt, kept.Reason = until, due, doubt, w.Reason
	kept.Attempts += int(tries)
	i.aside.put(&kept)
}

// waitAside sets t aside until its chat, or what it needs, is free.
func (s *Store) waitAside(i *instance, t turn, p sluice.Peer, w sluice.Wait, doubt int64) {
	chat := chatKey(p.Chat)
	if p.Chat == "" {
		chat = s.chatOf(i, t)
	}
	kept := i.asideOf(t, chat)
	kept.Attempts++
	kept.Doubt, kept.Reason = doubt, w.Reason
	kept.Until, kept.due = s.clock.in(w.For)
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
	s.setAside(i, t, kept)
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
func (i *instance) asideOf(t turn, chat int64) *waiting {
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
func (s *Store) setAside(i *instance, t turn, w *waiting) {
	s.leave(i, t)
	i.aside.put(w)
}

// leave takes t out of its place in the queue.
func (s *Store) leave(i *instance, t turn) {
	if i.out.InFlight == t.row.ID {
		i.out.InFlight = 0
	}
	if t.aside != nil {
		i.aside.remove(t.row.ID)
		return
	}
	i.out.pass(t.row)
	i.out.Attempts, i.out.Doubt, i.out.HeadUntil, i.headUntil = 0, 0, 0, time.Time{}
	s.passAhead(i)
}

// again says whether t meets for the second time what a message may meet once.
func (i *instance) again(t turn, w sluice.Wait) bool {
	switch w.Reason {
	case sluice.WaitsFirstContact:
		return t.aside != nil && t.aside.Flooded
	case sluice.WaitsSuspended:
		return i.rec.Suspension.Message == t.row.ID
	}
	return false
}

// suspend records that the network restricts the account for a while.
func (s *Store) suspend(ctx context.Context, d *draft, t turn) error {
	r := &d.i.rec
	r.Suspension = r.Suspension.longer(s.clock.now(), t.row.ID)
	if !r.State.Ready() {
		return nil // the account has gone meanwhile: it is suspended when it comes back
	}
	r.State, r.Cause, r.CauseAt = sluice.SuspendedState, sluice.CauseRestricted, s.clock.now().Round(0)
	d.tell |= topicSet(sluice.TopicState)
	return s.bear(ctx, d, sluice.Notification{Type: sluice.NotifyState, At: s.clock.now(), State: sluice.SuspendedState})
}

// Release makes what was set aside for a reason due at once. With WaitsHeld it
// also lets an instance send again that another account's login had stopped, and
// with WaitsOffline it ends the pause of the next message.
func (s *Store) Release(ctx context.Context, id sluice.InstanceID, reason sluice.Reason) error {
	return s.change(ctx, id, func(d *draft) error {
		i := d.i
		d.tell |= tellQueue
		for _, w := range i.aside.because(reason) {
			i.aside.hurry(w)
		}
		switch reason {
		case sluice.WaitsOffline:
			if i.out.Offline != 0 {
				i.out.HeadUntil, i.headUntil, i.out.Offline = 0, time.Time{}, 0
			}
		case sluice.WaitsHeld:
			i.rec.Held = false
		}
		return nil
	})
}

// ReleaseOne makes one message that was set aside for a reason due at once, and
// changes nothing if it was not.
func (s *Store) ReleaseOne(ctx context.Context, id sluice.InstanceID, m sluice.MessageID, reason sluice.Reason) error {
	return s.change(ctx, id, func(d *draft) error {
		if w := d.i.aside.find(m.Number()); w != nil && w.Reason == reason {
			d.tell |= tellQueue
			d.i.aside.hurry(*w)
		}
		return nil
	})
}

// hold keeps what is in doubt from being sent by an account that is not the one
// that tried.
func (s *Store) hold(ctx context.Context, i *instance) error {
	if i.out.InFlight != 0 && i.out.InFlight == i.tried { // it may have been written as late as now
		s.wrote(i, i.out.InFlight, sluice.Sent{Wire: time.Now()})
	}
	i.out.InFlight = 0
	if i.out.Doubt != 0 {
		r, ok, err := s.head(ctx, i)
		if err != nil {
			return err
		}
		if ok {
			s.waitAside(i, turn{row: r}, sluice.Peer{}, sluice.Wait{Reason: sluice.WaitsHeld}, i.out.Doubt)
		}
	}
	for _, w := range i.aside.inDoubt() {
		w.Until, w.due, w.Reason = forever, s.clock.dueAt(forever), sluice.WaitsHeld
		if w.Account == 0 {
			w.Account = chatNumber(i.rec.Bound)
		}
		i.aside.put(&w)
	}
	return nil
}
