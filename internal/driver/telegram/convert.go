package telegram

import (
	"fmt"
	"time"

	"github.com/gotd/td/tg"

	"sluice"
)

// A scene is what an update says about the chats it names: its own vectors
// first, then the table of peers.
type scene struct {
	self  int64
	seen  map[sluice.ChatID]record
	known func(sluice.ChatID) (record, bool)
}

// peer returns what is known of a chat.
func (s scene) peer(id sluice.ChatID) sluice.Peer {
	if id == "" {
		return sluice.Peer{}
	}
	described, fresh := s.seen[id]
	stored, old := s.known(id)
	switch {
	case fresh && old:
		described.Wrote = stored.Wrote
		return described.peer(s.self)
	case fresh:
		return described.peer(s.self)
	case old:
		return stored.peer(s.self)
	}
	kind, _ := typeOf(id)
	return sluice.Peer{Chat: id, Type: kind}
}

// me returns the account itself.
func (s scene) me() sluice.Peer { return s.peer(userChat(s.self)) }

// message returns the event of a message; false when nothing is told of it.
func (s scene) message(full tg.MessageClass) (sluice.Event, bool) {
	m, ok := full.(*tg.Message)
	if !ok { // a service message, or one that is gone
		return sluice.Event{}, false
	}
	chat := s.peer(chatOf(m.PeerID))
	own := userChat(s.self)
	e := sluice.Event{
		Kind: sluice.EventMessage, At: date(m.Date), Outgoing: m.Out || chat.Chat == own,
		Chat: chat, Scope: sluice.ScopeOf(chat), Number: int64(m.ID), Content: contentOf(m),
	}
	switch from, ok := m.GetFromID(); {
	case e.Outgoing:
		e.Sender = s.me()
	case ok:
		e.Sender = s.peer(chatOf(from))
	default: // a private chat, or a post of a channel
		e.Sender = chat
	}
	if reply, ok := m.ReplyTo.(*tg.MessageReplyHeader); ok && reply.ReplyToPeerID == nil {
		e.ReplyTo = int64(reply.ReplyToMsgID)
	}
	return e, true
}

// edited returns the event of an edit; false when nothing that a reader sees
// has changed: reactions, view counters, live locations and votes also raise
// edits.
func (s scene) edited(m tg.MessageClass) (sluice.Event, bool) {
	full, ok := m.(*tg.Message)
	if !ok || full.EditHide || full.EditDate == 0 || wordless(full.Media) {
		return sluice.Event{}, false
	}
	e, ok := s.message(m)
	if !ok {
		return sluice.Event{}, false
	}
	e.Kind = sluice.EventEdited
	e.At = date(full.EditDate)
	e.Key = fmt.Sprintf("%s:%d:edited:%d", e.Chat.Chat, e.Number, full.EditDate)
	return e, true
}

// deleted returns an event for each message that is gone. A private chat or a
// basic group is not named: the numbers alone say which messages are meant.
func (s scene) deleted(chat sluice.ChatID, numbers []int, at time.Time) []sluice.Event {
	events := make([]sluice.Event, 0, len(numbers))
	for _, n := range numbers {
		events = append(events, sluice.Event{
			Kind: sluice.EventDeleted, At: at, Chat: s.peer(chat), Scope: chat, Number: int64(n),
			Key: fmt.Sprintf("%s:%d:deleted", chat, n),
		})
	}
	return events
}

// read returns the event of a read receipt.
func (s scene) read(chat sluice.ChatID, upTo int, at time.Time) sluice.Event {
	p := s.peer(chat)
	return sluice.Event{
		Kind: sluice.EventRead, At: at, Chat: p, Sender: p, Scope: sluice.ScopeOf(p), Number: int64(upTo),
		Key: fmt.Sprintf("%s:%d:read", chat, upTo),
	}
}

// reaction returns the event of one person's reaction; an empty emoji takes it
// back, at that moment, and the date is then that of the reaction that was there.
func (s scene) reaction(chat sluice.ChatID, number int, r given, at time.Time) sluice.Event {
	p := s.peer(chat)
	if r.emoji != "" && r.date != 0 {
		at = date(r.date)
	}
	return sluice.Event{
		Kind: sluice.EventReaction, At: at, Outgoing: r.from == userChat(s.self),
		Chat: p, Sender: s.peer(r.from), Scope: sluice.ScopeOf(p), Number: int64(number),
		Content: sluice.Content{Type: sluice.ContentReaction, Text: sluice.Text(r.emoji)},
		Key:     fmt.Sprintf("%s:%d:reaction:%s:%s:%d", chat, number, r.from, r.emoji, r.date),
	}
}

// A given is a reaction as it stands under a message.
type given struct {
	from  sluice.ChatID
	emoji string
	date  int
}

func givenOf(r tg.MessagePeerReaction) given {
	g := given{from: chatOf(r.PeerID), date: r.Date}
	switch reaction := r.Reaction.(type) {
	case *tg.ReactionEmoji:
		g.emoji = reaction.Emoticon
	case *tg.ReactionCustomEmoji:
		g.emoji = "[custom emoji]"
	case *tg.ReactionPaid:
		g.emoji = "⭐"
	}
	return g
}

func date(unix int) time.Time {
	if unix == 0 {
		return time.Time{}
	}
	return time.Unix(int64(unix), 0).UTC()
}
