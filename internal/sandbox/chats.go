package sandbox

import (
	"github.com/gotd/td/bin"
	"github.com/gotd/td/tg"
	"github.com/gotd/td/tgerr"
)

// getChats shows basic groups by number.
func (s *directory) getChats(c *call, r *tg.MessagesGetChatsRequest) (bin.Encoder, error) {
	v := s.view(c.account)
	out := &tg.MessagesChats{}
	for _, id := range r.ID {
		g, ok := s.world.group(id)
		if !ok || !g.has(c.account.ID) && c.account.box.threads[groupPeer(id)] == nil {
			return nil, tgerr.New(400, "CHAT_ID_INVALID")
		}
		out.Chats = append(out.Chats, v.group(g))
	}
	return out, nil
}

// getChannels shows supergroups.
func (s *directory) getChannels(c *call, r *tg.ChannelsGetChannelsRequest) (bin.Encoder, error) {
	v := s.view(c.account)
	out := &tg.MessagesChats{}
	for _, in := range r.ID {
		ch, err := s.world.inputChannel(c.account, in)
		if err != nil {
			return nil, err
		}
		out.Chats = append(out.Chats, v.channel(ch))
	}
	return out, nil
}

// getFullChat shows a basic group with its members.
func (s *directory) getFullChat(c *call, r *tg.MessagesGetFullChatRequest) (bin.Encoder, error) {
	g, ok := s.world.group(r.ChatID)
	if !ok || !g.has(c.account.ID) && c.account.box.threads[groupPeer(r.ChatID)] == nil {
		return nil, tgerr.New(400, "CHAT_ID_INVALID")
	}
	v := s.view(c.account)
	v.meet(g.peer())
	is := g.now()
	full := &tg.ChatFull{ID: g.id, About: is.About, Participants: v.members(g), TTLPeriod: is.TTL, ChatPhoto: v.fullPhoto(g.peer())}
	if link := v.invite(&g.hall); link != nil {
		full.ExportedInvite = link
	}
	users, chats := v.named()
	return &tg.MessagesChatFull{FullChat: full, Users: users, Chats: chats}, nil
}

// getFullChannel shows a supergroup.
func (s *directory) getFullChannel(c *call, r *tg.ChannelsGetFullChannelRequest) (bin.Encoder, error) {
	a := c.account
	ch, err := s.world.inputChannel(a, r.Channel)
	if err != nil {
		return nil, err
	}
	ch.boxMu.Lock()
	defer ch.boxMu.Unlock()
	v, is := s.view(a), ch.now()
	v.meet(ch.peer())
	full := &tg.ChannelFull{
		ID: ch.id, ReadInboxMaxID: a.seen[ch.id], UnreadCount: ch.box.unread(ch.peer(), a.ID, a.seen[ch.id]),
		ChatPhoto: v.fullPhoto(ch.peer()), Pts: ch.box.pts, BotInfo: []tg.BotInfo{}, About: is.About, TTLPeriod: is.TTL,
		CanViewParticipants: !is.Broadcast || is.rules(a.ID), SlowmodeSeconds: is.Slow,
	}
	if link := v.invite(&ch.hall); link != nil {
		full.ExportedInvite = link
	}
	full.SetParticipantsCount(len(is.Members))
	full.SetAdminsCount(is.admins())
	users, chats := v.named()
	return &tg.MessagesChatFull{FullChat: full, Users: users, Chats: chats}, nil
}
