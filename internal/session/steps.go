package session

import (
	"context"
	"time"

	"sluice"
)

// QR returns the newest picture of a login by QR. It starts that login when
// none is under way, in place of one by code, and then waits for the first
// picture as long as a step may take. An instance that cannot be logged in now
// yields a Problem: already_registered, account_blocked, password_required, or
// unreachable while it connects or the network stays silent.
func (s *Sessions) QR(ctx context.Context, id sluice.InstanceID) (sluice.Prompt, error) {
	a, err := s.step(ctx, id, func(ctx context.Context, c *conn, w waiter) { c.showQR(ctx, w) })
	return a.prompt, err
}

// StartLogin has a code sent to p and returns when the network says that it
// was. A second call with the same number repeats that answer, and sends no new
// code, as long as the first code is good. Any other login under way is given
// up.
func (s *Sessions) StartLogin(ctx context.Context, id sluice.InstanceID, p sluice.Phone) (sluice.Reply, error) {
	a, err := s.step(ctx, id, func(ctx context.Context, c *conn, w waiter) { c.sendCode(ctx, p, w) })
	return a.reply, err
}

// EnterCode hands over the code, and the two-step password should the network
// ask for it next. Once the network has taken the code, further calls try their
// password alone.
func (s *Sessions) EnterCode(ctx context.Context, id sluice.InstanceID, code, password string) (sluice.Reply, error) {
	return s.enter(ctx, id, sluice.Answer{Code: code, Password: password})
}

// EnterPassword hands over the two-step password.
func (s *Sessions) EnterPassword(ctx context.Context, id sluice.InstanceID, password string) (sluice.Reply, error) {
	return s.enter(ctx, id, sluice.Answer{Password: password})
}

func (s *Sessions) enter(ctx context.Context, id sluice.InstanceID, entered sluice.Answer) (sluice.Reply, error) {
	a, err := s.step(ctx, id, func(ctx context.Context, c *conn, w waiter) { c.enter(ctx, entry{entered, w}) })
	return a.reply, err
}

// step asks the instance's connection and waits no longer than a step may take.
func (s *Sessions) step(ctx context.Context, id sluice.InstanceID, do func(ctx context.Context, c *conn, w waiter)) (answer, error) {
	limited, cancel := context.WithTimeout(ctx, s.opts.AnswerIn)
	defer cancel()
	a, err := s.ask(limited, id, do)
	if err != nil && limited.Err() != nil && ctx.Err() == nil {
		return prompt(sluice.Prompt{Problem: sluice.ProblemNetworkTrouble}), nil
	}
	return a, err
}

func (c *conn) showQR(ctx context.Context, w waiter) {
	if p, ok := c.unfit(); ok {
		w.give(prompt(p))
		return
	}
	if c.login == nil || c.login.byPhone() {
		if err := c.beginLogin(ctx, sluice.LoginMethod{}); err != nil {
			w.give(failure(err))
			return
		}
	}
	if p := c.login.prompt; p.Step == sluice.StepQR && time.Since(c.login.came) < pictureLife {
		w.give(prompt(p))
		return
	}
	c.login.waiters = append(c.login.waiters, w)
}

// unfit says why an instance in its state shows no QR.
func (c *conn) unfit() (sluice.Prompt, bool) {
	switch c.instance().State {
	case sluice.Authorized, sluice.SuspendedState:
		return sluice.Prompt{Problem: sluice.ProblemRegistered}, true
	case sluice.PendingPassword:
		p := sluice.Prompt{Step: sluice.StepPassword, Problem: sluice.ProblemPasswordNeeded}
		if c.login != nil {
			p.Hint = c.login.prompt.Hint
		}
		return p, true
	case sluice.BlockedState:
		return sluice.Prompt{Problem: sluice.ProblemAccountBlocked}, true
	case sluice.Starting:
		return sluice.Prompt{Problem: sluice.ProblemNetworkTrouble}, true
	}
	return sluice.Prompt{}, false
}

// hasAccount says whether somebody is logged in, so that nobody else can be.
func (c *conn) hasAccount() bool {
	switch c.instance().State {
	case sluice.Authorized, sluice.SuspendedState, sluice.Starting, sluice.BlockedState:
		return true
	}
	return false
}

func (c *conn) sendCode(ctx context.Context, p sluice.Phone, w waiter) {
	if c.hasAccount() {
		w.give(reply(sluice.ProblemRegistered))
		return
	}
	l := c.login
	same := l != nil && l.method.Phone == p && time.Since(l.started) < c.opts.LoginFor
	switch {
	case same && l.prompt.Step != sluice.StepNone:
		w.give(answer{reply: sluice.Reply{Heard: true}}) // as it was answered before
		return
	case !same:
		if err := c.beginLogin(ctx, sluice.LoginMethod{Phone: p}); err != nil {
			w.give(failure(err))
			return
		}
	}
	c.login.waiters = append(c.login.waiters, w)
}

// enter hands over what the owner entered, or says why it cannot be of use.
func (c *conn) enter(ctx context.Context, e entry) {
	if e.gone() {
		return
	}
	if problem := c.untimely(e.Answer); problem != "" {
		e.give(reply(problem))
		return
	}
	if c.instance().State == sluice.PendingPassword {
		e.Code = ""
		if c.login == nil { // the connection is not up again yet
			if err := c.beginLogin(ctx, sluice.LoginMethod{Resume: true}); err != nil {
				e.give(failure(err))
				return
			}
		}
	}
	l := c.login
	if l.judging(time.Now()) {
		l.later = append(l.later, e)
		return
	}
	limited, cancel := context.WithTimeout(ctx, c.opts.AnswerIn)
	defer cancel()
	if err := c.link.Answer(limited, e.Answer); err != nil {
		e.give(failure(err))
		return
	}
	l.busy = time.Now().Add(c.opts.AnswerIn)
	l.waiters = append(l.waiters, e.waiter)
}

// untimely says why a cannot be handed over now.
func (c *conn) untimely(a sluice.Answer) sluice.Problem {
	switch {
	case c.hasAccount():
		return sluice.ProblemRegistered
	case c.instance().State == sluice.PendingPassword:
		switch {
		case a.Password != "":
			return ""
		case a.Code != "":
			return sluice.ProblemPasswordNeeded
		}
		return sluice.ProblemPasswordWrong
	case c.login != nil && c.login.byPhone() && a.Code != "":
		return ""
	case c.lapsed.has(c.id):
		return sluice.ProblemTimeout
	}
	return sluice.ProblemNotStarted
}
