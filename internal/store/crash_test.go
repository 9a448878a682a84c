package store_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"runtime"
	"slices"
	"sync"
	"testing"
	"time"

	lib "github.com/cockroachdb/pebble/v2"
	"github.com/cockroachdb/pebble/v2/vfs"
	"github.com/cockroachdb/pebble/v2/vfs/errorfs"

	"sluice"
	"sluice/internal/store"
	"sluice/internal/store/pebble"
)

// A snapshot is what a client can see of an instance.
type snapshot struct {
	queue []sluice.MessageID
	notes int
	next  [16]byte // key of the message to send next
}

func (s snapshot) equal(o snapshot) bool {
	return slices.Equal(s.queue, o.queue) && s.notes == o.notes && s.next == o.next
}

func look(ctx context.Context, s *store.Store, id sluice.InstanceID) (snapshot, error) {
	var out snapshot
	list, err := s.Show(ctx, id, 1000)
	if err != nil {
		return out, err
	}
	for _, item := range list {
		out.queue = append(out.queue, item.ID)
	}
	n, err := s.Count(ctx, id)
	if err != nil || n != len(list) {
		return out, fmt.Errorf("the count is %d and the list has %d: %w", n, len(list), err)
	}
	if out.notes, err = s.CountNotifications(ctx, id); err != nil {
		return out, err
	}
	err = s.SetState(ctx, id, sluice.Change{State: sluice.Authorized, Account: account})
	if err != nil {
		return out, err
	}
	m, _, err := s.Next(ctx, id)
	out.next = m.Key
	return out, err
}

// script returns the steps of a queue's life: each is one change.
func script(id sluice.InstanceID) []func(ctx context.Context, s *store.Store) error {
	var steps []func(context.Context, *store.Store) error
	add := func(f func(context.Context, *store.Store) error) { steps = append(steps, f) }
	withNext := func(f func(context.Context, *store.Store, sluice.Message) error) {
		add(func(ctx context.Context, s *store.Store) error {
			m, ok, err := s.Next(ctx, id)
			if err != nil || !ok {
				return errors.Join(errors.New("nothing is next"), err)
			}
			return f(ctx, s, m)
		})
	}
	enqueue := func(chat sluice.ChatID) {
		add(func(ctx context.Context, s *store.Store) error {
			_, err := s.Enqueue(ctx, text(id, chat, "a"), sluice.Once{})
			return err
		})
	}
	for k := range 4 {
		for _, chat := range []sluice.ChatID{"10", "11", "12"} {
			enqueue(chat)
		}
		withNext(func(ctx context.Context, s *store.Store, m sluice.Message) error {
			return s.Postpone(ctx, m, sluice.Sent{}, user(m.Chat), slow)
		})
		withNext(func(ctx context.Context, s *store.Store, m sluice.Message) error {
			_, err := s.Attempt(ctx, id, m.ID, m.Revision)
			return err
		})
		withNext(func(ctx context.Context, s *store.Store, m sluice.Message) error {
			return s.Finish(ctx, m, sluice.Sent{ID: int64(100 + k)}, user(m.Chat), sluice.Outcome{Status: sluice.StatusSent})
		})
		add(func(ctx context.Context, s *store.Store) error {
			return s.Receive(ctx, id, incoming(int64(k+1), "in"))
		})
		withNext(func(ctx context.Context, s *store.Store, m sluice.Message) error {
			_, err := s.TakeOut(ctx, id, m.ID)
			return err
		})
		add(func(ctx context.Context, s *store.Store) error {
			receipt, _, _, err := s.Head(ctx, id)
			if err == nil {
				_, err = s.Ack(ctx, id, receipt)
			}
			return err
		})
		if k == 2 {
			add(func(ctx context.Context, s *store.Store) error { return s.Clear(ctx, id) })
			enqueue("10")
		}
	}
	return steps
}

// A moment is a possible state of the disk after a power loss.
type moment struct {
	fs    *vfs.MemFS
	acked int // steps that were acknowledged by then
}

func TestPowerLossLosesNothingAcknowledged(t *testing.T) {
	for _, percent := range []int{0, 10, 50, 90, 100} {
		t.Run(fmt.Sprintf("%d percent of the unsynced data kept", percent), func(t *testing.T) {
			bubble(t, func(t *testing.T) {
				moments, states := record(t, percent)
				if len(moments) < 2*(len(states)-1) {
					t.Fatalf("only %d moments for %d steps", len(moments), len(states))
				}
				for _, m := range moments {
					verify(t, m, states)
				}
			})
		})
	}
}

