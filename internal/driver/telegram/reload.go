package telegram

import (
	"context"
	"slices"

	"github.com/gotd/td/tg"

	"sluice"
)

// reload offers what is unread where Telegram no longer tells what was missed:
// in one channel or, with "", in all private chats and basic groups. What was
// offered before is dropped by its number.
func (c *Conn) reload(ctx context.Context, l *link, gap sluice.ChatID) {
	page, err := c.firstDialogs(ctx, l)
	for _, one := range page {
		d, ok := one.(*tg.Dialog)
		if !ok || d.UnreadCount == 0 || !missing(chatOf(d.Peer), gap) {
			continue
		}
		if err = c.reloadChat(ctx, l, chatOf(d.Peer), d.UnreadCount); err != nil {
			break
		}
	}
	if err != nil && ctx.Err() == nil {
		c.log.WarnContext(ctx, "telegram: what was missed is not fetched", "err", err)
	}
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
