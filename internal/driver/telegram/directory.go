package telegram

import (
	"context"
	"slices"
	"time"

	"github.com/gotd/td/tg"

	"sluice"
)

// Contacts returns the account's contacts, in Telegram's order.
func (c *Conn) Contacts(ctx context.Context) ([]sluice.Peer, error) {
	ctx, v, done, err := c.visit(ctx)
	if err != nil {
		return nil, err
	}
	defer done()
	answer, err := ask(ctx, v, "contacts.getContacts", func(ctx context.Context, api *tg.Client) (tg.ContactsContactsClass, error) {
		return api.ContactsGetContacts(ctx, 0)
	})
	if err != nil {
		return nil, err
	}
	all, ok := answer.(*tg.ContactsContacts)
	if !ok { // nothing has changed: an answer to a hash alone
		return nil, nil
	}
	people := make([]sluice.Peer, 0, len(all.Users))
	for _, u := range all.Users {
		if u, ok := u.(*tg.User); ok {
			people = append(people, userRecord(u).peer(v.self))
		}
	}
	return people, nil
}

// Chats returns the dialogs page by page, those of the archive too.
func (c *Conn) Chats(ctx context.Context, limit int) ([]sluice.Peer, error) {
	ctx, v, done, err := c.visit(ctx)
	if err != nil {
		return nil, err
	}
	defer done()
	var all []active
	seen := map[sluice.ChatID]bool{}
	for folder := range contactsFolder {
		found := 0
		for at := (reading{Folder: folder}); at.Folder == folder && (limit <= 0 || found < limit); {
			page, next, err := v.dialogs(ctx, at)
			if err != nil {
				return nil, err
			}
			for _, one := range page {
				if !seen[one.Chat] {
					seen[one.Chat] = true
					all, found = append(all, one), found+1
				}
			}
			at = next
		}
	}
	slices.SortStableFunc(all, func(a, b active) int { return b.date - a.date })
	var chats []sluice.Peer
	for _, one := range all {
		if limit <= 0 || len(chats) < limit {
			chats = append(chats, one.Peer)
		}
	}
	return chats, nil
}

// An active is a chat with the date of its last message.
type active struct {
	sluice.Peer
	date int
}

// dialogs returns a page of dialogs and where the next one begins.
func (v *visit) dialogs(ctx context.Context, at reading) ([]active, reading, error) {
	request := &tg.MessagesGetDialogsRequest{
		OffsetDate: at.Date, OffsetID: at.ID, OffsetPeer: &tg.InputPeerEmpty{}, Limit: dialogsPage,
	}
	request.SetFolderID(at.Folder)
	if r, known, err := v.peers.chat(ctx, at.Chat); err == nil && known {
		request.OffsetPeer = r.input(v.self)
	}
	answer, err := ask(ctx, v, "messages.getDialogs", func(ctx context.Context, api *tg.Client) (tg.MessagesDialogsClass, error) {
		return api.MessagesGetDialogs(ctx, request)
	})
	if err != nil {
		return nil, at, err
	}
	page, ok := answer.AsModified()
	if !ok {
		return nil, reading{Folder: at.Folder + 1}, nil
	}
	s := v.receiver.scene(ctx, v.self, page.GetUsers(), page.GetChats())
	dates := datesOf(page.GetMessages())
	var chats []active
	for _, one := range page.GetDialogs() {
		if d, ok := one.(*tg.Dialog); ok {
			id := chatOf(d.Peer)
			chats = append(chats, active{s.peer(id), dates[numbered{id, int64(d.TopMessage)}]})
		}
	}
	_, all := answer.(*tg.MessagesDialogs)
	return chats, following(at, page.GetDialogs(), page.GetMessages(), all), nil
}

