package session

import (
	"context"
	"time"

	"sluice"
)

// Logout closes the session at the network, if that can be reached soon, and
// forgets it here in any case. An instance that has none is no error. The queue
// stays.
func (s *Sessions) Logout(ctx context.Context, id sluice.InstanceID) error {
	_, err := s.ask(ctx, id, func(ctx context.Context, c *conn, w waiter) {
		w.give(answer{err: c.logout(ctx)})
	})
	return err
}

// Reboot drops the connection and builds a new one. A login under way is given
// up, except one whose password is awaited. The queue stays.
func (s *Sessions) Reboot(ctx context.Context, id sluice.InstanceID) error {
	_, err := s.ask(ctx, id, func(ctx context.Context, c *conn, w waiter) {
		w.give(answer{err: c.rebuild(ctx, "reboot")})
	})
	return err
}

func (c *conn) logout(ctx context.Context) error {
	c.endLogin(prompt(sluice.Prompt{Problem: sluice.ProblemLoginSuperseded}))
	if holdsSession(c.instance().State) {
		if err := c.signOff(ctx); err != nil {
			c.opts.Log.WarnContext(ctx, "session: the account was logged out here alone", "instance", c.id, "err", err)
		}
	}
	c.hangUp()
	c.openAt, c.lost = time.Time{}, time.Time{}
	c.lapsed.remove(c.id)
	if !c.persist(ctx, "wipe the session", c.wipe) {
		return c.unstored()
	}
	c.set(ctx, sluice.Change{State: sluice.NotAuthorized, Cause: sluice.CauseLogout, Why: "logout"})
	return nil
}

// signOff closes the session at the network.
func (c *conn) signOff(ctx context.Context) error {
	if c.link == nil {
		if err := c.open(ctx); err != nil {
			return err
		}
	}
	limited, cancel := context.WithTimeout(ctx, c.opts.LogoutIn)
	defer cancel()
	return c.link.Logout(limited)
}

// rebuild replaces the link of an instance that has a session.
func (c *conn) rebuild(ctx context.Context, why string) error {
	c.hangUp()
	c.openAt, c.lost, c.pauses = time.Time{}, time.Time{}, nil
	c.endLogin(prompt(sluice.Prompt{Problem: sluice.ProblemNetworkTrouble}))
	if c.instance().State != sluice.PendingPassword {
		stored, err := c.hasSession(ctx)
		if err != nil {
			stored = holdsSession(c.instance().State)
		}
		if !stored {
			c.set(ctx, sluice.Change{State: sluice.NotAuthorized, Cause: sluice.CauseLost, Why: why})
			return nil
		}
		c.set(ctx, sluice.Change{State: sluice.Starting, Why: why})
	}
	return c.connect(ctx)
}
