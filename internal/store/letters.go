package store

import (
	"context"
	"encoding/json"
	"slices"
	"time"

	"sluice"
)

// letterDays is how long a dead letter is kept.
const letterDays = 7

// Bury moves a notification to the dead letters, so that those behind it go on.
// False: it is not pending any more.
func (s *Store) Bury(ctx context.Context, id sluice.InstanceID, receipt int64) (bool, error) {
	i, err := s.use(ctx, id)
	if err != nil {
		return false, err
	}
	head, r, ok, err := s.pendingNote(ctx, i, receipt)
	if err != nil || !ok {
		i.mu.Unlock()
		return false, err
	}
	now := s.clock.millis()
	c := Change{Instance: id, Rows: []Row{{
		Lane: Letters, Day: DayOf(now), ID: r.ID, N: r.ID, At: now, Body: r.Body,
	}}}
	i.takeNote(&c, head, r)
	s.metrics.dropped.WithLabelValues("buried").Inc()
	err = s.commit(i, c, len(r.Body), tellNotes)
	return err == nil, err
}

// DeadLetters returns the notifications that were buried in the last 7 days, the
// latest first.
func (s *Store) DeadLetters(ctx context.Context, id sluice.InstanceID, limit int) ([]sluice.DeadLetter, error) {
	i, err := s.use(ctx, id)
	if err != nil {
		return nil, err
	}
	i.mu.Unlock()
	rows, err := s.engine.Rows(ctx, Query{
		Instance: id, Lane: Letters, Newest: true, Day: s.firstLetters(), Limit: limit,
	})
	if err != nil {
		return nil, broken(err)
	}
	list := make([]sluice.DeadLetter, 0, len(rows))
	for _, r := range rows {
		l := sluice.DeadLetter{Receipt: receiptOf(r.ID), Buried: time.UnixMilli(r.At)}
		if !r.Damaged && json.Unmarshal(r.Body, &l.Notification) == nil {
			list = append(list, l)
		}
	}
	return list, nil
}

// firstLetters is the day of the oldest letters that are kept.
func (s *Store) firstLetters() Day { return DayOf(s.clock.millis() - letterDays*dayMillis) }

// Exhume turns dead letters into notifications again, the oldest first, with 24
// hours before them; without receipts all. It returns how many there were.
func (s *Store) Exhume(ctx context.Context, id sluice.InstanceID, receipts ...int64) (int, error) {
	n, from := 0, int64(0)
	for {
		i, err := s.use(ctx, id)
		if err != nil {
			return n, err
		}
		rows, err := s.engine.Rows(ctx, Query{
			Instance: id, Lane: Letters, Day: s.firstLetters(), From: from, Limit: lookPage,
		})
		if err != nil || len(rows) == 0 {
			i.mu.Unlock()
			return n, broken(err)
		}
		from = rows[len(rows)-1].ID + 1
		c := Change{Instance: id}
		size := 0
		for _, r := range rows {
			if !r.Damaged && (len(receipts) == 0 || slices.Contains(receipts, receiptOf(r.ID))) && s.rebear(ctx, i, &c, r) {
				size += len(r.Body) + changeOverhead
			}
		}
		if len(c.Gone) == 0 {
			i.mu.Unlock()
			continue
		}
		n += len(c.Gone)
		if err := s.commit(i, c, size, tellNotes); err != nil {
			return n, err
		}
	}
}

// rebear puts a letter into c as a notification that is born now, and so are its
// links.
func (s *Store) rebear(ctx context.Context, i *instance, c *Change, r Row) bool {
	var n sluice.Notification
	if json.Unmarshal(r.Body, &n) != nil {
		return false
	}
	if !s.deliver(ctx, i, c, n) {
		return false
	}
	c.Gone = append(c.Gone, Row{Lane: Letters, Day: r.Day, ID: r.ID})
	return true
}
