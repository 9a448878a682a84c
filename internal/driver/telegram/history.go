package telegram

import (
	"context"
	"time"

	"github.com/gotd/td/tg"
)

const historyPage = 100

// history returns a page of a chat, the newest first.
func (c *Conn) history(ctx context.Context, l *link, chat tg.InputPeerClass, before int) ([]tg.MessageClass, error) {
	answer, err := asked(ctx, c, l, "messages.getHistory", func(ctx context.Context) (tg.MessagesMessagesClass, error) {
		return l.client.API().MessagesGetHistory(ctx, &tg.MessagesGetHistoryRequest{
			Peer: chat, OffsetID: before, Limit: historyPage,
		})
	})
	if page, ok := answer.(interface{ GetMessages() []tg.MessageClass }); ok && err == nil {
		return page.GetMessages(), nil
	}
	return nil, err
}

// clock returns Telegram's time, cut down to a second.
func (c *Conn) clock(ctx context.Context, l *link) (time.Time, error) {
	config, err := asked(ctx, c, l, "help.getConfig", func(ctx context.Context) (*tg.Config, error) {
		return l.client.API().HelpGetConfig(ctx)
	})
	if err != nil {
		return time.Time{}, err
	}
	return date(config.Date), nil
}

// asked makes a call that only asks, within the time of a look-up, unless its
// method still has to wait.
func asked[T any](
	ctx context.Context, c *Conn, l *link, method string, ask func(context.Context) (T, error),
) (answer T, err error) {
	limited, cancel := context.WithTimeout(ctx, resolveTime)
	defer cancel()
	came := make(chan T, 1)
	err = c.waits.do(limited, method, func(ctx context.Context) error {
		return l.bounded(ctx, func(ctx context.Context) error {
			answer, err := ask(ctx)
			if err == nil {
				came <- answer
			}
			return err
		})
	})
	switch {
	case ctx.Err() != nil:
		return answer, ctx.Err()
	case limited.Err() != nil && err != nil:
		return answer, classify(limited.Err(), call{})
	case err != nil:
		return answer, err
	}
	return <-came, nil
}
