package console

import (
	"fmt"
	"log/slog"
	"net/http"
	"net/netip"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"
	"time"

	"sluice"
	"sluice/internal/buckets"
)

// What one caller may ask for: so many a second, and so many at once. They are
// apart from the limits of the compatible API.
const (
	perSecond  = 50
	atOnce     = 200
	maxCallers = 10_000 // that are remembered
)

// A source is who asks, and from where.
type source struct {
	role     sluice.Role
	name     string
	instance sluice.InstanceID
	address  netip.Prefix
}

// Handler returns /v1 and the pages. Changes of s after the call have no effect.
func (s *Server) Handler() http.Handler {
	s = s.complete()
	rates := buckets.New[source](maxCallers)
	mux := http.NewServeMux()
	for _, r := range s.routes() {
		mux.Handle(r.pattern, s.serve(r, rates))
	}
	mux.HandleFunc("/v1/", func(w http.ResponseWriter, r *http.Request) {
		s.fail(w, r, missing("there is no such call; /docs/api lists the calls"))
	})
	guard := http.NewCrossOriginProtection()
	if s.PublicURL != "" {
		_ = guard.AddTrustedOrigin(s.PublicURL) // one with a path is no origin, and none is needed then
	}
	guard.SetDenyHandler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.fail(w, r, forbidden("a page of another origin may not change anything here"))
	}))
	api := guard.Handler(mux)
	pages := newPages(s.Log)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !strings.HasPrefix(r.URL.Path, "/v1/") {
			pages.ServeHTTP(w, r)
			return
		}
		h := w.Header()
		h.Set("Cache-Control", "no-store")
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "no-referrer")
		api.ServeHTTP(w, r)
	})
}

// complete fills in what may be left out.
func (s *Server) complete() *Server {
	full := *s
	full.streams = &streams{of: map[source]int{}}
	if full.Log == nil {
		full.Log = slog.New(slog.DiscardHandler)
	}
	if full.Now == nil {
		full.Now = time.Now
	}
	return &full
}

// serve runs one call. The order of the checks is: who calls, what that one may
// do, the instance, the rate.
func (s *Server) serve(r route, rates *buckets.Set[source]) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		defer func() {
			if p := recover(); p != nil {
				s.fail(w, req, fmt.Errorf("panic: %v\n%s", p, debug.Stack()))
			}
		}()
		c := &call{s: s, w: w, r: req}
		value, err := s.run(c, r, rates)
		if _, begun := value.(written); err != nil && !begun { // whatever there is of a value
			s.fail(w, req, err)
			return
		}
		switch v := value.(type) {
		case nil:
			s.fail(w, req, fmt.Errorf("%s answers nothing", r.pattern))
		case written:
		case done:
			w.WriteHeader(http.StatusNoContent)
		case made:
			write(w, http.StatusCreated, v.value)
		default:
			write(w, http.StatusOK, v)
		}
	})
}

func (s *Server) run(c *call, r route, rates *buckets.Set[source]) (any, error) {
	var err error
	if c.id, err = named(c.r); err != nil {
		return nil, err
	}
	if err := s.identify(c); err != nil {
		return nil, err
	}
	switch {
	case slices.Contains(r.may, c.caller.Role):
	case c.caller.Role == sluice.RoleNone:
		return nil, unauthorized()
	default:
		return nil, forbidden("a caller in the role " + string(c.caller.Role) + " may not do this")
	}
	if c.id != 0 {
		if !c.caller.Sees(c.id) {
			return nil, forbidden("this instance is not yours")
		}
		if _, err := c.instance(); err != nil {
			return nil, err
		}
	}
	address, _ := netip.ParseAddr(c.caller.Address) // what is none counts as one
	from := source{c.caller.Role, c.caller.Name, c.caller.Instance, buckets.Source(address)}
	if wait := rates.Take(from, buckets.Rate{PerSecond: perSecond, AtOnce: atOnce}); wait > 0 {
		return nil, &sluice.Error{Code: sluice.Limited, Text: "too many requests; wait", Wait: wait}
	}
	return r.run(c)
}

// named returns the instance that a request names, in its path or in its query.
func named(r *http.Request) (sluice.InstanceID, error) {
	name, text := "idInstance", r.PathValue("idInstance")
	if text == "" {
		name, text = "instance", r.URL.Query().Get("instance")
	}
	if text == "" {
		return 0, nil
	}
	n, err := strconv.ParseInt(text, 10, 64)
	id, ok := sluice.ParseInstanceID(n)
	if err != nil || !ok {
		return 0, wrong(name, "must be a number of 1 to 10 digits")
	}
	return id, nil
}

// identify finds out who calls. A token counts before a cookie, and a wrong one
// is refused whatever else there is.
func (s *Server) identify(c *call) error {
	address := addressOf(c.r)
	c.caller = sluice.Caller{Role: sluice.RoleNone, Address: address}
	if cookie, ok := cookieOf(c.r); ok {
		c.cookie = cookie
	}
	header := c.r.Header.Get("Authorization")
	if header == "" {
		if who, ok := s.Access.Session(c.cookie); ok && c.cookie != "" {
			c.caller = who
			c.caller.Address = address
		}
		return nil
	}
	token, ok := bearer(header)
	switch {
	case !ok:
	case s.OperatorToken.Is(token):
		c.caller.Role, c.caller.Name = sluice.RoleOperator, "operator token"
		return nil
	case c.id != 0 && s.Instances.Authenticate(c.id, token) == nil:
		c.caller.Role, c.caller.Instance = sluice.RoleInstance, c.id
		c.caller.Name = "instance " + strconv.FormatInt(int64(c.id), 10)
		return nil
	}
	if wait := s.Access.Wrong(address); wait > 0 {
		return &sluice.Error{Code: sluice.Limited, Text: "too many wrong tokens from this address; wait", Wait: wait}
	}
	return unauthorized()
}

func bearer(header string) (string, bool) {
	scheme, token, ok := strings.Cut(header, " ")
	return strings.TrimSpace(token), ok && strings.EqualFold(scheme, "Bearer")
}
