package app

import (
	"context"
	"encoding/json"
	"time"

	"sluice"
)

// An Operator is what the command line does to a gateway: through its control
// socket while one runs, to the store itself while none does.
type Operator interface {
	Add(ctx context.Context, n NewInstance) (InstanceInfo, error)
	List(ctx context.Context) ([]InstanceInfo, error)
	Show(ctx context.Context, id int64) (InstanceInfo, error)
	Remove(ctx context.Context, id int64) error
	// Queue returns the first messages that wait, in order.
	Queue(ctx context.Context, id int64, limit int) ([]QueuedMessage, error)
	ClearQueue(ctx context.Context, id int64) error
	Close() error
}

// A NewInstance is an instance to add. The zero value gets the next number, a
// new token and the settings of a fresh instance.
type NewInstance struct {
	ID       int64           `json:"idInstance,omitempty"`
	Token    string          `json:"apiTokenInstance,omitempty"`
	Name     string          `json:"name,omitempty"`
	Settings json.RawMessage `json:"settings,omitempty"` // as getSettings answers
	Link     sluice.Link     `json:"link,omitzero"`      // how it reaches Telegram, where that differs from the gateway's own
	Session  []byte          `json:"session,omitempty"`  // of a sandbox: the account is logged in already
}

// An InstanceInfo is what an operator sees of an instance. Names are those of
// the API.
type InstanceInfo struct {
	ID            int64     `json:"idInstance"`
	Token         string    `json:"apiTokenInstance,omitempty"` // not in lists
	Name          string    `json:"name"`
	State         string    `json:"stateInstance"`
	WID           string    `json:"wid"` // "": nobody is logged in
	Messages      int       `json:"messagesCount"`
	Notifications int       `json:"webhooksCount"`
	Interval      int64     `json:"delaySendMessagesMilliseconds"`
	Proxied       bool      `json:"proxied"`
	Created       time.Time `json:"timeCreated"`
}

// A QueuedMessage is a message that waits, as showMessagesQueue lists it.
type QueuedMessage struct {
	ID   string          `json:"messageID"`
	Type string          `json:"type"`
	Body json.RawMessage `json:"body"`
}
