package greenapi_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"mime/multipart"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"path"
	"runtime"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"sluice"
	"sluice/internal/greenapi"
	files "sluice/internal/media"
)

const hundred = 100 << 20

// zeros are so many bytes.
func zeros(n int64) io.Reader { return io.LimitReader(nothingness{}, n) }

type nothingness struct{}

func (nothingness) Read(b []byte) (int, error) {
	clear(b)
	return len(b), nil
}

// formOf is a form around a file, of which nothing is in memory; with before the
// chat comes first.
func formOf(size int64, before bool) io.Reader {
	chat := "--b\r\nContent-Disposition: form-data; name=\"chatId\"\r\n\r\n10000000\r\n"
	head := "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.bin\"\r\n\r\n"
	if before {
		return io.MultiReader(strings.NewReader(chat+head), zeros(size), strings.NewReader("\r\n--b--\r\n"))
	}
	return io.MultiReader(strings.NewReader(head), zeros(size), strings.NewReader("\r\n"+chat+"--b--\r\n"))
}

// TestAHundredMegabytesAreNeverInMemory uploads as much in each way and watches
// the heap and what Media is given at a time.
func TestAHundredMegabytesAreNeverInMemory(t *testing.T) {
	w := newWorld()
	address := "http://" + serve(t, w)
	var most atomic.Int64
	before, stop, stopped := heap(), make(chan struct{}), make(chan struct{})
	go func() {
		defer close(stopped)
		for {
			select {
			case <-stop:
				return
			case <-time.After(5 * time.Millisecond):
				var m runtime.MemStats
				runtime.ReadMemStats(&m)
				most.Store(max(most.Load(), int64(m.HeapAlloc)-before))
			}
		}
	}()
	for _, tt := range []struct {
		method, kind string
		body         io.Reader
		size         int64
	}{
		{"uploadFile", "application/pdf", zeros(hundred), hundred},
		{"uploadFile", formType, formOf(hundred, false), hundred},
		{"sendFileByUpload", formType, formOf(hundred, true), hundred},
		{"sendFileByUpload", formType, formOf(hundred, false), hundred},
	} {
		r, err := http.Post(address+full("/waInstance{id}/"+tt.method+"/{token}"), tt.kind, tt.body)
		if err != nil {
			t.Fatal(err)
		}
		got := text(t, r)
		_ = r.Body.Close()
		if r.StatusCode != http.StatusOK || w.media.files[len(w.media.files)-1].Size != tt.size {
			t.Errorf("%s as %s: %d %s", tt.method, tt.kind, r.StatusCode, got)
		}
	}
	close(stop)
	<-stopped
	if w.media.largest > 64<<10 || most.Load() > 16<<20 {
		t.Errorf("pieces of up to %d bytes, %d bytes of heap", w.media.largest, most.Load())
	}
}

func heap() int64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}

// TestWhatIsLargerIsRefused and the client gets to read so, though it still sends.
func TestWhatIsLargerIsRefused(t *testing.T) {
	w := newWorld()
	address := "http://" + serve(t, w)
	for _, tt := range []struct {
		name, method, kind string
		body               func() io.Reader
		length             int64 // 0: not told
	}{
		{"raw", "uploadFile", "", func() io.Reader { return zeros(hundred + 1) }, 0},
		{"raw, as it says", "uploadFile", "", func() io.Reader { return zeros(2 * hundred) }, 2 * hundred},
		{"a form", "sendFileByUpload", formType, func() io.Reader { return formOf(hundred+1, true) }, 0},
		{"a form with long texts", "sendFileByUpload", formType, func() io.Reader {
			return strings.NewReader(form(part{name: "chatId", value: strings.Repeat("1", 100<<10+1)}))
		}, 0},
		{"a form with a long second file", "sendFileByUpload", formType, func() io.Reader {
			return io.MultiReader(strings.NewReader(form(part{"file", "x", "a", ""})[:60]+"\r\n\r\n\r\n"), formOf(hundred+2<<20, true))
		}, 0},
		{"a picture", "setProfilePicture", formType, func() io.Reader {
			return strings.NewReader(form(part{"file", jpeg + strings.Repeat("x", 10<<20), "a.jpg", ""}))
		}, 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r, err := http.NewRequest(http.MethodPost, address+full("/waInstance{id}/"+tt.method+"/{token}"), tt.body())
			if err != nil {
				t.Fatal(err)
			}
			r.ContentLength = tt.length
			r.Header.Set("Content-Type", tt.kind)
			resp, err := http.DefaultTransport.RoundTrip(r)
			if err != nil {
				t.Fatal(err)
			}
			got := text(t, resp)
			_ = resp.Body.Close()
			if resp.StatusCode != http.StatusRequestEntityTooLarge || !strings.HasSuffix(got, `"message":"request entity too large"}`) {
				t.Errorf("%d %s", resp.StatusCode, got)
			}
		})
	}
	if len(w.queue.items) > 0 {
		t.Errorf("accepted: %v", w.queue.items)
	}
}

