package telegram_test

import (
	"context"
	"errors"
	"sync"

	"sluice"
)

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
