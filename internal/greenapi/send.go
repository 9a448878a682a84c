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
type sending struct {
	queue  Queue
	media  Media
	known  known
	strict bool // a quote must be known
}

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
	s.readCommon(ctx, in, &m)
	return s.enqueue(ctx, c, m)
}

// readCommon reads the fields that most messages share.
func (s sending) readCommon(ctx context.Context, in *fields, m *sluice.Message) {
	m.Quoted = in.quoted("quotedMessageId")
	if s.strict && m.Quoted != "" && in.Err() == nil {
		s.findQuoted(ctx, in, *m)
	}
	m.Typing.For = in.typing("typingTime")
	m.Typing.Kind = in.typingKind()
}

// typingKind reads what the indicator shows.
func (f *fields) typingKind() string {
	return f.OneOf("typingType", "text", "record_voice_note", "upload_voice_note",
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
	return time.Duration(f.whole(name, value, minTyping, maxTyping)) * time.Millisecond
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

// findQuoted wants the quoted message to be of the same chat. Whether an address
// that was never resolved is that chat nobody knows.
func (s sending) findQuoted(ctx context.Context, in *fields, m sluice.Message) {
	r, found, err := s.known.journal.Lookup(ctx, m.Instance, m.Quoted)
	switch {
	case err != nil:
		in.stop(err)
	case !found || s.known.elsewhere(ctx, m.Instance, r, m.Chat):
		in.fail("quotedMessageId", "not found in this chat")
	}
}

// accepted is the answer of most methods that send.
type accepted struct {
	ID sluice.MessageID `json:"idMessage"`
}

// enqueue stores m and answers with its id, or with the error of its fields.
func (s sending) enqueue(ctx context.Context, c *call, m sluice.Message) (any, error) {
	id, err := s.accept(ctx, c, m)
	if err != nil {
		return nil, err
	}
	return accepted{id}, nil
}

// accept stores m.
func (s sending) accept(ctx context.Context, c *call, m sluice.Message) (sluice.MessageID, error) {
	if err := c.fields.Err(); err != nil {
		return "", err
	}
	request, err := m.MarshalRequest()
	if err != nil {
		return "", err
	}
	once, err := readOnce(c.http.Header, m.Body.Kind().String(), request)
	if err != nil {
		return "", err
	}
	return s.queue.Enqueue(ctx, m, once)
}

// keyHeader makes a repeated request harmless.
const keyHeader = "Idempotency-Key"

// readOnce reads the Idempotency-Key. The request counts as the same when the
// method and the fields as accepted are: blanks, order and unknown fields do
// not matter.
func readOnce(h http.Header, method string, request []byte) (sluice.Once, error) {
	keys := h.Values(keyHeader)
	if len(keys) == 0 {
		return sluice.Once{}, nil
	}
	if !visible(keys[0], maxKey) {
		return sluice.Once{}, invalid("'Idempotency-Key' must be 1 to 128 visible ASCII characters")
	}
	return sluice.Once{Key: keys[0], Body: sha256.Sum256(append([]byte(method), request...))}, nil
}
