package pebble

import (
	"context"
	"fmt"
	"iter"

	"github.com/cockroachdb/pebble/v2"

	"sluice"
	"sluice/internal/store"
)

// Instances implements [store.Engine]: one seek for each, past its values.
func (e *Engine) Instances(context.Context) iter.Seq2[store.Stored, error] {
	return func(yield func(store.Stored, error) bool) {
		it, err := e.iter(table(tableValue))
		if err != nil {
			yield(store.Stored{}, err)
			return
		}
		defer func() { _ = it.Close() }()
		for ok := it.First(); ok; {
			key := it.Key()
			if len(key) < 9 {
				yield(store.Stored{}, damaged("instance", errBadKey))
				return
			}
			i := sluice.InstanceID(read64(key[1:]))
			if len(key) == 9 {
				value, err := it.ValueAndErr()
				if !yield(store.Stored{ID: i, Record: append([]byte(nil), value...)}, err) {
					return
				}
			}
			ok = it.SeekGE(valueKey(i+1, ""))
		}
		if err := it.Error(); err != nil {
			yield(store.Stored{}, fmt.Errorf("read instances: %w", err))
		}
	}
}

// Recover implements [store.Engine]: two point reads, a seek or two per lane and
// day, and what is set aside.
func (e *Engine) Recover(_ context.Context, i sluice.InstanceID) (store.State, error) {
	var st store.State
	var err error
	if st.Out, err = e.cursor(store.Outgoing, i); err != nil {
		return st, err
	}
	if st.Notify, err = e.cursor(store.Notifications, i); err != nil {
		return st, err
	}
	since := map[store.Lane]store.Day{
		store.Outgoing:      store.DayOf(st.Out.LastID),
		store.Notifications: st.Notify.HeadDay,
		store.Journal:       store.DayOf(st.Out.LastID),
	}
	for l, d := range since {
		if st.Tails[l], err = e.tail(l, i, d); err != nil {
			return st, err
		}
	}
	st.Aside, err = e.setAside(i)
	return st, err
}

func (e *Engine) cursor(l store.Lane, i sluice.InstanceID) (store.Cursor, error) {
	var c store.Cursor
	data, ok, err := e.get(cursorKey(l, i))
	if err != nil || !ok {
		return c, err
	}
	return c, c.UnmarshalBinary(data)
}

// tail returns the last row of a lane, looking back to a day.
func (e *Engine) tail(l store.Lane, i sluice.InstanceID, since store.Day) (store.Row, error) {
	it, err := e.iter(rows(l))
	if err != nil {
		return store.Row{}, err
	}
	defer func() { _ = it.Close() }()
	s := scan{it: it, t: rows(l), i: i}
	q := store.Query{Lane: l, Newest: true, Day: since}
	if !s.start(q) {
		return store.Row{}, it.Error()
	}
	r := decoded(l, it)
	if r.Damaged && l == store.Notifications {
		r.N = r.ID
	}
	skipped := int64(0)
	for r.Damaged && l == store.Outgoing && s.step(q) {
		skipped++
		r2 := decoded(l, it)
		if !r2.Damaged {
			r.N, r.Span = r2.N+skipped, 1
			break
		}
	}
	return r, it.Error()
}

func (e *Engine) setAside(i sluice.InstanceID) ([]store.Aside, error) {
	prefix := asideKey(i, 0)[:9]
	it, err := e.db.NewIter(&pebble.IterOptions{LowerBound: prefix, UpperBound: next(prefix)})
	if err != nil {
		return nil, fmt.Errorf("read what is set aside: %w", err)
	}
	defer func() { _ = it.Close() }()
	var list []store.Aside
	for ok := it.First(); ok; ok = it.Next() {
		value, err := it.ValueAndErr()
		if err != nil {
			return nil, fmt.Errorf("read what is set aside: %w", err)
		}
		a, err := decodeAside(it.Key(), value)
		if err != nil {
			// What waited is lost, the message is not: it is due at once.
			id := read64(it.Key()[9:])
			e.opts.Log.Error("store: a damaged wait is over", "instance", i, "message", id, "err", err)
			a = store.Aside{ID: id}
		}
		list = append(list, a)
	}
	return list, it.Error()
}
