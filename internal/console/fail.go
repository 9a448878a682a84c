package console

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"net/http"
	"strconv"
	"time"

	"sluice"
)

// A problem is an error of the API that has no word among ours.
type problem struct {
	status  int
	code    string
	text    string
	field   string
	wait    time.Duration
	details any
}

// Error returns the text.
func (p *problem) Error() string { return p.text }

func forbidden(text string) error {
	return &problem{status: http.StatusForbidden, code: "forbidden", text: text}
}

func unauthorized() error {
	return &problem{status: http.StatusUnauthorized, code: "unauthorized", text: "sign in, or give a token as Authorization: Bearer"}
}

func missing(what string) error {
	return &problem{status: http.StatusNotFound, code: "not_found", text: what}
}

func conflict(text string, details any) error {
	return &problem{status: http.StatusConflict, code: "conflict", text: text, details: details}
}

// wrong is a field that does not fit.
func wrong(field, format string, args ...any) error {
	return &problem{status: http.StatusBadRequest, code: "invalid", field: field, text: "'" + field + "' " + fmt.Sprintf(format, args...)}
}

// statuses are the answers to errors of ours. All others are faults.
var statuses = map[sluice.Code]struct {
	status int
	code   string
}{
	sluice.Invalid:      {http.StatusBadRequest, "invalid"},
	sluice.Refused:      {http.StatusBadRequest, "invalid"},
	sluice.Unauthorized: {http.StatusUnauthorized, "unauthorized"},
	sluice.NotFound:     {http.StatusNotFound, "not_found"},
	sluice.Deleted:      {http.StatusNotFound, "not_found"},
	sluice.Conflict:     {http.StatusConflict, "conflict"},
	sluice.TooLarge:     {http.StatusRequestEntityTooLarge, "invalid"},
	sluice.Limited:      {http.StatusTooManyRequests, "limited"},
	sluice.Full:         {http.StatusServiceUnavailable, "full"},
	sluice.Unavailable:  {http.StatusServiceUnavailable, "unavailable"},
	sluice.Unknown:      {http.StatusServiceUnavailable, "unavailable"},
}

// problemOf returns the answer to an error.
func problemOf(err error) *problem {
	if p, ok := errors.AsType[*problem](err); ok {
		return p
	}
	known, ok := statuses[sluice.CodeOf(err)]
	if !ok {
		return &problem{status: http.StatusInternalServerError, code: "internal", text: "Internal Server Error"}
	}
	p := &problem{status: known.status, code: known.code, text: sluice.TextOf(err)}
	if e, ok := errors.AsType[*sluice.Error](err); ok {
		p.wait = e.Wait
	}
	return p
}

// A failure is the body of an error.
type failure struct {
	Error failed `json:"error"`
}

type failed struct {
	Code    string `json:"code"`
	Text    string `json:"text"`
	Field   string `json:"field,omitempty"`
	Wait    int64  `json:"waitMs,omitempty"`
	Details any    `json:"details,omitempty"`
}

// fail is the one place where an error becomes an answer and a log line.
func (s *Server) fail(w http.ResponseWriter, r *http.Request, err error) {
	ctx := r.Context()
	if ctx.Err() != nil && errors.Is(err, ctx.Err()) { // the client has gone, or we are stopping
		err = &sluice.Error{Code: sluice.Unavailable, Err: err}
	}
	p := problemOf(err)
	if p.status == http.StatusInternalServerError {
		s.Log.ErrorContext(ctx, "console: request failed", "route", r.Pattern, "err", err)
	}
	if p.status == http.StatusTooManyRequests || p.status == http.StatusServiceUnavailable {
		w.Header().Set("Retry-After", strconv.Itoa(int(math.Ceil(max(p.wait, time.Second).Seconds()))))
	}
	if p.status == http.StatusUnauthorized {
		w.Header().Set("WWW-Authenticate", `Bearer realm="sluice"`)
	}
	write(w, p.status, failure{failed{p.code, p.text, p.field, p.wait.Milliseconds(), p.details}})
}

// write answers with JSON.
func write(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(status)
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	_ = e.Encode(v) // the client is gone otherwise
}

// A moment is a time as the API writes it.
type moment time.Time

// IsZero says whether it is left out.
func (m moment) IsZero() bool { return time.Time(m).IsZero() }

// MarshalText writes it in UTC, with milliseconds.
func (m moment) MarshalText() ([]byte, error) {
	return []byte(time.Time(m).UTC().Format("2006-01-02T15:04:05.000Z")), nil
}
