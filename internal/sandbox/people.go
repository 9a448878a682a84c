package sandbox

import (
	"fmt"
	"strconv"
	"strings"
)

// The numbers of users. Accounts count up from accountBase, strangers and
// contacts are derived from their number and need no memory.
const (
	echoID   = 10_000_000 // answers every message with the same text
	silentID = 10_000_001 // never answers
	annID    = 10_000_002 // a member of every group
	bobID    = 10_000_003 // another one
	slowID   = 10_000_004 // answers too, but takes its time
	angryID  = 10_000_005 // wants to hear of nobody
	botID    = 10_000_006 // a bot, which is silent

	accountBase  = 20_000_000
	strangerBase = 40_000_000
	contactBase  = 50_000_000
	crowd        = 9_999_999 // how many strangers, and how many contacts, there are
)

// A person is a user as all others see it. It never changes.
type person struct {
	ID       int64  `json:"id"`
	Phone    string `json:"phone"`
	Username string `json:"username,omitempty"`
	First    string `json:"first"`
	Last     string `json:"last,omitempty"`
	Bot      bool   `json:"bot,omitempty"`
}

// partner returns one of the scripted users that every account knows.
func partner(id int64) (person, bool) {
	switch id {
	case echoID:
		return person{ID: id, Phone: "79998887766", Username: "example", First: "Example"}, true
	case silentID:
		return person{ID: id, Phone: "79998887767", Username: "silent", First: "Silent"}, true
	case annID:
		return person{ID: id, Phone: "79998887768", Username: "annmember", First: "Ann", Last: "Member"}, true
	case bobID:
		return person{ID: id, Phone: "79998887769", Username: "bobmember", First: "Bob", Last: "Member"}, true
	case slowID:
		return person{ID: id, Phone: "79998887770", Username: "slow", First: "Slow"}, true
	case angryID:
		return person{ID: id, Phone: "79998887771", Username: "angry", First: "Angry"}, true
	case botID:
		return person{ID: id, Username: "examplebot", First: "Example Bot", Bot: true}, true
	default:
		return person{}, false
	}
}

// derived returns a person of the crowd: strangers have phones 7950xxxxxxx, the
// contacts of an account 7960xxxxxxx.
func derived(id int64) (person, bool) {
	switch {
	case id > strangerBase && id <= strangerBase+crowd:
		n := id - strangerBase
		return person{ID: id, Phone: fmt.Sprintf("7950%07d", n), Username: fmt.Sprintf("stranger%d", n), First: "Stranger", Last: strconv.FormatInt(n, 10)}, true
	case id > contactBase && id <= contactBase+crowd:
		n := id - contactBase
		return person{ID: id, Phone: fmt.Sprintf("7960%07d", n), Username: fmt.Sprintf("contact%d", n), First: "Contact", Last: strconv.FormatInt(n, 10)}, true
	default:
		return person{}, false
	}
}

// person returns the user with that number.
func (w *world) person(id int64) (person, bool) {
	if p, ok := partner(id); ok {
		return p, true
	}
	if a, ok := w.account(id); ok {
		return a.person, true
	}
	return derived(id)
}

// byPhone returns the user with that phone number.
func (w *world) byPhone(phone string) (person, bool) {
	phone = digits(phone)
	if a, ok := w.accountByPhone(phone); ok {
		return a.person, true
	}
	for id := int64(echoID); id < botID; id++ {
		if p, ok := partner(id); ok && p.Phone == phone {
			return p, true
		}
	}
	if len(phone) != 11 {
		return person{}, false
	}
	n, _ := strconv.ParseInt(phone[4:], 10, 64)
	switch phone[:4] {
	case "7950":
		return derived(strangerBase + n)
	case "7960":
		return derived(contactBase + n)
	default:
		return person{}, false
	}
}

// byUsername returns the user with that name, in any case.
func (w *world) byUsername(name string) (person, bool) {
	name = strings.ToLower(strings.TrimPrefix(name, "@"))
	if a, ok := w.accountByName(name); ok {
		return a.person, true
	}
	for id := int64(echoID); id <= botID; id++ {
		if p, ok := partner(id); ok && p.Username == name {
			return p, true
		}
	}
	for prefix, base := range map[string]int64{"stranger": strangerBase, "contact": contactBase} {
		rest, ok := strings.CutPrefix(name, prefix)
		n, err := strconv.ParseInt(rest, 10, 32)
		if ok && err == nil && strconv.FormatInt(n, 10) == rest {
			return derived(base + n)
		}
	}
	return person{}, false
}

// digits keeps the digits of a phone number.
func digits(s string) string {
	return strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, s)
}
