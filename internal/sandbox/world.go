package sandbox

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
)

// A world is everybody and every chat. Its lock guards the maps alone: each
// account and each channel has a lock of its own, and an account's is taken
// before a channel's. Nobody holds two accounts.
type world struct {
	secret [32]byte     // access hashes and planted keys are derived from it
	uid    atomic.Int64 // the last number given to a message with several copies

	mu       sync.RWMutex
	accounts map[int64]*account
	phones   map[string]*account
	names    map[string]*account
	groups   map[int64]*group
	channels map[int64]*channel
	polls    map[int64]poll
	pictures map[peer]int64    // files that users and groups show as themselves
	shy      map[int64]privacy // users that hide; others show themselves
}

func newWorld(secret [32]byte) *world {
	return &world{
		secret:   secret,
		accounts: map[int64]*account{},
		phones:   map[string]*account{},
		names:    map[string]*account{},
		groups:   map[int64]*group{},
		channels: map[int64]*channel{},
		polls:    map[int64]poll{},
		pictures: map[peer]int64{},
		shy:      map[int64]privacy{angryID: {Hidden: true, Uninvitable: true, Blocks: true}},
	}
}

func (w *world) account(id int64) (*account, bool) {
	w.mu.RLock()
	defer w.mu.RUnlock()
	a, ok := w.accounts[id]
	return a, ok
}

func (w *world) accountByPhone(phone string) (*account, bool) {
	w.mu.RLock()
	defer w.mu.RUnlock()
	a, ok := w.phones[phone]
	return a, ok
}

func (w *world) accountByName(name string) (*account, bool) {
	w.mu.RLock()
	defer w.mu.RUnlock()
	a, ok := w.names[name]
	return a, ok
}

func (w *world) group(id int64) (*group, bool) {
	w.mu.RLock()
	defer w.mu.RUnlock()
	g, ok := w.groups[id]
	return g, ok
}

func (w *world) channel(id int64) (*channel, bool) {
	w.mu.RLock()
	defer w.mu.RUnlock()
	c, ok := w.channels[id]
	return c, ok
}

// all returns the accounts in the order in which they were made.
func (w *world) all() []*account {
	w.mu.RLock()
	defer w.mu.RUnlock()
	out := make([]*account, 0, len(w.accounts))
	for _, a := range w.accounts {
		out = append(out, a)
	}
	slices.SortFunc(out, func(a, b *account) int { return a.n - b.n })
	return out
}

// A birth is all that an account is made from; the same birth makes the same
// account again after a restart.
type birth struct {
	N        int    `json:"n"` // counts from 1; 0 asks for the next
	Phone    string `json:"phone"`
	Username string `json:"username,omitempty"`
	First    string `json:"first"`
	Date     int    `json:"date"` // Unix seconds
}

// bear makes an account with the chats that every account has. Before anybody
// can see it, note is told.
func (w *world) bear(b birth, note func(birth) error) (*account, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if b.N == 0 {
		b.N = len(w.accounts) + 1
	}
	if b.Phone == "" {
		b.Phone = fmt.Sprintf("7990%07d", b.N)
	}
	if b.First == "" {
		b.First = fmt.Sprintf("Account %d", b.N)
	}
	if _, ok := w.phones[b.Phone]; ok {
		return nil, fmt.Errorf("phone %s belongs to an account already: choose another", b.Phone)
	}
	name := strings.ToLower(b.Username)
	if _, ok := w.names[name]; ok && name != "" {
		return nil, fmt.Errorf("username %s belongs to an account already: choose another", b.Username)
	}
	if err := note(b); err != nil {
		return nil, err
	}
	a := newAccount(b)
	g := &group{id: groupBase + int64(b.N), title: groupTitle, date: b.Date, members: []int64{a.ID, echoID, annID, bobID}}
	c := newChannel(channelNumber+int64(b.N), channelTitle, b.Date, []int64{a.ID, echoID, annID, bobID})
	w.accounts[a.ID], w.phones[b.Phone] = a, a
	if name != "" {
		w.names[name] = a
	}
	w.groups[g.id], w.channels[c.id] = g, c
	a.settle(g, c)
	return a, nil
}

// The group and the supergroup of account n have these numbers plus n.
const (
	groupBase     = 30_000_000
	channelNumber = 1_400_000_000
	groupTitle    = "Example group"
	channelTitle  = "Example supergroup"
)

// A group is a basic group: each member account keeps a copy of its messages in
// its own box.
type group struct {
	id      int64
	title   string
	date    int
	members []int64 // users; fixed
}

func (g *group) has(user int64) bool { return slices.Contains(g.members, user) }

// A channel is a supergroup: its messages lie in one box of its own.
type channel struct {
	id      int64
	title   string
	date    int
	members []int64 // users; fixed

	mu  sync.Mutex // guards box
	box box
}

func newChannel(id int64, title string, date int, members []int64) *channel {
	return &channel{id: id, title: title, date: date, members: members, box: newBox()}
}

func (c *channel) has(user int64) bool { return slices.Contains(c.members, user) }

func (c *channel) peer() peer { return channelPeer(c.id) }
