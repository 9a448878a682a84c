package sandbox

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"
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
	member   map[int64][]int64 // the channels of an account
	polls    map[int64]poll
	pictures map[peer]int64    // files that users and groups show as themselves
	shy      map[int64]Privacy // users that hide; others show themselves
}

func newWorld(secret [32]byte) *world {
	return &world{
		secret:   secret,
		accounts: map[int64]*account{},
		phones:   map[string]*account{},
		names:    map[string]*account{},
		groups:   map[int64]*group{},
		channels: map[int64]*channel{},
		member:   map[int64][]int64{},
		polls:    map[int64]poll{},
		pictures: map[peer]int64{},
		shy:      map[int64]Privacy{angryID: {Hidden: true, Uninvitable: true, Blocks: true}},
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
	Date     int    `json:"date"`           // Unix seconds
	Home     int    `json:"home,omitempty"` // the data centre at which it logs in; 0: the main one
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
	g := &group{hall: hall{id: groupBase + int64(b.N), date: b.Date}}
	g.open(charter{Title: groupTitle, Creator: annID}, a.ID, echoID, annID, bobID)
	c := newChannel(channelNumber+int64(b.N), b.Date)
	c.open(charter{Title: channelTitle, Creator: bobID, Denied: usualDenied()}, a.ID, echoID, annID, bobID)
	w.accounts[a.ID], w.phones[b.Phone] = a, a
	if name != "" {
		w.names[name] = a
	}
	w.groups[g.id], w.channels[c.id] = g, c
	w.member[a.ID] = []int64{c.id}
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
type group struct{ hall }

func (g *group) peer() peer { return groupPeer(g.id) }

// A channel is a supergroup, or a channel in which admins alone write: its
// messages lie in one box of its own.
type channel struct {
	hall

	boxMu  sync.Mutex // guards what follows
	box    box
	posted map[int64]time.Time // when a member wrote last, for the slow mode
}

func newChannel(id int64, date int) *channel {
	return &channel{hall: hall{id: id, date: date}, box: newBox(), posted: map[int64]time.Time{}}
}

func (c *channel) peer() peer { return channelPeer(c.id) }
