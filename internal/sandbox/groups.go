package sandbox

import (
	"context"
	"slices"
	"unicode/utf8"

	"github.com/gotd/td/bin"
	"github.com/gotd/td/tg"
	"github.com/gotd/td/tgerr"
)

// groupSize is how many members a basic group has at most.
const groupSize = 200

// maxTTL is the longest life of messages that vanish, in seconds.
const maxTTL = 366 * 86_400

// meetings are the methods by which an account makes and manages groups.
type meetings struct{ *publisher }

// createChat makes a basic group. Users who do not let themselves be invited are
// left out.
func (s *meetings) createChat(c *call, r *tg.MessagesCreateChatRequest) (bin.Encoder, error) {
	a := c.account
	if err := checkTitle(r.Title); err != nil {
		return nil, err
	}
	if r.TTLPeriod < 0 || r.TTLPeriod > maxTTL {
		return nil, tgerr.New(400, "TTL_PERIOD_INVALID")
	}
	users, missing, err := s.invited(a, r.Users)
	switch {
	case err != nil:
		return nil, err
	case len(r.Users) == 0:
		return nil, tgerr.New(400, "USERS_TOO_FEW")
	case len(users) >= groupSize:
		return nil, tgerr.New(400, "USERS_TOO_MUCH")
	}
	state := charter{Title: r.Title, Creator: a.ID, TTL: r.TTLPeriod}
	for _, user := range append([]int64{a.ID}, users...) {
		state.Members = append(state.Members, member{User: user, Inviter: a.ID, Date: s.date()})
	}
	p, err := s.found(groupKind, state)
	if err != nil {
		return nil, err
	}
	v := s.view(a)
	update := s.tell(c, v, p, action{Kind: actCreate, Title: r.Title, Users: append([]int64{a.ID}, users...)})
	return &tg.MessagesInvitedUsers{Updates: s.groupUpdates(v, p, update), MissingInvitees: missing}, nil
}

func checkTitle(title string) error {
	if n := utf8.RuneCountInString(title); n == 0 || n > 255 {
		return tgerr.New(400, "CHAT_TITLE_EMPTY")
	}
	return nil
}

// groupUpdates is the answer of what changed a basic group: with its members.
func (s *meetings) groupUpdates(v *view, p peer, list ...tg.UpdateClass) *tg.Updates {
	v.meet(p)
	if g, ok := s.world.group(p.id); ok && p.kind == groupKind {
		list = append(list, &tg.UpdateChatParticipants{Participants: v.members(g)})
	}
	return v.updates(s.date(), list...)
}

// invited returns the users whom a may put into a group, and those who do not
// want it.
func (s *meetings) invited(a *account, list []tg.InputUserClass) (users []int64, missing []tg.MissingInvitee, err error) {
	for _, in := range list {
		p, ok := s.world.inputUser(a, in)
		switch {
		case !ok:
			return nil, nil, tgerr.New(400, "USER_ID_INVALID")
		case s.world.privacy(p.ID).Uninvitable:
			missing = append(missing, tg.MissingInvitee{UserID: p.ID})
		case p.ID != a.ID && !slices.Contains(users, p.ID):
			users = append(users, p.ID)
		}
	}
	return users, missing, nil
}

// addChatUser puts a user into a basic group.
func (s *meetings) addChatUser(c *call, r *tg.MessagesAddChatUserRequest) (bin.Encoder, error) {
	a := c.account
	p := groupPeer(r.ChatID)
	h, err := s.managed(a, p, inviteUsers)
	if err != nil {
		return nil, err
	}
	user, ok := s.world.inputUser(a, r.UserID)
	switch {
	case !ok:
		return nil, tgerr.New(400, "USER_ID_INVALID")
	case s.world.privacy(user.ID).Uninvitable:
		return nil, tgerr.New(403, "USER_PRIVACY_RESTRICTED")
	}
	err = s.amend(p, h, func(state *charter) error {
		switch {
		case state.place(user.ID) >= 0:
			return tgerr.New(400, "USER_ALREADY_PARTICIPANT")
		case len(state.Members) >= groupSize:
			return tgerr.New(400, "USERS_TOO_MUCH")
		}
		state.Members = append(state.Members, member{User: user.ID, Inviter: a.ID, Date: s.date()})
		return nil
	})
	if err != nil {
		return nil, err
	}
	v := s.view(a)
	update := s.tell(c, v, p, action{Kind: actAdd, Users: []int64{user.ID}})
	return &tg.MessagesInvitedUsers{Updates: s.groupUpdates(v, p, update)}, nil
}

// deleteChatUser takes a user out of a basic group, or the caller itself.
func (s *meetings) deleteChatUser(c *call, r *tg.MessagesDeleteChatUserRequest) (bin.Encoder, error) {
	a := c.account
	p := groupPeer(r.ChatID)
	user, ok := s.world.inputUser(a, r.UserID)
	if !ok {
		return nil, tgerr.New(400, "USER_ID_INVALID")
	}
	h, err := s.managed(a, p, func(tg.ChatBannedRights) bool { return false })
	if err != nil {
		return nil, err
	}
	is := h.now()
	i := is.place(user.ID)
	switch {
	case i < 0:
		return nil, tgerr.New(400, "USER_NOT_PARTICIPANT")
	case user.ID != a.ID && (user.ID == is.Creator || !is.rules(a.ID) && is.Members[i].Inviter != a.ID):
		return nil, errNotAdmin()
	}
	v := s.view(a)
	update := s.tell(c, v, p, action{Kind: actRemove, Users: []int64{user.ID}}) // the one who goes sees it still
	if err := s.amend(p, h, func(state *charter) error { return state.remove(user.ID) }); err != nil {
		return nil, err
	}
	return s.groupUpdates(v, p, update), nil
}