// TestABrokenBodyIsNamedForWhatItWas breaks a raw file, and a form.
func TestABrokenBodyIsNamedForWhatItWas(t *testing.T) {
	for kind, want := range map[string]string{"application/pdf": "request aborted", formType: "Unexpected end of form"} {
		got := wire(t, serve(t, newWorld()), "POST /waInstance{id}/uploadFile/{token} HTTP/1.1\r\nHost: x\r\nContent-Type: "+kind+
			"\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\nno length\r\n\r\n")
		if !strings.HasPrefix(got, "HTTP/1.1 400 ") || !strings.Contains(got, `"message":"`+want+`"`) {
			t.Errorf("%s: %q", kind, got)
		}
	}
}

// TestASlowUploadIsNotCut sends a byte now and then for longer than a whole
// answer may take; one that stops is cut after 30 s.
func TestASlowUploadIsNotCut(t *testing.T) {
	for name, tt := range map[string]struct {
		pause time.Duration
		piece int
		after time.Duration
		first string
	}{
		"slow":     {20 * time.Second, 8 << 10, 400 * time.Second, "HTTP/1.1 200 OK\r\n"},
		"dripping": {20 * time.Second, 1, 35*time.Second + time.Second/256, "HTTP/1.1 400 Bad Request\r\n"},
		"silent":   {time.Hour, 1, 35 * time.Second, "HTTP/1.1 400 Bad Request\r\n"}, // 30 s, and 5 to drain
	} {
		synctest.Test(t, func(t *testing.T) {
			client, server := net.Pipe()
			ln := &single{conn: make(chan net.Conn, 1), closed: make(chan struct{})}
			ln.conn <- server
			s := greenapi.NewHTTPServer(newWorld().handler, slog.New(slog.DiscardHandler))
			done := make(chan error, 1)
			go func() { done <- s.Serve(ln) }()
			go func() {
				if _, err := io.WriteString(client, full("POST /waInstance{id}/uploadFile/{token} HTTP/1.1\r\nHost: x\r\nContent-Length: "+strconv.Itoa(20*tt.piece)+"\r\n\r\n")); err != nil {
					return
				}
				for range 20 {
					time.Sleep(tt.pause)
					if _, err := client.Write(bytes.Repeat([]byte("x"), tt.piece)); err != nil {
						return
					}
				}
			}()
			began := time.Now()
			line := make([]byte, len(tt.first))
			_, err := io.ReadFull(client, line)
			if string(line) != tt.first || time.Since(began) != tt.after {
				t.Errorf("%s: after %v %q (%v), want after %v %q", name, time.Since(began), line, err, tt.after, tt.first)
			}
			_ = client.Close()
			_ = s.Close()
			_ = <-done
			time.Sleep(2 * time.Hour) // the writer ends
		})
	}
}

