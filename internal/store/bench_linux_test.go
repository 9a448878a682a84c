package store_test

import (
	"context"
	"encoding/hex"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/cockroachdb/pebble/v2/vfs"
	"github.com/cockroachdb/pebble/v2/vfs/errorfs"

	"sluice"
	"sluice/internal/store"
	"sluice/internal/store/pebble"
)

// The load: as many prepared messages over as many instances, and how long each
// side of a round runs.
const (
	benchMessages  = 4096
	benchInstances = 10_000
	benchRound     = time.Second
)

// prepared returns texts whose request is about 292 bytes, half of it random.
func prepared() ([]sluice.Message, [][]byte) {
	rng := rand.NewChaCha8([32]byte{1})
	messages, bodies := make([]sluice.Message, benchMessages), make([][]byte, benchMessages)
	for k := range messages {
		noise := make([]byte, 64)
		_, _ = rng.Read(noise)
		words := fmt.Sprintf("Your order %d has been shipped and will arrive soon; the tracking number is ", k)
		messages[k] = text(0, "79990001122@c.us", words+hex.EncodeToString(noise)+" and thank you")
		bodies[k], _ = messages[k].MarshalRequest()
	}
	return messages, bodies
}

// loop runs add in a closed loop of c callers and returns how long each call took
// at the median and the 99th percentile, and how many a second there were.
func loop(c int, d time.Duration, add func(rng *rand.Rand) error) (perSecond float64, p50, p99 time.Duration, err error) {
	var (
		g     sync.WaitGroup
		mu    sync.Mutex // guards took and err
		took  []time.Duration
		start = time.Now()
	)
	for k := range c {
		g.Go(func() {
			rng := rand.New(rand.NewPCG(uint64(k), 7))
			var mine []time.Duration
			var failed error
			for began := time.Now(); began.Sub(start) < d && failed == nil; {
				failed = add(rng)
				now := time.Now()
				mine = append(mine, now.Sub(began))
				began = now
			}
			mu.Lock()
			defer mu.Unlock()
			took = append(took, mine...)
			if failed != nil {
				err = failed
			}
		})
	}
	g.Wait()
	perSecond = float64(len(took)) / time.Since(start).Seconds()
	slices.Sort(took)
	return perSecond, took[len(took)/2], took[len(took)*99/100], err
}

func median(list []float64) float64 {
	slices.Sort(list)
	return list[len(list)/2]
}

// openDisk returns a store in a directory with instances 1 … n.
func openDisk(b *testing.B, fs vfs.FS, n int) *store.Store {
	b.Helper()
	e, err := pebble.Open(pebble.Options{Dir: filepath.Join(b.TempDir(), "data"), FS: fs, Memory: 512 << 20, Ballast: -1})
	if err != nil {
		b.Fatal(err)
	}
	s, err := store.New(context.WithoutCancel(b.Context()), e, store.Options{})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = s.Close() })
	var g sync.WaitGroup
	for w := range 64 {
		g.Go(func() {
			for id := w + 1; id <= n; id += 64 {
				if _, _, err := s.Create(b.Context(), sluice.Instance{ID: sluice.InstanceID(id)}, ""); err != nil {
					b.Error(err)
				}
			}
		})
	}
	g.Wait()
	return s
}