// remove takes a member out.
func (c *charter) remove(user int64) error {
	i := c.place(user)
	if i < 0 {
		return tgerr.New(400, "USER_NOT_PARTICIPANT")
	}
	c.Members = slices.Delete(c.Members, i, i+1)
	return nil
}

// editChatAdmin makes a member of a basic group an admin, or no longer.
func (s *meetings) editChatAdmin(c *call, r *tg.MessagesEditChatAdminRequest) (bin.Encoder, error) {
	a := c.account
	p := groupPeer(r.ChatID)
	user, ok := s.world.inputUser(a, r.UserID)
	if !ok {
		return nil, tgerr.New(400, "USER_ID_INVALID")
	}
	if err := s.promote(a, p, user.ID, r.IsAdmin); err != nil {
		return nil, err
	}
	s.renew(p, c.id.Key, s.peopleOf(p)...)
	return &tg.BoolBox{Bool: &tg.BoolTrue{}}, nil
}

// promote makes a member an admin, or no longer, as the creator may.
func (s *meetings) promote(a *account, p peer, user int64, admin bool) error {
	h, err := s.managed(a, p, nil)
	if err != nil {
		return err
	}
	return s.amend(p, h, func(state *charter) error {
		i := state.place(user)
		switch {
		case state.Creator != a.ID:
			return errNotAdmin()
		case i < 0:
			return tgerr.New(400, "USER_NOT_PARTICIPANT")
		case user == state.Creator:
			return tgerr.New(400, "USER_CREATOR")
		}
		state.Members[i].Admin = admin
		return nil
	})
}

func (s *scene) peopleOf(p peer) []int64 {
	h, ok := s.world.hall(p)
	if !ok {
		return nil
	}
	return h.now().everybody()
}

// editChatTitle renames a basic group.
func (s *meetings) editChatTitle(c *call, r *tg.MessagesEditChatTitleRequest) (bin.Encoder, error) {
	return s.rename(c, groupPeer(r.ChatID), r.Title)
}

func (s *meetings) rename(c *call, p peer, title string) (bin.Encoder, error) {
	a := c.account
	h, err := s.managed(a, p, changeInfo)
	if err != nil {
		return nil, err
	}
	if err := checkTitle(title); err != nil {
		return nil, err
	}
	err = s.amend(p, h, func(state *charter) error {
		if state.Title == title {
			return errNotModified()
		}
		state.Title = title
		return nil
	})
	if err != nil {
		return nil, err
	}
	return s.told(c, p, action{Kind: actTitle, Title: title}), nil
}

// told puts an action into a chat, and is the answer of what did it. The account
// is locked.
func (s *meetings) told(c *call, p peer, act action) *tg.Updates {
	v := s.view(c.account)
	update := s.tell(c, v, p, act)
	return v.updates(s.date(), update)
}

func errNotModified() error { return tgerr.New(400, "CHAT_NOT_MODIFIED") }

// editChatPhoto gives a basic group another picture.
func (s *meetings) editChatPhoto(_ context.Context, c *call, r *tg.MessagesEditChatPhotoRequest) (bin.Encoder, error) {
	return s.repaint(c, groupPeer(r.ChatID), r.Photo)
}

func (s *meetings) repaint(c *call, p peer, in tg.InputChatPhotoClass) (bin.Encoder, error) {
	a := c.account
	if _, err := s.managed(a, p, changeInfo); err != nil {
		return nil, err
	}
	act := action{Kind: actPhoto}
	switch in := in.(type) {
	case *tg.InputChatUploadedPhoto:
		f, err := s.uploadedPhoto(a, in.File)
		if err != nil {
			return nil, err
		}
		act.File = f.ID
	case *tg.InputChatPhoto:
		id, ok := in.ID.(*tg.InputPhoto)
		if !ok {
			return nil, tgerr.New(400, "PHOTO_INVALID")
		}
		f, err := s.claimed(a, owned{id.ID, id.AccessHash, id.FileReference}, true)
		if err != nil {
			return nil, err
		}
		act.File = f.ID
	default:
		act.Kind = actNoPhoto
	}
	if err := s.paint(p, act.File); err != nil {
		return nil, err
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	return s.told(c, p, act), nil
}

// uploadedPhoto makes a photo of an upload.
func (s *scene) uploadedPhoto(a *account, in tg.InputFileClass) (*file, error) {
	if in == nil {
		return nil, tgerr.New(400, "PHOTO_FILE_MISSING")
	}
	what, err := s.collect(a.ID, in)
	if err != nil {
		return nil, err
	}
	f, err := s.photo(what, uploadName(in), 0)
	if err != nil {
		return nil, err
	}
	if f.Width < 160 || f.Height < 160 {
		return nil, tgerr.New(400, "PHOTO_CROP_SIZE_SMALL")
	}
	return f, nil
}
