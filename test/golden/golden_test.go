// Package golden opens data directories that earlier releases have written.
//
// Each release leaves one behind in testdata: an archive of the gateway's and the
// sandbox's directories at the moment of a kill, and beside it, as JSON, what was
// in them. It is made once, by the release itself, and never again:
//
//	make golden VERSION=0.1.0
//
// The clock stands where it stood then: what waits for a day would be over
// otherwise. The whole program is started too, with the clock of today.
package golden

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/cockroachdb/pebble/v2/vfs"
	"github.com/cockroachdb/pebble/v2/vfs/errorfs"
	"github.com/google/go-cmp/cmp"
	"golang.org/x/sync/errgroup"

	"sluice"
	"sluice/internal/media"
	"sluice/internal/queue"
	"sluice/internal/store"
	"sluice/internal/store/pebble"
)

var write = flag.String("write", "", "the release whose data directory is to be made")

// each runs a test with every directory that there is.
func each(t *testing.T, f func(t *testing.T, g directory)) {
	t.Helper()
	archives, err := filepath.Glob("testdata/*.tar.gz")
	if err != nil || len(archives) == 0 {
		t.Fatalf("no release has left a directory: %v", err)
	}
	for _, path := range archives {
		name := strings.TrimSuffix(filepath.Base(path), ".tar.gz")
		t.Run(name, func(t *testing.T) { f(t, read(t, name)) })
	}
}

// TestAllIsThereAfterAnUpgrade compares what this release reads with what was
// written.
func TestAllIsThereAfterAnUpgrade(t *testing.T) {
	each(t, func(t *testing.T, g directory) {
		synctest.Test(t, func(t *testing.T) {
			s := g.open(t, g.disk(t))
			now := tell(t, s)
			now.Written, now.Media, now.Doubts = g.told.Written, g.told.Media, g.told.Doubts
			if diff := cmp.Diff(g.told, now); diff != "" {
				t.Errorf("-written +read:\n%s", diff)
			}
			last := g.told.Instances[len(g.told.Instances)-1].ID
			other := sluice.Message{Instance: last, Chat: "10000001", Body: sluice.TextBody{Text: "another"}}
			if _, err := s.Enqueue(t.Context(), other, sluice.Once{Key: onceKey}); sluice.CodeOf(err) != sluice.Conflict {
				t.Errorf("the Idempotency-Key is forgotten: %v", err)
			}
			must(t, s.Close())
		})
	})
}

// TestACrashInAnUpgradeIsHarmless takes the disk's state at each write of the
// first start, with and without what was not synced, and starts again from there.
// With some of it would be too hard on the library: it syncs a new manifest's name
// and the marker that points to it in one step, and counts on their order.
func TestACrashInAnUpgradeIsHarmless(t *testing.T) {
	each(t, func(t *testing.T, g directory) {
		synctest.Test(t, func(t *testing.T) {
			disk := vfs.NewCrashableMem()
			g.fill(t, disk)
			var mu sync.Mutex // guards moments
			var moments []*vfs.MemFS
			s := g.open(t, errorfs.Wrap(disk, errorfs.InjectorFunc(func(op errorfs.Op) error {
				mu.Lock()
				defer mu.Unlock()
				if op.Kind.ReadOrWrite() == errorfs.OpIsWrite {
					random := rand.New(rand.NewPCG(1, uint64(len(moments))))
					for _, percent := range []int{0, 100} {
						moments = append(moments, disk.CrashClone(vfs.CrashCloneCfg{UnsyncedDataPercent: percent, RNG: random}))
					}
				}
				return nil
			})))
			must(t, s.Close())
			if len(moments) < 40 {
				t.Fatalf("only %d moments: the start wrote nothing worth a crash", len(moments))
			}
			for k, m := range moments {
				s := g.open(t, m)
				if diff := cmp.Diff(g.told.Instances, tell(t, s).Instances); diff != "" {
					t.Fatalf("after a crash at write %d of %d: -written +read:\n%s", k, len(moments), diff)
				}
				must(t, s.Close())
			}
		})
	})
}

// TestWhatWaitedGoesOn sends all that waits, with the clock of then: once each, in
// the order of each chat, after the waits that were stored, and what was in doubt
// with the number that it had. What is held stays until it is released, and what
// is paused until it is resumed.
func TestWhatWaitedGoesOn(t *testing.T) {
	each(t, func(t *testing.T, g directory) {
		synctest.Test(t, func(t *testing.T) {
			s, net := g.open(t, g.disk(t)), &network{files: g.media(t), now: g.clock()}
			ctx, cancel := context.WithCancel(t.Context())
			var parts errgroup.Group
			parts.Go(func() error { return s.Run(ctx) })
			parts.Go(func() error { return queue.New(s, net, queue.Options{}).Run(ctx) })
			for _, i := range g.told.Instances {
				a := sluice.Account{ID: sluice.ChatID(i.Account)}
				if a.ID == "" {
					a.ID = "20009999" // logs in for the first time
				}
				must(t, s.SetState(ctx, i.ID, sluice.Change{State: sluice.Authorized, Account: a}))
			}
			time.Sleep(2 * time.Hour)
			for _, i := range g.told.Instances {
				if sent := net.sent(i.ID); i.stopped() != (len(sent) == 0) {
					t.Errorf("%d has sent %d messages; paused or held: %v", i.ID, len(sent), i.stopped())
				}
				must(t, s.Resume(ctx, i.ID))
				must(t, s.Release(ctx, i.ID, sluice.WaitsHeld))
			}
			time.Sleep(2 * time.Hour)
			for _, i := range g.told.Instances {
				g.went(t, s, i, net.sent(i.ID))
			}
			cancel()
			must(t, parts.Wait())
			must(t, s.Close())
			must(t, net.files.Close())
		})
	})
}

