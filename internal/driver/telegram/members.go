package telegram

import (
	"context"
	"strings"

	"github.com/gotd/td/tg"

	"sluice"
)

// history that a new member of a basic group is shown, in messages.
const shownToNewcomers = 100

// AddMember adds a user to a group. One who is in it already is no error.
func (c *Conn) AddMember(ctx context.Context, group, member sluice.ChatID) error {
	return c.changeMember(ctx, group, member, func(ctx context.Context, v *visit, r, who record) error {
		var err error
		if r.channeled() {
			err = v.inviteToChannel(ctx, r, who.user(v.self))
		} else {
			err = v.inviteToChat(ctx, r, who.user(v.self))
		}
		if is(err, []string{"USER_ALREADY_PARTICIPANT"}) {
			return nil
		}
		return err
	})
}

// changeMember finds a group and one of its members, or who is to become one.
func (c *Conn) changeMember(
	ctx context.Context, group, member sluice.ChatID, change func(ctx context.Context, v *visit, r, who record) error,
) error {
	return c.changeGroup(ctx, group, func(ctx context.Context, v *visit, r record) error {
		who, err := v.chat(ctx, member)
		if err != nil {
			return err
		}
		if who.Type != sluice.ChatUser && who.Type != sluice.ChatBot {
			return &sluice.Error{Code: sluice.NotFound, Text: "Chat not found"}
		}
		return change(ctx, v, r, who)
	})
}

func (v *visit) inviteToChannel(ctx context.Context, r record, who tg.InputUserClass) error {
	answer, err := ask(ctx, v, "channels.inviteToChannel", func(ctx context.Context, api *tg.Client) (*tg.MessagesInvitedUsers, error) {
		return api.ChannelsInviteToChannel(ctx, &tg.ChannelsInviteToChannelRequest{Channel: r.channel(), Users: []tg.InputUserClass{who}})
	})
	if err != nil {
		return err
	}
	return notInvited(answer)
}

func (v *visit) inviteToChat(ctx context.Context, r record, who tg.InputUserClass) error {
	answer, err := ask(ctx, v, "messages.addChatUser", func(ctx context.Context, api *tg.Client) (*tg.MessagesInvitedUsers, error) {
		return api.MessagesAddChatUser(ctx, &tg.MessagesAddChatUserRequest{ChatID: r.ID, UserID: who, FwdLimit: shownToNewcomers})
	})
	if err != nil {
		return err
	}
	return notInvited(answer)
}

// notInvited is the refusal of one whose privacy settings keep him out: Telegram
// names him in an answer that is no error.
func notInvited(answer *tg.MessagesInvitedUsers) error {
	if len(answer.MissingInvitees) == 0 {
		return nil
	}
	return &sluice.Error{Code: sluice.Refused, Text: strings.ToLower("USER_PRIVACY_RESTRICTED")}
}

// RemoveMember takes a user out of a group. He may come back.
func (c *Conn) RemoveMember(ctx context.Context, group, member sluice.ChatID) error {
	return c.changeMember(ctx, group, member, func(ctx context.Context, v *visit, r, who record) error {
		if !r.channeled() {
			return do(ctx, v, "messages.deleteChatUser", func(ctx context.Context, api *tg.Client) (tg.UpdatesClass, error) {
				return api.MessagesDeleteChatUser(ctx, &tg.MessagesDeleteChatUserRequest{ChatID: r.ID, UserID: who.user(v.self)})
			})
		}
		if err := v.ban(ctx, r, who, tg.ChatBannedRights{ViewMessages: true}); err != nil {
			return err
		}
		return v.ban(ctx, r, who, tg.ChatBannedRights{}) // or he could never be added again
	})
}

func (v *visit) ban(ctx context.Context, r, who record, rights tg.ChatBannedRights) error {
	return do(ctx, v, "channels.editBanned", func(ctx context.Context, api *tg.Client) (tg.UpdatesClass, error) {
		return api.ChannelsEditBanned(ctx, &tg.ChannelsEditBannedRequest{Channel: r.channel(), Participant: who.input(v.self), BannedRights: rights})
	})
}

// SetAdmin makes a member an administrator, or an ordinary one.
func (c *Conn) SetAdmin(ctx context.Context, group, member sluice.ChatID, admin bool) error {
	return c.changeMember(ctx, group, member, func(ctx context.Context, v *visit, r, who record) error {
		if !r.channeled() {
			return do(ctx, v, "messages.editChatAdmin", func(ctx context.Context, api *tg.Client) (bool, error) {
				return api.MessagesEditChatAdmin(ctx, &tg.MessagesEditChatAdminRequest{ChatID: r.ID, UserID: who.user(v.self), IsAdmin: admin})
			})
		}
		request := &tg.ChannelsEditAdminRequest{Channel: r.channel(), UserID: who.user(v.self)}
		if admin {
			request.AdminRights = adminRights(r.Type)
		}
		return do(ctx, v, "channels.editAdmin", func(ctx context.Context, api *tg.Client) (tg.UpdatesClass, error) {
			return api.ChannelsEditAdmin(ctx, request)
		})
	})
}

// adminRights are what Telegram's own apps give a new administrator.
func adminRights(t sluice.ChatType) tg.ChatAdminRights {
	rights := tg.ChatAdminRights{
		ChangeInfo: true, DeleteMessages: true, BanUsers: true, InviteUsers: true, PinMessages: true, ManageCall: true,
	}
	if t == sluice.ChatChannel {
		return tg.ChatAdminRights{
			ChangeInfo: true, PostMessages: true, EditMessages: true, DeleteMessages: true, InviteUsers: true, ManageCall: true,
		}
	}
	return rights
}
