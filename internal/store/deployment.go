package store

import (
	"context"

	"sluice"
)

// nobody is the number under which the values of the whole deployment stand.
const nobody sluice.InstanceID = 0

// Deployment are values that belong to no instance, encrypted at rest.
type Deployment struct{ store *Store }

// Deployment returns the values of the whole deployment.
func (s *Store) Deployment() Deployment { return Deployment{s} }

// Get returns the value, and false when there is none.
func (d Deployment) Get(ctx context.Context, name string) ([]byte, bool, error) {
	data, ok, err := d.store.engine.Value(ctx, nobody, stored(name))
	if err != nil || !ok {
		return nil, false, broken(err)
	}
	data, err = d.store.opened(nobody, stored(name), data)
	return data, err == nil, broken(err)
}

// Put stores all values in one durable step; nil deletes.
func (d Deployment) Put(_ context.Context, values map[string][]byte) error {
	d.store.deployed.Lock()
	defer d.store.deployed.Unlock()
	c := Change{Instance: nobody}
	for name, data := range values {
		if data != nil {
			data = d.store.sealed(nobody, stored(name), data)
		}
		c.Values = append(c.Values, Value{Name: stored(name), Data: data})
	}
	return d.store.committer.add(c, c.size(), 0).wait()
}
