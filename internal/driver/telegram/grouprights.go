package telegram

import (
	"context"
	"maps"

	"github.com/gotd/td/tg"

	"sluice"
)

// Telegram stores what members may not do. mayNot returns the switches that
// together mean that a right is missing.
func mayNot(rights *tg.ChatBannedRights, r sluice.GroupRight) []*bool {
	switch r {
	case sluice.MaySendMessages:
		return []*bool{&rights.SendPlain}
	case sluice.MaySendMedia:
		return []*bool{
			&rights.SendMedia, &rights.SendPhotos, &rights.SendVideos, &rights.SendRoundvideos,
			&rights.SendAudios, &rights.SendVoices, &rights.SendDocs,
		}
	case sluice.MaySendPolls:
		return []*bool{&rights.SendPolls}
	case sluice.MaySendOther:
		return []*bool{&rights.SendStickers, &rights.SendGifs, &rights.SendGames, &rights.SendInline}
	case sluice.MayAddPreviews:
		return []*bool{&rights.EmbedLinks}
	case sluice.MayEditGroup:
		return []*bool{&rights.ChangeInfo}
	case sluice.MayAddMembers:
		return []*bool{&rights.InviteUsers}
	case sluice.MayPinMessages:
		return []*bool{&rights.PinMessages}
	}
	return nil
}

// groupRights lists all rights, in the order of the API.
func groupRights() []sluice.GroupRight {
	return []sluice.GroupRight{
		sluice.MaySendMessages, sluice.MaySendMedia, sluice.MaySendPolls, sluice.MaySendOther,
		sluice.MayAddPreviews, sluice.MayEditGroup, sluice.MayAddMembers, sluice.MayPinMessages,
	}
}

// rightsOf returns what members may do. Who may write nothing adds no previews
// either.
func rightsOf(denied tg.ChatBannedRights) map[sluice.GroupRight]bool {
	may := switches(denied)
	if denied.SendMessages {
		may[sluice.MayAddPreviews] = false
	}
	return may
}

// switches returns the rights as they are set, each for itself.
func switches(denied tg.ChatBannedRights) map[sluice.GroupRight]bool {
	may := map[sluice.GroupRight]bool{}
	for _, r := range groupRights() {
		may[r] = true
		for _, off := range mayNot(&denied, r) {
			may[r] = may[r] && !*off
		}
	}
	if denied.SendMessages {
		for _, r := range groupRights()[:4] { // the kinds of message
			may[r] = false
		}
	}
	return may
}

// change returns what members may not do after some rights have changed.
func change(denied tg.ChatBannedRights, rights map[sluice.GroupRight]bool) tg.ChatBannedRights {
	may := switches(denied)
	maps.Copy(may, rights)
	for r, yes := range may {
		for _, off := range mayNot(&denied, r) {
			*off = !yes
		}
	}
	denied.SendMessages = !may[sluice.MaySendMessages] && !may[sluice.MaySendMedia] && !may[sluice.MaySendPolls] && !may[sluice.MaySendOther]
	denied.Flags = 0 // set anew by what is encoded
	return denied
}

// SetGroupRights changes what members may do; rights that are not named stay.
func (c *Conn) SetGroupRights(ctx context.Context, id sluice.ChatID, rights map[sluice.GroupRight]bool) error {
	return c.changeGroup(ctx, id, func(ctx context.Context, v *visit, r record) error {
		full, err := v.full(ctx, r)
		if err != nil {
			return err
		}
		_, denied := described(full.Chats, r)
		return do(ctx, v, "messages.editChatDefaultBannedRights", func(ctx context.Context, api *tg.Client) (tg.UpdatesClass, error) {
			return api.MessagesEditChatDefaultBannedRights(ctx, &tg.MessagesEditChatDefaultBannedRightsRequest{
				Peer: r.input(v.self), BannedRights: change(denied, rights),
			})
		})
	})
}

// described returns when a group was made and what its members may not do.
func described(chats []tg.ChatClass, r record) (made int, denied tg.ChatBannedRights) {
	for _, one := range chats {
		switch c := one.(type) {
		case *tg.Chat:
			if groupChat(c.ID) == r.chat() {
				made, denied = c.Date, c.DefaultBannedRights
			}
		case *tg.Channel:
			if channelChat(c.ID) == r.chat() {
				made, denied = c.Date, c.DefaultBannedRights
			}
		}
	}
	return made, denied
}
