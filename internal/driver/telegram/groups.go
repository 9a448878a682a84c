package telegram

import (
	"context"
	"io"
	"time"

	"github.com/gotd/td/tg"

	"sluice"
)

// errNoGroup is what a chat of another kind gets from the methods of groups.
var errNoGroup = &sluice.Error{Code: sluice.Invalid, Text: "Chat is not a group"}

// group finds a group or supergroup.
func (v *visit) group(ctx context.Context, id sluice.ChatID) (record, error) {
	r, err := v.chat(ctx, id)
	if err == nil && r.Type != sluice.ChatGroup && !r.channeled() {
		err = errNoGroup
	}
	return r, err
}

// CreateGroup makes a group. Members that cannot be added are left out.
func (c *Conn) CreateGroup(ctx context.Context, g sluice.NewGroup) (sluice.Peer, string, error) {
	ctx, v, done, err := c.visit(ctx)
	if err != nil {
		return sluice.Peer{}, "", err
	}
	defer done()
	var members []tg.InputUserClass
	for _, id := range g.Members {
		if r, err := v.chat(ctx, id); err == nil {
			members = append(members, r.user(v.self))
		} else if sluice.CodeOf(err) != sluice.NotFound {
			return sluice.Peer{}, "", err
		}
	}
	made, err := v.create(ctx, g, members)
	if err != nil {
		return sluice.Peer{}, "", err
	}
	r, err := v.chat(ctx, made)
	if err != nil {
		return sluice.Peer{}, "", err
	}
	return r.peer(v.self), v.invite(ctx, r), nil
}

// create makes the group and returns its id.
func (v *visit) create(ctx context.Context, g sluice.NewGroup, members []tg.InputUserClass) (sluice.ChatID, error) {
	vanish := int(g.Vanish / time.Second)
	if !g.Supergroup {
		request := &tg.MessagesCreateChatRequest{Users: members, Title: g.Name}
		if vanish > 0 {
			request.SetTTLPeriod(vanish)
		}
		answer, err := ask(ctx, v, "messages.createChat", func(ctx context.Context, api *tg.Client) (*tg.MessagesInvitedUsers, error) {
			return api.MessagesCreateChat(ctx, request)
		})
		if err != nil {
			return "", err
		}
		return madeChat(answer.Updates)
	}
	request := &tg.ChannelsCreateChannelRequest{Megagroup: true, Title: g.Name}
	if vanish > 0 {
		request.SetTTLPeriod(vanish)
	}
	answer, err := ask(ctx, v, "channels.createChannel", func(ctx context.Context, api *tg.Client) (tg.UpdatesClass, error) {
		return api.ChannelsCreateChannel(ctx, request)
	})
	if err != nil {
		return "", err
	}
	id, err := madeChat(answer)
	if err != nil {
		return "", err
	}
	r, err := v.chat(ctx, id)
	for _, one := range members { // each for itself: one who cannot be added stops no other
		if err == nil {
			err = ignoreRefusal(v.inviteToChannel(ctx, r, one))
		}
	}
	return id, err
}

// ignoreRefusal drops what Telegram refuses for good.
func ignoreRefusal(err error) error {
	switch sluice.CodeOf(err) {
	case sluice.Refused, sluice.NotFound, sluice.Suspended:
		return nil
	}
	return err
}

// madeChat returns the chat that a call has made.
func madeChat(u tg.UpdatesClass) (sluice.ChatID, error) {
	_, _, chats, _ := unpack(u)
	for _, one := range chats {
		switch c := one.(type) {
		case *tg.Chat:
			return groupChat(c.ID), nil
		case *tg.Channel:
			return channelChat(c.ID), nil
		}
	}
	return "", &sluice.Error{Code: sluice.Internal, Text: "the answer names no new chat"}
}

// invite returns the group's link; "" when there is none or it is not for us.
func (v *visit) invite(ctx context.Context, r record) string {
	answer, err := ask(ctx, v, "messages.exportChatInvite", func(ctx context.Context, api *tg.Client) (tg.ExportedChatInviteClass, error) {
		return api.MessagesExportChatInvite(ctx, &tg.MessagesExportChatInviteRequest{LegacyRevokePermanent: true, Peer: r.input(v.self)})
	})
	if err != nil {
		return ""
	}
	return inviteLink(answer)
}

