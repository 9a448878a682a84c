package telegram

import (
	"context"
	"errors"
	"time"

	"github.com/gotd/td/telegram/updates"
	"github.com/gotd/td/tg"

	"sluice"
)

// catchUp has the channels read that have news. The difference of an account
// does not tell reliably which these are, but the first page of its dialogs
// does: a channel that has moved on stands high there.
func (c *Conn) catchUp(ctx context.Context, l *link) {
	page, err := c.firstDialogs(ctx, l)
	if err != nil {
		if ctx.Err() == nil {
			c.log.WarnContext(ctx, "telegram: channels with news not found", "err", err)
			l.fallBehind(classify(err, call{}).Wait)
		}
		return
	}
	for channel, pts := range c.progress.begin(ctx, channelsIn(page.GetDialogs())) {
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

// leastBehind is between a difference of a channel that could not be had and the
// next look.
const leastBehind = 2 * time.Second

// fallBehind has the channels with news looked for again, after pause or a little
// later. It never blocks.
func (l *link) fallBehind(pause time.Duration) {
	offerLatest(l.behind, max(pause, leastBehind))
}

// insistent asks again for a difference that could not be had: the library
// itself would wait for the next update, or a quarter of an hour.
type insistent struct {
	updates.API
	behind func(pause time.Duration) // a channel was not read
}

func (i insistent) UpdatesGetDifference(ctx context.Context, r *tg.UpdatesGetDifferenceRequest) (tg.UpdatesDifferenceClass, error) {
	for pause := time.Second; ; pause = min(2*pause, time.Minute) {
		diff, err := i.API.UpdatesGetDifference(ctx, r)
		if err == nil || ctx.Err() != nil {
			return diff, err
		}
		asked, passes := passing(err)
		if !passes {
			return diff, err
		}
		if !wait(ctx, max(pause, asked)) {
			return nil, errors.Join(ctx.Err(), err)
		}
	}
}

// UpdatesGetChannelDifference does not wait itself: the channel would hold up the
// updates of all others, once more than a few of its own had come.
func (i insistent) UpdatesGetChannelDifference(ctx context.Context, r *tg.UpdatesGetChannelDifferenceRequest) (tg.UpdatesChannelDifferenceClass, error) {
	diff, err := i.API.UpdatesGetChannelDifference(ctx, r)
	if err == nil || ctx.Err() != nil {
		return diff, err
	}
	if pause, passes := passing(err); passes {
		i.behind(pause)
	}
	return diff, err
}

// passing says whether an error may be over after a pause, and which one Telegram
// asks for; 0: none.
func passing(err error) (time.Duration, bool) {
	e := classify(err, call{})
	return e.Wait, e.Code == sluice.Unavailable || e.Code == sluice.Limited
}
