package media_test

import (
	"context"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"sluice"
	"sluice/internal/media"
)

func TestALinkIsTheSameEachTimeAndTellsNothing(t *testing.T) {
	w := open(t, nil)
	at := w.clock.now()
	f := sluice.File{Name: "cat.JPG", Size: 5}
	link := w.URL(shop, first, f, at)
	if again := w.URL(shop, first, f, at); again != link {
		t.Errorf("got %s, then %s", link, again)
	}
	prefix := "https://media.example/download/4900/"
	name, ok := strings.CutPrefix(link, prefix)
	if !ok || !strings.HasSuffix(name, ".jpg") || len(name) < 26+4 || strings.Contains(name, string(first)) {
		t.Errorf("got %s", link)
	}
	short := w.URL(77, first, sluice.File{}, at)
	if !strings.HasPrefix(short, "https://media.example/download/77/") || !strings.HasSuffix(short, ".bin") {
		t.Errorf("got %s", short)
	}
	seen := map[string]bool{link: true}
	for _, l := range []string{
		w.URL(shop+1, first, f, at), w.URL(shop, first+"0", f, at), w.URL(shop, first, f, at.Add(time.Second)),
		w.URL(shop, "", sluice.File{Remote: "a", Name: "cat.jpg"}, at), w.URL(shop, "", sluice.File{Remote: "b", Name: "cat.jpg"}, at),
	} {
		if seen[l] {
			t.Errorf("%s means two things", l)
		}
		seen[l] = true
	}
}

func TestALinkThatNeverWasOneIsNotFound(t *testing.T) {
	w := open(t, nil)
	link := strings.TrimPrefix(w.save("a.txt", "", "content").URL, "https://media.example")
	foreign := open(t, func(o *media.Options) { o.Secret = [32]byte{9} })
	theirs := strings.TrimPrefix(foreign.save("a.txt", "", "content").URL, "https://media.example")
	for _, path := range []string{
		theirs, strings.Replace(link, ".txt", ".html", 1), strings.TrimSuffix(link, ".txt"), link + "/x", link + "x",
		strings.Replace(link, "4900", "4901", 1), strings.Replace(link, "4900/", "", 1), "/download/", "/download", "/",
		"/download/4900/.txt", "/download/4900/a.txt", "/download/../etc/passwd", "/download/4900/..%2f..%2fetc%2fpasswd.txt",
		strings.Replace(link, "/download/4900/", "/download/4900/a", 1), link[:len(link)-6] + ".txt",
	} {
		if got := w.ask(http.MethodGet, path).Code; got != http.StatusNotFound {
			t.Errorf("%s: got %d", path, got)
		}
	}
	for _, method := range []string{http.MethodPost, http.MethodPut, http.MethodDelete} {
		if got := w.ask(method, link).Code; got != http.StatusNotFound {
			t.Errorf("%s: got %d", method, got)
		}
	}
	if got := w.ask(http.MethodGet, strings.ReplaceAll(link, "/", "//")).Code; got != http.StatusOK {
		t.Errorf("doubled slashes: got %d", got)
	}
	dot := strings.LastIndexByte(link, '.')
	for _, letter := range "abcdefghijklmnopqrstuvwxyz234567" { // some of its bits do not count
		if forged := link[:dot-1] + string(letter) + link[dot:]; forged != link && w.ask(http.MethodGet, forged).Code != http.StatusNotFound {
			t.Errorf("%c at the end is taken as well", letter)
		}
	}
	rapid.Check(t, func(r *rapid.T) {
		at := rapid.IntRange(len("/download/4900/"), len(link)-5).Draw(r, "at")
		letter := rapid.SampledFrom([]byte("abcdefghijklmnopqrstuvwxyz234567AB-_%.")).Draw(r, "letter")
		forged := link[:at] + string(letter) + link[at+1:]
		if forged == link {
			return
		}
		request := &http.Request{Method: http.MethodGet, URL: mustPath(forged), Header: http.Header{}}
		a := httptest.NewRecorder()
		w.Handler().ServeHTTP(a, request)
		if a.Code != http.StatusNotFound {
			r.Errorf("letter %d as %q: got %d", at, letter, a.Code)
		}
	})
}

func TestALinkThatIsOverIsGone(t *testing.T) {
	w := open(t, nil)
	w.network.put(string(first), "content")
	upload := w.save("a.txt", "", "content").URL
	remote := w.URL(shop, first, sluice.File{Name: "a.txt"}, w.clock.now())
	w.clock.step(24*time.Hour - 2*time.Second)
	for _, l := range []string{upload, remote} {
		if got := w.ask(http.MethodGet, l).Code; got != http.StatusOK {
			t.Errorf("got %d before the end", got)
		}
	}
	w.clock.step(2 * time.Second)
	for _, l := range []string{upload, remote} {
		got := w.ask(http.MethodGet, l)
		if got.Code != http.StatusGone || !strings.Contains(got.Body.String(), `"message":"Gone"`) || strings.Contains(got.Body.String(), l[40:]) {
			t.Errorf("got %d %s", got.Code, got.Body)
		}
	}
}

