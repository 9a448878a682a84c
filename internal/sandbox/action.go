package sandbox

import (
	"context"

	"github.com/gotd/td/tg"
)

// The kinds of actions.
const (
	actCreate  = "create"
	actChannel = "createChannel"
	actAdd     = "add"
	actRemove  = "remove"
	actTitle   = "title"
	actPhoto   = "photo"
	actNoPhoto = "noPhoto"
	actTTL     = "ttl"
)

// An action is what happened in a chat, told by a message without words.
type action struct {
	Kind  string  `json:"kind"`
	Title string  `json:"title,omitempty"`
	Users []int64 `json:"users,omitempty"`
	File  int64   `json:"file,omitempty"`
	TTL   int     `json:"ttl,omitempty"`
}

func (v *view) action(a *action) tg.MessageActionClass {
	for _, user := range a.Users {
		v.meet(userPeer(user))
	}
	switch a.Kind {
	case actCreate:
		return &tg.MessageActionChatCreate{Title: a.Title, Users: a.Users}
	case actChannel:
		return &tg.MessageActionChannelCreate{Title: a.Title}
	case actAdd:
		return &tg.MessageActionChatAddUser{Users: a.Users}
	case actRemove:
		return &tg.MessageActionChatDeleteUser{UserID: a.Users[0]}
	case actTitle:
		return &tg.MessageActionChatEditTitle{Title: a.Title}
	case actPhoto:
		return &tg.MessageActionChatEditPhoto{Photo: v.photo(a.File)}
	case actNoPhoto:
		return &tg.MessageActionChatDeletePhoto{}
	default:
		return &tg.MessageActionSetMessagesTTL{Period: a.TTL}
	}
}

// service shows a message that tells an action.
func (v *view) service(m *message) *tg.MessageService {
	out := &tg.MessageService{Out: v.out(m), Post: m.From == 0, ID: m.ID, PeerID: m.Chat.tg(), Date: m.Date, Action: v.action(m.Act)}
	if m.From != 0 && m.Chat.kind != userKind {
		out.FromID = &tg.PeerUser{UserID: m.From}
	}
	return out
}

// tell puts an action of a into its chat, shows it to all who are there, and
// returns what the caller is told. The account is locked.
func (s *publisher) tell(c *call, v *view, chat peer, act action) tg.UpdateClass {
	a := c.account
	m := message{Chat: chat, From: a.ID, Date: s.date(), Act: &act}
	if h, ok := s.world.hall(chat); ok && h.now().Broadcast {
		m.From, m.By = 0, a.ID
	}
	if s.copied(a, chat) {
		m.UID = s.world.uid.Add(1)
	}
	b, unlock := s.boxOf(a, chat)
	e := b.add(m)
	s.recordFor(a, chat, c.id.Key, e)
	update := v.update(b, e)
	unlock()
	c.message = e.IDs[0]
	s.spread(a, *e.Message)
	return update
}

// tellAll puts an action of somebody who is no account into a group or channel.
// No account is locked.
func (s *publisher) tellAll(p peer, from int64, act action) {
	m := message{Chat: p, From: from, Date: s.date(), Act: &act}
	if ch, ok := s.world.channel(p.id); ok && p.kind == channelKind {
		if ch.now().Broadcast {
			m.From, m.By = 0, from
		}
		ch.boxMu.Lock()
		defer ch.boxMu.Unlock()
		s.recordChannel(ch, nil, [8]byte{}, ch.box.add(m))
		return
	}
	h, _ := s.world.hall(p)
	for _, in := range h.now().Members {
		b, ok := s.world.account(in.User)
		if !ok {
			continue
		}
		b.mu.Lock()
		s.record(b, [8]byte{}, b.box.add(m))
		b.mu.Unlock()
	}
}

// renew tells users that a group or a channel is not what it was. The caller's
// own answer tells it: except names its key.
func (s *publisher) renew(p peer, except [8]byte, users ...int64) {
	for _, user := range users {
		b, ok := s.world.account(user)
		if !ok {
			continue
		}
		s.lanes.after(b, 0, func(context.Context) {
			b.mu.Lock()
			defer b.mu.Unlock()
			v := s.view(b)
			s.push(b, pushed{v.updates(s.date(), v.changed(p)), p, except})
		})
	}
}

// changed names a group or a channel that is not what it was.
func (v *view) changed(p peer) tg.UpdateClass {
	v.meet(p)
	if p.kind == channelKind {
		return &tg.UpdateChannel{ChannelID: p.id}
	}
	return &tg.UpdateChat{ChatID: p.id}
}

// everybody is who is in a hall.
func (c *charter) everybody() []int64 {
	out := make([]int64, len(c.Members))
	for i, m := range c.Members {
		out[i] = m.User
	}
	return out
}
