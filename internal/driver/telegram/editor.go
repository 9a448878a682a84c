package telegram

import (
	"context"

	"github.com/gotd/td/tg"
	"github.com/gotd/td/tgerr"

	"sluice"
)

// EditMessage gives a text, or the caption of a file, another wording. That it
// has this wording already is no error.
func (c *Conn) EditMessage(ctx context.Context, m sluice.Ref, text sluice.Text) error {
	ctx, v, done, err := c.visit(ctx)
	if err != nil {
		return err
	}
	defer done()
	r, err := v.chat(ctx, m.Chat)
	if err != nil {
		return err
	}
	request := &tg.MessagesEditMessageRequest{Peer: r.input(v.self), ID: int(m.Number)}
	request.SetMessage(string(text))
	err = do(ctx, v, "messages.editMessage", func(ctx context.Context, api *tg.Client) (tg.UpdatesClass, error) {
		return api.MessagesEditMessage(ctx, request)
	})
	if tgerr.Is(err, "MESSAGE_NOT_MODIFIED") {
		return nil
	}
	return err
}

// DeleteMessage takes a message back. Telegram does not tell the account itself
// about it, so that is done here.
func (c *Conn) DeleteMessage(ctx context.Context, m sluice.Ref, onlyOwn bool) error {
	ctx, v, done, err := c.visit(ctx)
	if err != nil {
		return err
	}
	defer done()
	r, err := v.chat(ctx, m.Chat)
	if err != nil {
		return err
	}
	if err := v.erase(ctx, r, int(m.Number), onlyOwn); err != nil {
		return err
	}
	s := c.receiver.scene(ctx, v.self, nil, nil)
	for _, e := range s.deleted(sluice.ScopeOf(r.peer(v.self)), []int{int(m.Number)}, c.driver.opts.Now().UTC()) {
		e.Outgoing = true
		if err := c.receiver.offer(ctx, e); err != nil {
			c.log.WarnContext(ctx, "telegram: own deletion not told", "err", err)
		}
	}
	return nil
}

func (v *visit) erase(ctx context.Context, r record, number int, onlyOwn bool) error {
	if r.channeled() {
		return do(ctx, v, "channels.deleteMessages", func(ctx context.Context, api *tg.Client) (*tg.MessagesAffectedMessages, error) {
			return api.ChannelsDeleteMessages(ctx, &tg.ChannelsDeleteMessagesRequest{Channel: r.channel(), ID: []int{number}})
		})
	}
	return do(ctx, v, "messages.deleteMessages", func(ctx context.Context, api *tg.Client) (*tg.MessagesAffectedMessages, error) {
		return api.MessagesDeleteMessages(ctx, &tg.MessagesDeleteMessagesRequest{Revoke: !onlyOwn, ID: []int{number}})
	})
}
