package console

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
)

// passage hands a request to the compatible API as if it had come with the
// instance's token, so that a page needs no token to do what a client does.
func (s *Server) passage(c *call) (any, error) {
	if c.r.Method == http.MethodGet && c.cookie != "" { // there, methods that change something are GET too
		asPost := c.r.Clone(c.ctx())
		asPost.Method = http.MethodPost
		if err := http.NewCrossOriginProtection().Check(asPost); err != nil {
			return nil, forbidden("a page of another origin may not call methods")
		}
	}
	method := c.r.PathValue("method")
	if strings.ContainsFunc(method, noLetter) { // a path in it would be another method than the one that is looked at here
		return nil, missing("there is no such method")
	}
	if secretive(method) {
		if err := c.proved(); err != nil {
			return nil, err
		}
	}
	token, err := s.Instances.Token(c.ctx(), c.id)
	if err != nil {
		return nil, err
	}
	if changes(method) {
		if err := c.note("api.call", method, ""); err != nil {
			return nil, err
		}
	}
	path := fmt.Sprintf("/waInstance%d/%s/%s", c.id, method, token)
	if arg := c.r.PathValue("arg"); arg != "" {
		path += "/" + arg
	}
	r := c.r.Clone(c.ctx())
	r.URL = &url.URL{Path: path, RawQuery: c.r.URL.RawQuery}
	r.RequestURI = r.URL.RequestURI()
	r.Header.Del("Authorization")
	r.Header.Del("Cookie")
	s.Gateway.API.ServeHTTP(&sameOrigin{ResponseWriter: c.w}, r)
	return written{}, nil
}

func noLetter(r rune) bool { return (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') }

// secretive says whether a method answers with a token.
func secretive(method string) bool {
	return strings.EqualFold(method, "updateApiToken") || strings.EqualFold(method, "getSettings")
}

// changes says whether a method of the compatible API does more than look.
func changes(method string) bool {
	method = strings.ToLower(method)
	for _, looks := range []string{"get", "show", "last", "receive", "qr", "check"} {
		if strings.HasPrefix(method, looks) {
			return false
		}
	}
	return true
}

// sameOrigin keeps what lets other origins in from an answer.
type sameOrigin struct {
	http.ResponseWriter
	begun bool
}

// WriteHeader writes the answer's head without what is for other origins.
func (w *sameOrigin) WriteHeader(status int) {
	if !w.begun {
		w.begun = true
		for name := range w.Header() {
			if strings.HasPrefix(name, "Access-Control-") {
				w.Header().Del(name)
			}
		}
	}
	w.ResponseWriter.WriteHeader(status)
}

// Write writes the answer's body.
func (w *sameOrigin) Write(b []byte) (int, error) {
	if !w.begun {
		w.WriteHeader(http.StatusOK)
	}
	return w.ResponseWriter.Write(b)
}

// Unwrap is for [http.ResponseController].
func (w *sameOrigin) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// sandbox hands a request to the fake network's control interface, which answers
// programs on its own machine alone.
func (s *Server) sandbox(c *call) (any, error) {
	if s.Sandbox == nil {
		return nil, missing("there is no sandbox: this is no demo")
	}
	if c.r.Method != http.MethodGet {
		if err := c.note("sandbox", c.r.PathValue("call"), ""); err != nil {
			return nil, err
		}
	}
	r := c.r.Clone(c.ctx())
	r.URL = &url.URL{Path: "/" + c.r.PathValue("call"), RawQuery: c.r.URL.RawQuery}
	r.RequestURI, r.Host = r.URL.RequestURI(), "127.0.0.1"
	for _, name := range []string{"Origin", "Cookie", "Authorization"} {
		r.Header.Del(name)
	}
	s.Sandbox.ServeHTTP(c.w, r)
	return written{}, nil
}
