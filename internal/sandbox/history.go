package sandbox

import (
	"slices"

	"github.com/gotd/td/bin"
	"github.com/gotd/td/tg"
)

// getHistory lists a chat, newest first.
func (s *directory) getHistory(c *call, r *tg.MessagesGetHistoryRequest) (bin.Encoder, error) {
	a := c.account
	chat, err := s.world.chat(a, r.Peer)
	if err != nil {
		return nil, err
	}
	b, unlock := s.boxOf(a, chat)
	defer unlock()
	v := s.view(a)
	v.meet(chat)
	ids, count := b.page(chat, r)
	list := v.messages(b, ids)
	users, chats := v.named()
	switch {
	case chat.kind == channelKind:
		return &tg.MessagesChannelMessages{Pts: b.pts, Count: count, Messages: list, Users: users, Chats: chats}, nil
	case len(list) == count:
		return &tg.MessagesMessages{Messages: list, Users: users, Chats: chats}, nil
	default:
		return &tg.MessagesMessagesSlice{Count: count, Messages: list, Users: users, Chats: chats}, nil
	}
}

// page chooses messages as Telegram does: the place is what OffsetID or
// OffsetDate say, moved by AddOffset; then MaxID and MinID bound the result.
func (b *box) page(chat peer, r *tg.MessagesGetHistoryRequest) (ids []int, count int) {
	t := b.threads[chat]
	if t == nil {
		return nil, 0
	}
	all := slices.Clone(t.ids)
	slices.Reverse(all)
	start := slices.IndexFunc(all, func(id int) bool {
		return (r.OffsetID == 0 || id < r.OffsetID) && (r.OffsetDate == 0 || b.messages[id].Date < r.OffsetDate)
	})
	if start < 0 {
		start = len(all)
	}
	start = min(max(0, start+r.AddOffset), len(all))
	limit := pageSize
	if r.Limit > 0 && r.Limit < limit {
		limit = r.Limit
	}
	page := all[start:min(start+limit, len(all))]
	page = slices.DeleteFunc(page, func(id int) bool {
		return r.MaxID > 0 && id > r.MaxID || r.MinID > 0 && id <= r.MinID
	})
	return page, len(all)
}

// getMessages returns messages of private chats and basic groups by number.
func (s *directory) getMessages(c *call, r *tg.MessagesGetMessagesRequest) (bin.Encoder, error) {
	a := c.account
	v := s.view(a)
	list := v.wanted(&a.box, r.ID)
	users, chats := v.named()
	return &tg.MessagesMessages{Messages: list, Users: users, Chats: chats}, nil
}

// getChannelMessages returns messages of a supergroup by number.
func (s *directory) getChannelMessages(c *call, r *tg.ChannelsGetMessagesRequest) (bin.Encoder, error) {
	a := c.account
	ch, err := s.world.inputChannel(a, r.Channel)
	if err != nil {
		return nil, err
	}
	ch.boxMu.Lock()
	defer ch.boxMu.Unlock()
	v := s.view(a)
	v.meet(ch.peer())
	list := v.wanted(&ch.box, r.ID)
	users, chats := v.named()
	return &tg.MessagesChannelMessages{Pts: ch.box.pts, Count: len(list), Messages: list, Users: users, Chats: chats}, nil
}

// wanted shows one entry for every message asked for; those that do not exist
// are shown as empty.
func (v *view) wanted(b *box, want []tg.InputMessageClass) []tg.MessageClass {
	out := make([]tg.MessageClass, 0, len(want))
	for _, in := range want {
		id, ok := in.(*tg.InputMessageID)
		if !ok {
			continue
		}
		if m, ok := b.messages[id.ID]; ok {
			out = append(out, v.message(m))
			continue
		}
		out = append(out, &tg.MessageEmpty{ID: id.ID})
	}
	return out
}
