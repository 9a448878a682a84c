package telegram

import (
	"context"

	"github.com/gotd/td/tg"

	"sluice"
)

const (
	membersPage = 200
	mostMembers = 1000 // of a group that are told
)

// full returns all that Telegram tells of a group or channel.
func (v *visit) full(ctx context.Context, r record) (*tg.MessagesChatFull, error) {
	if r.channeled() {
		return ask(ctx, v, "channels.getFullChannel", func(ctx context.Context, api *tg.Client) (*tg.MessagesChatFull, error) {
			return api.ChannelsGetFullChannel(ctx, r.channel())
		})
	}
	return ask(ctx, v, "messages.getFullChat", func(ctx context.Context, api *tg.Client) (*tg.MessagesChatFull, error) {
		return api.MessagesGetFullChat(ctx, r.ID)
	})
}

// Group returns a group as Telegram describes it, with up to a thousand members.
func (c *Conn) Group(ctx context.Context, id sluice.ChatID) (sluice.Group, error) {
	ctx, v, done, err := c.visit(ctx)
	if err != nil {
		return sluice.Group{}, err
	}
	defer done()
	r, err := v.group(ctx, id)
	if err != nil {
		return sluice.Group{}, err
	}
	full, err := v.full(ctx, r)
	if err != nil {
		return sluice.Group{}, err
	}
	made, denied := described(full.Chats, r)
	g := sluice.Group{Peer: v.peer(ctx, r), Created: date(made), Rights: rightsOf(denied)}
	switch about := full.FullChat.(type) {
	case *tg.ChatFull:
		g.About, g.Invite = about.About, inviteLink(about.ExportedInvite)
		g.Members = chatMembers(about.Participants)
	case *tg.ChannelFull:
		g.About, g.Invite = about.About, inviteLink(about.ExportedInvite)
		if g.Members, err = v.channelMembers(ctx, r); err != nil {
			return sluice.Group{}, err
		}
	}
	for _, m := range g.Members {
		if m.Creator {
			g.Owner = m.Chat
		}
	}
	return g, nil
}

// chatMembers are those of a basic group.
func chatMembers(in tg.ChatParticipantsClass) []sluice.Member {
	list, ok := in.(*tg.ChatParticipants)
	if !ok { // hidden
		return nil
	}
	members := make([]sluice.Member, 0, len(list.Participants))
	for _, one := range list.Participants {
		m := member(one.GetUserID())
		switch one.(type) {
		case *tg.ChatParticipantAdmin:
			m.Admin = true
		case *tg.ChatParticipantCreator:
			m.Admin, m.Creator = true, true
		}
		members = append(members, m)
	}
	return members
}

// channelMembers are those of a supergroup; none when they are hidden.
func (v *visit) channelMembers(ctx context.Context, r record) ([]sluice.Member, error) {
	var members []sluice.Member
	for read := 0; len(members) < mostMembers; {
		answer, err := ask(ctx, v, "channels.getParticipants", func(ctx context.Context, api *tg.Client) (tg.ChannelsChannelParticipantsClass, error) {
			return api.ChannelsGetParticipants(ctx, &tg.ChannelsGetParticipantsRequest{
				Channel: r.channel(), Filter: &tg.ChannelParticipantsRecent{}, Offset: read, Limit: membersPage,
			})
		})
		if sluice.CodeOf(err) == sluice.Refused {
			return nil, nil
		}
		if err != nil {
			return nil, err
		}
		page, ok := answer.AsModified()
		if !ok {
			return members, nil
		}
		for _, one := range page.Participants {
			if m, ok := participant(one); ok {
				members = append(members, m)
			}
		}
		if read += len(page.Participants); len(page.Participants) < membersPage {
			break
		}
	}
	return members[:min(len(members), mostMembers)], nil
}

// participant returns a member of a supergroup; false for one who has left.
func participant(in tg.ChannelParticipantClass) (sluice.Member, bool) {
	switch p := in.(type) {
	case *tg.ChannelParticipant:
		return member(p.UserID), true
	case *tg.ChannelParticipantSelf:
		return member(p.UserID), true
	case *tg.ChannelParticipantAdmin:
		m := member(p.UserID)
		m.Admin = true
		return m, true
	case *tg.ChannelParticipantCreator:
		m := member(p.UserID)
		m.Admin, m.Creator = true, true
		return m, true
	}
	return sluice.Member{}, false
}

func member(user int64) sluice.Member { return sluice.Member{Chat: userChat(user)} }
