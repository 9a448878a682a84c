package store

import (
	"cmp"
	"context"
	"slices"
	"time"

	"sluice"
)

// Waiting returns up to limit messages behind after, in the order of the list,
// with why each of them waits; after "" begins with the first.
func (s *Store) Waiting(ctx context.Context, id sluice.InstanceID, after sluice.MessageID, limit int) ([]sluice.Waiting, error) {
	i, err := s.use(ctx, id)
	if err != nil {
		return nil, err
	}
	v := s.view(i, after.Number()+1, limit)
	b := i.pending
	i.mu.Unlock()
	if err := b.wait(); err != nil {
		return nil, err
	}
	rows, err := s.before(ctx, id, v.out, v.ids, v.known, limit)
	if err != nil {
		return nil, err
	}
	if n := min(limit-len(rows), int(v.out.rows())); n > 0 {
		more, err := s.engine.Rows(ctx, Query{
			Instance: id, Lane: Outgoing, From: v.from, Day: DayOf(v.from), Until: v.out.LastID + 1, Limit: n,
		})
		if err != nil {
			return nil, broken(err)
		}
		rows = append(rows, more...)
	}
	list := make([]sluice.Waiting, 0, len(rows))
	for k := range rows {
		list = append(list, v.waiting(&rows[k], s.over(rows[k].At)))
	}
	return list, nil
}

// A view is where a queue stood when its list was asked for.
type view struct {
	out     Cursor
	sending int64   // 0: none
	from    int64   // first id of the line that is wanted
	ids     []int64 // set aside and wanted; they increase
	aside   map[int64]sluice.Waiting
	known   map[int64]bool
}

// view looks at i under its mutex.
func (s *Store) view(i *instance, from int64, limit int) view {
	v := view{out: i.out, sending: i.sending(), from: max(from, i.out.HeadID), known: newIDSet(i, i.out), aside: map[int64]sluice.Waiting{}}
	if v.out.Overdue > 0 {
		v.out.OverdueFrom = max(v.out.OverdueFrom, from)
	}
	k, _ := search(i.aside.byID, from)
	for _, w := range i.aside.byID[k:min(len(i.aside.byID), k+limit)] {
		v.ids = append(v.ids, w.ID)
		v.aside[w.ID] = s.asideView(i, w)
	}
	return v
}

// asideView says why w waits: for the first of its chat, or for its own time.
func (s *Store) asideView(i *instance, w *waiting) sluice.Waiting {
	out := sluice.Waiting{Place: sluice.PlaceAside, Reason: w.Reason, Attempts: w.Attempts, Doubt: w.Doubt != 0}
	if w.Until == forever {
		return out
	}
	skip, first := s.skipped(), w
	for _, other := range i.aside.chats[w.Chat] {
		if other.ID >= w.ID {
			break
		}
		if skip(other) {
			continue
		}
		if out.Behind == 0 {
			first = other
		}
		out.Behind++
	}
	if !first.due.After(time.Now()) {
		out.Reason = sluice.WaitsTurn
		return out
	}
	out.Reason = first.Reason
	out.Until = s.clock.now().Add(time.Until(first.due)).Round(time.Millisecond)
	return out
}

// waiting returns a row as the list shows it.
func (v *view) waiting(r *Row, over bool) sluice.Waiting {
	w, aside := v.aside[r.ID]
	w.Item, w.Accepted, w.Edited = item(r), time.UnixMilli(r.At), r.Revision > 0
	if r.Damaged {
		w.Accepted = time.UnixMilli(r.ID)
	}
	switch {
	case r.ID == v.sending:
		w.Place = sluice.PlaceSending
	case over && !w.Doubt, !aside && r.ID < v.out.HeadID:
		w.Place = sluice.PlaceOverdue
	}
	if r.ID == v.out.InFlight || r.ID == v.out.HeadID && !aside {
		w.Attempts, w.Doubt = max(w.Attempts, int(v.out.Attempts)), w.Doubt || v.out.Doubt != 0
	}
	return w
}

