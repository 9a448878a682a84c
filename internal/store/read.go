package store

import (
	"context"

	"sluice"
)

// A chat's messages are looked at in pages, and no further back than so many.
const (
	readPage  = 100
	readLimit = 5000
)

// receiveRead records that the other side has read a chat up to a message. A send
// in doubt may turn out to be before that one.
func (s *Store) receiveRead(ctx context.Context, d *draft, e sluice.Event) error {
	chat := chatNumber(e.Chat.Chat)
	if e.Outgoing || chat == 0 {
		return nil
	}
	if err := s.markChat(ctx, d, chat, e); err != nil {
		return err
	}
	ours, err := s.mayConcern(ctx, d.i, e)
	if err != nil || !ours {
		return err
	}
	return s.keepAbout(ctx, d, e)
}

// markChat marks the messages that the other side has read: backwards from the
// newest, and no further than a day behind one that is marked already. So long may
// an earlier one have waited in the queue, and have been sent after that was read.
func (s *Store) markChat(ctx context.Context, d *draft, chat int64, e sluice.Event) error {
	l := s.lore(d.i)
	q := Query{Instance: d.i.id, Chat: chat, Newest: true, Limit: readPage, Statuses: true}
	for seen := 0; seen < readLimit; seen += readPage {
		rows, err := s.engine.Rows(ctx, q)
		if err != nil {
			return broken(err)
		}
		for _, r := range rows {
			if r.Status.ID < q.From {
				return l.err
			}
			n, api, own := outgoing(r)
			if !own || n == 0 || n > e.Number {
				continue
			}
			if l.ref(ctx, r).Number == 0 { // of an account before
				continue
			}
			if r.Status.Status == sluice.StatusRead {
				q.From = max(q.From, r.Status.ID-lifetime.Milliseconds())
				continue
			}
			if err := s.markRead(ctx, d, r, e, api); err != nil {
				return err
			}
		}
		if len(rows) < readPage || l.err != nil {
			return l.err
		}
		q.Until = rows[len(rows)-1].Status.ID
	}
	return nil
}

// outgoing returns the network's number of a message that the account has sent.
func outgoing(r Row) (number int64, api, own bool) {
	if r.Lane == Outgoing {
		ok := r.Status.Status == sluice.StatusSent || r.Status.Status == sluice.StatusRead
		return r.Status.Number, true, ok
	}
	e, err := event(r)
	return e.Number, false, err == nil && e.Outgoing
}

// markRead adds that one message was read.
func (s *Store) markRead(ctx context.Context, d *draft, r Row, e sluice.Event, api bool) error {
	st := r.Status
	st.Status = sluice.StatusRead
	if st.Chat == 0 {
		st.Chat, st.Type = chatNumber(e.Chat.Chat), e.Chat.Type
	}
	d.Statuses = append(d.Statuses, st)
	return s.bear(ctx, d, sluice.Notification{
		Type: sluice.NotifyStatus, At: e.At, Message: sluice.MessageIDOf(st.ID), Chat: e.Chat, ByAPI: api,
		Status: sluice.StatusRead,
	})
}
