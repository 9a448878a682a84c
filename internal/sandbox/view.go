package sandbox

import (
	"cmp"
	"slices"

	"github.com/gotd/td/tg"
)

// A view turns the world into what one account sees of it, and collects the
// users and chats that an answer must name. The account is locked.
type view struct {
	s     *scene
	w     *world
	a     *account
	users []int64
	chats []peer
}

func (s *scene) view(a *account) *view { return &view{s: s, w: s.world, a: a} }

func (v *view) meet(p peer) {
	if p.kind == userKind {
		if !slices.Contains(v.users, p.id) {
			v.users = append(v.users, p.id)
		}
		return
	}
	if !slices.Contains(v.chats, p) {
		v.chats = append(v.chats, p)
	}
}

// message shows m, and notes whom it mentions.
func (v *view) message(m *message) tg.MessageClass {
	v.meet(m.Chat)
	if m.From != 0 {
		v.meet(userPeer(m.From))
	}
	if m.Act != nil {
		return v.service(m)
	}
	out := &tg.Message{
		Out:      v.out(m),
		ID:       m.ID,
		PeerID:   m.Chat.tg(),
		Date:     m.Date,
		Message:  m.Text,
		EditDate: m.Edited,
		Entities: entities(m.Text),
		Post:     m.From == 0,
	}
	if m.Chat.kind != userKind && m.From != 0 { // in a private chat the peer and Out say it
		out.FromID = &tg.PeerUser{UserID: m.From}
	}
	if shown := v.media(m.Media); shown != nil {
		out.Media = shown
	}
	if m.Forward != nil {
		out.FwdFrom = v.origin(m.Forward)
	}
	out.GroupedID = m.Album
	if m.ReplyTo != 0 {
		out.ReplyTo = &tg.MessageReplyHeader{ReplyToMsgID: m.ReplyTo}
	}
	if len(m.Reactions) > 0 {
		out.Reactions = v.reactions(m)
	}
	return out
}

// out says whether m is marked as the viewer's own, which nothing is in the chat
// with oneself.
func (v *view) out(m *message) bool { return m.author() == v.a.ID && m.Chat != v.a.peer() }

func (v *view) origin(o *origin) tg.MessageFwdHeader {
	out := tg.MessageFwdHeader{Date: o.Date, FromName: o.Name, ChannelPost: o.Post}
	if o.From != (peer{}) {
		v.meet(o.From)
		out.FromID = o.From.tg()
	}
	return out
}

// messages shows those of ids that the box has, in their order.
func (v *view) messages(b *box, ids []int) []tg.MessageClass {
	out := []tg.MessageClass{}
	for _, id := range ids {
		if m, ok := b.messages[id]; ok {
			out = append(out, v.message(m))
		}
	}
	return out
}

// namedReactions is how many reactions are told with who put them, the latest.
const namedReactions = 3

func (v *view) reactions(m *message) tg.MessageReactions {
	users := make([]int64, 0, len(m.Reactions))
	for user := range m.Reactions {
		users = append(users, user)
	}
	slices.SortFunc(users, func(x, y int64) int {
		return cmp.Or(cmp.Compare(m.Reactions[y].date, m.Reactions[x].date), cmp.Compare(x, y))
	})
	out := tg.MessageReactions{CanSeeList: true, Results: []tg.ReactionCount{}}
	for _, user := range users {
		put := m.Reactions[user]
		reaction := &tg.ReactionEmoji{Emoticon: put.emoji}
		if len(out.RecentReactions) < namedReactions {
			v.meet(userPeer(user))
			out.RecentReactions = append(out.RecentReactions, tg.MessagePeerReaction{
				My: user == v.a.ID, PeerID: &tg.PeerUser{UserID: user}, Date: put.date, Reaction: reaction,
			})
		}
		i := slices.IndexFunc(out.Results, func(c tg.ReactionCount) bool {
			have, ok := c.Reaction.(*tg.ReactionEmoji)
			return ok && have.Emoticon == reaction.Emoticon
		})
		if i < 0 {
			out.Results = append(out.Results, tg.ReactionCount{Reaction: reaction})
			i = len(out.Results) - 1
		}
		out.Results[i].Count++
	}
	return out
}

