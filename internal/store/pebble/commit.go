package pebble

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/cockroachdb/pebble/v2"

	"sluice"
	"sluice/internal/store"
)

// Commit implements [store.Engine]: one batch, synced before it returns.
func (e *Engine) Commit(ctx context.Context, changes ...store.Change) error {
	durable, err := e.Begin(ctx, changes...)
	if err != nil {
		return err
	}
	return durable()
}

// Begin implements [store.Overlapper]: the batch stands in the log when it returns
// and is synced by the log's own goroutine.
func (e *Engine) Begin(_ context.Context, changes ...store.Change) (func() error, error) {
	if err := e.log.failure(); err != nil {
		return nil, err
	}
	b := e.db.NewBatch()
	w := writer{e: e, b: b}
	for _, c := range byInstance(changes) {
		if err := w.change(c); err != nil {
			return nil, errors.Join(fmt.Errorf("encode a batch: %w", err), b.Close())
		}
	}
	if err := e.db.ApplyNoSyncWait(b, pebble.Sync); err != nil {
		return nil, fmt.Errorf("commit: %w", err)
	}
	return func() error { return e.synced(b) }, nil
}

// synced waits until b is durable. A sync that failed is fatal: what the library
// does about one depends on who waits for it.
func (e *Engine) synced(b *pebble.Batch) error {
	if err := b.SyncWait(); err != nil {
		e.log.Fatalf("commit: %v", err)
		return fmt.Errorf("commit: %w", err)
	}
	return errors.Join(e.log.failure(), b.Close())
}

// byInstance brings changes into the order of keys, which makes applying them
// cheaper. Those of one instance stay in their order.
func byInstance(changes []store.Change) []*store.Change {
	list := make([]*store.Change, len(changes))
	for k := range changes {
		list[k] = &changes[k]
	}
	slices.SortStableFunc(list, func(a, b *store.Change) int { return cmp.Compare(a.Instance, b.Instance) })
	return list
}

// A writer puts changes into a batch.
type writer struct {
	e   *Engine
	b   *pebble.Batch
	key [rowKeySize]byte
	buf []byte
	day store.Day // the last one of a row in this batch
}

func (w *writer) change(c *store.Change) error {
	if c.Erase {
		if err := w.erase(c.Instance); err != nil {
			return err
		}
	}
	for k := range c.Rows {
		if err := w.row(c.Instance, &c.Rows[k]); err != nil {
			return err
		}
	}
	for k := range c.Gone {
		r := &c.Gone[k]
		if err := w.b.Delete(rowKey(w.key[:0], r.Lane, r.Day, c.Instance, r.ID), nil); err != nil {
			return err
		}
	}
	if err := w.cursors(c); err != nil {
		return err
	}
	if err := w.aside(c); err != nil {
		return err
	}
	if err := w.indexes(c); err != nil {
		return err
	}
	return w.values(c)
}

// row is the path of every enqueue: it copies the row into the batch once.
func (w *writer) row(i sluice.InstanceID, r *store.Row) error {
	w.day = max(w.day, r.Day)
	key := rowKey(w.key[:0], r.Lane, r.Day, i, r.ID)
	w.buf = appendRow(w.buf[:0], key, r)
	op := w.b.SetDeferred(len(key), len(w.buf))
	copy(op.Key, key)
	copy(op.Value, w.buf)
	return op.Finish()
}

func (w *writer) cursors(c *store.Change) error {
	for l, cursor := range map[store.Lane]*store.Cursor{store.Outgoing: c.Out, store.Notifications: c.Notify} {
		if cursor == nil {
			continue
		}
		data, err := cursor.AppendBinary(w.buf[:0])
		if err != nil {
			return err
		}
		w.buf = data
		if err := w.b.Set(cursorKey(l, c.Instance), data, nil); err != nil {
			return err
		}
	}
	return nil
}

