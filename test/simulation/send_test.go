package simulation

import (
	"context"
	"time"

	"sluice"
	"sluice/internal/history"
)

// ready is a prepared message.
type ready struct {
	m    sluice.Message
	peer sluice.Peer
}

// Peer implements [sluice.Prepared].
func (r ready) Peer() sluice.Peer { return r.peer }

func offline() error {
	return &sluice.Error{Code: sluice.Unavailable, Scope: sluice.ScopeAccount, Reason: sluice.WaitsOffline}
}

// Prepare implements [driver.Conn].
func (l *line) Prepare(_ context.Context, m sluice.Message) (sluice.Prepared, error) {
	n := l.net
	n.mu.Lock()
	defer n.mu.Unlock()
	if !l.up || l.dead {
		return nil, offline()
	}
	p := resolve(m.Chat)
	if !m.Chat.Numeric() {
		f := n.fault(l, throttle, unresolved, stranger)
		switch {
		case f == throttle:
			n.hold(l, p.Chat, true)
			return nil, &sluice.Error{Code: sluice.Limited, Scope: sluice.ScopeMethod, Wait: 20 * sec}
		case f == unresolved || !l.known:
			n.hold(l, p.Chat, true)
			return nil, &sluice.Error{Code: sluice.Unavailable, Scope: sluice.ScopeChat, Reason: sluice.WaitsResolving}
		case f == stranger && m.Doubt.IsZero():
			at := history.Arrival{At: n.world.now(), Account: nameOf(l.id), Text: text(m)}
			n.world.log.note(func(run *history.Run) { run.Lookups = append(run.Lookups, at) })
			return nil, &sluice.Error{Code: sluice.NotFound, Text: "No such account"}
		}
	}
	l.ready = &ready{m, p}
	return *l.ready, nil
}

// arrival is what the evidence has of a request.
func (l *line) arrival(r ready) history.Arrival {
	return history.Arrival{
		At: l.net.world.now(), Account: nameOf(l.id), Text: text(r.m), RandomID: randomID(r.m), Chat: string(r.peer.Chat), As: l.user,
	}
}

// Type implements [driver.Typer].
func (l *line) Type(ctx context.Context, _ sluice.Prepared, t sluice.Typing) error {
	pass(ctx, t.For)
	return nil
}

// A course is how a request goes on after it has arrived.
type course struct {
	fault  fault
	takes  time.Duration
	shows  bool // the message, before it answers
	number int64
	known  bool // it was shown before
	err    error
	answer history.Answer
}

// Send implements [driver.Conn].
func (l *line) Send(ctx context.Context, p sluice.Prepared) (sluice.Sent, error) {
	r, n := p.(ready), l.net
	n.mu.Lock()
	if !l.up || l.dead {
		n.mu.Unlock()
		return sluice.Sent{}, offline()
	}
	a := n.account(l.user)
	c := n.course(l, a, r)
	if c.fault == unwritten {
		n.mu.Unlock()
		return sluice.Sent{}, &sluice.Error{Code: sluice.Unavailable, Scope: sluice.ScopeAccount}
	}
	l.ready = nil
	place := n.world.log.call(l.arrival(r))
	if c.shows {
		c.number, c.known = n.take(a, r)
		if c.answer == history.Silence || c.answer == history.Fault {
			n.echo(a, l, r, c.number)
		}
	}
	l.sending++
	dropped := l.dropped
	n.mu.Unlock()

	err := l.answer(ctx, c, dropped)
	answer := c.answer
	if err != c.err { //nolint:errorlint // the same one, or not
		answer = history.Silence
	}
	n.world.log.answered(place, answer)
	n.mu.Lock()
	l.sending--
	if c.shows && answer == history.Silence && c.answer != history.Silence {
		n.echo(a, l, r, c.number)
	}
	n.mu.Unlock()
	sent := sluice.Sent{Wire: time.Now()}
	if answer == history.Taken {
		sent.ID, sent.At, sent.Duplicate = c.number, time.Now(), c.known
		if c.known && n.world.plan.blank {
			sent.ID = 0
		}
	}
	return sent, err
}

// answer waits until the answer is there. A connection that is lost before takes
// it along.
func (l *line) answer(ctx context.Context, c course, dropped <-chan struct{}) error {
	timer := time.NewTimer(c.takes)
	defer timer.Stop()
	select {
	case <-dropped:
		return &sluice.Error{Code: sluice.Unknown, Scope: sluice.ScopeAccount}
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return c.err
	}
}

