package store

import (
	"context"
	"strings"
	"time"

	"sluice"
)

// A result is what is known of a message that leaves the queue.
type result struct {
	message sluice.Message
	sent    sluice.Sent
	peer    sluice.Peer
	outcome sluice.Outcome
	met     sluice.Reason // the restriction that it ended with, if any
}

// Finish takes m out of the queue for good: its status, what it is at the
// network and the notifications of both are one commit. Of a message that has
// left the queue meanwhile it does nothing.
func (s *Store) Finish(ctx context.Context, m sluice.Message, sent sluice.Sent, p sluice.Peer, o sluice.Outcome) error {
	i, err := s.use(ctx, m.Instance)
	if err != nil {
		return err
	}
	t, ok, err := s.place(ctx, i, m)
	if err != nil || !ok {
		return s.left(i, m, sent, err)
	}
	return s.finish(ctx, i, t, result{message: m, sent: sent, peer: p, outcome: o})
}

// left unlocks i after a try of a message that has left the queue meanwhile: all
// that counts of it is when it was written.
func (s *Store) left(i *instance, m sluice.Message, sent sluice.Sent, err error) error {
	if err != nil || !sent.Wire.After(i.wire) {
		i.mu.Unlock()
		return err
	}
	c := Change{Instance: i.id}
	s.wrote(i, m.ID.Number(), sent)
	i.saveOut(&c)
	return s.commit(i, c, 0, tellQueue)
}

// finish ends the turn t and unlocks i.
func (s *Store) finish(ctx context.Context, i *instance, t turn, r result) error {
	c := Change{Instance: i.id}
	before := i.rec
	s.wrote(i, t.row.ID, r.sent)
	s.leave(i, &c, t)
	i.relieve(r)
	tell := s.outcome(ctx, i, &c, r)
	switch r.met {
	case sluice.WaitsSuspended:
		tell |= s.suspend(ctx, i, &c, t)
	case sluice.WaitsFirstContact:
		i.rec.Strangers = i.rec.Strangers.longer(s.clock.now(), t.row.ID)
	}
	more, err := s.settleEchoes(ctx, i, &c, r)
	if err != nil {
		i.mu.Unlock()
		return err
	}
	if i.rec != before {
		v, err := s.value(i.id, &i.rec)
		if err != nil {
			i.mu.Unlock()
			return err
		}
		c.Values = append(c.Values, v)
	}
	i.saveOut(&c)
	return s.commit(i, c, 0, tell|more)
}

// relieve ends the doubling of restrictions: a send went through.
func (i *instance) relieve(r result) {
	if r.outcome.Status != sluice.StatusSent {
		return
	}
	i.rec.Suspension = restriction{}
	if r.peer.First {
		i.rec.Strangers = restriction{}
	}
}

// outcome puts into c what remains of a message that has left the queue: its
// status, the ways to find it, and what the client is told.
func (s *Store) outcome(ctx context.Context, i *instance, c *Change, r result) topics {
	now := s.clock.now()
	at := r.sent.At
	if at.IsZero() {
		at = now
	}
	id := r.message.ID.Number()
	st := Status{ID: id, Status: r.outcome.Status, At: at.UnixMilli(), Detail: r.outcome.Description}
	if chat := chatNumber(r.peer.Chat); chat != 0 {
		st.Chat, st.Type = chat, r.peer.Type
		c.Chats = append(c.Chats, ChatRow{Chat: chat, ID: id})
	}
	if r.sent.ID != 0 {
		st.Number = r.sent.ID
		c.Numbers = append(c.Numbers, Number{Scope: chatNumber(sluice.ScopeOf(r.peer)), N: r.sent.ID, ID: id})
	}
	c.Statuses = append(c.Statuses, st)
	return s.announce(ctx, i, c, r, at)
}

// announce bears the notifications of an outcome.
func (s *Store) announce(ctx context.Context, i *instance, c *Change, r result, at time.Time) topics {
	chat := r.peer
	if chat.Chat == "" {
		chat.Chat = r.message.Chat
	}
	born := false
	if r.outcome.Status == sluice.StatusSent {
		born = s.bear(ctx, i, c, sluice.Notification{
			Type: sluice.NotifyAPI, At: at, Message: r.message.ID, Chat: chat, Sender: self(i.rec.Account),
			Content: s.contentOf(ctx, r.message), ByAPI: true,
		})
	}
	if r.outcome.Status != sluice.StatusExpired || s.opts.ExpiredNotification != ExpiredNone {
		n := sluice.Notification{
			Type: sluice.NotifyStatus, At: at, Message: r.message.ID, Chat: chat, ByAPI: true,
			Status: r.outcome.Status, Description: r.outcome.Description,
		}
		born = s.bear(ctx, i, c, n) || born
	}
	if born {
		return tellQueue | topicSet(sluice.TopicNotifications)
	}
	return tellQueue
}

// self is the account as a sender.
func self(a sluice.Account) sluice.Peer {
	return sluice.Peer{Chat: a.ID, Type: sluice.ChatUser, Name: a.Name, Phone: a.Phone, Username: a.Username}
}

// contentOf returns what a sent message shows.
func (s *Store) contentOf(ctx context.Context, m sluice.Message) sluice.Content {
	c := sluice.Content{Type: sluice.ContentText}
	switch b := m.Body.(type) {
	case sluice.TextBody:
		c.Text = b.Text
	case sluice.FileBody:
		c.Text = b.Caption
	default:
		c.Text = sluice.Text("[unsupported message: " + m.Body.Kind().String() + "]")
	}
	if hasURL(string(c.Text)) {
		c.Type = sluice.ContentLink
	}
	if m.Quote.Number != 0 {
		c.Quoted = s.quoted(ctx, m.Instance, m.Quoted.Number())
	}
	return c
}

func hasURL(text string) bool {
	return strings.Contains(text, "http://") || strings.Contains(text, "https://")
}

// quoted returns a journaled message as another one quotes it, or nil.
func (s *Store) quoted(ctx context.Context, id sluice.InstanceID, message int64) *sluice.Quoted {
	r, ok, err := s.engine.Message(ctx, id, message)
	if err != nil || !ok || r.Damaged {
		return nil
	}
	q := &sluice.Quoted{ID: sluice.MessageIDOf(r.ID)}
	if r.Lane == Journal {
		e, err := event(r)
		if err != nil {
			return nil
		}
		q.Participant, q.Type, q.Text = e.Sender.Chat, e.Content.Type, e.Content.Text
		return q
	}
	m, err := decode(id, r)
	if err != nil {
		return nil
	}
	if i, err := s.find(id); err == nil {
		q.Participant = i.rec.Account.ID // under i's mutex, as every caller of this is
	}
	if b, ok := m.Body.(sluice.TextBody); ok {
		q.Type, q.Text = sluice.ContentText, b.Text
	}
	return q
}
