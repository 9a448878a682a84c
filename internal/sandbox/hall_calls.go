package sandbox

import (
	"crypto/sha256"
	"encoding/base64"
	"slices"
	"strings"

	"github.com/gotd/td/bin"
	"github.com/gotd/td/tg"
	"github.com/gotd/td/tgerr"
)

// The methods below take groups and supergroups alike.

// editDefaultRights sets what those who are no admins may not do.
func (s *meetings) editDefaultRights(c *call, r *tg.MessagesEditChatDefaultBannedRightsRequest) (bin.Encoder, error) {
	a := c.account
	p, h, err := s.managedChat(a, r.Peer, nil)
	if err != nil {
		return nil, err
	}
	denied := r.BannedRights
	denied.UntilDate = 0
	denied.SetFlags()
	err = s.amend(p, h, func(state *charter) error {
		was := state.Denied
		was.SetFlags()
		if was == denied {
			return errNotModified()
		}
		state.Denied = denied
		return nil
	})
	if err != nil {
		return nil, err
	}
	s.renew(p, c.id.Key, s.peopleOf(p)...)
	v := s.view(a)
	v.meet(p)
	u := &tg.UpdateChatDefaultBannedRights{Peer: p.tg(), DefaultBannedRights: denied, Version: h.now().Version}
	return v.updates(s.date(), u), nil
}

// managedChat is managed for the chat that a request names.
func (s *meetings) managedChat(a *account, in tg.InputPeerClass, need right) (peer, *hall, error) {
	p, err := s.world.chat(a, in)
	if err != nil {
		return peer{}, nil, err
	}
	if p.kind == userKind {
		return peer{}, nil, tgerr.New(400, "PEER_ID_INVALID")
	}
	h, err := s.managed(a, p, need)
	return p, h, err
}

// editAbout sets the words under the title.
func (s *meetings) editAbout(c *call, r *tg.MessagesEditChatAboutRequest) (bin.Encoder, error) {
	p, h, err := s.managedChat(c.account, r.Peer, changeInfo)
	if err != nil {
		return nil, err
	}
	err = s.amend(p, h, func(state *charter) error {
		if state.About == r.About {
			return tgerr.New(400, "CHAT_ABOUT_NOT_MODIFIED")
		}
		state.About = r.About
		return nil
	})
	if err != nil {
		return nil, err
	}
	return &tg.BoolBox{Bool: &tg.BoolTrue{}}, nil
}

// exportInvite returns the link into a group, which is made when it is first
// asked for.
func (s *meetings) exportInvite(c *call, r *tg.MessagesExportChatInviteRequest) (bin.Encoder, error) {
	a := c.account
	p, h, err := s.managedChat(a, r.Peer, nil)
	if err != nil {
		return nil, err
	}
	if h.now().Invite == "" {
		if err := s.amend(p, h, func(state *charter) error {
			state.Invite = s.world.inviteLink(p)
			return nil
		}); err != nil {
			return nil, err
		}
	}
	return s.view(a).invite(h), nil
}

// inviteLink is the link into a group.
func (w *world) inviteLink(p peer) string {
	sum := sha256.Sum256(append(w.secret[:], p.String()...))
	return "https://t.me/+" + base64.RawURLEncoding.EncodeToString(sum[:12])
}

// setHistoryTTL sets after how long messages vanish. They do not vanish here.
func (s *meetings) setHistoryTTL(c *call, r *tg.MessagesSetHistoryTTLRequest) (bin.Encoder, error) {
	a := c.account
	if r.Period < 0 || r.Period > maxTTL {
		return nil, tgerr.New(400, "TTL_PERIOD_INVALID")
	}
	p, err := s.world.chat(a, r.Peer)
	if err != nil {
		return nil, err
	}
	if p.kind != userKind {
		h, err := s.managed(a, p, changeInfo)
		if err != nil {
			return nil, err
		}
		if err := s.amend(p, h, func(state *charter) error {
			if state.TTL == r.Period {
				return errNotModified()
			}
			state.TTL = r.Period
			return nil
		}); err != nil {
			return nil, err
		}
	}
	return s.told(c, p, action{Kind: actTTL, TTL: r.Period}), nil
}

// participantsPage is how many members one answer names at most.
const participantsPage = 200

// getParticipants lists the members of a supergroup, page by page.
func (s *directory) getParticipants(c *call, r *tg.ChannelsGetParticipantsRequest) (bin.Encoder, error) {
	a := c.account
	ch, err := s.world.inputChannel(a, r.Channel)
	if err != nil {
		return nil, err
	}
	is := ch.now()
	if is.Broadcast && !is.rules(a.ID) {
		return nil, errNotAdmin()
	}
	v := s.view(a)
	list := v.participants(is, r.Filter)
	count := len(list)
	list = list[min(max(0, r.Offset), count):]
	if r.Limit <= 0 || r.Limit > participantsPage {
		r.Limit = participantsPage
	}
	list = list[:min(r.Limit, len(list))]
	v.meet(ch.peer())
	users, chats := v.named()
	return &tg.ChannelsChannelParticipants{Count: count, Participants: list, Chats: chats, Users: users}, nil
}

// participants are the members of a supergroup that a filter lets through.
func (v *view) participants(is *charter, filter tg.ChannelParticipantsFilterClass) []tg.ChannelParticipantClass {
	var out []tg.ChannelParticipantClass
	if _, kicked := filter.(*tg.ChannelParticipantsKicked); kicked {
		for user, r := range is.Restricted {
			if viewMessages(r) {
				v.meet(userPeer(user))
				out = append(out, &tg.ChannelParticipantBanned{Left: true, Peer: &tg.PeerUser{UserID: user}, KickedBy: is.Creator, BannedRights: r})
			}
		}
		return out
	}
	for _, m := range is.Members {
		p, _ := v.w.person(m.User)
		fits := true
		switch f := filter.(type) {
		case *tg.ChannelParticipantsAdmins:
			fits = is.rules(m.User)
		case *tg.ChannelParticipantsBots:
			fits = p.Bot
		case *tg.ChannelParticipantsSearch:
			fits = strings.Contains(strings.ToLower(p.First+" "+p.Last), strings.ToLower(f.Q))
		}
		if fits {
			out = append(out, v.participant(is, m))
		}
	}
	return out
}

// getParticipant shows one member of a supergroup.
func (s *directory) getParticipant(c *call, r *tg.ChannelsGetParticipantRequest) (bin.Encoder, error) {
	a := c.account
	ch, err := s.world.inputChannel(a, r.Channel)
	if err != nil {
		return nil, err
	}
	is, who := ch.now(), named(r.Participant, a.ID)
	i := slices.IndexFunc(is.Members, func(m member) bool { return userPeer(m.User) == who })
	if i < 0 {
		return nil, tgerr.New(400, "USER_NOT_PARTICIPANT")
	}
	v := s.view(a)
	one := v.participant(is, is.Members[i])
	users, chats := v.named()
	return &tg.ChannelsChannelParticipant{Participant: one, Chats: chats, Users: users}, nil
}
