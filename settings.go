package sluice

import "time"

// The limits of an instance's interval.
const (
	MinInterval     = 500 * time.Millisecond
	MaxInterval     = 600 * time.Second
	DefaultInterval = MinInterval
)

// ProposedInterval is what an instance gets that a person adds: accounts that
// send faster are restricted more often. One that a program adds gets
// [DefaultInterval], as in the original.
const ProposedInterval = 3 * time.Second

// Settings are what a client may change of an instance. They apply at once.
type Settings struct {
	WebhookURL   string        `json:"webhookUrl,omitempty"`   // "": notifications are polled
	WebhookToken Token         `json:"webhookToken,omitempty"` // sent with each delivery
	Interval     time.Duration `json:"interval"`               // least time between two sends

	MarkRead        bool `json:"markRead,omitempty"`        // incoming messages, once stored
	MarkReadOnReply bool `json:"markReadOnReply,omitempty"` // the chat, when an API message to it was sent
	KeepOnline      bool `json:"keepOnline,omitempty"`

	NotifyStatus   bool `json:"notifyStatus,omitempty"`   // outgoingWebhook: delivered and read
	NotifyPhone    bool `json:"notifyPhone,omitempty"`    // outgoingMessageWebhook: sent from other apps
	NotifyAPI      bool `json:"notifyAPI,omitempty"`      // outgoingAPIMessageWebhook: sent through the API
	NotifyIncoming bool `json:"notifyIncoming,omitempty"` // incomingWebhook
	NotifyState    bool `json:"notifyState,omitempty"`    // stateWebhook
	NotifyEdited   bool `json:"notifyEdited,omitempty"`   // editedMessageWebhook
	NotifyDeleted  bool `json:"notifyDeleted,omitempty"`  // deletedMessageWebhook
}

// DefaultSettings are those of an instance just made: every switch off.
func DefaultSettings() Settings { return Settings{Interval: DefaultInterval} }

// Silent says whether every switch for notifications is off: failures alone are told.
func (s Settings) Silent() bool {
	return !s.NotifyStatus && !s.NotifyPhone && !s.NotifyAPI && !s.NotifyIncoming && !s.NotifyState && !s.NotifyEdited && !s.NotifyDeleted
}

// Wants says whether n is to be kept for the client. It is asked once, when n
// is born. Failures are always wanted.
func (s Settings) Wants(n Notification) bool {
	switch n.Type {
	case NotifyState:
		return s.NotifyState
	case NotifyStatus:
		switch n.Status {
		case StatusSent, StatusRead:
			return s.NotifyStatus && s.direction(n)
		}
		return true
	}
	switch n.Content.Type {
	case ContentEdited:
		return s.NotifyEdited && s.direction(n)
	case ContentDeleted:
		return s.NotifyDeleted && s.direction(n)
	}
	return s.direction(n)
}

// direction is the switch of where the message came from.
func (s Settings) direction(n Notification) bool {
	switch {
	case n.Type == NotifyIncoming:
		return s.NotifyIncoming
	case n.ByAPI:
		return s.NotifyAPI
	}
	return s.NotifyPhone
}
