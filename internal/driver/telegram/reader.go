package telegram

import (
	"context"

	"github.com/gotd/td/tg"

	"sluice"
)

// everything is beyond the number of any message.
const everything = 1<<31 - 1

// archive is the folder of chats that were put away.
const archive = 1

// MarkRead marks all up to a number as read.
func (c *Conn) MarkRead(ctx context.Context, id sluice.ChatID, upTo int64) error {
	ctx, v, done, err := c.visit(ctx)
	if err != nil {
		return err
	}
	defer done()
	r, err := v.chat(ctx, id)
	if err != nil {
		return err
	}
	if upTo == 0 {
		upTo = everything
	}
	if r.channeled() {
		return do(ctx, v, "channels.readHistory", func(ctx context.Context, api *tg.Client) (bool, error) {
			return api.ChannelsReadHistory(ctx, &tg.ChannelsReadHistoryRequest{Channel: r.channel(), MaxID: int(upTo)})
		})
	}
	return do(ctx, v, "messages.readHistory", func(ctx context.Context, api *tg.Client) (*tg.MessagesAffectedMessages, error) {
		return api.MessagesReadHistory(ctx, &tg.MessagesReadHistoryRequest{Peer: r.input(v.self), MaxID: int(upTo)})
	})
}

// ShowTyping shows the indicator once and has it repeated for as long as t
// says.
func (c *Conn) ShowTyping(ctx context.Context, id sluice.ChatID, t sluice.Typing) error {
	limited, v, done, err := c.visit(ctx)
	if err != nil {
		return err
	}
	defer done()
	r, err := v.chat(limited, id)
	if err != nil {
		return err
	}
	request := &tg.MessagesSetTypingRequest{Peer: r.input(v.self), Action: typingAction(t.Kind)}
	err = do(limited, v, "messages.setTyping", func(ctx context.Context, api *tg.Client) (bool, error) {
		return api.MessagesSetTyping(ctx, request)
	})
	if err == nil && t.For > typingPeriod {
		select {
		case v.link.chores <- func(ctx context.Context) { v.keepTyping(ctx, request, t) }:
		default: // too many chats at once: it ends early
		}
	}
	return err
}

// SetArchived moves the chat into the archive or out of it.
func (c *Conn) SetArchived(ctx context.Context, id sluice.ChatID, archived bool) error {
	ctx, v, done, err := c.visit(ctx)
	if err != nil {
		return err
	}
	defer done()
	r, err := v.chat(ctx, id)
	if err != nil {
		return err
	}
	folder := tg.InputFolderPeer{Peer: r.input(v.self)}
	if archived {
		folder.FolderID = archive
	}
	return do(ctx, v, "folders.editPeerFolders", func(ctx context.Context, api *tg.Client) (tg.UpdatesClass, error) {
		return api.FoldersEditPeerFolders(ctx, []tg.InputFolderPeer{folder})
	})
}

// SetOnline reports the account as online or not.
func (c *Conn) SetOnline(ctx context.Context, online bool) error {
	ctx, v, done, err := c.visit(ctx)
	if err != nil {
		return err
	}
	defer done()
	return do(ctx, v, "account.updateStatus", func(ctx context.Context, api *tg.Client) (bool, error) {
		return api.AccountUpdateStatus(ctx, !online)
	})
}
