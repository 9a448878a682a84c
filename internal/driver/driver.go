// Package driver is the contract of a messaging network: what the gateway needs
// of one, in the gateway's words. A driver translates them to its library and
// back, and classifies every outcome; no type of the library leaves it.
//
// A [Driver] is shared by all instances of a process. A [Conn] is one account:
// [Conn.Run] keeps it connected and returns only when its context ends or the
// account is gone. Whatever the network tells goes to the [Sink]; whatever a
// Conn must remember goes to the [SessionStore]. The suite in package
// drivertest says what every driver must do.
package driver

import (
	"context"

	"sluice"
)

// A Driver makes connections. It is shared by all instances of a process, and
// so are its limits: key exchanges at a time, connects a second.
type Driver interface {
	// Open returns at once and uses no network. It fails with Invalid when cfg
	// cannot work; the text says what the operator has to change.
	Open(cfg Config, store SessionStore, sink Sink) (Conn, error)
}

// A Config is what one connection needs to know.
type Config struct {
	Instance sluice.InstanceID
	Link     sluice.Link
}

// A Conn is one account. All methods may be called at any time while Run runs;
// an error is always a *sluice.Error, unless ctx ended.
type Conn interface {
	// Run connects, repairs lost connections by itself, and returns nil when ctx
	// ends. It returns Unauthorized when the session is gone, by Logout too, and
	// Blocked when the account is. It may be called once. Without a session it
	// connects to nothing until a login is asked for.
	Run(ctx context.Context) error
	// Login starts a login and returns; its prompts arrive at the Sink. A login
	// under way is given up.
	Login(ctx context.Context, m sluice.LoginMethod) error
	// Answer hands over what the owner entered and returns; what comes of it
	// arrives at the Sink.
	Answer(ctx context.Context, a sluice.Answer) error
	// Logout closes the session at the network, if that can be reached soon, and
	// wipes the stored one in any case. Run returns afterwards.
	Logout(ctx context.Context) error
	// Prepare resolves the chat and uploads. It may be repeated and shows nothing
	// to anyone.
	Prepare(ctx context.Context, m sluice.Message) (sluice.Prepared, error)
	// Send makes the one call that may leave the outcome in doubt. A repeat with
	// the same Key is harmless. Sent.Wire is set, error or not, once a byte may
	// have been written; with an error and a zero Wire nothing was.
	Send(ctx context.Context, p sluice.Prepared) (sluice.Sent, error)
}

// A Typer shows the typing indicator. It is an ability that a Conn may have.
type Typer interface {
	// Type shows the indicator for as long as t says, and returns then.
	Type(ctx context.Context, p sluice.Prepared, t sluice.Typing) error
}

// A DuplicateFinder finds out what became of a message whose answer was lost. It
// is an ability that a Conn may have.
type DuplicateFinder interface {
	// FindSent looks into m.Chat, which is the number of a chat, for what m has
	// become since m.Doubt. It is sent when exactly one own message fits that is
	// not taken by another, and absent when none does in all that the chat has
	// seen since. Whenever it might be wrong it says that it is unclear: what is
	// absent is sent again, and what is found is not.
	FindSent(ctx context.Context, m sluice.Message, taken sluice.Taken) (sluice.Sent, sluice.Fate, error)
}

// A Sink is told what the network says. Its methods are called from the Conn's
// goroutines.
type Sink interface {
	// State must not block. ProblemForeignSession says that the stored session is
	// for another network, and that Run waits for a login. Starting means that there is no connection, each time
	// that one is lost and before the first; Authorized that there is one.
	State(c sluice.Change)
	// Event stores e, once the store knows who is logged in: it waits for the first
	// Authorized. An error means that it is not stored: offer it again.
	Event(ctx context.Context, e sluice.Event) error
	// Known says that dialogs and contacts have been read: a chat that is unknown
	// now stays unknown. It must not block.
	Known()
}

// A SessionStore keeps a Conn's private state, encrypted. Names are the
// driver's; [SessionName] is the stored session itself.
type SessionStore interface {
	// Get returns the value, and false when there is none.
	Get(ctx context.Context, name string) ([]byte, bool, error)
	// Put stores all values in one durable step; nil deletes.
	Put(ctx context.Context, values map[string][]byte) error
	// DeleteAll forgets everything, in one durable step.
	DeleteAll(ctx context.Context) error
}

// A Farewell closes sessions that a logout had to leave open. It is an ability
// that a Driver may have.
type Farewell interface {
	// SayFarewell closes at the network what is stored under FarewellName, and
	// removes what is closed, or too old to matter. Unavailable or Limited:
	// something is left, ask again later.
	SayFarewell(ctx context.Context, cfg Config, store SessionStore) error
}

// FarewellName is the name of the value that holds sessions which a logout left
// open, because the network was out of reach. Whoever forgets an account keeps
// it.
const FarewellName = "farewell"

// SessionName is the name of the value that lets an account connect without a
// login.
const SessionName = "session"
