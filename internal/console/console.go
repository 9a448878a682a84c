// Package console is the gateway's own API, /v1, and the pages that use it.
//
// routes.go is the API: a table with a row for each call and who may make it.
// Before a call runs, its request passes the checks of [Server.Handler], always in
// the same order: where it comes from, who calls, what that one may do, the
// instance, the rate. A call is a function to a value or an error; one place turns
// that into bytes.
//
// Nothing here decides anything about messages: all of it is asked of the
// collaborators below. What is worth showing as it happens is in [news.News]: the hub
// turns changes into entries of it, and each stream is one goroutine that follows
// them and sleeps until there is something new.
//
// The pages are files of the build in dist. They call what is in the table and
// nothing else.
package console

import (
	"context"
	"log/slog"
	"net/http"
	"time"

	"sluice"
	"sluice/internal/console/news"
)

// A Server answers requests. It is a literal: the collaborators are required, the
// rest may be zero.
type Server struct {
	Access        Access
	Instances     Instances
	Queue         Queue
	Switches      Switches
	Journal       Journal
	Notifications Notifications
	Sessions      Sessions
	News          *news.News
	Gateway       Gateway

	OperatorToken sluice.Token // as a bearer it may do everything; "": none does
	PublicURL     string       // where links for people begin
	MediaURL      string
	HoldOnOther   bool         // when another account logs in, all that waits is held; else what is in doubt alone
	Sandbox       http.Handler // the control interface of a demo's fake network; nil: there is none
	Version       Version

	Log *slog.Logger     // nil: none
	Now func() time.Time // the wall clock; nil: time.Now

	streams *streams
}

// Access knows who may come in, and what they did.
type Access interface {
	SignIn(ctx context.Context, c sluice.Credential, address string) (secret string, who sluice.Caller, err error)
	Session(secret string) (sluice.Caller, bool)
	SignOut(ctx context.Context, secret string) error
	// Wrong counts a wrong token, and returns how long that address is to wait.
	Wrong(address string) time.Duration
	Guests
	Operators
	Trail
}

// Guests come by a link to log one instance in.
type Guests interface {
	GuestLink(ctx context.Context, id sluice.InstanceID, d time.Duration) (secret string, until time.Time, err error)
	EndGuests(ctx context.Context, id sluice.InstanceID) error
}

// Operators sign in with a password.
type Operators interface {
	Operators() []sluice.Operator
	AddOperator(ctx context.Context, name string, role sluice.Role, password string) error
	RemoveOperator(ctx context.Context, name string) error
	// SetPassword ends all sessions of the name but the one with the secret except.
	SetPassword(ctx context.Context, name, password, except string) error
	CheckPassword(ctx context.Context, name, password, address string) error
}

// A Trail is what was done, and by whom.
type Trail interface {
	Note(ctx context.Context, d sluice.Deed) error
	// Deeds are those before a number, the latest first; 0: from the latest.
	Deeds(ctx context.Context, before int64, limit int, text string) ([]sluice.Deed, error)
}

// Instances are the accounts that the gateway serves.
type Instances interface {
	// Authenticate returns NotFound, Unauthorized or, with the right token alone,
	// Deleted.
	Authenticate(id sluice.InstanceID, token string) error
	Instance(id sluice.InstanceID) (sluice.Instance, error)
	// Instances are sorted by number; those deleted lately are among them.
	Instances() []sluice.Instance
	Create(ctx context.Context, i sluice.Instance, token sluice.Token) (sluice.Instance, sluice.Token, error)
	Remove(ctx context.Context, id sluice.InstanceID) error
	Token(ctx context.Context, id sluice.InstanceID) (sluice.Token, error)
	RenewToken(ctx context.Context, id sluice.InstanceID) (sluice.Token, error)
	UpdateSettings(ctx context.Context, id sluice.InstanceID, change func(*sluice.Settings)) error
}

// A Queue holds what each instance is still to send.
type Queue interface {
	// SendAnew fails with Conflict when the message was sent anew before.
	SendAnew(ctx context.Context, id sluice.InstanceID, m sluice.MessageID) (sluice.Message, error)
	// Waiting returns messages behind after, in the order of the list.
	Waiting(ctx context.Context, id sluice.InstanceID, after sluice.MessageID, limit int) ([]sluice.Waiting, error)
	Line(ctx context.Context, id sluice.InstanceID) (sluice.Line, error)
	Count(ctx context.Context, id sluice.InstanceID) (int, error)
	// TakeOutAll passes over what is not in the queue, or is being sent.
	TakeOutAll(ctx context.Context, id sluice.InstanceID, ids []sluice.MessageID) (int, error)
	Clear(ctx context.Context, id sluice.InstanceID) error
}

