package console_test

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"runtime"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sync/errgroup"

	"sluice"
)

// many is how many instances a node is designed for.
const many = 10_000

// crowd fills a world with instances and runs its hub.
func crowd(b *testing.B) (*world, []sluice.InstanceID) {
	b.Helper()
	w := newWorld(b)
	w.unchecked = true
	ids := make([]sluice.InstanceID, many)
	var g errgroup.Group
	g.SetLimit(64)
	for k := range ids {
		g.Go(func() error {
			i, _, err := w.store.Create(b.Context(), sluice.Instance{Name: fmt.Sprint("shop ", k), Settings: sluice.DefaultSettings()}, "")
			ids[k] = i.ID
			return err
		})
	}
	w.must(g.Wait())
	w.run()
	return w, ids
}

// A viewer is a client of the stream that counts the instances it is told of.
type viewer struct {
	head  http.Header
	told  atomic.Int64
	bytes atomic.Int64
	wake  chan struct{}
}

func (v *viewer) Header() http.Header { return v.head }

func (v *viewer) WriteHeader(int) {}

func (v *viewer) Flush() {}

func (v *viewer) Write(p []byte) (int, error) {
	v.told.Add(int64(bytes.Count(p, []byte("event: instance\n"))))
	v.bytes.Add(int64(len(p)))
	select {
	case v.wake <- struct{}{}:
	default:
	}
	return len(p), nil
}

// view opens a stream of all instances until the benchmark ends.
func (w *world) view() *viewer {
	v := &viewer{head: http.Header{}, wake: make(chan struct{}, 1)}
	ctx, cancel := context.WithCancel(w.t.Context())
	r := httptest.NewRequest(http.MethodGet, public+"/v1/events", http.NoBody).WithContext(ctx)
	r.Header.Set("Authorization", "Bearer "+operatorToken)
	ended := make(chan struct{})
	go func() {
		w.handler.ServeHTTP(v, r)
		close(ended)
	}()
	w.t.Cleanup(func() { cancel(); <-ended })
	<-v.wake // hello
	return v
}

// reaches waits until so many changes were told.
func (v *viewer) reaches(n int64) {
	for v.told.Load() < n {
		<-v.wake
	}
}

// spent is how much processor time this process has used.
func spent() time.Duration {
	var u syscall.Rusage
	_ = syscall.Getrusage(syscall.RUSAGE_SELF, &u)
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

func heap() uint64 {
	var m runtime.MemStats
	for range 3 { // what was made before, and pools
		runtime.GC()
	}
	runtime.ReadMemStats(&m)
	return m.HeapAlloc + m.StackInuse
}

// BenchmarkChanges has ten thousand instances change while streams are open. What
// counts is the processor time for each change, that of the change itself included:
// the hub spreads its work, so the clock on the wall says little. Run it with
// -benchtime 10000x.
func BenchmarkChanges(b *testing.B) {
	for _, streams := range []int{0, 1, 100} {
		b.Run(fmt.Sprintf("streams=%d", streams), func(b *testing.B) {
			w, ids := crowd(b)
			before := heap()
			viewers := make([]*viewer, streams)
			for k := range viewers {
				viewers[k] = w.view()
			}
			if streams > 1 {
				b.ReportMetric(max(0, float64(heap())-float64(before))/float64(streams)/1024, "KiB/stream")
			}
			start, told := spent(), int64(0)
			for n := 0; n < b.N; n += many {
				for _, id := range ids[:min(many, b.N-n)] {
					w.must(w.store.Pause(b.Context(), id, fmt.Sprint(n)))
					told++
				}
				for _, v := range viewers {
					v.reaches(told)
				}
			}
			b.ReportMetric(float64((spent()-start).Microseconds())/float64(b.N), "cpu-µs/change")
			if streams > 0 {
				b.ReportMetric(float64(viewers[0].bytes.Load())/float64(b.N), "B/change")
			}
		})
	}
}

// BenchmarkOverview asks for a page of ten thousand instances, as the pages do when
// they begin.
func BenchmarkOverview(b *testing.B) {
	w, _ := crowd(b)
	for _, query := range []string{"limit=200", "limit=500", "limit=200&text=shop+99"} {
		b.Run(query, func(b *testing.B) {
			for n := 0; b.Loop(); n++ {
				r := httptest.NewRequest(http.MethodGet, public+"/v1/instances?"+query, http.NoBody)
				r.Header.Set("Authorization", "Bearer "+operatorToken)
				r.RemoteAddr = fmt.Sprintf("10.0.%d.1:1", n/100%256) // a caller may ask so often
				out := httptest.NewRecorder()
				if w.handler.ServeHTTP(out, r); out.Code != http.StatusOK {
					b.Fatalf("%d %s", out.Code, out.Body)
				}
			}
		})
	}
}
