package session

import (
	"context"
	"errors"
	"time"

	"sluice"
	"sluice/internal/driver"
)

// read carries out what the link has reported.
func (c *conn) read(ctx context.Context) {
	l := c.link
	if l == nil {
		return
	}
	defer c.markRead(ctx)
	changes, known := l.sink.take()
	for _, ch := range changes {
		if c.link != l {
			return // an earlier change ended the link
		}
		c.apply(ctx, ch)
	}
	if known {
		c.persist(ctx, "release what waited for the dialogs", func(ctx context.Context) error {
			return c.store.Release(ctx, c.id, sluice.WaitsResolving)
		})
	}
}

// apply is the state machine: what a change reported by the driver does to the
// instance.
func (c *conn) apply(ctx context.Context, ch sluice.Change) {
	switch ch.State {
	case sluice.Starting:
		c.away()
	case sluice.Authorized:
		c.authorized(ctx, ch)
	case sluice.SuspendedState:
		c.set(ctx, ch)
	case sluice.BlockedState:
		c.blocked(ctx, ch)
	case sluice.NotAuthorized, sluice.PendingPassword:
		if ch.Prompt.Problem == sluice.ProblemForeignSession {
			c.foreign(ctx, ch)
			return
		}
		if ch.Prompt.Step != sluice.StepNone || ch.Prompt.Problem != "" {
			c.prompted(ctx, ch)
			return
		}
		c.unprompted(ctx, ch)
	}
}

// away notes that the network is out of reach. The state says so only when
// that lasts.
func (c *conn) away() {
	if c.lost.IsZero() {
		c.lost = time.Now()
	}
}

func (c *conn) authorized(ctx context.Context, ch sluice.Change) {
	c.lost, c.pauses = time.Time{}, nil
	i := c.instance()
	if ch.Account.ID == "" {
		ch.Account = i.Account
	}
	if !i.State.Ready() || i.Account != ch.Account {
		c.set(ctx, ch)
	}
	if c.instance().Account.ID == ch.Account.ID {
		c.link.sink.own()
	}
	c.lapsed.remove(c.id)
	c.misplaced.remove(c.id)
	c.persist(ctx, "release what waited for the connection", func(ctx context.Context) error {
		return c.store.Release(ctx, c.id, sluice.WaitsOffline)
	})
	c.endLogin(loggedIn())
}

// unprompted deals with a change that belongs to no step of a login: the
// account was logged out, or the network forgot whose password it waits for.
func (c *conn) unprompted(ctx context.Context, ch sluice.Change) {
	switch {
	case ch.State == sluice.PendingPassword:
		c.set(ctx, ch)
	case c.login != nil && !c.login.wantsPassword():
		// A login has begun and nobody is logged in: nothing new.
	case holdsSession(c.instance().State):
		c.signedOut(ctx, ch)
	}
}

// signedOut ends a session that the network no longer knows.
func (c *conn) signedOut(ctx context.Context, ch sluice.Change) {
	c.hangUp()
	c.openAt, c.lost = time.Time{}, time.Time{}
	state, problem := c.instance().State, sluice.ProblemNetworkTrouble
	if state == sluice.PendingPassword {
		problem = sluice.ProblemForgotten
	}
	if holdsSession(state) {
		c.persist(ctx, "forget the session", func(ctx context.Context) error {
			return c.store.Values(c.id).Put(ctx, map[string][]byte{driver.SessionName: nil})
		})
		c.set(ctx, sluice.Change{State: sluice.NotAuthorized, Cause: ch.Cause, Why: ch.Why})
	}
	c.endLogin(prompt(sluice.Prompt{Problem: problem}))
}

// foreign puts an instance out of work whose session is of no use here, and
// keeps that: started for the right network, the gateway connects with it again.
// A login that has begun goes on.
func (c *conn) foreign(ctx context.Context, ch sluice.Change) {
	c.misplaced.add(c.id)
	if c.login != nil || !holdsSession(c.instance().State) {
		return
	}
	c.hangUp()
	c.openAt, c.lost = time.Time{}, time.Time{}
	c.set(ctx, ch)
}