// Switches are what an operator changes of an instance.
type Switches interface {
	Pause(ctx context.Context, id sluice.InstanceID, by string) error
	Resume(ctx context.Context, id sluice.InstanceID) error
	Hold(ctx context.Context, id sluice.InstanceID) error
	Release(ctx context.Context, id sluice.InstanceID, r sluice.Reason) error
	Rename(ctx context.Context, id sluice.InstanceID, name string) error
	UpdateLink(ctx context.Context, id sluice.InstanceID, change func(*sluice.Link)) error
}

// A Journal knows the messages of each instance.
type Journal interface {
	Browse(ctx context.Context, id sluice.InstanceID, q sluice.Browsing) (list []sluice.Record, next sluice.MessageID, err error)
	Lookup(ctx context.Context, id sluice.InstanceID, m sluice.MessageID) (sluice.Record, bool, error)
}

// Notifications are what each instance's client is still to be told.
type Notifications interface {
	Pending(ctx context.Context, id sluice.InstanceID, after int64, limit int) ([]sluice.Pending, error)
	CountNotifications(ctx context.Context, id sluice.InstanceID) (int, error)
	Ack(ctx context.Context, id sluice.InstanceID, receipt int64) (bool, error)
	Retell(ctx context.Context, id sluice.InstanceID, n sluice.Notification) (receipt int64, err error)
	DeadLetters(ctx context.Context, id sluice.InstanceID, limit int) ([]sluice.DeadLetter, error)
	Exhume(ctx context.Context, id sluice.InstanceID, receipts ...int64) (int, error)
}

// Sessions log accounts in and out.
type Sessions interface {
	// QR returns the picture to scan, and starts a login when none is under way.
	QR(ctx context.Context, id sluice.InstanceID) (sluice.Prompt, error)
	StartLogin(ctx context.Context, id sluice.InstanceID, p sluice.Phone) (sluice.Reply, error)
	EnterCode(ctx context.Context, id sluice.InstanceID, code, password string) (sluice.Reply, error)
	EnterPassword(ctx context.Context, id sluice.InstanceID, password string) (sluice.Reply, error)
	// Logout also gives up a login under way.
	Logout(ctx context.Context, id sluice.InstanceID) error
	Reboot(ctx context.Context, id sluice.InstanceID) error
}

// A Gateway is the rest of the program, as far as it is asked.
type Gateway struct {
	// API is the compatible API.
	API http.Handler
	// Settings reads settings as the compatible API does.
	Settings func(data []byte) (func(*sluice.Settings), error)
	// Body is a notification as the client gets it.
	Body func(id sluice.InstanceID, n sluice.Notification) []byte
	// FileURL is where a file of a message can be had.
	FileURL func(id sluice.InstanceID, m sluice.MessageID, f sluice.File, at time.Time) string
	// Fetch lets the file that a message names be fetched, and keeps it for that
	// message.
	Fetch func(id sluice.InstanceID, m sluice.MessageID, url string)
	// Private says whether an address is one that deliveries are not made to.
	Private func(url string) bool
	// Deliveries are the last ones of an instance, the newest first.
	Deliveries func(id sluice.InstanceID) []sluice.Delivery
	// Checks say how the parts do.
	Checks func(ctx context.Context) []Check
	// Follow returns what collects changes from now on.
	Follow func() Changes
}

// Changes collect which instances have changed.
type Changes interface {
	// Wake gives a value when there is something to take.
	Wake() <-chan struct{}
	Take() []sluice.Changed
	Close()
}

// A Version is which program this is.
type Version struct {
	Version string
	Commit  string
	Go      string
}

// A Check is how one part of the gateway does.
type Check struct {
	Name   string
	OK     bool
	Code   string    // for translations
	Text   string    // what it means, and what to do about it
	Figure int64     // for translations: accounts, webhooks, bytes, percent or microseconds; 0: none
	Until  time.Time // with a certificate
}