// Line tells where an instance's queue stands. It reads one row at most.
func (s *Store) Line(ctx context.Context, id sluice.InstanceID) (sluice.Line, error) {
	i, err := s.use(ctx, id)
	if err != nil {
		return sluice.Line{}, err
	}
	l := s.line(i)
	out, b := i.out, i.pending
	oldest, from := i.first()
	i.mu.Unlock()
	if err := b.wait(); err != nil || l.Count == 0 {
		return l, err
	}
	if from != 0 {
		rows, err := s.engine.Rows(ctx, Query{
			Instance: id, Lane: Outgoing, From: from, Day: DayOf(from), Until: out.LastID + 1, Limit: 1,
		})
		if err != nil {
			return l, broken(err)
		}
		if len(rows) > 0 && (oldest == 0 || rows[0].ID < oldest) {
			oldest = rows[0].ID
		}
	}
	l.Oldest = time.UnixMilli(oldest)
	return l, nil
}

// first returns the lowest id that waits, of those that are known without a look
// at the engine, and from where on the first of the others is to be looked for; 0:
// nowhere.
func (i *instance) first() (id, from int64) {
	if i.aside.len() > 0 {
		id = i.aside.byID[0].ID
	}
	switch {
	case i.out.Overdue > 0:
		from = i.out.OverdueFrom
	case i.out.rows() == 0:
	case len(i.ahead.rows) == 0:
		from = i.out.HeadID
	case id == 0 || i.ahead.rows[0].ID < id:
		id = i.ahead.rows[0].ID
	}
	return id, from
}

// sending returns the message whose send is under way; 0: none. One in doubt that
// waits for its next try is not.
func (i *instance) sending() int64 {
	if i.flying != i.out.InFlight {
		return 0
	}
	return i.flying
}

// line reads i's cursor under its mutex.
func (s *Store) line(i *instance) sluice.Line {
	now, mono := s.clock.now(), time.Now()
	wall := func(t time.Time) time.Time {
		if t.IsZero() || !t.After(mono) {
			return time.Time{}
		}
		return now.Add(t.Sub(mono)).Round(time.Millisecond)
	}
	l := sluice.Line{
		At: now, Count: int(i.count()), Aside: i.aside.len(), Held: i.aside.held(), Overdue: int(i.out.Overdue), Offline: i.out.Offline != 0,
		Flood: wall(i.waitUntil), Retry: wall(i.headUntil),
	}
	if id := i.sending(); id != 0 {
		l.Sending = sluice.MessageIDOf(id)
	}
	if !i.wire.IsZero() {
		l.Paced = wall(i.wire.Add(i.rec.Settings.Interval))
	}
	skip, start := s.skipped(), mono
	if i.waitUntil.After(start) {
		start = i.waitUntil
	}
	for _, chat := range i.aside.chats {
		w := first(chat, skip)
		switch {
		case w == nil:
		case !w.due.After(start):
			l.Ready += passable(chat, func(w *waiting) bool { return skip(w) || w.ID == i.sending() })
		case l.Later.IsZero() || wall(w.due).Before(l.Later):
			l.Later = wall(w.due)
		}
	}
	return l
}

// passable counts the messages of a chat that go one after the other.
func passable(chat []*waiting, skip func(*waiting) bool) int {
	n := 0
	for _, w := range chat {
		if !skip(w) {
			n++
		}
	}
	return n
}

// TakeOutAll takes messages out of the queue in one commit, wherever they stand,
// and returns how many there were. What is not in the queue, or is being sent,
// is passed over.
func (s *Store) TakeOutAll(ctx context.Context, id sluice.InstanceID, ids []sluice.MessageID) (n int, err error) {
	i, err := s.use(ctx, id)
	if err != nil {
		return 0, err
	}
	unseen := i.pending // that some of them may be in: whoever names one has seen it there
	i.mu.Unlock()
	if err := unseen.wait(); err != nil {
		return 0, err
	}
	err = s.change(ctx, id, func(d *draft) error {
		n, err = s.takeOutAll(ctx, d, ids)
		return err
	})
	return n, err
}

func (s *Store) takeOutAll(ctx context.Context, d *draft, ids []sluice.MessageID) (n int, err error) {
	i := d.i
	ids = slices.Clone(ids)
	slices.SortFunc(ids, func(a, b sluice.MessageID) int { return cmp.Compare(a.Number(), b.Number()) })
	for _, m := range slices.Compact(ids) {
		r, ok, err := s.engine.Message(ctx, i.id, m.Number())
		if err != nil {
			return 0, broken(err)
		}
		if !ok || r.Lane != Outgoing || r.ID == i.out.InFlight || r.ID != m.Number() || s.status(i, r) != sluice.StatusPending {
			continue
		}
		s.takeOut(d, r)
		n++
	}
	if n > 0 {
		d.tell |= tellQueue
	}
	return n, nil
}
