package store

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"slices"
	"time"

	"sluice"
)

// lifetime is how long a message or a notification waits.
const lifetime = 24 * time.Hour

// fullWait is what a caller is told to wait when the queue is full.
const fullWait = 10 * time.Second

var tellQueue = topicSet(sluice.TopicQueue)

// Enqueue stores a message at the end of its instance's queue and returns its
// id. It fails with Full beyond the queue's limit, with Conflict when once was
// used with another body, and with Unavailable when too much waits to be
// written; nothing was stored then. ctx counts until the message has its id.
func (s *Store) Enqueue(ctx context.Context, m sluice.Message, once sluice.Once) (sluice.MessageID, error) {
	body, err := m.MarshalRequest()
	if err != nil {
		return "", broken(err)
	}
	r := Row{Lane: Outgoing, Kind: uint8(m.Body.Kind()), Span: sluice.Span(m.Body), Body: body}
	_, _ = rand.Read(r.Key[:]) // never fails
	i, err := s.find(m.Instance)
	if err != nil {
		return "", err
	}
	i.mu.Lock()
	if !i.loaded {
		i.mu.Unlock()
		s.settle(i)
	}
	if err := s.ready(ctx, i); err != nil {
		i.mu.Unlock()
		return "", err
	}
	id, b, err := s.enqueue(ctx, i, r, once)
	i.mu.Unlock()
	if err != nil {
		return "", err
	}
	return sluice.MessageIDOf(id), b.wait()
}

// enqueue appends r under i's mutex.
func (s *Store) enqueue(ctx context.Context, i *instance, r Row, once sluice.Once) (int64, *batch, error) {
	c := Change{Instance: i.id}
	if once.Key != "" {
		id, b, err := s.earlier(ctx, i, once)
		if id != 0 || err != nil {
			return id, b, err
		}
	}
	if err := s.accepts(ctx, i); err != nil {
		return 0, nil, err
	}
	s.lineUp(i, &r)
	c.Rows = []Row{r}
	if once.Key != "" {
		c.Once = []OnceRow{{Key: onceKey(once.Key), ID: r.ID, Body: once.Body}}
	}
	b := s.committer.add(c, len(r.Body)+changeOverhead, tellQueue)
	i.pending = b
	if c.Once != nil {
		i.remember(c.Once[0], b)
	}
	return r.ID, b, nil
}

// lineUp gives r its place at the end of i's queue, under i's mutex.
func (s *Store) lineUp(i *instance, r *Row) {
	wasEmpty := i.out.rows() == 0
	if wasEmpty {
		i.out.empty()
	}
	r.At = s.clock.millis()
	r.ID = i.nextID(r.At, r.Span)
	r.Day = DayOf(r.ID)
	i.out.LastN++
	r.N = i.out.LastN
	s.keepAhead(i, *r)
	if wasEmpty {
		s.armOut(i, r.At)
	}
}

// accepts says why nothing can be enqueued now.
func (s *Store) accepts(ctx context.Context, i *instance) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if i.count() >= int64(s.opts.QueueLimit) || !s.committer.room() {
		return &sluice.Error{Code: sluice.Full, Text: "Queue limit reached", Wait: fullWait}
	}
	if s.committer.busy() {
		return &sluice.Error{Code: sluice.Unavailable, Text: textUnavailable, Wait: time.Second}
	}
	return nil
}

// Count returns how many messages wait, the one being sent included.
func (s *Store) Count(ctx context.Context, id sluice.InstanceID) (int, error) {
	i, err := s.use(ctx, id)
	if err != nil {
		return 0, err
	}
	n, b := i.count(), i.pending
	i.mu.Unlock()
	return int(n), b.wait()
}

// count returns how many messages are in the queue, wherever they stand.
func (i *instance) count() int64 { return i.out.rows() + i.out.Overdue + int64(i.aside.len()) }

// Show returns the first messages that wait, in order, the one being sent
// included. How many wait behind them does not matter.
func (s *Store) Show(ctx context.Context, id sluice.InstanceID, limit int) ([]sluice.Item, error) {
	i, err := s.use(ctx, id)
	if err != nil {
		return nil, err
	}
	out, b := i.out, i.pending
	var aside []int64
	for _, w := range i.aside.byID[:min(limit, i.aside.len())] {
		aside = append(aside, w.ID)
	}
	known := newIDSet(i, out)
	i.mu.Unlock()
	if err := b.wait(); err != nil {
		return nil, err
	}
	rows, err := s.before(ctx, id, out, aside, known, limit)
	if err != nil {
		return nil, err
	}
	if n := min(limit-len(rows), int(out.rows())); n > 0 {
		more, err := s.engine.Rows(ctx, Query{
			Instance: id, Lane: Outgoing, From: out.HeadID, Day: DayOf(out.HeadID), Until: out.LastID + 1, Limit: n,
		})
		if err != nil {
			return nil, broken(err)
		}
		return itemsOf(rows, more), nil
	}
	return itemsOf(rows), nil
}

