package sandbox

import (
	"context"
	"strconv"
	"strings"

	"github.com/gotd/td/crypto"
	"github.com/gotd/td/session"
	"github.com/gotd/td/tg"
)

// An Account is one that the fake has, as the control interface shows it.
type Account struct {
	Account   string   `json:"account"` // the user number
	Phone     string   `json:"phone"`
	Username  string   `json:"username,omitempty"`
	Name      string   `json:"name"`
	Password  bool     `json:"password"` // whether one is set
	Banned    bool     `json:"banned"`
	Instances []string `json:"idInstances"` // those on which it is logged in
	Chats     []Chat   `json:"chats"`       // that every account has
}

// A Chat is one of the chats that every account has.
type Chat struct {
	Chat string `json:"chat"` // as chat ids are written
	Type string `json:"type"` // user, group, supergroup
	Name string `json:"name"`
}

// An Order asks for an account. Without a phone, or with a new one, it is made;
// the account of a known phone is changed.
type Order struct {
	Phone    string   `json:"phone,omitempty"` // "": one that is free
	Username string   `json:"username,omitempty"`
	Name     string   `json:"name,omitempty"`
	Password *string  `json:"password,omitempty"`   // nil: as it is; "": none
	Planted  bool     `json:"planted,omitempty"`    // also return a session that is logged in
	Instance Instance `json:"idInstance,omitempty"` // of that session
	Dialogs  int      `json:"dialogs,omitempty"`    // this many old dialogs with strangers, every tenth archived
	Contacts int      `json:"contacts,omitempty"`   // this many contacts without a dialog
	Privacy  *Privacy `json:"privacy,omitempty"`    // nil: as it is
	Away     bool     `json:"away,omitempty"`       // when it is made: it logs in at the second data centre
	Portrait []byte   `json:"portrait,omitempty"`   // a picture; nil: as it is
}

// A Planted is an account with, if it was ordered, a session that is logged in.
type Planted struct {
	Account
	// Session is the session as gotd stores it; base64 in JSON.
	Session []byte `json:"session,omitempty"`
}

// most is how many dialogs or contacts can be ordered at once.
const most = 100_000

// A registry makes and shows accounts.
type registry struct{ *scene }

// AddAccount makes an account, or changes the one with that phone.
func (s *Sandbox) AddAccount(ctx context.Context, o Order) (Planted, error) {
	o.Phone = digits(o.Phone)
	if err := o.check(); err != nil {
		return Planted{}, err
	}
	a, ok := s.world.accountByPhone(o.Phone)
	if !ok {
		var err error
		if a, err = s.makeAccount(birth{Phone: o.Phone, Username: o.Username, First: o.Name, Home: s.away(o.Away)}); err != nil {
			return Planted{}, badf("%v", err)
		}
	}
	if err := s.registry.change(a, o); err != nil {
		return Planted{}, err
	}
	out := Planted{Account: s.registry.show(a)}
	if !o.Planted {
		return out, nil
	}
	blob, err := s.registry.plant(ctx, a, string(o.Instance))
	if err != nil {
		return Planted{}, err
	}
	out.Session, out.Account = blob, s.registry.show(a)
	return out, nil
}

// away is the number of the second data centre for what lies there, else 0.
func (s *scene) away(yes bool) int {
	if yes {
		return s.core.other()
	}
	return 0
}

func (o Order) check() error {
	switch {
	case o.Phone != "" && (len(o.Phone) < 7 || len(o.Phone) > 15):
		return badf("'phone' must have 7 to 15 digits, or be left out to get one")
	case strings.HasPrefix(o.Phone, nobody):
		return badf("'phone': numbers that begin with %s belong to nobody, for tests; choose another", nobody)
	case o.Dialogs < 0 || o.Dialogs > most || o.Contacts < 0 || o.Contacts > most:
		return badf("'dialogs' and 'contacts' are 0 to %d", most)
	}
	return nil
}

// makeAccount makes a new account and notes it.
func (s *scene) makeAccount(b birth) (*account, error) {
	b.Date = s.date()
	return s.world.bear(b, func(b birth) error { return s.journal.write(record{Birth: &b}) })
}

