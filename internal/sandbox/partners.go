package sandbox

import (
	"context"
	"time"

	"github.com/gotd/td/bin"
	"github.com/gotd/td/tg"
	"github.com/gotd/td/tgerr"
)

// A manner is how long a partner that answers takes.
type manner struct{ read, answer time.Duration }

// manners are those of the partners that answer. All others are silent.
func manners(user int64) (manner, bool) {
	switch user {
	case echoID:
		return manner{50 * time.Millisecond, 150 * time.Millisecond}, true
	case slowID:
		return manner{5 * time.Second, 10 * time.Second}, true
	default:
		return manner{}, false
	}
}

// reply lets the partner of a private chat react to what a has written: it sends
// the same back.
func (s *publisher) reply(a *account, m message) {
	how, answers := manners(m.Chat.id)
	if m.Chat.kind != userKind || !answers || m.From == m.Chat.id {
		return
	}
	s.lanes.after(a, how.read, func(context.Context) { s.partnerReads(a, m.Chat, m.ID) })
	s.lanes.after(a, how.answer, func(context.Context) {
		s.write(a, message{Chat: m.Chat, From: m.Chat.id, Text: m.Text, Media: m.Media})
	})
}

// write puts a message of somebody else, or of the owner at another device, into
// a chat of a. It returns the message's number.
func (s *publisher) write(a *account, m message) int {
	a.mu.Lock()
	defer a.mu.Unlock()
	return s.writeLocked(a, m)
}

// writeLocked is write for an account that is locked.
func (s *publisher) writeLocked(a *account, m message) int {
	m.Date = s.date()
	if m.From == a.ID && s.copied(a, m.Chat) {
		m.UID = s.world.uid.Add(1)
	}
	b, unlock := s.boxOf(a, m.Chat)
	e := b.add(m)
	s.recordFor(a, m.Chat, [8]byte{}, e)
	unlock()
	if m.From == a.ID {
		s.spread(a, *e.Message)
		s.reply(a, *e.Message)
	}
	return e.IDs[0]
}

// partnerReads marks what a wrote as read by the other side, up to a message;
// 0: everything.
func (s *publisher) partnerReads(a *account, chat peer, upto int) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	b, unlock := s.boxOf(a, chat)
	defer unlock()
	e, ok := b.read(entryReadOut, chat, upto, s.date())
	if ok {
		s.recordFor(a, chat, [8]byte{}, e)
	}
	return ok
}

// writable says whether a person may write in a chat of a.
func (w *world) writable(a *account, chat peer, from int64) error {
	if _, ok := w.person(from); !ok && from != 0 {
		return badf("there is no user %d: 10000000 and 10000001 exist, and all that GET /accounts lists", from)
	}
	switch chat.kind {
	case groupKind:
		if g, ok := w.group(chat.id); !ok || !g.has(a.ID) || !g.has(from) {
			return badf("chat %s: both this account and user %d must be in the group; GET /accounts lists the chats", chat, from)
		}
	case channelKind:
		c, ok := w.channel(chat.id)
		if from == 0 && ok && c.has(a.ID) && c.now().Broadcast {
			return nil
		}
		if !ok || !c.has(a.ID) || !c.has(from) || c.now().Broadcast {
			return badf("chat %s: both this account and user %d must be in the supergroup, and a channel posts as itself; GET /accounts lists the chats", chat, from)
		}
	default:
		if _, ok := w.person(chat.id); !ok || from != chat.id && from != a.ID {
			return badf("chat %s: in a private chat the partner or the account itself writes", chat)
		}
	}
	return nil
}

// setTyping shows nothing to anyone: partners do not look.
func (s *messaging) setTyping(c *call, r *tg.MessagesSetTypingRequest) (bin.Encoder, error) {
	if _, err := s.world.chat(c.account, r.Peer); err != nil {
		return nil, err
	}
	return &tg.BoolBox{Bool: &tg.BoolTrue{}}, nil
}

// errMessageID says that a message does not exist in that chat.
func errMessageID() error { return tgerr.New(400, "MESSAGE_ID_INVALID") }
