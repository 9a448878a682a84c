package webhook_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/cockroachdb/pebble/v2/vfs"

	"sluice"
	"sluice/internal/webhook"
)

// BenchmarkReceivers is a notification to each of the receivers that answer,
// over TCP on the loopback: post, answer, acknowledge. Besides them a hundred
// hang, or none do. The disk is memory.
func BenchmarkReceivers(b *testing.B) {
	for _, hanging := range []int{0, 100} {
		b.Run(fmt.Sprintf("%d hang beside 900", hanging), func(b *testing.B) { benchmark(b, 900, hanging) })
	}
}

func benchmark(b *testing.B, answering, hanging int) {
	b.Helper()
	got := make(chan struct{}, 1<<16)
	release := make(chan struct{})
	server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		if strings.HasPrefix(r.URL.Path, "/hang") {
			<-release
			return
		}
		got <- struct{}{}
	}))
	w := &world{t: b, net: newNetwork(), disk: vfs.NewMem(), opts: webhook.Options{Allow: loopback, Grace: 1}}
	w.open()
	b.Cleanup(func() {
		w.close()
		close(release)
		server.Close()
	})
	for k := range answering + hanging {
		path := "/"
		if k >= answering {
			path = "/hang"
		}
		w.add(sluice.InstanceID(k+1), server.URL+path)
	}
	for k := range hanging {
		w.receive(sluice.InstanceID(answering+k+1), "never taken")
	}
	b.ReportAllocs()
	b.ResetTimer()
	go func() {
		for k := range b.N {
			w.receive(sluice.InstanceID(k%answering+1), "a notification of some length, as they are")
		}
	}()
	for range b.N {
		<-got
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "deliveries/s")
}
