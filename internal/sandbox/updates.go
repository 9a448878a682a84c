package sandbox

import (
	"github.com/gotd/td/bin"
	"github.com/gotd/td/tg"
	"github.com/gotd/td/tgerr"
)

// sliceSize is how many changes a difference holds at most.
const sliceSize = 100

// A feed tells clients what they have missed.
type feed struct{ *scene }

// getState tells where an account's box stands.
func (s *feed) getState(c *call, _ *tg.UpdatesGetStateRequest) (bin.Encoder, error) {
	return s.state(c.account, c.account.box.pts), nil
}

// state is the place in an account's box that pts names.
func (s *scene) state(a *account, pts int) *tg.UpdatesState {
	return &tg.UpdatesState{Pts: pts, Date: s.date()}
}

// getDifference tells what an account has missed: new messages by themselves,
// all else as updates with their pts, as Telegram is reported to do. Channels
// that moved since the given date are named, to be asked for on their own.
// Reactions are not repeated.
func (s *feed) getDifference(c *call, r *tg.UpdatesGetDifferenceRequest) (bin.Encoder, error) {
	a := c.account
	if len(s.faults.strike(c.target(), DoTooLong)) > 0 {
		return &tg.UpdatesDifferenceTooLong{Pts: a.box.pts}, nil
	}
	if r.Pts < 0 || r.Pts > a.box.pts {
		return nil, tgerr.New(400, "PERSISTENT_TIMESTAMP_INVALID")
	}
	limit := sliceSize
	if r.PtsTotalLimit > 0 && r.PtsTotalLimit < limit {
		limit = r.PtsTotalLimit
	}
	list := a.box.since(r.Pts)
	more := len(list) > limit
	if more {
		list = list[:limit]
	}
	v := s.view(a)
	fresh, other := v.difference(&a.box, list)
	if more {
		users, chats := v.named()
		return &tg.UpdatesDifferenceSlice{
			NewMessages: fresh, OtherUpdates: other, Users: users, Chats: chats,
			IntermediateState: *s.state(a, list[limit-1].Pts),
		}, nil
	}
	other = append(other, s.moved(v, r.Date)...)
	if len(list) == 0 && len(other) == 0 {
		return &tg.UpdatesDifferenceEmpty{Date: s.date()}, nil
	}
	users, chats := v.named()
	return &tg.UpdatesDifference{NewMessages: fresh, OtherUpdates: other, Users: users, Chats: chats, State: *s.state(a, a.box.pts)}, nil
}

// difference shows changes as differences do: a message that is gone again is
// left out, one that was edited is shown as it is now.
func (v *view) difference(b *box, list []entry) (fresh []tg.MessageClass, other []tg.UpdateClass) {
	for _, e := range list {
		m, there := b.messages[e.IDs[0]]
		if e.Kind == entryNew {
			if there {
				fresh = append(fresh, v.message(m))
			}
			continue
		}
		if u := v.update(b, e); u != nil {
			other = append(other, u)
		}
	}
	return fresh, other
}

// moved names the channels that have changed since a date. The account is
// locked.
func (s *feed) moved(v *view, since int) []tg.UpdateClass {
	var out []tg.UpdateClass
	for _, id := range s.world.channelsOf(v.a.ID) {
		ch, ok := s.world.channel(id)
		if !ok {
			continue
		}
		ch.boxMu.Lock()
		if n := len(ch.box.log); n > 0 && ch.box.log[n-1].Date >= since {
			u := &tg.UpdateChannelTooLong{ChannelID: id}
			u.SetPts(ch.box.pts)
			out = append(out, u)
			v.meet(ch.peer())
		}
		ch.boxMu.Unlock()
	}
	return out
}

// getChannelDifference is getDifference for one channel.
func (s *feed) getChannelDifference(c *call, r *tg.UpdatesGetChannelDifferenceRequest) (bin.Encoder, error) {
	a := c.account
	ch, err := s.world.inputChannel(a, r.Channel)
	if err != nil {
		return nil, err
	}
	ch.boxMu.Lock()
	defer ch.boxMu.Unlock()
	v := s.view(a)
	if len(s.faults.strike(c.target(), DoTooLong)) > 0 {
		return s.channelTooLong(v, ch), nil
	}
	if r.Pts < 0 || r.Pts > ch.box.pts {
		return nil, tgerr.New(400, "PERSISTENT_TIMESTAMP_INVALID")
	}
	list := ch.box.since(r.Pts)
	if len(list) == 0 {
		return &tg.UpdatesChannelDifferenceEmpty{Final: true, Pts: ch.box.pts}, nil
	}
	limit := sliceSize
	if r.Limit > 0 && r.Limit < limit {
		limit = r.Limit
	}
	final := len(list) <= limit
	list = list[:min(limit, len(list))]
	fresh, other := v.difference(&ch.box, list)
	v.meet(ch.peer())
	users, chats := v.named()
	return &tg.UpdatesChannelDifference{
		Final: final, Pts: list[len(list)-1].Pts, NewMessages: fresh, OtherUpdates: other, Users: users, Chats: chats,
	}, nil
}

func (s *feed) channelTooLong(v *view, ch *channel) *tg.UpdatesChannelDifferenceTooLong {
	d, top := v.channelDialog(ch)
	users, chats := v.named()
	return &tg.UpdatesChannelDifferenceTooLong{Final: true, Dialog: d, Messages: top, Users: users, Chats: chats}
}
