package queue_test

import (
	"context"
	"sync"
	"testing"

	"github.com/cockroachdb/pebble/v2/vfs"

	"sluice"
	"sluice/internal/queue"
)

// benchmark starts a gateway on real time with authorized instances that have no
// interval to speak of, and returns how to wait for sends.
func benchmark(b *testing.B, instances int) (g *gateway, wait func(sends int)) {
	b.Helper()
	sent := make(chan struct{}, 1<<16)
	n := &network{taken: map[[16]byte]int64{}}
	n.sending = func(call) { sent <- struct{}{} }
	g = &gateway{t: b, net: n, disk: vfs.NewMem(), opts: queue.Options{}}
	g.open()
	b.Cleanup(g.close)
	for id := sluice.InstanceID(1); id <= sluice.InstanceID(instances); id++ {
		g.add(id)
		g.login(id, "70")
		g.interval(id, 1)
	}
	return g, func(sends int) {
		for range sends {
			<-sent
		}
	}
}

// BenchmarkMessage is one message from the head of a long queue through its
// lane: next, prepare, follow, attempt, send, finish. The disk is memory.
func BenchmarkMessage(b *testing.B) {
	g, wait := benchmark(b, 1)
	g.pause(1, true)
	for range b.N {
		g.enqueue(1, "10", "a")
	}
	b.ReportAllocs()
	b.ResetTimer()
	g.pause(1, false)
	wait(b.N)
}

// BenchmarkLanes is a message to an instance that has none: a lane starts,
// sends and ends. 64 writers fill 1,000 instances in turn.
func BenchmarkLanes(b *testing.B) {
	const instances, writers = 1000, 64
	g, wait := benchmark(b, instances)
	b.ReportAllocs()
	b.ResetTimer()
	var all sync.WaitGroup
	for w := range writers {
		all.Go(func() {
			for k := w; k < b.N; k += writers {
				m := sluice.Message{Instance: sluice.InstanceID(k%instances + 1), Chat: "10", Body: sluice.TextBody{Text: "a"}}
				if _, err := g.store.Enqueue(context.Background(), m, sluice.Once{}); err != nil {
					b.Error(err)
				}
			}
		})
	}
	wait(b.N)
	all.Wait()
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "lanes/s")
}
