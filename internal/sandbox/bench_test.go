package sandbox_test

import (
	"fmt"
	"runtime"
	"testing"

	"github.com/gotd/td/tg"

	"sluice/internal/sandbox"
)

// BenchmarkSend measures one text of one client, answer included; both ends are
// in this process.
func BenchmarkSend(b *testing.B) {
	s, _ := start(b, sandbox.Options{})
	_, c := planted(b, s, sandbox.Order{})
	to := user(b, c, "silent")
	b.ReportAllocs()
	randomID := int64(0)
	for b.Loop() {
		randomID++
		if _, err := text(b, c, to, "hello", randomID); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkSendOfMany measures texts of 50 clients at a time.
func BenchmarkSendOfMany(b *testing.B) {
	s, _ := start(b, sandbox.Options{})
	type sender struct {
		c  *client
		to *tg.InputPeerUser
	}
	senders := make(chan sender, 50)
	for range cap(senders) {
		_, c := planted(b, s, sandbox.Order{})
		senders <- sender{c, user(b, c, "silent")}
	}
	b.SetParallelism(cap(senders) / runtime.GOMAXPROCS(0))
	b.ResetTimer()
	b.RunParallel(func(pb *testing.PB) {
		mine := <-senders
		for randomID := int64(1); pb.Next(); randomID++ {
			if _, err := text(b, mine.c, mine.to, "hello", randomID); err != nil {
				b.Error(err)
				return
			}
		}
		senders <- mine
	})
}

// BenchmarkAccount measures what an account costs that nobody uses.
func BenchmarkAccount(b *testing.B) {
	s, err := sandbox.New(sandbox.Options{Key: serverKey()})
	if err != nil {
		b.Fatal(err)
	}
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	n := 0
	for b.Loop() {
		n++
		if _, err := s.AddAccount(b.Context(), sandbox.Order{Planted: true, Instance: sandbox.Instance(fmt.Sprint(n))}); err != nil {
			b.Fatal(err)
		}
	}
	runtime.GC()
	runtime.ReadMemStats(&after)
	b.ReportMetric(float64(after.HeapAlloc-before.HeapAlloc)/float64(n), "B/account")
	runtime.KeepAlive(s)
}
