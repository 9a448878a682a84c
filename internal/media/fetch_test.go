package media_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"sluice"
	"sluice/internal/media"
)

func mustPath(p string) *url.URL { return &url.URL{Path: p} }

func TestAFileFromAURLIsFetchedAheadAndSent(t *testing.T) {
	content := random("remote", 150_000)
	calls := make(chan struct{}, 10)
	server := serve(t, func(w http.ResponseWriter, r *http.Request) {
		calls <- struct{}{}
		if r.Header.Get("Referer") != "" || r.Header.Get("Cookie") != "" {
			t.Errorf("told %v", r.Header)
		}
		_, _ = io.WriteString(w, content)
	})
	w := open(t, func(o *media.Options) { o.Files, o.Dir, o.Allow = nil, t.TempDir(), local() })
	m := w.message(server + "/a/report.pdf?secret=1")
	w.Fetch(shop, first, m.Body.(sluice.FileBody).URL)
	if got := <-w.arrived; got != (landed{shop, first}) {
		t.Errorf("%v was told", got)
	}
	w.restart()
	for range 2 {
		if got, err := w.fetched(m); err != nil || got != content {
			t.Errorf("got %d bytes, %v", len(got), err)
		}
	}
	if len(calls) != 1 {
		t.Errorf("fetched %d times", len(calls))
	}
	if got := w.ask(http.MethodGet, w.URL(shop, first, sluice.File{}, w.clock.now())); got.Body.String() != content {
		t.Errorf("its own link: got %d", got.Code)
	}
}

// TestAFileThatIsHereIsNotFetchedAgain repeats a request, whose address leads to
// something else by then, before midnight and behind it.
func TestAFileThatIsHereIsNotFetchedAgain(t *testing.T) {
	var calls atomic.Int64
	server := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		if calls.Add(1) == 1 {
			_, _ = io.WriteString(w, "content")
			return
		}
		_, _ = io.WriteString(w, "the link is over")
	})
	w := open(t, func(o *media.Options) { o.Allow = local() })
	m := w.message(server)
	w.Fetch(shop, first, server)
	<-w.arrived
	stored := w.figure("sluice_media_stored_bytes", "")
	for _, later := range []time.Duration{0, 24 * time.Hour} {
		w.clock.step(later)
		w.Fetch(shop, first, server)
		<-w.arrived
		if got, err := w.fetched(m); err != nil || got != "content" || calls.Load() != 1 {
			t.Errorf("%v later it is %q, %v, fetched %d times", later, got, err, calls.Load())
		}
	}
	if now := w.figure("sluice_media_stored_bytes", ""); now != stored || now == 0 {
		t.Errorf("%v bytes are counted, %v at first", now, stored)
	}
}

func TestAMessageWaitsForItsFileAfterARestart(t *testing.T) {
	server := serve(t, func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "content") })
	w := open(t, func(o *media.Options) { o.Allow = local() })
	m := w.message(server)
	_, err := w.Upload(t.Context(), m)
	if e := codeOf(t, err, sluice.Unavailable); e.Scope != sluice.ScopeChat || e.Reason != sluice.WaitsFile {
		t.Errorf("got %+v", e)
	}
	if got, err := w.fetched(m); err != nil || got != "content" {
		t.Errorf("got %q, %v", got, err)
	}
}

