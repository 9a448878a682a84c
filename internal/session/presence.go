package session

import (
	"context"
	"sync"
	"time"

	"sluice"
)

const (
	// onlineEvery is how often an account that is to look online says so.
	onlineEvery = 30 * time.Second
	// presenceTime bounds one call made for the sake of how the account looks.
	presenceTime = 25 * time.Second
)

// tendOnline keeps an account online while its settings say so, and takes it
// offline when they no longer do.
func (c *conn) tendOnline(ctx context.Context) time.Time {
	i, now := c.instance(), time.Now()
	if c.link == nil || !i.State.Ready() || !c.lost.IsZero() {
		c.online = time.Time{}
		return time.Time{}
	}
	show := i.Settings.KeepOnline
	switch {
	case !show && c.online.IsZero():
		return time.Time{}
	case show && now.Before(c.online):
		return c.online
	}
	c.online = time.Time{}
	if show {
		c.online = now.Add(onlineEvery)
	}
	c.beside(ctx, func(ctx context.Context, r sluice.Reader) error { return r.SetOnline(ctx, show) })
	return c.online
}

// beside makes a call that nobody waits for, but a drain and the end of keep.
func (c *conn) beside(ctx context.Context, call func(ctx context.Context, r sluice.Reader) error) {
	r, ok := c.link.Conn.(sluice.Reader)
	if !ok {
		return
	}
	link := c.link
	link.sends.Add(1)
	c.calls.Go(func() {
		defer link.sends.Done()
		ctx, cancel := context.WithTimeout(ctx, presenceTime)
		defer cancel()
		if err := call(ctx, r); err != nil && ctx.Err() == nil {
			c.opts.Log.WarnContext(ctx, "session: presence not shown", "instance", c.id, "err", err)
		}
	})
}

// unread is chats that are to be marked as read.
type unread struct {
	mu    sync.Mutex
	chats map[sluice.ChatID]int64 // up to which number, 0: everything; guarded by mu
	busy  bool                    // somebody is at it; guarded by mu
}

// add has a chat marked, no less far than it was to be before.
func (u *unread) add(chat sluice.ChatID, upTo int64) {
	u.mu.Lock()
	defer u.mu.Unlock()
	if u.chats == nil {
		u.chats = map[sluice.ChatID]int64{}
	}
	before, known := u.chats[chat]
	if known && (before == 0 || upTo != 0 && before > upTo) {
		return
	}
	u.chats[chat] = upTo
}

// begin says whether the caller is to mark what waits.
func (u *unread) begin() bool {
	u.mu.Lock()
	defer u.mu.Unlock()
	if u.busy || len(u.chats) == 0 {
		return false
	}
	u.busy = true
	return true
}

// take returns a chat that waits; without one the caller's work is over.
func (u *unread) take() (sluice.ChatID, int64, bool) {
	u.mu.Lock()
	defer u.mu.Unlock()
	for chat, upTo := range u.chats {
		delete(u.chats, chat)
		return chat, upTo, true
	}
	u.busy = false
	return "", 0, false
}

// drop forgets what waits: the network does not take it now.
func (u *unread) drop() {
	u.mu.Lock()
	defer u.mu.Unlock()
	clear(u.chats)
	u.busy = false
}

// markRead marks what waits, one chat after the other. A failure ends it: the
// next message that comes in marks its chat again.
func (c *conn) markRead(ctx context.Context) {
	if c.link == nil {
		return
	}
	marks := &c.link.sink.unread
	if _, ok := c.link.Conn.(sluice.Reader); !ok || !marks.begin() {
		return
	}
	c.beside(ctx, func(ctx context.Context, r sluice.Reader) error {
		for {
			chat, upTo, ok := marks.take()
			if !ok {
				return nil
			}
			if err := r.MarkRead(ctx, chat, upTo); err != nil {
				marks.drop()
				return err
			}
		}
	})
}

// received has the chat of a message that was stored marked as read, if the
// instance's settings say so now.
func (s *sink) received(e sluice.Event) {
	if e.Kind != sluice.EventMessage || e.Outgoing {
		return
	}
	if i, err := s.store.Instance(s.id); err == nil && i.Settings.MarkRead {
		s.unread.add(e.Chat.Chat, e.Number)
		s.ring()
	}
}

// replied has the chat of a message that was sent marked as read, if the
// instance's settings say so now.
func (s *sink) replied(p sluice.Prepared) {
	if i, err := s.store.Instance(s.id); err == nil && i.Settings.MarkReadOnReply {
		s.unread.add(p.Peer().Chat, 0)
		s.ring()
	}
}
