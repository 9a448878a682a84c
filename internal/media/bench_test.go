package media_test

import (
	"io"
	"net/http"
	"runtime"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"sluice"
	"sluice/internal/media"
)

const hundred = 100 << 20

// extra runs work and returns by how many bytes the heap grew at most meanwhile,
// garbage included.
func extra(work func()) uint64 {
	runtime.GC()
	var before runtime.MemStats
	runtime.ReadMemStats(&before)
	done, peak := make(chan struct{}), atomic.Uint64{}
	var g sync.WaitGroup
	g.Go(func() {
		tick := time.NewTicker(5 * time.Millisecond)
		defer tick.Stop()
		for {
			var now runtime.MemStats
			runtime.ReadMemStats(&now)
			peak.Store(max(peak.Load(), now.HeapAlloc))
			select {
			case <-tick.C:
			case <-done:
				return
			}
		}
	})
	work()
	close(done)
	g.Wait()
	return peak.Load() - min(before.HeapAlloc, peak.Load())
}

func uploads(b testing.TB, w *world, n int, size int64) {
	var g sync.WaitGroup
	for range n {
		g.Go(func() {
			if _, err := w.Save(b.Context(), shop, "a.bin", "", io.LimitReader(zeros{}, size)); err != nil {
				b.Error(err)
			}
		})
	}
	g.Wait()
}

func TestUploadsAndFetchesAreNeverWholeInMemory(t *testing.T) {
	server := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Length", strconv.Itoa(hundred))
		_, _ = io.Copy(w, io.LimitReader(zeros{}, hundred))
	})
	w := open(t, func(o *media.Options) { o.Files, o.Dir, o.Allow = nil, t.TempDir(), local() })
	if got := extra(func() { uploads(t, w, 50, 4<<20) }); got > 64<<20 {
		t.Errorf("50 uploads took %d MiB", got>>20)
	}
	m := w.message(server)
	got := extra(func() {
		w.Fetch(shop, first, m.Body.(sluice.FileBody).URL)
		<-w.arrived
		u, err := w.Upload(t.Context(), m)
		if err != nil {
			t.Error(err)
			return
		}
		if n, err := io.Copy(io.Discard, u); n != hundred || err != nil {
			t.Errorf("got %d bytes, %v", n, err)
		}
		_ = u.Close()
	})
	if got > 16<<20 {
		t.Errorf("a fetch took %d MiB", got>>20)
	}
}

// BenchmarkUploads takes 50 files of 100 MB in at a time.
func BenchmarkUploads(b *testing.B) {
	for b.Loop() {
		w := open(b, func(o *media.Options) { o.Files, o.Dir = nil, b.TempDir() })
		b.SetBytes(50 * hundred)
		b.ReportMetric(float64(extra(func() { uploads(b, w, 50, hundred) }))/(1<<20), "extra-MiB")
		w.Forget(shop)
		w.stop()
	}
}

// BenchmarkFetch fetches one file of 100 MB from a server on this machine.
func BenchmarkFetch(b *testing.B) {
	server := serve(b, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Length", strconv.Itoa(hundred))
		_, _ = io.Copy(w, io.LimitReader(zeros{}, hundred))
	})
	for b.Loop() {
		w := open(b, func(o *media.Options) { o.Files, o.Dir, o.Allow = nil, b.TempDir(), local() })
		b.SetBytes(hundred)
		b.ReportMetric(float64(extra(func() {
			w.Fetch(shop, first, server)
			<-w.arrived
		}))/(1<<20), "extra-MiB")
		w.Forget(shop)
		w.stop()
	}
}
