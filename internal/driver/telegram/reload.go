package telegram

import (
	"context"
	"maps"
	"math"
	"slices"
	"sync"
	"time"

	"github.com/gotd/td/telegram/updates"
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
	var since int
	if err == nil {
		since, err = c.readUpTo(ctx)
	}
	var again time.Duration
	for _, gap := range gaps {
		failed := err
		if failed == nil {
			failed = c.reload(ctx, l, page, gap, since)
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

// gapSlack is how much earlier than the stored state a gap may begin: its date is
// that of the last parcel, which may have overtaken one that was lost.
const gapSlack = 10 * time.Minute

// readUpTo returns since when messages may be missing. The state is not stored while
// there is a gap.
func (c *Conn) readUpTo(ctx context.Context) (int, error) {
	var state updates.State
	known, err := c.values.getJSON(ctx, updatesValue, &state)
	if err != nil || !known || state.Date == 0 {
		return math.MaxInt, err // what is unread alone
	}
	return state.Date - int(gapSlack/time.Second), nil
}

// reload offers what a gap may hide, by the dialogs where something happened last:
// what is unread, and what came since the state was stored, as the owner may have
// read it elsewhere. What was offered before is dropped by its number. A chat that
// cannot be read does not keep the others.
func (c *Conn) reload(ctx context.Context, l *link, page dialogs, gap sluice.ChatID, since int) error {
	tops := map[numbered]int{}
	for _, one := range page.GetMessages() {
		if m, ok := one.AsNotEmpty(); ok {
			tops[numbered{chatOf(m.GetPeerID()), int64(m.GetID())}] = m.GetDate()
		}
	}
	var failed error
	for _, one := range page.GetDialogs() {
		d, ok := one.(*tg.Dialog)
		if !ok || !missing(chatOf(d.Peer), gap) {
			continue
		}
		if d.UnreadCount == 0 && tops[numbered{chatOf(d.Peer), int64(d.TopMessage)}] < since {
			continue
		}
		if err := c.reloadChat(ctx, l, d, since); err != nil && (failed == nil || hopeless(failed)) {
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

// gapPages bounds what is read of a chat for a gap.
const gapPages = 10

// reloadChat offers what a gap may hide of a chat, the oldest message first.
func (c *Conn) reloadChat(ctx context.Context, l *link, d *tg.Dialog, since int) error {
	self := c.selfID()
	r, known, err := c.peers.chat(ctx, chatOf(d.Peer))
	if err != nil || !known {
		return err
	}
	messages, err := c.unseen(ctx, l, r, d.ReadInboxMaxID, since)
	if err != nil {
		return err
	}
	var all []tg.UpdateClass
	for _, m := range slices.Backward(messages) {
		if r.Type == sluice.ChatSupergroup || r.Type == sluice.ChatChannel {
			all = append(all, &tg.UpdateNewChannelMessage{Message: m})
			continue
		}
		all = append(all, &tg.UpdateNewMessage{Message: m})
	}
	return c.receiver.handler(self)(ctx, &tg.Updates{Updates: all})
}

// unseen returns the messages of a chat that are unread or came since, the newest
// first.
func (c *Conn) unseen(ctx context.Context, l *link, r record, read, since int) ([]tg.MessageClass, error) {
	var all []tg.MessageClass
	before := 0
	for range gapPages {
		page, err := c.history(ctx, l, r.input(c.selfID()), before)
		if err != nil || len(page) == 0 {
			return all, err
		}
		for _, one := range page {
			m, ok := one.AsNotEmpty()
			if before = one.GetID(); before <= read && (!ok || m.GetDate() < since) {
				return all, nil
			}
			all = append(all, one)
		}
	}
	c.log.WarnContext(ctx, "telegram: more was missed in a chat than is fetched", "chat", r.chat())
	return all, nil
}

// dialogs is a page of the account's chats, with the newest message of each.
type dialogs interface {
	GetDialogs() []tg.DialogClass
	GetMessages() []tg.MessageClass
}

// firstDialogs returns the dialogs where something happened last.
func (c *Conn) firstDialogs(ctx context.Context, l *link) (dialogs, error) {
	ctx, cancel := context.WithTimeout(ctx, resolveTime) // the next connect asks again
	defer cancel()
	var answer tg.MessagesDialogsClass
	err := c.waits.do(ctx, "messages.getDialogs", func(ctx context.Context) (err error) {
		answer, err = l.client.API().MessagesGetDialogs(ctx, &tg.MessagesGetDialogsRequest{
			OffsetPeer: &tg.InputPeerEmpty{}, Limit: dialogsPage,
		})
		return err
	})
	if page, ok := answer.(dialogs); ok && err == nil {
		return page, nil
	}
	return &tg.MessagesDialogs{}, err
}
