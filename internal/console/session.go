package console

import (
	"net/http"
	"strings"
	"time"

	"sluice"
)

// The cookie of a session. Under TLS its name binds it to this host.
const (
	cookiePlain  = "sluice_session"
	cookieSecure = "__Host-" + cookiePlain
)

// secure says whether people reach us by TLS, here or at a proxy in front.
func (s *Server) secure(r *http.Request) bool {
	return r.TLS != nil || strings.HasPrefix(s.PublicURL, "https://")
}

func cookieOf(r *http.Request) (string, bool) {
	for _, name := range []string{cookieSecure, cookiePlain} {
		if k, err := r.Cookie(name); err == nil {
			return k.Value, true
		}
	}
	return "", false
}

// setCookie gives the browser a session, or takes it away with "".
func (c *call) setCookie(value string, until time.Time) {
	k := &http.Cookie{Name: cookiePlain, Value: value, Path: "/", HttpOnly: true, SameSite: http.SameSiteStrictMode, Expires: until}
	if c.s.secure(c.r) {
		k.Name, k.Secure = cookieSecure, true
	}
	if value == "" {
		k.MaxAge = -1
	}
	http.SetCookie(c.w, k)
}

// shownSession is who the caller is.
type shownSession struct {
	Role     sluice.Role       `json:"role"`
	Name     string            `json:"name,omitempty"`
	Instance sluice.InstanceID `json:"idInstance,omitempty"`
	Password *bool             `json:"passwordSet,omitempty"`
	Expires  moment            `json:"expiresAt,omitzero"`
	Sandbox  bool              `json:"sandbox,omitempty"`
}

func (s *Server) showCaller(c sluice.Caller) shownSession {
	shown := shownSession{Role: c.Role, Name: c.Name, Instance: c.Instance, Expires: moment(c.Expires)}
	if c.Role == sluice.RoleOperator || c.Role == sluice.RoleViewer {
		shown.Password, shown.Sandbox = &c.Password, s.Sandbox != nil
	}
	return shown
}

// session tells who the caller is, also one that is nobody: a page asks for it
// first.
func (s *Server) session(c *call) (any, error) { return s.showCaller(c.caller), nil }

func (s *Server) signIn(c *call) (any, error) {
	var in struct {
		Link     string `json:"link"`
		Name     string `json:"name"`
		Password string `json:"password"`
	}
	if err := c.body(&in); err != nil {
		return nil, err
	}
	if in.Link == "" && (in.Name == "" || in.Password == "") {
		return nil, wrong("link", "is required, or 'name' and 'password'")
	}
	secret, who, err := s.Access.SignIn(c.ctx(), sluice.Credential(in), c.caller.Address)
	if err != nil {
		c.caller.Name = in.Name
		if sluice.CodeOf(err) == sluice.Unauthorized {
			if err := c.note("session.refused", "", ""); err != nil {
				return nil, err
			}
		}
		return nil, err
	}
	c.caller, c.id = who, who.Instance
	if err := c.note("session.start", "", ""); err != nil {
		return nil, err
	}
	c.setCookie(secret, who.Expires)
	return s.showCaller(who), nil
}

func (s *Server) signOut(c *call) (any, error) {
	if c.cookie == "" {
		return done{}, nil
	}
	if err := s.Access.SignOut(c.ctx(), c.cookie); err != nil {
		return nil, err
	}
	c.setCookie("", time.Time{})
	if c.caller.Role == sluice.RoleNone {
		return done{}, nil
	}
	s.News.Rouse()
	return done{}, c.note("session.end", "", "")
}
