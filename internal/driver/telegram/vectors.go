package telegram

import (
	"strconv"
	"strings"

	"github.com/gotd/td/bin"
	"github.com/gotd/td/tg"

	"sluice"
)

// channelBase is what a channel's or supergroup's id is counted down from.
const channelBase = 1_000_000_000_000

func userChat(id int64) sluice.ChatID  { return sluice.ChatID(strconv.FormatInt(id, 10)) }
func groupChat(id int64) sluice.ChatID { return sluice.ChatID(strconv.FormatInt(-id, 10)) }
func channelChat(id int64) sluice.ChatID {
	return sluice.ChatID(strconv.FormatInt(-channelBase-id, 10))
}

// chatOf returns how the API names a peer.
func chatOf(p tg.PeerClass) sluice.ChatID {
	switch p := p.(type) {
	case *tg.PeerUser:
		return userChat(p.UserID)
	case *tg.PeerChat:
		return groupChat(p.ChatID)
	case *tg.PeerChannel:
		return channelChat(p.ChannelID)
	}
	return ""
}

// typeOf says what kind of chat a numeric id is as far as the number tells.
func typeOf(id sluice.ChatID) (sluice.ChatType, int64) {
	n, err := strconv.ParseInt(string(id), 10, 64)
	switch {
	case err != nil:
		return "", 0
	case n > 0:
		return sluice.ChatUser, n
	case n <= -channelBase:
		return sluice.ChatSupergroup, -channelBase - n
	}
	return sluice.ChatGroup, -n
}

// A seen is a chat as Telegram just described it.
type seen struct {
	record
	names []string // further usernames
}

// seenIn returns what can be kept of users and chats. Those that Telegram calls
// minimal have no access hash of their own and are passed over.
func seenIn(users []tg.UserClass, chats []tg.ChatClass) []seen {
	var all []seen
	for _, u := range users {
		if u, ok := u.(*tg.User); ok && !u.Min && (u.AccessHash != 0 || u.Self) {
			all = append(all, seen{userRecord(u), activeNames(u.Usernames)})
		}
	}
	for _, c := range chats {
		if r, names, ok := chatRecord(c); ok {
			all = append(all, seen{r, names})
		}
	}
	return all
}

func userRecord(u *tg.User) record {
	r := record{
		Type: sluice.ChatUser, ID: u.ID, Hash: u.AccessHash, Phone: sluice.Phone(u.Phone), Username: u.Username,
		Name: strings.TrimSpace(u.FirstName + " " + u.LastName), Contact: u.Contact,
	}
	if u.Bot {
		r.Type = sluice.ChatBot
	}
	if names := activeNames(u.Usernames); r.Username == "" && len(names) > 0 {
		r.Username = names[0]
	}
	return r
}

func chatRecord(c tg.ChatClass) (record, []string, bool) {
	switch c := c.(type) {
	case *tg.Chat:
		return record{Type: sluice.ChatGroup, ID: c.ID, Name: c.Title}, nil, true
	case *tg.ChatForbidden:
		return record{Type: sluice.ChatGroup, ID: c.ID, Name: c.Title}, nil, true
	case *tg.Channel:
		r := record{Type: sluice.ChatSupergroup, ID: c.ID, Hash: c.AccessHash, Name: c.Title, Username: c.Username}
		if c.Broadcast {
			r.Type = sluice.ChatChannel
		}
		return r, activeNames(c.Usernames), !c.Min && c.AccessHash != 0
	case *tg.ChannelForbidden:
		r := record{Type: sluice.ChatSupergroup, ID: c.ID, Hash: c.AccessHash, Name: c.Title}
		if c.Broadcast {
			r.Type = sluice.ChatChannel
		}
		return r, nil, c.AccessHash != 0
	}
	return record{}, nil, false
}

func activeNames(all []tg.Username) []string {
	var names []string
	for _, n := range all {
		if n.Active {
			names = append(names, n.Username)
		}
	}
	return names
}

// entities is any part of an answer that describes users and chats.
type entities interface {
	GetUsers() []tg.UserClass
	GetChats() []tg.ChatClass
}

// vectors returns the users and chats that an answer describes.
func vectors(answer bin.Decoder) ([]tg.UserClass, []tg.ChatClass) {
	switch a := answer.(type) {
	case *tg.UpdatesBox:
		return updateVectors(a.Updates)
	case *tg.UpdatesDifferenceBox:
		return describedIn(a.Difference)
	case *tg.UpdatesChannelDifferenceBox:
		return describedIn(a.ChannelDifference)
	case *tg.MessagesDialogsBox:
		return describedIn(a.Dialogs)
	case *tg.MessagesMessagesBox:
		return describedIn(a.Messages)
	case *tg.ContactsContactsBox:
		if c, ok := a.Contacts.(*tg.ContactsContacts); ok {
			return c.Users, nil
		}
		return nil, nil
	case *tg.ContactsImportedContacts:
		return a.Users, nil
	case *tg.ChannelsChannelParticipantsBox:
		return describedIn(a.ChannelParticipants)
	case *tg.MessagesInvitedUsers:
		return updateVectors(a.Updates)
	case *tg.UserClassVector:
		return a.Elems, nil
	}
	return describedIn(answer)
}

// updateVectors returns the users and chats that an update describes.
func updateVectors(u tg.UpdatesClass) ([]tg.UserClass, []tg.ChatClass) { return describedIn(u) }

func describedIn(v any) ([]tg.UserClass, []tg.ChatClass) {
	if e, ok := v.(entities); ok {
		return e.GetUsers(), e.GetChats()
	}
	return nil, nil
}
