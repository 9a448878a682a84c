package pebble

import (
	"context"
	"errors"
	"fmt"

	"sluice"
	"sluice/internal/store"
)

// A Report is what [Engine.Verify] has read.
type Report struct {
	Keys   int64            // in all tables
	Rows   int64            // messages, events and notifications
	Queued int64            // messages in queues
	Noted  int64            // notifications that wait
	Faults []string         // in words, the first [mostFaults]
	Failed int64            // how many there are
	Tables map[string]int64 // keys by table
}

// mostFaults is how many faults are named.
const mostFaults = 50

func (r *Report) fault(format string, args ...any) {
	if r.Failed++; r.Failed <= mostFaults {
		r.Faults = append(r.Faults, fmt.Sprintf(format, args...))
	}
}

// Verify reads every key and value, compares their checksums, and counts the
// queues of each instance against its cursors. told hears of keys read. It
// changes nothing, and means something while nobody else changes anything.
func (e *Engine) Verify(ctx context.Context, told func(keys int64)) (Report, error) {
	v := verifier{e: e, told: told, report: Report{Tables: map[string]int64{}}, lanes: map[laneKey]*count{}, aside: map[sluice.InstanceID]int64{}}
	for _, t := range []struct {
		name  string
		table dayTable
		check func(key, value []byte) error
	}{
		{"cursors", table(tableCursor), v.cursor},
		{"messages", rows(store.Outgoing), v.row},
		{"notifications", rows(store.Notifications), v.row},
		{"events", rows(store.Journal), v.row},
		{"dead letters", rows(store.Letters), v.row},
		{"set aside", table(tableAside), v.waiting},
		{"statuses", table(tableStatus), v.status},
		{"idempotency keys", table(tableOnce), v.once},
		{"by chat", table(tableChat), readable},
		{"by number", table(tableNumber), readable},
		{"values", table(tableValue), readable},
		{"deployment", table(tableGlobal), readable},
	} {
		if err := v.walk(ctx, t.name, t.table, t.check); err != nil {
			return v.report, err
		}
	}
	v.balance()
	return v.report, nil
}

// A laneKey is one lane of one instance.
type laneKey struct {
	lane     store.Lane
	instance sluice.InstanceID
}

// A count is what a cursor says, and what its rows do.
type count struct {
	cursor  store.Cursor
	from    int64 // rows behind the head, those taken out included
	out     int64 // those taken out
	last    int64 // highest ordinal
	damaged bool  // so that nothing can be counted
}

type verifier struct {
	e      *Engine
	told   func(int64)
	report Report
	lanes  map[laneKey]*count
	aside  map[sluice.InstanceID]int64
}

// walk reads one table. A damaged block of the library ends it: what is behind
// cannot be told from what is missing.
func (v *verifier) walk(ctx context.Context, name string, t dayTable, check func(key, value []byte) error) error {
	it, err := v.e.iter(t)
	if err != nil {
		return err
	}
	for ok := it.First(); ok; ok = it.Next() {
		v.report.Keys++
		v.report.Tables[name]++
		if v.report.Keys%1024 == 0 {
			if err := ctx.Err(); err != nil {
				return errors.Join(err, it.Close())
			}
			v.told(v.report.Keys)
		}
		value, err := it.ValueAndErr()
		if err == nil {
			err = check(it.Key(), value)
		}
		if err != nil {
			v.report.fault("%s: key %x: %v", name, it.Key(), err)
		}
	}
	if err := it.Error(); err != nil {
		v.report.fault("%s: %v", name, err)
	}
	_ = it.Close() // it says again what Error said
	return nil
}

func readable(_, _ []byte) error { return nil }

func (v *verifier) cursor(key, value []byte) error {
	if len(key) != 10 {
		return errBadKey
	}
	c := &count{}
	v.lanes[laneKey{store.Lane(key[1]), sluice.InstanceID(read64(key[2:]))}] = c
	err := c.cursor.UnmarshalBinary(value)
	c.damaged, c.last = err != nil, c.cursor.LastN
	return err
}

func (v *verifier) row(key, value []byte) error {
	if len(key) != rowKeySize {
		return errBadKey
	}
	v.report.Rows++
	lane, id := store.Lane(key[1]), read64(key[rowKeySize-8:])
	c := v.lanes[laneKey{lane, sluice.InstanceID(read64(key[4:]))}]
	var r store.Row
	if err := decodeRow(&r, key, value); err != nil {
		if c != nil {
			c.damaged = true
		}
		return err
	}
	if c == nil { // of a lane without a queue
		return nil
	}
	c.last = max(c.last, r.N)
	if lane == store.Notifications && r.N >= c.cursor.HeadN || lane == store.Outgoing && id >= c.cursor.HeadID {
		c.from++
		if r.Out {
			c.out++
		}
	}
	return nil
}

func (v *verifier) waiting(key, value []byte) error {
	if len(key) != 17 {
		return errBadKey
	}
	v.aside[sluice.InstanceID(read64(key[1:]))]++
	_, err := decodeAside(key, value)
	return err
}

func (v *verifier) status(key, value []byte) error {
	if len(key) < 8 {
		return errBadKey
	}
	_, err := decodeStatus(key, value)
	return err
}

func (v *verifier) once(_, value []byte) error {
	var o store.OnceRow
	return o.UnmarshalBinary(value)
}

// balance compares every cursor with the rows that were counted.
func (v *verifier) balance() {
	for k, c := range v.lanes {
		if c.damaged {
			continue
		}
		span := c.last - c.cursor.HeadN + 1
		switch k.lane {
		case store.Notifications:
			v.report.Noted += c.from
			if span-c.cursor.Holes != c.from {
				v.report.fault("instance %d: %d notifications wait, and the count says %d", k.instance, c.from, span-c.cursor.Holes)
			}
		case store.Outgoing:
			v.report.Queued += c.from - c.out + v.aside[k.instance] + c.cursor.Overdue
			if span != c.from || c.cursor.Holes != c.out {
				v.report.fault("instance %d: %d messages wait, and the count says %d", k.instance, c.from-c.out, span-c.cursor.Holes)
			}
			if c.cursor.Aside != v.aside[k.instance] {
				v.report.fault("instance %d: %d messages are set aside, and the count says %d", k.instance, v.aside[k.instance], c.cursor.Aside)
			}
		}
	}
}
