package greenapi

import (
	"context"
	"strings"
	"time"

	"sluice"
)

// groups has the methods that make groups and manage them.
type groups struct{ line line }

// The limits of groups.
const (
	maxGroupName = 100
	maxInvited   = 200
	maxVanish    = 365 // days
	shownMembers = 1000
	supergroup   = "supergroup"
)

// askGroup asks the network about a group. A person's chat is none.
func askGroup(
	ctx context.Context, l line, id sluice.InstanceID, group sluice.ChatID, do func(context.Context, sluice.Groups) error,
) error {
	return ask(ctx, l, id, Network.Groups, func(ctx context.Context, able sluice.Groups) error {
		if _, name := group.Username(); !name && !strings.HasPrefix(string(group), "-") {
			return errNoGroup
		}
		return do(ctx, able)
	})
}

// createdGroup is the answer of createGroup.
type createdGroup struct {
	Created bool          `json:"created"`
	Chat    sluice.ChatID `json:"chatId"`
	Invite  string        `json:"groupInviteLink"`
	Reason  string        `json:"reason,omitempty"`
}

func (g groups) create(ctx context.Context, c *call) (any, error) {
	in := c.fields
	n := sluice.NewGroup{Name: in.Text("groupName", maxGroupName)}
	n.Supergroup = in.raw("type") == `"`+supergroup+`"` // what may be left out depends on it
	n.Members = in.invited("chatIds", n.Supergroup)
	in.OneOf("type", "group", supergroup)
	days, _ := in.OptionalInteger("messageAutoDeleteTime", 0, maxVanish)
	n.Vanish = time.Duration(days) * 24 * time.Hour
	if err := in.Err(); err != nil {
		return nil, err
	}
	var made createdGroup
	err := ask(ctx, g.line, c.id, Network.Groups, func(ctx context.Context, able sluice.Groups) error {
		peer, invite, err := able.CreateGroup(ctx, n)
		made = createdGroup{Created: true, Chat: peer.Chat, Invite: invite}
		return err
	})
	switch {
	case sluice.CodeOf(err) == sluice.Refused:
		return createdGroup{Reason: sluice.TextOf(err)}, nil
	case err != nil:
		return nil, err
	}
	return made, nil
}

// invited reads the first members of a group; only a supergroup may have none.
func (f *fields) invited(name string, none bool) []sluice.ChatID {
	if _, ok := f.given(name); none && !ok {
		return nil
	}
	least := 1
	if none {
		least = 0
	}
	var list []sluice.ChatID
	for _, e := range f.Array(name, least, maxInvited) {
		list = append(list, f.chatIn(e))
	}
	return list
}

func (g groups) rename(ctx context.Context, c *call) (any, error) {
	group, name := c.fields.group(), c.fields.Text("groupName", maxGroupName)
	return g.manage(ctx, c, "updateGroupName", group, func(ctx context.Context, able sluice.Groups) error {
		return able.RenameGroup(ctx, group, name)
	})
}

// rightsChanged is the answer of updateGroupSettings.
type rightsChanged struct {
	Done   bool   `json:"updateGroupSettings"`
	Reason string `json:"reason"`
}

func (g groups) setRights(ctx context.Context, c *call) (any, error) {
	in := c.fields
	group := in.group()
	rights := map[sluice.GroupRight]bool{}
	for _, right := range groupRights() {
		if on := in.Flag(string(right)); on != nil {
			rights[right] = *on
		}
	}
	if len(rights) == 0 {
		in.fail("settings", "must contain at least 1 key")
	}
	if err := in.Err(); err != nil {
		return nil, err
	}
	err := askGroup(ctx, g.line, c.id, group, func(ctx context.Context, able sluice.Groups) error {
		return able.SetGroupRights(ctx, group, rights)
	})
	switch {
	case sluice.CodeOf(err) == sluice.Refused:
		return rightsChanged{Reason: sluice.TextOf(err)}, nil
	case err != nil:
		return nil, err
	}
	return rightsChanged{Done: true}, nil
}

// groupRights are all rights, in the documented order.
func groupRights() []sluice.GroupRight {
	return []sluice.GroupRight{
		sluice.MaySendMessages, sluice.MaySendMedia, sluice.MaySendPolls, sluice.MaySendOther,
		sluice.MayAddPreviews, sluice.MayEditGroup, sluice.MayAddMembers, sluice.MayPinMessages,
	}
}

func (g groups) add(ctx context.Context, c *call) (any, error) {
	return g.member(ctx, c, "addParticipant", sluice.Groups.AddMember)
}

