package telegram

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/gotd/td/telegram/auth"
	"github.com/gotd/td/tgerr"

	"sluice"
)

// A login is one try to log an account in, until it succeeds, ends, or a later
// one takes its place.
type login struct {
	method  sluice.LoginMethod
	answers chan sluice.Answer
	gone    chan struct{} // closed when a later login takes its place
	leave   func()        // closes gone, once

	mu      sync.Mutex // guards what follows
	prompts int
	over    bool
}

// Login starts a login. Without an api_id it ends at once and says where to get
// one.
func (c *Conn) Login(_ context.Context, m sluice.LoginMethod) error {
	if _, _, ok := c.driver.app(c.cfg.Link); !ok {
		c.sink.State(sluice.Change{
			State: sluice.NotAuthorized, Why: "no api_id: get one at " + AppsPage,
			Prompt: sluice.Prompt{Problem: sluice.ProblemNoAppID, Hint: "Get an api_id and api_hash at " + AppsPage, Attempt: 1},
		})
		return nil
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	switch {
	case c.leaving:
		return errLoggedOut
	case c.member:
		return &sluice.Error{Code: sluice.Invalid, Text: "The instance has an account"}
	case c.login != nil:
		c.login.leave()
	}
	job := &login{method: m, answers: make(chan sluice.Answer, 4), gone: make(chan struct{})}
	job.leave = sync.OnceFunc(func() { close(job.gone) })
	c.login = job
	offerLatest(c.asked, job)
	return nil
}

// Answer hands over what the owner entered.
func (c *Conn) Answer(_ context.Context, a sluice.Answer) error {
	c.mu.Lock()
	job := c.login
	c.mu.Unlock()
	if job == nil {
		return &sluice.Error{Code: sluice.Invalid, Text: "No login is under way"}
	}
	select {
	case job.answers <- a:
		return nil
	default:
		return &sluice.Error{Code: sluice.Limited, Text: "The answers before are not heard yet", Wait: time.Second}
	}
}

// prompt shows what the login waits for, unless a later login has taken over.
func (c *Conn) prompt(job *login, p sluice.Prompt) {
	state := sluice.NotAuthorized
	if p.Step == sluice.StepPassword {
		state = sluice.PendingPassword
	}
	c.mu.Lock()
	current := c.login == job
	c.mu.Unlock()
	job.mu.Lock()
	defer job.mu.Unlock()
	if job.over || !current {
		return
	}
	job.prompts++
	p.Attempt = job.prompts
	job.over = p.Step == sluice.StepNone
	c.sink.State(sluice.Change{State: state, Prompt: p, Why: "login"})
}

// endLogin reports that a login led nowhere, and why, unless it has ended.
func (c *Conn) endLogin(job *login, p sluice.Prompt) {
	p.Step = sluice.StepNone
	c.prompt(job, p)
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.login == job {
		c.login = nil
	}
}

// loggedIn ends the login under way, whichever it is: there is an account.
func (c *Conn) loggedIn() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.login, c.member = nil, true
	select {
	case <-c.asked:
	default:
	}
}

// errSuperseded ends a login in favour of a later one.
var errSuperseded = errors.New("a later login took its place")

// logIn runs logins until one succeeds. It fails with errLoginOver when the
// last one ended.
func (c *Conn) logIn(ctx context.Context, l *link, job *login) error {
	for {
		err := c.try(ctx, l, job)
		if err == nil {
			return nil
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if !errors.Is(err, errSuperseded) {
			c.endLogin(job, problemOf(err))
			return errLoginOver
		}
		select {
		case job = <-c.asked:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// try makes one login. Its context ends when a later one takes its place.
func (c *Conn) try(ctx context.Context, l *link, job *login) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	var watch sync.WaitGroup
	defer watch.Wait()
	defer cancel(nil)
	watch.Go(func() {
		select {
		case <-job.gone:
			cancel(errSuperseded)
		case <-ctx.Done():
		}
	})
	err := c.steps(ctx, l, job)
	if err != nil && errors.Is(context.Cause(ctx), errSuperseded) { // what has succeeded stays so
		return errSuperseded
	}
	return err
}

func (c *Conn) steps(ctx context.Context, l *link, job *login) error {
	var err error
	switch {
	case job.method.Resume:
		return c.password(ctx, l, job, "")
	case job.method.Phone != "":
		err = c.byCode(ctx, l, job)
	default:
		err = c.byQR(ctx, l, job)
	}
	if needed, ok := errors.AsType[*passwordNeededError](err); ok {
		return c.password(ctx, l, job, needed.given)
	}
	return err
}

// passwordNeededError says that the account has a two-step password.
type passwordNeededError struct{ given string } // "": the owner has not entered it yet

func (*passwordNeededError) Error() string { return "the two-step password is needed" }

// ended ends a login with a reason of its own.
type ended struct{ prompt sluice.Prompt }

func (e *ended) Error() string { return string(e.prompt.Problem) }

// problemOf says in the API's words why a login ended.
func problemOf(err error) sluice.Prompt {
	if e, ok := errors.AsType[*ended](err); ok {
		return e.prompt
	}
	if _, ok := errors.AsType[*auth.SignUpRequired](err); ok {
		return sluice.Prompt{Problem: sluice.ProblemNoSuchAccount}
	}
	rpc, ok := tgerr.As(err)
	if !ok {
		return sluice.Prompt{Problem: sluice.ProblemNetworkTrouble}
	}
	if d, ok := tgerr.AsFloodWait(rpc); ok {
		return sluice.Prompt{Problem: sluice.ProblemLimited, Wait: d}
	}
	switch rpc.Type {
	case "PHONE_NUMBER_INVALID":
		return sluice.Prompt{Problem: sluice.ProblemPhoneInvalid}
	case "PHONE_NUMBER_BANNED":
		return sluice.Prompt{Problem: sluice.ProblemPhoneBanned}
	case "PHONE_NUMBER_FLOOD", "PHONE_PASSWORD_FLOOD":
		return sluice.Prompt{Problem: sluice.ProblemLimited}
	case "PHONE_NUMBER_UNOCCUPIED":
		return sluice.Prompt{Problem: sluice.ProblemNoSuchAccount}
	case "USER_DEACTIVATED", "USER_DEACTIVATED_BAN":
		return sluice.Prompt{Problem: sluice.ProblemAccountBlocked}
	}
	return sluice.Prompt{Problem: sluice.ProblemNetworkRefusal, Hint: rpc.Message}
}
