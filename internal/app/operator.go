package app

import (
	"context"
	"encoding/json"
	"time"

	"sluice"
	"sluice/internal/console"
)

// An Operator is what the command line does to a gateway: through its control
// socket while one runs, to the store itself while none does.
type Operator interface {
	Registrar
	Waiting
	Receiving
	Caretaker
	Close() error
}

// A Registrar says which instances there are.
type Registrar interface {
	Add(ctx context.Context, n NewInstance) (InstanceInfo, error)
	List(ctx context.Context) ([]InstanceInfo, error)
	Show(ctx context.Context, id int64) (InstanceInfo, error)
	// Link changes how an instance reaches Telegram. A running gateway connects
	// anew at once.
	Link(ctx context.Context, id int64, c LinkChange) (InstanceInfo, error)
	Remove(ctx context.Context, id int64) error
}

// A Waiting is what an operator sees of an instance's queue.
type Waiting interface {
	// Queue returns the first messages that wait, in order.
	Queue(ctx context.Context, id int64, limit int) ([]QueuedMessage, error)
	ClearQueue(ctx context.Context, id int64) error
	// Pause lets an instance accept and not send, until Resume.
	Pause(ctx context.Context, id int64) error
	Resume(ctx context.Context, id int64) error
	// Release lets an instance send again that is on hold, and what was held of
	// its messages; 0: every instance.
	Release(ctx context.Context, id int64) error
}

// A Caretaker lets people in, and keeps what is stored safe.
type Caretaker interface {
	Doorkeeper
	// Checkpoint makes a directory with a consistent copy of what is stored, good
	// until DropCheckpoint or the gateway's next start.
	Checkpoint(ctx context.Context) (dir string, err error)
	DropCheckpoint(ctx context.Context, dir string) error
	// RotateSecret changes the secret, and returns how many values were sealed anew.
	RotateSecret(ctx context.Context) (int, error)
}

// A NewInstance is an instance to add. The zero value gets the next number, a
// new token, the settings of a fresh instance and [sluice.ProposedInterval].
type NewInstance struct {
	ID       int64           `json:"idInstance,omitempty"`
	Token    string          `json:"apiTokenInstance,omitempty"`
	Name     string          `json:"name,omitempty"`
	Interval int             `json:"delaySendMessagesMilliseconds,omitempty"`
	Settings json.RawMessage `json:"settings,omitempty"` // as getSettings answers; its interval wins
	Link     sluice.Link     `json:"link,omitzero"`      // how it reaches Telegram, where that differs from the gateway's own
	Session  []byte          `json:"session,omitempty"`  // of a sandbox: the account is logged in already
}

// A LinkChange is what is to change of how an instance reaches Telegram; nil: it
// stays as it is.
type LinkChange struct {
	Proxy   *string `json:"proxy,omitempty"` // "": none
	AppID   *int    `json:"appId,omitempty"` // 0: the gateway's, as is its hash
	AppHash *string `json:"appHash,omitempty"`
	Device  *string `json:"device,omitempty"` // "": the gateway's
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
	Silent        bool      `json:"silent"` // every switch for notifications is off
	Interval      int64     `json:"delaySendMessagesMilliseconds"`
	Proxied       bool      `json:"proxied"`
	Proxy         string    `json:"proxy,omitempty"`  // where it is, without what is secret about it
	AppID         int       `json:"appId,omitempty"`  // 0: the gateway's
	Device        string    `json:"device,omitempty"` // "": the gateway's
	Held          bool      `json:"held"`             // nothing is sent until released
	Paused        bool      `json:"paused"`           // nothing is sent until resumed
	PausedBy      string    `json:"pausedBy,omitempty"`
	Created       time.Time `json:"timeCreated"`

	Outlook // of what waits
}

// An Outlook is why something waits, and when it goes.
type Outlook = console.Outlook

// A QueuedMessage is a message that waits, as showMessagesQueue lists it, with why.
type QueuedMessage struct {
	ID   string          `json:"messageID"`
	Type string          `json:"type"`
	Body json.RawMessage `json:"body"`

	Outlook
}
