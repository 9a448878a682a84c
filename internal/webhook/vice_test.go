package webhook_test

import (
	"bytes"
	"compress/gzip"
	"net"
	"net/http"
	"runtime"
	"strings"
	"testing"
	"time"

	"sluice"
	"sluice/internal/webhook"
)

// raw answers with bytes of its own and then does what end says.
func raw(answer string, end func(net.Conn)) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		c, _, err := w.(http.Hijacker).Hijack()
		if err != nil {
			return
		}
		_, _ = c.Write([]byte(answer))
		end(c)
		_ = c.Close()
	}
}

// flood writes pieces until the client has had enough, and counts the bytes.
func flood(sent *int, piece []byte) func(net.Conn) {
	return func(c net.Conn) {
		for *sent < 10<<30 {
			n, err := c.Write(piece)
			*sent += n
			if err != nil {
				return
			}
		}
	}
}

func drip(c net.Conn) {
	for {
		if _, err := c.Write([]byte("x")); err != nil {
			return
		}
		time.Sleep(s)
	}
}

func stay(c net.Conn) { _, _ = c.Read(make([]byte, 1)) }

func leave(net.Conn) {}

// bomb is 32 kilobytes that unpack to 32 megabytes.
func bomb(t *testing.T) []byte {
	t.Helper()
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	for range 32 {
		if _, err := z.Write(make([]byte, 1<<20)); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestAReceiverThat(t *testing.T) {
	const (
		failed    = "The receiver answered "
		timeout   = "The receiver did not answer within 3m0s"
		hungUp    = "The receiver closed the connection without an answer"
		noHTTP    = "The receiver did not answer in HTTP"
		unlimited = "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n"
	)
	sent := 0
	zipped := bomb(t)
	tests := []struct {
		name    string
		handler http.HandlerFunc
		text    string // of the error; "": delivered
		outcome string
		took    time.Duration
	}{
		{"hangs", hang, timeout, "timeout", 180 * s},
		{"hangs in the headers", raw("HTTP/1.1 200 OK\r\nA: ", stay), timeout, "timeout", 180 * s},
		{"drips headers", raw("HTTP/1.1 200 OK\r\nA: ", drip), timeout, "timeout", 180 * s},
		{"is slow", func(http.ResponseWriter, *http.Request) { time.Sleep(179 * s) }, "", "delivered", 179 * s},
		{"is too slow", func(http.ResponseWriter, *http.Request) { time.Sleep(181 * s) }, timeout, "timeout", 180 * s},
		{"has a fault", status(500), failed + "500", "rejected", 0},
		{"is behind a gateway", status(502), failed + "502", "rejected", 0},
		{"is gone", status(410), failed + "410", "rejected", 0},
		{"has had too many", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Retry-After", "3600")
			w.WriteHeader(http.StatusTooManyRequests)
		}, failed + "429", "rejected", 0},
		{"leads to a metadata address", func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "http://169.254.169.254/latest/meta-data/", http.StatusTemporaryRedirect)
		}, failed + "307; redirects are not followed", "redirect", 0},
		{
			"leads to itself", func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/hook", http.StatusFound) },
			failed + "302; redirects are not followed", "redirect", 0,
		},
		{"drips its body", raw(unlimited, drip), "", "delivered", 180 * s},
		{"hangs in its body", raw("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nab", stay), "", "delivered", 180 * s},
		{"ends in its body", raw("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nab", leave), "", "delivered", 0},
		{"answers a huge body", raw(unlimited, flood(&sent, make([]byte, 4096))), "", "delivered", 0},
		{"answers a huge body and a fault", raw("HTTP/1.1 500 No\r\nConnection: close\r\n\r\n", flood(&sent, make([]byte, 4096))), failed + "500", "rejected", 0},
		{"answers huge headers", raw("HTTP/1.1 200 OK\r\n", flood(&sent, []byte("A: "+strings.Repeat("a", 1000)+"\r\n"))), noHTTP, "protocol", 0},
		{"answers one huge line", raw("HTTP/1.1 200 ", flood(&sent, bytes.Repeat([]byte("a"), 4096))), noHTTP, "protocol", 0},
		{"sends a gzip bomb", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Encoding", "gzip")
			_, _ = w.Write(zipped)
		}, "", "delivered", 0},
		{"only ever begins", raw("", flood(&sent, bytes.Repeat([]byte("HTTP/1.1 103 Early Hints\r\n\r\n"), 100))), noHTTP, "protocol", 0},
		{"switches protocols", raw("HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n", leave), failed + "101", "rejected", 0},
		{"closes", raw("", leave), hungUp, "network", 0},
		{"speaks something else", raw("220 secret-internal-host ESMTP\r\n", leave), noHTTP, "protocol", 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			each(t, webhook.Options{}, func(w *world) {
				sent = 0
				w.add(2, "http://b.example/")
				w.net.handle(host, tt.handler)
				w.receive(1, "a")
				w.receive(2, "b")
				w.pass(0)
				w.wantBodies("b.example", "b") // others are not held up
				w.pass(tt.took)
				w.wantErrors(1, tt.text)
				d := w.Deliveries(1)[0]
				if d.Took != tt.took {
					t.Errorf("it took %v", d.Took)
				}
				if n := w.value("sluice_webhook_deliveries_total", "outcome", tt.outcome); n < 1 {
					t.Errorf("no delivery is counted as %s\n%s", tt.outcome, w.log)
				}
				if sent > 128<<10 {
					t.Errorf("%d bytes of the answer were taken", sent)
				}
				if tt.text == "" {
					w.wantPending(1, 0)
					return
				}
				w.wantPending(1, 1)
				w.net.handle(host, nil)
				w.pass(60 * s)
				w.wantTimes(host, 0, tt.took+60*s)
				w.wantPending(1, 0)
			})
		})
	}
}

