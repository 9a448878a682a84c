package store

import (
	"context"

	"sluice"
)

// Values are the private values of one instance's connection, encrypted at rest.
type Values struct {
	store *Store
	id    sluice.InstanceID
}

// Values returns the values of an instance. They go with it when it is deleted.
func (s *Store) Values(id sluice.InstanceID) Values { return Values{s, id} }

// Get returns the value, and false when there is none.
func (v Values) Get(ctx context.Context, name string) ([]byte, bool, error) {
	i, err := v.store.find(v.id)
	if err != nil {
		return nil, false, err
	}
	v.store.settle(i)
	defer i.mu.Unlock()
	data, ok, err := v.store.engine.Value(ctx, v.id, stored(name))
	if err != nil || !ok {
		return nil, false, broken(err)
	}
	data, err = v.store.opened(v.id, stored(name), data)
	return data, err == nil, broken(err)
}

// Put stores all values in one durable step; nil deletes.
func (v Values) Put(_ context.Context, values map[string][]byte) error {
	return v.change(func() Change {
		list := make([]Value, 0, len(values))
		for name, data := range values {
			if data != nil {
				data = v.store.sealed(v.id, stored(name), data)
			}
			list = append(list, Value{Name: stored(name), Data: data})
		}
		return Change{Instance: v.id, Values: list}
	})
}

// DeleteAll forgets everything, in one durable step.
func (v Values) DeleteAll(context.Context) error {
	return v.change(func() Change { return Change{Instance: v.id, NoValues: valuesPrefix} })
}

// change makes a change under the instance's mutex, so that what is sealed is
// sealed with the key that holds then.
func (v Values) change(c func() Change) error {
	i, err := v.store.find(v.id)
	if err != nil {
		return err
	}
	v.store.settle(i)
	if !i.rec.Deleted.IsZero() {
		i.mu.Unlock()
		return deleted()
	}
	b := v.store.add(i, c(), 0)
	i.mu.Unlock()
	return b.wait()
}

// valuesPrefix keeps a connection's names apart from the store's own.
const valuesPrefix = "v/"

func stored(name string) string { return valuesPrefix + name }

// broken gives a fault of the engine its code.
func broken(err error) error {
	if err == nil {
		return nil
	}
	return &sluice.Error{Code: sluice.Internal, Err: err}
}
