package store

import (
	"context"
	"strings"

	"sluice"
)

// chatName is where the number of a chat is kept that clients write as a phone or
// as a username, whose letter case does not matter.
func chatName(written sluice.ChatID) string { return "chat/" + strings.ToLower(string(written)) }

// resolve remembers in c that a chat as a client wrote it is p.
func (c *Change) resolve(written sluice.ChatID, p sluice.Peer) {
	if written == "" || written.Numeric() || !p.Chat.Numeric() {
		return
	}
	c.Values = append(c.Values, Value{Name: chatName(written), Data: []byte(p.Chat)})
}

// KeepResolved remembers that a chat as a client wrote it is number, which the
// network told without a message. What is known already is not written again.
func (s *Store) KeepResolved(ctx context.Context, id sluice.InstanceID, written, number sluice.ChatID) error {
	if known, ok := s.ResolvedChat(ctx, id, written); ok && (known == number || written.Numeric()) {
		return nil
	}
	return s.change(ctx, id, func(d *draft) error {
		d.resolve(written, sluice.Peer{Chat: number})
		return nil
	})
}

// ResolvedChat returns the number of a chat that clients write as a phone or as
// a username, if it was ever resolved. A number is its own.
func (s *Store) ResolvedChat(ctx context.Context, id sluice.InstanceID, chat sluice.ChatID) (sluice.ChatID, bool) {
	i, err := s.use(ctx, id)
	if err != nil {
		return "", false
	}
	i.mu.Unlock()
	n, ok, err := resolved(ctx, s.engine, id, chat)
	if err != nil {
		return "", false // as if it never was: whatever changes something fails loudly
	}
	return n, ok
}

func resolved(ctx context.Context, e Engine, id sluice.InstanceID, chat sluice.ChatID) (sluice.ChatID, bool, error) {
	if chat.Numeric() {
		return chat, true, nil
	}
	data, ok, err := e.Value(ctx, id, chatName(chat))
	return sluice.ChatID(data), ok && err == nil, broken(err)
}

// peer returns the chat where a message went.
func (s Status) peer() sluice.Peer {
	p := peerOf(formatChat(s.Chat), s.Type)
	p.Name = s.Name
	return p
}

// peerOf returns what is known of a chat by its number. What kind of group it is
// the form of the number tells; of a channel it is the same as of a supergroup.
func peerOf(chat sluice.ChatID, t sluice.ChatType) sluice.Peer {
	if t == "" && strings.HasPrefix(string(chat), "-") {
		t = sluice.ChatGroup
		if len(chat) > len("-100") && strings.HasPrefix(string(chat), "-100") && len(chat) >= len("-1000000000000") {
			t = sluice.ChatSupergroup
		}
	}
	return sluice.Peer{Chat: chat, Type: t}
}