func inviteLink(in tg.ExportedChatInviteClass) string {
	if link, ok := in.(*tg.ChatInviteExported); ok && !link.Revoked {
		return link.Link
	}
	return ""
}

// RenameGroup gives the group another name. That it has this name already is no
// error.
func (c *Conn) RenameGroup(ctx context.Context, id sluice.ChatID, name string) error {
	return c.changeGroup(ctx, id, func(ctx context.Context, v *visit, r record) error {
		if r.channeled() {
			return do(ctx, v, "channels.editTitle", func(ctx context.Context, api *tg.Client) (tg.UpdatesClass, error) {
				return api.ChannelsEditTitle(ctx, &tg.ChannelsEditTitleRequest{Channel: r.channel(), Title: name})
			})
		}
		return do(ctx, v, "messages.editChatTitle", func(ctx context.Context, api *tg.Client) (tg.UpdatesClass, error) {
			return api.MessagesEditChatTitle(ctx, &tg.MessagesEditChatTitleRequest{ChatID: r.ID, Title: name})
		})
	})
}

// changeGroup finds a group and changes it. A group that is as it was to be is
// no error.
func (c *Conn) changeGroup(ctx context.Context, id sluice.ChatID, change func(ctx context.Context, v *visit, r record) error) error {
	ctx, v, done, err := c.visit(ctx)
	if err != nil {
		return err
	}
	defer done()
	r, err := v.group(ctx, id)
	if err != nil {
		return err
	}
	err = change(ctx, v, r)
	if is(err, []string{"CHAT_NOT_MODIFIED"}) {
		return nil
	}
	return err
}

// SetGroupPicture changes the group's picture.
func (c *Conn) SetGroupPicture(ctx context.Context, id sluice.ChatID, picture io.Reader, size int64) (sluice.Remote, error) {
	if err := c.changeGroup(ctx, id, func(context.Context, *visit, record) error { return nil }); err != nil {
		return "", err // no group: nothing is uploaded
	}
	input, err := c.uploadPicture(ctx, picture, size)
	if err != nil {
		return "", err
	}
	photo := &tg.InputChatUploadedPhoto{}
	photo.SetFile(input)
	var shown sluice.Remote
	err = c.changeGroup(ctx, id, func(ctx context.Context, v *visit, r record) (err error) {
		var answer tg.UpdatesClass
		if r.channeled() {
			answer, err = ask(ctx, v, "channels.editPhoto", func(ctx context.Context, api *tg.Client) (tg.UpdatesClass, error) {
				return api.ChannelsEditPhoto(ctx, &tg.ChannelsEditPhotoRequest{Channel: r.channel(), Photo: photo})
			})
		} else {
			answer, err = ask(ctx, v, "messages.editChatPhoto", func(ctx context.Context, api *tg.Client) (tg.UpdatesClass, error) {
				return api.MessagesEditChatPhoto(ctx, &tg.MessagesEditChatPhotoRequest{ChatID: r.ID, Photo: photo})
			})
		}
		_, _, chats, _ := unpack(answer)
		shown = chatPicture(chats, r)
		return err
	})
	return shown, err
}

// LeaveGroup takes the account out of the group.
func (c *Conn) LeaveGroup(ctx context.Context, id sluice.ChatID) error {
	return c.changeGroup(ctx, id, func(ctx context.Context, v *visit, r record) error {
		if r.channeled() {
			return do(ctx, v, "channels.leaveChannel", func(ctx context.Context, api *tg.Client) (tg.UpdatesClass, error) {
				return api.ChannelsLeaveChannel(ctx, r.channel())
			})
		}
		return do(ctx, v, "messages.deleteChatUser", func(ctx context.Context, api *tg.Client) (tg.UpdatesClass, error) {
			return api.MessagesDeleteChatUser(ctx, &tg.MessagesDeleteChatUserRequest{ChatID: r.ID, UserID: &tg.InputUserSelf{}})
		})
	})
}
