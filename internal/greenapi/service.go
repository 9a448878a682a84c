package greenapi

import (
	"context"
	"time"

	"sluice"
)

// serving has the methods that tell a chat something without a message.
type serving struct {
	line  line
	known known
}

func (s serving) read(ctx context.Context, c *call) (any, error) {
	chat := c.fields.Chat("chatId")
	var upTo sluice.MessageID
	if _, ok := c.fields.given("idMessage"); ok {
		upTo = c.fields.Message("idMessage")
	}
	if err := c.fields.Err(); err != nil {
		return nil, err
	}
	err := ask(ctx, s.line, c.id, Network.Reader, func(ctx context.Context, able sluice.Reader) error {
		number, err := s.number(ctx, c.id, chat, upTo)
		if err != nil {
			return err
		}
		return able.MarkRead(ctx, chat, number)
	})
	return flagged("setRead", err)
}

// number is the network's number of a message, 0 for none.
func (s serving) number(ctx context.Context, id sluice.InstanceID, chat sluice.ChatID, m sluice.MessageID) (int64, error) {
	if m == "" {
		return 0, nil
	}
	r, err := s.known.find(ctx, id, chat, m)
	if err == nil && r.Ref.Number == 0 {
		err = errNoMessage
	}
	return r.Ref.Number, err
}

func (s serving) typing(ctx context.Context, c *call) (any, error) {
	in := c.fields
	chat := in.Chat("chatId")
	t := sluice.Typing{
		For:  time.Duration(in.Integer("typingTime", minTyping, maxTyping)) * time.Millisecond,
		Kind: in.typingKind(),
	}
	return s.tell(ctx, c, func(ctx context.Context, able sluice.Reader) error { return able.ShowTyping(ctx, chat, t) })
}

func (s serving) archive(ctx context.Context, c *call) (any, error) {
	return s.setArchived(ctx, c, true)
}

func (s serving) unarchive(ctx context.Context, c *call) (any, error) {
	return s.setArchived(ctx, c, false)
}

func (s serving) setArchived(ctx context.Context, c *call, archived bool) (any, error) {
	chat := c.fields.Chat("chatId")
	return s.tell(ctx, c, func(ctx context.Context, able sluice.Reader) error { return able.SetArchived(ctx, chat, archived) })
}

// tell does something that has no answer.
func (s serving) tell(ctx context.Context, c *call, do func(context.Context, sluice.Reader) error) (any, error) {
	if err := c.fields.Err(); err != nil {
		return nil, err
	}
	return silence{}, ask(ctx, s.line, c.id, Network.Reader, do)
}
