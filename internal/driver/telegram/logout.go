package telegram

import (
	"context"
	"time"

	"sluice/internal/driver"
)

// goodbyeTime bounds the call that closes a session at Telegram.
const goodbyeTime = 5 * time.Second

// Logout closes the session at Telegram if that can be reached soon, ends Run
// and forgets everything about the account. A session that could not be closed
// is kept for [Driver.SayFarewell].
func (c *Conn) Logout(ctx context.Context) error {
	c.mu.Lock()
	again, running, cancel, l, job := c.leaving, c.running, c.cancel, c.link, c.login
	c.leaving, c.login = true, nil
	c.mu.Unlock()
	if job != nil {
		job.leave()
	}
	closed := l != nil && !again && c.sayGoodbye(ctx, l)
	if running {
		cancel()
		select {
		case <-c.ended:
		case <-ctx.Done(): // the values are shut below: nothing is written any more
		}
	}
	record := context.WithoutCancel(ctx)
	session, home, err := c.stored(record, driver.SessionName)
	if err != nil || session == nil || closed {
		return c.values.wipe(record)
	}
	return c.values.wipe(record, leftOpen{At: c.driver.opts.Now(), Environment: home, Session: session})
}

// sayGoodbye says whether the session is closed at Telegram.
func (c *Conn) sayGoodbye(ctx context.Context, l *link) bool {
	ctx, cancel := context.WithTimeout(ctx, goodbyeTime)
	defer cancel()
	err := l.bounded(ctx, func(ctx context.Context) error {
		_, err := l.client.API().AuthLogOut(ctx)
		return err
	})
	if _, already := gone(err); err == nil || already {
		return true
	}
	c.log.WarnContext(ctx, "telegram: session not closed at Telegram, forgotten here and closed later", "err", err)
	return false
}
