package media_test

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"sluice"
	"sluice/internal/media"
)

// A wire leads to a server in memory, so that its time is the bubble's.
type wire struct {
	conns chan net.Conn
	gone  chan struct{}
	close func()
}

// wired starts a server that answers for all hosts, and returns how to dial it.
func wired(t *testing.T, h http.HandlerFunc) *wire {
	t.Helper()
	w := &wire{conns: make(chan net.Conn), gone: make(chan struct{})}
	w.close = sync.OnceFunc(func() { close(w.gone) })
	server := &http.Server{Handler: h, ReadHeaderTimeout: time.Minute}
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(w) }()
	t.Cleanup(func() {
		if err := errors.Join(server.Close(), <-ended); !errors.Is(err, http.ErrServerClosed) {
			t.Error(err)
		}
	})
	return w
}

func (w *wire) Accept() (net.Conn, error) {
	select {
	case c := <-w.conns:
		return c, nil
	case <-w.gone:
		return nil, net.ErrClosed
	}
}

func (w *wire) Addr() net.Addr { return &net.TCPAddr{} }

func (w *wire) Close() error {
	w.close()
	return nil
}

func (w *wire) dial(ctx context.Context, _, _ string) (net.Conn, error) {
	ours, theirs := net.Pipe()
	select {
	case w.conns <- theirs:
		return ours, nil
	case <-w.gone:
		return nil, net.ErrClosed
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// drip answers with so many bytes at a time, without end.
func drip(w http.ResponseWriter, r *http.Request, bytes int, every time.Duration) {
	tick := time.NewTicker(every)
	defer tick.Stop()
	for {
		_, err := w.Write(make([]byte, bytes))
		if err = errors.Join(err, http.NewResponseController(w).Flush()); err != nil {
			return
		}
		select {
		case <-tick.C:
		case <-r.Context().Done():
			return
		}
	}
}

const (
	slowServer = "http://slow.example/a.bin"
	goodServer = "http://good.example/a.bin"
)

// TestInstancesWithSlowServersLeaveRoomForOthers has many instances, each with more
// files than its share, whose servers give just as much as they have to: more than
// the slow pool has room for. What others want comes at once, except for a moment
// when the slow ones have just begun.
func TestInstancesWithSlowServersLeaveRoomForOthers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		server := wired(t, func(w http.ResponseWriter, r *http.Request) {
			if r.Host == "slow.example" {
				drip(w, r, 300, time.Second)
				return
			}
			_, _ = io.WriteString(w, "content")
		})
		w := open(t, func(o *media.Options) { o.Dial = server.dial })
		for i := range sluice.InstanceID(40) {
			for k := range int64(5) {
				w.Fetch(other+i, sluice.MessageIDOf(first.Number()+k), slowServer)
			}
		}
		synctest.Wait()
		m := w.message(goodServer)
		for k, most := range []time.Duration{30 * time.Second, 0, 0} {
			began := time.Now()
			m.ID = sluice.MessageIDOf(first.Number() + int64(k))
			if got, err := w.fetched(m); err != nil || got != "content" || time.Since(began) > most {
				t.Errorf("file %d: %q, %v after %v", k, got, err, time.Since(began))
			}
			time.Sleep(time.Minute)
			for s := range 6 * 60 {
				time.Sleep(time.Second)
				quick, slow := w.figure("sluice_media_fetches_under_way", "quick"), w.figure("sluice_media_fetches_under_way", "slow")
				if quick != 0 || slow != 128 {
					t.Fatalf("file %d, second %d: %v quick and %v slow fetches are under way", k, s, quick, slow)
				}
			}
			for len(w.arrived) > 0 {
				<-w.arrived
			}
		}
		w.stop()
	})
}

// TestAServerThatHardlyGivesAnythingIsLeft has a server write a byte in time before
// each stall: that keeps a try alive for as long as two stalls, not for ever.
func TestAServerThatHardlyGivesAnythingIsLeft(t *testing.T) {
	tests := []struct {
		name        string
		bytes       int
		least, most time.Duration
	}{
		{"a byte now and then", 1, 30 * time.Second, time.Minute},
		{"enough on the whole", 20 * 256, 15 * time.Minute, 15 * time.Minute},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				took := make(chan time.Duration, 100)
				server := wired(t, func(w http.ResponseWriter, r *http.Request) {
					began := time.Now()
					drip(w, r, tt.bytes, 20*time.Second)
					took <- time.Since(began)
				})
				w := open(t, func(o *media.Options) { o.Dial = server.dial })
				w.Fetch(shop, first, slowServer)
				if got := <-took; got < tt.least || got > tt.most+20*time.Second { // it learns of it when it writes
					t.Errorf("it was left after %v", got)
				}
				w.stop()
			})
		})
	}
}

// TestWaitingForATurnIsNoTry has a file behind so many slow ones of its instance
// that its turn comes after hours, and its server fail once.
func TestWaitingForATurnIsNoTry(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var asked atomic.Int32
		server := wired(t, func(w http.ResponseWriter, r *http.Request) {
			switch {
			case r.Host == "slow.example":
				drip(w, r, 300, time.Second)
			case asked.Add(1) == 1:
				w.WriteHeader(http.StatusServiceUnavailable)
			default:
				_, _ = io.WriteString(w, "content")
			}
		})
		w := open(t, func(o *media.Options) { o.Dial = server.dial })
		for k := range int64(24) {
			w.Fetch(shop, sluice.MessageIDOf(first.Number()+1+k), slowServer)
		}
		synctest.Wait()
		began := time.Now()
		if got, err := w.fetched(w.message(goodServer)); err != nil || got != "content" || time.Since(began) < time.Hour {
			t.Errorf("got %q, %v after %v", got, err, time.Since(began))
		}
		w.stop()
	})
}
