package store

import (
	"context"
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
// status, the ways to find it, and what the client is told. A forward leaves as
// many messages as it has ids.
func (s *Store) outcome(ctx context.Context, i *instance, c *Change, r result) topics {
	at := r.sent.At
	if at.IsZero() {
		at = s.clock.now()
	}
	chat := chatNumber(r.peer.Chat)
	if chat == 0 {
		chat = chatNumber(r.message.Chat)
	}
	c.resolve(r.message.Chat, r.peer)
	l, born := s.lore(i), false
	if _, ok := r.message.Body.(sluice.ForwardBody); ok && r.outcome.Status == sluice.StatusSent {
		if row, ok := l.keep(ctx, r.message, chat); ok {
			c.Rows = append(c.Rows, row)
		}
	}
	for k := range max(sluice.Span(r.message.Body), 1) {
		st := Status{
			ID: r.message.ID.Number() + int64(k), Status: r.outcome.Status, At: at.UnixMilli(),
			Chat: chat, Type: r.peer.Type, Number: r.number(k), Detail: r.outcome.Description,
		}
		if chat != 0 {
			c.Chats = append(c.Chats, ChatRow{Chat: chat, ID: st.ID})
		}
		if st.Number != 0 {
			c.Numbers = append(c.Numbers, Number{Scope: chatNumber(sluice.ScopeOf(r.peer)), N: st.Number, ID: st.ID})
		}
		c.Statuses = append(c.Statuses, st)
		n := r.notification(st)
		if st.Status == sluice.StatusSent && i.rec.Settings.NotifyAPI {
			n.Sender, n.Content = self(i.rec.Account), l.sent(ctx, r.message, sending{item: k, chat: chat})
		}
		born = s.announce(ctx, i, c, n) || born
	}
	if born {
		return tellQueue | topicSet(sluice.TopicNotifications)
	}
	return tellQueue
}

// number returns the network's number of one of the messages that were sent; 0:
// not known.
func (r result) number(item int) int64 {
	if item < len(r.sent.IDs) {
		return r.sent.IDs[item]
	}
	if item == 0 {
		return r.sent.ID
	}
	return 0
}

// notification returns what the client is told of one of the messages.
func (r result) notification(st Status) sluice.Notification {
	n := sluice.Notification{
		At: time.UnixMilli(st.At), Message: sluice.MessageIDOf(st.ID), Chat: r.peer, ByAPI: true,
		Status: st.Status, Description: st.Detail,
	}
	if n.Chat.Chat == "" {
		n.Chat = peerOf(r.message.Chat, "")
	}
	return n
}

// announce bears the notifications of an outcome: of a message that was sent what
// it shows, and then its status.
func (s *Store) announce(ctx context.Context, i *instance, c *Change, n sluice.Notification) bool {
	born := false
	if n.Status == sluice.StatusSent {
		shown := n
		shown.Type, shown.Status, shown.Description = sluice.NotifyAPI, "", ""
		born = s.bear(ctx, i, c, shown)
	}
	if n.Status == sluice.StatusExpired && s.opts.ExpiredNotification == ExpiredNone {
		return born
	}
	n.Type, n.Sender, n.Content = sluice.NotifyStatus, sluice.Peer{}, sluice.Content{}
	return s.bear(ctx, i, c, n) || born
}

// self is the account as a sender.
func self(a sluice.Account) sluice.Peer {
	return sluice.Peer{Chat: a.ID, Type: sluice.ChatUser, Name: a.Name, Phone: a.Phone, Username: a.Username}
}
