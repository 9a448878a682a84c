package console

import (
	"context"
	"net/http"
	"strings"
	"time"

	"sluice"
	"sluice/internal/console/news"
)

// The steps of a login that a driver has no word for.
const (
	stepNone     = "none"     // no login is under way
	stepStarting = "starting" // the network is being asked
	stepDone     = "done"     // somebody is logged in
)

// stepOf names the step of a login of an instance in a state.
func stepOf(p news.Prompt, s sluice.State) string {
	switch {
	case s.Ready():
		return stepDone
	case s == sluice.PendingPassword:
		return string(sluice.StepPassword)
	case p.Starting, s == sluice.Starting:
		return stepStarting
	case p.Step == sluice.StepNone:
		return stepNone
	}
	return string(p.Step)
}

// shownLogin is where the login of an instance stands.
type shownLogin struct {
	ID      sluice.InstanceID `json:"idInstance"`
	State   sluice.State      `json:"state"`
	Step    string            `json:"step"`
	QR      *picture          `json:"qr,omitempty"`
	Expires moment            `json:"expiresAt,omitzero"`
	Attempt int               `json:"attempt,omitempty"`
	Via     string            `json:"via,omitempty"`
	Hint    string            `json:"hint,omitempty"`
	Problem sluice.Problem    `json:"problem,omitempty"`
	Wait    int64             `json:"waitMs,omitempty"`
	Waiting *shownWaiting     `json:"waiting,omitempty"`
}

// shownWaiting is what would go out once somebody is logged in.
type shownWaiting struct {
	Count  int    `json:"count"`
	Oldest moment `json:"oldestAt"`
	Other  string `json:"onOtherAccount"` // send or hold: what becomes of it if another account than before logs in
}

func (s *Server) showWaiting(l sluice.Line) *shownWaiting {
	other := waitingSend
	if s.HoldOnOther {
		other = waitingHold
	}
	return &shownWaiting{l.Count, moment(l.Oldest), other}
}

// login returns where the login of an instance stands.
func (s *Server) login(ctx context.Context, id sluice.InstanceID) (shownLogin, error) {
	i, err := s.instance(id)
	if err != nil {
		return shownLogin{}, err
	}
	p := s.News.Prompt(id)
	shown := shownLogin{
		ID: id, State: i.State, Step: stepOf(p, i.State), Attempt: p.Attempt, Problem: p.Problem, Wait: p.Wait.Milliseconds(),
	}
	switch shown.Step {
	case stepDone:
		shown.Problem, shown.Attempt = "", 0
		return shown, nil
	case string(sluice.StepQR):
		if shown.QR, err = draw(p.QR); err != nil {
			return shown, err
		}
		shown.Expires = moment(p.Expires)
	case string(sluice.StepCode):
		shown.Via, shown.Expires = p.Via, moment(p.Expires)
	case string(sluice.StepPassword):
		shown.Hint = p.Hint
	}
	l, err := s.Queue.Line(ctx, id)
	if err != nil {
		return shown, err
	}
	if l.Count > 0 {
		shown.Waiting = s.showWaiting(l)
	}
	return shown, nil
}

func (s *Server) showLogin(c *call) (any, error) { return s.login(c.ctx(), c.id) }

// The answers to the question what becomes of what waits.
const (
	waitingSend  = "send"
	waitingHold  = "hold"
	waitingClear = "clear"
)

func (s *Server) startLogin(c *call) (any, error) {
	var in struct {
		Method  string `json:"method"`
		Phone   string `json:"phoneNumber"`
		Waiting string `json:"waiting"`
	}
	if err := c.body(&in); err != nil {
		return nil, err
	}
	phone, ok := phoneOf(in.Phone)
	switch {
	case in.Method != "qr" && in.Method != "phone":
		return nil, wrong("method", "must be qr or phone")
	case in.Method == "phone" && !ok:
		return nil, wrong("phoneNumber", "must have 7 to 15 digits")
	}
	i, err := c.instance()
	if err != nil {
		return nil, err
	}
	if i.State.Ready() || i.State == sluice.Starting {
		return nil, conflict("somebody is logged in; log out first", nil)
	}
	if c.caller.Role == sluice.RoleGuest {
		in.Waiting = waitingSend
	}
	if err := s.decide(c, in.Waiting); err != nil {
		return nil, err
	}
	if err := c.note("login.start", "", in.Method); err != nil {
		return nil, err
	}
	s.News.Starting(c.id)
	if in.Method == "phone" {
		reply, err := s.Sessions.StartLogin(c.ctx(), c.id, phone)
		return s.replied(c, reply, err)
	}
	p, err := s.Sessions.QR(c.ctx(), c.id)
	if err != nil {
		s.News.Prompted(c.id, sluice.Prompt{Problem: sluice.ProblemNetworkTrouble})
		return nil, err
	}
	s.News.Prompted(c.id, p)
	return s.login(c.ctx(), c.id)
}