// TestNamesOfFiles takes what clients call their files.
func TestNamesOfFiles(t *testing.T) {
	for _, tt := range []struct{ header, kind, want string }{
		{"a.pdf", "", "a.pdf"},
		{" a b.pdf ", "", "a b.pdf"},
		{"файл.pdf", "", "файл.pdf"},
		{"%D1%84%D0%B0%D0%B9%D0%BB.pdf", "", "файл.pdf"},
		{"100%.pdf", "", "100%.pdf"},
		{"%ff.pdf", "", "%ff.pdf"},
		{"a\xff.pdf", "", "a\uFFFD.pdf"},
		{`C:\Users\me\a.pdf`, "", "a.pdf"},
		{"/home/me/a.pdf", "", "a.pdf"},
		{"..%2F..%2Fetc%2Fpasswd", "text/plain", "passwd.txt"},
		{"..", "", "file.bin"},
		{"a.", "image/png", "a.png"},
		{".jpg", "", "file.jpg"},
		{"a%00b%0A.pdf", "", "ab.pdf"},
		{"blob", "image/jpeg", "blob.jpg"},
		{"", "image/webp; q=1", "file.webp"},
		{"", "audio/ogg", "file.ogg"},
		{"", "no type", "file.bin"},
		{"", "image/jpg", "file.jpg"},
		{"", "image/jpeg; name=фото.jpg", "file.jpg"},
		{"blob", "audio/opus; x", "blob.ogg"},
		{"", "", "file.bin"},
		{strings.Repeat("я", 300) + ".pdf", "", strings.Repeat("я", 251) + ".pdf"},
		{"a." + strings.Repeat("x", 300), "", "a." + strings.Repeat("x", 253)},
	} {
		w := newWorld()
		r := w.ask(http.MethodPost, "/waInstance{id}/uploadFile/{token}", "x", "GA-Filename", tt.header, "Content-Type", tt.kind)
		if r.StatusCode != http.StatusOK || w.media.files[0].Name != tt.want {
			t.Errorf("%q as %q: %d %+v, want %q", tt.header, tt.kind, r.StatusCode, w.media.files, tt.want)
		}
	}
}

// TestWhatIsQueuedOfAnUpload looks at names, captions and the file that is kept.
func TestWhatIsQueuedOfAnUpload(t *testing.T) {
	chat, file := part{name: "chatId", value: "10000000"}, part{"file", "x", `C:\a b.pdf`, "application/pdf"}
	const url = `"urlFile":"https://sluice.example/download/4900/00000000000000000000000000000001.pdf"`
	for _, tt := range []struct {
		parts []part
		want  string
	}{
		{[]part{chat, file}, `{"chatId":"10000000",` + url + `,"fileName":"a b.pdf"}`},
		{[]part{file, {name: "fileName", value: "/tmp/r"}, {name: "caption", value: "<c>"}, chat}, `{"chatId":"10000000",` + url + `,"fileName":"r.pdf","caption":"<c>"}`},
		{
			[]part{chat, file, {name: "typingTime", value: "1500"}, {name: "quotedMessageId", value: "1763115112345"}},
			`{"chatId":"10000000",` + url + `,"fileName":"a b.pdf","quotedMessageId":"1763115112345","typingTime":1500}`,
		},
		{[]part{{name: "chatId", value: "1"}, chat, file}, `{"chatId":"10000000",` + url + `,"fileName":"a b.pdf"}`},
	} {
		w := newWorld()
		r := w.ask(http.MethodPost, "/waInstance{id}/sendFileByUpload/{token}", form(tt.parts...), "Content-Type", formType)
		if r.StatusCode != http.StatusOK {
			t.Fatalf("%v: %s", tt.parts, text(t, r))
		}
		if diff := cmp.Diff(tt.want, string(w.queue.items[0].Body)); diff != "" {
			t.Errorf("%v (-want +got):\n%s", tt.parts, diff)
		}
		if w.queue.items[0].Kind != sluice.KindFile {
			t.Errorf("it is listed as %v", w.queue.items[0].Kind)
		}
		want := []string{"1769676078000 https://sluice.example/download/4900/00000000000000000000000000000001.pdf"}
		if diff := cmp.Diff(want, w.media.fetched); diff != "" {
			t.Errorf("kept (-want +got):\n%s", diff)
		}
	}
}

