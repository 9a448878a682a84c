package greenapi_test

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"sluice"
	"sluice/internal/greenapi"
)

// serve serves w over TCP and returns the address.
func serve(t *testing.T, w *world) string {
	t.Helper()
	server := httptest.NewUnstartedServer(w.handler)
	server.Config = greenapi.NewHTTPServer(w.handler, slog.New(slog.DiscardHandler))
	server.Start()
	t.Cleanup(server.Close)
	return server.Listener.Addr().String()
}

// wire sends bytes as they are and returns one response as it was written.
func wire(t *testing.T, address, request string) string {
	t.Helper()
	conn, err := net.Dial("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close() }()
	if err := conn.SetDeadline(time.Now().Add(10 * time.Second)); err != nil {
		t.Fatal(err)
	}
	if _, err := io.WriteString(conn, full(request)); err != nil {
		t.Fatal(err)
	}
	var read bytes.Buffer
	r, err := http.ReadResponse(bufio.NewReader(io.TeeReader(conn, &read)), nil)
	if err != nil {
		t.Fatalf("%v after %q", err, read.String())
	}
	if _, err := io.Copy(io.Discard, r.Body); err != nil {
		t.Fatal(err)
	}
	return read.String()
}

// TestBytesOnTheWire is the seed page's request, byte for byte.
func TestBytesOnTheWire(t *testing.T) {
	w := newWorld()
	w.queue.items = []sluice.Item{{ID: "1762333029830", Kind: sluice.KindText, Span: 1, Body: []byte(`{"chatId":"10000000","message":"test"}`)}}
	got := wire(t, serve(t, w), "GET /waInstance{id}/showMessagesQueue/{token} HTTP/1.1\r\nHost: x\r\nX-Request-Id: r1\r\n\r\n")
	head, body, _ := strings.Cut(got, "\r\n\r\n")
	if want := `[{"messageID":"1762333029830","type":"sendMessage","body":{"chatId":"10000000","message":"test"}}]`; body != want {
		t.Errorf("body %q, want %q", body, want)
	}
	var lines []string
	for line := range strings.SplitSeq(head, "\r\n") {
		if !strings.HasPrefix(line, "Date: ") {
			lines = append(lines, line)
		}
	}
	want := []string{
		"HTTP/1.1 200 OK",
		"Access-Control-Allow-Origin: *",
		"Access-Control-Expose-Headers: *",
		"Cache-Control: no-store",
		"Content-Length: " + fmt.Sprint(len(body)),
		"Content-Type: application/json; charset=utf-8",
		"X-Request-Id: r1",
	}
	if diff := cmp.Diff(want, lines); diff != "" {
		t.Errorf("head (-want +got):\n%s", diff)
	}
}

// TestWhoIsNotLetInReadsNothing wants an empty body, with no type and its length.
func TestWhoIsNotLetInReadsNothing(t *testing.T) {
	address := serve(t, newWorld())
	for path, status := range map[string]string{"/waInstance{id}/getSettings/x": "401", "/waInstance7/getSettings/x": "403"} {
		got := wire(t, address, "GET "+path+" HTTP/1.1\r\nHost: x\r\n\r\n")
		if !strings.HasPrefix(got, "HTTP/1.1 "+status) || !strings.HasSuffix(got, "\r\n\r\n") ||
			!strings.Contains(got, "\r\nContent-Length: 0\r\n") || strings.Contains(got, "Content-Type") {
			t.Errorf("%s: %q", path, got)
		}
	}
}

func TestHeadersFitSmallBuffers(t *testing.T) {
	w := newWorld()
	w.server.Limits = map[string]float64{"qr": 0.001}
	w.handler = w.server.Handler()
	address := serve(t, w)
	for _, request := range []string{
		"OPTIONS /waInstance{id}/sendMessage/{token} HTTP/1.1\r\nHost: x\r\nX-Request-Id: " + strings.Repeat("r", 5000) + "\r\n\r\n",
		"GET /waInstance{id}/qr/{token} HTTP/1.1\r\nHost: x\r\n\r\n",
		"GET /waInstance{id}/qr/{token} HTTP/1.1\r\nHost: x\r\n\r\n",
		"GET /waInstance{id}/qr/{token} HTTP/1.1\r\nHost: x\r\nX-Request-Id: " + strings.Repeat("r", 64) + "\r\n\r\n",
	} {
		head, _, _ := strings.Cut(wire(t, address, request), "\r\n\r\n")
		if len(head) >= 4<<10 {
			t.Errorf("headers of %d bytes", len(head))
		}
	}
}

func TestPreflight(t *testing.T) {
	r := newWorld().ask(http.MethodOptions, "/waInstance{id}/sendMessage/{token}", "", "Origin", "https://page.example")
	if r.StatusCode != http.StatusNoContent || text(t, r) != "" {
		t.Errorf("status %d", r.StatusCode)
	}
	for name, want := range map[string]string{
		"Access-Control-Allow-Origin":   "*",
		"Access-Control-Expose-Headers": "*",
		"Access-Control-Allow-Methods":  "GET, POST, DELETE, OPTIONS",
		"Access-Control-Allow-Headers":  "*, Content-Type, GA-Filename, Authorization",
		"Access-Control-Max-Age":        "86400",
		"Cache-Control":                 "no-store",
	} {
		if got := r.Header.Get(name); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
}

// TestOtherSitesMayCallInstancesOnly looks for the header on errors too, where a
// page needs it to read what was wrong, and for its absence on the partner's API.
func TestOtherSitesMayCallInstancesOnly(t *testing.T) {
	for path, want := range map[string]string{
		"/waInstance{id}/getSettings/{token}": "*",
		"/waInstance{id}/getSettings/x":       "*",
		"/waInstance5/getSettings/x":          "*",
		"/waInstance{id}/nothing/x":           "*",
		"/partner/getInstances/{partner}":     "",
		"/partner/getInstances/x":             "",
		"/partner/nothing/x":                  "",
		"/elsewhere":                          "",
	} {
		for _, verb := range []string{http.MethodGet, http.MethodOptions} {
			if got := newWorld().ask(verb, path, "").Header.Get("Access-Control-Allow-Origin"); got != want {
				t.Errorf("%s %s: Access-Control-Allow-Origin %q, want %q", verb, path, got, want)
			}
		}
	}
}

func TestRequestsHaveNames(t *testing.T) {
	w := newWorld()
	ask := func(name string) string {
		return w.ask(http.MethodGet, "/waInstance{id}/getSettings/{token}", "", "X-Request-Id", name).Header.Get("X-Request-Id")
	}
	if got := ask("client-7"); got != "client-7" {
		t.Errorf("the client's name became %q", got)
	}
	for _, bad := range []string{"", "two words", "é", strings.Repeat("x", 65)} {
		if got := ask(bad); got == "" || got == bad {
			t.Errorf("a request named %q is called %q", bad, got)
		}
	}
	if a, b := ask(""), ask(""); a == b {
		t.Errorf("two requests are both called %s", a)
	}
}

// TestHeaderIsLimited sends as much as clients need, and more.
func TestHeaderIsLimited(t *testing.T) {
	address := serve(t, newWorld())
	for size, want := range map[int]string{12 << 10: "HTTP/1.1 200", 24 << 10: "HTTP/1.1 431", 64 << 10: "HTTP/1.1 431"} {
		got := wire(t, address, "GET /waInstance{id}/getSettings/{token} HTTP/1.1\r\nHost: x\r\nCookie: "+strings.Repeat("c", size)+"\r\n\r\n")
		if !strings.HasPrefix(got, want) {
			t.Errorf("%d bytes: answer %.40q, want %s", size, got, want)
		}
	}
}

func TestIdleConnectionsAreKept(t *testing.T) {
	s := greenapi.NewHTTPServer(http.NotFoundHandler(), slog.New(slog.DiscardHandler))
	if s.IdleTimeout < 75*time.Second {
		t.Errorf("idle connections are closed after %v", s.IdleTimeout)
	}
	if s.ReadTimeout != 0 || s.WriteTimeout < 65*time.Second {
		t.Errorf("timeouts %v and %v end a long poll", s.ReadTimeout, s.WriteTimeout)
	}
	if s.ReadHeaderTimeout != 5*time.Second {
		t.Errorf("a client may take %v for its header", s.ReadHeaderTimeout)
	}
}