// decide does with what waits as the caller wants it. Nothing goes out unasked.
func (s *Server) decide(c *call, answer string) error {
	l, err := s.Queue.Line(c.ctx(), c.id)
	if err != nil || l.Count == 0 {
		return err
	}
	switch answer {
	case waitingSend:
		return nil
	case waitingHold:
		return s.Switches.Hold(c.ctx(), c.id)
	case waitingClear:
		return s.Queue.Clear(c.ctx(), c.id)
	case "":
		return &problem{
			status: http.StatusConflict, code: "waiting", text: "messages wait; say as 'waiting' whether to send, hold or clear them",
			details: s.showWaiting(l),
		}
	}
	return wrong("waiting", "must be send, hold or clear")
}

// phoneOf takes a number as people write it.
func phoneOf(text string) (sluice.Phone, bool) {
	digits := strings.NewReplacer("+", "", " ", "", "-", "", "(", "", ")", "").Replace(text)
	for _, r := range digits {
		if r < '0' || r > '9' {
			return "", false
		}
	}
	return sluice.Phone(digits), len(digits) >= 7 && len(digits) <= 15
}

// replied answers with where the login stands after a step, and with what was wrong
// about it.
func (s *Server) replied(c *call, r sluice.Reply, err error) (any, error) {
	if sluice.CodeOf(err) == sluice.Unavailable {
		r, err = sluice.Reply{Problem: sluice.ProblemNetworkTrouble}, nil
	}
	if err != nil {
		return nil, err
	}
	shown, err := s.login(c.ctx(), c.id)
	if err != nil || shown.Step == stepDone {
		return shown, err
	}
	if r.Problem != "" {
		shown.Problem, shown.Wait = r.Problem, r.Wait.Milliseconds()
		if shown.Step == stepStarting {
			shown.Step = stepNone
			s.News.Prompted(c.id, sluice.Prompt{Problem: r.Problem, Wait: r.Wait})
		}
	}
	return shown, nil
}

// The lengths of what an owner enters; nothing longer was ever given out.
const (
	maxCode     = 64
	maxPassword = 1024
)

func (s *Server) enterCode(c *call) (any, error) {
	var in struct {
		Code     string `json:"code"`
		Password string `json:"password"`
	}
	if err := c.body(&in); err != nil {
		return nil, err
	}
	code := strings.NewReplacer(" ", "", "-", "").Replace(in.Code)
	switch {
	case code == "" || len(code) > maxCode:
		return nil, wrong("code", "must have 1 to %d characters", maxCode)
	case len(in.Password) > maxPassword:
		return nil, wrong("password", "must have at most %d characters", maxPassword)
	}
	reply, err := s.Sessions.EnterCode(c.ctx(), c.id, code, in.Password)
	return s.replied(c, reply, err)
}

func (s *Server) enterPassword(c *call) (any, error) {
	var in struct {
		Password string `json:"password"`
	}
	if err := c.body(&in); err != nil {
		return nil, err
	}
	if in.Password == "" || len(in.Password) > maxPassword {
		return nil, wrong("password", "must have 1 to %d characters", maxPassword)
	}
	reply, err := s.Sessions.EnterPassword(c.ctx(), c.id, in.Password)
	return s.replied(c, reply, err)
}

func (s *Server) cancelLogin(c *call) (any, error) {
	i, err := c.instance()
	if err != nil {
		return nil, err
	}
	if i.State != sluice.NotAuthorized && i.State != sluice.PendingPassword {
		return nil, conflict("no login is under way", nil)
	}
	if err := s.Sessions.Logout(c.ctx(), c.id); err != nil {
		return nil, err
	}
	s.News.Prompted(c.id, sluice.Prompt{})
	if err := c.note("login.cancel", "", ""); err != nil {
		return nil, err
	}
	return s.login(c.ctx(), c.id)
}

// How long a link for a guest is good, in minutes.
const (
	usualMinutes = 60
	mostMinutes  = 24 * 60
)

// linkLogin makes a link that shows the login of one instance to somebody without
// a token, until that is done or the time is over.
func (s *Server) linkLogin(c *call) (any, error) {
	in := struct {
		Minutes int `json:"minutes"`
	}{usualMinutes}
	if err := c.body(&in); err != nil {
		return nil, err
	}
	if in.Minutes < 1 || in.Minutes > mostMinutes {
		return nil, wrong("minutes", "must be 1 to %d", mostMinutes)
	}
	i, err := c.instance()
	if err != nil {
		return nil, err
	}
	if i.State.Ready() {
		return nil, conflict("somebody is logged in; log out first", nil)
	}
	secret, until, err := s.Access.GuestLink(c.ctx(), c.id, time.Duration(in.Minutes)*time.Minute)
	if err != nil {
		return nil, err
	}
	if err := c.note("login.link", "", ""); err != nil {
		return nil, err
	}
	return made{struct {
		URL     string `json:"url"`
		Expires moment `json:"expiresAt"`
	}{Link(s.PublicURL, secret), moment(until)}}, nil
}

// Link is the address at which the secret of a link signs somebody in.
func Link(publicURL, secret string) string {
	return strings.TrimSuffix(publicURL, "/") + "/console/?t=" + secret
}