// course draws what becomes of a request. What the network has already, it only
// answers late, wrong or not at all.
func (n *network) course(l *line, a *account, r ready) course {
	fit := []fault{slowly, late, never, lostAfter, lostBefore, unwritten, flood}
	if !a.has(r.m.Key) {
		fit = append(fit, broken, down, slowMode, peerFlood, refusal, puzzle)
	}
	c := course{fault: n.fault(l, fit...), shows: true, answer: history.Taken}
	dice := n.roll(l.id)
	fail := func(shows bool, answer history.Answer, e sluice.Error) {
		c.shows, c.answer, c.err = shows, answer, &e
	}
	switch c.fault {
	case slowly:
		c.takes = time.Duration(dice.Int64N(int64(5 * sec)))
	case late:
		c.takes = 75 * sec
	case never:
		c.takes = 10 * time.Minute
		c.shows = dice.IntN(2) == 0
	case lostAfter, lostBefore:
		fail(c.fault == lostAfter, history.Silence, sluice.Error{Code: sluice.Unknown, Scope: sluice.ScopeAccount})
	case broken, down:
		n.hold(l, r.peer.Chat, false)
		fail(c.fault == broken, history.Fault, sluice.Error{Code: sluice.Unknown, Scope: sluice.ScopeChat})
	case flood:
		wait := pick(dice, 3*sec, 30*sec, 10*time.Minute)
		n.wait(l, a, "", wait)
		fail(false, history.Waits, sluice.Error{Code: sluice.Limited, Scope: sluice.ScopeAccount, Wait: wait})
	case slowMode:
		wait := pick(dice, 10*sec, time.Minute)
		n.hold(l, r.peer.Chat, false)
		n.wait(l, a, text(r.m), wait)
		fail(false, history.Aside, sluice.Error{Code: sluice.Limited, Scope: sluice.ScopeChat, Wait: wait})
	case peerFlood:
		n.crowded(l, a, r)
		answer, scope := history.Waits, sluice.ScopeAccount
		if r.peer.First {
			answer, scope = history.Aside, sluice.ScopeChat
		}
		fail(false, answer, sluice.Error{Code: sluice.Suspended, Scope: scope})
	case refusal:
		fail(false, history.Refused, sluice.Error{Code: sluice.Refused, Text: "No (NO)"})
	case puzzle:
		n.hold(l, r.peer.Chat, false)
		fail(false, history.Fault, sluice.Error{Code: sluice.Internal})
	}
	return c
}

// has says whether the account ever sent the message with this key.
func (a *account) has(key [16]byte) bool {
	for _, s := range a.shown {
		if s.key == key {
			return true
		}
	}
	return false
}

// wait logs that the account, or one message, must not be tried for a while.
func (n *network) wait(l *line, a *account, words string, d time.Duration) {
	now := n.world.now()
	n.world.log.note(func(run *history.Run) {
		run.Waits = append(run.Waits, history.Wait{From: now, Until: now + d, Account: nameOf(l.id), As: a.id, Text: words})
	})
}

// crowdedFor is how long PEER_FLOOD is to be respected at least: an hour of the
// gateway's own choice, by a wall clock that may be set by a few minutes.
const crowdedFor = hour - 10*time.Minute

// crowded logs what PEER_FLOOD means: no strangers for an hour at least, or
// nobody.
func (n *network) crowded(l *line, a *account, r ready) {
	if !r.peer.First {
		n.wait(l, a, "", crowdedFor)
		return
	}
	for _, s := range strangers {
		n.hold(l, s, false)
	}
	n.wait(l, a, text(r.m), crowdedFor)
}

// FindSent implements [driver.DuplicateFinder]: by chat and text, as the history
// of a chat shows them.
func (l *line) FindSent(ctx context.Context, m sluice.Message, taken sluice.Taken) (sluice.Sent, sluice.Fate, error) {
	list, err := l.fits(m)
	if err != nil {
		return sluice.Sent{}, sluice.FateUnclear, err
	}
	if l.dim(m) {
		return sluice.Sent{}, sluice.FateUnclear, nil
	}
	for _, s := range list {
		others, err := taken(ctx, "", s.number)
		if err != nil {
			return sluice.Sent{}, sluice.FateUnclear, err
		}
		if !others {
			return sluice.Sent{ID: s.number, At: time.Now(), Duplicate: true}, sluice.FateSent, nil
		}
	}
	return sluice.Sent{}, sluice.FateAbsent, nil
}

// dim draws whether the chat leaves open what became of m. Then it is held until its
// time is over, which is no wait that the network asks for.
func (l *line) dim(m sluice.Message) bool {
	n := l.net
	n.mu.Lock()
	defer n.mu.Unlock()
	if !n.world.plan.dim || n.healed || n.roll(l.id).IntN(3) > 0 {
		return false
	}
	h := history.Hold{At: n.world.now(), Account: nameOf(l.id), Chat: string(m.Chat), Unclear: true}
	n.world.log.note(func(run *history.Run) { run.Asides = append(run.Asides, h) })
	return true
}

// fits returns what m's chat shows that may be m.
func (l *line) fits(m sluice.Message) ([]shown, error) {
	n := l.net
	n.mu.Lock()
	defer n.mu.Unlock()
	if !l.up || l.dead {
		return nil, offline()
	}
	var list []shown
	for _, s := range n.account(l.user).shown {
		if s.chat == m.Chat && s.text == text(m) {
			list = append(list, s)
		}
	}
	return list, nil
}
