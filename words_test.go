package sluice_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"strings"
	"testing"
	"time"

	"sluice"
)

// TestSecretsMaskThemselves logs each, bare and within a group.
func TestSecretsMaskThemselves(t *testing.T) {
	const token, phone, words, chat = "0123456789abcdef", "79876543210", "meet me at nine", "79876543210@c.us"
	var log bytes.Buffer
	l := slog.New(slog.NewJSONHandler(&log, nil))
	l.Info("a", "token", sluice.Token(token), "phone", sluice.Phone(phone), "text", sluice.Text(words), "chat", sluice.ChatID(chat))
	l.With("token", sluice.Token(token)).WithGroup("g").Info("b", slog.Group("h", "chat", sluice.ChatID("@somebody"), "short", sluice.ChatID("1234")))
	for _, secret := range []string{token, phone, words, chat, "somebody", "1234\""} {
		if strings.Contains(log.String(), secret) {
			t.Errorf("%q is in the log: %s", secret, log.String())
		}
	}
	for _, useful := range []string{`"text":"(15 bytes)"`, `"chat":"***us"`, `"short":"***"`} {
		if !strings.Contains(log.String(), useful) {
			t.Errorf("%s is not in the log: %s", useful, log.String())
		}
	}
}

func TestErrors(t *testing.T) {
	cause := io.ErrUnexpectedEOF
	for _, tt := range []struct {
		name       string
		err        error
		code       sluice.Code
		text, full string
	}{
		{"a foreign one", cause, sluice.Internal, "Internal Server Error", "unexpected EOF"},
		{"text alone", &sluice.Error{Code: sluice.Invalid, Text: "no"}, sluice.Invalid, "no", "no"},
		{"cause alone", &sluice.Error{Code: sluice.Unavailable, Err: cause}, sluice.Unavailable, "Internal Server Error", "unexpected EOF"},
		{"both", &sluice.Error{Code: sluice.Refused, Text: "no", Err: cause}, sluice.Refused, "no", "no: unexpected EOF"},
		{"wrapped", fmt.Errorf("send: %w", &sluice.Error{Code: sluice.Limited, Text: "later"}), sluice.Limited, "later", "send: later"},
		{"our own fault shows nothing", &sluice.Error{Code: sluice.Internal, Text: "key 5 is torn"}, sluice.Internal, "Internal Server Error", "key 5 is torn"},
		{"without a code", &sluice.Error{Text: "odd"}, sluice.Internal, "Internal Server Error", "odd"},
		{"the first counts", fmt.Errorf("%w", &sluice.Error{Code: sluice.Unknown, Err: &sluice.Error{Code: sluice.Limited}}), sluice.Unknown, "Internal Server Error", ""},
	} {
		if got := sluice.CodeOf(tt.err); got != tt.code {
			t.Errorf("%s: code %q, want %q", tt.name, got, tt.code)
		}
		if got := sluice.TextOf(tt.err); got != tt.text {
			t.Errorf("%s: text %q, want %q", tt.name, got, tt.text)
		}
		if got := tt.err.Error(); got != tt.full {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.full)
		}
	}
	if sluice.CodeOf(nil) != "" {
		t.Error("no error has a code")
	}
	if !errors.Is(&sluice.Error{Err: cause}, cause) {
		t.Error("the cause is not found")
	}
}

func TestStates(t *testing.T) {
	for state, ready := range map[sluice.State]bool{
		sluice.NotAuthorized: false, sluice.PendingPassword: false, sluice.Starting: false,
		sluice.Authorized: true, sluice.SuspendedState: true, sluice.BlockedState: false,
	} {
		if state.Ready() != ready {
			t.Errorf("%s: ready %v", state, !ready)
		}
	}
}

func TestAddressesOfAccounts(t *testing.T) {
	if got := (sluice.Account{Phone: "79876543210"}).WID(); got != "79876543210@c.us" {
		t.Errorf("wid %s", got)
	}
	if got := (sluice.Account{}).WID(); got != "" {
		t.Errorf("wid of nobody %s", got)
	}
	channel := sluice.Peer{Chat: "-1001", Type: sluice.ChatChannel}
	for peer, want := range map[sluice.Peer]sluice.ChatID{
		channel: "-1001",
		{Chat: "-1002", Type: sluice.ChatSupergroup}: "-1002",
		{Chat: "-5", Type: sluice.ChatGroup}:         "",
		{Chat: "5", Type: sluice.ChatUser}:           "",
	} {
		if got := sluice.ScopeOf(peer); got != want {
			t.Errorf("scope of %s: %q, want %q", peer.Type, got, want)
		}
	}
}

