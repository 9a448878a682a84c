package app

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"testing"
)

func ask(h http.Handler, path string) (int, string) {
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest(http.MethodGet, path, nil))
	return w.Code, w.Body.String()
}

func TestReadinessFollowsStoreAndDrain(t *testing.T) {
	tests := []struct {
		name    string
		prepare func(h *health)
		code    int
		report  string
	}{
		{"all is well", func(*health) {}, 200, "store: ok\ndraining: ok\nready\n"},
		{"the process is told to end", func(h *health) { h.draining.Store(true) }, 503, "store: ok\ndraining: the process is ending\nnot ready\n"},
		{"the store fails", func(h *health) {
			_ = h.watching(func(context.Context) error { return errors.New("disk on fire") })(context.Background())
		}, 503, "store: it has failed\ndraining: ok\nnot ready\n"},
		{"the store is told to end", func(h *health) {
			ended, end := context.WithCancel(context.Background())
			end()
			_ = h.watching(func(context.Context) error { return nil })(ended)
		}, 200, "store: ok\ndraining: ok\nready\n"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var h health
			tt.prepare(&h)
			mux := http.NewServeMux()
			h.routes(mux)
			if code, report := ask(mux, "/readyz?verbose"); code != tt.code || report != tt.report {
				t.Errorf("%d %q, want %d %q", code, report, tt.code, tt.report)
			}
			if code, _ := ask(mux, "/healthz"); code != 200 {
				t.Errorf("the process is alive and /healthz answers %d", code)
			}
		})
	}
}

// The API's own paths reach it as they were sent: no mux may clean them.
func TestHealthStandsBesideTheAPI(t *testing.T) {
	api := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { _, _ = w.Write([]byte("api " + r.URL.Path)) })
	files := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { _, _ = w.Write([]byte("file " + r.URL.Path)) })
	pages := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { _, _ = w.Write([]byte("console " + r.URL.Path)) })
	h := beside(api, files, pages, &health{})
	for path, want := range map[string]string{
		"/healthz": "ok\n", "/readyz": "ready\n", "//waInstance1//qr/t/": "api //waInstance1//qr/t/", "/metrics": "api /metrics",
		"/download/4900/a.jpg": "file /download/4900/a.jpg", "/": "console /", "/console": "console /console",
		"/console/a/b": "console /console/a/b", "/v1/instances": "console /v1/instances", "/v1": "api /v1", "/consoles": "api /consoles",
		"/v1/../waInstance1/qr/t": "api /v1/../waInstance1/qr/t", "/console/..": "api /console/..", "/./healthz": "api /./healthz",
		"/download/../waInstance1/qr/t": "api /download/../waInstance1/qr/t", "/console/a..b": "console /console/a..b",
	} {
		if code, body := ask(h, path); code != 200 || body != want {
			t.Errorf("%s: %d %q, want %q", path, code, body, want)
		}
	}
}

func TestAPortThatIsTakenNamesOneThatIsFree(t *testing.T) {
	ln, err := listenTCP("listen", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = ln.Close() }()
	free, ok := nextFree(ln.Addr().String())
	if !ok {
		t.Fatal("no port is free")
	}
	_, err = listenTCP("listen", ln.Addr().String())
	if want := "listen: another program listens on " + ln.Addr().String() + "; " + free + " is free"; err == nil || err.Error() != want {
		t.Errorf("error %v, want %s", err, want)
	}
}

func TestLocalURLsCanBeDialled(t *testing.T) {
	for addr, want := range map[string]string{
		"127.0.0.1:80": "http://127.0.0.1:80", ":8080": "http://127.0.0.1:8080", "0.0.0.0:1": "http://127.0.0.1:1",
		"[::]:8080": "http://127.0.0.1:8080", "[::1]:1": "http://[::1]:1", "example.com:1": "http://example.com:1",
	} {
		if got := LocalURL(addr); got != want {
			t.Errorf("%s: %s, want %s", addr, got, want)
		}
	}
}
