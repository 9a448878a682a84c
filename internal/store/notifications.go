package store

import (
	"context"
	"encoding/json"
	"time"

	"sluice"
)

// receipts is how many receiptIds there are: 1 … 2147483647.
const receipts = 1<<31 - 1

var tellNotes = topicSet(sluice.TopicNotifications)

// receiptOf returns the receiptId of the n-th notification.
func receiptOf(n int64) int64 { return (n-1)%receipts + 1 }

// nextReceipt gives out the number of the next notification. One whose receiptId
// is still pending is passed over.
func (s *Store) nextReceipt(ctx context.Context, i *instance) (int64, error) {
	i.note.LastN++
	for i.note.LastN-receipts >= i.note.HeadN {
		_, ok, err := s.noteAt(ctx, i, i.note.LastN-receipts)
		if err != nil || !ok {
			return i.note.LastN, err
		}
		i.note.LastN++
		i.note.Holes++
	}
	return i.note.LastN, nil
}

// noteAt returns the notification with this number while it is pending.
func (s *Store) noteAt(ctx context.Context, i *instance, n int64) (Row, bool, error) {
	return s.noteFrom(ctx, i, n, n+1)
}

// noteFrom returns the first notification in a range of numbers.
func (s *Store) noteFrom(ctx context.Context, i *instance, from, until int64) (Row, bool, error) {
	rows, err := s.engine.Rows(ctx, Query{
		Instance: i.id, Lane: Notifications, Day: i.note.HeadDay, From: from, Until: until, Limit: 1,
	})
	if err != nil || len(rows) == 0 {
		return Row{}, false, broken(err)
	}
	return rows[0], true, nil
}

// Head returns the notification that the client takes next, with its receiptId.
// It stays the same until it is acknowledged.
func (s *Store) Head(ctx context.Context, id sluice.InstanceID) (receipt int64, n sluice.Notification, ok bool, err error) {
	for {
		var r Row
		more := false
		err := s.change(ctx, id, func(d *draft) (err error) {
			if more = d.i.note.rows() > 0; more {
				r, ok, err = s.headNote(ctx, d)
			}
			return err
		})
		switch {
		case err == nil && ok:
			err = broken(json.Unmarshal(r.Body, &n))
			return receiptOf(r.N), n, err == nil, err
		case err != nil || !more:
			return 0, n, false, err
		}
	}
}

// headNote returns the first notification that waits, if it is one to hand out;
// else it passes over it.
func (s *Store) headNote(ctx context.Context, d *draft) (Row, bool, error) {
	d.tell |= tellNotes
	r, found, err := s.noteFrom(ctx, d.i, d.i.note.HeadN, 0)
	switch {
	case err != nil:
	case !found: // the cursor counts rows that are not there
		s.log.Error("store: notifications are missing", "instance", d.i.id)
		d.i.note.empty()
	case r.Damaged:
		s.log.Error("store: a notification is dropped", "instance", d.i.id, "message", r.ID, "err", errDamaged)
		s.metrics.dropped.WithLabelValues("damaged").Inc()
		r.N = r.ID
		d.i.note.pass(r)
	case s.over(r.At):
		err = s.expireNotes(ctx, d.i)
	default:
		return r, true, nil
	}
	return Row{}, false, err
}

// over says whether what was accepted or born at a moment has outlived its time.
func (s *Store) over(at int64) bool { return at+lifetime.Milliseconds() <= s.clock.millis() }

// Ack deletes the notification with this receiptId, wherever it stands; false:
// there is none, or not any more.
func (s *Store) Ack(ctx context.Context, id sluice.InstanceID, receipt int64) (bool, error) {
	return s.takeNote(ctx, id, receipt, func(*draft, Row) {})
}

// takeNote takes a notification out of what waits for the client, together with
// what else becomes of it.
func (s *Store) takeNote(ctx context.Context, id sluice.InstanceID, receipt int64, f func(*draft, Row)) (taken bool, err error) {
	err = s.change(ctx, id, func(d *draft) error {
		head, r, ok, err := s.pendingNote(ctx, d.i, receipt)
		if err != nil || !ok {
			return err
		}
		taken = true
		d.tell |= tellNotes
		f(d, r)
		if r.ID == head.ID {
			r.N = r.ID
			d.i.note.pass(r)
			return nil
		}
		d.Gone = append(d.Gone, Row{Lane: Notifications, Day: r.Day, ID: r.ID})
		d.i.note.Holes++
		return nil
	})
	return taken && err == nil, err
}

