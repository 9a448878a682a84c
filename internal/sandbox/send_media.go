package sandbox

import (
	"context"
	"slices"
	"unicode/utf8"

	"github.com/gotd/td/bin"
	"github.com/gotd/td/tg"
	"github.com/gotd/td/tgerr"
)

// sendMedia makes a message that holds more than a text.
func (s *messaging) sendMedia(_ context.Context, c *call, r *tg.MessagesSendMediaRequest) (bin.Encoder, error) {
	chat, err := s.aim(c, r.Peer, []int64{r.RandomID})
	if err != nil {
		return nil, err
	}
	held, err := s.held(c, r.Media, r.Message, r.RandomID)
	if err != nil {
		return nil, err
	}
	c.account.mu.Lock()
	defer c.account.mu.Unlock()
	m := message{Chat: chat, From: c.account.ID, Text: kept(r.Message), ReplyTo: replyTo(r.ReplyTo), Media: held}
	return s.postAll(c, []item{{m, r.RandomID}})
}

// aim returns the chat that a request of several messages names.
func (s *messaging) aim(c *call, in tg.InputPeerClass, randomIDs []int64) (peer, error) {
	c.account.mu.Lock()
	defer c.account.mu.Unlock()
	if slices.Contains(randomIDs, 0) {
		return peer{}, tgerr.New(400, "RANDOM_ID_EMPTY")
	}
	return s.world.chat(c.account, in)
}

// held returns what a message is to hold. Of one that was made already nothing
// is looked at: what it holds may be gone by now.
func (s *messaging) held(c *call, in tg.InputMediaClass, caption string, randomID int64) (*media, error) {
	c.account.mu.Lock()
	_, known := c.account.sent[randomID]
	c.account.mu.Unlock()
	if _, window := s.faults.duplicates(c); known && window == 0 {
		return nil, nil // a duplicate holds what the first one held
	}
	if utf8.RuneCountInString(caption) > maxCaption {
		return nil, tgerr.New(400, "MEDIA_CAPTION_TOO_LONG")
	}
	return s.take(c.account, in)
}

// albumSize is how many files an album has at most.
const albumSize = 10

// sendMultiMedia makes an album. What is in it must be at Telegram already.
func (s *messaging) sendMultiMedia(_ context.Context, c *call, r *tg.MessagesSendMultiMediaRequest) (bin.Encoder, error) {
	if n := len(r.MultiMedia); n == 0 || n > albumSize {
		return nil, tgerr.New(400, "MULTI_MEDIA_TOO_LONG")
	}
	chat, err := s.aim(c, r.Peer, randomIDs(r))
	if err != nil {
		return nil, err
	}
	album := s.world.uid.Add(1)
	items := make([]item, len(r.MultiMedia))
	for i, one := range r.MultiMedia {
		held, err := s.held(c, one.Media, one.Message, one.RandomID)
		if err != nil {
			return nil, err
		}
		if held != nil && !filed(held.Kind) {
			return nil, tgerr.New(400, "MEDIA_INVALID")
		}
		items[i] = item{message{
			Chat: chat, From: c.account.ID, Text: kept(one.Message), ReplyTo: replyTo(r.ReplyTo), Media: held, Album: album,
		}, one.RandomID}
	}
	c.account.mu.Lock()
	defer c.account.mu.Unlock()
	return s.postAll(c, items)
}

// uploadMedia makes a file of an upload without sending it.
func (s *messaging) uploadMedia(_ context.Context, c *call, r *tg.MessagesUploadMediaRequest) (bin.Encoder, error) {
	if _, err := s.aim(c, r.Peer, nil); err != nil {
		return nil, err
	}
	held, err := s.take(c.account, r.Media)
	if err != nil {
		return nil, err
	}
	c.account.mu.Lock()
	defer c.account.mu.Unlock()
	return s.view(c.account).media(held), nil
}

// forwardLimit is how many messages are forwarded at once.
const forwardLimit = 100

// forwardMessages copies messages into another chat, each with a random_id.
func (s *messaging) forwardMessages(c *call, r *tg.MessagesForwardMessagesRequest) (bin.Encoder, error) {
	switch n := len(r.ID); {
	case n == 0 || n > forwardLimit:
		return nil, tgerr.New(400, "MESSAGE_IDS_EMPTY")
	case n != len(r.RandomID):
		return nil, tgerr.New(400, "RANDOM_ID_INVALID")
	}
	a := c.account
	from, err := s.world.chat(a, r.FromPeer)
	if err != nil {
		return nil, err
	}
	to, err := s.world.chat(a, r.ToPeer)
	if err != nil {
		return nil, err
	}
	items := s.copies(a, from, r)
	if len(items) == 0 {
		return nil, errMessageID()
	}
	for i := range items {
		items[i].Chat = to
	}
	return s.postAll(c, items)
}

// copies are the messages of a chat as they are forwarded; those that do not
// exist are left out. The account is locked.
func (s *messaging) copies(a *account, from peer, r *tg.MessagesForwardMessagesRequest) []item {
	b, unlock := s.boxOf(a, from)
	defer unlock()
	var items []item
	albums := map[int64]int64{}
	for i, id := range r.ID {
		m, ok := b.messages[id]
		if !ok || m.Chat != from || m.Act != nil {
			if was, known := a.sent[r.RandomID[i]]; known { // the original is gone, the copy is there
				items = append(items, item{message{Chat: was.chat}, r.RandomID[i]})
			}
			continue
		}
		c := message{From: a.ID, Text: m.Text, Media: m.Media, Forward: s.originOf(m), ReplyTo: replyTo(r.ReplyTo)}
		if r.DropAuthor {
			c.Forward = nil
		}
		if r.DropMediaCaptions && m.Media != nil {
			c.Text = ""
		}
		if m.Album != 0 {
			if albums[m.Album] == 0 {
				albums[m.Album] = s.world.uid.Add(1)
			}
			c.Album = albums[m.Album]
		}
		items = append(items, item{c, r.RandomID[i]})
	}
	return items
}

// originOf is what a forwarded message says of where it comes from.
func (s *scene) originOf(m *message) *origin {
	switch {
	case m.Forward != nil:
		return m.Forward
	case m.From == 0:
		return &origin{From: m.Chat, Date: m.Date, Post: m.ID}
	case s.world.hidden(m.From):
		p, _ := s.world.person(m.From)
		return &origin{Name: p.First, Date: m.Date}
	default:
		return &origin{From: userPeer(m.From), Date: m.Date}
	}
}
