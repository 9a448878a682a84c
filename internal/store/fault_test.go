package store_test

import (
	"context"
	"errors"
	"runtime"
	"slices"
	"testing"
	"time"

	lib "github.com/cockroachdb/pebble/v2"
	"github.com/cockroachdb/pebble/v2/vfs"
	"github.com/cockroachdb/pebble/v2/vfs/errorfs"

	"sluice"
	"sluice/internal/store"
	"sluice/internal/store/pebble"
)

// A witness remembers what a store has acknowledged.
type witness struct {
	s        *store.Store
	id       sluice.InstanceID
	dead     chan struct{}             // closed when the storage has failed
	accepted map[sluice.MessageID]bool // enqueued and answered
	left     map[sluice.MessageID]bool // finished and answered
	asked    sluice.MessageID          // finish under way
	lost     bool                      // an enqueue under way
}

// openFaulty opens a store whose disk fails at one operation.
func openFaulty(t *testing.T, disk vfs.FS, fault errorfs.Injector) (*witness, error) {
	t.Helper()
	w := &witness{
		id: sluice.FirstInstance, dead: make(chan struct{}),
		accepted: map[sluice.MessageID]bool{}, left: map[sluice.MessageID]bool{},
	}
	errs := make(chan error, 1)
	go func() {
		e, err := pebble.Open(pebble.Options{
			Dir: "data", FS: errorfs.Wrap(disk, fault), Memory: 8 << 20,
			Fatal: func(string) {
				close(w.dead)
				runtime.Goexit()
			},
		})
		if err == nil {
			w.s, err = store.New(context.WithoutCancel(t.Context()), e, store.Options{})
		}
		errs <- err
	}()
	select {
	case err := <-errs:
		return w, err
	case <-w.dead:
		return w, errors.New("dead")
	}
}

// do runs one step, and says whether it was acknowledged.
func (w *witness) do(step func() error) bool {
	done := make(chan error, 1)
	go func() { done <- step() }()
	select {
	case err := <-done:
		return err == nil
	case <-w.dead:
	}
	select {
	case err := <-done:
		return err == nil
	case <-time.After(10 * time.Millisecond): // it may never return
		return false
	}
}

func (w *witness) enqueue(ctx context.Context) bool {
	var id sluice.MessageID
	ok := w.do(func() (err error) {
		id, err = w.s.Enqueue(ctx, text(w.id, "10", "a"), sluice.Once{})
		return err
	})
	if ok {
		w.accepted[id] = true
	}
	w.lost = !ok
	return ok
}

func (w *witness) finish(ctx context.Context) bool {
	var m sluice.Message
	if !w.do(func() (err error) {
		m, _, err = w.s.Next(ctx, w.id)
		return err
	}) {
		return false
	}
	w.asked = m.ID
	ok := w.do(func() error {
		return w.s.Finish(ctx, m, sluice.Sent{ID: 1}, user("10"), sluice.Outcome{Status: sluice.StatusSent})
	})
	if ok {
		w.left[m.ID], w.asked = true, ""
	}
	return ok
}

// live enqueues and finishes until something fails.
func (w *witness) live(ctx context.Context) bool {
	if !w.do(func() error {
		return w.s.SetState(ctx, w.id, sluice.Change{State: sluice.Authorized, Account: account})
	}) {
		return false
	}
	for k := range 36 {
		step := w.enqueue
		if k%3 == 2 {
			step = w.finish
		}
		if !step(ctx) {
			return false
		}
	}
	return true
}

// check compares what is on the disk with what was acknowledged.
func (w *witness) check(t *testing.T, disk *vfs.MemFS, fault int32) {
	t.Helper()
	s := openOn(t, disk, store.Options{})
	defer func() { must(t, s.Close()) }()
	found := map[sluice.MessageID]bool{}
	unknown := 0
	for _, id := range shown(t, s, w.id) {
		found[id] = true
		if !w.accepted[id] {
			unknown++
		}
		if w.left[id] {
			t.Errorf("fault %d: %s is back", fault, id)
		}
	}
	if unknown > 1 || unknown == 1 && !w.lost {
		t.Errorf("fault %d: %d messages that nobody sent", fault, unknown)
	}
	for id := range w.accepted {
		if !found[id] && !w.left[id] && id != w.asked {
			t.Errorf("fault %d: %s was answered and is lost", fault, id)
		}
	}
	count(t, s, w.id)
}

