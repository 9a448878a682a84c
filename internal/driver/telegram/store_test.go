package telegram_test

import (
	"context"
	"errors"
	"maps"
	"sync"

	"sluice"
)

// memory is a SessionStore in memory.
type memory struct {
	mu   sync.Mutex
	all  map[string][]byte
	puts int
	fail error // of the next puts
}

func newMemory() *memory { return &memory{all: map[string][]byte{}} }

func (m *memory) Get(_ context.Context, name string) ([]byte, bool, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	v, ok := m.all[name]
	return v, ok, nil
}

func (m *memory) Put(_ context.Context, values map[string][]byte) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.fail != nil {
		return m.fail
	}
	m.puts++
	for name, v := range values {
		if v == nil {
			delete(m.all, name)
			continue
		}
		m.all[name] = v
	}
	return nil
}

func (m *memory) DeleteAll(context.Context) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	clear(m.all)
	return nil
}

func (m *memory) names() map[string][]byte {
	m.mu.Lock()
	defer m.mu.Unlock()
	return maps.Clone(m.all)
}

// events is a Sink that keeps what it is offered, after refusing some.
type events struct {
	mu     sync.Mutex
	got    []sluice.Event
	refuse int
}

func (*events) State(sluice.Change) {}
func (*events) Known()              {}

func (e *events) Event(_ context.Context, event sluice.Event) error {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.refuse > 0 {
		e.refuse--
		return errors.New("the store is away")
	}
	e.got = append(e.got, event)
	return nil
}

func (e *events) all() []sluice.Event {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.got
}
