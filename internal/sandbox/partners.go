package sandbox

import (
	"context"
	"time"

	"github.com/gotd/td/bin"
	"github.com/gotd/td/tg"
	"github.com/gotd/td/tgerr"
)

// How long the partner that answers takes.
const (
	readAfter = 50 * time.Millisecond
	echoAfter = 150 * time.Millisecond
)

// reply lets the partner of a private chat react to what a has written. All
// partners but one are silent.
func (s *publisher) reply(a *account, m message) {
	if m.Chat != userPeer(echoID) || m.From == echoID {
		return
	}
	s.lanes.after(a, readAfter, func(context.Context) { s.partnerReads(a, m.Chat, m.ID) })
	s.lanes.after(a, echoAfter, func(context.Context) {
		_, _ = s.write(a, message{Chat: m.Chat, From: echoID, Text: m.Text}) // the chat exists
	})
}

// write puts a message of somebody else, or of the owner at another device, into
// a chat of a. It returns the message's number.
func (s *publisher) write(a *account, m message) (int, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	m.Date = s.date()
	if m.From == a.ID && s.copied(a, m.Chat) {
		m.UID = s.world.uid.Add(1)
	}
	b, unlock := s.boxOf(a, m.Chat)
	defer unlock()
	e := b.add(m)
	s.recordFor(a, m.Chat, [8]byte{}, e)
	if m.From == a.ID {
		s.spread(a, *e.Message)
		s.reply(a, *e.Message)
	}
	return e.IDs[0], nil
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
	if _, ok := w.person(from); !ok {
		return badf("there is no user %d: 10000000 and 10000001 exist, and all that GET /accounts lists", from)
	}
	switch chat.kind {
	case groupKind:
		if g, ok := w.group(chat.id); !ok || !g.has(a.ID) || !g.has(from) {
			return badf("chat %s: both this account and user %d must be in the group; GET /accounts lists the chats", chat, from)
		}
	case channelKind:
		if c, ok := w.channel(chat.id); !ok || !c.has(a.ID) || !c.has(from) {
			return badf("chat %s: both this account and user %d must be in the supergroup; GET /accounts lists the chats", chat, from)
		}
	default:
		if _, ok := w.person(chat.id); !ok || from != chat.id && from != a.ID {
			return badf("chat %s: in a private chat the partner or the account itself writes", chat)
		}
	}
	return nil
}

// setTyping shows nothing to anyone: partners do not look.
func (s *messaging) setTyping(_ context.Context, c *call, r *tg.MessagesSetTypingRequest) (bin.Encoder, error) {
	c.account.mu.Lock()
	defer c.account.mu.Unlock()
	if _, err := s.world.chat(c.account, r.Peer); err != nil {
		return nil, err
	}
	return &tg.BoolBox{Bool: &tg.BoolTrue{}}, nil
}

// errMessageID says that a message does not exist in that chat.
func errMessageID() error { return tgerr.New(400, "MESSAGE_ID_INVALID") }
