package store

import (
	"cmp"
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
	account int64         // that made the attempt; 0: the one that is logged in
}

// Finish takes m out of the queue for good: its status, what it is at the
// network and the notifications of both are one commit. Of a message that has
// left the queue meanwhile all that counts is when it was written.
func (s *Store) Finish(ctx context.Context, m sluice.Message, sent sluice.Sent, p sluice.Peer, o sluice.Outcome) error {
	return s.change(ctx, m.Instance, func(d *draft) error {
		d.tell |= tellQueue
		s.wrote(d.i, m.ID.Number(), sent)
		t, ok, err := s.place(ctx, d.i, m)
		if err != nil || !ok {
			return err
		}
		return s.finish(ctx, d, t, result{message: m, sent: sent, peer: p, outcome: o})
	})
}

// finish ends the turn t.
func (s *Store) finish(ctx context.Context, d *draft, t turn, r result) error {
	s.leave(d.i, t)
	if t.aside != nil {
		r.account = t.aside.Account
	}
	here := r.account == 0 || r.account == chatNumber(d.i.rec.own())
	if here {
		d.i.relieve(r)
		r = r.numbered(d.i.echoes)
		d.dropEchoes(r)
	}
	r, err := s.unowned(ctx, d.i, r)
	if err != nil {
		return err
	}
	if err := s.outcome(ctx, d, r); err != nil {
		return err
	}
	if r.nameless() {
		d.stray(r.message, chatNumber(r.peer.Chat), r.account)
	}
	switch r.met {
	case sluice.WaitsSuspended:
		return s.suspend(ctx, d, t)
	case sluice.WaitsFirstContact:
		d.i.rec.Strangers = d.i.rec.Strangers.longer(s.clock.now(), t.row.ID)
	}
	return nil
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

// outcome adds what remains of a message that has left the queue: its status,
// the ways to find it, and what the client is told. A forward leaves as many
// messages as it has ids.
func (s *Store) outcome(ctx context.Context, d *draft, r result) error {
	d.tell |= tellQueue
	at := r.sent.At
	if at.IsZero() {
		at = s.clock.now()
	}
	chat := chatNumber(r.peer.Chat)
	if chat == 0 {
		chat = chatNumber(r.message.Chat)
	}
	d.resolve(r.message.Chat, r.peer)
	l := s.lore(d.i)
	if _, ok := r.message.Body.(sluice.ForwardBody); ok && r.outcome.Status == sluice.StatusSent {
		if row, ok := l.keep(ctx, r.message, chat); ok {
			d.Rows = append(d.Rows, row)
		}
	}
	for k := range max(sluice.Span(r.message.Body), 1) {
		st := Status{
			ID: r.message.ID.Number() + int64(k), Status: r.outcome.Status, At: at.UnixMilli(),
			Chat: chat, Type: r.peer.Type, Number: r.number(k), Detail: r.outcome.Description, Name: r.peer.Name,
		}
		if chat != 0 {
			d.Chats = append(d.Chats, ChatRow{Chat: chat, ID: st.ID})
		}
		if st.Number != 0 {
			scope := cmp.Or(chatNumber(sluice.ScopeOf(r.peer)), r.account, chatNumber(d.i.rec.own()))
			d.Numbers = append(d.Numbers, Number{Scope: scope, N: st.Number, ID: st.ID})
		}
		d.Statuses = append(d.Statuses, st)
		n := r.notification(st)
		if st.Status == sluice.StatusSent && d.i.rec.Settings.NotifyAPI {
			n.Sender, n.Content = self(d.i.rec.Account), l.sent(ctx, r.message, sending{item: k, chat: chat})
		}
		if err := s.announce(ctx, d, n); err != nil {
			return err
		}
	}
	return l.err
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
func (s *Store) announce(ctx context.Context, d *draft, n sluice.Notification) error {
	if n.Status == sluice.StatusSent {
		shown := n
		shown.Type, shown.Status, shown.Description = sluice.NotifyAPI, "", ""
		if err := s.bear(ctx, d, shown); err != nil {
			return err
		}
	}
	if n.Status == sluice.StatusExpired && s.opts.ExpiredSilently {
		return nil
	}
	n.Type, n.Sender, n.Content = sluice.NotifyStatus, sluice.Peer{}, sluice.Content{}
	return s.bear(ctx, d, n)
}

// self is the account as a sender.
func self(a sluice.Account) sluice.Peer {
	return sluice.Peer{Chat: a.ID, Type: sluice.ChatUser, Name: a.Name, Phone: a.Phone, Username: a.Username}
}
