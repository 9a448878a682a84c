package sluice

import "time"

// A Scope is what has to wait: the narrowest that the network means.
type Scope string

// The scopes.
const (
	ScopeAccount Scope = ""       // the whole instance
	ScopeChat    Scope = "chat"   // one chat; others go on
	ScopeMethod  Scope = "method" // whatever needs one look-up or upload; others go on
)

// A Reason is why a message waits, for those who look at the queue.
type Reason string

// The reasons.
const (
	WaitsTurn         Reason = ""              // others are before it
	WaitsFlood        Reason = "flood"         // FLOOD_WAIT on a send: the account waits
	WaitsMethod       Reason = "method"        // FLOOD_WAIT on a look-up or an upload
	WaitsSlowMode     Reason = "slow_mode"     // the chat allows one message a while
	WaitsResolving    Reason = "resolving"     // the account's dialogs are being read
	WaitsFile         Reason = "file"          // the file to send is being fetched
	WaitsFault        Reason = "fault"         // a fault on Telegram's side
	WaitsFirstContact Reason = "first_contact" // PEER_FLOOD: no new chats for a while
	WaitsSuspended    Reason = "suspended"     // PEER_FLOOD on a known chat: the account
	WaitsOffline      Reason = "offline"       // no connection
	WaitsHeld         Reason = "held"          // in doubt, and another account has logged in, or nobody can tell whether it was sent
)

// A Wait postpones a message.
type Wait struct {
	Scope  Scope
	Reason Reason
	For    time.Duration // from now; zero with WaitsFirstContact, WaitsSuspended and WaitsHeld, where the store knows
	Text   string        // of the error that caused it, for the description should it become final
}

// A Topic is what a watcher of an instance is told about.
type Topic uint8

// The topics.
const (
	TopicQueue         Topic = iota // anything that may change what is sent next: messages, state, settings
	TopicNotifications              // a notification was born or deleted, or settings changed
	TopicState                      // the instance's state, or that it was made or deleted
	Topics                          // how many there are
)

// A Changed is an instance and what changed of it.
type Changed struct {
	Instance InstanceID
	Topics   []Topic
}