// What a client uploaded and sent has two links: that of the upload and that of
// the message, which the journal shows. The network is asked for neither while
// the bytes are here, and for the second one when they are gone.
func TestWhatWasUploadedIsServedUnderTheLinkOfItsMessage(t *testing.T) {
	w := open(t, nil)
	upload := w.save("a.txt", "", "content")
	w.network.sent = map[sluice.MessageID]string{first: upload.URL}
	if w.Holds(t.Context(), shop, "1763115112346") || !w.Holds(t.Context(), shop, first) {
		t.Error("it is not known what is here")
	}
	link := w.URL(shop, first, sluice.File{Name: "a.txt"}, w.clock.now())
	if got := w.ask(http.MethodGet, link); got.Code != http.StatusOK || got.Body.String() != "content" || w.network.asked() != 0 {
		t.Errorf("%d %q, the network was asked %d times", got.Code, got.Body, w.network.asked())
	}
	if got, err := w.fetched(w.message(link)); got != "content" || err != nil {
		t.Errorf("sent once more by its own link: %q, %v", got, err)
	}

	w.clock.step(96 * time.Hour)
	w.restart() // which drops what is over
	w.network.put(string(first), "content of the network")
	if w.Holds(t.Context(), shop, first) {
		t.Error("what is gone is held")
	}
	link = w.URL(shop, first, sluice.File{Name: "a.txt"}, w.clock.now())
	if got := w.ask(http.MethodGet, link); got.Code != http.StatusOK || got.Body.String() != "content of the network" {
		t.Errorf("of the network: %d %q", got.Code, got.Body)
	}
	if !w.Holds(t.Context(), shop, first) {
		t.Error("what was fetched is not held")
	}
}

func TestAFileIsServedInPartsAndOnlyOnce(t *testing.T) {
	w := open(t, nil)
	content := random("0123456789", 200_000)
	link := w.save("a.bin", "", content).URL
	whole := w.ask(http.MethodGet, link)
	tag := whole.Header().Get("ETag")
	tests := []struct {
		name, method string
		headers      []string
		status       int
		body, length string
	}{
		{"the head alone", http.MethodHead, nil, 200, "", "200000"},
		{"a part", http.MethodGet, []string{"Range", "bytes=65530-65545"}, 206, content[65530:65546], "16"},
		{"the end", http.MethodGet, []string{"Range", "bytes=-5"}, 206, content[199_995:], "5"},
		{"from somewhere on", http.MethodGet, []string{"Range", "bytes=199990-"}, 206, content[199_990:], "10"},
		{"no such part", http.MethodGet, []string{"Range", "bytes=200000-"}, 416, "", ""},
		{"a part of the same file", http.MethodGet, []string{"Range", "bytes=0-3", "If-Range", tag}, 206, content[:4], "4"},
		{"a part of another file", http.MethodGet, []string{"Range", "bytes=0-3", "If-Range", `"x"`}, 200, content, "200000"},
		{"what is known", http.MethodGet, []string{"If-None-Match", tag}, 304, "", ""},
		{"what was another", http.MethodGet, []string{"If-None-Match", `"x"`}, 200, content, "200000"},
		{"a preflight", http.MethodOptions, nil, 204, "", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := w.ask(tt.method, link, tt.headers...)
			if got.Code != tt.status || (tt.status != 416 && got.Body.String() != tt.body) {
				t.Errorf("got %d, %d bytes", got.Code, got.Body.Len())
			}
			if tt.length != "" && got.Header().Get("Content-Length") != tt.length {
				t.Errorf("got length %s", got.Header().Get("Content-Length"))
			}
			if got.Header().Get("Access-Control-Allow-Origin") != "*" || got.Header().Get("X-Content-Type-Options") != "nosniff" {
				t.Errorf("got %v", got.Header())
			}
		})
	}
}

