package app

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync/atomic"
	"time"

	"sluice/internal/config"
)

// Health answers whether the process lives and whether it can take requests.
// Telegram is no part of it: its trouble would otherwise take every node out,
// while messages can be accepted all the time.
type health struct {
	draining atomic.Bool
	broken   atomic.Bool // the store has failed; the process is about to end
}

// watching runs the store and notes its failure.
func (h *health) watching(run func(context.Context) error) func(context.Context) error {
	return func(ctx context.Context) error {
		err := run(ctx)
		h.broken.Store(ctx.Err() == nil)
		return err
	}
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
	for _, check := range []struct {
		name    string
		failed  bool
		problem string
	}{
		{"store", h.broken.Load(), "it has failed"},
		{"draining", h.draining.Load(), "the process is ending"},
	} {
		state := "ok"
		if check.failed {
			code, text, state = http.StatusServiceUnavailable, "not ready\n", check.problem
		}
		list += check.name + ": " + state + "\n"
	}
	if r.URL.Query().Has("verbose") {
		text = list + text
	}
	plain(w, code, text)
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

// ErrUnhealthy is in the chain of the error for a gateway that takes no requests.
var ErrUnhealthy = errors.New("unhealthy")

// Health asks the gateway at the base URL whether it takes requests, and returns
// what it reports.
func Health(ctx context.Context, base string, timeout time.Duration) (string, error) {
	return report(ctx, base, timeout, &http.Transport{Proxy: http.ProxyFromEnvironment})
}

// OwnHealth asks the gateway that cfg describes, on this machine.
func OwnHealth(ctx context.Context, cfg config.Config, timeout time.Duration) (string, error) {
	transport := &http.Transport{}
	if cfg.TLS.On() {
		trust, err := own(cfg.TLS)
		if err != nil {
			return "", err
		}
		transport.TLSClientConfig = trust
	}
	return report(ctx, OwnURL(cfg), timeout, transport)
}

func report(ctx context.Context, base string, timeout time.Duration, by *http.Transport) (string, error) {
	defer by.CloseIdleConnections()
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, strings.TrimRight(base, "/")+"/readyz?verbose", nil)
	if err != nil {
		return "", fmt.Errorf("%w: %w", ErrUnhealthy, err)
	}
	client := &http.Client{Transport: by}
	resp, err := client.Do(req)
	if err != nil {
		return "", fmt.Errorf("%w: %w", ErrUnhealthy, err)
	}
	defer func() { _ = resp.Body.Close() }()
	body, err := io.ReadAll(io.LimitReader(resp.Body, 1<<16))
	if err != nil || resp.StatusCode != http.StatusOK {
		return "", fmt.Errorf("%w: %s\n%s", ErrUnhealthy, resp.Status, strings.TrimSpace(string(body)))
	}
	return string(body), nil
}
