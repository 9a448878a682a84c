package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"maps"
	"strings"
	"sync"
	"time"

	"sluice"
)

// patience is how long an answer may take before a step has failed.
const patience = 30 * time.Second

// An owner is what the driver reports to, and answers what a login asks.
type owner struct {
	mu      sync.Mutex // guards what follows
	changes []sluice.Change
	events  []sluice.Event
	known   bool
	changed chan struct{}
}

func newOwner() *owner { return &owner{changed: make(chan struct{})} }

func (o *owner) tell(change func()) {
	o.mu.Lock()
	defer o.mu.Unlock()
	change()
	close(o.changed)
	o.changed = make(chan struct{})
}

// State implements driver.Sink.
func (o *owner) State(c sluice.Change) { o.tell(func() { o.changes = append(o.changes, c) }) }

// Known implements driver.Sink.
func (o *owner) Known() { o.tell(func() { o.known = true }) }

// Event implements driver.Sink.
func (o *owner) Event(_ context.Context, e sluice.Event) error {
	o.tell(func() { o.events = append(o.events, e) })
	return nil
}

// wait waits until what was told fits, or says what it has waited for.
func (o *owner) wait(ctx context.Context, what string, fits func(*owner) bool) error {
	late := time.NewTimer(patience)
	defer late.Stop()
	for {
		o.mu.Lock()
		ok, changed := fits(o), o.changed
		o.mu.Unlock()
		if ok {
			return nil
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return ctx.Err()
		case <-late.C:
			return fmt.Errorf("waited for %s for %v in vain", what, patience)
		}
	}
}

// next waits for a change that fits, and drops it and those before it.
func (o *owner) next(ctx context.Context, what string, fits func(sluice.Change) bool) (found sluice.Change, err error) {
	err = o.wait(ctx, what, func(o *owner) bool {
		for k, c := range o.changes {
			if fits(c) {
				found, o.changes = c, o.changes[k+1:]
				return true
			}
		}
		return false
	})
	return found, err
}

// values is a driver.SessionStore in memory: a session of a test is not kept.
type values struct {
	mu  sync.Mutex // guards all
	all map[string][]byte
}

// Get implements driver.SessionStore.
func (v *values) Get(_ context.Context, name string) ([]byte, bool, error) {
	v.mu.Lock()
	defer v.mu.Unlock()
	data, ok := v.all[name]
	return data, ok, nil
}

// Put implements driver.SessionStore.
func (v *values) Put(_ context.Context, values map[string][]byte) error {
	v.mu.Lock()
	defer v.mu.Unlock()
	maps.Copy(v.all, values)
	maps.DeleteFunc(v.all, func(_ string, data []byte) bool { return data == nil })
	return nil
}

// DeleteAll implements driver.SessionStore.
func (v *values) DeleteAll(context.Context) error {
	v.mu.Lock()
	defer v.mu.Unlock()
	clear(v.all)
	return nil
}

// A leaflet is the one file that is sent.
type leaflet struct{}

// Upload implements telegram.Files.
func (leaflet) Upload(context.Context, sluice.Message) (sluice.Upload, error) {
	text := []byte(strings.Repeat("Sluice smoke test. ", 100))
	return sluice.Upload{ReadSeekCloser: file{bytes.NewReader(text)}, Name: "smoke.txt", MIME: "text/plain", Size: int64(len(text))}, nil
}

// Thumbnail implements telegram.Files: a text is no picture.
func (leaflet) Thumbnail(context.Context, io.ReadSeeker) ([]byte, error) {
	return nil, &sluice.Error{Code: sluice.Invalid, Text: "no picture"}
}

type file struct{ io.ReadSeeker }

// Close does nothing: the bytes are in memory.
func (file) Close() error { return nil }
