package greenapi

import (
	"context"
	"time"
	"unicode/utf8"

	"sluice"
)

// amending has the methods that change a message or take it back, before it was
// sent or after.
type amending struct {
	line  line
	queue Queue
	known known
}

// maxSending is how long a change waits for a send under way.
const maxSending = 10 * time.Second

// What cannot be changed.
const (
	textNotOursToEdit   = "Only outgoing messages can be edited"
	textNotOursToDelete = "Only outgoing messages can be deleted"
	textNoWords         = "Only messages with a text or a caption can be edited"
)

func (a amending) edit(ctx context.Context, c *call) (any, error) {
	in := c.fields
	chat, id := in.Chat("chatId"), in.Message("idMessage")
	text := sluice.Text(in.Text("message", maxText))
	if err := in.Err(); err != nil {
		return nil, err
	}
	r, done, err := a.whileQueued(ctx, c.id, chat, id, func(r sluice.Record) (bool, error) {
		b, err := reworded(in, r, text)
		if err != nil {
			return false, err
		}
		return a.queue.Edit(ctx, c.id, id, b)
	})
	switch {
	case err != nil:
		return nil, err
	case done:
		return accepted{id}, nil
	case r.Incoming:
		return nil, &sluice.Error{Code: sluice.Invalid, Text: textNotOursToEdit}
	}
	if _, err := reworded(in, r, text); err != nil {
		return nil, err
	}
	err = a.sent(ctx, c.id, r, func(ctx context.Context, able sluice.Editor) error { return able.EditMessage(ctx, r.Ref, text) })
	if err == nil && r.Content.Text != text {
		_, err = a.known.journal.MarkEdited(context.WithoutCancel(ctx), c.id, id, text)
	}
	return accepted{id}, err
}

// reworded is the body of r with another text. What is not known of r the
// network decides.
func reworded(in *fields, r sluice.Record, text sluice.Text) (sluice.Body, error) {
	caption := r.Content.File != nil
	body := r.Request
	switch b := body.(type) {
	case sluice.TextBody:
		b.Text = text
		body = b
	case sluice.FileBody:
		b.Caption = text
		body, caption = b, true
	case nil:
	default:
		return nil, &sluice.Error{Code: sluice.Invalid, Text: textNoWords}
	}
	if caption && utf8.RuneCountInString(string(text)) > maxCaption {
		in.short("message", string(text), maxCaption)
	}
	return body, in.Err()
}

func (a amending) remove(ctx context.Context, c *call) (any, error) {
	in := c.fields
	chat, id, own := in.Chat("chatId"), in.Message("idMessage"), in.Flag("onlySenderDelete")
	if err := in.Err(); err != nil {
		return nil, err
	}
	r, done, err := a.whileQueued(ctx, c.id, chat, id, func(sluice.Record) (bool, error) {
		return a.queue.TakeOut(ctx, c.id, id)
	})
	switch {
	case err != nil:
		return nil, err
	case done:
		return silence{}, nil
	case r.Incoming:
		return nil, &sluice.Error{Code: sluice.Invalid, Text: textNotOursToDelete}
	}
	err = a.sent(ctx, c.id, r, func(ctx context.Context, able sluice.Editor) error {
		return able.DeleteMessage(ctx, r.Ref, own != nil && *own)
	})
	if err == nil {
		_, err = a.known.journal.MarkDeleted(context.WithoutCancel(ctx), c.id, id)
	}
	return silence{}, err
}

// whileQueued changes a message that waits, and waits for one that is being
// sent. Not done, the message has left the queue, or was never in it.
func (a amending) whileQueued(
	ctx context.Context, id sluice.InstanceID, chat sluice.ChatID, m sluice.MessageID, change func(sluice.Record) (bool, error),
) (r sluice.Record, done bool, err error) {
	over := time.NewTimer(maxSending)
	defer over.Stop()
	for {
		changed := a.queue.Watch(id, sluice.TopicQueue)
		r, err = a.known.find(ctx, id, chat, m)
		if err != nil || !waits(r) {
			return r, false, err
		}
		if done, err = change(r); done || err != nil {
			return r, done, err
		}
		select {
		case <-changed:
		case <-over.C:
			return r, false, errNoNetwork
		case <-ctx.Done():
			return r, false, ctx.Err()
		}
	}
}

// sent lets do change a message that the network has.
func (a amending) sent(
	ctx context.Context, id sluice.InstanceID, r sluice.Record, do func(context.Context, sluice.Editor) error,
) error {
	return ask(ctx, a.line, id, Network.Editor, func(ctx context.Context, able sluice.Editor) error {
		if r.Deleted || r.Ref.Number == 0 {
			return errNoMessage
		}
		return noMessage(do(ctx, able))
	})
}
