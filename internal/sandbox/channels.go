package sandbox

import (
	"context"
	"slices"

	"github.com/gotd/td/bin"
	"github.com/gotd/td/tg"
	"github.com/gotd/td/tgerr"
)

// createChannel makes a supergroup or a channel.
func (s *meetings) createChannel(c *call, r *tg.ChannelsCreateChannelRequest) (bin.Encoder, error) {
	a := c.account
	switch err := checkTitle(r.Title); {
	case err != nil:
		return nil, err
	case r.Broadcast == r.Megagroup:
		return nil, tgerr.New(400, "CHANNEL_INVALID")
	case len([]rune(r.About)) > 255:
		return nil, tgerr.New(400, "CHAT_ABOUT_TOO_LONG")
	case r.TTLPeriod < 0 || r.TTLPeriod > maxTTL:
		return nil, tgerr.New(400, "TTL_PERIOD_INVALID")
	}
	p, err := s.found(channelKind, charter{
		Title: r.Title, About: r.About, Creator: a.ID, Denied: usualDenied(), Broadcast: r.Broadcast, TTL: r.TTLPeriod,
		Members: []member{{User: a.ID, Date: s.date()}},
	})
	if err != nil {
		return nil, err
	}
	v := s.view(a)
	update := s.tell(c, v, p, action{Kind: actChannel, Title: r.Title})
	return v.updates(s.date(), v.changed(p), update), nil
}

// channelIn returns the channel that a request of a names.
func (s *meetings) channelIn(a *account, in tg.InputChannelClass) (peer, error) {
	ch, err := s.world.inputChannel(a, in)
	if err != nil {
		return peer{}, err
	}
	return ch.peer(), nil
}

// managedChannel is managed for the channel that a request names.
func (s *meetings) managedChannel(a *account, in tg.InputChannelClass, need right) (peer, *hall, error) {
	p, err := s.channelIn(a, in)
	if err != nil {
		return peer{}, nil, err
	}
	h, err := s.managed(a, p, need)
	return p, h, err
}

// changed is the answer of what changed a channel. The account is locked.
func (s *meetings) changed(a *account, p peer) *tg.Updates {
	v := s.view(a)
	return v.updates(s.date(), v.changed(p))
}

// inviteToChannel puts users into a supergroup. Those who do not let themselves
// be invited are named in the answer.
func (s *meetings) inviteToChannel(c *call, r *tg.ChannelsInviteToChannelRequest) (bin.Encoder, error) {
	a := c.account
	p, h, err := s.managedChannel(a, r.Channel, inviteUsers)
	if err != nil {
		return nil, err
	}
	users, missing, err := s.invited(a, r.Users)
	if err != nil {
		return nil, err
	}
	var fresh []int64
	err = s.amend(p, h, func(state *charter) error {
		for _, user := range users {
			if viewMessages(state.Restricted[user]) {
				if !state.rules(a.ID) {
					return tgerr.New(400, "USER_KICKED")
				}
				delete(state.Restricted, user)
			}
			if state.place(user) < 0 {
				fresh = append(fresh, user)
				state.Members = append(state.Members, member{User: user, Inviter: a.ID, Date: s.date()})
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	v := s.view(a)
	list := []tg.UpdateClass{v.changed(p)}
	if len(fresh) > 0 {
		s.renew(p, [8]byte{}, fresh...)
		list = append(list, s.tell(c, v, p, action{Kind: actAdd, Users: fresh}))
	}
	return &tg.MessagesInvitedUsers{Updates: v.updates(s.date(), list...), MissingInvitees: missing}, nil
}

// editBanned takes rights of a member of a supergroup, or all with the
// membership.
func (s *meetings) editBanned(c *call, r *tg.ChannelsEditBannedRequest) (bin.Encoder, error) {
	a := c.account
	p, h, err := s.managedChannel(a, r.Channel, nil)
	if err != nil {
		return nil, err
	}
	user := named(r.Participant, a.ID)
	if user.kind != userKind {
		return nil, tgerr.New(400, "PARTICIPANT_ID_INVALID")
	}
	err = s.amend(p, h, func(state *charter) error {
		i := state.place(user.id)
		_, restricted := state.Restricted[user.id]
		switch {
		case i < 0 && !restricted:
			return tgerr.New(400, "USER_NOT_PARTICIPANT")
		case i >= 0 && state.rules(user.id) && state.Creator != a.ID, user.id == state.Creator:
			return tgerr.New(400, "USER_ADMIN_INVALID")
		}
		state.Restricted[user.id] = r.BannedRights
		if r.BannedRights.Zero() {
			delete(state.Restricted, user.id)
		}
		if viewMessages(r.BannedRights) && i >= 0 {
			return state.remove(user.id)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	s.renew(p, [8]byte{}, user.id)
	return s.changed(a, p), nil
}

// editAdmin makes a member of a supergroup an admin, or no longer.
func (s *meetings) editAdmin(c *call, r *tg.ChannelsEditAdminRequest) (bin.Encoder, error) {
	a := c.account
	p, err := s.channelIn(a, r.Channel)
	if err != nil {
		return nil, err
	}
	user, ok := s.world.inputUser(a, r.UserID)
	if !ok {
		return nil, tgerr.New(400, "USER_ID_INVALID")
	}
	if err := s.promote(a, p, user.ID, !r.AdminRights.Zero()); err != nil {
		return nil, err
	}
	s.renew(p, c.id.Key, user.ID)
	return s.changed(a, p), nil
}

func (s *meetings) editChannelTitle(c *call, r *tg.ChannelsEditTitleRequest) (bin.Encoder, error) {
	p, err := s.channelIn(c.account, r.Channel)
	if err != nil {
		return nil, err
	}
	return s.rename(c, p, r.Title)
}

func (s *meetings) editChannelPhoto(_ context.Context, c *call, r *tg.ChannelsEditPhotoRequest) (bin.Encoder, error) {
	p, err := s.channelIn(c.account, r.Channel)
	if err != nil {
		return nil, err
	}
	return s.repaint(c, p, r.Photo)
}

// leaveChannel takes the caller out of a supergroup or a channel.
func (s *meetings) leaveChannel(c *call, r *tg.ChannelsLeaveChannelRequest) (bin.Encoder, error) {
	a := c.account
	p, err := s.channelIn(a, r.Channel)
	if err != nil {
		return nil, err
	}
	h, _ := s.world.hall(p)
	err = s.amend(p, h, func(state *charter) error {
		if state.Creator == a.ID {
			return tgerr.New(400, "USER_CREATOR")
		}
		return state.remove(a.ID)
	})
	if err != nil {
		return nil, err
	}
	return s.changed(a, p), nil
}

// toggleSlowMode sets how long members wait between two messages.
func (s *meetings) toggleSlowMode(c *call, r *tg.ChannelsToggleSlowModeRequest) (bin.Encoder, error) {
	a := c.account
	p, h, err := s.managedChannel(a, r.Channel, nil)
	if err != nil {
		return nil, err
	}
	if !slices.Contains([]int{0, 10, 30, 60, 300, 900, 3600}, r.Seconds) {
		return nil, tgerr.New(400, "SECONDS_INVALID")
	}
	err = s.amend(p, h, func(state *charter) error {
		if state.Slow == r.Seconds {
			return errNotModified()
		}
		state.Slow = r.Seconds
		return nil
	})
	if err != nil {
		return nil, err
	}
	s.renew(p, c.id.Key, s.peopleOf(p)...)
	return s.changed(a, p), nil
}