func itemsOf(lists ...[]Row) []sluice.Item {
	items := []sluice.Item{}
	for _, rows := range lists {
		items = slices.Grow(items, len(rows))
		for k := range rows {
			items = append(items, item(&rows[k]))
		}
	}
	return items
}

// before returns the rows that wait before the head: set aside and overdue, in
// order of their ids.
func (s *Store) before(
	ctx context.Context, id sluice.InstanceID, out Cursor, aside []int64, skip map[int64]bool, limit int,
) ([]Row, error) {
	var rows []Row
	for _, a := range aside {
		r, ok, err := s.engine.Message(ctx, id, a)
		if err != nil {
			return nil, broken(err)
		}
		if ok {
			rows = append(rows, r)
		}
	}
	if out.Overdue == 0 {
		return rows, nil
	}
	late, err := s.overdueRows(ctx, id, out, skip, limit)
	if err != nil {
		return nil, err
	}
	rows = append(rows, late...)
	slices.SortFunc(rows, func(a, b Row) int { return int(a.ID - b.ID) })
	return rows[:min(limit, len(rows))], nil
}

// newIDSet returns the ids set aside when something is overdue: those rows stand
// before the head as well, and are not owed an expiry yet.
func newIDSet(i *instance, out Cursor) map[int64]bool {
	if out.Overdue == 0 {
		return nil
	}
	ids := make(map[int64]bool, i.aside.len())
	for _, w := range i.aside.byID {
		ids[w.ID] = true
	}
	return ids
}

// item returns a row as the queue's list shows it.
func item(r *Row) sluice.Item {
	if r.Damaged {
		return sluice.Item{ID: sluice.MessageIDOf(r.ID), Kind: sluice.KindText, Span: 1, Body: []byte("{}")}
	}
	return sluice.Item{ID: sluice.MessageIDOf(r.ID), Kind: sluice.Kind(r.Kind), Span: r.Span, Body: r.Body}
}

// Clear takes everything out of the queue but a message whose attempt has no
// result yet; that one finishes. It is one small write, whatever waits.
func (s *Store) Clear(ctx context.Context, id sluice.InstanceID) error {
	var before *batch // what is cleared, some of it
	err := s.change(ctx, id, func(d *draft) error {
		i := d.i
		kept, err := s.inFlight(ctx, i)
		if err != nil {
			return err
		}
		before = i.pending
		for _, w := range i.aside.inDoubt() {
			if w.ID == i.out.InFlight {
				continue
			}
			if err := s.abandon(ctx, d, w); err != nil {
				return err
			}
		}
		d.NoAside, d.tell = i.aside.len() > 0, tellQueue
		i.out.Overdue, i.out.OverdueFrom = 0, 0
		i.aside = asideSet{}
		i.out.empty()
		if kept != nil {
			i.aside.put(kept)
		}
		i.out.Attempts, i.out.Doubt, i.out.HeadUntil, i.headUntil = 0, 0, 0, time.Time{}
		s.dropAhead(i)
		return nil
	})
	if err == nil {
		err = before.wait()
	}
	return err
}

// inFlight returns the message whose attempt has no result yet as one set aside,
// which it becomes when the head moves past it.
func (s *Store) inFlight(ctx context.Context, i *instance) (*waiting, error) {
	id := i.out.InFlight
	if id == 0 {
		return nil, nil //nolint:nilnil // none is in flight
	}
	if w := i.aside.find(id); w != nil {
		return w, nil
	}
	m, err := s.message(ctx, i, id)
	if err != nil && !errors.Is(err, errDamaged) {
		return nil, err
	}
	return &waiting{
		Aside: Aside{ID: id, Chat: chatKey(m.Chat), Until: i.out.HeadUntil, Doubt: i.out.Doubt, Attempts: int(i.out.Attempts)},
		due:   i.headUntil,
	}, nil
}

// message reads the message with this id. With errDamaged the id is all that is
// known.
func (s *Store) message(ctx context.Context, i *instance, id int64) (sluice.Message, error) {
	r, ok := i.cachedRow(id)
	if !ok {
		var err error
		if r, ok, err = s.engine.Message(ctx, i.id, id); err != nil {
			return sluice.Message{}, broken(err)
		}
	}
	if !ok {
		r = Row{ID: id, Damaged: true}
	}
	return decode(i.id, r)
}

// decode turns a row into the message that it holds.
func decode(id sluice.InstanceID, r Row) (sluice.Message, error) {
	m := sluice.Message{
		ID: sluice.MessageIDOf(r.ID), Instance: id, Key: r.Key, Queued: time.UnixMilli(r.At), Revision: r.Revision,
	}
	if r.Damaged {
		return m, errDamaged
	}
	if err := m.UnmarshalRequest(sluice.Kind(r.Kind), r.Body); err != nil {
		return m, fmt.Errorf("%w: %w", errDamaged, err)
	}
	return m, nil
}