// pendingNote returns the notification with this receiptId, and the head.
func (s *Store) pendingNote(ctx context.Context, i *instance, receipt int64) (head, r Row, ok bool, err error) {
	if receipt < 1 || receipt > receipts || i.note.rows() == 0 {
		return Row{}, Row{}, false, nil
	}
	n := i.note.HeadN + (receipt-receiptOf(i.note.HeadN)+receipts)%receipts
	head, ok, err = s.noteFrom(ctx, i, i.note.HeadN, 0)
	r = head
	if err == nil && ok && head.ID != n {
		r, ok, err = s.noteAt(ctx, i, n)
	}
	return head, r, ok, err
}

// CountNotifications returns how many notifications wait for the client.
func (s *Store) CountNotifications(ctx context.Context, id sluice.InstanceID) (int, error) {
	i, err := s.use(ctx, id)
	if err != nil {
		return 0, err
	}
	defer i.mu.Unlock()
	return int(i.note.rows()), nil
}

// ClearNotifications deletes all notifications that wait.
func (s *Store) ClearNotifications(ctx context.Context, id sluice.InstanceID) error {
	return s.change(ctx, id, func(d *draft) error {
		d.tell |= tellNotes
		d.i.note.empty()
		return nil
	})
}

// expireNotes passes over all notifications that nobody took in time, in one
// write.
func (s *Store) expireNotes(ctx context.Context, i *instance) error {
	before := i.note.rows()
	next, ok, err := s.firstAlive(ctx, i)
	if err != nil {
		return err
	}
	if ok {
		gone, err := s.holesBehind(ctx, i, next.ID, i.note.LastN-next.ID+1)
		if err != nil {
			return err
		}
		i.note.HeadID, i.note.HeadN, i.note.HeadDay, i.note.Holes = next.ID, next.ID, next.Day, gone
	} else {
		i.note.empty()
	}
	if n := before - i.note.rows(); n > 0 {
		s.metrics.dropped.WithLabelValues("expired").Add(float64(n))
		s.log.Warn("store: notifications expired", "instance", i.id, "count", n)
	}
	return nil
}

// firstAlive finds the first notification that is not over, by halving: births
// grow with the numbers.
func (s *Store) firstAlive(ctx context.Context, i *instance) (found Row, ok bool, err error) {
	low, high := i.note.HeadN, i.note.LastN+1
	for low < high {
		middle := low + (high-low)/2
		r, some, err := s.noteFrom(ctx, i, middle, high)
		switch {
		case err != nil:
			return Row{}, false, err
		case !some:
			high = middle
		case r.Damaged || s.over(r.At):
			low = r.ID + 1
		default:
			found, ok, high = r, true, middle
		}
	}
	return found, ok, nil
}

// holesBehind counts the holes among the last notifications. Without any there
// is nothing to read.
func (s *Store) holesBehind(ctx context.Context, i *instance, from, behind int64) (int64, error) {
	if i.note.Holes == 0 {
		return 0, nil
	}
	const page = 1000
	rows := int64(0)
	for {
		list, err := s.engine.Rows(ctx, Query{
			Instance: i.id, Lane: Notifications, Day: i.note.HeadDay, From: from, Limit: page,
		})
		if err != nil {
			return 0, broken(err)
		}
		rows += int64(len(list))
		if len(list) < page {
			return behind - rows, nil
		}
		from = list[len(list)-1].ID + 1
	}
}

// noteDue returns when the head of the notifications is over.
func (s *Store) noteDue(ctx context.Context, i *instance) (time.Time, bool, error) {
	if i.note.rows() == 0 {
		return time.Time{}, false, nil
	}
	r, ok, err := s.noteFrom(ctx, i, i.note.HeadN, 0)
	if err != nil || !ok {
		return time.Time{}, false, err
	}
	return time.UnixMilli(r.At).Add(lifetime), true, nil
}