// TestAFetchBeginsWhenTheMessageIsAccepted and only then.
func TestAFetchBeginsWhenTheMessageIsAccepted(t *testing.T) {
	w := newWorld()
	w.post(t, "sendFileByUrl", `{"chatId":"10000000","urlFile":"https://example.com/a.pdf?sig=1","fileName":"a.pdf"}`)
	w.queue.err = &sluice.Error{Code: sluice.Full}
	w.want(t, http.StatusServiceUnavailable, http.MethodPost, "sendFileByUrl", `{"chatId":"10000000","urlFile":"https://example.com/b.pdf","fileName":"b.pdf"}`)
	if diff := cmp.Diff([]string{"1769676078000 https://example.com/a.pdf?sig=1"}, w.media.fetched); diff != "" {
		t.Errorf("fetched (-want +got):\n%s", diff)
	}
}

// TestARepeatedUploadGetsTheFirstAnswer with the first address, and one of other
// bytes a conflict.
func TestARepeatedUploadGetsTheFirstAnswer(t *testing.T) {
	w := newWorld()
	send := func(content, name string) (int, string) {
		body := form(part{name: "chatId", value: "10000000"}, part{"file", content, name, "application/pdf"})
		r := w.ask(http.MethodPost, "/waInstance{id}/sendFileByUpload/{token}", body, "Content-Type", formType, "Idempotency-Key", "order-17")
		return r.StatusCode, text(t, r)
	}
	_, first := send("x", "a.pdf")
	w.journal.sent("1769676078000", "10000000", sluice.StatusPending, 0)
	w.journal.change(func(r *sluice.Record) {
		r.Request = sluice.FileBody{URL: "https://sluice.example/download/4900/00000000000000000000000000000001.pdf"}
	})
	if status, again := send("x", "a.pdf"); status != http.StatusOK || again != first {
		t.Errorf("again: %d %s, want %s", status, again, first)
	}
	for content, name := range map[string]string{"y": "a.pdf", "x": "b.pdf"} {
		if status, other := send(content, name); status != http.StatusConflict {
			t.Errorf("%q as %s: %d %s", content, name, status, other)
		}
	}
	if len(w.queue.items) != 1 {
		t.Errorf("%d messages, want 1", len(w.queue.items))
	}
}

// TestAFileThatNoMessageCarriesIsDropped and none that one may carry.
func TestAFileThatNoMessageCarriesIsDropped(t *testing.T) {
	w := newWorld()
	send := func(status int, chat, content string) {
		t.Helper()
		body := form(part{name: "chatId", value: chat}, part{"file", content, "a.pdf", "application/pdf"})
		r := w.ask(http.MethodPost, "/waInstance{id}/sendFileByUpload/{token}", body, "Content-Type", formType, "Idempotency-Key", "order-17")
		if r.StatusCode != status {
			t.Errorf("%s to %s is answered %d %s", content, chat, r.StatusCode, text(t, r))
		}
	}
	send(http.StatusOK, "10000000", "x") // 1
	w.journal.sent("1769676078000", "10000000", sluice.StatusPending, 0)
	w.journal.change(func(r *sluice.Record) {
		r.Request = sluice.FileBody{URL: "https://sluice.example/download/4900/00000000000000000000000000000001.pdf"}
	})
	send(http.StatusOK, "10000000", "x")        // 2: it repeats the first
	send(http.StatusConflict, "10000000", "y")  // 3
	send(http.StatusBadRequest, "no chat", "x") // 4
	w.queue.err = &sluice.Error{Code: sluice.Full}
	send(http.StatusServiceUnavailable, "10000000", "x") // 5
	w.queue.err = &sluice.Error{Code: sluice.Unavailable}
	send(http.StatusServiceUnavailable, "10000000", "x") // 6: it may be on the disk
	var want []string
	for _, k := range []int{2, 3, 4, 5} {
		want = append(want, fmt.Sprintf("%032x.pdf", k))
	}
	if diff := cmp.Diff(want, w.media.dropped); diff != "" {
		t.Errorf("dropped (-want +got):\n%s", diff)
	}
}

