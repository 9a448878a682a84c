package store_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/cockroachdb/pebble/v2/vfs"

	"sluice"
	"sluice/internal/store"
	"sluice/internal/store/pebble"
)

var errRead = errors.New("the disk does not answer")

// A deaf engine fails one of its reads.
type deaf struct {
	store.Engine
	left  int // reads until then; below 0: none fails
	heard int // reads that failed
}

func (e *deaf) fails() bool {
	e.left--
	if e.left == -1 {
		e.heard++
		return true
	}
	return false
}

func (e *deaf) Recover(ctx context.Context, i sluice.InstanceID) (store.State, error) {
	if e.fails() {
		return store.State{}, errRead
	}
	return e.Engine.Recover(ctx, i)
}

func (e *deaf) Message(ctx context.Context, i sluice.InstanceID, id int64) (store.Row, bool, error) {
	if e.fails() {
		return store.Row{}, false, errRead
	}
	return e.Engine.Message(ctx, i, id)
}

func (e *deaf) ByNumber(ctx context.Context, i sluice.InstanceID, n store.Number, since store.Day) (int64, bool, error) {
	if e.fails() {
		return 0, false, errRead
	}
	return e.Engine.ByNumber(ctx, i, n, since)
}

func (e *deaf) Rows(ctx context.Context, q store.Query) ([]store.Row, error) {
	if e.fails() {
		return nil, errRead
	}
	return e.Engine.Rows(ctx, q)
}

func (e *deaf) Value(ctx context.Context, i sluice.InstanceID, name string) ([]byte, bool, error) {
	if e.fails() {
		return nil, false, errRead
	}
	return e.Engine.Value(ctx, i, name)
}

// openDeaf opens a store over an engine whose reads the test can fail.
func openDeaf(t *testing.T) (*store.Store, *deaf) {
	t.Helper()
	e, err := pebble.Open(pebble.Options{Dir: "data", FS: vfs.NewMem(), Memory: 8 << 20})
	must(t, err)
	d := &deaf{Engine: e, left: -1}
	s, err := store.New(context.WithoutCancel(t.Context()), d, store.Options{})
	must(t, err)
	t.Cleanup(func() { must(t, s.Close()) })
	return s, d
}

// A step is one call, which is repeated when it fails.
type step = func(context.Context, *store.Store) error

// changes are the steps of a queue's life, with those that change states and let
// time pass.
func changes(id sluice.InstanceID) []step {
	state := func(c sluice.Change) step {
		return func(ctx context.Context, s *store.Store) error { return s.SetState(ctx, id, c) }
	}
	withNext := func(f func(context.Context, *store.Store, sluice.Message) error) step {
		return func(ctx context.Context, s *store.Store) error {
			m, ok, err := s.Next(ctx, id)
			if err != nil || !ok {
				return errors.Join(errors.New("nothing is next"), err)
			}
			return f(ctx, s, m)
		}
	}
	enqueue := func(ctx context.Context, s *store.Store) error {
		_, err := s.Enqueue(ctx, text(id, "10", "late"), sluice.Once{})
		return err
	}
	own := incoming(900, "by hand")
	own.Outgoing = true
	return slices.Concat(script(id), []step{
		enqueue,
		enqueue,
		withNext(func(ctx context.Context, s *store.Store, m sluice.Message) error {
			_, err := s.Attempt(ctx, id, m.ID, m.Revision)
			return err
		}),
		func(ctx context.Context, s *store.Store) error { return s.Receive(ctx, id, own) },
		state(sluice.Change{State: sluice.NotAuthorized}),
		state(sluice.Change{State: sluice.Authorized, Account: sluice.Account{ID: "501"}}), // another one
		withNext(func(ctx context.Context, s *store.Store, m sluice.Message) error {
			w := sluice.Wait{Reason: sluice.WaitsSuspended, Scope: sluice.ScopeAccount}
			return s.Postpone(ctx, m, sluice.Sent{}, user("10"), w)
		}),
		state(sluice.Change{State: sluice.Authorized, Account: account}),
		func(ctx context.Context, s *store.Store) error { return s.Release(ctx, id, sluice.WaitsHeld) },
		func(context.Context, *store.Store) error { time.Sleep(25 * time.Hour); return nil },
		enqueue,
		withNext(func(ctx context.Context, s *store.Store, m sluice.Message) error {
			return s.Finish(ctx, m, sluice.Sent{ID: 3000, Wire: time.Now()}, user("10"), sluice.Outcome{Status: sluice.StatusSent})
		}),
	})
}

// seen is what a client can see, without the random keys.
func seen(t *testing.T, s *store.Store, id sluice.InstanceID) string {
	t.Helper()
	var out snapshot
	list, err := s.Show(t.Context(), id, 1000)
	must(t, err)
	for _, item := range list {
		out.queue = append(out.queue, item.ID)
	}
	out.notes, err = s.CountNotifications(t.Context(), id)
	must(t, err)
	must(t, out.remember(t.Context(), s, id))
	i, err := s.Instance(id)
	must(t, err)
	return fmt.Sprint(out.queue, count(t, s, id), out.notes, out.journal, out.letters, i.State, i.Account.ID)
}

func TestAReadThatFailsLeavesNoTrace(t *testing.T) {
	bubble(t, func(t *testing.T) {
		s, engine := openDeaf(t)
		id := create(t, s)
		twin, _ := openDeaf(t) // lives the same life without a fault
		create(t, twin)
		for k, do := range changes(id) {
			must(t, do(t.Context(), twin))
			before := seen(t, s, id)
			for at := 0; ; at++ {
				moment := time.Now()
				engine.left = at
				err := do(t.Context(), s)
				failed := engine.left < 0 && engine.heard > 0
				engine.left, engine.heard = -1, 0
				if err == nil && !failed {
					break
				}
				if err == nil || !errors.Is(err, errRead) && sluice.CodeOf(err) != sluice.Internal {
					t.Fatalf("step %d, read %d fails: the step says %v", k, at, err)
				}
				if got := seen(t, s, id); got != before && got != seen(t, twin, id) { // the last of several reads failed
					t.Fatalf("step %d, read %d failed and left\n%s\nwant\n%s", k, at, got, before)
				}
				if time.Since(moment) > 0 {
					t.Fatalf("step %d takes time although it fails", k)
				}
			}
			if got, want := seen(t, s, id), seen(t, twin, id); got != want {
				t.Fatalf("step %d, after its faults:\n%s\nwant\n%s", k, got, want)
			}
		}
	})
}
