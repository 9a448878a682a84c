package telegram

import (
	"context"
	"encoding/base64"
	"fmt"
	"time"

	"github.com/gotd/td/tg"
	"github.com/gotd/td/tgerr"

	"sluice"
)

const (
	// unscannedTokens ends a login by QR that nobody looks at.
	unscannedTokens = 5
	// tokenMargin is how long before its end a token is replaced.
	tokenMargin = 2 * time.Second
)

// byQR shows login tokens until one is scanned. The loop is our own: that of
// the library loses a scan that happens while the token is being shown, and
// hangs when the first export says already that we are in.
func (c *Conn) byQR(ctx context.Context, l *link, job *login) error {
	for shown := 0; ; {
		token, err := c.export(ctx, l)
		if err != nil || token == nil {
			return err
		}
		if shown++; shown > unscannedTokens {
			return &ended{sluice.Prompt{Problem: sluice.ProblemUnscanned}}
		}
		expires := time.Unix(int64(token.Expires), 0)
		c.prompt(job, sluice.Prompt{
			Step: sluice.StepQR, Expires: expires,
			QR: "tg://login?token=" + base64.RawURLEncoding.EncodeToString(token.Token),
		})
		timer := time.NewTimer(max(expires.Sub(c.driver.opts.Now())-tokenMargin, time.Second))
		select {
		case <-l.token:
		case <-timer.C:
		case <-ctx.Done():
		}
		timer.Stop()
		if ctx.Err() != nil {
			return ctx.Err()
		}
	}
}

// export asks for a token; nil and no error: the account is logged in.
func (c *Conn) export(ctx context.Context, l *link) (*tg.AuthLoginToken, error) {
	id, hash, _ := c.driver.app(c.cfg.Link)
	answer, err := l.client.API().AuthExportLoginToken(ctx, &tg.AuthExportLoginTokenRequest{APIID: id, APIHash: hash})
	for {
		if tgerr.Is(err, "SESSION_PASSWORD_NEEDED") {
			return nil, &passwordNeededError{}
		}
		if err != nil {
			return nil, err
		}
		switch a := answer.(type) {
		case *tg.AuthLoginToken:
			return a, nil
		case *tg.AuthLoginTokenSuccess:
			if _, ok := a.Authorization.(*tg.AuthAuthorization); !ok {
				return nil, &ended{sluice.Prompt{Problem: sluice.ProblemNoSuchAccount}}
			}
			return nil, nil
		case *tg.AuthLoginTokenMigrateTo:
			if err := l.client.MigrateTo(ctx, a.DCID); err != nil {
				return nil, fmt.Errorf("move to data centre %d: %w", a.DCID, err)
			}
			answer, err = l.client.API().AuthImportLoginToken(ctx, a.Token)
		default:
			return nil, fmt.Errorf("unexpected login token %T", answer)
		}
	}
}
