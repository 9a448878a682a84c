package telegram

import (
	"context"
	"encoding/json"
	"errors"
	"sync"
	"time"

	"github.com/gotd/td/telegram/auth"
	"github.com/gotd/td/tg"
	"github.com/gotd/td/tgerr"

	"sluice"
	"sluice/internal/driver"
)

// codeTime is how long a code is waited for.
const codeTime = 5 * time.Minute

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
	case c.link != nil:
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

// errSuperseded ends a login in favour of a later one.
var errSuperseded = errors.New("a later login took its place")

// logIn runs logins until one succeeds. It fails with errLoginOver when the
// last one ended.
func (c *Conn) logIn(ctx context.Context, l *link, job *login) error {
	for {
		err := c.try(ctx, l, job)
		if err == nil {
			c.mu.Lock()
			c.login = nil
			c.mu.Unlock()
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
	if errors.Is(context.Cause(ctx), errSuperseded) {
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
	if needed, ok := errors.AsType[*passwordNeeded](err); ok {
		return c.password(ctx, l, job, needed.given)
	}
	return err
}

// passwordNeeded says that the account has a two-step password.
type passwordNeeded struct{ given string } // "": the owner has not entered it yet

func (*passwordNeeded) Error() string { return "the two-step password is needed" }

// byCode asks for a code and for what the owner was sent.
func (c *Conn) byCode(ctx context.Context, l *link, job *login) error {
	client := l.client.Auth()
	phone := string(job.method.Phone)
	problem := sluice.Problem("")
	for {
		answer, err := client.SendCode(ctx, phone, auth.SendCodeOptions{})
		if err != nil {
			return err
		}
		sent, ok := answer.(*tg.AuthSentCode)
		if !ok { // it let us in at once
			return nil
		}
		p := sluice.Prompt{
			Step: sluice.StepCode, Via: viaOf(sent.Type), Problem: problem, Expires: c.driver.opts.Now().Add(codeTime),
		}
		err = c.enterCode(ctx, job, p, func(code string) error {
			_, err := client.SignIn(ctx, phone, code, sent.PhoneCodeHash)
			return err
		})
		if !tgerr.Is(err, "PHONE_CODE_EXPIRED") {
			return err
		}
		problem = sluice.ProblemCodeExpired
	}
}

// enterCode prompts for the code until it is right or its time is over.
func (c *Conn) enterCode(ctx context.Context, job *login, p sluice.Prompt, signIn func(code string) error) error {
	expired := time.NewTimer(codeTime)
	defer expired.Stop()
	for {
		c.prompt(job, p)
		var a sluice.Answer
		select {
		case a = <-job.answers:
		case <-expired.C:
			return &ended{sluice.Prompt{Problem: sluice.ProblemTimeout}}
		case <-ctx.Done():
			return ctx.Err()
		}
		err := signIn(a.Code)
		p.Problem, p.Wait = "", 0
		switch d, flood := tgerr.AsFloodWait(err); {
		case errors.Is(err, auth.ErrPasswordAuthNeeded):
			return &passwordNeeded{given: a.Password}
		case tgerr.Is(err, "PHONE_CODE_INVALID", "PHONE_CODE_EMPTY"):
			p.Problem = sluice.ProblemCodeWrong
		case flood:
			p.Problem, p.Wait = sluice.ProblemLimited, d
		default:
			return err
		}
	}
}

func viaOf(t tg.AuthSentCodeTypeClass) string {
	switch t.(type) {
	case *tg.AuthSentCodeTypeApp:
		return "app"
	case *tg.AuthSentCodeTypeCall, *tg.AuthSentCodeTypeFlashCall, *tg.AuthSentCodeTypeMissedCall:
		return "call"
	}
	return "sms"
}

// password asks for the two-step password. The session so far is stored under
// a name of its own, so that a restart can go on here; the password never is.
func (c *Conn) password(ctx context.Context, l *link, job *login, given string) error {
	settings, err := l.client.API().AccountGetPassword(ctx)
	if forgotten(err) {
		return c.forgotten(ctx)
	}
	if err != nil {
		return err
	}
	if err := c.storePending(ctx, l); err != nil {
		return err
	}
	p := sluice.Prompt{Step: sluice.StepPassword, Hint: settings.Hint}
	if given == "" {
		c.prompt(job, p)
	}
	for {
		if given == "" {
			select {
			case a := <-job.answers:
				given = a.Password
			case <-ctx.Done():
				return ctx.Err()
			}
		}
		_, err := l.client.Auth().Password(ctx, given)
		given = ""
		p.Problem, p.Wait = "", 0
		switch d, flood := tgerr.AsFloodWait(err); {
		case err == nil:
			return nil
		case forgotten(err):
			return c.forgotten(ctx)
		case errors.Is(err, auth.ErrPasswordInvalid), tgerr.Is(err, "PASSWORD_HASH_INVALID"):
			p.Problem = sluice.ProblemPasswordWrong
		case flood:
			p.Problem, p.Wait = sluice.ProblemLimited, d
		default:
			return err
		}
		c.prompt(job, p)
	}
}

// forgotten says whether Telegram has dropped the attempt.
func forgotten(err error) bool {
	_, ok := gone(err)
	return ok
}

func (c *Conn) forgotten(ctx context.Context) error {
	if err := c.values.put(ctx, map[string][]byte{pendingValue: nil}); err != nil {
		return err
	}
	return &ended{sluice.Prompt{Problem: sluice.ProblemForgotten}}
}

func (c *Conn) storePending(ctx context.Context, l *link) error {
	session, err := l.vault.current(ctx, l.client.Config().ThisDC)
	if err != nil {
		return err
	}
	return c.values.put(ctx, map[string][]byte{
		pendingValue: session, environmentValue: []byte(c.driver.environment()),
	})
}

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

// admit stores a session that has just been let in. What belonged to another
// account is forgotten; updates and dialogs are read from the start.
func (c *Conn) admit(ctx context.Context, l *link, self *tg.User) ([]byte, error) {
	var before storedAccount
	known, err := c.values.getJSON(ctx, accountValue, &before)
	if err != nil {
		return nil, err
	}
	if known && before.ID != self.ID {
		if err := c.values.forget(ctx); err != nil {
			return nil, err
		}
		c.peers.clear()
	}
	session, err := l.vault.current(ctx, l.client.Config().ThisDC)
	if err != nil {
		return nil, err
	}
	account, err := json.Marshal(accountRecord(self))
	if err != nil {
		return nil, err
	}
	err = c.values.put(ctx, map[string][]byte{
		driver.SessionName: session,
		environmentValue:   []byte(c.driver.environment()),
		accountValue:       account,
		pendingValue:       nil, updatesValue: nil, channelsValue: nil, knownValue: nil, dialogsValue: nil,
	})
	if err != nil {
		return nil, err
	}
	l.vault.keep(session)
	return session, nil
}

func accountRecord(u *tg.User) storedAccount {
	r := userRecord(u)
	return storedAccount{ID: r.ID, Phone: r.Phone, Username: r.Username, Name: r.Name}
}

// account returns who is logged in, in our words.
func account(u *tg.User) sluice.Account {
	r := userRecord(u)
	return sluice.Account{ID: r.chat(), Phone: r.Phone, Username: r.Username, Name: r.Name}
}
