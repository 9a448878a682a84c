package greenapi

import (
	"context"
	"crypto/sha256"
	"net/http"
	"time"

	"sluice"
)

// sending has the methods that put a message into the queue. All that can be
// wrong with one is said here, never later.
type sending struct{ queue Queue }

// The limits of what is sent.
const (
	maxText   = 4096
	maxKey    = 128
	minTyping = 1000 // milliseconds
	maxTyping = 20000
)

func (s sending) message(ctx context.Context, c *call) (any, error) {
	in := c.fields
	m := sluice.Message{Instance: c.id, Chat: in.Chat("chatId")}
	m.Body = sluice.TextBody{
		Text:        sluice.Text(in.Text("message", maxText)),
		LinkPreview: in.Flag("linkPreview"),
	}
	readCommon(in, &m)
	return s.enqueue(ctx, c, m)
}

// readCommon reads the fields that most messages share.
func readCommon(in *fields, m *sluice.Message) {
	m.Quoted = in.quoted("quotedMessageId")
	m.Typing.For = in.typing("typingTime")
	m.Typing.Kind = in.OneOf("typingType", "text", "record_voice_note", "upload_voice_note",
		"record_video_note", "upload_video_note", "record_video", "upload_video", "upload_photo",
		"upload_document", "choose_sticker", "choose_location", "choose_contact")
}

// typing reads how long the indicator is shown. Zero counts as absent: some
// clients send all they have.
func (f *fields) typing(name string) time.Duration {
	value, ok := f.given(name)
	if !ok {
		return 0
	}
	if n, whole := wholeNumber(value); whole && n == 0 {
		return 0
	}
	return time.Duration(f.within(name, value, minTyping, maxTyping)) * time.Millisecond
}

// quoted reads the message that another one answers. One that is well-formed
// and unknown is accepted, and sent without the quote.
func (f *fields) quoted(name string) sluice.MessageID {
	value, ok := f.given(name)
	if !ok {
		return ""
	}
	id, ok := sluice.ParseMessageID(f.string(name, value))
	if !ok {
		f.fail(name, "not found in this chat")
	}
	return id
}

// enqueue stores m and answers with its id, or with the error of its fields.
func (s sending) enqueue(ctx context.Context, c *call, m sluice.Message) (any, error) {
	if err := c.fields.Err(); err != nil {
		return nil, err
	}
	once, err := readOnce(c.http.Header, m)
	if err != nil {
		return nil, err
	}
	id, err := s.queue.Enqueue(ctx, m, once)
	if err != nil {
		return nil, err
	}
	return struct {
		ID sluice.MessageID `json:"idMessage"`
	}{id}, nil
}

// readOnce reads the Idempotency-Key. The request counts as the same when the
// method and the fields as accepted are: blanks, order and unknown fields do
// not matter.
func readOnce(h http.Header, m sluice.Message) (sluice.Once, error) {
	keys := h.Values("Idempotency-Key")
	if len(keys) == 0 {
		return sluice.Once{}, nil
	}
	if !visible(keys[0], maxKey) {
		return sluice.Once{}, invalid("'Idempotency-Key' must be 1 to 128 visible ASCII characters")
	}
	request, err := m.MarshalRequest()
	if err != nil {
		return sluice.Once{}, err
	}
	return sluice.Once{
		Key:  keys[0],
		Body: sha256.Sum256(append([]byte(m.Body.Kind().String()), request...)),
	}, nil
}
