package sluice

import (
	"crypto/sha256"
	"crypto/subtle"
	"fmt"
	"log/slog"
	"net/url"
	"slices"
	"time"
	"unicode/utf8"
)

type (
	// InstanceID is one account on one network, idInstance on the wire. It is
	// never used twice, once an account was logged in or something waited.
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

// Is says whether given is the token. It compares hashes in constant time: how
// long that takes does not tell how much of a guess is right. Nothing is the empty
// token.
func (t Token) Is(given string) bool {
	want, got := sha256.Sum256([]byte(t)), sha256.Sum256([]byte(given))
	return subtle.ConstantTimeCompare(want[:], got[:]) == 1 && t != ""
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
	Cause          Cause     // why nothing can be sent; "": it can, or nobody was ever logged in
	CauseAt        time.Time // since when
	Account        Account   // who is logged in; zero: nobody
	Before         Account   // who was before that one; zero: nobody. After another login of the same account it is the same
	SuspendedUntil time.Time // with Suspended; has a monotonic reading, so that a jump of the wall clock does not move it
	Paused         bool      // the operator's: the queue accepts and does not send
	PausedBy       string    // who stopped it; "": not known
	PausedAt       time.Time // since when; zero: not known
	Held           bool      // nothing is sent until it is released
	HeldFor        Hold      // with Held
	Link           Link
	Created        time.Time
	Deleted        time.Time // zero: it exists
}

// MaxName is how long the name of an instance may be, in characters.
const MaxName = 255

// Check says what cannot be of what an operator chooses of an instance, its
// settings aside: those are read by the API that they come through.
func (i Instance) Check() error {
	if utf8.RuneCountInString(i.Name) > MaxName {
		return &Error{Code: Invalid, Text: fmt.Sprintf("'name' must have at most %d characters", MaxName)}
	}
	return i.Link.Check()
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

// ProxyURL returns the proxy, or nil when there is none. Its error has no cause:
// that would quote the URL, and with it a password.
func (l Link) ProxyURL() (*url.URL, error) {
	if l.Proxy == "" {
		return nil, nil //nolint:nilnil // no proxy is a value here
	}
	u, err := url.Parse(l.Proxy)
	if err != nil || u.Host == "" || !slices.Contains([]string{"socks5", "socks5h", "http", "mtproxy"}, u.Scheme) {
		return nil, &Error{Code: Invalid, Text: "'proxy' must be a socks5://, http:// or mtproxy:// URL"}
	}
	return u, nil
}

// ProxyPlace is where the proxy is, "socks5://10.0.0.1:1080", without what is
// secret about it; "": there is none.
func (l Link) ProxyPlace() string {
	u, err := l.ProxyURL()
	if u == nil || err != nil {
		return ""
	}
	return u.Scheme + "://" + u.Host
}

// Check says what cannot be of a link.
func (l Link) Check() error {
	if l.AppID < 0 || (l.AppID == 0) != (l.AppHash == "") {
		return &Error{Code: Invalid, Text: "api_id and api_hash belong together; https://my.telegram.org gives both"}
	}
	_, err := l.ProxyURL()
	return err
}