// BenchmarkEnqueueAgainstLog runs the store and the ledger in turns, a second
// each, in one process on one disk, and reports the median ratio. Run it with
// -benchtime=5x: the rounds.
func BenchmarkEnqueueAgainstLog(b *testing.B) {
	messages, bodies := prepared()
	for _, c := range []int{1, 64, 512} {
		b.Run(fmt.Sprintf("c=%d", c), func(b *testing.B) {
			s := openDisk(b, nil, benchInstances)
			l, err := openLedger(filepath.Join(b.TempDir(), "log"))
			if err != nil {
				b.Fatal(err)
			}
			defer func() { _ = l.close() }()
			var ratio, late, ours, theirs []float64
			for b.Loop() {
				n1, _, p1, err := loop(c, benchRound, func(rng *rand.Rand) error {
					return l.add(0, rng.Int64N(benchInstances), bodies[rng.IntN(benchMessages)])
				})
				if err != nil {
					b.Fatal(err)
				}
				n2, _, p2, err := loop(c, benchRound, func(rng *rand.Rand) error {
					m := messages[rng.IntN(benchMessages)]
					m.Instance = sluice.InstanceID(1 + rng.IntN(benchInstances))
					_, err := s.Enqueue(b.Context(), m, sluice.Once{})
					return err
				})
				if err != nil {
					b.Fatal(err)
				}
				ratio, late = append(ratio, n2/n1), append(late, float64(p2)/float64(p1))
				ours, theirs = append(ours, n2), append(theirs, n1)
			}
			b.ReportMetric(median(ratio), "×log")
			b.ReportMetric(median(late), "×log-p99")
			b.ReportMetric(median(ours), "msg/s")
			b.ReportMetric(median(theirs), "log-msg/s")
			b.ReportMetric(0, "ns/op")
		})
	}
}

// BenchmarkFsyncs counts how often the disk is synced for a message.
func BenchmarkFsyncs(b *testing.B) {
	messages, _ := prepared()
	for _, c := range []int{1, 64, 512} {
		b.Run(fmt.Sprintf("c=%d", c), func(b *testing.B) {
			var synced, sent atomic.Int64
			fs := errorfs.Wrap(vfs.Default, errorfs.InjectorFunc(func(op errorfs.Op) error {
				switch op.Kind {
				case errorfs.OpFileSync, errorfs.OpFileSyncData, errorfs.OpFileSyncTo:
					synced.Add(1)
				}
				return nil
			}))
			s := openDisk(b, fs, benchInstances)
			synced.Store(0)
			for b.Loop() {
				if _, _, _, err := loop(c, benchRound, func(rng *rand.Rand) error {
					m := messages[rng.IntN(benchMessages)]
					m.Instance = sluice.InstanceID(1 + rng.IntN(benchInstances))
					_, err := s.Enqueue(b.Context(), m, sluice.Once{})
					sent.Add(1)
					return err
				}); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(synced.Load())/float64(sent.Load()), "fsyncs/msg")
			b.ReportMetric(0, "ns/op")
		})
	}
}

// BenchmarkDepth measures what a client asks of a queue, short and long.
func BenchmarkDepth(b *testing.B) {
	messages, _ := prepared()
	for _, depth := range []int{1000, 1_000_000} {
		s := openDisk(b, nil, 3)
		fill(b, s, 2, depth, messages)
		fill(b, s, 1, 1000, messages)
		fill(b, s, 3, 1000, messages)
		b.Run(fmt.Sprintf("list/%d", depth), func(b *testing.B) {
			for b.Loop() {
				if list, err := s.Show(b.Context(), 2, 500); err != nil || len(list) != 500 {
					b.Fatalf("%d, %v", len(list), err)
				}
			}
		})
		b.Run(fmt.Sprintf("count/%d", depth), func(b *testing.B) {
			for b.Loop() {
				if n, err := s.Count(b.Context(), 2); err != nil || n != depth {
					b.Fatalf("%d, %v", n, err)
				}
			}
		})
		b.Run(fmt.Sprintf("clear/%d", depth), func(b *testing.B) {
			n, err := s.Count(b.Context(), 2)
			if err != nil {
				b.Fatal(err)
			}
			fill(b, s, 2, depth-n, messages)
			began := time.Now()
			if err := s.Clear(b.Context(), 2); err != nil {
				b.Fatal(err)
			}
			b.ReportMetric(float64(time.Since(began).Nanoseconds()), "ns/clear")
			b.ReportMetric(0, "ns/op")
		})
	}
}

func fill(b *testing.B, s *store.Store, id sluice.InstanceID, n int, messages []sluice.Message) {
	b.Helper()
	var g sync.WaitGroup
	for w := range 512 {
		g.Go(func() {
			for k := w; k < n; k += 512 {
				m := messages[k%len(messages)]
				m.Instance = id
				if _, err := s.Enqueue(b.Context(), m, sluice.Once{}); err != nil {
					b.Error(err)
					return
				}
			}
		})
	}
	g.Wait()
}
