package store

import (
	"context"
	"time"

	"sluice"
)

// An eldest is the first message of a range of the queue that is not at hand, as
// long as nothing moved the range.
type eldest struct {
	from, holes, overdue int64 // how the range stood when it was read
	id                   int64 // 0: it was not
}

// Standing tells of each instance that has messages where its queue stands, as
// [Store.Line] does. It is for figures: what is about to be durable counts already,
// queues that nobody has asked for since the start are passed over, and all comes
// from memory, but for one row of a queue whose first message is not at hand. That
// row is read once.
func (s *Store) Standing(ctx context.Context, tell func(sluice.Instance, sluice.Line)) error {
	s.mu.RLock()
	all := make([]*instance, 0, len(s.instances))
	for _, i := range s.instances {
		all = append(all, i)
	}
	s.mu.RUnlock()
	for _, i := range all {
		r, l, err := s.standing(ctx, i)
		if err != nil {
			return err
		}
		if l.Count > 0 {
			tell(r, l)
		}
	}
	return nil
}

// standing is zero for an instance that has no messages.
func (s *Store) standing(ctx context.Context, i *instance) (sluice.Instance, sluice.Line, error) {
	i.mu.Lock()
	if !i.idle() && i.unread() {
		i.mu.Unlock()
		s.settle(i) // the engine shows what was taken out
	}
	defer i.mu.Unlock()
	if i.idle() {
		return sluice.Instance{}, sluice.Line{}, nil
	}
	l := s.line(i)
	oldest, err := s.oldestKnown(ctx, i)
	if oldest != 0 {
		l.Oldest = time.UnixMilli(oldest)
	}
	return i.rec.instance(i.id, i.spoken, s.clock), l, err
}

// idle says whether nothing is known to wait.
func (i *instance) idle() bool { return !i.loaded || !i.rec.Deleted.IsZero() || i.count() == 0 }

// unread says whether the first message of i has to be read.
func (i *instance) unread() bool {
	_, from := i.first()
	return from != 0 && i.eldest != eldest{from, i.out.Holes, i.out.Overdue, i.eldest.id}
}

// oldestKnown returns the lowest id that waits, under i's mutex; 0: it is not durable
// yet.
func (s *Store) oldestKnown(ctx context.Context, i *instance) (int64, error) {
	id, from := i.first()
	if from == 0 {
		return id, nil
	}
	if i.unread() {
		rows, err := s.engine.Rows(ctx, Query{
			Instance: i.id, Lane: Outgoing, From: from, Day: DayOf(from), Until: i.out.LastID + 1, Limit: 1,
		})
		if err != nil || len(rows) == 0 {
			return id, broken(err)
		}
		i.eldest = eldest{from, i.out.Holes, i.out.Overdue, rows[0].ID}
	}
	if id == 0 || i.eldest.id < id {
		id = i.eldest.id
	}
	return id, nil
}