// TestPrivateAddresses gives literal addresses in each form.
// TestPrivateAddresses asks the real media, which alone knows what is private.
func TestPrivateAddresses(t *testing.T) {
	allowing := func(allowed ...string) *files.Media {
		o := files.Options{Dir: t.TempDir(), MediaURL: "http://127.0.0.1:8080"}
		for _, a := range allowed {
			o.Allow = append(o.Allow, netip.MustParsePrefix(a))
		}
		m, err := files.Open(nil, o)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = m.Close() })
		return m
	}
	ask := func(m *files.Media, url string) bool {
		w := newWorld()
		w.server.Media = m
		w.handler = w.server.Handler()
		r := w.ask(http.MethodPost, "/waInstance{id}/sendFileByUrl/{token}", `{"chatId":"1","urlFile":"`+url+`","fileName":"a.pdf"}`)
		got := text(t, r)
		if r.StatusCode != http.StatusOK && !strings.Contains(got, "'urlFile' points to a private address; the operator can allow it (outbound.allow)") {
			t.Errorf("%s: %s", url, got)
		}
		return r.StatusCode == http.StatusOK
	}
	none, some := allowing(), allowing("10.1.0.0/16", "::1/128")
	for host, want := range map[string]bool{
		"127.0.0.1": false, "127.255.0.3:8080": false, "user@10.0.0.1": false, "172.16.0.1": false, "192.168.1.1": false,
		"169.254.169.254": false, "0.0.0.0": false, "[::]": false, "[::1]": false, "[::1]:80": false, "[::ffff:127.0.0.1]": false,
		"[::ffff:a00:1]": false, "[fe80::1]": false, "[fe80::1%25eth0]": false, "[fd00::1]": false, "224.0.0.1": false,
		"localhost": false, "localhost.:80": false, "127.1": false, "0xa9fea9fe": false, "2852039166": false, "0251.0376.0251.0376": false,
		"example.com": true, "93.184.216.34": true, "[2606:2800:220:1::1]": true, "172.32.0.1": true, "localhost.example.com": true,
		"127.0.0.1:8080/download/4900/x.pdf?": false, // of no file of ours
	} {
		if got := ask(none, "http://"+host+"/a"); got != want {
			t.Errorf("%s: accepted %v, want %v", host, got, want)
		}
	}
	for host, want := range map[string]bool{"10.1.2.3": true, "[::ffff:10.1.2.3]": true, "[::1]": true, "10.2.0.1": false, "127.0.0.1": false} {
		if got := ask(some, "http://"+host+"/a"); got != want {
			t.Errorf("%s with some allowed: accepted %v, want %v", host, got, want)
		}
	}
	own, err := none.Save(t.Context(), id, "a.pdf", "", strings.NewReader("x"))
	if err != nil || !ask(none, own.URL) {
		t.Errorf("our own file is refused: %v", err)
	}
}

