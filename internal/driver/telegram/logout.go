package telegram

import (
	"context"
	"time"
)

// goodbyeTime bounds the call that closes a session at Telegram.
const goodbyeTime = 5 * time.Second

// Logout closes the session at Telegram if that can be reached soon, ends Run
// and forgets everything about the account.
func (c *Conn) Logout(ctx context.Context) error {
	c.mu.Lock()
	again, running, cancel, l, job := c.leaving, c.running, c.cancel, c.link, c.login
	c.leaving, c.login = true, nil
	c.mu.Unlock()
	if job != nil {
		job.leave()
	}
	if l != nil && !again {
		c.sayGoodbye(ctx, l)
	}
	if running {
		cancel()
		select {
		case <-c.ended:
		case <-ctx.Done(): // the values are shut below: nothing is written any more
		}
	}
	return c.values.wipe(context.WithoutCancel(ctx))
}

func (c *Conn) sayGoodbye(ctx context.Context, l *link) {
	ctx, cancel := context.WithTimeout(ctx, goodbyeTime)
	defer cancel()
	err := l.bounded(ctx, func(ctx context.Context) error {
		_, err := l.client.API().AuthLogOut(ctx)
		return err
	})
	if _, already := gone(err); err != nil && !already {
		c.log.WarnContext(ctx, "telegram: session not closed at Telegram, forgotten here", "err", err)
	}
}
