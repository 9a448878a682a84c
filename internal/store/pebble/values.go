package pebble

import (
	"context"
	"fmt"
	"iter"

	"github.com/cockroachdb/pebble/v2"

	"sluice"
	"sluice/internal/store"
)

// Values implements [store.Lister].
func (e *Engine) Values(context.Context) iter.Seq2[store.NamedValue, error] {
	return e.listed(table(tableGlobal).start(), table(tableGlobal).end(), table(tableValue).start(), table(tableValue).end())
}

// ValuesOf implements [store.Lister].
func (e *Engine) ValuesOf(_ context.Context, i sluice.InstanceID) iter.Seq2[store.NamedValue, error] {
	if i == 0 {
		return e.listed(table(tableGlobal).start(), table(tableGlobal).end())
	}
	return e.listed(valueKey(i, ""), valueKey(i+1, ""))
}

// listed yields the values in ranges of keys: pairs of a first key and the one
// behind the last.
func (e *Engine) listed(bounds ...[]byte) iter.Seq2[store.NamedValue, error] {
	return func(yield func(store.NamedValue, error) bool) {
		for k := 0; k < len(bounds); k += 2 {
			more, err := e.list(bounds[k], bounds[k+1], yield)
			if err != nil {
				yield(store.NamedValue{}, fmt.Errorf("read values: %w", err))
			}
			if err != nil || !more {
				return
			}
		}
	}
}

func (e *Engine) list(from, until []byte, yield func(store.NamedValue, error) bool) (more bool, err error) {
	if err := e.log.failure(); err != nil {
		return false, err
	}
	it, err := e.db.NewIter(&pebble.IterOptions{LowerBound: from, UpperBound: until})
	if err != nil {
		return false, err
	}
	defer func() { _ = it.Close() }()
	for ok := it.First(); ok; ok = it.Next() {
		v, err := named(it)
		if err != nil {
			return false, err
		}
		if !yield(v, nil) {
			return false, nil
		}
	}
	return true, it.Error()
}

// named returns the value at an iterator.
func named(it *pebble.Iterator) (v store.NamedValue, err error) {
	key := it.Key()
	switch {
	case key[0] == tableGlobal:
		v.Name = string(key[1:])
	case len(key) < 9:
		return v, damaged("value", errBadKey)
	default:
		v.Instance, v.Name = sluice.InstanceID(read64(key[1:])), string(key[9:])
	}
	data, err := it.ValueAndErr()
	v.Data = append([]byte(nil), data...)
	return v, err
}
