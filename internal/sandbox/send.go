package sandbox

import (
	"context"
	"strings"
	"unicode/utf8"

	"github.com/gotd/td/bin"
	"github.com/gotd/td/tg"
	"github.com/gotd/td/tgerr"
)

// Telegram's limits for one message, in characters.
const (
	maxText    = 4096
	maxCaption = 1024
)

// messaging are the methods by which an account acts in its chats.
type messaging struct{ *publisher }

// An item is a message on its way into a chat, with its random_id.
type item struct {
	message
	randomID int64
}

// sendMessage makes a message once per random_id, however often it is called.
func (s *messaging) sendMessage(c *call, r *tg.MessagesSendMessageRequest) (bin.Encoder, error) {
	a := c.account
	chat, err := s.world.chat(a, r.Peer)
	if err != nil {
		return nil, err
	}
	text := kept(r.Message)
	switch {
	case text == "":
		return nil, tgerr.New(400, "MESSAGE_EMPTY")
	case utf8.RuneCountInString(text) > maxText:
		return nil, tgerr.New(400, "MESSAGE_TOO_LONG")
	}
	m := message{Chat: chat, From: a.ID, Text: text, ReplyTo: replyTo(r.ReplyTo)}
	if !r.NoWebpage {
		m.Media = preview(text)
	}
	return s.postAll(c, []item{{m, r.RandomID}})
}

// kept returns what Telegram keeps of a text.
func kept(text string) string {
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		switch {
		case r == '\r', '\u2028' <= r && r <= '\u202e', r == '\u0333', r == '\u033f', r == '\u030a':
			return -1
		case r < ' ' && r != '\n':
			return ' '
		}
		return r
	}, text))
}

func replyTo(in tg.InputReplyToClass) int {
	if r, ok := in.(*tg.InputReplyToMessage); ok {
		return r.ReplyToMsgID
	}
	return 0
}

// postAll makes new messages of the caller in one chat, or answers that they
// were made before. The account is locked.
func (s *messaging) postAll(c *call, items []item) (bin.Encoder, error) {
	form, window := s.faults.duplicates(c)
	var list []tg.UpdateClass
	v := s.view(c.account)
	fresh := items[:0:0]
	for _, it := range items {
		was, known := c.account.sent[it.randomID]
		switch {
		case it.randomID == 0:
			return nil, tgerr.New(400, "RANDOM_ID_EMPTY")
		case !known || window != 0 && s.now().Sub(was.at) >= window:
			fresh = append(fresh, it)
		default:
			list = append(list, s.repeat(c, v, was, it.randomID)...)
		}
	}
	if len(list) > 0 && form != "original" {
		return nil, tgerr.New(500, "RANDOM_ID_DUPLICATE")
	}
	if len(list) > 0 {
		c.answer = AnswerOriginal
	}
	for _, it := range fresh {
		if err := s.mayPost(c.account, it.Chat, it.Media); err != nil {
			return nil, err
		}
	}
	for _, it := range fresh {
		list = append(list, s.post(c, v, it)...)
	}
	answer := v.updates(s.date(), list...)
	if len(fresh) > 0 {
		c.early = answer
	}
	return answer, nil
}

// repeat notes that a random_id is known, and shows the message that came with it.
func (s *messaging) repeat(c *call, v *view, was sent, randomID int64) []tg.UpdateClass {
	b, unlock := s.boxOf(c.account, was.chat)
	defer unlock()
	c.message = was.id
	s.evidence.repeated(boxName(c.account, was.chat), was.id)
	list := []tg.UpdateClass{&tg.UpdateMessageID{ID: was.id, RandomID: randomID}}
	e := entry{Kind: entryNew, Chat: was.chat, IDs: []int{was.id}, Pts: b.pts} // pts_count 0: nothing is new
	if u := v.update(b, e); u != nil {
		list = append(list, u)
	}
	return list
}

// post makes one new message of the caller, shows it to all who are in its chat,
// and returns what the caller is told. The account is locked.
func (s *messaging) post(c *call, v *view, it item) []tg.UpdateClass {
	a, m := c.account, it.message
	m.Date = s.date()
	ch, _ := s.world.channel(m.Chat.id)
	channel := m.Chat.kind == channelKind
	if channel && ch.now().Broadcast {
		m.From, m.By = 0, a.ID
	}
	if s.copied(a, m.Chat) {
		m.UID = s.world.uid.Add(1)
	}
	b, unlock := s.boxOf(a, m.Chat)
	e := b.add(m)
	if c.message == 0 {
		c.message = e.IDs[0]
	}
	a.sent[it.randomID] = sent{chat: m.Chat, id: e.IDs[0], at: s.now()}
	if channel {
		ch.posted[a.ID] = s.now()
		s.recordChannel(ch, a, c.id.Key, e)
	} else {
		s.record(a, c.id.Key, e)
	}
	s.evidence.show(s.row(c, it, e.IDs[0]), boxName(a, m.Chat))
	update := v.update(b, e)
	unlock()
	s.spread(a, *e.Message)
	s.reply(a, *e.Message)
	if m.Chat.kind == userKind && m.Chat.id != a.ID {
		c.short = &tg.UpdateShortSentMessage{Out: true, ID: e.IDs[0], Pts: e.Pts, PtsCount: e.Count, Date: m.Date}
		if shown := v.media(m.Media); shown != nil {
			c.short.Media = shown
		}
	}
	return []tg.UpdateClass{&tg.UpdateMessageID{ID: e.IDs[0], RandomID: it.randomID}, update}
}

// row is what the evidence says of a new message.
func (s *scene) row(c *call, it item, id int) Message {
	out := Message{
		At: c.row.At, Instance: c.row.Instance, Account: c.row.Account, Key: c.row.Key, Chat: it.Chat.String(), Text: it.Text,
		RandomID: number(it.randomID), MessageID: id, ReplyTo: it.ReplyTo, Content: s.describe(it.Media),
	}
	if it.Album != 0 {
		out.Album = number(it.Album)
	}
	if o := it.Forward; o != nil {
		out.Forward = o.From.String() + o.Name
	}
	return out
}

// boxOf returns the box that holds a chat of a, locked, with the function that
// unlocks it. The account is locked.
func (s *scene) boxOf(a *account, chat peer) (*box, func()) {
	if chat.kind == channelKind {
		if ch, ok := s.world.channel(chat.id); ok {
			ch.boxMu.Lock()
			return &ch.box, ch.boxMu.Unlock
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
		for _, m := range g.now().Members {
			if b, ok := s.world.account(m.User); ok && b != a {
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
	var replied int64
	if r, ok := a.box.messages[m.ReplyTo]; ok {
		replied = r.UID
	}
	for b, chat := range s.others(a, m.Chat) {
		s.lanes.after(b, 0, func(context.Context) {
			b.mu.Lock()
			defer b.mu.Unlock()
			c := m
			c.Chat, c.ReplyTo = chat, b.box.copies[replied]
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
