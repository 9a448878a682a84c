package sandbox

import (
	"context"
	"slices"
	"sync"
	"time"
)

// An account is a user that can log in. Its lock guards everything below it;
// what stands above never changes.
type account struct {
	person
	n    int
	date int // when it was made, Unix seconds
	home int // the data centre at which it logs in; 0: the main one
	lane lane

	mu       sync.Mutex
	box      box
	password *verifier               // nil: none
	banned   bool                    // every call is refused
	contacts map[int64]string        // users by number, with the name in the address book
	archived map[peer]bool           // chats in the archive
	seen     map[int64]int           // channel → read up to
	sent     map[int64]sent          // by random_id
	held     []func(context.Context) // updates that a fault holds back
}

// A sent message is found again by the random_id it came with.
type sent struct {
	chat peer
	id   int
	at   time.Time // by the wall clock; a duplicate is known for a while only
}

func newAccount(b birth) *account {
	return &account{
		person:   person{ID: accountBase + int64(b.N), Phone: b.Phone, Username: b.Username, First: b.First},
		n:        b.N,
		date:     b.Date,
		home:     b.Home,
		box:      newBox(),
		contacts: map[int64]string{},
		archived: map[peer]bool{},
		seen:     map[int64]int{},
		sent:     map[int64]sent{},
	}
}

func (a *account) peer() peer { return userPeer(a.ID) }

// settle gives a new account the chats that every account has: each partner has
// written once, so all of them are known chats. The world is locked.
func (a *account) settle(g *group, c *channel) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.box.add(message{Chat: userPeer(silentID), From: silentID, Date: a.date, Text: "I never answer."})
	a.box.add(message{Chat: groupPeer(g.id), From: annID, Date: a.date, Text: "Welcome to the group."})
	a.box.add(message{Chat: userPeer(echoID), From: echoID, Date: a.date, Text: "I answer every message with the same text."})
	c.boxMu.Lock()
	defer c.boxMu.Unlock()
	c.box.add(message{Chat: c.peer(), From: bobID, Date: a.date, Text: "Welcome to the supergroup."})
}

// grow gives the account old dialogs with strangers, every tenth of them in the
// archive, and contacts without a dialog. Its lock is held.
func (a *account) grow(dialogs, contacts, date int) {
	for i := dialogs; i > 0; i-- {
		chat := userPeer(strangerBase + int64(i))
		a.box.add(message{Chat: chat, From: chat.id, Date: date - 60*i, Text: "An old message."})
		if i%10 == 0 {
			a.archived[chat] = true
		}
	}
	for i := range contacts {
		p, _ := derived(contactBase + int64(i) + 1)
		a.contacts[p.ID] = p.First + " " + p.Last
	}
}

// note puts a user into the address book, or takes it out. The lock is held.
func (a *account) note(c contactRecord) {
	if c.Gone {
		delete(a.contacts, c.User)
		return
	}
	a.contacts[c.User] = c.Name
}

// contactIDs returns the contacts in a fixed order. The lock is held.
func (a *account) contactIDs() []int64 {
	ids := make([]int64, 0, len(a.contacts))
	for id := range a.contacts {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	return ids
}
