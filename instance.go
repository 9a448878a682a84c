package sluice

import (
	"log/slog"
	"net/url"
	"time"
)

type (
	// InstanceID is one account on one network, idInstance on the wire. It is
	// never used twice.
	InstanceID int64

	// Token is apiTokenInstance, the secret in each request's path. It masks
	// itself in logs.
	Token string

	// Phone is a phone number in digits, without a plus. It masks itself in logs.
	Phone string
)

// FirstInstance is the number of the first instance that the gateway makes.
const FirstInstance InstanceID = 4900000001

// ParseInstanceID checks a number that an instance brings along: 1 to 10 digits.
func ParseInstanceID(n int64) (InstanceID, bool) {
	return InstanceID(n), n > 0 && n < 1e10
}

// ParseToken checks a token that an instance brings along: 16 to 128 letters
// and digits.
func ParseToken(s string) (Token, bool) {
	for _, r := range s {
		if (r < '0' || r > '9') && (r < 'A' || r > 'Z') && (r < 'a' || r > 'z') {
			return "", false
		}
	}
	return Token(s), len(s) >= 16 && len(s) <= 128
}

// LogValue keeps the token out of logs.
func (Token) LogValue() slog.Value { return slog.StringValue("***") }

// LogValue keeps the number out of logs.
func (Phone) LogValue() slog.Value { return slog.StringValue("***") }

// An Instance is one account with its token and settings. A value of it is a
// copy: reading it needs no lock.
type Instance struct {
	ID             InstanceID
	Name           string
	Settings       Settings
	State          State
	Account        Account   // who is logged in; zero: nobody
	SuspendedUntil time.Time // with Suspended
	Paused         bool      // the operator's: the queue accepts and does not send
	Link           Link
	Created        time.Time
	Deleted        time.Time // zero: it exists
}

// An Account is who the network says is logged in.
type Account struct {
	ID       ChatID // its own numeric chat
	Phone    Phone
	Username string // without @
	Name     string
}

// WID returns the account's own address, "79876543210@c.us", or "" while there
// is none.
func (a Account) WID() string {
	if a.Phone == "" {
		return ""
	}
	return string(a.Phone) + "@c.us"
}

// A Link is how an instance reaches its network: what the operator chooses per
// instance. The zero value uses the gateway's own.
type Link struct {
	Proxy   string `json:"proxy,omitempty"`   // socks5://, http:// or mtproxy:// URL; no connection is made without it
	AppID   int    `json:"appId,omitempty"`   // Telegram's api_id
	AppHash string `json:"appHash,omitempty"` // Telegram's api_hash
	Device  string `json:"device,omitempty"`  // shown to the account's owner in the list of devices
}

// ProxyURL returns the proxy, or nil when there is none.
func (l Link) ProxyURL() (*url.URL, error) {
	if l.Proxy == "" {
		return nil, nil //nolint:nilnil // no proxy is a value here
	}
	u, err := url.Parse(l.Proxy)
	if err != nil || u.Host == "" {
		return nil, &Error{Code: Invalid, Text: "'proxy' must be a socks5://, http:// or mtproxy:// URL", Err: err}
	}
	return u, nil
}