// Lookup finds the account behind a phone or a username, asking Telegram in any
// case. It leaves no contact behind.
func (c *Conn) Lookup(ctx context.Context, id sluice.ChatID) (sluice.Peer, error) {
	ctx, v, done, err := c.visit(ctx)
	if err != nil {
		return sluice.Peer{}, err
	}
	defer done()
	method, key := "contacts.resolvePhone", ""
	phone, byPhone := id.Phone()
	name, byName := id.Username()
	switch {
	case byPhone:
		key = phonePrefix + string(phone)
	case byName:
		method, key = "contacts.resolveUsername", nameKey(name)
	default:
		r, err := v.chat(ctx, id)
		return r.peer(v.self), err
	}
	found, err := ask(ctx, v, method, func(ctx context.Context, api *tg.Client) (*tg.ContactsResolvedPeer, error) {
		if byPhone {
			return api.ContactsResolvePhone(ctx, string(phone))
		}
		return api.ContactsResolveUsername(ctx, &tg.ContactsResolveUsernameRequest{Username: name})
	})
	if err != nil {
		return sluice.Peer{}, err
	}
	r, err := c.arrived(ctx, key, found)
	return r.peer(v.self), err
}

// Profile returns what a chat shows of itself.
func (c *Conn) Profile(ctx context.Context, id sluice.ChatID) (sluice.Profile, error) {
	ctx, v, done, err := c.visit(ctx)
	if err != nil {
		return sluice.Profile{}, err
	}
	defer done()
	r, err := v.chat(ctx, id)
	if err != nil {
		return sluice.Profile{}, err
	}
	if r.Type != sluice.ChatUser && r.Type != sluice.ChatBot {
		return v.chatProfile(ctx, r)
	}
	users, err := ask(ctx, v, "users.getUsers", func(ctx context.Context, api *tg.Client) ([]tg.UserClass, error) {
		return api.UsersGetUsers(ctx, []tg.InputUserClass{r.user(v.self)})
	})
	if err != nil {
		return sluice.Profile{}, err
	}
	for _, one := range users {
		if u, ok := one.(*tg.User); ok {
			return userProfile(u, v.peer(ctx, r)), nil
		}
	}
	return sluice.Profile{}, &sluice.Error{Code: sluice.NotFound, Text: "Chat not found"}
}

// peer returns a chat as the table of peers knows it by now.
func (v *visit) peer(ctx context.Context, r record) sluice.Peer {
	if now, known, err := v.peers.chat(ctx, r.chat()); err == nil && known {
		r = now
	}
	return r.peer(v.self)
}

func userProfile(u *tg.User, p sluice.Peer) sluice.Profile {
	profile := sluice.Profile{Peer: p}
	if picture, ok := u.Photo.(*tg.UserProfilePhoto); ok {
		profile.Avatar = portrait(p.Chat, picture.PhotoID, picture.DCID)
	}
	switch status := u.Status.(type) {
	case *tg.UserStatusOffline:
		profile.LastSeen = date(status.WasOnline)
	case *tg.UserStatusOnline: // good until then, unless something more is heard
		profile.LastSeen = date(status.Expires).Add(-onlineTime)
	}
	return profile
}

// onlineTime is how long Telegram takes a user as online after a sign of life.
const onlineTime = 5 * time.Minute

// chatProfile returns what a group or channel shows of itself.
func (v *visit) chatProfile(ctx context.Context, r record) (sluice.Profile, error) {
	full, err := v.full(ctx, r)
	if err != nil {
		return sluice.Profile{}, err
	}
	return sluice.Profile{Peer: v.peer(ctx, r), Avatar: chatPicture(full.Chats, r)}, nil
}

// chatPicture returns the picture of a group or channel among those described.
func chatPicture(chats []tg.ChatClass, r record) sluice.Remote {
	for _, one := range chats {
		described, _, _ := chatRecord(one)
		pictured, ok := one.(interface{ GetPhoto() tg.ChatPhotoClass })
		if !ok || described.chat() != r.chat() {
			continue
		}
		if picture, ok := pictured.GetPhoto().(*tg.ChatPhoto); ok {
			return portrait(r.chat(), picture.PhotoID, picture.DCID)
		}
	}
	return ""
}