func TestNothingIsAcknowledgedThatAFaultTakesAway(t *testing.T) {
	t.Parallel()
	fatal := 0
	for i := int32(0); ; i++ {
		disk := vfs.NewCrashableMem()
		s := openOn(t, disk, store.Options{})
		create(t, s)
		must(t, s.Close())
		fault := errorfs.OnIndex(i)
		w, err := openFaulty(t, disk, errorfs.InjectorFunc(func(op errorfs.Op) error {
			if op.Path == "data" && op.Kind == errorfs.OpFileSync {
				return nil // the library panics, which ends a process as well as we do
			}
			return fault.MaybeError(op)
		}))
		whole := false
		if err == nil {
			whole = w.live(t.Context())
		}
		select {
		case <-w.dead:
			fatal++
			if w.s != nil && w.enqueue(t.Context()) {
				t.Fatalf("fault %d: a message is accepted after it", i)
			}
		default:
		}
		w.check(t, disk.CrashClone(vfs.CrashCloneCfg{}), i)
		if whole && fault.Load() >= 0 {
			if i < 40 || fatal < 10 {
				t.Fatalf("%d operations, %d of them fatal: the injector is not at work", i, fatal)
			}
			t.Logf("faults: operations=%d fatal=%d acknowledged=0", i, fatal)
			return
		}
	}
}

// corrupt flips one bit in each of an instance's first n rows.
func corrupt(t *testing.T, fs vfs.FS, n int) {
	t.Helper()
	db, err := lib.Open("data", &lib.Options{FS: fs, Logger: quiet{}, FormatMajorVersion: lib.FormatValueSeparation})
	must(t, err)
	it, err := db.NewIter(&lib.IterOptions{LowerBound: []byte("m\x00"), UpperBound: []byte("m\x01")})
	must(t, err)
	for k, ok := 0, it.First(); ok && k < n; k, ok = k+1, it.Next() {
		value := slices.Clone(it.Value())
		value[(7*k+3)%len(value)] ^= 1 << (k % 8)
		must(t, db.Set(slices.Clone(it.Key()), value, lib.Sync))
	}
	must(t, it.Close())
	must(t, db.Close())
}

type quiet struct{}

func (quiet) Infof(string, ...any)  {}
func (quiet) Errorf(string, ...any) {}
func (quiet) Fatalf(string, ...any) { runtime.Goexit() }

func TestADamagedMessageDoesNotStopTheQueue(t *testing.T) {
	for _, state := range []sluice.State{sluice.Authorized, sluice.NotAuthorized} {
		t.Run(string(state), func(t *testing.T) {
			bubble(t, func(t *testing.T) {
				b := openBox(t, store.Options{})
				id := create(t, b.Store)
				var ids []sluice.MessageID
				for range 25 {
					ids = append(ids, enqueue(t, b.Store, text(id, "10", "a")))
				}
				if ok, err := b.TakeOut(t.Context(), id, ids[3]); !ok || err != nil {
					t.Fatalf("take out: %v, %v", ok, err)
				}
				b.close()
				corrupt(t, b.fs, 20)
				b.Store = openOn(t, b.fs, b.o)
				setState(t, b.Store, id, sluice.Change{State: state, Account: account})
				if state == sluice.Authorized {
					if m := next(t, b.Store, id); m.ID != ids[20] {
						t.Fatalf("next is %s, want %s", m.ID, ids[20])
					}
					if n := count(t, b.Store, id); n != 5 {
						t.Fatalf("count %d", n)
					}
				}
				run(t, b)
				time.Sleep(25 * time.Hour)
				if n := count(t, b.Store, id); n != 0 {
					t.Fatalf("count %d after a day", n)
				}
			})
		})
	}
}