func TestABrowserIsToldWhatItMayDo(t *testing.T) {
	png := "\x89PNG\r\n\x1a\n"
	tests := []struct{ name, content, kind, want string }{
		{"a.png", png, "image/png", "inline"},
		{"a.pdf", "%PDF-1.4", "application/pdf", "inline"},
		{"a.txt", "plain", "text/plain; charset=utf-8", "inline"},
		{"a.html", "<html><script>alert(1)</script>", "text/html; charset=utf-8", "attachment"},
		{"a.png", "<html><script>alert(1)</script>", "text/html; charset=utf-8", "attachment"},
		{"a.svg", `<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>`, "image/svg+xml", "attachment"},
		{"a.xml", `<?xml version="1.0"?><a/>`, "text/xml; charset=utf-8", "attachment"},
		{"a.js", "alert(1)", "text/plain; charset=utf-8", "attachment"},
		{"a.txt", "#!/bin/sh\nrm -rf /", "text/x-shellscript", "attachment"},
		{"a.png.html", png, "image/png", "attachment"},
	}
	w := open(t, nil)
	for _, tt := range tests {
		got := w.ask(http.MethodGet, w.save(tt.name, "", tt.content).URL).Header()
		disposition, params, err := mime.ParseMediaType(got.Get("Content-Disposition"))
		if err != nil || disposition != tt.want || params["filename"] != tt.name || got.Get("Content-Type") != tt.kind {
			t.Errorf("%s: got %s, %v, %v", tt.name, got.Get("Content-Type"), got.Get("Content-Disposition"), err)
		}
	}
}

func TestANameInAHeaderStaysInIt(t *testing.T) {
	w := open(t, nil)
	for _, name := range []string{
		`a"b.txt`, `a\"; filename=evil.exe; x=".txt`, "a\r\nX-Evil: 1\r\n\r\n<html>.txt", "../../etc/passwd.txt",
		"\u202etxt.exe", "счёт № 5.pdf", strings.Repeat("ё", 255), "a;b=c,d.txt", "%0d%0aX-Evil: 1.txt", "=?utf-8?Q?x?=.txt",
	} {
		server := httptest.NewServer(w.Handler())
		link := strings.Replace(w.save(name, "", "content").URL, w.opts.MediaURL, server.URL, 1)
		a, err := http.Get(link) //nolint:noctx // of a test
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(a.Body)
		if err != nil {
			t.Fatal(err)
		}
		_ = a.Body.Close()
		http.DefaultClient.CloseIdleConnections()
		server.Close()
		_, params, err := mime.ParseMediaType(a.Header.Get("Content-Disposition"))
		if err != nil || params["filename"] != sluice.FileName(name, ".bin") || a.Header.Get("X-Evil") != "" || len(a.Header) != 12 || string(body) != "content" {
			t.Errorf("%q: got %q, %d headers, %q, %v", name, a.Header.Get("Content-Disposition"), len(a.Header), body, err)
		}
	}
}

func TestAFileOfTheNetworkIsFetchedOnceForAll(t *testing.T) {
	w := open(t, func(o *media.Options) { o.Files, o.Dir = nil, t.TempDir() })
	content := random("remote", 150_000)
	w.network.put(string(first), content)
	w.network.hold = make(chan struct{})
	link := w.URL(shop, first, sluice.File{Name: "a.bin"}, w.clock.now())
	var g sync.WaitGroup
	for range 20 {
		g.Go(func() {
			if got := w.ask(http.MethodGet, link); got.Code != http.StatusOK || got.Body.String() != content {
				t.Errorf("got %d, %d bytes", got.Code, got.Body.Len())
			}
		})
	}
	close(w.network.hold)
	g.Wait()
	w.restart()
	if got := w.ask(http.MethodGet, link); got.Body.String() != content || w.network.asked() != 1 {
		t.Errorf("the network was asked %d times", w.network.asked())
	}
}

func TestWithoutTheNetworkALinkIs(t *testing.T) {
	tests := []struct {
		name   string
		err    error
		status int
		retry  string
	}{
		{"to be asked for again when it is away", errAway, 503, "7"},
		{"to be asked for again when it throttles", &sluice.Error{Code: sluice.Limited, Wait: 1500 * time.Millisecond}, 503, "2"},
		{"to be asked for again while nobody is logged in", &sluice.Error{Code: sluice.Unauthorized}, 503, "10"},
		{"gone when it is gone there", &sluice.Error{Code: sluice.NotFound}, 410, ""},
		{"gone when it is refused there", &sluice.Error{Code: sluice.Refused}, 410, ""},
		{"a fault of ours else", io.ErrUnexpectedEOF, 500, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w := open(t, nil)
			w.network.put(string(first), "content")
			w.network.put("avatar", "picture")
			w.network.set(tt.err)
			links := []string{
				w.URL(shop, first, sluice.File{}, w.clock.now()), w.URL(shop, "", sluice.File{Remote: "avatar"}, w.clock.now()),
				w.URL(shop, first, sluice.File{Size: 1 << 30}, w.clock.now()),
			}
			for _, l := range links {
				got := w.ask(http.MethodGet, l)
				if got.Code != tt.status || got.Header().Get("Retry-After") != tt.retry || got.Header().Get("Content-Disposition") != "" {
					t.Errorf("got %d, %v", got.Code, got.Header())
				}
			}
			w.network.set(nil)
			for i, want := range []string{"content", "picture", "content"} {
				if got := w.ask(http.MethodGet, links[i]); got.Code != 200 || got.Body.String() != want {
					t.Errorf("afterwards: got %d %q", got.Code, got.Body)
				}
			}
		})
	}
}

