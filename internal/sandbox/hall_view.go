package sandbox

import (
	"github.com/gotd/td/tg"
)

func (v *view) group(g *group) *tg.Chat {
	is := g.now()
	out := &tg.Chat{
		Creator: is.Creator == v.a.ID, Left: is.place(v.a.ID) < 0, ID: g.id, Title: is.Title,
		Photo: v.chatPhoto(g.peer()), ParticipantsCount: len(is.Members), Date: g.date, Version: is.Version,
	}
	out.SetDefaultBannedRights(is.Denied)
	if is.rules(v.a.ID) {
		out.SetAdminRights(adminRights())
	}
	return out
}

func (v *view) channel(c *channel) *tg.Channel {
	is := c.now()
	out := &tg.Channel{
		Creator: is.Creator == v.a.ID, Left: is.place(v.a.ID) < 0, Broadcast: is.Broadcast, Megagroup: !is.Broadcast,
		SlowmodeEnabled: is.Slow > 0, ID: c.id, AccessHash: v.w.hash(v.a.ID, c.peer()), Title: is.Title,
		Photo: v.chatPhoto(c.peer()), Date: c.date,
	}
	out.SetParticipantsCount(len(is.Members))
	out.SetDefaultBannedRights(is.Denied)
	if is.rules(v.a.ID) {
		out.SetAdminRights(adminRights())
	}
	if r, ok := is.Restricted[v.a.ID]; ok {
		out.SetBannedRights(r)
	}
	return out
}

// adminRights are those that every admin has here.
func adminRights() tg.ChatAdminRights {
	return tg.ChatAdminRights{
		ChangeInfo: true, PostMessages: true, EditMessages: true, DeleteMessages: true, BanUsers: true, InviteUsers: true, PinMessages: true,
	}
}

func (v *view) chatPhoto(p peer) tg.ChatPhotoClass {
	f, ok := v.s.depot.find(v.w.portrait(p))
	if !ok {
		return &tg.ChatPhotoEmpty{}
	}
	out := &tg.ChatPhoto{PhotoID: f.ID, DCID: v.s.o.DC}
	out.StrippedThumb = f.Stripped
	return out
}

// fullPhoto is the picture of a chat with all its sizes.
func (v *view) fullPhoto(p peer) tg.PhotoClass {
	if id := v.w.portrait(p); id != 0 {
		return v.photo(id)
	}
	return &tg.PhotoEmpty{}
}

// members lists who is in a basic group.
func (v *view) members(g *group) tg.ChatParticipantsClass {
	is := g.now()
	if is.place(v.a.ID) < 0 {
		return &tg.ChatParticipantsForbidden{ChatID: g.id}
	}
	out := &tg.ChatParticipants{ChatID: g.id, Version: is.Version}
	for _, m := range is.Members {
		v.meet(userPeer(m.User))
		switch {
		case m.User == is.Creator:
			out.Participants = append(out.Participants, &tg.ChatParticipantCreator{UserID: m.User})
		case m.Admin:
			out.Participants = append(out.Participants, &tg.ChatParticipantAdmin{UserID: m.User, InviterID: m.Inviter, Date: m.Date})
		default:
			out.Participants = append(out.Participants, &tg.ChatParticipant{UserID: m.User, InviterID: m.Inviter, Date: m.Date})
		}
	}
	return out
}

// participant shows a member of a supergroup.
func (v *view) participant(is *charter, m member) tg.ChannelParticipantClass {
	v.meet(userPeer(m.User))
	switch {
	case m.User == is.Creator:
		return &tg.ChannelParticipantCreator{UserID: m.User, AdminRights: adminRights()}
	case m.Admin:
		return &tg.ChannelParticipantAdmin{
			Self: m.User == v.a.ID, UserID: m.User, InviterID: m.Inviter, PromotedBy: is.Creator, Date: m.Date, AdminRights: adminRights(),
		}
	case m.User == v.a.ID:
		return &tg.ChannelParticipantSelf{UserID: m.User, InviterID: m.Inviter, Date: m.Date}
	default:
		return &tg.ChannelParticipant{UserID: m.User, Date: m.Date}
	}
}

// invite shows the link into a hall to those who may know it; nil: it is not
// shown.
func (v *view) invite(h *hall) tg.ExportedChatInviteClass {
	is := h.now()
	if is.Invite == "" || !is.rules(v.a.ID) {
		return nil
	}
	return &tg.ChatInviteExported{Permanent: true, Link: is.Invite, AdminID: is.Creator, Date: h.date}
}
