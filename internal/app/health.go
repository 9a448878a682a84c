package app

import (
	"encoding/json"
	"net/http"
	"sync/atomic"
)

// Health answers whether the process lives and whether it can take requests.
// Telegram is no part of it: its trouble would otherwise take every node out,
// while messages can be accepted all the time.
type health struct {
	draining atomic.Bool
	store    func() error // nil: it takes writes
}

// routes adds the addresses of health to mux.
func (h *health) routes(mux *http.ServeMux) {
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { plain(w, http.StatusOK, "ok\n") })
	mux.HandleFunc("GET /readyz", h.ready)
	mux.HandleFunc("GET /version", func(w http.ResponseWriter, _ *http.Request) { answer(w, http.StatusOK, Build()) })
}

// ready answers 503 when there is a reason not to send requests here. With
// ?verbose it lists what it has looked at.
func (h *health) ready(w http.ResponseWriter, r *http.Request) {
	code, text, list := http.StatusOK, "ready\n", ""
	for _, c := range []struct {
		name    string
		problem string
	}{
		{"store", problem(h.store())},
		{"draining", map[bool]string{true: "the process is ending"}[h.draining.Load()]},
	} {
		if c.problem != "" {
			code, text = http.StatusServiceUnavailable, "not ready\n"
			list += c.name + ": " + c.problem + "\n"
			continue
		}
		list += c.name + ": ok\n"
	}
	if r.URL.Query().Has("verbose") {
		text = list + text
	}
	plain(w, code, text)
}

func problem(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}

func plain(w http.ResponseWriter, code int, text string) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(code)
	_, _ = w.Write([]byte(text)) // the client is gone otherwise
}

func answer(w http.ResponseWriter, code int, v any) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(code)
	_ = json.NewEncoder(w).Encode(v) // the client is gone otherwise
}