func (w *writer) aside(c *store.Change) error {
	if c.NoAside {
		if err := w.dropPrefix(asideKey(c.Instance, 0)[:9]); err != nil {
			return err
		}
	}
	for _, id := range c.NotAside {
		if err := w.b.Delete(asideKey(c.Instance, id), nil); err != nil {
			return err
		}
	}
	for _, a := range c.Aside {
		key := asideKey(c.Instance, a.ID)
		if err := w.b.Set(key, encodeAside(key, a), nil); err != nil {
			return err
		}
	}
	return nil
}

func (w *writer) indexes(c *store.Change) error {
	i := c.Instance
	for _, s := range c.Statuses {
		key := statusKey(i, s.ID)
		if err := w.b.Set(key, encodeStatus(key, s), nil); err != nil {
			return err
		}
	}
	for _, r := range c.Chats {
		if err := w.b.Set(chatKey(i, r.Chat, r.ID), nil, nil); err != nil {
			return err
		}
	}
	for _, n := range c.Numbers {
		if err := w.b.Set(numberKey(store.DayOf(n.ID), i, n.Scope, n.N), put64(nil, n.ID), nil); err != nil {
			return err
		}
	}
	for _, o := range c.Once {
		data, err := o.AppendBinary(nil)
		if err != nil {
			return err
		}
		if err := w.b.Set(onceKey(store.DayOf(o.ID), i, o.Key), data, nil); err != nil {
			return err
		}
	}
	return nil
}

func (w *writer) values(c *store.Change) error {
	if c.NoValues != "" {
		if err := w.dropPrefix(valueKey(c.Instance, c.NoValues)); err != nil {
			return err
		}
	}
	for _, v := range c.Values {
		key := valueKey(c.Instance, v.Name)
		if v.Data == nil {
			if err := w.b.Delete(key, nil); err != nil {
				return err
			}
			continue
		}
		if err := w.b.Set(key, v.Data, nil); err != nil {
			return err
		}
	}
	return nil
}

// erase deletes all of an instance but its record: a range per table and day.
func (w *writer) erase(i sluice.InstanceID) error {
	tables := []dayTable{
		rows(store.Outgoing), rows(store.Notifications), rows(store.Journal), rows(store.Letters),
		table(tableOnce), table(tableStatus), table(tableChat), table(tableNumber),
	}
	for _, t := range tables {
		days, err := w.e.days(t)
		if err != nil {
			return err
		}
		for _, d := range append(days, w.day) {
			if err := w.dropPrefix(t.key(d, i)); err != nil {
				return err
			}
		}
	}
	for _, l := range []store.Lane{store.Outgoing, store.Notifications} {
		if err := w.b.Delete(cursorKey(l, i), nil); err != nil {
			return err
		}
	}
	if err := w.dropPrefix(asideKey(i, 0)[:9]); err != nil {
		return err
	}
	// The record's name is empty: it is the one key before all others.
	return w.b.DeleteRange(valueKey(i, "\x00"), next(valueKey(i, "")), nil)
}

func (w *writer) dropPrefix(prefix []byte) error {
	return w.b.DeleteRange(prefix, next(prefix), nil)
}

// DropBefore implements [store.Engine]. It drops from the first day on, so that
// a late row or a missed night is caught.
func (e *Engine) DropBefore(_ context.Context, k store.Kept, d store.Day) error {
	if err := e.log.failure(); err != nil {
		return err
	}
	kept := map[store.Kept][]dayTable{
		store.KeptMessages:      {rows(store.Outgoing), rows(store.Journal), table(tableChat), table(tableOnce)},
		store.KeptNotifications: {rows(store.Notifications)},
		store.KeptNumbers:       {table(tableStatus), table(tableNumber)},
		store.KeptLetters:       {rows(store.Letters)},
	}
	b := e.db.NewBatch()
	defer func() { _ = b.Close() }()
	for _, t := range kept[k] {
		if err := b.DeleteRange(t.key(0, 0), t.key(d, 0), nil); err != nil {
			return fmt.Errorf("drop days: %w", err)
		}
	}
	if err := b.Commit(pebble.Sync); err != nil {
		return fmt.Errorf("drop days: %w", err)
	}
	return e.log.failure()
}
