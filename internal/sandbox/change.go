package sandbox

import (
	"context"
	"slices"
	"unicode/utf8"

	"github.com/gotd/td/bin"
	"github.com/gotd/td/tg"
	"github.com/gotd/td/tgerr"
)

// editLife is how long a message may be edited, in seconds.
const editLife = 172_800

// editMessage changes the text or the caption of an own message.
func (s *messaging) editMessage(c *call, r *tg.MessagesEditMessageRequest) (bin.Encoder, error) {
	a := c.account
	chat, err := s.world.chat(a, r.Peer)
	if err != nil {
		return nil, err
	}
	b, unlock := s.boxOf(a, chat)
	defer unlock()
	m, ok := b.messages[r.ID]
	switch {
	case !ok || m.Chat != chat:
		return nil, errMessageID()
	case m.author() != a.ID || m.Act != nil:
		return nil, tgerr.New(403, "MESSAGE_AUTHOR_REQUIRED")
	case r.Media != nil:
		return nil, tgerr.New(400, "MEDIA_NEW_INVALID") // the fake changes words alone
	case s.date()-m.Date > editLife:
		return nil, tgerr.New(400, "MESSAGE_EDIT_TIME_EXPIRED")
	}
	if err := m.mayRead(r.Message); err != nil {
		return nil, err
	}
	c.message = r.ID
	e, v := s.alter(a, b, c.id.Key, r.ID, r.Message)
	return v.updates(e.Date, v.update(b, e)), nil
}

// mayRead says whether a message may have another text.
func (m *message) mayRead(text string) error {
	captioned := m.Media != nil && m.Media.Kind != KindLink
	n := utf8.RuneCountInString(text)
	switch {
	case m.Forward != nil || captioned && !filed(m.Media.Kind):
		return errMessageID()
	case n == 0 && !captioned:
		return tgerr.New(400, "MESSAGE_EMPTY")
	case n > maxCaption && captioned:
		return tgerr.New(400, "MEDIA_CAPTION_TOO_LONG")
	case n > maxText:
		return tgerr.New(400, "MESSAGE_TOO_LONG")
	case text == m.Text:
		return tgerr.New(400, "MESSAGE_NOT_MODIFIED")
	default:
		return nil
	}
}

// alter edits a message of a chat of a and tells everybody. The box is locked.
func (s *publisher) alter(a *account, b *box, except [8]byte, id int, text string) (entry, *view) {
	m := b.messages[id]
	e, _ := b.edit(id, text, s.date())
	s.recordFor(a, m.Chat, except, e)
	s.mirror(a, m.Chat, m.UID, func(b *box, id int) (entry, bool) { return b.edit(id, text, e.Date) })
	s.evidence.mark(boxName(a, m.Chat), id, func(row *Message) { row.Edited = true })
	return e, s.view(a)
}

// recordFor is recordAt for a change that a call has made.
func (s *publisher) recordFor(a *account, chat peer, except [8]byte, e entry) {
	if ch, ok := s.world.channel(chat.id); ok && chat.kind == channelKind {
		s.recordChannel(ch, a, except, e)
		return
	}
	s.record(a, except, e)
}

// deleteMessages deletes from private chats and basic groups.
func (s *messaging) deleteMessages(c *call, r *tg.MessagesDeleteMessagesRequest) (bin.Encoder, error) {
	a := c.account
	count := s.erase(a, &a.box, c.id.Key, r.ID, r.Revoke)
	return &tg.MessagesAffectedMessages{Pts: a.box.pts, PtsCount: count}, nil
}

// deleteChannelMessages deletes own messages from a supergroup.
func (s *messaging) deleteChannelMessages(c *call, r *tg.ChannelsDeleteMessagesRequest) (bin.Encoder, error) {
	a := c.account
	ch, err := s.world.inputChannel(a, r.Channel)
	if err != nil {
		return nil, err
	}
	ch.boxMu.Lock()
	defer ch.boxMu.Unlock()
	own := slices.DeleteFunc(slices.Clone(r.ID), func(id int) bool {
		m, ok := ch.box.messages[id]
		return ok && m.author() != a.ID && !ch.now().rules(a.ID)
	})
	if len(own) == 0 && len(r.ID) > 0 {
		return nil, tgerr.New(403, "MESSAGE_DELETE_FORBIDDEN")
	}
	count := s.erase(a, &ch.box, c.id.Key, own, true)
	return &tg.MessagesAffectedMessages{Pts: ch.box.pts, PtsCount: count}, nil
}

