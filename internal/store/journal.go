package store

import (
	"context"
	"slices"
	"time"

	"sluice"
)

// Lookup returns any message that the journal knows, also one that still waits
// to be sent. A message of a forward is found by its own id.
func (s *Store) Lookup(ctx context.Context, id sluice.InstanceID, m sluice.MessageID) (sluice.Record, bool, error) {
	i, err := s.use(ctx, id)
	if err != nil {
		return sluice.Record{}, false, err
	}
	n := m.Number()
	r, ok, err := s.engine.Message(ctx, id, n)
	if err != nil || !ok || r.Damaged {
		i.mu.Unlock()
		return sluice.Record{}, false, broken(err)
	}
	status, l := s.status(i, r), s.lore(i)
	i.mu.Unlock()
	rec := l.record(ctx, r, n, status)
	return rec, l.err == nil, l.err
}

// History returns the messages of a chat in both directions, newest first. Those
// to be sent are among them once they have left the queue and it is known where
// they went. A chat that is written as a phone or a username has none until it
// was resolved.
func (s *Store) History(
	ctx context.Context, id sluice.InstanceID, chat sluice.ChatID, limit int,
) ([]sluice.Record, error) {
	number, ok := s.ResolvedChat(ctx, id, chat)
	if !ok || limit <= 0 {
		return nil, nil
	}
	i, err := s.use(ctx, id)
	if err != nil {
		return nil, err
	}
	l := s.lore(i)
	i.mu.Unlock()
	rows, err := s.engine.Rows(ctx, Query{
		Instance: id, Chat: chatKey(number), Newest: true, Limit: limit, Statuses: true,
	})
	if err != nil {
		return nil, broken(err)
	}
	list := make([]sluice.Record, 0, len(rows))
	for _, r := range rows {
		if !r.Damaged {
			list = append(list, l.record(ctx, r, r.Status.ID, r.Status.Status))
		}
	}
	return list, l.err
}

// Last returns the messages of one direction from a moment on, newest first: those
// that were seen as they came or went. Of outgoing ones those that still wait are left
// out.
func (s *Store) Last(
	ctx context.Context, id sluice.InstanceID, incoming bool, since time.Time, limit int,
) ([]sluice.Record, error) {
	i, err := s.use(ctx, id)
	if err != nil {
		return nil, err
	}
	l, q := s.lore(i), queueAt(i)
	i.mu.Unlock()
	list, err := l.journaled(ctx, incoming, since.UnixMilli(), limit)
	if err != nil || incoming {
		return list, err
	}
	gone, err := l.departed(ctx, q, since.UnixMilli(), limit)
	if err != nil {
		return nil, err
	}
	list = append(list, gone...)
	slices.SortFunc(list, func(a, b sluice.Record) int { return int(b.ID.Number() - a.ID.Number()) })
	return list[:min(limit, len(list))], l.err
}

// A queued is where a queue stood at one moment. What left it later is told by
// statuses that are read later.
type queued struct {
	out   Cursor
	aside []int64 // ids increase
}

func queueAt(i *instance) queued {
	q := queued{out: i.out}
	for _, w := range i.aside.byID {
		q.aside = append(q.aside, w.ID)
	}
	return q
}

func (q queued) status(r Row) sluice.Status {
	_, aside := slices.BinarySearch(q.aside, r.ID)
	return standing(r, &q.out, aside)
}

// standing returns how far a row's message got.
func standing(r Row, out *Cursor, aside bool) sluice.Status {
	switch {
	case r.Status.Status != "", r.Lane == Journal:
		return r.Status.Status
	case out.InFlight == r.ID, aside:
		return sluice.StatusPending
	case r.Out:
		return sluice.StatusCleared
	case r.ID >= out.HeadID, out.Overdue > 0 && r.ID >= out.OverdueFrom:
		return sluice.StatusPending
	}
	return sluice.StatusCleared
}

// lookPage is how many rows the journal reads at a time.
const lookPage = 500

// pages yields an instance's rows of one lane, newest first, until yield says no.
func (l *lore) pages(ctx context.Context, q Query, yield func(Row) bool) error {
	q.Instance, q.Newest, q.Day, q.Limit, q.Statuses = l.id, true, DayOf(q.From), lookPage, true
	for {
		rows, err := l.engine.Rows(ctx, q)
		if err != nil {
			return broken(err)
		}
		for _, r := range rows {
			if !r.Damaged && !yield(r) {
				return nil
			}
		}
		if len(rows) < lookPage {
			return nil
		}
		q.Until = rows[len(rows)-1].ID
	}
}

