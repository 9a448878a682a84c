package sandbox

import (
	"context"

	"github.com/gotd/td/tg"
)

// A publisher makes changes and shows them to all who are to see them.
type publisher struct{ *scene }

// push sends updates to every key of an account but one, in the order of the
// calls. It is called under the lock of what has changed.
func (s *publisher) push(a *account, p pushed) {
	if s.keys.alone(a.ID, p.except) {
		return
	}
	s.lanes.after(a, 0, func(ctx context.Context) { s.deliver(ctx, a, p) })
}

// A pushed is updates on their way to an account.
type pushed struct {
	updates *tg.Updates
	chat    peer    // which they are about
	except  [8]byte // the key whose call made them, and whose answer tells; zero: none
}

// deliver is push in the account's lane, where faults may act on the update.
func (s *publisher) deliver(ctx context.Context, a *account, p pushed) {
	send := func(ctx context.Context) {
		for _, key := range s.keys.of(a.ID) {
			if key != p.except {
				s.core.Push(ctx, key, p.updates)
			}
		}
	}
	t := target{account: number(a.ID), instance: s.keys.instance(a.ID), chat: p.chat.String()}
	times := 1
	for _, hit := range s.faults.strike(t, DoLoseUpdate, DoRepeatUpdate, DoReorderUpdate) {
		switch hit.Do {
		case DoLoseUpdate:
			return
		case DoRepeatUpdate:
			times = 2
		case DoReorderUpdate:
			a.mu.Lock()
			a.held = append(a.held, send)
			a.mu.Unlock()
			return
		}
	}
	for range times {
		send(ctx)
	}
	a.mu.Lock()
	held := a.held
	a.held = nil
	a.mu.Unlock()
	for _, late := range held {
		late(ctx)
	}
}

// record notes a change of an account's box and pushes it. The account is
// locked.
func (s *publisher) record(a *account, except [8]byte, e entry) {
	_ = s.journal.write(record{Entry: &entryRecord{Box: a.peer(), Entry: e}})
	if s.keys.alone(a.ID, except) {
		return
	}
	v := s.view(a)
	if u := v.update(&a.box, e); u != nil {
		s.push(a, pushed{v.updates(e.Date, u), e.Chat, except})
	}
}

// recordChannel notes a change of a channel's box and has it pushed to the
// members. The channel is locked; accounts are not, but for the one that is
// given as actor, if any.
func (s *publisher) recordChannel(c *channel, actor *account, except [8]byte, e entry) {
	_ = s.journal.write(record{Entry: &entryRecord{Box: c.peer(), Entry: e}})
	for _, m := range c.now().Members {
		a, ok := s.world.account(m.User)
		if !ok {
			continue
		}
		key := except
		if a != actor {
			key = [8]byte{}
		}
		if s.keys.alone(a.ID, key) {
			continue
		}
		s.lanes.after(a, 0, func(ctx context.Context) { s.deliverChannel(ctx, c, a, key, e) })
	}
}

// deliverChannel shows a change of a channel to a member, in its lane.
func (s *publisher) deliverChannel(ctx context.Context, c *channel, a *account, except [8]byte, e entry) {
	a.mu.Lock()
	c.boxMu.Lock()
	v := s.view(a)
	u := v.update(&c.box, e)
	c.boxMu.Unlock()
	var updates *tg.Updates
	if u != nil {
		updates = v.updates(e.Date, u)
	}
	a.mu.Unlock()
	if updates != nil {
		s.deliver(ctx, a, pushed{updates, e.Chat, except})
	}
}