func (g groups) remove(ctx context.Context, c *call) (any, error) {
	return g.member(ctx, c, "removeParticipant", sluice.Groups.RemoveMember)
}

func (g groups) promote(ctx context.Context, c *call) (any, error) {
	return g.member(ctx, c, "setGroupAdmin", func(able sluice.Groups, ctx context.Context, group, member sluice.ChatID) error {
		return able.SetAdmin(ctx, group, member, true)
	})
}

func (g groups) demote(ctx context.Context, c *call) (any, error) {
	return g.member(ctx, c, "removeAdmin", func(able sluice.Groups, ctx context.Context, group, member sluice.ChatID) error {
		return able.SetAdmin(ctx, group, member, false)
	})
}

// member does something to a member of a group.
func (g groups) member(
	ctx context.Context, c *call, name string, do func(able sluice.Groups, ctx context.Context, group, member sluice.ChatID) error,
) (any, error) {
	group, member := c.fields.group(), c.fields.Chat("participantChatId")
	return g.manage(ctx, c, name, group, func(ctx context.Context, able sluice.Groups) error {
		return do(able, ctx, group, member)
	})
}

func (g groups) leave(ctx context.Context, c *call) (any, error) {
	group := c.fields.group()
	return g.manage(ctx, c, "leaveGroup", group, func(ctx context.Context, able sluice.Groups) error {
		return able.LeaveGroup(ctx, group)
	})
}

// manage does something to a group and answers with a flag.
func (g groups) manage(
	ctx context.Context, c *call, name string, group sluice.ChatID, do func(context.Context, sluice.Groups) error,
) (any, error) {
	if err := c.fields.Err(); err != nil {
		return nil, err
	}
	return flagged(name, askGroup(ctx, g.line, c.id, group, do))
}

// A shownGroup is the answer of getGroupData; the rights stand in its middle.
type shownGroup struct {
	Chat       sluice.ChatID `json:"chatId"`
	Owner      sluice.ChatID `json:"owner"`
	Name       string        `json:"subject"`
	About      string        `json:"description"`
	Created    int64         `json:"creation"`
	Invite     string        `json:"groupInviteLink"`
	Supergroup bool          `json:"isSupergroup"`
	Channel    bool          `json:"isChannel"`
	shownRights
	Members []shownMember `json:"participants"`
}

type shownRights struct {
	Messages bool `json:"allowParticipantsSendMessages"`
	Media    bool `json:"allowParticipantsSendMedia"`
	Polls    bool `json:"allowParticipantsSendPolls"`
	Other    bool `json:"allowParticipantsSendOtherMessages"`
	Previews bool `json:"allowParticipantsAddWebPagePreviews"`
	Edit     bool `json:"allowParticipantsEditGroupSettings"`
	Add      bool `json:"allowParticipantsAddMembers"`
	Pin      bool `json:"allowParticipantsPinMessages"`
}

type shownMember struct {
	ID      sluice.ChatID `json:"id"`
	Chat    sluice.ChatID `json:"chatId"`
	Admin   bool          `json:"isAdmin"`
	Creator bool          `json:"isSuperAdmin"`
}

func (g groups) show(ctx context.Context, c *call) (any, error) {
	group := c.fields.group()
	if err := c.fields.Err(); err != nil {
		return nil, err
	}
	var found sluice.Group
	err := askGroup(ctx, g.line, c.id, group, func(ctx context.Context, able sluice.Groups) (err error) {
		found, err = able.Group(ctx, group)
		return err
	})
	if err != nil {
		return nil, err
	}
	return showGroup(found), nil
}

func showGroup(g sluice.Group) shownGroup {
	r := g.Rights
	s := shownGroup{
		Chat: g.Chat, Owner: g.Owner, Name: g.Name, About: g.About, Invite: g.Invite,
		Supergroup: g.Type == sluice.ChatSupergroup, Channel: g.Type == sluice.ChatChannel,
		shownRights: shownRights{
			r[sluice.MaySendMessages], r[sluice.MaySendMedia], r[sluice.MaySendPolls], r[sluice.MaySendOther],
			r[sluice.MayAddPreviews], r[sluice.MayEditGroup], r[sluice.MayAddMembers], r[sluice.MayPinMessages],
		},
		Members: []shownMember{},
	}
	if !g.Created.IsZero() {
		s.Created = g.Created.Unix()
	}
	for _, m := range g.Members[:min(len(g.Members), shownMembers)] {
		s.Members = append(s.Members, shownMember{m.Chat, m.Chat, m.Admin || m.Creator, m.Creator})
	}
	return s
}
