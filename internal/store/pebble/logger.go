package pebble

import (
	"errors"
	"fmt"
	"log/slog"
	"sync"
)

// A logger passes on what the library says. Its Fatalf is a latch: it never
// returns, and from then on every commit fails.
type logger struct {
	log   *slog.Logger
	fatal func(string)

	mu  sync.Mutex // guards err
	err error
}

// Infof drops the library's account of its own doings.
func (l *logger) Infof(string, ...any) {}

// Errorf logs what the library recovers from by itself.
func (l *logger) Errorf(format string, args ...any) {
	l.log.Error("store: the engine reports", "err", fmt.Sprintf(format, args...))
}

// Fatalf ends it all. If it returned, the library would report success for what
// it could not write.
func (l *logger) Fatalf(format string, args ...any) {
	text := fmt.Sprintf(format, args...)
	l.mu.Lock()
	first := l.err == nil
	if first {
		l.err = errors.New(text)
	}
	l.mu.Unlock()
	if first {
		l.log.Error("store: the storage has failed; the process ends", "err", text)
	}
	l.fatal(text)
	select {} // should fatal return after all
}

// failure returns what Fatalf was called with, or nil.
func (l *logger) failure() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.err == nil {
		return nil
	}
	return fmt.Errorf("the storage has failed: %w", l.err)
}