func TestAnAnswerOfAFilesServer(t *testing.T) {
	bomb := packed(strings.Repeat("\x00", 50<<20))
	const again = "File from url could not be fetched in time"
	tests := []struct {
		name   string
		answer http.HandlerFunc
		want   string // the refusal; "": it is sent
	}{
		{"that is good is sent", func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "content") }, ""},
		{"in gzip is unpacked", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Encoding", "gzip")
			_, _ = w.Write(packed("content"))
		}, ""},
		{"404 is final", status(404), "File from url was not fetched: its server answered 404"},
		{"403 is final", status(403), "File from url was not fetched: its server answered 403"},
		{"204 is final", status(204), "File from url was not fetched: its server answered 204"},
		{"408 is tried again", status(408), again},
		{"425 is tried again", status(425), again},
		{"429 is tried again", status(429), again},
		{"500 is tried again", status(500), again},
		{"503 is tried again", status(503), again},
		{"without a byte is final", func(http.ResponseWriter, *http.Request) {}, "File is empty"},
		{"that announces too much is final", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", fmt.Sprint(250<<20))
			w.WriteHeader(http.StatusOK)
		}, "File from url exceeded max upload size. Size: 250mb Limit: 1mb Url: URL"},
		{"that sends too much is final", func(w http.ResponseWriter, _ *http.Request) {
			_, _ = io.Copy(w, io.LimitReader(zeros{}, 3<<20))
		}, "File from url exceeded max upload size. Size: 2mb Limit: 1mb Url: URL"},
		{"that unpacks to too much is final", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Encoding", "gzip")
			_, _ = w.Write(bomb)
		}, "File from url exceeded max upload size. Size: 2mb Limit: 1mb Url: URL"},
		{"that is no gzip is tried again", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Encoding", "gzip")
			_, _ = io.WriteString(w, "it is not, not at all")
		}, again},
		{"in an encoding nobody asked for is final", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Encoding", "br")
			_, _ = io.WriteString(w, "content")
		}, "File from url was not fetched: it comes in an encoding that was not asked for"},
		{"that ends early is tried again", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", "100")
			_, _ = io.WriteString(w, "content")
		}, again},
		{"that ends with a reset is tried again", func(w http.ResponseWriter, _ *http.Request) {
			conn, _, err := w.(http.Hijacker).Hijack()
			if err == nil {
				_ = conn.(*net.TCPConn).SetLinger(0)
				_ = conn.Close()
			}
		}, again},
		{"that never comes is tried again", func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }, again},
		{"that stops in the middle is tried again", func(w http.ResponseWriter, r *http.Request) {
			_, _ = io.WriteString(w, "half")
			_ = http.NewResponseController(w).Flush()
			<-r.Context().Done()
		}, again},
		{"that drips for ever is tried again", func(w http.ResponseWriter, r *http.Request) {
			tick := time.NewTicker(10 * time.Millisecond)
			defer tick.Stop()
			for r.Context().Err() == nil {
				_, _ = io.WriteString(w, "x")
				_ = http.NewResponseController(w).Flush()
				<-tick.C
			}
		}, again},
		{"that redirects five times is followed", hops(5), ""},
		{"that redirects six times is final", hops(6), "File from url was not fetched: it redirects more than 5 times"},
		{"that redirects to a file is final", func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "file:///etc/passwd", http.StatusFound)
		}, "File from url was not fetched: it redirects to what is no http or https address"},
		{"that redirects with a password is final", func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "http://me:secret@"+r.Host, http.StatusFound)
		}, "File from url was not fetched: it redirects to what is no http or https address"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			server := serve(t, tt.answer)
			files := newMemory()
			w := open(t, func(o *media.Options) {
				o.Files, o.Allow, o.MaxFile = files, local(), 1<<20
				o.Patience = media.Patience{FirstByte: 500 * time.Millisecond, Stall: 200 * time.Millisecond, Longest: time.Hour, GiveUp: time.Millisecond}
			})
			if strings.Contains(tt.name, "drips") {
				w.stop()
				w.opts.Patience.Longest = time.Second
				w.start()
			}
			got, err := w.fetched(w.message(server + "/a.bin"))
			if tt.want == "" {
				if err != nil || got != "content" {
					t.Errorf("got %q, %v", got, err)
				}
				return
			}
			want := strings.Replace(tt.want, "URL", server+"/a.bin", 1)
			if e := codeOf(t, err, sluice.Refused); e.Text != want {
				t.Errorf("got  %s\nwant %s", e.Text, want)
			}
			if names, parts := files.names(); len(names) != 0 || parts != 0 {
				t.Errorf("left: %v, %d begun", names, parts)
			}
		})
	}
}

// What a tenant reads must not tell what a network looks like inside.
func TestTroubleReadsTheSameWhateverItIs(t *testing.T) {
	closed, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	_ = closed.Close()
	plain := serve(t, status(200))
	texts := map[string]string{}
	for _, address := range []string{
		"http://" + closed.Addr().String(), strings.Replace(plain, "http:", "https:", 1), "http://no.such.name.invalid", plain + ":1",
	} {
		w := open(t, func(o *media.Options) {
			o.Allow, o.Resolver = local(), names(t, nil)
			o.Patience = media.Patience{FirstByte: time.Second, GiveUp: time.Millisecond}
		})
		_, err := w.fetched(w.message(address))
		if address != plain+":1" {
			texts[codeOf(t, err, sluice.Refused).Text] = address
		}
	}
	if len(texts) != 1 {
		t.Errorf("got %v", texts)
	}
}