// FuzzForm sends any bytes as a form: they are accepted or refused, and what is
// queued is a file with a name.
func FuzzForm(f *testing.F) {
	chat, file := part{name: "chatId", value: "10000000"}, part{"file", "x", "a.pdf", "application/pdf"}
	for _, s := range []string{
		form(chat, file), form(file, chat), form(), form(chat), form(file, file, chat), form(chat, file)[:90], "--b--", "--b\r\n\r\n\r\n--b--\r\n",
		"--b\nContent-Disposition: form-data; name=file; filename*=utf-8''%ff\n\nx\n--b\nContent-Disposition: form-data; name=chatId\n\n1\n--b--",
		form(chat, part{"file", "", "a", ""}), form(part{name: "chatId", value: "\xff"}, file), "--b\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n=\r\n--b--",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, body string) {
		w := newWorld()
		r := w.ask(http.MethodPost, "/waInstance{id}/sendFileByUpload/{token}", body, "Content-Type", formType)
		got := text(t, r)
		switch {
		case r.StatusCode == http.StatusOK:
			var b sluice.Message
			if err := b.UnmarshalRequest(sluice.KindFile, w.queue.items[0].Body); err != nil {
				t.Fatal(err)
			}
			wantFileName(t, b.Body.(sluice.FileBody).Name)
		case r.StatusCode != http.StatusBadRequest && r.StatusCode != http.StatusRequestEntityTooLarge || len(w.queue.items) > 0:
			t.Errorf("%d %s", r.StatusCode, got)
		}
	})
}

// FuzzFileName uploads under any name and type.
func FuzzFileName(f *testing.F) {
	for _, s := range []string{"a.pdf", "%D1%84.txt", "%", "%2F..%2f", `\\x\y`, " . ", "\xff\xfe", strings.Repeat("é", 300), ".", "a.b.", "\t"} {
		f.Add(s, "image/png")
	}
	f.Add("", "multipart/x; boundary=")
	f.Add("a", "multipart/form-data; boundary=b")
	f.Add("a", "application/x-unheard-of")
	f.Fuzz(func(t *testing.T, name, kind string) {
		w := newWorld()
		r := w.ask(http.MethodPost, "/waInstance{id}/uploadFile/{token}", "x", "GA-Filename", name, "Content-Type", kind)
		switch {
		case r.StatusCode == http.StatusOK:
			wantFileName(t, w.media.files[0].Name)
		case r.StatusCode != http.StatusBadRequest || !strings.Contains(strings.ToLower(kind), "multipart"):
			t.Errorf("%q as %q: %d %s", name, kind, r.StatusCode, text(t, r))
		}
	})
}

func wantFileName(t *testing.T, name string) {
	t.Helper()
	if n := utf8.RuneCountInString(name); n < 2 || n > 255 || !utf8.ValidString(name) {
		t.Errorf("the name is %q", name)
	}
	if path.Ext(name) == "" || strings.ContainsAny(name, `/\`) || strings.ContainsFunc(name, unicode.IsControl) {
		t.Errorf("the name is %q", name)
	}
}

// TestFormsOfTheStandardLibrary sends forms as Go's own writer makes them, with
// a random boundary and parts in a random order.
func TestFormsOfTheStandardLibrary(t *testing.T) {
	for seed := range uint64(50) {
		random := rand.New(rand.NewPCG(seed, 1))
		var body bytes.Buffer
		form := multipart.NewWriter(&body)
		steps := []func() error{
			func() error { return form.WriteField("chatId", "10000000") },
			func() error { return form.WriteField("caption", "c") },
			func() error { return form.WriteField("unknown", "c") },
			func() error {
				file, err := form.CreateFormFile("file", "a.pdf")
				_, write := io.WriteString(file, strings.Repeat("x", random.IntN(100_000)+1))
				return errors.Join(err, write)
			},
		}
		for _, n := range random.Perm(len(steps)) {
			if err := steps[n](); err != nil {
				t.Fatal(err)
			}
		}
		_ = form.Close()
		w := newWorld()
		r := httptest.NewRequestWithContext(context.Background(), http.MethodPost, full("/waInstance{id}/sendFileByUpload/{token}"), &body)
		r.Header.Set("Content-Type", form.FormDataContentType())
		recorder := httptest.NewRecorder()
		w.handler.ServeHTTP(recorder, r)
		if want := fmt.Sprintf(`{"chatId":"10000000","urlFile":"https://sluice.example/download/4900/%032d.pdf","fileName":"a.pdf","caption":"c"}`, 1); recorder.Code != http.StatusOK || string(w.queue.items[0].Body) != want {
			t.Errorf("seed %d: %d %s", seed, recorder.Code, recorder.Body)
		}
	}
}