func TestWhatIsTooLargeIsStreamedAndNotKept(t *testing.T) {
	tests := []struct {
		name   string
		size   int64 // as the network told it
		change func(*media.Options)
	}{
		{"by its announced size", 200_000, func(o *media.Options) { o.MaxFile = 100_000 }},
		{"by what comes", 0, func(o *media.Options) { o.MaxFile = 100_000 }},
		{"for the quota", 200_000, func(o *media.Options) { o.Quota = 100_000 }},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			files := newMemory()
			w := open(t, func(o *media.Options) { o.Files = files; tt.change(o) })
			content := random("large", 200_000)
			w.network.put(string(first), content)
			link := w.URL(shop, first, sluice.File{Name: "a.mp4", Size: tt.size}, w.clock.now())
			for range 2 {
				got := w.ask(http.MethodGet, link)
				if got.Code != 200 || got.Body.String() != content || got.Header().Get("Content-Type") != "video/mp4" {
					t.Errorf("got %d, %d bytes, %v", got.Code, got.Body.Len(), got.Header())
				}
				if want := fmt.Sprint(tt.size); tt.size > 0 && got.Header().Get("Content-Length") != want {
					t.Errorf("got %s bytes", got.Header().Get("Content-Length"))
				}
			}
			if names, parts := files.names(); len(names) != 0 || parts != 0 {
				t.Errorf("kept: %v, %d begun", names, parts)
			}
			if got := w.ask(http.MethodHead, link); got.Code != 200 || got.Body.Len() != 0 {
				t.Errorf("HEAD: got %d, %d bytes", got.Code, got.Body.Len())
			}
		})
	}
}

func TestIncomingMediaIsFetchedAhead(t *testing.T) {
	w := open(t, func(o *media.Options) { o.Prefetch = 1000 })
	w.network.put(string(first), "content")
	w.Prefetch(shop, first, sluice.File{Name: "счёт.pdf", MIME: "application/pdf", Size: 7})
	w.Prefetch(shop, first+"0", sluice.File{Size: 1001})
	got := w.ask(http.MethodGet, w.URL(shop, first, sluice.File{Name: "x.pdf"}, w.clock.now()))
	_, params, err := mime.ParseMediaType(got.Header().Get("Content-Disposition"))
	if got.Body.String() != "content" || err != nil || params["filename"] != "счёт.pdf" {
		t.Errorf("got %d %q %s", got.Code, got.Body, cmp.Diff("счёт.pdf", params["filename"]))
	}
	if w.network.asked() != 1 {
		t.Errorf("the network was asked %d times", w.network.asked())
	}
}

func TestAStopEndsThoseWhoWaitForAFile(t *testing.T) {
	w := open(t, nil)
	w.network.hold = make(chan struct{}) // it never answers
	link := w.URL(shop, first, sluice.File{}, w.clock.now())
	got := make(chan int)
	go func() { got <- w.ask(http.MethodGet, link).Code }()
	for w.network.asked() == 0 {
		runtime.Gosched()
	}
	w.stop()
	if code := <-got; code != http.StatusServiceUnavailable {
		t.Errorf("got %d", code)
	}
	if code := w.ask(http.MethodGet, link).Code; code != http.StatusServiceUnavailable {
		t.Errorf("afterwards: got %d", code)
	}
}

func TestAClientThatLeavesDoesNotStopADownload(t *testing.T) {
	w := open(t, nil)
	w.network.put(string(first), "content")
	w.network.hold = make(chan struct{})
	link := w.URL(shop, first, sluice.File{}, w.clock.now())
	ctx, leave := context.WithCancel(t.Context())
	left := make(chan struct{})
	go func() {
		r := httptest.NewRequest(http.MethodGet, strings.TrimPrefix(link, w.opts.MediaURL), nil)
		w.Handler().ServeHTTP(httptest.NewRecorder(), r.WithContext(ctx))
		close(left)
	}()
	for w.network.asked() == 0 {
		runtime.Gosched()
	}
	leave()
	<-left
	close(w.network.hold)
	if got := w.ask(http.MethodGet, link); got.Body.String() != "content" || w.network.asked() != 1 {
		t.Errorf("got %d %q, asked %d times", got.Code, got.Body, w.network.asked())
	}
}
