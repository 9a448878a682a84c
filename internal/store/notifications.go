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
func (s *Store) nextReceipt(ctx context.Context, i *instance) int64 {
	i.note.LastN++
	for i.note.LastN-receipts >= i.note.HeadN {
		_, ok, err := s.noteAt(ctx, i, i.note.LastN-receipts)
		if err != nil || !ok {
			break
		}
		i.note.LastN++
		i.note.Holes++
	}
	return i.note.LastN
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
		i, err := s.use(ctx, id)
		if err != nil {
			return 0, n, false, err
		}
		if i.note.rows() == 0 {
			i.mu.Unlock()
			return 0, n, false, nil
		}
		r, ok, err := s.noteFrom(ctx, i, i.note.HeadN, 0)
		switch {
		case err == nil && !ok:
			err = s.emptyNotes(i)
		case err == nil && r.Damaged:
			err = s.dropNote(i, r, "damaged")
		case err == nil && s.over(r.At):
			err = s.expireNotes(ctx, i)
		default:
			i.mu.Unlock()
			if err == nil {
				err = broken(json.Unmarshal(r.Body, &n))
			}
			return receiptOf(r.N), n, err == nil, err
		}
		if err != nil {
			return 0, n, false, err
		}
	}
}

// over says whether what was accepted or born at a moment has outlived its time.
func (s *Store) over(at int64) bool { return at+lifetime.Milliseconds() <= s.clock.millis() }

// emptyNotes heals a cursor that counts rows which are not there.
func (s *Store) emptyNotes(i *instance) error {
	s.log.Error("store: notifications are missing", "instance", i.id)
	c := Change{Instance: i.id}
	i.note.empty()
	i.saveNote(&c)
	return s.commit(i, c, 0, tellNotes)
}

// dropNote passes over the head r, and says why. It unlocks i.
func (s *Store) dropNote(i *instance, r Row, reason string) error {
	s.metrics.dropped.WithLabelValues(reason).Inc()
	s.log.Error("store: a notification is dropped", "instance", i.id, "message", r.ID, "err", errDamaged)
	c := Change{Instance: i.id}
	r.N = r.ID
	i.note.pass(r)
	i.saveNote(&c)
	return s.commit(i, c, 0, tellNotes)
}

// Ack deletes the notification with this receiptId, wherever it stands; false:
// there is none, or not any more.
func (s *Store) Ack(ctx context.Context, id sluice.InstanceID, receipt int64) (bool, error) {
	i, err := s.use(ctx, id)
	if err != nil {
		return false, err
	}
	head, r, ok, err := s.pendingNote(ctx, i, receipt)
	if err != nil || !ok {
		i.mu.Unlock()
		return false, err
	}
	c := Change{Instance: id}
	i.takeNote(&c, head, r)
	err = s.commit(i, c, 0, tellNotes)
	return err == nil, err
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

// takeNote takes r out of what waits for the client.
func (i *instance) takeNote(c *Change, head, r Row) {
	if r.ID == head.ID {
		r.N = r.ID
		i.note.pass(r)
	} else {
		c.Gone = append(c.Gone, Row{Lane: Notifications, Day: r.Day, ID: r.ID})
		i.note.Holes++
	}
	i.saveNote(c)
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
	i, err := s.use(ctx, id)
	if err != nil {
		return err
	}
	c := Change{Instance: id}
	i.note.empty()
	i.saveNote(&c)
	return s.commit(i, c, 0, tellNotes)
}

// expireNotes passes over all notifications that nobody took in time, in one
// write. It unlocks i.
func (s *Store) expireNotes(ctx context.Context, i *instance) error {
	before := i.note.rows()
	next, ok, err := s.firstAlive(ctx, i)
	if err != nil {
		i.mu.Unlock()
		return err
	}
	if ok {
		behind := i.note.LastN - next.ID + 1
		gone, err := s.holesBehind(ctx, i, next.ID, behind)
		if err != nil {
			i.mu.Unlock()
			return err
		}
		i.note.HeadID, i.note.HeadN, i.note.HeadDay, i.note.Holes = next.ID, next.ID, next.Day, gone
	} else {
		i.note.empty()
	}
	c := Change{Instance: i.id}
	i.saveNote(&c)
	n := before - i.note.rows()
	s.metrics.dropped.WithLabelValues("expired").Add(float64(n))
	s.log.Warn("store: notifications expired", "instance", i.id, "count", n)
	return s.commit(i, c, 0, tellNotes)
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
