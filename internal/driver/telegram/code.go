package telegram

import (
	"context"
	"errors"
	"time"

	"github.com/gotd/td/telegram/auth"
	"github.com/gotd/td/tg"
	"github.com/gotd/td/tgerr"

	"sluice"
)

// codeTime is how long a code is waited for.
const codeTime = 5 * time.Minute

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
		if _, in := answer.(*tg.AuthSentCodeSuccess); in { // without a code
			return nil
		}
		if !ok { // it wants to be paid for
			return &ended{sluice.Prompt{Problem: sluice.ProblemNetworkRefusal, Hint: answer.TypeName()}}
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
			return &passwordNeededError{given: a.Password}
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
