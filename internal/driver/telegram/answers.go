package telegram

import (
	"context"
	"errors"

	"github.com/gotd/td/bin"
	"github.com/gotd/td/telegram"
	"github.com/gotd/td/tg"
	"github.com/gotd/td/tgerr"
)

// observer sees the outcome of every call: it learns peers from answers, and
// notices that the account is gone.
func (c *Conn) observer(l *link) func(tg.Invoker) telegram.InvokeFunc {
	return func(next tg.Invoker) telegram.InvokeFunc {
		return func(ctx context.Context, input bin.Encoder, output bin.Decoder) error {
			member := l.member.Load() // a call from before a login says nothing of the account
			err := next.Invoke(ctx, input, output)
			if err == nil {
				c.learn(ctx, output)
				return nil
			}
			if rpc, ok := tgerr.As(err); ok {
				c.driver.metrics.refused.WithLabelValues(rpc.Type).Inc()
			}
			switch _, ok := gone(err); {
			case !ok || !member:
			case maybeElsewhere(input):
				offerLatest(l.failed, err) // the account's own centre decides
			default:
				l.gone.Store(true)
				offerLatest(l.lost, err)
			}
			return err
		}
	}
}

// maybeElsewhere says whether a call may have been answered by a data centre that is
// not the account's: one that does not know the account says nothing of its session.
func maybeElsewhere(input bin.Encoder) bool {
	_, file := input.(*tg.UploadGetFileRequest)
	return file
}

func (c *Conn) learn(ctx context.Context, answer bin.Decoder) {
	users, chats := vectors(answer)
	if err := c.peers.learn(context.WithoutCancel(ctx), users, chats); err != nil && !errors.Is(err, errShut) {
		c.log.WarnContext(ctx, "telegram: peers not stored", "err", err)
	}
}

// answers feeds what a call returns as updates to whoever handles updates, so
// that own sends make no gap. It marks first what a send made, and never fails:
// the send is done.
func (c *Conn) answers(l *link) func(tg.Invoker) telegram.InvokeFunc {
	return func(next tg.Invoker) telegram.InvokeFunc {
		return func(ctx context.Context, input bin.Encoder, output bin.Decoder) error {
			if err := next.Invoke(ctx, input, output); err != nil {
				return err
			}
			var news tg.UpdatesClass
			switch answer := output.(type) {
			case *tg.UpdatesBox:
				news = answer.Updates
			case *tg.MessagesInvitedUsers:
				news = answer.Updates
			default:
				return nil
			}
			if sent, ok := input.(*outgoing); ok {
				numbers, _ := readAnswers(news, sent.randomIDs)
				for _, n := range numbers {
					c.own.put(numbered{sent.scope, n}, struct{}{}) // 0 names no message
				}
			}
			l.feed.share(news)
			return nil
		}
	}
}
