package greenapi

import (
	"fmt"
	"log/slog"
	"net/http"
	"runtime/debug"
	"time"

	"sluice"
	"sluice/internal/buckets"
)

// front is what every request passes: it finds the method, lets the client in,
// runs it, and writes what comes of it.
type front struct {
	accounts Accounts
	partner  sluice.Token
	others   *http.ServeMux
	tell     func(Seen)
	methods  names
	partners names
	limits   *buckets.Set[use]
	guesses  guesses
	metrics  *metrics
	log      *slog.Logger
	now      func() time.Time
}

// A call is one request on its way through the checks.
type call struct {
	http   *http.Request
	path   path
	name   string            // X-Request-Id
	route  *route            // nil: there is none
	id     sluice.InstanceID // zero: not let in yet, or a partner's
	fields *fields           // of a POST; other bodies are ignored
	upload upload            // of a route that takes a file
	err    error             // why it was refused
	unread bool              // nobody has looked at the body
}

// ServeHTTP answers one request.
func (f *front) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	c := &call{http: r, path: canonical(r.URL), unread: r.ContentLength != 0}
	if !c.path.ours() {
		f.elsewhere(w, c)
		return
	}
	began := time.Now()
	c.name = requestID(r)
	a := f.answer(w, c)
	f.write(w, c, a)
	f.record(c, a, time.Since(began))
}

// elsewhere answers what is no address of the API: others do, or nobody.
func (f *front) elsewhere(w http.ResponseWriter, c *call) {
	if f.others != nil {
		if h, match := f.others.Handler(c.http); match != "" {
			h.ServeHTTP(w, c.http)
			return
		}
	}
	c.name = requestID(c.http)
	f.write(w, c, f.failure(c, notFound()))
}

// answer runs the request and turns an error, or a panic, into its answer.
func (f *front) answer(w http.ResponseWriter, c *call) (a answer) {
	defer func() {
		if p := recover(); p != nil {
			a = f.failure(c, fmt.Errorf("panic: %v\n%s", p, debug.Stack()))
		}
	}()
	if c.http.Method == http.MethodOptions {
		return answer{status: http.StatusNoContent}
	}
	serve := f.serve
	if c.path.partner() {
		serve = f.servePartner
	}
	value, err := serve(w, c)
	if err != nil {
		return f.failure(c, err)
	}
	if value == (silence{}) {
		return answer{status: http.StatusOK}
	}
	body, err := encode(value)
	if err != nil {
		return f.failure(c, fmt.Errorf("encode the answer: %w", err))
	}
	return answer{status: http.StatusOK, body: body}
}

// serve runs one method of an instance. The order of the checks is part of the
// API: path, instance, token, deleted instance, limit, body, fields; only the
// last is the method's own.
func (f *front) serve(w http.ResponseWriter, c *call) (any, error) {
	r, ok := f.methods.find(c.path, c.http.Method)
	if !ok {
		return nil, notFound()
	}
	c.route = r
	id, ok := c.path.instance()
	if !ok {
		return nil, &refusal{status: http.StatusForbidden}
	}
	if err := f.accounts.Authenticate(id, c.path.token()); err != nil {
		if code := sluice.CodeOf(err); code == sluice.Unauthorized || code == sluice.NotFound {
			err = f.strangers(c, err)
		}
		return nil, err
	}
	c.id = id
	if wait := f.limits.Take(use{id, r}, r.rate()); wait > 0 {
		return nil, &refusal{status: http.StatusTooManyRequests, text: "Too Many Requests", wait: wait}
	}
	if err := c.read(w); err != nil {
		return nil, err
	}
	return r.run(c.http.Context(), c)
}

// servePartner runs one method of the partner API.
func (f *front) servePartner(w http.ResponseWriter, c *call) (any, error) {
	r, ok := f.partners.find(c.path, c.http.Method)
	if !ok {
		return nil, notFound()
	}
	c.route = r
	if !f.partner.Is(c.path.token()) {
		return nil, f.strangers(c, &sluice.Error{Code: sluice.Unauthorized})
	}
	if err := c.read(w); err != nil {
		return nil, err
	}
	return r.run(c.http.Context(), c)
}

// read takes the body of a POST. What other requests carry is not looked at.
func (c *call) read(w http.ResponseWriter) error {
	c.fields = &fields{}
	if c.http.Method != http.MethodPost {
		return nil
	}
	if c.route.take != nil {
		return c.route.take(w, c)
	}
	c.unread = false
	data, err := readBody(w, c.http)
	if err != nil {
		return err
	}
	c.fields, err = parseFields(data)
	return err
}

// record counts the request and tells it by its route: the path holds the token.
func (f *front) record(c *call, a answer, took time.Duration) {
	name := c.routeName()
	f.metrics.record(name, a.status, took)
	f.seen(c, a.status)
	ctx := c.http.Context()
	if f.log.Enabled(ctx, slog.LevelDebug) {
		f.log.DebugContext(ctx, "api: request", "route", name, "instance", c.id, "request", c.name,
			"code", a.status, "took", took, "err", c.err)
	}
}

// routeName is the method as the table spells it: what a client writes there
// instead goes neither into logs nor into figures.
func (c *call) routeName() string {
	switch {
	case c.route == nil:
		return "unknown"
	case c.path.partner():
		return "partner/" + c.route.name
	}
	return c.route.name
}
