package sandbox

import (
	"cmp"
	"slices"

	"github.com/gotd/td/bin"
	"github.com/gotd/td/tg"
)

// pageSize is how many dialogs or messages one answer holds at most.
const pageSize = 100

// A dialog is one line in the list of chats.
type dialog struct {
	chat peer
	top  message
}

// dialogs returns the chats of a folder (1 is the archive), newest first. The
// account is locked.
func (s *directory) dialogs(a *account, folder int) []dialog {
	out := make([]dialog, 0, len(a.box.threads)+1)
	for chat := range a.box.threads {
		if m := a.box.top(chat); m != nil && a.archived[chat] == (folder == 1) {
			out = append(out, dialog{chat, *m})
		}
	}
	for _, id := range s.world.channelsOf(a.ID) {
		ch, ok := s.world.channel(id)
		if !ok || a.archived[ch.peer()] != (folder == 1) {
			continue
		}
		ch.boxMu.Lock()
		if m := ch.box.top(ch.peer()); m != nil {
			out = append(out, dialog{ch.peer(), *m})
		}
		ch.boxMu.Unlock()
	}
	slices.SortFunc(out, func(x, y dialog) int {
		return cmp.Or(cmp.Compare(y.top.Date, x.top.Date), cmp.Compare(y.top.ID, x.top.ID), cmp.Compare(y.chat.id, x.chat.id))
	})
	return out
}

// getDialogs lists the chats of one folder, page by page.
func (s *directory) getDialogs(c *call, r *tg.MessagesGetDialogsRequest) (bin.Encoder, error) {
	a := c.account
	all := s.dialogs(a, r.FolderID)
	page := all[after(all, r, a.ID):]
	limit := pageSize
	if r.Limit > 0 && r.Limit < limit {
		limit = r.Limit
	}
	page = page[:min(limit, len(page))]
	v := s.view(a)
	list, tops := v.dialogs(page)
	users, chats := v.named()
	if len(page) == len(all) {
		return &tg.MessagesDialogs{Dialogs: list, Messages: tops, Users: users, Chats: chats}, nil
	}
	return &tg.MessagesDialogsSlice{Count: len(all), Dialogs: list, Messages: tops, Users: users, Chats: chats}, nil
}

// after returns where the page begins that a request asks for: behind the named
// chat or, if that has moved, behind the named date.
func after(all []dialog, r *tg.MessagesGetDialogsRequest, self int64) int {
	if r.OffsetDate == 0 && r.OffsetID == 0 {
		return 0
	}
	last := named(r.OffsetPeer, self)
	i := slices.IndexFunc(all, func(d dialog) bool {
		return d.chat == last && d.top.ID == r.OffsetID
	})
	if i >= 0 {
		return i + 1
	}
	i = slices.IndexFunc(all, func(d dialog) bool {
		return d.top.Date < r.OffsetDate || d.top.Date == r.OffsetDate && d.top.ID < r.OffsetID
	})
	if i < 0 {
		return len(all)
	}
	return i
}

// dialogs shows lines of the list with their newest messages.
func (v *view) dialogs(list []dialog) ([]tg.DialogClass, []tg.MessageClass) {
	out, tops := make([]tg.DialogClass, 0, len(list)), make([]tg.MessageClass, 0, len(list))
	for _, d := range list {
		if ch, ok := v.w.channel(d.chat.id); ok && d.chat.kind == channelKind {
			ch.boxMu.Lock()
			line, top := v.channelDialog(ch)
			ch.boxMu.Unlock()
			out, tops = append(out, line), append(tops, top...)
			continue
		}
		t := v.a.box.threads[d.chat]
		line := &tg.Dialog{
			Peer: d.chat.tg(), TopMessage: d.top.ID, ReadInboxMaxID: t.readIn, ReadOutboxMaxID: t.readOut,
			UnreadCount: v.a.box.unread(d.chat, v.a.ID, t.readIn),
		}
		if v.a.archived[d.chat] {
			line.SetFolderID(1)
		}
		out, tops = append(out, line), append(tops, v.message(&d.top))
	}
	return out, tops
}

// channelDialog shows the line of a channel, which is locked.
func (v *view) channelDialog(ch *channel) (*tg.Dialog, []tg.MessageClass) {
	v.meet(ch.peer())
	line := &tg.Dialog{Peer: ch.peer().tg(), ReadInboxMaxID: v.a.seen[ch.id]}
	line.SetPts(ch.box.pts)
	line.UnreadCount = ch.box.unread(ch.peer(), v.a.ID, v.a.seen[ch.id])
	if t := ch.box.threads[ch.peer()]; t != nil {
		line.ReadOutboxMaxID = t.readOut
	}
	m := ch.box.top(ch.peer())
	if m == nil {
		return line, nil
	}
	line.TopMessage = m.ID
	return line, []tg.MessageClass{v.message(m)}
}

// getPeerDialogs shows the lines of the named chats.
func (s *directory) getPeerDialogs(c *call, r *tg.MessagesGetPeerDialogsRequest) (bin.Encoder, error) {
	a := c.account
	all := append(s.dialogs(a, 0), s.dialogs(a, 1)...)
	var page []dialog
	for _, in := range r.Peers {
		want, ok := in.(*tg.InputDialogPeer)
		if !ok {
			continue
		}
		chat, err := s.world.chat(a, want.Peer)
		if err != nil {
			return nil, err
		}
		if i := slices.IndexFunc(all, func(d dialog) bool { return d.chat == chat }); i >= 0 {
			page = append(page, all[i])
		}
	}
	v := s.view(a)
	list, tops := v.dialogs(page)
	users, chats := v.named()
	return &tg.MessagesPeerDialogs{
		Dialogs: list, Messages: tops, Users: users, Chats: chats, State: *s.state(a, a.box.pts),
	}, nil
}
