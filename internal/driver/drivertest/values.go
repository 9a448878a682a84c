package drivertest

import (
	"context"
	"maps"
	"sync"
)

// Values is a SessionStore in memory.
type Values struct {
	mu   sync.Mutex // guards what follows
	all  map[string][]byte
	puts int
	fail error
}

// NewValues returns an empty store.
func NewValues() *Values { return &Values{all: map[string][]byte{}} }

// Get implements driver.SessionStore.
func (v *Values) Get(_ context.Context, name string) ([]byte, bool, error) {
	v.mu.Lock()
	defer v.mu.Unlock()
	value, ok := v.all[name]
	return value, ok, nil
}

// Put implements driver.SessionStore.
func (v *Values) Put(_ context.Context, values map[string][]byte) error {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.fail != nil {
		return v.fail
	}
	v.puts++
	for name, value := range values {
		if value == nil {
			delete(v.all, name)
			continue
		}
		v.all[name] = value
	}
	return nil
}

// DeleteAll implements driver.SessionStore.
func (v *Values) DeleteAll(context.Context) error {
	v.mu.Lock()
	defer v.mu.Unlock()
	clear(v.all)
	return nil
}

// Fail makes every Put fail from now on; nil heals it.
func (v *Values) Fail(err error) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.fail = err
}

// Puts returns how many commits there were.
func (v *Values) Puts() int {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.puts
}

// All returns a copy of what is stored.
func (v *Values) All() map[string][]byte {
	v.mu.Lock()
	defer v.mu.Unlock()
	return maps.Clone(v.all)
}