func TestProxies(t *testing.T) {
	for proxy, ok := range map[string]bool{
		"socks5://user:pass@10.0.0.1:1080": true, "mtproxy://10.0.0.1:443?secret=dd00": true, "http://proxy:3128": true,
		"10.0.0.1:1080": false, "socks5://": false, "ftp://proxy:21": false, "https://proxy:3128": false, "%zz": false,
	} {
		u, err := sluice.Link{Proxy: proxy}.ProxyURL()
		if (err == nil) != ok || ok && u.Host == "" {
			t.Errorf("%s: %v, %v", proxy, u, err)
		}
		if err != nil && sluice.CodeOf(err) != sluice.Invalid {
			t.Errorf("%s: code %s", proxy, sluice.CodeOf(err))
		}
	}
	for proxy, want := range map[string]string{
		"socks5://user:pass@10.0.0.1:1080": "socks5://10.0.0.1:1080", "mtproxy://10.0.0.1:443?secret=dd00": "mtproxy://10.0.0.1:443", "": "", "nonsense": "",
	} {
		if got := (sluice.Link{Proxy: proxy}).ProxyPlace(); got != want {
			t.Errorf("the place of %s: %q, want %q", proxy, got, want)
		}
	}
	if u, err := (sluice.Link{}).ProxyURL(); u != nil || err != nil {
		t.Errorf("none: %v, %v", u, err)
	}
}

// TestWants turns on one switch at a time and lists what is then wanted.
func TestWants(t *testing.T) {
	type n = sluice.Notification
	edited, deleted := sluice.Content{Type: sluice.ContentEdited}, sluice.Content{Type: sluice.ContentDeleted}
	all := map[string]n{
		"in":              {Type: sluice.NotifyIncoming},
		"in reaction":     {Type: sluice.NotifyIncoming, Content: sluice.Content{Type: sluice.ContentReaction}},
		"in edited":       {Type: sluice.NotifyIncoming, Content: edited},
		"in deleted":      {Type: sluice.NotifyIncoming, Content: deleted},
		"phone":           {Type: sluice.NotifyOutgoing},
		"phone edited":    {Type: sluice.NotifyOutgoing, Content: edited},
		"api":             {Type: sluice.NotifyAPI, ByAPI: true},
		"api edited":      {Type: sluice.NotifyOutgoing, Content: edited, ByAPI: true},
		"delivered":       {Type: sluice.NotifyStatus, Status: sluice.StatusSent, ByAPI: true},
		"read":            {Type: sluice.NotifyStatus, Status: sluice.StatusRead, ByAPI: true},
		"read from phone": {Type: sluice.NotifyStatus, Status: sluice.StatusRead},
		"failed":          {Type: sluice.NotifyStatus, Status: sluice.StatusFailed, ByAPI: true},
		"no account":      {Type: sluice.NotifyStatus, Status: sluice.StatusNoAccount, ByAPI: true},
		"state":           {Type: sluice.NotifyState},
	}
	always := []string{"failed", "no account"}
	for _, tt := range []struct {
		name     string
		settings sluice.Settings
		want     []string
	}{
		{"none", sluice.DefaultSettings(), nil},
		{"incoming", sluice.Settings{NotifyIncoming: true}, []string{"in", "in reaction"}},
		{"edited alone", sluice.Settings{NotifyEdited: true}, nil},
		{"edited and incoming", sluice.Settings{NotifyEdited: true, NotifyIncoming: true}, []string{"in", "in reaction", "in edited"}},
		{"deleted and incoming", sluice.Settings{NotifyDeleted: true, NotifyIncoming: true}, []string{"in", "in reaction", "in deleted"}},
		{"phone", sluice.Settings{NotifyPhone: true}, []string{"phone"}},
		{"edited and phone", sluice.Settings{NotifyEdited: true, NotifyPhone: true}, []string{"phone", "phone edited"}},
		{"api", sluice.Settings{NotifyAPI: true}, []string{"api"}},
		{"edited and api", sluice.Settings{NotifyEdited: true, NotifyAPI: true}, []string{"api", "api edited"}},
		{"status alone", sluice.Settings{NotifyStatus: true}, nil},
		{"status and api", sluice.Settings{NotifyStatus: true, NotifyAPI: true}, []string{"api", "delivered", "read"}},
		{"status and phone", sluice.Settings{NotifyStatus: true, NotifyPhone: true}, []string{"phone", "read from phone"}},
		{"state", sluice.Settings{NotifyState: true}, []string{"state"}},
	} {
		wanted := map[string]bool{}
		for _, name := range append(tt.want, always...) {
			wanted[name] = true
		}
		for name, n := range all {
			if got := tt.settings.Wants(n); got != wanted[name] {
				t.Errorf("%s: wants %s: %v", tt.name, name, got)
			}
		}
	}
}

func TestDefaultSettings(t *testing.T) {
	if got := sluice.DefaultSettings(); got != (sluice.Settings{Interval: 500 * time.Millisecond}) {
		t.Errorf("%+v", got)
	}
}
