package session

import (
	"context"

	"sluice"
	"sluice/internal/driver"
)

// A bound message is what one link has prepared. What it holds is good for that
// link's account alone, so no other link sends it.
type bound struct {
	sluice.Prepared
	by *link
}

// Prepare resolves the chat and uploads, over the instance's connection. Only
// while that lasts can the message be sent: then it is to be prepared anew.
func (s *Sessions) Prepare(ctx context.Context, m sluice.Message) (sluice.Prepared, error) {
	l, done, err := s.borrow(m.Instance)
	if err != nil {
		return nil, err
	}
	defer done()
	p, err := l.Prepare(ctx, m)
	if err != nil {
		return nil, err
	}
	return bound{p, l}, nil
}

// Type shows the typing indicator for as long as t says. On a network that has
// none it returns at once.
func (s *Sessions) Type(ctx context.Context, id sluice.InstanceID, p sluice.Prepared, t sluice.Typing) error {
	l, p, done, err := s.borrowFor(id, p)
	if err != nil {
		return err
	}
	defer done()
	if d, ok := l.Conn.(driver.Typer); ok {
		return d.Type(ctx, p, t)
	}
	return nil
}

// Send makes the one call that may leave the outcome in doubt. Without a
// connection nothing is written.
func (s *Sessions) Send(ctx context.Context, id sluice.InstanceID, p sluice.Prepared) (sluice.Sent, error) {
	l, p, done, err := s.borrowFor(id, p)
	if err != nil {
		return sluice.Sent{}, err
	}
	defer done()
	sent, err := l.Send(ctx, p)
	if err == nil {
		l.sink.replied(p)
	}
	return sent, err
}

// FindSent finds out what became of a message whose answer was lost, in the chat
// m.Chat. With p, which may be nil, it is the connection that prepared p that is
// asked, or none.
func (s *Sessions) FindSent(
	ctx context.Context, m sluice.Message, p sluice.Prepared, taken sluice.Taken,
) (sluice.Sent, sluice.Fate, error) {
	borrow := s.borrow
	if p != nil {
		borrow = func(id sluice.InstanceID) (*link, func(), error) {
			l, _, done, err := s.borrowFor(id, p)
			return l, done, err
		}
	}
	l, done, err := borrow(m.Instance)
	if err != nil {
		return sluice.Sent{}, sluice.FateUnclear, err
	}
	defer done()
	if d, ok := l.Conn.(driver.DuplicateFinder); ok {
		return d.FindSent(ctx, m, taken)
	}
	return sluice.Sent{}, sluice.FateUnclear, nil
}

// borrow returns the instance's link, which a drain keeps open until done is
// called.
func (s *Sessions) borrow(id sluice.InstanceID) (l *link, done func(), err error) {
	s.mu.Lock()
	c := s.conns[id]
	s.mu.Unlock()
	if c == nil {
		return nil, nil, errOffline()
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.link == nil || c.draining {
		return nil, nil, errOffline()
	}
	l = c.link
	l.sends.Add(1)
	return l, l.sends.Done, nil
}

// borrowFor is borrow for a message that is prepared, which it returns as the
// driver made it.
func (s *Sessions) borrowFor(id sluice.InstanceID, p sluice.Prepared) (*link, sluice.Prepared, func(), error) {
	l, done, err := s.borrow(id)
	if err != nil {
		return nil, nil, nil, err
	}
	b, ok := p.(bound)
	if !ok || b.by != l {
		done()
		return nil, nil, nil, errOffline()
	}
	return l, b.Prepared, done, nil
}

// errOffline is what senders get while there is no connection, or no longer the
// one that prepared the message: nothing was written, and the whole account
// waits.
func errOffline() error {
	return &sluice.Error{
		Code: sluice.Unavailable, Text: "There is no connection to the network",
		Scope: sluice.ScopeAccount, Reason: sluice.WaitsOffline,
	}
}
