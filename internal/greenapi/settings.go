package greenapi

import (
	"net/url"
	"strings"
	"time"
	"unicode"

	"sluice"
)

// yesNo is a switch as the wire spells it.
type yesNo bool

// MarshalText writes "yes" or "no".
func (y yesNo) MarshalText() ([]byte, error) {
	if y {
		return []byte("yes"), nil
	}
	return []byte("no"), nil
}

// shownSettings are all settings, in the documented order.
type shownSettings struct {
	WID             string `json:"wid"`
	Type            string `json:"typeInstance"`
	WebhookURL      string `json:"webhookUrl"`
	WebhookToken    string `json:"webhookUrlToken"`
	Interval        int64  `json:"delaySendMessagesMilliseconds"`
	MarkRead        yesNo  `json:"markIncomingMessagesReaded"`
	MarkReadOnReply yesNo  `json:"markIncomingMessagesReadedOnReply"`
	NotifyStatus    yesNo  `json:"outgoingWebhook"`
	NotifyPhone     yesNo  `json:"outgoingMessageWebhook"`
	NotifyAPI       yesNo  `json:"outgoingAPIMessageWebhook"`
	NotifyIncoming  yesNo  `json:"incomingWebhook"`
	NotifyState     yesNo  `json:"stateWebhook"`
	KeepOnline      yesNo  `json:"keepOnlineStatus"`
	NotifyEdited    yesNo  `json:"editedMessageWebhook"`
	NotifyDeleted   yesNo  `json:"deletedMessageWebhook"`
}

// typeInstance is the network as the wire names it.
const typeInstance = "telegram"

func showSettings(i sluice.Instance) shownSettings {
	s := i.Settings
	return shownSettings{
		WID:             i.Account.WID(),
		Type:            typeInstance,
		WebhookURL:      s.WebhookURL,
		WebhookToken:    string(s.WebhookToken),
		Interval:        s.Interval.Milliseconds(),
		MarkRead:        yesNo(s.MarkRead),
		MarkReadOnReply: yesNo(s.MarkReadOnReply),
		NotifyStatus:    yesNo(s.NotifyStatus),
		NotifyPhone:     yesNo(s.NotifyPhone),
		NotifyAPI:       yesNo(s.NotifyAPI),
		NotifyIncoming:  yesNo(s.NotifyIncoming),
		NotifyState:     yesNo(s.NotifyState),
		KeepOnline:      yesNo(s.KeepOnline),
		NotifyEdited:    yesNo(s.NotifyEdited),
		NotifyDeleted:   yesNo(s.NotifyDeleted),
	}
}

// The limits of the settings that are texts.
const (
	maxURL   = 2048
	maxToken = 1024
)

// someSettings reads settings of which at least one must be given, be it one
// that nobody knows.
func someSettings(in *fields) (func(*sluice.Settings), error) {
	if in.empty() {
		return nil, invalid("'settings' must contain at least 1 key")
	}
	change := readSettings(in)
	return change, in.Err()
}

// readSettings reads those settings that were given and returns the change that
// they ask for. It changes nothing else, and is to be used only if all of them
// are valid.
func readSettings(in *fields) func(*sluice.Settings) {
	webhook, hasWebhook := in.webhook("webhookUrl")
	token, hasToken := in.webhookToken("webhookUrlToken")
	interval, hasInterval := in.OptionalInteger("delaySendMessagesMilliseconds",
		sluice.MinInterval.Milliseconds(), sluice.MaxInterval.Milliseconds())
	wanted := switches(&sluice.Settings{})
	for i := range wanted {
		wanted[i].on = in.yesNo(wanted[i].name)
	}
	return func(s *sluice.Settings) {
		if hasWebhook {
			s.WebhookURL = webhook
		}
		if hasToken {
			s.WebhookToken = sluice.Token(token)
		}
		if hasInterval {
			s.Interval = time.Duration(interval) * time.Millisecond
		}
		for i, present := range switches(s) {
			if on := wanted[i].on; on != nil {
				*present.on = *on
			}
		}
	}
}

// A setting is one switch and where it is kept.
type setting struct {
	name string
	on   *bool // nil: not given
}

// switches are the switches of s, in the documented order.
func switches(s *sluice.Settings) []setting {
	return []setting{
		{"markIncomingMessagesReaded", &s.MarkRead},
		{"markIncomingMessagesReadedOnReply", &s.MarkReadOnReply},
		{"outgoingWebhook", &s.NotifyStatus},
		{"outgoingMessageWebhook", &s.NotifyPhone},
		{"outgoingAPIMessageWebhook", &s.NotifyAPI},
		{"incomingWebhook", &s.NotifyIncoming},
		{"stateWebhook", &s.NotifyState},
		{"keepOnlineStatus", &s.KeepOnline},
		{"editedMessageWebhook", &s.NotifyEdited},
		{"deletedMessageWebhook", &s.NotifyDeleted},
	}
}

// yesNo reads an optional switch: "yes", "no" or a boolean.
func (f *fields) yesNo(name string) *bool {
	value, ok := f.given(name)
	if !ok {
		return nil
	}
	var on bool
	switch string(value) {
	case `"yes"`, "true":
		on = true
	case `"no"`, "false":
	default:
		f.fail(name, "must be one of [yes, no]")
	}
	return &on
}

// clearable reads a string for which "" is a value.
func (f *fields) clearable(name string, limit int) (string, bool) {
	value, ok := f.value(name)
	if !ok || string(value) == "null" {
		return "", false
	}
	s := f.string(name, value)
	f.short(name, s, limit)
	return s, true
}

// webhook reads where notifications are pushed. It is kept byte for byte:
// clients compare.
func (f *fields) webhook(name string) (string, bool) {
	s, ok := f.clearable(name, maxURL)
	if s == "" {
		return s, ok
	}
	u, err := url.Parse(s)
	if err != nil || u.Hostname() == "" || u.Scheme != "http" && u.Scheme != "https" {
		f.fail(name, "must be a valid uri")
	}
	return s, ok
}

func (f *fields) webhookToken(name string) (string, bool) {
	s, ok := f.clearable(name, maxToken)
	if strings.ContainsFunc(s, unicode.IsControl) {
		f.fail(name, "must not contain control characters")
	}
	return s, ok
}
