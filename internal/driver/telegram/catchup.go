package telegram

import (
	"context"

	"github.com/gotd/td/tg"
)

// catchUp has the channels read that have news. The difference of an account
// does not tell reliably which these are, but the first page of its dialogs
// does: a channel that has moved on stands high there.
func (c *Conn) catchUp(ctx context.Context, l *link) {
	page, err := c.firstDialogs(ctx, l)
	if err != nil {
		if ctx.Err() == nil {
			c.log.WarnContext(ctx, "telegram: channels with news not found", "err", err)
		}
		return
	}
	for channel, pts := range c.progress.begin(ctx, channelsIn(page)) {
		// An update that says nothing but how far the channel is: the manager
		// sees a gap before it and asks for the difference.
		l.feed.push(&tg.Updates{Updates: []tg.UpdateClass{&tg.UpdateDeleteChannelMessages{ChannelID: channel, Pts: pts}}})
	}
}

// channelsIn returns how far the channels among dialogs are.
func channelsIn(dialogs []tg.DialogClass) map[int64]int {
	all := map[int64]int{}
	for _, one := range dialogs {
		d, ok := one.(*tg.Dialog)
		if !ok {
			continue
		}
		channel, ok := d.Peer.(*tg.PeerChannel)
		if pts, told := d.GetPts(); ok && told && pts > 0 {
			all[channel.ChannelID] = pts
		}
	}
	return all
}