// record runs the script and takes the disk's state before each operation on it.
func record(t *testing.T, percent int) ([]moment, []snapshot) {
	t.Helper()
	disk := vfs.NewCrashableMem()
	rng := rand.New(rand.NewPCG(uint64(percent), 1))
	var (
		mu      sync.Mutex // guards what follows
		moments []moment
		acked   = -1
	)
	fs := errorfs.Wrap(disk, errorfs.InjectorFunc(func(op errorfs.Op) error {
		mu.Lock()
		defer mu.Unlock()
		if acked >= 0 && op.Kind.ReadOrWrite() == errorfs.OpIsWrite {
			cfg := vfs.CrashCloneCfg{UnsyncedDataPercent: percent, RNG: rng}
			moments = append(moments, moment{disk.CrashClone(cfg), acked})
		}
		return nil
	}))
	s := openOn(t, fs, store.Options{})
	id := create(t, s)
	states := []snapshot{mustLook(t, s, id)}
	mu.Lock()
	acked = 0
	mu.Unlock()
	for k, step := range script(id) {
		if err := step(t.Context(), s); err != nil {
			t.Fatalf("step %d: %v", k, err)
		}
		mu.Lock()
		acked = k + 1
		mu.Unlock()
		states = append(states, mustLook(t, s, id))
	}
	mu.Lock()
	acked = -1
	mu.Unlock()
	must(t, s.Close())
	return moments, states
}

func mustLook(t *testing.T, s *store.Store, id sluice.InstanceID) snapshot {
	t.Helper()
	got, err := look(t.Context(), s, id)
	must(t, err)
	return got
}

// verify opens a disk after a power loss: it must stand where the last step
// acknowledged left it, or where the one under way would have.
func verify(t *testing.T, m moment, states []snapshot) {
	t.Helper()
	s := openOn(t, m.fs, store.Options{})
	defer func() { must(t, s.Close()) }()
	got := mustLook(t, s, sluice.FirstInstance)
	for _, k := range []int{m.acked, m.acked + 1} {
		if k < len(states) && got.equal(states[k]) {
			return
		}
	}
	t.Fatalf("after %d steps and a power loss: %+v, want %+v", m.acked, got, states[m.acked])
}

func TestPowerLossUnderLoadKeepsWhatWasAnswered(t *testing.T) {
	for seed := range uint64(5) {
		disk := vfs.NewCrashableMem()
		s := openOn(t, disk, store.Options{})
		id := create(t, s)
		var (
			mu    sync.Mutex // guards acked
			acked = map[string]bool{}
			g     sync.WaitGroup
		)
		for w := range 16 {
			g.Go(func() {
				for k := range 50 {
					words := fmt.Sprintf("%d-%d", w, k)
					if _, err := s.Enqueue(t.Context(), text(id, "10", words), sluice.Once{}); err != nil {
						t.Errorf("enqueue: %v", err)
					}
					mu.Lock()
					acked[words] = true
					mu.Unlock()
				}
			})
		}
		var before map[string]bool
		var clone *vfs.MemFS
		g.Go(func() {
			for len(before) < 300 {
				runtime.Gosched()
				mu.Lock()
				before = map[string]bool{}
				for words := range acked {
					before[words] = true
				}
				mu.Unlock()
			}
			clone = disk.CrashClone(vfs.CrashCloneCfg{
				UnsyncedDataPercent: int(seed * 25), RNG: rand.New(rand.NewPCG(seed, 2)),
			})
		})
		g.Wait()
		must(t, s.Close())
		s = openOn(t, clone, store.Options{})
		list, err := s.Show(t.Context(), id, 1000)
		must(t, err)
		seen := map[string]bool{}
		for _, item := range list {
			var m sluice.Message
			must(t, m.UnmarshalRequest(item.Kind, item.Body))
			b, _ := m.Body.(sluice.TextBody)
			if seen[string(b.Text)] || !acked[string(b.Text)] {
				t.Errorf("%s is there twice, or was never asked for", b.Text)
			}
			seen[string(b.Text)] = true
		}
		for words := range before {
			if !seen[words] {
				t.Errorf("%s was answered and is lost", words)
			}
		}
		must(t, s.Close())
	}
}

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
	for range 12 {
		if !w.enqueue(ctx) || !w.enqueue(ctx) || !w.finish(ctx) {
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