// user shows a person with the access hash of this viewer.
func (v *view) user(p person) *tg.User {
	_, contact := v.a.contacts[p.ID]
	u := &tg.User{
		Self:       p.ID == v.a.ID,
		Contact:    contact,
		ID:         p.ID,
		AccessHash: v.w.hash(v.a.ID, userPeer(p.ID)),
		FirstName:  p.First,
		LastName:   p.Last,
		Username:   p.Username,
		Phone:      p.Phone,
		Bot:        p.Bot,
		Status:     &tg.UserStatusRecently{},
	}
	if v.w.hidden(p.ID) && !u.Self {
		u.Phone = ""
	}
	if p.ID == silentID {
		u.Status = &tg.UserStatusOffline{WasOnline: v.a.date}
	}
	if f, ok := v.s.depot.find(v.w.portrait(userPeer(p.ID))); ok {
		u.Photo = &tg.UserProfilePhoto{PhotoID: f.ID, DCID: v.s.o.DC, StrippedThumb: f.Stripped}
	}
	return u
}

// named returns everybody that was met; the viewer is always there.
func (v *view) named() ([]tg.UserClass, []tg.ChatClass) {
	v.meet(v.a.peer())
	users := make([]tg.UserClass, 0, len(v.users))
	for _, id := range v.users {
		if p, ok := v.w.person(id); ok {
			users = append(users, v.user(p))
		}
	}
	chats := make([]tg.ChatClass, 0, len(v.chats))
	for _, p := range v.chats {
		if g, ok := v.w.group(p.id); ok && p.kind == groupKind {
			chats = append(chats, v.group(g))
		}
		if c, ok := v.w.channel(p.id); ok && p.kind == channelKind {
			chats = append(chats, v.channel(c))
		}
	}
	return users, chats
}

// updates wraps changes as they are pushed: without a sequence number, with
// everybody that they mention.
func (v *view) updates(date int, list ...tg.UpdateClass) *tg.Updates {
	users, chats := v.named()
	return &tg.Updates{Updates: list, Users: users, Chats: chats, Date: date}
}

// update shows one change of a box; nil: clients are not told.
func (v *view) update(b *box, e entry) tg.UpdateClass {
	v.meet(e.Chat)
	m := b.messages[e.IDs[0]]
	channel := e.Chat.kind == channelKind
	switch {
	case m == nil && (e.Kind == entryNew || e.Kind == entryEdit || e.Kind == entryReact):
		return nil // deleted since
	case e.Kind == entryNew && channel:
		return &tg.UpdateNewChannelMessage{Message: v.message(m), Pts: e.Pts, PtsCount: e.Count}
	case e.Kind == entryNew:
		return &tg.UpdateNewMessage{Message: v.message(m), Pts: e.Pts, PtsCount: e.Count}
	case e.Kind == entryEdit && channel:
		return &tg.UpdateEditChannelMessage{Message: v.message(m), Pts: e.Pts, PtsCount: e.Count}
	case e.Kind == entryEdit:
		return &tg.UpdateEditMessage{Message: v.message(m), Pts: e.Pts, PtsCount: e.Count}
	case e.Kind == entryDelete && channel:
		return &tg.UpdateDeleteChannelMessages{ChannelID: e.Chat.id, Messages: e.IDs, Pts: e.Pts, PtsCount: e.Count}
	case e.Kind == entryDelete:
		return &tg.UpdateDeleteMessages{Messages: e.IDs, Pts: e.Pts, PtsCount: e.Count}
	case e.Kind == entryReact:
		return &tg.UpdateMessageReactions{Peer: e.Chat.tg(), MsgID: e.IDs[0], Reactions: v.reactions(m)}
	default:
		return v.read(e)
	}
}

// read shows a moved read mark.
func (v *view) read(e entry) tg.UpdateClass {
	channel := e.Chat.kind == channelKind
	switch {
	case e.Kind == entryReadOut && channel:
		return &tg.UpdateReadChannelOutbox{ChannelID: e.Chat.id, MaxID: e.IDs[0]}
	case e.Kind == entryReadOut:
		return &tg.UpdateReadHistoryOutbox{Peer: e.Chat.tg(), MaxID: e.IDs[0], Pts: e.Pts, PtsCount: e.Count}
	case e.Kind == entryReadIn && !channel:
		return &tg.UpdateReadHistoryInbox{Peer: e.Chat.tg(), MaxID: e.IDs[0], Pts: e.Pts, PtsCount: e.Count}
	default:
		return nil
	}
}
