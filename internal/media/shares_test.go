package media_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"sluice"
	"sluice/internal/media"
)

// A reader takes an answer as slowly as it likes.
type reader struct {
	*httptest.ResponseRecorder
	rate int // bytes a second
}

func (r reader) Write(p []byte) (int, error) {
	<-time.After(time.Duration(len(p)) * time.Second / time.Duration(r.rate))
	return r.ResponseRecorder.Write(p)
}

// read asks for a link and takes 40 kB/s of the answer.
func (w *world) read(link string) *httptest.ResponseRecorder {
	a := httptest.NewRecorder()
	r := httptest.NewRequest(http.MethodGet, strings.TrimPrefix(link, w.opts.MediaURL), nil)
	w.Handler().ServeHTTP(reader{a, 40_000}, r)
	return a
}

// TestSlowReadersOfOneInstanceLeaveRoomForOthers has many sockets read one link of
// an instance, slowly. Those beyond its share are told to come back; what others
// ask for comes at once.
func TestSlowReadersOfOneInstanceLeaveRoomForOthers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := open(t, func(o *media.Options) { o.MaxFile = 1000 })
		big := random("big", 8_000_000) // 200 s
		w.network.put("1", big)
		w.network.put("2", big)
		w.network.put("3", "small")
		theirs := w.URL(other, "1", sluice.File{Size: 8_000_000}, w.clock.now())
		var mu sync.Mutex
		var readers sync.WaitGroup
		outcomes := map[int]int{}
		began := time.Now()
		for range 40 {
			readers.Go(func() {
				a := w.read(theirs)
				mu.Lock()
				defer mu.Unlock()
				outcomes[a.Code]++
				if took := time.Since(began); a.Code == http.StatusServiceUnavailable && (took.Round(time.Second) != 5*time.Second || a.Header().Get("Retry-After") != "10") {
					t.Errorf("told after %v to come back in %s s", took, a.Header().Get("Retry-After"))
				}
			})
		}
		synctest.Wait()
		for name, l := range map[string]string{
			"a large file": w.URL(shop, "2", sluice.File{Size: 8_000_000}, w.clock.now()),
			"a small one":  w.URL(shop, "3", sluice.File{}, w.clock.now()),
		} {
			if got := w.ask(http.MethodGet, l); got.Code != http.StatusOK || time.Since(began) > 0 {
				t.Errorf("%s: %d after %v", name, got.Code, time.Since(began))
			}
		}
		readers.Wait()
		if outcomes[200] != 4 || outcomes[503] != 36 {
			t.Errorf("the slow readers were answered %v", outcomes)
		}
		if got := w.read(theirs); got.Code != http.StatusOK || got.Body.Len() != len(big) {
			t.Errorf("afterwards: %d, %d bytes", got.Code, got.Body.Len())
		}
		w.stop()
	})
}

// TestWhoFindsNoRoomIsToldSo has so many instances read slowly that nothing is left
// for another one: that is said, and what is kept on disk comes all the same.
func TestWhoFindsNoRoomIsToldSo(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := open(t, func(o *media.Options) { o.MaxFile = 1000 })
		w.network.put("1", random("big", 8_000_000))
		w.network.put("2", "small")
		large := sluice.File{Size: 8_000_000}
		var readers sync.WaitGroup
		began := time.Now()
		for i := range 32 {
			link := w.URL(other+sluice.InstanceID(i/4), "1", large, w.clock.now())
			readers.Go(func() {
				if a := w.read(link); a.Code != http.StatusOK {
					t.Errorf("reader %d: %d", i, a.Code)
				}
			})
		}
		synctest.Wait()
		if got := w.ask(http.MethodGet, w.URL(shop, "2", sluice.File{}, w.clock.now())); got.Code != http.StatusOK || time.Since(began) > 0 {
			t.Errorf("what is kept: %d after %v", got.Code, time.Since(began))
		}
		got := w.ask(http.MethodGet, w.URL(shop, "1", large, w.clock.now()))
		if took := time.Since(began); got.Code != http.StatusServiceUnavailable || got.Header().Get("Retry-After") != "10" || took != 5*time.Second {
			t.Errorf("got %d after %v, %v", got.Code, took, got.Header())
		}
		readers.Wait()
		w.stop()
	})
}

// TestADownloadThatDoesNotComeIsNotWaitedForWithoutEnd has the network hang over one
// file after the other, so that who asks for the next has no turn.
func TestADownloadThatDoesNotComeIsNotWaitedForWithoutEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := open(t, nil)
		w.network.hold = make(chan struct{})
		var askers sync.WaitGroup
		began := time.Now()
		for i := range 50 {
			link := w.URL(shop, sluice.MessageIDOf(first.Number()+int64(i)), sluice.File{}, w.clock.now())
			askers.Go(func() {
				if a := w.ask(http.MethodGet, link); a.Code != http.StatusServiceUnavailable || time.Since(began) > 15*time.Minute {
					t.Errorf("asker %d: %d after %v", i, a.Code, time.Since(began))
				}
			})
		}
		askers.Wait()
		w.stop()
	})
}
