package telegram

import (
	"context"

	"github.com/gotd/td/tg"

	"sluice"
)

// History returns messages before a number, newest first. Service messages are
// passed over, so there may be fewer than asked for.
func (c *Conn) History(ctx context.Context, id sluice.ChatID, before int64, limit int) ([]sluice.Event, error) {
	ctx, v, done, err := c.visit(ctx)
	if err != nil {
		return nil, err
	}
	defer done()
	r, err := v.chat(ctx, id)
	if err != nil {
		return nil, err
	}
	answer, err := ask(ctx, v, "messages.getHistory", func(ctx context.Context, api *tg.Client) (tg.MessagesMessagesClass, error) {
		return api.MessagesGetHistory(ctx, &tg.MessagesGetHistoryRequest{
			Peer: r.input(v.self), OffsetID: int(before), Limit: min(limit, historyPage),
		})
	})
	if err != nil {
		return nil, err
	}
	page, ok := answer.AsModified()
	if !ok {
		return nil, nil
	}
	s := c.receiver.scene(ctx, v.self, page.GetUsers(), page.GetChats())
	var events []sluice.Event
	for _, m := range page.GetMessages() {
		if e, ok := s.message(m); ok {
			events = append(events, e)
		}
	}
	return events, nil
}