// went checks what an instance has sent.
func (g directory) went(t *testing.T, s *store.Store, i instance, calls []call) {
	t.Helper()
	if n, err := s.Count(t.Context(), i.ID); n != 0 || err != nil {
		t.Errorf("%d: %d messages still wait, %v", i.ID, n, err)
	}
	want, got := map[sluice.ChatID][]sluice.MessageID{}, map[sluice.ChatID][]sluice.MessageID{}
	for _, m := range i.Queue {
		want[m.Chat] = append(want[m.Chat], m.ID)
	}
	for k, c := range calls {
		got[c.chat] = append(got[c.chat], c.id)
		if k > 0 && c.at.Sub(calls[k-1].at) < i.Settings.Interval {
			t.Errorf("%d: %s was sent %v after the one before", i.ID, c.id, c.at.Sub(calls[k-1].at))
		}
		if until := time.UnixMilli(i.Flood); c.at.Before(until) {
			t.Errorf("%d: %s was sent at %v, and the account was to wait until %v", i.ID, c.id, c.at, until)
		}
		if number, ok := g.told.Doubts[c.id]; ok && number != c.number() {
			t.Errorf("%d: %s was in doubt as %s and is repeated as %s", i.ID, c.id, number, c.number())
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%d: by chat, -waited +sent:\n%s", i.ID, diff)
	}
}

// open opens the store on a disk, with the clock of then.
func (g directory) open(t *testing.T, disk vfs.FS) *store.Store {
	t.Helper()
	e, err := pebble.Open(pebble.Options{Dir: "store", FS: disk, Memory: 8 << 20, Ballast: -1})
	must(t, err)
	s, err := store.New(context.WithoutCancel(t.Context()), e, store.Options{Now: g.clock(), Secret: g.secret(t)})
	must(t, err)
	return s
}

// clock is the wall clock, which goes on from where it stood.
func (g directory) clock() func() time.Time {
	begun := time.Now()
	return func() time.Time { return time.UnixMilli(g.told.Written).Add(time.Since(begun)) }
}

// files opens the files that wait to be sent.
func (g directory) media(t *testing.T) *media.Media {
	t.Helper()
	dir := t.TempDir()
	g.extract(t, dir)
	m, err := media.Open(nil, media.Options{Dir: filepath.Join(dir, "gateway", "media"), Secret: g.derived(t, "links"), MediaURL: g.told.Media, Now: g.clock()})
	must(t, err)
	return m
}

// A network takes what is sent.
type network struct {
	files *media.Media
	now   func() time.Time

	mu    sync.Mutex // guards calls
	calls []call
}

// A call is one message that was sent.
type call struct {
	at       time.Time
	instance sluice.InstanceID
	id       sluice.MessageID
	chat     sluice.ChatID
	key      [16]byte
}

// number is the random_id of a call's one message, as the documents derive it.
func (c call) number() string {
	sum := sha256.Sum256(append(slices.Clone(c.key[:]), 0, 0, 0, 0))
	return fmt.Sprint(int64(binary.BigEndian.Uint64(sum[:]))) //nolint:gosec // the bits are kept
}

// ready is a message that is prepared.
type ready struct{ m sluice.Message }

func (r ready) Peer() sluice.Peer { return sluice.Peer{Chat: r.m.Chat, Type: sluice.ChatUser} }

// Prepare reads the whole file of a message that has one.
func (n *network) Prepare(ctx context.Context, m sluice.Message) (sluice.Prepared, error) {
	if _, ok := m.Body.(sluice.FileBody); !ok {
		return ready{m}, nil
	}
	f, err := n.files.Upload(ctx, m)
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }()
	if data, err := io.ReadAll(f); err != nil || string(data) != fileText {
		return nil, fmt.Errorf("the file is %q, %w", data, err)
	}
	return ready{m}, nil
}

func (n *network) Type(context.Context, sluice.InstanceID, sluice.Prepared, sluice.Typing) error {
	return nil
}

func (n *network) Send(_ context.Context, id sluice.InstanceID, p sluice.Prepared) (sluice.Sent, error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	m := p.(ready).m
	n.calls = append(n.calls, call{n.now(), id, m.ID, m.Chat, m.Key})
	return sluice.Sent{ID: int64(1_000_000 + len(n.calls)), At: time.Now(), Wire: time.Now()}, nil
}

// FindSent finds nothing, so that what is in doubt is sent again.
func (n *network) FindSent(context.Context, sluice.Message, sluice.Prepared, sluice.Taken) (sluice.Sent, sluice.Fate, error) {
	return sluice.Sent{}, sluice.FateAbsent, nil
}

// sent returns what an instance has sent.
func (n *network) sent(id sluice.InstanceID) []call {
	n.mu.Lock()
	defer n.mu.Unlock()
	return slices.DeleteFunc(slices.Clone(n.calls), func(c call) bool { return c.instance != id })
}

func digest(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:8])
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
