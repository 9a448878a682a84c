package sandbox

import (
	"strconv"
	"unicode/utf8"
)

// A Writing is a message that somebody in a chat of an account writes.
type Writing struct {
	Instance Instance `json:"idInstance,omitempty"` // whose account it is; or
	Account  string   `json:"account,omitempty"`    // its user number or phone
	From     string   `json:"from"`                 // a user number; the account's own: the owner writes on a phone
	Chat     string   `json:"chat,omitempty"`       // a chat id; "": the private chat with From
	Text     string   `json:"text"`
	ReplyTo  int      `json:"replyTo,omitempty"` // a message's number in that chat
}

// Write lets a partner, or the owner on another device, write to a chat. It
// returns the message's number in the account's chat.
func (s *Sandbox) Write(in Writing) (int, error) {
	a, err := s.registry.find(in.Instance, in.Account)
	if err != nil {
		return 0, err
	}
	from, err := strconv.ParseInt(in.From, 10, 64)
	if err != nil {
		return 0, badf("'from' must be a user number such as 10000000")
	}
	if in.Chat == "" {
		in.Chat = in.From
	}
	chat, err := parsePeer(in.Chat)
	if err != nil {
		return 0, badf("'chat': %v", err)
	}
	if n := utf8.RuneCountInString(in.Text); n == 0 || n > maxText {
		return 0, badf("'text' must have 1 to %d characters", maxText)
	}
	if err := s.world.writable(a, chat, from); err != nil {
		return 0, err
	}
	return s.publisher.write(a, message{Chat: chat, From: from, Text: in.Text, ReplyTo: in.ReplyTo})
}

// A Touch is something that the other side does to what is in a chat of an
// account.
type Touch struct {
	Instance  Instance `json:"idInstance,omitempty"` // whose account it is; or
	Account   string   `json:"account,omitempty"`    // its user number or phone
	Chat      string   `json:"chat"`                 // a chat id
	MessageID int      `json:"messageId,omitempty"`  // as GET /messages, POST /write and notifications tell; of Read: up to it, 0 for all
	Text      string   `json:"text,omitempty"`       // of Edit
	From      string   `json:"from,omitempty"`       // of React: a user number; "": the partner of the private chat
	Reaction  string   `json:"reaction,omitempty"`   // of React; "": take it away
}

// Edit gives a message another text, whoever wrote it.
func (s *Sandbox) Edit(in Touch) error {
	if n := utf8.RuneCountInString(in.Text); n == 0 || n > maxText {
		return badf("'text' must have 1 to %d characters", maxText)
	}
	return s.registry.touched(in, func(a *account, b *box) {
		s.publisher.alter(a, b, [8]byte{}, in.MessageID, in.Text)
	})
}

// Delete deletes a message for everybody.
func (s *Sandbox) Delete(in Touch) error {
	return s.registry.touched(in, func(a *account, b *box) {
		s.publisher.erase(a, b, [8]byte{}, []int{in.MessageID}, true)
	})
}

// React sets a reaction of somebody in the chat.
func (s *Sandbox) React(in Touch) error {
	chat, err := parsePeer(in.Chat)
	if err != nil {
		return badf("'chat': %v", err)
	}
	from := chat.id
	if in.From != "" {
		if from, err = strconv.ParseInt(in.From, 10, 64); err != nil {
			return badf("'from' must be a user number such as 10000000")
		}
	}
	a, err := s.registry.find(in.Instance, in.Account)
	if err != nil {
		return err
	}
	if err := s.world.writable(a, chat, from); err != nil {
		return err
	}
	return s.registry.touched(in, func(a *account, b *box) {
		s.publisher.reacts(a, b, [8]byte{}, in.MessageID, from, in.Reaction)
	})
}

// touched finds the message and locks its box for do.
func (s *registry) touched(in Touch, do func(a *account, b *box)) error {
	a, err := s.find(in.Instance, in.Account)
	if err != nil {
		return err
	}
	chat, err := parsePeer(in.Chat)
	if err != nil {
		return badf("'chat': %v", err)
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	b, unlock := s.boxOf(a, chat)
	defer unlock()
	if m, ok := b.messages[in.MessageID]; !ok || m.Chat != chat {
		return badf("chat %s has no message %d: 'messageId' is what GET /messages or POST /write told", in.Chat, in.MessageID)
	}
	do(a, b)
	return nil
}

// Read marks what the account wrote in a chat as read by the other side.
func (s *Sandbox) Read(in Touch) error {
	a, err := s.registry.find(in.Instance, in.Account)
	if err != nil {
		return err
	}
	chat, err := parsePeer(in.Chat)
	if err != nil {
		return badf("'chat': %v", err)
	}
	if err := s.world.writable(a, chat, a.ID); err != nil {
		return err
	}
	s.publisher.partnerReads(a, chat, in.MessageID)
	return nil
}
