package simulation

import (
	"context"
	"time"

	"sluice"
	"sluice/internal/driver"
	"sluice/internal/history"
)

var _ driver.DuplicateFinder = (*line)(nil)

// A line is one life of an account's connection.
type line struct {
	net     *network
	process *process
	id      sluice.InstanceID
	values  driver.SessionStore
	sink    driver.Sink
	kicks   chan kick

	// Guarded by network.mu:
	user    string // who is logged in
	up      bool
	known   bool          // the dialogs have been read
	dead    bool          // its process was killed
	dropped chan struct{} // closed when the connection under it is lost
	sending int           // requests under way
	ready   *ready        // prepared, and not arrived
}

// A kick is what a line has to look at.
type kick int

const (
	kickLook kick = iota // at its session
	kickNews             // at the account's updates
	kickLost             // the connection is lost
	kickEnd              // it ends by itself
	kickOut              // it is logged out
)

func (l *line) kick(k kick) {
	select {
	case l.kicks <- k:
	default: // it has enough to look at
	}
}

// drop loses the connection: requests under way get no answer. Callers hold
// network.mu.
func (l *line) drop() {
	l.up = false
	close(l.dropped)
	l.dropped = make(chan struct{})
}

// Run implements [driver.Conn].
func (l *line) Run(ctx context.Context) error {
	defer func() {
		l.net.mu.Lock()
		l.drop()
		l.net.mu.Unlock()
	}()
	for ctx.Err() == nil {
		if err := l.connect(ctx); err != nil {
			return err
		}
		select {
		case <-ctx.Done():
		case k := <-l.kicks:
			switch k {
			case kickLost:
				l.away(ctx)
			case kickEnd:
				return &sluice.Error{Code: sluice.Internal, Text: "the connection ended by itself"}
			case kickOut:
				return &sluice.Error{Code: sluice.Unauthorized, Text: "logged out"}
			}
		}
	}
	return nil
}

// connect brings the line up if it has a session, and tells what waits.
func (l *line) connect(ctx context.Context) error {
	data, ok, err := l.values.Get(ctx, driver.SessionName)
	if err != nil || !ok {
		return nil //nolint:nilerr // it is asked again with the next kick
	}
	user, number := parseSession(data)
	n := l.net
	n.mu.Lock()
	l.user = user
	a := n.account(user)
	valid, was := a.session == number, l.up
	l.up = valid && !l.dead
	delay := time.Duration(n.roll(l.id).IntN(3)) * sec
	n.mu.Unlock()
	if !valid {
		_ = l.values.Put(ctx, map[string][]byte{driver.SessionName: nil})
		return &sluice.Error{Code: sluice.Unauthorized, Text: "the session is gone"}
	}
	if !was {
		l.sink.State(sluice.Change{State: sluice.Authorized, Account: sluice.Account{ID: sluice.ChatID(user), Phone: sluice.Phone("79" + user)}})
	}
	l.tell(ctx, a)
	if !l.known {
		pass(ctx, delay)
		n.mu.Lock()
		l.known = true
		n.mu.Unlock()
		l.sink.Known()
	}
	return nil
}

// tell offers what the account has to be told, until it is stored.
func (l *line) tell(ctx context.Context, a *account) {
	n := l.net
	for ctx.Err() == nil {
		n.mu.Lock()
		if !l.up || l.dead || len(a.updates) == 0 {
			n.mu.Unlock()
			return
		}
		u := a.updates[0]
		n.mu.Unlock()
		err := l.sink.Event(ctx, u.event)
		n.mu.Lock()
		stored := err == nil && !l.dead
		if stored {
			a.updates = a.updates[1:]
		}
		n.mu.Unlock()
		switch {
		case stored && !u.own:
			e := history.Event{Account: nameOf(l.id), Text: string(u.event.Content.Text), ByPhone: u.event.Outgoing, As: a.id}
			n.world.log.note(func(run *history.Run) { run.Events = append(run.Events, e) })
		case !stored:
			pass(ctx, sec)
		}
	}
}

// away is the time without a connection.
func (l *line) away(ctx context.Context) {
	n := l.net
	n.mu.Lock()
	l.drop()
	d := pick(n.roll(l.id), 0, 3*sec, time.Minute, 20*time.Minute)
	if n.healed {
		d = 0
	}
	n.mu.Unlock()
	l.sink.State(sluice.Change{State: sluice.Starting})
	pass(ctx, d)
}

// Login implements [driver.Conn]: the QR is scanned a little later by whoever is
// to.
func (l *line) Login(ctx context.Context, _ sluice.LoginMethod) error {
	l.sink.State(sluice.Change{State: sluice.NotAuthorized, Prompt: sluice.Prompt{Step: sluice.StepQR, QR: "tg://login"}})
	n := l.net
	n.mu.Lock()
	user, dead := n.scans[l.id], l.dead
	if user == "" || dead {
		n.mu.Unlock()
		return nil
	}
	n.logins++
	number := n.logins
	n.account(user).session = number
	n.mu.Unlock()
	err := l.values.Put(ctx, map[string][]byte{driver.SessionName: sessionValue(user, number)})
	l.kick(kickLook)
	return err
}

// Answer implements [driver.Conn]; a QR needs none.
func (l *line) Answer(context.Context, sluice.Answer) error { return nil }

// Logout implements [driver.Conn].
func (l *line) Logout(ctx context.Context) error {
	n := l.net
	n.mu.Lock()
	if l.user != "" && !l.dead {
		n.account(l.user).session = 0
	}
	l.drop()
	n.mu.Unlock()
	err := l.values.DeleteAll(ctx)
	l.kick(kickOut)
	return err
}

// pass lets d pass, unless ctx ends.
func pass(ctx context.Context, d time.Duration) bool {
	if d <= 0 {
		return ctx.Err() == nil
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}
