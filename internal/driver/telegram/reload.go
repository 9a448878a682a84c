package telegram

import (
	"context"
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/gotd/td/tg"

	"sluice"
)

// noteGap notes where Telegram no longer tells what was missed: one channel or, with
// "", all private chats and basic groups. How far the account was read is not stored
// until that was fetched.
func (c *Conn) noteGap(l *link, gap sluice.ChatID) {
	c.driver.metrics.gaps.Inc()
	c.log.Warn("telegram: too much was missed, what is unread is fetched")
	if l.gaps.put(gap) {
		c.progress.expect()
	}
	offerLatest(l.gaps.wake, struct{}{})
}

// closeGaps offers what is unread in the gaps. It returns when to try again; 0: all
// are closed.
func (c *Conn) closeGaps(ctx context.Context, l *link) time.Duration {
	gaps := l.gaps.take()
	if len(gaps) == 0 {
		return 0
	}
	page, err := c.firstDialogs(ctx, l)
	var again time.Duration
	for _, gap := range gaps {
		failed := err
		if failed == nil {
			failed = c.reload(ctx, l, page, gap)
		}
		if failed != nil && ctx.Err() == nil {
			c.log.WarnContext(ctx, "telegram: what was missed is not fetched", "err", failed)
		}
		if failed == nil || hopeless(failed) || !l.gaps.put(gap) { // or it has become a gap anew
			c.progress.settled(ctx, true)
			continue
		}
		again = max(again, classify(failed, call{}).Wait, leastBehind)
	}
	return again
}

// leaveGaps gives the gaps up for now: the next start asks for the difference again.
func (c *Conn) leaveGaps(ctx context.Context, l *link) {
	for range l.gaps.take() {
		c.progress.settled(ctx, false)
	}
}

// hopeless says whether an error will not be over after a while: the account has no
// way into the chat any more.
func hopeless(err error) bool {
	code := classify(err, call{}).Code
	return code == sluice.Refused || code == sluice.NotFound
}

// gaps are where too much was missed.
type gaps struct {
	mu   sync.Mutex
	all  map[sluice.ChatID]bool
	wake chan struct{} // one slot
}

func newGaps() *gaps { return &gaps{all: map[sluice.ChatID]bool{}, wake: make(chan struct{}, 1)} }

// put says whether the gap is a new one.
func (g *gaps) put(gap sluice.ChatID) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.all[gap] {
		return false
	}
	g.all[gap] = true
	return true
}

// take takes them all out.
func (g *gaps) take() []sluice.ChatID {
	g.mu.Lock()
	defer g.mu.Unlock()
	list := slices.Sorted(maps.Keys(g.all))
	clear(g.all)
	return list
}

// reload offers what is unread in a gap, by the dialogs where something happened
// last. What was offered before is dropped by its number. A chat that cannot be
// read does not keep the others.
func (c *Conn) reload(ctx context.Context, l *link, page []tg.DialogClass, gap sluice.ChatID) error {
	var failed error
	for _, one := range page {
		d, ok := one.(*tg.Dialog)
		if !ok || d.UnreadCount == 0 || !missing(chatOf(d.Peer), gap) {
			continue
		}
		if err := c.reloadChat(ctx, l, chatOf(d.Peer), d.UnreadCount); err != nil && (failed == nil || hopeless(failed)) {
			failed = err
		}
	}
	return failed
}

// missing says whether a chat lies in a gap.
func missing(chat, gap sluice.ChatID) bool {
	kind, _ := typeOf(chat)
	return chat == gap || gap == "" && kind != sluice.ChatSupergroup
}

// reloadChat offers the newest messages of a chat, the oldest of them first.
func (c *Conn) reloadChat(ctx context.Context, l *link, chat sluice.ChatID, unread int) error {
	self := c.selfID()
	r, known, err := c.peers.chat(ctx, chat)
	if err != nil || !known {
		return err
	}
	messages, err := c.history(ctx, l, r.input(self), 0)
	if err != nil {
		return err
	}
	var all []tg.UpdateClass
	for _, m := range slices.Backward(messages[:min(unread, len(messages))]) {
		if r.Type == sluice.ChatSupergroup || r.Type == sluice.ChatChannel {
			all = append(all, &tg.UpdateNewChannelMessage{Message: m})
			continue
		}
		all = append(all, &tg.UpdateNewMessage{Message: m})
	}
	return c.receiver.handler(self)(ctx, &tg.Updates{Updates: all})
}

// firstDialogs returns the dialogs where something happened last.
func (c *Conn) firstDialogs(ctx context.Context, l *link) ([]tg.DialogClass, error) {
	ctx, cancel := context.WithTimeout(ctx, resolveTime) // the next connect asks again
	defer cancel()
	var answer tg.MessagesDialogsClass
	err := c.waits.do(ctx, "messages.getDialogs", func(ctx context.Context) (err error) {
		answer, err = l.client.API().MessagesGetDialogs(ctx, &tg.MessagesGetDialogsRequest{
			OffsetPeer: &tg.InputPeerEmpty{}, Limit: dialogsPage,
		})
		return err
	})
	if page, ok := answer.(interface{ GetDialogs() []tg.DialogClass }); ok && err == nil {
		return page.GetDialogs(), nil
	}
	return nil, err
}
