package sandbox

import (
	"maps"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/gotd/td/tg"
)

// A hall is what basic groups, supergroups and channels have in common: members,
// and what they may do.
type hall struct {
	id   int64
	date int // when it was made, Unix seconds

	mu    sync.Mutex // one change of state at a time
	state atomic.Pointer[charter]
}

// A charter is what a hall is at one time. It never changes: a change puts
// another in its place.
type charter struct {
	Title      string                        `json:"title"`
	About      string                        `json:"about,omitempty"`
	Creator    int64                         `json:"creator"`             // a user
	Members    []member                      `json:"members"`             // in the order in which they came
	Denied     tg.ChatBannedRights           `json:"denied"`              // what those who are no admins may not do
	Restricted map[int64]tg.ChatBannedRights `json:"restricted"`          // users who may do less than that, or not come in
	Broadcast  bool                          `json:"broadcast,omitempty"` // a channel in which admins alone write
	Invite     string                        `json:"invite,omitempty"`    // the link
	TTL        int                           `json:"ttl,omitempty"`       // seconds after which messages vanish; 0: never
	Slow       int                           `json:"slow,omitempty"`      // seconds between two messages of a member; 0: no limit
	Version    int                           `json:"version"`             // counts changes
}

// A member is a user in a hall.
type member struct {
	User    int64 `json:"user"`
	Admin   bool  `json:"admin,omitempty"`
	Inviter int64 `json:"inviter,omitempty"`
	Date    int   `json:"date"`
}

// open gives a new hall its first charter, and its members no ranks.
func (h *hall) open(c charter, users ...int64) {
	for _, user := range users {
		c.Members = append(c.Members, member{User: user, Inviter: c.Creator, Date: h.date})
	}
	c.Version = 1
	h.state.Store(&c)
}

func (h *hall) now() *charter { return h.state.Load() }

func (h *hall) has(user int64) bool { return h.now().place(user) >= 0 }

// place is where a user stands among the members; -1: nowhere.
func (c *charter) place(user int64) int {
	return slices.IndexFunc(c.Members, func(m member) bool { return m.User == user })
}

// rules says whether a user is the creator or an admin.
func (c *charter) rules(user int64) bool {
	i := c.place(user)
	return i >= 0 && (user == c.Creator || c.Members[i].Admin)
}

// may says whether a member may do what right names.
func (c *charter) may(user int64, right func(r tg.ChatBannedRights) bool) bool {
	return c.rules(user) || c.place(user) >= 0 && !right(c.Denied) && !right(c.Restricted[user])
}

func (c *charter) admins() int {
	n := 0
	for _, m := range c.Members {
		if m.Admin || m.User == c.Creator {
			n++
		}
	}
	return n
}

// copy is what a change is made to.
func (c *charter) copy() charter {
	out := *c
	out.Members, out.Restricted = slices.Clone(c.Members), maps.Clone(c.Restricted)
	if out.Restricted == nil {
		out.Restricted = map[int64]tg.ChatBannedRights{}
	}
	out.Version++
	return out
}

// amend changes a hall, unless change refuses.
func (s *scene) amend(p peer, h *hall, change func(c *charter) error) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	c := h.now().copy()
	if err := change(&c); err != nil {
		return err
	}
	return s.enact(p, h, &c)
}

// enact puts a charter in force and notes it. The hall is locked, or not yet
// known.
func (s *scene) enact(p peer, h *hall, c *charter) error {
	was := h.state.Swap(c)
	s.world.enroll(p, was, c)
	return s.journal.write(record{Hall: &hallRecord{Of: p, Date: h.date, Charter: c}})
}

// enroll keeps in step which channels a user is in.
func (w *world) enroll(p peer, was, is *charter) {
	if p.kind != channelKind {
		return
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if was != nil {
		for _, m := range was.Members {
			if is.place(m.User) < 0 {
				w.member[m.User] = slices.DeleteFunc(w.member[m.User], func(id int64) bool { return id == p.id })
			}
		}
	}
	for _, m := range is.Members {
		if _, account := w.accounts[m.User]; account && !slices.Contains(w.member[m.User], p.id) {
			w.member[m.User] = append(w.member[m.User], p.id)
		}
	}
}

// channelsOf are the channels that an account is in.
func (w *world) channelsOf(user int64) []int64 {
	w.mu.RLock()
	defer w.mu.RUnlock()
	return slices.Clone(w.member[user])
}

// hall returns the group or the channel that p names.
func (w *world) hall(p peer) (*hall, bool) {
	w.mu.RLock()
	defer w.mu.RUnlock()
	if g, ok := w.groups[p.id]; ok && p.kind == groupKind {
		return &g.hall, true
	}
	if c, ok := w.channels[p.id]; ok && p.kind == channelKind {
		return &c.hall, true
	}
	return nil, false
}

// found makes a new group or channel.
func (s *scene) found(kind kind, c charter) (peer, error) {
	s.world.mu.Lock()
	p := peer{kind, madeGroupBase + int64(len(s.world.groups))}
	if kind == channelKind {
		p.id = madeChannelBase + int64(len(s.world.channels))
	}
	h := s.world.build(p, s.date())
	c.Version = 1
	h.state.Store(&charter{}) // nobody is in it yet
	s.world.mu.Unlock()
	return p, s.enact(p, h, &c)
}

// build makes an empty group or channel. The world is locked.
func (w *world) build(p peer, date int) *hall {
	if p.kind == channelKind {
		c := newChannel(p.id, date)
		w.channels[p.id] = c
		return &c.hall
	}
	g := &group{hall: hall{id: p.id, date: date}}
	w.groups[p.id] = g
	return &g.hall
}

// Groups and channels that are made later are numbered from here.
const (
	madeGroupBase   = 35_000_000
	madeChannelBase = 1_500_000_000
)
