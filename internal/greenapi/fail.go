package greenapi

import (
	"errors"
	"fmt"
	"net/http"
	"time"

	"sluice"
)

// A refusal is an answer that no [sluice.Code] stands for.
type refusal struct {
	status int
	text   string        // "": the body is empty
	wait   time.Duration // for Retry-After; zero: none
}

// Error returns the text, for logs.
func (r *refusal) Error() string { return http.StatusText(r.status) + ": " + r.text }

func notFound() error { return &refusal{status: http.StatusNotFound, text: "Not Found"} }

// invalid is a field that is not as it must be. details names it in quotes.
func invalid(details string) error {
	return &sluice.Error{Code: sluice.Invalid, Text: "Validation failed. Details: " + details}
}

// refusalOf says how the wire tells err, and whether it is a fault of ours. It
// is the one place where a code becomes a status and its exact text.
func refusalOf(err error) (r refusal, fault bool) {
	if known, ok := errors.AsType[*refusal](err); ok {
		return *known, false
	}
	var wait time.Duration
	if e, ok := errors.AsType[*sluice.Error](err); ok {
		wait = e.Wait
	}
	switch sluice.CodeOf(err) {
	case sluice.Invalid, sluice.Refused:
		return refusal{status: http.StatusBadRequest, text: sluice.TextOf(err)}, false
	case sluice.Unauthorized:
		return refusal{status: http.StatusUnauthorized}, false
	case sluice.NotFound:
		return refusal{status: http.StatusForbidden}, false
	case sluice.Deleted:
		return refusal{status: http.StatusBadRequest, text: "Instance is deleted"}, false
	case sluice.Conflict:
		return refusal{status: http.StatusConflict, text: sluice.TextOf(err)}, false
	case sluice.TooLarge:
		return refusal{status: http.StatusRequestEntityTooLarge, text: tooLarge}, false
	case sluice.Limited:
		wait = max(wait, time.Second)
		text := fmt.Sprintf("Telegram asks to wait %d seconds", seconds(wait))
		return refusal{http.StatusTooManyRequests, text, wait}, false
	case sluice.Full:
		return refusal{http.StatusServiceUnavailable, "Queue limit reached", max(wait, time.Second)}, false
	case sluice.Unavailable:
		return refusal{http.StatusServiceUnavailable, "Service Unavailable", max(wait, time.Second)}, false
	}
	return refusal{status: http.StatusInternalServerError, text: "Internal Server Error"}, true
}

// A failed is the body of an error.
type failed struct {
	StatusCode int    `json:"statusCode"`
	Timestamp  string `json:"timestamp"`
	Path       string `json:"path"`
	Message    string `json:"message"`
}

// A partnerFailed is the body of a partner's error; its status is 200.
type partnerFailed struct {
	Code        int    `json:"code"`
	Description string `json:"description"`
}

// failure turns an error into its answer, and logs it when it is our fault.
func (f *front) failure(c *call, err error) answer {
	ctx := c.http.Context()
	if ctx.Err() != nil && errors.Is(err, ctx.Err()) { // the client has gone, or we are stopping
		err = &sluice.Error{Code: sluice.Unavailable, Err: err}
	}
	c.err = err
	r, fault := refusalOf(err)
	if fault {
		f.log.ErrorContext(ctx, "api: request failed", "route", c.routeName(), "instance", c.id, "request", c.name, "err", err)
	}
	a := answer{status: r.status, wait: r.wait}
	if told, ok := partnerRefusal(c, r); ok {
		a.status, a.wait = http.StatusOK, 0
		a.body, _ = encode(told) // a number and a string: it cannot fail
	} else if r.text != "" {
		a.body, _ = encode(failed{r.status, stamp(f.now()), c.path.shown(c.route != nil), r.text})
	}
	return a
}

// partnerRefusal returns what a partner's client is told with status 200: the
// three errors that are documented. An unknown method and our own faults look
// as everywhere else.
func partnerRefusal(c *call, r refusal) (told partnerFailed, ok bool) {
	switch {
	case c.route == nil || !c.path.partner():
		return partnerFailed{}, false
	case r.status == http.StatusBadRequest || r.text == tooLarge:
		return partnerFailed{http.StatusBadRequest, r.text}, true
	case r.status == http.StatusUnauthorized:
		return partnerFailed{http.StatusUnauthorized, "Unauthorized"}, true
	case r.status == http.StatusForbidden:
		return partnerFailed{http.StatusNotFound, "Not found"}, true
	}
	return partnerFailed{}, false
}

// stamp writes a moment as error bodies and the partner API do.
func stamp(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05.000Z") }
