package telegram

import (
	"context"
	"fmt"

	"github.com/gotd/td/bin"
	"github.com/gotd/td/tg"

	"sluice"
)

// A forward is the messages that a message passes on.
type forward struct {
	from    tg.InputPeerClass
	numbers []int
}

// prepareForward finds the chat that the messages lie in. The store has said
// which they are; one that Telegram never numbered cannot be passed on.
func (c *Conn) prepareForward(ctx context.Context, l *link, self int64, m sluice.Message, b sluice.ForwardBody) (*forward, error) {
	from, err := c.resolve(ctx, l, b.From)
	if err != nil {
		return nil, err
	}
	f := &forward{from: from.input(self)}
	for i, id := range b.Messages {
		if i >= len(m.Forwarded) || m.Forwarded[i].Number == 0 || m.Forwarded[i].Chat != from.chat() {
			return nil, &sluice.Error{Code: sluice.Refused, Text: fmt.Sprintf("Message %s is not known at Telegram and cannot be forwarded", id)}
		}
		f.numbers = append(f.numbers, int(m.Forwarded[i].Number))
	}
	return f, nil
}

func (f *forward) request(p *prepared) bin.Encoder {
	return &tg.MessagesForwardMessagesRequest{FromPeer: f.from, ID: f.numbers, RandomID: p.randomIDs, ToPeer: p.input}
}
