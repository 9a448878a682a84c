package console

import (
	"encoding/json"
	"fmt"
	"time"

	"sluice"
)

// settingsChange is the change as it came: the compatible API reads it.
type settingsChange = json.RawMessage

// shownSettings are an instance's settings by the names of the compatible API. The
// webhook's token is a secret, so that it is there is all that is told.
type shownSettings struct {
	WebhookURL      string `json:"webhookUrl"`
	WebhookToken    bool   `json:"webhookUrlTokenSet"`
	Interval        int64  `json:"delaySendMessagesMilliseconds"`
	MarkRead        bool   `json:"markIncomingMessagesReaded"`
	MarkReadOnReply bool   `json:"markIncomingMessagesReadedOnReply"`
	NotifyStatus    bool   `json:"outgoingWebhook"`
	NotifyPhone     bool   `json:"outgoingMessageWebhook"`
	NotifyAPI       bool   `json:"outgoingAPIMessageWebhook"`
	NotifyIncoming  bool   `json:"incomingWebhook"`
	NotifyState     bool   `json:"stateWebhook"`
	KeepOnline      bool   `json:"keepOnlineStatus"`
	NotifyEdited    bool   `json:"editedMessageWebhook"`
	NotifyDeleted   bool   `json:"deletedMessageWebhook"`
}

// A warning is what a setting brings that its owner may not expect.
type warning struct {
	Code   string `json:"code"`
	Text   string `json:"text"`
	PerDay int64  `json:"perDay,omitempty"`
}

type settingsAnswer struct {
	Settings shownSettings `json:"settings"`
	Warnings []warning     `json:"warnings"`
	Proxy    string        `json:"proxy,omitempty"` // where it is; for operators
}

func (s *Server) showSettings(c *call) (any, error) {
	i, err := c.instance()
	if err != nil {
		return nil, err
	}
	v := i.Settings
	if c.caller.Role == sluice.RoleViewer { // the path may hold a secret
		v.WebhookURL = hostOf(v.WebhookURL)
	}
	proxy := ""
	if c.caller.Role == sluice.RoleOperator {
		proxy = i.Link.ProxyPlace()
	}
	return settingsAnswer{shownSettings{
		v.WebhookURL, v.WebhookToken != "", v.Interval.Milliseconds(), v.MarkRead, v.MarkReadOnReply, v.NotifyStatus, v.NotifyPhone,
		v.NotifyAPI, v.NotifyIncoming, v.NotifyState, v.KeepOnline, v.NotifyEdited, v.NotifyDeleted,
	}, s.warnings(i.Settings), proxy}, nil
}

// The intervals beyond which there is something to be said.
const (
	slowFrom  = time.Minute
	fastBelow = sluice.ProposedInterval
)

func (s *Server) warnings(v sluice.Settings) []warning {
	list := []warning{}
	n := perDay(v.Interval)
	if v.Interval >= slowFrom {
		list = append(list, warning{"slow", fmt.Sprintf("At this interval %d messages go in a day; what does not go within 24 hours expires.", n), n})
	}
	if v.Interval < fastBelow {
		list = append(list, warning{"fast", "Accounts that send faster than one message in 3 seconds are restricted more often.", n})
	}
	if v.WebhookURL != "" && s.Gateway.Private(v.WebhookURL) {
		list = append(list, warning{Code: "private_webhook", Text: "The webhook's address is private, so nothing is delivered there unless the setting outbound.allow names it."})
	}
	return list
}

func (s *Server) changeSettings(c *call) (any, error) {
	data, err := c.read()
	if err != nil {
		return nil, err
	}
	change, err := s.Gateway.Settings(data)
	if err != nil {
		return nil, err
	}
	if err := s.Instances.UpdateSettings(c.ctx(), c.id, change); err != nil {
		return nil, err
	}
	if err := c.note("instance.settings", "", ""); err != nil {
		return nil, err
	}
	return s.showSettings(c)
}