// change sets what an order says of an account that exists.
func (s *registry) change(a *account, o Order) error {
	if o.Password != nil {
		if err := s.setPassword(a, *o.Password); err != nil {
			return err
		}
	}
	if o.Privacy != nil {
		if err := s.keepTo(a.ID, *o.Privacy); err != nil {
			return err
		}
	}
	if o.Portrait != nil {
		if err := s.portray(a, o.Portrait); err != nil {
			return err
		}
	}
	if o.Dialogs == 0 && o.Contacts == 0 {
		return nil
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	date := s.date()
	a.grow(o.Dialogs, o.Contacts, date)
	return s.journal.write(record{Grow: &growRecord{Account: a.ID, Dialogs: o.Dialogs, Contacts: o.Contacts, Date: date}})
}

// portray gives an account a picture.
func (s *registry) portray(a *account, picture []byte) error {
	what, err := s.depot.store(picture)
	if err != nil {
		return err
	}
	f, err := s.photo(what, "", 0)
	if err != nil {
		return badf("'portrait' must be a JPEG or PNG: %v", err)
	}
	return s.paint(a.peer(), f.ID)
}

func (s *registry) setPassword(a *account, password string) error {
	var v *verifier
	if password != "" {
		var err error
		if v, err = newVerifier(password); err != nil {
			return err
		}
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	a.password = v
	return s.journal.write(record{Secret: &passwordRecord{Account: a.ID, Password: v}})
}

// plant logs an account in on a new key and returns the client's side of it.
func (s *registry) plant(ctx context.Context, a *account, instance string) ([]byte, error) {
	var planted crypto.AuthKey
	for n := 0; ; n++ {
		planted = s.world.plantedKey(a.ID, n)
		if _, taken := s.keys.Load(planted.ID); !taken {
			break
		}
	}
	if err := s.keys.Save(planted); err != nil {
		return nil, err
	}
	s.keys.hear(planted.ID, instance)
	if err := s.keys.login(planted.ID, a.ID); err != nil {
		return nil, err
	}
	var store session.StorageMemory
	loader := session.Loader{Storage: &store}
	err := loader.Save(ctx, &session.Data{
		Config: session.Config{ThisDC: s.o.DC, DCOptions: []tg.DCOption{}},
		DC:     s.o.DC, Addr: s.door.place(), AuthKey: planted.Value[:], AuthKeyID: planted.ID[:],
	})
	if err != nil {
		return nil, err
	}
	return store.Bytes(nil)
}

// Accounts returns all accounts in the order in which they were made.
func (s *Sandbox) Accounts() []Account {
	all := s.world.all()
	out := make([]Account, len(all))
	for i, a := range all {
		out[i] = s.registry.show(a)
	}
	return out
}

func (s *registry) show(a *account) Account {
	a.mu.Lock()
	defer a.mu.Unlock()
	out := Account{
		Account: number(a.ID), Phone: a.Phone, Username: a.Username, Name: strings.TrimSpace(a.First + " " + a.Last),
		Password: a.password != nil, Banned: a.banned, Instances: s.keys.instances(a.ID),
		Chats: []Chat{{Chat: number(echoID), Type: "user", Name: "Example"}, {Chat: number(silentID), Type: "user", Name: "Silent"}},
	}
	if out.Instances == nil {
		out.Instances = []string{}
	}
	g := groupPeer(groupBase + int64(a.n))
	c := channelPeer(channelNumber + int64(a.n))
	out.Chats = append(out.Chats, Chat{Chat: g.String(), Type: "group", Name: groupTitle}, Chat{Chat: c.String(), Type: "supergroup", Name: channelTitle})
	return out
}

// find returns the account that an instance is logged in to or, without an
// instance, the one with that user number or phone.
func (s *registry) find(instance Instance, account string) (*account, error) {
	if instance != "" {
		a, ok := s.world.account(s.keys.accountOf(string(instance)))
		if !ok {
			return nil, badf("instance %s is not logged in here: log it in first, with POST /scan or POST /accounts", instance)
		}
		return a, nil
	}
	if id, err := strconv.ParseInt(account, 10, 64); err == nil {
		if a, ok := s.world.account(id); ok {
			return a, nil
		}
	}
	if a, ok := s.world.accountByPhone(digits(account)); ok && account != "" {
		return a, nil
	}
	return nil, badf("name an account by 'idInstance', or by 'account' with a user number or phone that GET /accounts lists")
}