// journaled returns messages that never were in the queue, newest first.
func (l *lore) journaled(ctx context.Context, incoming bool, since int64, limit int) ([]sluice.Record, error) {
	var list []sluice.Record
	if limit <= 0 {
		return nil, nil
	}
	err := l.pages(ctx, Query{Lane: Journal, From: since}, func(r Row) bool {
		if r.Kind == kindAbsorbed { // it was read from the network's past, for the history of a chat alone
			return true
		}
		if rec := l.record(ctx, r, r.ID, r.Status.Status); rec.Incoming == incoming {
			list = append(list, rec)
		}
		return len(list) < limit
	})
	return list, err
}

// departed returns messages that have left the queue, newest first.
func (l *lore) departed(ctx context.Context, q queued, since int64, limit int) ([]sluice.Record, error) {
	var list []sluice.Record
	if limit <= 0 {
		return nil, nil
	}
	add := func(r Row) bool {
		if status := q.status(r); status != sluice.StatusPending {
			list = append(list, l.records(ctx, r, status)...)
		}
		return len(list) < limit
	}
	if holes := q.out.Holes; holes > 0 { // taken out of the range: all that has left it
		err := l.pages(ctx, Query{Lane: Outgoing, From: max(since, q.out.HeadID), Holes: true}, func(r Row) bool {
			if r.Out && r.ID <= q.out.LastID {
				holes--
			}
			return add(r) && holes > 0
		})
		if err != nil {
			return nil, err
		}
	}
	if len(list) >= limit || since >= q.out.HeadID {
		return list, nil
	}
	return list, l.pages(ctx, Query{Lane: Outgoing, From: since, Until: q.out.HeadID, Holes: true}, add)
}

// records returns all messages of a row, newest first. Of a forward each has a
// status of its own.
func (l *lore) records(ctx context.Context, r Row, status sluice.Status) []sluice.Record {
	var list []sluice.Record
	for id := r.Last(); id > r.ID; id-- {
		if part, ok := l.row(ctx, id); ok {
			own := part.Status.Status
			if own == "" {
				own = status
			}
			list = append(list, l.record(ctx, part, id, own))
		}
	}
	return append(list, l.record(ctx, r, r.ID, status))
}

// record returns one message of a row.
func (l *lore) record(ctx context.Context, r Row, id int64, status sluice.Status) sluice.Record {
	rec := sluice.Record{
		ID: sluice.MessageIDOf(id), Status: status, Edited: r.Edited, Deleted: r.Deleted || r.Status.Deleted,
	}
	if r.Lane == Journal {
		e, _ := event(r) // an unreadable one shows nothing
		rec = recordOf(rec, e)
		rec.Ref = l.ref(ctx, r)
		return rec
	}
	m, _ := decode(l.id, r) // likewise
	rec.ByAPI, rec.Description, rec.At = true, r.Status.Detail, m.Queued
	rec.Request, rec.Quoted, rec.Typing, rec.Item = m.Body, m.Quoted, m.Typing, int(id-r.ID)
	if r.Status.SentAs != 0 {
		rec.SentAs = sluice.MessageIDOf(r.Status.SentAs)
	}
	if status == sluice.StatusSent || status == sluice.StatusRead {
		rec.At = time.UnixMilli(r.Status.At)
	}
	rec.Ref = l.ref(ctx, r)
	rec.Chat = l.where(ctx, r, m.Chat)
	rec.Content = l.queued(ctx, r, m, sending{item: rec.Item, chat: chatNumber(rec.Chat.Chat)})
	return rec
}

// recordOf completes the record of a message that never was in the queue.
func recordOf(rec sluice.Record, e sluice.Event) sluice.Record {
	rec.At, rec.Chat, rec.Content = e.At, e.Chat, e.Content
	rec.Ref = sluice.Ref{Chat: e.Chat.Chat, Number: e.Number}
	if e.Outgoing {
		if rec.Status == "" {
			rec.Status = sluice.StatusSent
		}
		return rec
	}
	rec.Incoming, rec.Sender, rec.Status = true, e.Sender, ""
	return rec
}

// where returns the chat of an outgoing message, by its number if that is known.
func (l *lore) where(ctx context.Context, r Row, written sluice.ChatID) sluice.Peer {
	if r.Status.Chat != 0 {
		return r.Status.peer()
	}
	if n, ok, err := resolved(ctx, l.engine, l.id, written); ok && err == nil {
		return peerOf(n, "")
	}
	return sluice.Peer{Chat: written}
}
