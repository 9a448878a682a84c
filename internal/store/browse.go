package store

import (
	"context"
	"encoding/json"
	"slices"
	"time"

	"sluice"
)

// Browse returns messages of both directions that do not wait, newest first. next
// is where to go on; "": there is no more.
func (s *Store) Browse(ctx context.Context, id sluice.InstanceID, q sluice.Browsing) (list []sluice.Record, next sluice.MessageID, err error) {
	i, err := s.use(ctx, id)
	if err != nil {
		return nil, "", err
	}
	l, at := s.lore(i), queueAt(i)
	i.mu.Unlock()
	in, out := browsing{Browsing: q}, browsing{Browsing: q}
	err = l.pages(ctx, Query{Lane: Journal, Until: q.Before.Number()}, func(r Row) bool {
		return in.take(r, l.record(ctx, r, r.ID, r.Status.Status))
	})
	if err != nil {
		return nil, "", err
	}
	err = l.pages(ctx, Query{Lane: Outgoing, Until: q.Before.Number(), Holes: true}, func(r Row) bool {
		status := at.status(r)
		if status == sluice.StatusPending {
			return out.pass(r)
		}
		return out.take(r, l.records(ctx, r, status)...)
	})
	if err != nil {
		return nil, "", err
	}
	list, next = merge(in, out, q.Limit)
	return list, next, l.err
}

// browsing is how far one direction was read.
type browsing struct {
	sluice.Browsing
	list []sluice.Record
	seen int
	last int64 // id of the last row that was looked at; 0: none was
	more bool  // there may be rows behind it
}

// pass counts a row that is not for the list, and says whether to go on.
func (b *browsing) pass(r Row) bool {
	b.seen++
	b.last = r.ID
	b.more = b.seen >= b.Scan
	return !b.more
}

// take keeps what is wanted of a row, and says whether to go on. Of a forward, which
// is one row, the page before may have shown some.
func (b *browsing) take(r Row, records ...sluice.Record) bool {
	for _, rec := range records {
		if b.Before != "" && rec.ID.Number() >= b.Before.Number() {
			continue
		}
		if b.Keep == nil || b.Keep(rec) {
			b.list = append(b.list, rec)
		}
	}
	if !b.pass(r) {
		return false
	}
	b.more = len(b.list) >= b.Limit
	return !b.more
}

// merge puts both directions into one list of at most limit messages. Neither is
// shown further than the other was read.
func merge(in, out browsing, limit int) ([]sluice.Record, sluice.MessageID) {
	list := append(slices.Clone(in.list), out.list...)
	slices.SortFunc(list, func(a, b sluice.Record) int { return int(b.ID.Number() - a.ID.Number()) })
	horizon := int64(0)
	for _, b := range []browsing{in, out} {
		if b.more {
			horizon = max(horizon, b.last)
		}
	}
	shown := 0
	for shown < len(list) && list[shown].ID.Number() >= horizon {
		shown++
	}
	switch {
	case shown > limit:
		return list[:limit], list[limit-1].ID
	case horizon > 0:
		return list[:shown], sluice.MessageIDOf(horizon)
	}
	return list[:shown], ""
}

// Pending returns notifications that wait for the client, in order, from behind
// the one with the receipt after on; 0, or a receipt that the client has taken
// meanwhile with all before it: from the first.
func (s *Store) Pending(ctx context.Context, id sluice.InstanceID, after int64, limit int) ([]sluice.Pending, error) {
	i, err := s.use(ctx, id)
	if err != nil {
		return nil, err
	}
	head, last, day := i.note.HeadN, i.note.LastN, i.note.HeadDay
	waiting := i.note.rows() > 0
	i.mu.Unlock()
	if !waiting || limit <= 0 {
		return nil, nil
	}
	q := Query{Instance: id, Lane: Notifications, Day: day, From: head, Limit: limit}
	if after > 0 {
		if from := head + (after-receiptOf(head)+receipts)%receipts + 1; from <= last+1 {
			q.From = from
		}
	}
	list := make([]sluice.Pending, 0, limit)
	for {
		rows, err := s.engine.Rows(ctx, q)
		if err != nil {
			return nil, broken(err)
		}
		for _, r := range rows {
			if p, ok := pendingOf(r); ok && !s.over(r.At) {
				list = append(list, p)
			}
			if len(list) == limit {
				return list, nil
			}
		}
		if len(rows) < q.Limit {
			return list, nil
		}
		q.From, q.Limit = rows[len(rows)-1].ID+1, lookPage // in place of those that are over
	}
}

// Retell tells the client a notification once more, under a receipt of its own,
// whatever its settings are now.
func (s *Store) Retell(ctx context.Context, id sluice.InstanceID, n sluice.Notification) (receipt int64, err error) {
	err = s.change(ctx, id, func(d *draft) error {
		err := s.deliver(ctx, d, n)
		receipt = receiptOf(d.i.note.LastN)
		return err
	})
	return receipt, err
}

func pendingOf(r Row) (sluice.Pending, bool) {
	p := sluice.Pending{Receipt: receiptOf(r.ID), Born: time.UnixMilli(r.At)}
	return p, !r.Damaged && json.Unmarshal(r.Body, &p.Notification) == nil
}
