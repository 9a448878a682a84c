package telegram

import (
	"context"
	"errors"

	"github.com/gotd/td/telegram/auth"
	"github.com/gotd/td/tgerr"

	"sluice"
)

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