func TestAFetchIsRepeatedForAnHour(t *testing.T) {
	tests := []struct {
		name string
		away time.Duration
		want string
	}{
		{"and succeeds when the trouble ends", 40 * time.Minute, "content"},
		{"and then the message fails", 2 * time.Hour, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := open(t, nil)
				w.network.put("1763115112000", "content")
				w.network.set(errAway)
				m := w.message(w.URL(other, "1763115112000", sluice.File{}, w.clock.now()))
				began := time.Now()
				w.Fetch(shop, first, m.Body.(sluice.FileBody).URL)
				go func() {
					time.Sleep(tt.away)
					w.network.set(nil)
				}()
				<-w.arrived
				took := time.Since(began)
				got, err := w.fetched(m)
				if got != tt.want || (err == nil) != (tt.want != "") {
					t.Errorf("got %q, %v", got, err)
				}
				if tt.want == "" && (took > time.Hour || took < 54*time.Minute) {
					t.Errorf("it was given up after %v", took)
				}
				if n := w.network.asked(); n > 30 {
					t.Errorf("tried %d times", n)
				}
				time.Sleep(tt.away)
				synctest.Wait()
				w.stop()
			})
		})
	}
}

// TestAFileOfAMessageThatLeftTheQueueIsNotFetchedOn has a message cleared while its
// file cannot be had: nobody is asked for it again, and no verdict is kept.
func TestAFileOfAMessageThatLeftTheQueueIsNotFetchedOn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var cleared atomic.Bool
		w := open(t, func(o *media.Options) {
			o.Waits = func(_ context.Context, id sluice.InstanceID, m sluice.MessageID) bool {
				return id != shop || m != first || !cleared.Load()
			}
		})
		w.network.put("1763115112000", "content")
		w.network.set(errAway)
		address := w.message(w.URL(other, "1763115112000", sluice.File{}, w.clock.now())).Body.(sluice.FileBody).URL
		w.Fetch(shop, first, address)
		w.Fetch(shop, "1763115112346", address)
		time.Sleep(time.Minute)
		cleared.Store(true)
		before := w.network.asked()
		time.Sleep(5 * time.Minute)
		if got := <-w.arrived; got != (landed{shop, first}) || len(w.arrived) > 0 {
			t.Errorf("%v and %d more were told", got, len(w.arrived))
		}
		w.network.set(nil)
		<-w.arrived
		if n := w.network.asked() - before; n < 2 || n > 5 {
			t.Errorf("asked %d times after one of two was cleared, want the few tries of the other", n)
		}
		w.stop()
	})
}

// TestAQueueFullOfFilesIsFetchedBitByBit has more files in one queue than are under
// way at once: the rest is fetched when there is room and its turn has come again.
func TestAQueueFullOfFilesIsFetchedBitByBit(t *testing.T) {
	const atOnce, more = 4096, 50
	synctest.Test(t, func(t *testing.T) {
		w := open(t, nil)
		w.network.set(errAway)
		ask := func(k int) error {
			shown := sluice.MessageIDOf(1_763_115_112_000 + int64(k))
			w.network.put(string(shown), "content")
			m := w.message(w.URL(other, shown, sluice.File{}, w.clock.now()))
			m.ID = sluice.MessageIDOf(first.Number() + int64(k))
			u, err := w.Upload(t.Context(), m)
			if err == nil {
				err = u.Close()
			}
			return err
		}
		count := func() (n int) {
			for {
				select {
				case <-w.arrived:
					n++
				case <-time.After(10 * time.Minute):
					return n
				}
			}
		}
		for k := range atOnce + more {
			if code := sluice.CodeOf(ask(k)); code != sluice.Unavailable {
				t.Fatalf("file %d: %v", k, code)
			}
		}
		w.network.set(nil)
		if n := count(); n != atOnce {
			t.Errorf("%d files were fetched, want %d", n, atOnce)
		}
		for k := atOnce; k < atOnce+more; k++ {
			_ = ask(k)
		}
		if n := count(); n != more {
			t.Errorf("%d more files were fetched, want %d", n, more)
		}
		for _, k := range []int{0, atOnce - 1, atOnce, atOnce + more - 1} {
			if err := ask(k); err != nil {
				t.Errorf("file %d: %v", k, err)
			}
		}
		w.stop()
	})
}

