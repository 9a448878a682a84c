package sandbox

import (
	"strconv"

	"github.com/gotd/td/tg"
)

// A Gathering asks for a group, a supergroup or a channel. Without Chat it is
// made, with the account in it; else the one that is named is changed.
type Gathering struct {
	Instance Instance `json:"idInstance,omitempty"` // whose account it is; or
	Account  string   `json:"account,omitempty"`    // its user number or phone
	Chat     string   `json:"chat,omitempty"`       // a chat id
	Type     string   `json:"type,omitempty"`       // group, supergroup or channel; when it is made
	Name     string   `json:"name,omitempty"`
	Owner    string   `json:"owner,omitempty"`   // a user number, when it is made; "": the account
	Add      []string `json:"add,omitempty"`     // user numbers
	Remove   []string `json:"remove,omitempty"`  // user numbers; the account's own: it is thrown out
	Promote  []string `json:"promote,omitempty"` // members who become admins
	Demote   []string `json:"demote,omitempty"`  // admins who become members
	Denied   []string `json:"denied,omitempty"`  // all that those who are no admins may not do: write, media, polls, other, previews, settings, invite, pin; ["none"]: nothing
	SlowMode *int     `json:"slowMode,omitempty"`
}

// Gather makes or changes a group, and returns its chat id.
func (s *Sandbox) Gather(in Gathering) (string, error) {
	a, err := s.registry.find(in.Instance, in.Account)
	if err != nil {
		return "", err
	}
	change, err := in.read()
	if err != nil {
		return "", err
	}
	var p peer
	if in.Chat == "" {
		p, err = s.publisher.gathered(a, in)
	} else {
		p, err = parsePeer(in.Chat)
	}
	if err != nil {
		return "", badf("%v", err)
	}
	h, ok := s.world.hall(p)
	if !ok {
		return "", badf("chat %s is no group: GET /accounts lists the chats, and POST /chats answers with those that it makes", in.Chat)
	}
	if err := s.publisher.gather(p, h, change); err != nil {
		return "", err
	}
	return p.String(), nil
}

// A rearrangement is what a Gathering changes, checked.
type rearrangement struct {
	name   string
	users  map[string][]int64 // by what happens to them
	denied *tg.ChatBannedRights
	slow   *int
}

func (in Gathering) read() (rearrangement, error) {
	out := rearrangement{name: in.Name, users: map[string][]int64{}, slow: in.SlowMode}
	for what, list := range map[string][]string{"add": in.Add, "remove": in.Remove, "promote": in.Promote, "demote": in.Demote} {
		for _, text := range list {
			user, err := strconv.ParseInt(text, 10, 64)
			if err != nil || user <= 0 {
				return out, badf("'%s' takes user numbers such as 10000002", what)
			}
			out.users[what] = append(out.users[what], user)
		}
	}
	if in.SlowMode != nil && *in.SlowMode < 0 {
		return out, badf("'slowMode' is in seconds, 0 or more")
	}
	if len(in.Denied) == 0 {
		return out, nil
	}
	out.denied = &tg.ChatBannedRights{}
	for _, name := range in.Denied {
		if !deny(out.denied, name) {
			return out, badf("'denied' is %q: write write, media, polls, other, previews, settings, invite, pin or none", name)
		}
	}
	return out, nil
}

// deny takes one right away, by its name.
func deny(r *tg.ChatBannedRights, name string) bool {
	switch name {
	case "write":
		r.SendMessages = true
	case "media":
		r.SendMedia = true
	case "polls":
		r.SendPolls = true
	case "other":
		r.SendStickers, r.SendGifs, r.SendGames, r.SendInline = true, true, true, true
	case "previews":
		r.EmbedLinks = true
	case "settings":
		r.ChangeInfo = true
	case "invite":
		r.InviteUsers = true
	case "pin":
		r.PinMessages = true
	case "none":
	default:
		return false
	}
	return true
}

// gathered makes what a Gathering asks for, with the owner and the account in it.
func (s *publisher) gathered(a *account, in Gathering) (peer, error) {
	owner := a.ID
	if in.Owner != "" {
		p, err := parsePeer(in.Owner)
		if _, ok := s.world.person(p.id); err != nil || p.kind != userKind || !ok {
			return peer{}, badf("'owner' must be a user number such as 10000002")
		}
		owner = p.id
	}
	state := charter{Title: in.Name, Creator: owner, Members: []member{{User: owner, Date: s.date()}}}
	if owner != a.ID {
		state.Members = append(state.Members, member{User: a.ID, Inviter: owner, Date: s.date()})
	}
	if state.Title == "" {
		return peer{}, badf("'name' is required to make a group")
	}
	act := action{Kind: actChannel, Title: in.Name}
	kind := channelKind
	switch in.Type {
	case "group":
		kind, act = groupKind, action{Kind: actCreate, Title: in.Name, Users: state.everybody()}
	case "supergroup":
		state.Denied = usualDenied()
	case "channel":
		state.Broadcast = true
	default:
		return peer{}, badf("'type' must be group, supergroup or channel")
	}
	p, err := s.found(kind, state)
	if err == nil {
		s.tellAll(p, owner, act)
	}
	return p, err
}

// gather changes a hall as its creator would, and tells everybody.
func (s *publisher) gather(p peer, h *hall, r rearrangement) error {
	for _, user := range r.users["remove"] {
		if p.kind == groupKind && h.has(user) {
			s.tellAll(p, h.now().Creator, action{Kind: actRemove, Users: []int64{user}})
		}
	}
	was := *h.now()
	if err := s.amend(p, h, func(c *charter) error { return r.apply(c, s) }); err != nil {
		return err
	}
	is := h.now()
	if is.Title != was.Title {
		s.tellAll(p, is.Creator, action{Kind: actTitle, Title: is.Title})
	}
	if added := r.users["add"]; len(added) > 0 {
		s.tellAll(p, is.Creator, action{Kind: actAdd, Users: added})
	}
	s.renew(p, [8]byte{}, append(is.everybody(), r.users["remove"]...)...)
	return nil
}

// apply makes the changes to a charter.
func (r rearrangement) apply(c *charter, s *publisher) error {
	if r.name != "" {
		c.Title = r.name
	}
	if r.denied != nil {
		c.Denied = *r.denied
	}
	if r.slow != nil {
		c.Slow = *r.slow
	}
	for _, user := range r.users["add"] {
		if _, ok := s.world.person(user); !ok {
			return badf("there is no user %d", user)
		}
		if c.place(user) < 0 {
			c.Members = append(c.Members, member{User: user, Inviter: c.Creator, Date: s.date()})
		}
	}
	for _, what := range []string{"promote", "demote", "remove"} {
		for _, user := range r.users[what] {
			i := c.place(user)
			switch {
			case i < 0:
				return badf("user %d is not in this chat", user)
			case what == "remove":
				_ = c.remove(user) // it is there
			default:
				c.Members[i].Admin = what == "promote"
			}
		}
	}
	return nil
}
