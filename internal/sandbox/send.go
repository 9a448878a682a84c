package sandbox

import (
	"context"
	"unicode/utf8"

	"github.com/gotd/td/bin"
	"github.com/gotd/td/tg"
	"github.com/gotd/td/tgerr"
)

// maxText is Telegram's limit for one message, in characters.
const maxText = 4096

// messaging are the methods by which an account acts in its chats.
type messaging struct{ *publisher }

// sendMessage makes a message once per random_id, however often it is called.
func (s *messaging) sendMessage(_ context.Context, c *call, r *tg.MessagesSendMessageRequest) (bin.Encoder, error) {
	a := c.account
	a.mu.Lock()
	defer a.mu.Unlock()
	chat, err := s.world.chat(a, r.Peer)
	if err != nil {
		return nil, err
	}
	switch {
	case r.RandomID == 0:
		return nil, tgerr.New(400, "RANDOM_ID_EMPTY")
	case r.Message == "":
		return nil, tgerr.New(400, "MESSAGE_EMPTY")
	case utf8.RuneCountInString(r.Message) > maxText:
		return nil, tgerr.New(400, "MESSAGE_TOO_LONG")
	}
	form, window := s.faults.duplicates(c)
	if was, ok := a.sent[r.RandomID]; ok && (window == 0 || s.now().Sub(was.at) < window) {
		return s.duplicate(c, was, r.RandomID, form)
	}
	m := message{Chat: chat, From: a.ID, Text: r.Message, ReplyTo: replyTo(r.ReplyTo)}
	return s.post(c, m, r.RandomID), nil
}

func replyTo(in tg.InputReplyToClass) int {
	if r, ok := in.(*tg.InputReplyToMessage); ok {
		return r.ReplyToMsgID
	}
	return 0
}

// duplicate answers a random_id that is known, in one of the two forms that
// are reported of Telegram. The account is locked.
func (s *messaging) duplicate(c *call, was sent, randomID int64, form string) (bin.Encoder, error) {
	b, unlock := s.boxOf(c.account, was.chat)
	defer unlock()
	c.message = was.id
	s.evidence.repeated(boxName(c.account, was.chat), was.id)
	if form != "original" {
		return nil, tgerr.New(500, "RANDOM_ID_DUPLICATE")
	}
	c.answer = AnswerOriginal
	v := s.view(c.account)
	list := []tg.UpdateClass{&tg.UpdateMessageID{ID: was.id, RandomID: randomID}}
	e := entry{Kind: entryNew, Chat: was.chat, IDs: []int{was.id}, Pts: b.pts} // pts_count 0: nothing is new
	if u := v.update(b, e); u != nil {
		list = append(list, u)
	}
	return v.updates(s.date(), list...), nil
}

// post makes a new message of the caller, shows it to all who are in its chat,
// and returns the answer. The account is locked.
func (s *messaging) post(c *call, m message, randomID int64) bin.Encoder {
	a := c.account
	m.Date = s.date()
	if s.copied(a, m.Chat) {
		m.UID = s.world.uid.Add(1)
	}
	b, unlock := s.boxOf(a, m.Chat)
	e := b.add(m)
	c.message = e.IDs[0]
	a.sent[randomID] = sent{chat: m.Chat, id: e.IDs[0], at: s.now()}
	if m.Chat.kind == channelKind {
		ch, _ := s.world.channel(m.Chat.id)
		s.recordChannel(ch, a, c.id.Key, e)
	} else {
		s.record(a, c.id.Key, e)
	}
	s.evidence.show(Message{
		At: c.row.At, Instance: c.row.Instance, Account: c.row.Account, Key: c.row.Key, Chat: m.Chat.String(), Text: m.Text,
		RandomID: number(randomID), MessageID: e.IDs[0], ReplyTo: m.ReplyTo,
	}, boxName(a, m.Chat))
	v := s.view(a)
	update := v.update(b, e)
	unlock()
	s.spread(a, *e.Message)
	s.reply(a, *e.Message)
	if m.Chat.kind == userKind && m.Chat.id != a.ID {
		c.short = &tg.UpdateShortSentMessage{Out: true, ID: e.IDs[0], Pts: e.Pts, PtsCount: e.Count, Date: m.Date}
	}
	answer := v.updates(m.Date, &tg.UpdateMessageID{ID: e.IDs[0], RandomID: randomID}, update)
	c.early = answer
	return answer
}

// boxOf returns the box that holds a chat of a, locked, with the function that
// unlocks it. The account is locked.
func (s *scene) boxOf(a *account, chat peer) (*box, func()) {
	if chat.kind == channelKind {
		if ch, ok := s.world.channel(chat.id); ok {
			ch.mu.Lock()
			return &ch.box, ch.mu.Unlock
		}
	}
	return &a.box, func() {}
}

// boxName names the box that holds a chat of a.
func boxName(a *account, chat peer) peer {
	if chat.kind == channelKind {
		return chat
	}
	return a.peer()
}

// others returns the other accounts that keep a copy of what a writes to a
// private chat or a basic group, with the chat as they see it.
func (s *scene) others(a *account, chat peer) map[*account]peer {
	out := map[*account]peer{}
	switch chat.kind {
	case userKind:
		if b, ok := s.world.account(chat.id); ok && b != a {
			out[b] = a.peer()
		}
	case groupKind:
		g, _ := s.world.group(chat.id)
		for _, id := range g.members {
			if b, ok := s.world.account(id); ok && b != a {
				out[b] = chat
			}
		}
	}
	return out
}

func (s *scene) copied(a *account, chat peer) bool { return len(s.others(a, chat)) > 0 }

// spread puts copies of a message into the boxes of the other accounts that
// see it, each in its own lane.
func (s *publisher) spread(a *account, m message) {
	for b, chat := range s.others(a, m.Chat) {
		s.lanes.after(b, 0, func(context.Context) {
			b.mu.Lock()
			defer b.mu.Unlock()
			c := m
			c.Chat, c.ReplyTo = chat, 0
			s.record(b, [8]byte{}, b.box.add(c))
		})
	}
}

// mirror makes the same change to the copies that other accounts keep.
func (s *publisher) mirror(a *account, chat peer, uid int64, change func(b *box, id int) (entry, bool)) {
	if uid == 0 {
		return
	}
	for b := range s.others(a, chat) {
		s.lanes.after(b, 0, func(context.Context) {
			b.mu.Lock()
			defer b.mu.Unlock()
			id, ok := b.box.copies[uid]
			if !ok {
				return
			}
			if e, ok := change(&b.box, id); ok {
				s.record(b, [8]byte{}, e)
			}
		})
	}
}
