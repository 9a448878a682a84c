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

	"github.com/cockroachdb/pebble/v2/vfs"
	"github.com/cockroachdb/pebble/v2/vfs/errorfs"

	"sluice"
	"sluice/internal/store"
)

// A snapshot is what a client can see of an instance.
type snapshot struct {
	queue   []sluice.MessageID
	notes   int
	next    [16]byte // key of the message to send next
	journal []string // of one chat, and what was sent to all
	letters []int64
}

func (s snapshot) equal(o snapshot) bool {
	return slices.Equal(s.queue, o.queue) && s.notes == o.notes && s.next == o.next &&
		slices.Equal(s.journal, o.journal) && slices.Equal(s.letters, o.letters)
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
	if err := out.remember(ctx, s, id); err != nil {
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

// remember adds what the journal and the dead letters have.
func (s *snapshot) remember(ctx context.Context, from *store.Store, id sluice.InstanceID) error {
	chat, err := from.History(ctx, id, "10", 1000)
	if err != nil {
		return err
	}
	sent, err := from.Last(ctx, id, false, time.Unix(0, 0), 1000)
	if err != nil {
		return err
	}
	for _, r := range append(chat, sent...) {
		n, _ := from.ResolvedChat(ctx, id, "@name")
		s.journal = append(s.journal, fmt.Sprint(r.ID, r.Status, r.Content.Text, r.Edited, r.Deleted, r.Ref, n))
	}
	letters, err := from.DeadLetters(ctx, id, 1000)
	for _, l := range letters {
		s.letters = append(s.letters, l.Receipt)
	}
	return err
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
				_, err = s.Bury(ctx, id, receipt)
			}
			return err
		})
		amend(add, id, k)
		if k == 3 {
			add(func(ctx context.Context, s *store.Store) error {
				_, err := s.Exhume(ctx, id)
				return err
			})
		}
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

// amend adds the steps in which the journal changes: what is absorbed, edited and
// deleted, and a forward to a chat that has to be resolved.
func amend(add func(func(context.Context, *store.Store) error), id sluice.InstanceID, k int) {
	latest := func(ctx context.Context, s *store.Store) (sluice.MessageID, error) {
		list, err := s.History(ctx, id, "10", 1)
		if err != nil || len(list) == 0 {
			return "", errors.Join(errors.New("the journal is empty"), err)
		}
		return list[0].ID, nil
	}
	add(func(ctx context.Context, s *store.Store) error {
		_, err := s.Absorb(ctx, id, []sluice.Event{old(int64(1000+2*k), time.Hour), old(int64(1001+2*k), time.Hour)})
		return err
	})
	add(func(ctx context.Context, s *store.Store) error {
		m, err := latest(ctx, s)
		if err == nil {
			_, err = s.MarkEdited(ctx, id, m, sluice.Text(fmt.Sprint("edited ", k)))
		}
		return err
	})
	add(func(ctx context.Context, s *store.Store) error {
		m, err := latest(ctx, s)
		if err == nil {
			_, err = s.MarkDeleted(ctx, id, m)
		}
		return err
	})
	if k != 0 {
		return
	}
	forward := sluice.Message{Instance: id, Chat: "@name", Body: sluice.ForwardBody{From: "10"}}
	add(func(ctx context.Context, s *store.Store) error {
		list, err := s.History(ctx, id, "10", 2)
		if err != nil {
			return err
		}
		b := sluice.ForwardBody{From: "10"}
		for _, r := range list {
			b.Messages = append(b.Messages, r.ID)
		}
		forward.Body = b
		forward.ID, err = s.Enqueue(ctx, forward, sluice.Once{})
		return err
	})
	add(func(ctx context.Context, s *store.Store) error {
		m, _, err := s.Next(ctx, id) // all that is before it is set aside
		if m.ID != forward.ID || err != nil {
			return errors.Join(errors.New("the forward is not next"), err)
		}
		sent := sluice.Sent{ID: 2000, IDs: []int64{2000, 2001}}
		return s.Finish(ctx, m, sent, user("77"), sluice.Outcome{Status: sluice.StatusSent})
	})
}

// A moment is a possible state of the disk after a power loss.
type moment struct {
	fs    *vfs.MemFS
	acked int // steps that were acknowledged by then
}

func TestPowerLossLosesNothingAcknowledged(t *testing.T) {
	t.Parallel()
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
				t.Logf("power: percent=%d points=%d steps=%d", percent, len(moments), len(states)-1)
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
