package sluice

import (
	"log/slog"
	"strings"
)

// ChatID is where a message goes: as Telegram numbers it ("10000000",
// "-5098765432", "-1001234567890"), or as a client may write it: a phone number
// ("79876543210@c.us") or a username ("@name"), which are resolved when the
// message is sent. It masks itself in logs.
type ChatID string

// LogValue keeps all but the last two characters out of logs.
func (c ChatID) LogValue() slog.Value {
	if len(c) <= 4 {
		return slog.StringValue("***")
	}
	return slog.StringValue("***" + string(c[len(c)-2:]))
}

// ParseChatID checks a chatId as a client wrote it. "X@g.us" becomes the group
// X, with the minus put in front when it is missing; all other forms are kept
// as they are.
func ParseChatID(s string) (ChatID, bool) {
	if group, ok := strings.CutSuffix(s, "@g.us"); ok {
		if !strings.HasPrefix(group, "-") {
			group = "-" + group
		}
		return ChatID(group), ChatID(group).Numeric()
	}
	c := ChatID(s)
	_, phone := c.Phone()
	_, name := c.Username()
	return c, phone || name || c.Numeric()
}

// Numeric says whether c is a number of Telegram's, not a phone or a username.
func (c ChatID) Numeric() bool {
	s := strings.TrimPrefix(string(c), "-")
	return len(s) >= 1 && len(s) <= 18 && s[0] != '0' && digits(s)
}

// Phone returns the number of "79876543210@c.us", 7 to 15 digits.
func (c ChatID) Phone() (Phone, bool) {
	s, ok := strings.CutSuffix(string(c), "@c.us")
	return Phone(s), ok && len(s) >= 7 && len(s) <= 15 && digits(s)
}

// Username returns the name of "@name", 4 to 32 of A–Z a–z 0–9 _, without the @.
func (c ChatID) Username() (string, bool) {
	s, ok := strings.CutPrefix(string(c), "@")
	if !ok || len(s) < 4 || len(s) > 32 {
		return "", false
	}
	for _, r := range s {
		if r != '_' && (r < '0' || r > '9') && (r < 'A' || r > 'Z') && (r < 'a' || r > 'z') {
			return "", false
		}
	}
	return s, true
}

func digits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}

// A ChatType is what kind of chat it is, spelled as the API does.
type ChatType string

// The chat types.
const (
	ChatUser       ChatType = "user"
	ChatBot        ChatType = "bot"
	ChatGroup      ChatType = "group"
	ChatSupergroup ChatType = "supergroup"
	ChatChannel    ChatType = "channel"
)

// A Peer is a chat as the network knows it.
type Peer struct {
	Chat     ChatID   `json:"chat"` // numeric
	Type     ChatType `json:"type,omitempty"`
	Name     string   `json:"name,omitempty"`
	Contact  string   `json:"contact,omitempty"` // the name in the account's contacts; "": not a contact
	Phone    Phone    `json:"phone,omitempty"`   // "": hidden
	Username string   `json:"username,omitempty"`
	First    bool     `json:"first,omitempty"` // it never wrote to this account and is no contact
}

// Prepared is a message resolved and uploaded, by the connection that did it: it is
// good for that one alone.
type Prepared interface{ Peer() Peer }
