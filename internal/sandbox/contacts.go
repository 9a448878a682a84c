package sandbox

import (
	"strings"

	"github.com/gotd/td/bin"
	"github.com/gotd/td/tg"
	"github.com/gotd/td/tgerr"
)

// A directory tells who and what there is.
type directory struct{ *scene }

// getUsers shows users by number; one that the caller may not know is empty.
func (s *directory) getUsers(c *call, r *tg.UsersGetUsersRequest) (bin.Encoder, error) {
	v := s.view(c.account)
	out := &tg.UserClassVector{}
	for _, in := range r.ID {
		if p, ok := s.world.inputUser(c.account, in); ok {
			out.Elems = append(out.Elems, v.user(p))
			continue
		}
		empty := &tg.UserEmpty{}
		if u, ok := in.(*tg.InputUser); ok {
			empty.ID = u.UserID
		}
		out.Elems = append(out.Elems, empty)
	}
	return out, nil
}

func (s *directory) getFullUser(c *call, r *tg.UsersGetFullUserRequest) (bin.Encoder, error) {
	p, ok := s.world.inputUser(c.account, r.ID)
	if !ok {
		return nil, tgerr.New(400, "USER_ID_INVALID")
	}
	v := s.view(c.account)
	v.meet(userPeer(p.ID))
	full := tg.UserFull{ID: p.ID, BlockedMyStoriesFrom: s.world.privacy(p.ID).Blocks}
	if id := s.world.portrait(userPeer(p.ID)); id != 0 {
		full.ProfilePhoto = v.photo(id)
	}
	users, chats := v.named()
	return &tg.UsersUserFull{FullUser: full, Users: users, Chats: chats}, nil
}

func (s *directory) resolvePhone(c *call, r *tg.ContactsResolvePhoneRequest) (bin.Encoder, error) {
	p, ok := s.world.byPhone(r.Phone)
	if !ok || s.world.hidden(p.ID) {
		return nil, tgerr.New(400, "PHONE_NOT_OCCUPIED")
	}
	return s.resolved(c.account, p), nil
}

func (s *directory) resolveUsername(c *call, r *tg.ContactsResolveUsernameRequest) (bin.Encoder, error) {
	p, ok := s.world.byUsername(r.Username)
	if !ok {
		return nil, tgerr.New(400, "USERNAME_NOT_OCCUPIED")
	}
	return s.resolved(c.account, p), nil
}

func (s *directory) resolved(a *account, p person) *tg.ContactsResolvedPeer {
	v := s.view(a)
	return &tg.ContactsResolvedPeer{Peer: &tg.PeerUser{UserID: p.ID}, Users: []tg.UserClass{v.user(p)}}
}

// importContacts puts phones into the address book; those that nobody has are
// left out of the answer.
func (s *directory) importContacts(c *call, r *tg.ContactsImportContactsRequest) (bin.Encoder, error) {
	a := c.account
	v := s.view(a)
	out := &tg.ContactsImportedContacts{}
	for _, in := range r.Contacts {
		p, ok := s.world.byPhone(in.Phone)
		if !ok || s.world.hidden(p.ID) {
			continue
		}
		name := strings.TrimSpace(in.FirstName + " " + in.LastName)
		a.contacts[p.ID] = name
		if err := s.journal.write(record{Contact: &contactRecord{Account: a.ID, User: p.ID, Name: name}}); err != nil {
			return nil, err
		}
		out.Imported = append(out.Imported, tg.ImportedContact{UserID: p.ID, ClientID: in.ClientID})
		out.Users = append(out.Users, v.user(p))
	}
	return out, nil
}

// deleteContacts takes users out of the address book.
func (s *directory) deleteContacts(c *call, r *tg.ContactsDeleteContactsRequest) (bin.Encoder, error) {
	a := c.account
	v := s.view(a)
	var list []tg.UpdateClass
	for _, in := range r.ID {
		p, ok := s.world.inputUser(a, in)
		if !ok {
			return nil, tgerr.New(400, "CONTACT_ID_INVALID")
		}
		gone := contactRecord{Account: a.ID, User: p.ID, Gone: true}
		a.note(gone)
		if err := s.journal.write(record{Contact: &gone}); err != nil {
			return nil, err
		}
		v.meet(userPeer(p.ID))
		list = append(list, &tg.UpdatePeerSettings{Peer: &tg.PeerUser{UserID: p.ID}})
	}
	return v.updates(s.date(), list...), nil
}

func (s *directory) getContacts(c *call, _ *tg.ContactsGetContactsRequest) (bin.Encoder, error) {
	a := c.account
	v := s.view(a)
	out := &tg.ContactsContacts{SavedCount: len(a.contacts)}
	for _, id := range a.contactIDs() {
		if p, ok := s.world.person(id); ok {
			out.Contacts = append(out.Contacts, tg.Contact{UserID: id})
			out.Users = append(out.Users, v.user(p))
		}
	}
	return out, nil
}
