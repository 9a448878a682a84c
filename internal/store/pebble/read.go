package pebble

import (
	"context"
	"fmt"
	"slices"

	"github.com/cockroachdb/pebble/v2"

	"sluice"
	"sluice/internal/store"
)

// Rows implements [store.Engine].
func (e *Engine) Rows(ctx context.Context, q store.Query) ([]store.Row, error) {
	if q.Chat != 0 {
		return e.chatRows(ctx, q)
	}
	it, err := e.iter(rows(q.Lane))
	if err != nil {
		return nil, err
	}
	defer func() { _ = it.Close() }()
	s := scan{it: it, t: rows(q.Lane), i: q.Instance}
	var list []store.Row
	var room arena
	for ok := s.start(q); ok && len(list) < q.Limit; ok = s.step(q) {
		if list == nil {
			list = make([]store.Row, 0, min(q.Limit, 512))
		}
		list = append(list, store.Row{})
		r := &list[len(list)-1]
		decode(r, q.Lane, it)
		if r.Out && !q.Holes {
			list = list[:len(list)-1]
			continue
		}
		r.Body = room.copy(r.Body, q.Limit-len(list))
	}
	if err := it.Error(); err != nil {
		return nil, fmt.Errorf("read rows: %w", err)
	}
	if q.Statuses {
		return list, e.addStatuses(q.Instance, list)
	}
	return list, nil
}

// decode reads the row at an iterator, marked when it is damaged. Its Body is
// good until the iterator moves.
func decode(r *store.Row, l store.Lane, it *pebble.Iterator) {
	value, err := it.ValueAndErr()
	if err != nil || decodeRow(r, it.Key(), value) != nil {
		*r = store.Row{Damaged: true}
	}
	r.Lane, r.Day, r.ID = l, readDay(it.Key()[2:]), read64(it.Key()[rowKeySize-8:])
}

// decoded returns the row at an iterator.
func decoded(l store.Lane, it *pebble.Iterator) (r store.Row) {
	decode(&r, l, it)
	r.Body = slices.Clone(r.Body)
	return r
}

// An arena copies bodies into few pieces of memory. What is read together is
// mostly alike in size and let go of together.
type arena struct{ free []byte }

const mostAtOnce = 32

// copy returns a copy of a body; so many more are to be expected.
func (a *arena) copy(body []byte, more int) []byte {
	if len(body) > len(a.free) {
		a.free = make([]byte, len(body)*min(more+1, mostAtOnce))
	}
	n := copy(a.free, body)
	out := a.free[:n:n]
	a.free = a.free[n:]
	return out
}

// iter returns an iterator over one table.
func (e *Engine) iter(t dayTable) (*pebble.Iterator, error) {
	if err := e.log.failure(); err != nil {
		return nil, err
	}
	it, err := e.db.NewIter(&pebble.IterOptions{LowerBound: t.start(), UpperBound: t.end()})
	if err != nil {
		return nil, fmt.Errorf("read: %w", err)
	}
	return it, nil
}

// A scan walks one instance's keys in a table that leads with days: from day to
// day, past all that is of other instances, by one or two seeks a day.
type scan struct {
	it *pebble.Iterator
	t  dayTable
	i  sluice.InstanceID
}

func (s *scan) start(q store.Query) bool {
	if q.Newest {
		end := s.t.key(lastDay, s.i+1)
		if q.Until != 0 {
			end = put64(s.t.key(store.DayOf(q.Until), s.i), q.Until)
		}
		return s.found(q, s.it.SeekLT(end))
	}
	return s.found(q, s.it.SeekGE(put64(s.t.key(q.Day, s.i), q.From)))
}

func (s *scan) step(q store.Query) bool {
	if q.Newest {
		return s.found(q, s.it.Prev())
	}
	return s.found(q, s.it.Next())
}

// found makes sure that the iterator stands on a key of the instance, and says
// whether there is one within q's bounds.
func (s *scan) found(q store.Query, ok bool) bool {
	for ok {
		d, i := s.t.split(s.it.Key())
		if i == s.i && d >= q.Day {
			if q.Newest || s.id() >= q.From {
				return s.within(q)
			}
			ok = s.it.SeekGE(put64(s.t.key(d, i), q.From))
			continue
		}
		if q.Newest {
			ok = s.seekBack(q, d, i)
		} else {
			ok = s.seekOn(q, d, i)
		}
	}
	return false
}

// seekOn goes to the instance's part of the next day that has keys.
func (s *scan) seekOn(q store.Query, d store.Day, i sluice.InstanceID) bool {
	if i > s.i {
		if d == lastDay {
			return false
		}
		d++
	}
	return s.it.SeekGE(put64(s.t.key(d, s.i), q.From))
}

// seekBack goes to the end of the instance's part of the day before.
func (s *scan) seekBack(q store.Query, d store.Day, i sluice.InstanceID) bool {
	if d < q.Day {
		return false
	}
	if i > s.i {
		return s.it.SeekLT(s.t.key(d, s.i+1))
	}
	if i == s.i || d == 0 || d == q.Day {
		return false
	}
	if !s.it.SeekLT(s.t.key(d, 0)) {
		return false
	}
	before, _ := s.t.split(s.it.Key())
	return s.it.SeekLT(s.t.key(before, s.i+1))
}

// within says whether the id at hand is wanted.
func (s *scan) within(q store.Query) bool {
	if q.Newest {
		return s.id() >= q.From
	}
	return q.Until == 0 || s.id() < q.Until
}

