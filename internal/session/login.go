package session

import (
	"context"
	"slices"
	"time"

	"sluice"
)

// pictureLife is how long a QR is worth being scanned, by our own clock: the network
// renews it each half minute, unless it is out of reach.
const pictureLife = 40 * time.Second

// A login is one attempt to log an account in. It belongs to its connection's
// goroutine.
type login struct {
	method  sluice.LoginMethod
	started time.Time
	ends    time.Time     // zero: it goes on until the network ends it
	prompt  sluice.Prompt // the newest; StepNone: none has come yet
	came    time.Time     // when it came

	waiters []waiter  // for the next prompt
	busy    time.Time // until when an answer is being judged; zero: none is
	later   []entry   // answers that wait until another one has been judged
}

// An entry is an answer that the owner entered, and who wants to know what
// became of it.
type entry struct {
	sluice.Answer
	waiter
}

// An answer is what became of a request: the prompt for those who draw it, the
// reply for those who entered something.
type answer struct {
	prompt sluice.Prompt
	reply  sluice.Reply
	err    error
}

// A waiter is a request that waits for its answer.
type waiter struct {
	answers chan answer     // one slot
	left    <-chan struct{} // closed when nobody waits any more
}

// give answers the request. Only the first answer counts.
func (w waiter) give(a answer) {
	select {
	case w.answers <- a:
	default:
	}
}

func (w waiter) gone() bool {
	select {
	case <-w.left:
		return true
	default:
		return false
	}
}

func (l *login) byPhone() bool { return l.method.Phone != "" }

func (l *login) wantsPassword() bool {
	return l.method.Resume || l.prompt.Step == sluice.StepPassword
}

// fits says whether p can be a prompt of this login, and is not one of the
// login before it.
func (l *login) fits(p sluice.Prompt) bool {
	switch p.Step {
	case sluice.StepQR:
		return !l.byPhone()
	case sluice.StepCode:
		return l.byPhone()
	}
	return p.Problem != sluice.ProblemLoginSuperseded
}

// judging says whether an answer has to wait: for the first prompt, or for what
// becomes of the answer before it.
func (l *login) judging(now time.Time) bool {
	return l.prompt.Step == sluice.StepNone || now.Before(l.busy)
}

// settle answers all who wait for the next prompt.
func (l *login) settle(a answer) {
	for _, w := range l.waiters {
		w.give(a)
	}
	l.waiters, l.busy = nil, time.Time{}
}

// beginLogin starts a login in place of the one under way.
func (c *conn) beginLogin(ctx context.Context, m sluice.LoginMethod) error {
	c.endLogin(prompt(sluice.Prompt{Problem: sluice.ProblemLoginSuperseded}))
	if c.link == nil {
		if err := c.open(ctx); err != nil {
			return err
		}
	}
	now := time.Now()
	c.login = &login{method: m, started: now}
	if !m.Resume {
		c.login.ends = now.Add(c.opts.LoginFor)
	}
	c.lapsed.remove(c.id)
	limited, cancel := context.WithTimeout(ctx, c.opts.AnswerIn)
	defer cancel()
	if err := c.link.Login(limited, m); err != nil {
		c.endLogin(failure(err))
		return err
	}
	return nil
}

// endLogin forgets the login under way, if there is one, and answers all who
// wait for it.
func (c *conn) endLogin(a answer) {
	l := c.login
	if l == nil {
		return
	}
	c.login = nil
	c.metrics.logins.WithLabelValues(method(l.method), outcome(a)).Inc()
	c.opts.Prompted(c.id, a.prompt)
	l.settle(a)
	for _, e := range l.later {
		e.give(a)
	}
}

// prompted deals with the next step of a login, or its end.
func (c *conn) prompted(ctx context.Context, ch sluice.Change) {
	l, p := c.login, ch.Prompt
	if l == nil || !l.fits(p) {
		return
	}
	if p.Step == sluice.StepNone {
		c.given(ctx, ch)
		return
	}
	c.set(ctx, ch)
	l.prompt, l.came = p, time.Now()
	c.opts.Prompted(c.id, p)
	switch p.Step {
	case sluice.StepQR:
		l.ends = time.Now().Add(c.opts.LoginFor)
	case sluice.StepPassword:
		l.ends = time.Time{}
	}
	l.settle(prompt(p))
}

// finalProblems are those after which no password is awaited any more.
var finalProblems = []sluice.Problem{sluice.ProblemForgotten, sluice.ProblemAccountBlocked, sluice.ProblemPhoneBanned}

// given deals with a login that the driver has given up.
func (c *conn) given(ctx context.Context, ch sluice.Change) {
	pending := c.instance().State == sluice.PendingPassword
	if pending && !slices.Contains(finalProblems, ch.Prompt.Problem) {
		c.endLogin(prompt(ch.Prompt))
		c.disrupted() // the password is still awaited
		return
	}
	if pending {
		c.set(ctx, sluice.Change{State: sluice.NotAuthorized, Why: string(ch.Prompt.Problem)})
	}
	if c.login.byPhone() && ch.Prompt.Problem == sluice.ProblemTimeout {
		c.lapsed.add(c.id)
	}
	c.endLogin(prompt(ch.Prompt))
}

// tendLogin ends a login whose time is over, and hands over answers that have
// waited.
func (c *conn) tendLogin(ctx context.Context) time.Time {
	l, now := c.login, time.Now()
	switch {
	case l == nil:
		return time.Time{}
	case !l.ends.IsZero() && !now.Before(l.ends):
		c.expire()
		return time.Time{}
	}
	for c.login == l && len(l.later) > 0 && !l.judging(now) {
		e := l.later[0]
		l.later = l.later[1:]
		c.enter(ctx, e)
	}
	if c.login == l && len(l.later) > 0 && !l.busy.IsZero() {
		return earliest(l.ends, l.busy)
	}
	return l.ends
}

func (c *conn) expire() {
	if !c.login.byPhone() {
		c.endLogin(prompt(sluice.Prompt{Problem: sluice.ProblemUnscanned}))
		return
	}
	c.lapsed.add(c.id)
	c.endLogin(prompt(sluice.Prompt{Problem: sluice.ProblemTimeout}))
}
