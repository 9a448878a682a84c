package greenapi

import (
	"context"

	"sluice"
)

// The limits of a forward: its messages, and how long a word for one may be to
// be repeated in an error.
const (
	maxForwards = 100
	maxID       = 64
)

// forwarded is the answer of forwardMessages: a new id for each message.
type forwarded struct {
	IDs []sluice.MessageID `json:"messages"`
}

func (s sending) forward(ctx context.Context, c *call) (any, error) {
	in := c.fields
	m := sluice.Message{Instance: c.id, Chat: in.Chat("chatId")}
	b := sluice.ForwardBody{From: in.Chat("chatIdFrom")}
	for _, e := range in.Array("messages", 1, maxForwards) {
		id := in.text(e.name, e.value, maxID)
		if in.Err() == nil {
			s.findForwarded(ctx, c, b.From, id)
		}
		b.Messages = append(b.Messages, sluice.MessageID(id))
	}
	m.Body = b
	first, err := s.accept(ctx, c, m)
	if err != nil {
		return nil, err
	}
	return forwarded{sluice.Item{ID: first, Span: sluice.Span(b)}.IDs()}, nil
}

// findForwarded wants a message to be known, in its chat, and not lost.
func (s sending) findForwarded(ctx context.Context, c *call, from sluice.ChatID, written string) {
	id, ok := sluice.ParseMessageID(written)
	if ok {
		r, found, err := s.known.journal.Lookup(ctx, c.id, id)
		if err != nil {
			c.fields.stop(err)
		}
		ok = found && !r.Deleted && !r.Status.Unsent() && !s.known.elsewhere(ctx, c.id, r, from)
	}
	if !ok {
		c.fields.fail("messages", "contains an unknown message: %s", written)
	}
}