// blocked ends a session whose account is gone. The session is kept: a reboot
// asks the network again.
func (c *conn) blocked(ctx context.Context, ch sluice.Change) {
	c.hangUp()
	c.openAt, c.lost = time.Time{}, time.Time{}
	switch c.instance().State {
	case sluice.Authorized, sluice.SuspendedState, sluice.Starting:
		c.set(ctx, ch)
	case sluice.PendingPassword:
		c.set(ctx, sluice.Change{State: sluice.NotAuthorized, Cause: ch.Cause, Why: ch.Why})
	}
	c.endLogin(prompt(sluice.Prompt{Problem: sluice.ProblemAccountBlocked}))
}

// tendState makes the changes that come with time alone.
func (c *conn) tendState(ctx context.Context) time.Time {
	i, now := c.instance(), time.Now()
	gone := c.lost.Add(c.opts.LostAfter)
	isGone := !c.lost.IsZero() && !now.Before(gone)
	switch i.State {
	case sluice.Authorized:
		switch {
		case c.lost.IsZero():
			return time.Time{}
		case !isGone:
			return gone
		}
	case sluice.SuspendedState:
		if now.Before(i.SuspendedUntil) {
			return i.SuspendedUntil
		}
	default:
		return time.Time{}
	}
	if isGone {
		c.set(ctx, sluice.Change{State: sluice.Starting, Why: "connection lost"})
		return time.Time{}
	}
	c.set(ctx, sluice.Change{State: sluice.Authorized, Account: i.Account, Why: "the restriction is over"})
	return now.Add(time.Second)
}

// set stores a change, if it is one.
func (c *conn) set(ctx context.Context, ch sluice.Change) {
	before := c.instance().State
	if before == ch.State && ch.State != sluice.Authorized {
		return
	}
	c.record(ctx, before, ch)
}

// record stores a change in any case.
func (c *conn) record(ctx context.Context, before sluice.State, ch sluice.Change) {
	stored := c.persist(ctx, "store the state", func(ctx context.Context) error {
		return c.store.SetState(ctx, c.id, ch)
	})
	if stored {
		c.metrics.changes.WithLabelValues(string(ch.State)).Inc()
		c.opts.Log.InfoContext(ctx, "session: the state has changed", "instance", c.id, "from", before, "state", ch.State, "why", ch.Why)
	}
}

// mostFaults is how often a commit is tried that the store fails to make for a reason
// of its own, as when a file cannot be read: some 20 seconds.
const mostFaults = 10

// persist makes one commit, however long the store is away. False: it was not
// made, because ctx ended, the instance is deleted, or the store refused.
func (c *conn) persist(ctx context.Context, what string, commit func(context.Context) error) bool {
	faults := 0
	for pause := 50 * time.Millisecond; ; pause = min(2*pause, 5*time.Second) {
		err := commit(context.WithoutCancel(ctx))
		again := false
		switch sluice.CodeOf(err) {
		case "":
			return true
		case sluice.NotFound, sluice.Deleted:
			c.gone = true
			return false
		case sluice.Unavailable, sluice.Full:
			again = true
		case sluice.Internal:
			faults++
			again = faults < mostFaults
		}
		if again && sleep(ctx, pause) {
			continue
		}
		err = errors.Join(err, ctx.Err())
		c.opts.Log.ErrorContext(ctx, "session: the store refused", "instance", c.id, "what", what, "err", err)
		return false
	}
}

// unstored is the error for a caller whose commit was not made.
func (c *conn) unstored() error {
	if c.gone {
		return errGone()
	}
	return errStopping()
}

// sleep waits for d. False: ctx ended first.
func sleep(ctx context.Context, d time.Duration) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return true
	case <-ctx.Done():
		return false
	}
}