func (s *scan) id() int64 { return read64(s.it.Key()[s.t.headerSize():]) }

// chatRows reads by the chats' index.
func (e *Engine) chatRows(ctx context.Context, q store.Query) ([]store.Row, error) {
	ids, err := e.chatIDs(q)
	if err != nil {
		return nil, err
	}
	var list []store.Row
	for _, id := range ids {
		r, ok, err := e.Message(ctx, q.Instance, id)
		if err != nil {
			return nil, err
		}
		if ok {
			list = append(list, r)
		}
	}
	return list, nil
}

// chatIDs returns the ids of a chat's messages, newest first.
func (e *Engine) chatIDs(q store.Query) ([]int64, error) {
	t := table(tableChat)
	it, err := e.iter(t)
	if err != nil {
		return nil, err
	}
	defer func() { _ = it.Close() }()
	var ids []int64
	until := q.Until
	if until == 0 {
		until = 1<<63 - 1
	}
	end := put64(putSigned(t.key(store.DayOf(until), q.Instance), q.Chat), until)
	for ok := it.SeekLT(end); ok && len(ids) < q.Limit; {
		key := it.Key()
		d, _ := t.split(key)
		if d < q.Day {
			break
		}
		prefix := putSigned(t.key(d, q.Instance), q.Chat)
		if string(key[:len(prefix)]) == string(prefix) {
			id := read64(key[len(prefix):])
			if id < q.From {
				break
			}
			ids = append(ids, id)
			ok = it.Prev()
			continue
		}
		if string(key) > string(prefix) {
			ok = it.SeekLT(next(prefix)) // further down on the same day
			continue
		}
		ok = it.SeekLT(t.key(d, 0))
		if !ok {
			break
		}
		before, _ := t.split(it.Key())
		ok = it.SeekLT(next(putSigned(t.key(before, q.Instance), q.Chat)))
	}
	if err := it.Error(); err != nil {
		return nil, fmt.Errorf("read a chat: %w", err)
	}
	return ids, nil
}

// Message implements [store.Engine].
func (e *Engine) Message(_ context.Context, i sluice.InstanceID, id int64) (store.Row, bool, error) {
	for _, l := range []store.Lane{store.Outgoing, store.Journal} {
		r, ok, err := e.exact(i, l, id)
		if err != nil || ok {
			return r, ok, err
		}
	}
	it, err := e.iter(rows(store.Outgoing))
	if err != nil {
		return store.Row{}, false, err
	}
	defer func() { _ = it.Close() }()
	s := scan{it: it, t: rows(store.Outgoing), i: i}
	q := store.Query{Newest: true, Until: id, Day: max(store.DayOf(id), 1) - 1}
	if !s.start(q) {
		return store.Row{}, false, it.Error()
	}
	r := decoded(store.Outgoing, it)
	if r.Damaged || r.Last() < id {
		return store.Row{}, false, nil
	}
	r.Status, err = e.status(i, id)
	return r, err == nil, err
}

// exact returns the row with just this id.
func (e *Engine) exact(i sluice.InstanceID, l store.Lane, id int64) (store.Row, bool, error) {
	key := rowKey(nil, l, store.DayOf(id), i, id)
	data, ok, err := e.get(key)
	if err != nil || !ok {
		return store.Row{}, false, err
	}
	var r store.Row
	if decodeRow(&r, key, data) != nil {
		r = store.Row{Damaged: true}
	}
	r.Lane, r.Day, r.ID = l, store.DayOf(id), id
	r.Status, err = e.status(i, id)
	return r, err == nil, err
}

func (e *Engine) addStatuses(i sluice.InstanceID, list []store.Row) error {
	for k := range list {
		st, err := e.status(i, list[k].ID)
		if err != nil {
			return err
		}
		list[k].Status = st
	}
	return nil
}

// status returns a message's status, with nothing but its id when it has none.
func (e *Engine) status(i sluice.InstanceID, id int64) (store.Status, error) {
	key := statusKey(i, id)
	data, ok, err := e.get(key)
	if err != nil || !ok {
		return store.Status{ID: id}, err
	}
	st, err := decodeStatus(key, data)
	if err != nil {
		return store.Status{}, damaged("status", err)
	}
	return st, nil
}

// ByNumber implements [store.Engine]: one look per day that has numbers, newest
// first.
func (e *Engine) ByNumber(
	_ context.Context, i sluice.InstanceID, n store.Number, since store.Day,
) (int64, bool, error) {
	days, err := e.days(table(tableNumber))
	if err != nil {
		return 0, false, err
	}
	for k := len(days) - 1; k >= 0 && days[k] >= since; k-- {
		data, ok, err := e.get(numberKey(days[k], i, n.Scope, n.N))
		if err != nil {
			return 0, false, err
		}
		if ok {
			if len(data) != 8 {
				return 0, false, damaged("network number", errShort)
			}
			return read64(data), true, nil
		}
	}
	return 0, false, nil
}

// days returns the days that a table has keys of, in order.
func (e *Engine) days(t dayTable) ([]store.Day, error) {
	it, err := e.iter(t)
	if err != nil {
		return nil, err
	}
	defer func() { _ = it.Close() }()
	var days []store.Day
	for ok := it.First(); ok; {
		d := readDay(it.Key()[len(t.prefix):])
		days = append(days, d)
		if d == lastDay {
			break
		}
		ok = it.SeekGE(t.key(d+1, 0))
	}
	return days, it.Error()
}
