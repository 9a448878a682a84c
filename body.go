package sluice

import (
	"bytes"
	"encoding/json"
	"fmt"
	"time"
)

// A Kind is what a message carries. Its number is stored, so numbers are never
// reassigned.
type Kind uint8

// The kinds.
const (
	KindText Kind = iota + 1
	KindFile
	KindLocation
	KindContact
	KindPoll
	KindForward
)

var kinds = [...]string{
	KindText: "sendMessage", KindFile: "sendFileByUrl", KindLocation: "sendLocation",
	KindContact: "sendContact", KindPoll: "sendPoll", KindForward: "forwardMessages",
}

// String returns the kind as the queue's list spells it.
func (k Kind) String() string {
	if int(k) >= len(kinds) {
		return fmt.Sprintf("Kind(%d)", uint8(k))
	}
	return kinds[k]
}

// A Body is what a message carries: one of the types below and no other.
type Body interface {
	Kind() Kind
	body()
}

// The bodies. Their JSON is the request as accepted: fields that were not given
// are left out, so that the queue's list shows what the client sent.
type (
	TextBody struct {
		Text        Text  `json:"message"`
		LinkPreview *bool `json:"linkPreview,omitempty"` // nil: with one
	}

	FileBody struct {
		URL     string `json:"urlFile"`
		Name    string `json:"fileName"`
		Caption Text   `json:"caption,omitempty"`
	}

	LocationBody struct {
		Latitude  float64 `json:"latitude"`
		Longitude float64 `json:"longitude"`
		Name      string  `json:"nameLocation,omitempty"`
		Address   string  `json:"address,omitempty"`
	}

	ContactBody struct {
		Contact Contact `json:"contact"`
	}

	PollBody struct {
		Question  Text         `json:"message"`
		Options   []PollOption `json:"options"`
		Type      string       `json:"type,omitempty"` // "": regular
		Multiple  *bool        `json:"multipleAnswers,omitempty"`
		Anonymous *bool        `json:"isAnonymous,omitempty"`     // nil: yes
		Correct   *int         `json:"correctOptionId,omitempty"` // of a quiz, from 0
	}

	ForwardBody struct {
		From     ChatID      `json:"chatIdFrom"`
		Messages []MessageID `json:"messages"`
	}
)

// A Contact is a person's card.
type Contact struct {
	Phone   int64  `json:"phoneContact"`
	First   string `json:"firstName,omitempty"`
	Middle  string `json:"middleName,omitempty"`
	Last    string `json:"lastName,omitempty"`
	Company string `json:"company,omitempty"`
}

// A PollOption is one answer to choose. It is shown in the form it was given.
type PollOption struct {
	Text   string
	Object bool // given as {"optionName": "…"}, not as a string
}

// MarshalJSON writes the option as it was given.
func (o PollOption) MarshalJSON() ([]byte, error) {
	if !o.Object {
		return plainJSON(o.Text)
	}
	return plainJSON(pollObject{o.Text})
}

// UnmarshalJSON reads either form.
func (o *PollOption) UnmarshalJSON(data []byte) error {
	if len(data) > 0 && data[0] == '"' {
		return json.Unmarshal(data, &o.Text)
	}
	var p pollObject
	if err := json.Unmarshal(data, &p); err != nil {
		return err
	}
	*o = PollOption{Text: p.Name, Object: true}
	return nil
}

type pollObject struct {
	Name string `json:"optionName"`
}

// Kind says what the body is.
func (TextBody) Kind() Kind     { return KindText }
func (FileBody) Kind() Kind     { return KindFile }     //nolint:revive // as above
func (LocationBody) Kind() Kind { return KindLocation } //nolint:revive // as above
func (ContactBody) Kind() Kind  { return KindContact }  //nolint:revive // as above
func (PollBody) Kind() Kind     { return KindPoll }     //nolint:revive // as above
func (ForwardBody) Kind() Kind  { return KindForward }  //nolint:revive // as above

func (TextBody) body()     {}
func (FileBody) body()     {}
func (LocationBody) body() {}
func (ContactBody) body()  {}
func (PollBody) body()     {}
func (ForwardBody) body()  {}

// Span returns how many ids a message with this body owns: 1, and one for each
// message of a forward.
func Span(b Body) int {
	if f, ok := b.(ForwardBody); ok {
		return len(f.Messages)
	}
	return 1
}

type (
	requestHead struct {
		Chat ChatID `json:"chatId"`
	}
	textRequest struct {
		requestHead
		TextBody
		requestTail
	}
	requestTail struct {
		Quoted MessageID `json:"quotedMessageId,omitempty"`
		Typing int64     `json:"typingTime,omitempty"` // milliseconds
		Kind   string    `json:"typingType,omitempty"`
	}
)

// MarshalRequest returns the request that m came as: chatId, the fields of its
// body, then quote and typing. It is what the store keeps and the queue's list
// shows.
func (m Message) MarshalRequest() ([]byte, error) {
	tail := requestTail{Quoted: m.Quoted, Typing: m.Typing.For.Milliseconds(), Kind: m.Typing.Kind}
	if b, ok := m.Body.(TextBody); ok { // by far the most common: encoded in one go
		return plainJSON(textRequest{requestHead{m.Chat}, b, tail})
	}
	var out []byte
	for _, part := range []any{requestHead{m.Chat}, m.Body, tail} {
		data, err := plainJSON(part)
		if err != nil {
			return nil, fmt.Errorf("encode a message: %w", err)
		}
		switch {
		case len(data) == 2: // {}
		case out == nil:
			out = data
		default:
			out = append(append(out[:len(out)-1], ','), data[1:]...)
		}
	}
	return out, nil
}

// UnmarshalRequest fills Chat, Body, Quoted and Typing of m from what
// [Message.MarshalRequest] wrote.
func (m *Message) UnmarshalRequest(k Kind, data []byte) error {
	var (
		head requestHead
		tail requestTail
		err  error
	)
	for _, part := range []any{&head, &tail} {
		if err := json.Unmarshal(data, part); err != nil {
			return fmt.Errorf("decode a message: %w", err)
		}
	}
	m.Body, err = decodeBody(k, data)
	if err != nil {
		return fmt.Errorf("decode a message: %w", err)
	}
	m.Chat, m.Quoted = head.Chat, tail.Quoted
	m.Typing = Typing{For: time.Duration(tail.Typing) * time.Millisecond, Kind: tail.Kind}
	return nil
}

func decodeBody(k Kind, data []byte) (Body, error) {
	switch k {
	case KindText:
		return decodeAs[TextBody](data)
	case KindFile:
		return decodeAs[FileBody](data)
	case KindLocation:
		return decodeAs[LocationBody](data)
	case KindContact:
		return decodeAs[ContactBody](data)
	case KindPoll:
		return decodeAs[PollBody](data)
	case KindForward:
		return decodeAs[ForwardBody](data)
	}
	return nil, fmt.Errorf("unknown %v", k)
}

func decodeAs[B Body](data []byte) (Body, error) {
	var b B
	err := json.Unmarshal(data, &b)
	return b, err
}

// plainJSON encodes v without escaping <, > and &, and without a newline.
func plainJSON(v any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return nil, err
	}
	return bytes.TrimRight(b.Bytes(), "\n"), nil
}