// TestWhatOneInstanceCannotHaveLeavesRoomForOthers has one instance name thousands of
// files that there are not, or not now: those of another are fetched ahead all the same.
func TestWhatOneInstanceCannotHaveLeavesRoomForOthers(t *testing.T) {
	gone := &sluice.Error{Code: sluice.NotFound, Text: "gone"}
	for name, tt := range map[string]struct {
		fail error
		ask  func(w *world, m sluice.Message)
	}{
		"dead links":       {gone, func(w *world, m sluice.Message) { w.Fetch(m.Instance, m.ID, m.Body.(sluice.FileBody).URL) }},
		"servers away":     {errAway, func(w *world, m sluice.Message) { w.Fetch(m.Instance, m.ID, m.Body.(sluice.FileBody).URL) }},
		"away at its turn": {errAway, func(w *world, m sluice.Message) { _, _ = w.Upload(t.Context(), m) }},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				shops := make(chan struct{}, 1)
				w := open(t, func(o *media.Options) {
					o.Arrived = func(id sluice.InstanceID, _ sluice.MessageID) {
						if id == shop {
							shops <- struct{}{}
						}
					}
				})
				w.network.set(tt.fail)
				w.network.put("1763115112000", "content")
				m := w.message(w.URL(other, "1763115112000", sluice.File{}, w.clock.now()))
				for k := range 5000 {
					theirs := m
					theirs.Instance, theirs.ID = other, sluice.MessageIDOf(first.Number()+int64(k))
					theirs.Body = sluice.FileBody{URL: w.URL(other, theirs.ID, sluice.File{}, w.clock.now())}
					tt.ask(w, theirs)
				}
				time.Sleep(time.Minute)
				w.network.set(nil)
				w.Fetch(shop, first, m.Body.(sluice.FileBody).URL)
				select {
				case <-shops:
				case <-time.After(10 * time.Minute):
					t.Error("it is not fetched")
				}
				w.stop()
			})
		})
	}
}

func TestOneInstanceWithSlowServersLeavesRoomForOthers(t *testing.T) {
	calls := make(chan struct{}, 200)
	hang := serve(t, func(_ http.ResponseWriter, r *http.Request) {
		calls <- struct{}{}
		<-r.Context().Done()
	})
	good := serve(t, func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "content") })
	w := open(t, func(o *media.Options) { o.Allow = local() })
	for i := range 200 {
		w.Fetch(other, sluice.MessageIDOf(first.Number()+int64(i)), hang)
	}
	for range 4 {
		<-calls
	}
	if got, err := w.fetched(w.message(good)); err != nil || got != "content" || len(calls) > 0 {
		t.Errorf("got %q, %v, with %d more", got, err, len(calls))
	}
}

func TestAnUploadOfADeletedInstanceIsNotSent(t *testing.T) {
	w := open(t, nil)
	s := w.save("a.bin", "", "content")
	w.Forget(shop)
	m := w.message(s.URL)
	m.Instance = other
	_, err := w.Upload(t.Context(), m)
	_ = codeOf(t, err, sluice.Refused)
}

func TestAMessageWithoutAFileHasNone(t *testing.T) {
	w := open(t, nil)
	_, err := w.Upload(t.Context(), sluice.Message{Instance: shop, Body: sluice.TextBody{Text: "hi"}})
	_ = codeOf(t, err, sluice.Invalid)
}

func status(code int) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(code) }
}

// hops redirects n times, then answers.
func hops(n int) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Referer") != "" {
			w.WriteHeader(http.StatusBadRequest) // an address may be a secret
			return
		}
		if len(r.URL.RawQuery) < n {
			http.Redirect(w, r, "/a.bin?"+r.URL.RawQuery+"x", http.StatusFound)
			return
		}
		_, _ = io.WriteString(w, "content")
	}
}

func packed(s string) []byte {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	_, _ = io.WriteString(z, s)
	_ = z.Close()
	return b.Bytes()
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) {
	clear(p)
	return len(p), nil
}
