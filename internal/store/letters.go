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
	now := s.clock.millis()
	buried, err := s.takeNote(ctx, id, receipt, func(d *draft, r Row) {
		d.Rows = append(d.Rows, Row{Lane: Letters, Day: DayOf(now), ID: r.ID, N: r.ID, At: now, Body: r.Body})
	})
	if buried {
		s.metrics.dropped.WithLabelValues("buried").Inc()
	}
	return buried, err
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
	n := 0
	for from, more := int64(0), true; more; {
		raised := 0
		err := s.change(ctx, id, func(d *draft) error {
			rows, err := s.engine.Rows(ctx, Query{
				Instance: id, Lane: Letters, Day: s.firstLetters(), From: from, Limit: lookPage,
			})
			if more = err == nil && len(rows) > 0; !more {
				return broken(err)
			}
			from = rows[len(rows)-1].ID + 1
			for _, r := range rows {
				if r.Damaged || len(receipts) > 0 && !slices.Contains(receipts, receiptOf(r.ID)) {
					continue
				}
				if err := s.rebear(ctx, d, r); err != nil {
					return err
				}
			}
			raised = len(d.Gone)
			return nil
		})
		if err != nil {
			return n, err
		}
		n += raised
	}
	return n, nil
}

// rebear makes a letter a notification that is born now, and so are its links.
// One that cannot be read stays a letter.
func (s *Store) rebear(ctx context.Context, d *draft, r Row) error {
	var n sluice.Notification
	if json.Unmarshal(r.Body, &n) != nil {
		return nil
	}
	d.Gone = append(d.Gone, Row{Lane: Letters, Day: r.Day, ID: r.ID})
	return s.deliver(ctx, d, n)
}
