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

// receiveRead marks the messages that the other side has read: backwards from
// the newest until one that is marked already.
func (s *Store) receiveRead(ctx context.Context, i *instance, c *Change, e sluice.Event) (topics, error) {
	chat := chatNumber(e.Chat.Chat)
	if e.Outgoing || chat == 0 {
		return 0, nil
	}
	var tell topics
	q := Query{Instance: i.id, Chat: chat, Newest: true, Limit: readPage, Statuses: true}
	for seen := 0; seen < readLimit; seen += readPage {
		rows, err := s.engine.Rows(ctx, q)
		if err != nil {
			return 0, broken(err)
		}
		for _, r := range rows {
			n, api, own := outgoing(r)
			if !own || n == 0 || n > e.Number {
				continue
			}
			if r.Status.Status == sluice.StatusRead {
				return tell, nil
			}
			tell |= s.markRead(ctx, i, c, r, e, api)
		}
		if len(rows) < readPage {
			return tell, nil
		}
		q.Until = rows[len(rows)-1].Status.ID
	}
	return tell, nil
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

// markRead puts the status of one message into c.
func (s *Store) markRead(ctx context.Context, i *instance, c *Change, r Row, e sluice.Event, api bool) topics {
	st := r.Status
	st.Status = sluice.StatusRead
	if st.Chat == 0 {
		st.Chat, st.Type = chatNumber(e.Chat.Chat), e.Chat.Type
	}
	c.Statuses = append(c.Statuses, st)
	return told(s.bear(ctx, i, c, sluice.Notification{
		Type: sluice.NotifyStatus, At: e.At, Message: sluice.MessageIDOf(st.ID), Chat: e.Chat, ByAPI: api,
		Status: sluice.StatusRead,
	}))
}