func TestAGzipBombIsNotUnpacked(t *testing.T) {
	zipped := bomb(t)
	each(t, webhook.Options{}, func(w *world) {
		w.net.handle(host, func(rw http.ResponseWriter, _ *http.Request) {
			rw.Header().Set("Content-Encoding", "gzip")
			_, _ = rw.Write(zipped)
		})
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		w.receive(1, "a")
		w.pass(0)
		runtime.ReadMemStats(&after)
		w.wantErrors(1, "")
		if got := w.net.got(host)[0].header.Get("Accept-Encoding"); got != "" {
			t.Errorf("the receiver is asked for %q", got)
		}
		if grown := after.TotalAlloc - before.TotalAlloc; grown > 16<<20 {
			t.Errorf("%d bytes were allocated", grown)
		}
	})
}

func TestARefusedConnectionIsAFailure(t *testing.T) {
	each(t, webhook.Options{Dial: refuse}, func(w *world) {
		w.receive(1, "a")
		w.pass(0)
		w.wantErrors(1, "The connection failed: dial tcp: connection refused")
		w.wantPending(1, 1)
	})
}

func TestAURLThatCannotBePostedTo(t *testing.T) {
	const notHTTP, user = "webhookUrl is not an http or https URL", "webhookUrl holds a user name: use webhookUrlToken"
	for url, want := range map[string]string{
		"http://:8080/":            notHTTP,
		"http:///hook":             notHTTP,
		"https:a.example":          notHTTP,
		"ftp://a.example/":         notHTTP,
		"file:///etc/passwd":       notHTTP,
		"a.example":                notHTTP,
		"http://a.example:x/":      notHTTP,
		"http://[::1/":             notHTTP,
		"http://a b/":              notHTTP,
		"http://u:p@a.example/":    user,
		"http://1.1.1.1@127.0.0.1": user,
	} {
		each(t, webhook.Options{}, func(w *world) {
			w.pass(0) // nobody looks at the URL of the start any more
			w.url(1, url)
			w.pass(0)
			w.receive(1, "a")
			w.pass(0)
			w.wantErrors(1, want)
			if w.net.dials != 0 {
				t.Errorf("%s was dialled", url)
			}
		})
	}
}

func TestTheLogAndItsReadersLearnNoSecrets(t *testing.T) {
	for name, h := range map[string]http.HandlerFunc{
		"delivered": nil, "rejected": status(500), "closed": raw("", leave), "garbled": raw("reflected", leave),
	} {
		t.Run(name, func(t *testing.T) {
			each(t, webhook.Options{Secrets: secrets(t, first)}, func(w *world) {
				w.net.handle(host, h)
				w.settings(1, func(s *sluice.Settings) {
					s.WebhookURL, s.WebhookToken = "http://a.example/secretpath?key=secretquery", "secrettoken"
				})
				w.receive(1, "secrettext")
				w.pass(0)
				all := w.log.String() + w.Deliveries(1)[0].Error
				if strings.Contains(all, "secret") || strings.Contains(all, "reflected") || strings.Contains(all, first[6:]) {
					t.Errorf("told: %s", all)
				}
				if strings.Count(w.log.String(), "\n") != 1 || !strings.Contains(w.log.String(), `msg="webhook: delivery ended" instance=1 receipt=1 attempt=1 outcome=`) {
					t.Errorf("want one wide line: %s", w.log)
				}
			})
		})
	}
}
