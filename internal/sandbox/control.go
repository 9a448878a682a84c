package sandbox

import (
	"encoding/json"
	"errors"
	"io"
	"net"
	"net/http"
	"strconv"
)

// maxBody is how much a control call may say, in bytes.
const maxBody = 32 << 20

// Control returns the control interface. Reading its routes is reading it; what
// they mean stands in docs/sandbox.md.
func (s *Sandbox) Control() http.Handler {
	c := control{s}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /connect", c.answer(c.getConnect))
	mux.HandleFunc("GET /accounts", c.answer(c.getAccounts))
	mux.HandleFunc("POST /accounts", c.answer(c.postAccounts))
	mux.HandleFunc("POST /chats", c.answer(c.postChats))
	mux.HandleFunc("GET /code", c.answer(c.getCode))
	mux.HandleFunc("POST /scan", c.answer(c.postScan))
	mux.HandleFunc("GET /messages", c.answer(c.listMessages))
	mux.HandleFunc("GET /calls", c.answer(c.listCalls))
	mux.HandleFunc("POST /write", c.answer(c.postWrite))
	mux.HandleFunc("POST /edit", c.answer(c.postEdit))
	mux.HandleFunc("POST /delete", c.answer(c.postDelete))
	mux.HandleFunc("POST /react", c.answer(c.postReact))
	mux.HandleFunc("POST /vote", c.answer(c.postVote))
	mux.HandleFunc("POST /read", c.answer(c.postRead))
	mux.HandleFunc("GET /fault", c.answer(c.getFaults))
	mux.HandleFunc("POST /fault", c.answer(c.postFault))
	mux.HandleFunc("DELETE /fault", c.answer(c.deleteFault))
	mux.HandleFunc("/", c.answer(func(r *http.Request) (any, error) {
		return nil, &statusError{http.StatusNotFound, "there is no " + r.Method + " " + r.URL.Path + ": docs/sandbox.md lists the calls"}
	}))
	return mux
}

// control answers the calls of the control interface.
type control struct{ s *Sandbox }

// A statusError is an answer of its own status.
type statusError struct {
	status int
	text   string
}

func (e *statusError) Error() string { return e.text }

// answer answers with what handle returns, or with {"error": …}.
func (c control) answer(handle func(r *http.Request) (any, error)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		result, err := any(nil), local(r)
		if err == nil {
			r.Body = http.MaxBytesReader(w, r.Body, maxBody)
			result, err = handle(r)
		}
		status := statusOf(err)
		if err != nil {
			result = map[string]string{"error": err.Error()}
		}
		if status == http.StatusInternalServerError {
			c.s.o.Log.ErrorContext(r.Context(), "sandbox: control call failed", "route", r.Pattern, "err", err)
		}
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(status)
		_ = json.NewEncoder(w).Encode(result) // the caller is gone: nobody is left to tell
	}
}

// local keeps out web pages that talk to loopback: they name another host, or
// say where they come from.
func local(r *http.Request) error {
	host := r.Host
	if h, _, err := net.SplitHostPort(host); err == nil {
		host = h
	}
	ip := net.ParseIP(host)
	if host != "localhost" && (ip == nil || !ip.IsLoopback()) || r.Header.Get("Origin") != "" {
		return &statusError{http.StatusForbidden, "the sandbox answers programs on this machine only: call it as 127.0.0.1, without an Origin header"}
	}
	return nil
}

func statusOf(err error) int {
	var bad *badRequestError
	var status *statusError
	switch {
	case err == nil:
		return http.StatusOK
	case errors.As(err, &bad):
		return http.StatusBadRequest
	case errors.As(err, &status):
		return status.status
	case errors.Is(err, ErrNoToken):
		return http.StatusConflict
	default:
		return http.StatusInternalServerError
	}
}

// read decodes a body and refuses fields that nobody knows.
func read(r *http.Request, into any) error {
	d := json.NewDecoder(r.Body)
	d.DisallowUnknownFields()
	if err := d.Decode(into); err != nil {
		if errors.Is(err, io.EOF) {
			return badf("the body is empty: send a JSON object, as docs/sandbox.md shows")
		}
		return badf("the body is not what this call takes: %v; docs/sandbox.md shows it", err)
	}
	if d.More() {
		return badf("the body must be one JSON object, and nothing after it")
	}
	return nil
}

// queryInt reads a number of the query; 0 when it is not there.
func queryInt(r *http.Request, name string) (int64, error) {
	text := r.URL.Query().Get(name)
	if text == "" {
		return 0, nil
	}
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil || n < 0 {
		return 0, badf("'%s' must be a number, got %q", name, text)
	}
	return n, nil
}
