package sandbox

import (
	"strconv"
	"unicode/utf8"
)

// A Writing is a message that somebody in a chat of an account writes.
type Writing struct {
	Instance Instance `json:"idInstance,omitempty"` // whose account it is; or
	Account  string   `json:"account,omitempty"`    // its user number or phone
	From     string   `json:"from"`                 // a user number; the account's own: the owner writes on a phone; a channel's chat id: a post
	Chat     string   `json:"chat,omitempty"`       // a chat id; "": the private chat with From
	Text     string   `json:"text"`                 // or the caption
	ReplyTo  int      `json:"replyTo,omitempty"`    // a message's number in that chat
	Forward  string   `json:"forward,omitempty"`    // it is forwarded from this user number, or from somebody hidden of this name
	Content
	Album []Content `json:"album,omitempty"` // several messages in place of Content; the text goes with the first
}

// Write lets a partner, or the owner on another device, write to a chat. It
// returns the message's number in the account's chat, of an album the first one;
// the others count up from it.
func (s *Sandbox) Write(in Writing) (int, error) {
	a, err := s.registry.find(in.Instance, in.Account)
	if err != nil {
		return 0, err
	}
	m, err := s.registry.draft(a, in)
	if err != nil {
		return 0, err
	}
	list := in.Album
	if len(list) == 0 {
		list = []Content{in.Content}
	} else {
		m.Album = s.world.uid.Add(1)
	}
	made := make([]*media, len(list))
	for i, c := range list {
		if made[i], err = s.registry.made(c, in.Text); err != nil {
			return 0, err
		}
		if len(in.Album) > 0 && (made[i] == nil || !filed(made[i].Kind)) {
			return 0, badf("'album' takes files alone: photo, video, document, audio")
		}
	}
	return s.publisher.writeAll(a, m, made), nil
}

// writeAll writes one message after another, the text with the first.
func (s *publisher) writeAll(a *account, m message, made []*media) (first int) {
	a.mu.Lock()
	defer a.mu.Unlock()
	for i, held := range made {
		m.Media = held
		id := s.writeLocked(a, m)
		if i == 0 {
			first = id
		}
		m.Text = ""
	}
	return first
}

// draft is the message that a writing asks for, without what it holds.
func (s *registry) draft(a *account, in Writing) (message, error) {
	if in.Chat == "" {
		in.Chat = in.From
	}
	from, err := parsePeer(in.From)
	if err != nil || from.kind != userKind && in.Chat != in.From {
		return message{}, badf("'from' must be a user number such as 10000000, or the chat id of a channel that posts")
	}
	chat, err := parsePeer(in.Chat)
	if err != nil {
		return message{}, badf("'chat': %v", err)
	}
	if from.kind != userKind {
		from.id = 0
	}
	n := utf8.RuneCountInString(in.Text)
	captioned := in.Kind != "" && in.Kind != KindText && in.Kind != KindLink || len(in.Album) > 0
	switch {
	case n > maxText || n == 0 && !captioned:
		return message{}, badf("'text' must have 1 to %d characters", maxText)
	case n > maxCaption && captioned:
		return message{}, badf("'text' is a caption here, of %d characters at most", maxCaption)
	}
	if err := s.world.writable(a, chat, from.id); err != nil {
		return message{}, err
	}
	return message{Chat: chat, From: from.id, Text: in.Text, ReplyTo: in.ReplyTo, Forward: s.forwarded(in.Forward)}, nil
}

// forwarded is the origin that a writing names.
func (s *registry) forwarded(from string) *origin {
	if from == "" {
		return nil
	}
	if p, err := parsePeer(from); err == nil {
		return &origin{From: p, Date: s.date()}
	}
	return &origin{Name: from, Date: s.date()}
}

// A Touch is something that the other side does to what is in a chat of an
// account.
type Touch struct {
	Instance  Instance `json:"idInstance,omitempty"` // whose account it is; or
	Account   string   `json:"account,omitempty"`    // its user number or phone
	Chat      string   `json:"chat"`                 // a chat id
	MessageID int      `json:"messageId,omitempty"`  // as GET /messages, POST /write and notifications tell; of Read: up to it, 0 for all
	Text      string   `json:"text,omitempty"`       // of Edit
	From      string   `json:"from,omitempty"`       // of React and Vote: a user number; "": the partner of the private chat
	Options   []int    `json:"options,omitempty"`    // of Vote, counted from 0; none: take the vote back
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
	from, err := s.registry.actor(in)
	if err != nil {
		return err
	}
	return s.registry.touched(in, func(a *account, b *box) {
		s.publisher.reacts(a, b, [8]byte{}, in.MessageID, reaction{from, in.Reaction, s.publisher.date()})
	})
}

// Vote votes in a poll as somebody in the chat.
func (s *Sandbox) Vote(in Touch) error {
	from, err := s.registry.actor(in)
	if err != nil {
		return err
	}
	refused := badf("message %d is not a poll", in.MessageID)
	if err := s.registry.touched(in, func(a *account, b *box) {
		m := b.messages[in.MessageID]
		if m.Media == nil || m.Media.Poll == 0 {
			return
		}
		var p poll
		if p, refused = s.vote(m.Media.Poll, from, in.Options); refused == nil {
			s.publisher.tellVote(a, m, p, [8]byte{})
		}
	}); err != nil {
		return err
	}
	if refused != nil {
		return badf("'options': %v", refused)
	}
	return nil
}

// actor is the user who does something to a message, if it may.
func (s *registry) actor(in Touch) (int64, error) {
	chat, err := parsePeer(in.Chat)
	if err != nil {
		return 0, badf("'chat': %v", err)
	}
	from := chat.id
	if in.From != "" {
		if from, err = strconv.ParseInt(in.From, 10, 64); err != nil {
			return 0, badf("'from' must be a user number such as 10000000")
		}
	}
	a, err := s.find(in.Instance, in.Account)
	if err != nil {
		return 0, err
	}
	return from, s.world.writable(a, chat, from)
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