// erase deletes messages from a box and, with revoke, from everywhere. It
// returns how many there were. The box is locked.
func (s *publisher) erase(a *account, b *box, except [8]byte, ids []int, revoke bool) int {
	var gone []message
	for _, id := range ids {
		if m, ok := b.messages[id]; ok {
			gone = append(gone, *m)
		}
	}
	e, ok := b.remove(ids, s.date())
	if !ok {
		return 0
	}
	s.recordFor(a, e.Chat, except, e)
	for _, m := range gone {
		s.evidence.mark(boxName(a, m.Chat), m.ID, func(row *Message) { row.Deleted = true })
		if revoke {
			s.mirror(a, m.Chat, m.UID, func(b *box, id int) (entry, bool) { return b.remove([]int{id}, e.Date) })
		}
	}
	return e.Count
}

// sendReaction sets the caller's reaction, or takes it away.
func (s *messaging) sendReaction(c *call, r *tg.MessagesSendReactionRequest) (bin.Encoder, error) {
	a := c.account
	chat, err := s.world.chat(a, r.Peer)
	if err != nil {
		return nil, err
	}
	b, unlock := s.boxOf(a, chat)
	defer unlock()
	if m, ok := b.messages[r.MsgID]; !ok || m.Chat != chat {
		return nil, errMessageID()
	}
	own := reaction{user: a.ID, date: s.date()}
	for _, want := range r.Reaction {
		if emoji, ok := want.(*tg.ReactionEmoji); ok {
			own.emoji = emoji.Emoticon
		}
	}
	c.message = r.MsgID
	e := s.reacts(a, b, c.id.Key, r.MsgID, own)
	v := s.view(a)
	return v.updates(e.Date, v.update(b, e)), nil
}

// reacts sets a reaction in a chat of a. The message exists, its box is locked.
func (s *publisher) reacts(a *account, b *box, except [8]byte, id int, r reaction) entry {
	m := b.messages[id]
	e, _ := b.react(id, r)
	s.recordFor(a, m.Chat, except, e)
	s.mirror(a, m.Chat, m.UID, func(b *box, id int) (entry, bool) { return b.react(id, r) })
	return e
}

// readHistory marks a private chat or a basic group as read.
func (s *messaging) readHistory(c *call, r *tg.MessagesReadHistoryRequest) (bin.Encoder, error) {
	a := c.account
	chat, err := s.world.chat(a, r.Peer)
	if err != nil {
		return nil, err
	}
	if chat.kind == channelKind {
		return nil, tgerr.New(400, "PEER_ID_INVALID")
	}
	e, ok := a.box.read(entryReadIn, chat, r.MaxID, s.date())
	if !ok {
		return &tg.MessagesAffectedMessages{Pts: a.box.pts}, nil
	}
	s.record(a, c.id.Key, e)
	for b, seen := range s.others(a, chat) {
		s.lanes.after(b, 0, func(context.Context) { s.partnerReads(b, seen, 0) })
	}
	return &tg.MessagesAffectedMessages{Pts: e.Pts, PtsCount: e.Count}, nil
}

// readChannelHistory marks a supergroup as read.
func (s *messaging) readChannelHistory(c *call, r *tg.ChannelsReadHistoryRequest) (bin.Encoder, error) {
	a := c.account
	ch, err := s.world.inputChannel(a, r.Channel)
	if err != nil {
		return nil, err
	}
	ch.boxMu.Lock()
	top := ch.box.last
	ch.boxMu.Unlock()
	if upto := r.MaxID; upto > 0 && upto < top {
		top = upto
	}
	if top > a.seen[ch.id] {
		a.seen[ch.id] = top
		_ = s.journal.write(record{Seen: &seenRecord{Account: a.ID, Channel: ch.id, Max: top}})
	}
	return &tg.BoolBox{Bool: &tg.BoolTrue{}}, nil
}
