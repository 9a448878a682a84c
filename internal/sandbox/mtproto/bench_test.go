package mtproto_test

import (
	"context"
	"runtime"
	"testing"

	"github.com/gotd/td/bin"
	"github.com/gotd/td/mt"
	"github.com/gotd/td/tg"

	"sluice/internal/sandbox/mtproto"
)

// BenchmarkIdle reports what a connection costs that has said hello and is
// silent since; both ends are in this process, the client's without a goroutine.
func BenchmarkIdle(b *testing.B) {
	s := start(b, mtproto.Options{})
	weigh := func() (memory uint64, goroutines int) {
		runtime.GC()
		runtime.GC()
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		return m.HeapAlloc + m.StackInuse, runtime.NumGoroutine()
	}
	memory, goroutines := weigh()
	var clients []*raw
	for b.Loop() {
		c := s.dial(b, uint64(len(clients)%1000), int64(len(clients)+1))
		c.send(c.id(), 1, &tg.InvokeWithLayerRequest{Query: &tg.InitConnectionRequest{Query: &tg.HelpGetConfigRequest{}}})
		c.want(&result{})
		c.send(c.id(), 2, &mt.PingRequest{PingID: 1})
		c.want(&mt.Pong{})
		clients = append(clients, c)
	}
	fullMemory, fullGoroutines := weigh()
	n := float64(len(clients))
	b.ReportMetric(float64(fullMemory-memory)/n, "B/conn")
	b.ReportMetric(float64(fullGoroutines-goroutines)/n, "goroutines/conn")
	runtime.KeepAlive(clients)
}

// BenchmarkRequest is one request after the other on one connection.
func BenchmarkRequest(b *testing.B) {
	s := start(b, mtproto.Options{Handle: func(context.Context, *mtproto.Request) (bin.Encoder, error) {
		return &tg.NearestDC{}, nil
	}})
	c := s.dial(b, 1, 1)
	var seq int32
	for b.Loop() {
		c.send(c.id(), seq+1, ask)
		c.want(&result{})
		seq += 2
	}
}
