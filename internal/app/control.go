package app

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"runtime"
	"strconv"

	"sluice"
)

// maxSocketPath is what the kernel takes for a socket's name, less a little.
const maxSocketPath = 100

// controlHandler is the gateway's side of the control socket. Whoever can open
// the socket is the operator: the directory and the socket are his alone.
func controlHandler(op Operator, log *slog.Logger) http.Handler {
	c := control{op: op, log: log}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /ping", c.handle(func(*http.Request, int64) (any, error) { return nil, nil }))
	mux.HandleFunc("GET /instances", c.handle(func(r *http.Request, _ int64) (any, error) { return op.List(r.Context()) }))
	mux.HandleFunc("POST /instances", c.handle(c.add))
	mux.HandleFunc("GET /instances/{id}", c.handle(func(r *http.Request, id int64) (any, error) { return op.Show(r.Context(), id) }))
	mux.HandleFunc("PATCH /instances/{id}", c.handle(c.link))
	mux.HandleFunc("DELETE /instances/{id}", c.handle(func(r *http.Request, id int64) (any, error) { return nil, op.Remove(r.Context(), id) }))
	mux.HandleFunc("GET /instances/{id}/queue", c.handle(c.queue))
	mux.HandleFunc("DELETE /instances/{id}/queue", c.handle(func(r *http.Request, id int64) (any, error) { return nil, op.ClearQueue(r.Context(), id) }))
	mux.HandleFunc("POST /instances/{id}/pause", c.handle(func(r *http.Request, id int64) (any, error) { return nil, op.Pause(r.Context(), id) }))
	mux.HandleFunc("DELETE /instances/{id}/pause", c.handle(func(r *http.Request, id int64) (any, error) { return nil, op.Resume(r.Context(), id) }))
	mux.HandleFunc("GET /operators", c.handle(func(r *http.Request, _ int64) (any, error) { return op.Operators(r.Context()) }))
	mux.HandleFunc("POST /operators", c.operator(op.AddOperator))
	mux.HandleFunc("PATCH /operators", c.operator(op.ChangeOperator))
	mux.HandleFunc("DELETE /operators", c.operator(func(ctx context.Context, n NewOperator) error { return op.RemoveOperator(ctx, n.Name) }))
	mux.HandleFunc("POST /console/link", c.handle(func(r *http.Request, _ int64) (any, error) { return op.ConsoleLink(r.Context()) }))
	mux.HandleFunc("GET /instances/{id}/deliveries", c.handle(func(r *http.Request, id int64) (any, error) { return op.Deliveries(r.Context(), id) }))
	mux.HandleFunc("GET /instances/{id}/letters", c.handle(c.letters))
	mux.HandleFunc("POST /instances/{id}/letters", c.handle(c.resend))
	mux.HandleFunc("POST /instances/{id}/release", c.handle(func(r *http.Request, id int64) (any, error) { return nil, op.Release(r.Context(), id) }))
	mux.HandleFunc("POST /secret", c.handle(func(r *http.Request, _ int64) (any, error) { return op.RotateSecret(r.Context()) }))
	mux.HandleFunc("POST /checkpoints", c.handle(func(r *http.Request, _ int64) (any, error) { return op.Checkpoint(r.Context()) }))
	mux.HandleFunc("DELETE /checkpoints/{name}", c.handle(func(r *http.Request, _ int64) (any, error) {
		return nil, op.DropCheckpoint(r.Context(), r.PathValue("name"))
	}))
	return mux
}

type control struct {
	op  Operator
	log *slog.Logger
}

// A controlError is how an error crosses the socket.
type controlError struct {
	Code sluice.Code `json:"code"`
	Text string      `json:"text"`
}

// handle runs do for the instance in the path and writes what comes of it.
func (c control) handle(do func(r *http.Request, id int64) (any, error)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		id, _ := strconv.ParseInt(r.PathValue("id"), 10, 64) // 0 is no instance
		out, err := do(r, id)
		if err != nil {
			if sluice.CodeOf(err) == sluice.Internal {
				c.log.ErrorContext(r.Context(), "control: request failed", "route", r.Pattern, "err", err)
			}
			answer(w, http.StatusConflict, controlError{sluice.CodeOf(err), sluice.TextOf(err)})
			return
		}
		answer(w, http.StatusOK, out)
	}
}

func (c control) add(r *http.Request, _ int64) (any, error) {
	var n NewInstance
	if err := json.NewDecoder(r.Body).Decode(&n); err != nil {
		return nil, &sluice.Error{Code: sluice.Invalid, Text: "the request is no JSON object", Err: err}
	}
	return c.op.Add(r.Context(), n)
}

func (c control) link(r *http.Request, id int64) (any, error) {
	var change LinkChange
	if err := json.NewDecoder(r.Body).Decode(&change); err != nil {
		return nil, &sluice.Error{Code: sluice.Invalid, Text: "the request is no JSON object", Err: err}
	}
	return c.op.Link(r.Context(), id, change)
}

func (c control) queue(r *http.Request, id int64) (any, error) {
	limit, err := limitOf(r)
	if err != nil {
		return nil, err
	}
	return c.op.Queue(r.Context(), id, limit)
}

// limitOf reads how many there are to be at most.
func limitOf(r *http.Request) (int, error) {
	limit, err := strconv.Atoi(r.URL.Query().Get("limit"))
	if err != nil {
		return 0, &sluice.Error{Code: sluice.Invalid, Text: "'limit' must be a number", Err: err}
	}
	return limit, nil
}

// listenControl makes the control socket. One that a killed process has left is
// taken over: the directory's lock says that nobody holds it.
func listenControl(d *dataDir) (net.Listener, error) {
	if err := os.Remove(d.file(socketFile)); err != nil && !errors.Is(err, os.ErrNotExist) {
		return nil, fmt.Errorf("remove an old control socket: %w", err)
	}
	path, done, err := socketPath(d.path)
	if err != nil {
		return nil, err
	}
	defer done()
	ln, err := net.ListenUnix("unix", &net.UnixAddr{Name: path, Net: "unix"})
	if err != nil {
		return nil, fmt.Errorf("listen on the control socket: %w", err)
	}
	ln.SetUnlinkOnClose(false) // path may be gone by then; the next start removes it
	if err := os.Chmod(d.file(socketFile), 0o600); err != nil {
		_ = ln.Close()
		return nil, fmt.Errorf("close the control socket to others: %w", err)
	}
	return ln, nil
}

// socketPath is a name for the socket in dir that is short enough for the
// kernel, good until done is called.
func socketPath(dir string) (path string, done func(), err error) {
	path = filepath.Join(dir, socketFile)
	if len(path) <= maxSocketPath || runtime.GOOS != "linux" {
		return path, func() {}, nil
	}
	f, err := os.Open(dir)
	if err != nil {
		return "", nil, fmt.Errorf("find the control socket: %w", err)
	}
	return fmt.Sprintf("/proc/self/fd/%d/%s", f.Fd(), socketFile), func() { _ = f.Close() }, nil
}
