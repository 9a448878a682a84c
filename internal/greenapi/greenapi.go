// Package greenapi speaks the GREEN-API HTTP API, byte for byte, so that an
// existing integration changes its address and nothing else.
//
// routes.go is the API: a table with a row for each method. Before a method
// runs, its request passes through the checks of [front.serve], always in the
// same order: the path as clients really write it, the instance, the token, the
// limits, the body. A method is a function from a call to a value or an error;
// front alone turns that into bytes, a log line and figures. What a method
// needs of the rest of the program it says in the interfaces below.
package greenapi

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"sluice"
	"sluice/internal/buckets"
)

// A Server answers requests. It is a literal: the collaborators are required,
// the rest may be zero.
type Server struct {
	Instances     Instances
	Queue         Queue
	Notifications Notifications
	Sessions      Sessions
	Media         Media
	Journal       Journal
	Network       Network

	PublicURL    string             // given to the partner as apiUrl of a new instance
	StrictQuotes bool               // a quote of a message that the chat does not have is refused
	PartnerToken sluice.Token       // "": the partner API lets nobody in
	Limits       map[string]float64 // requests a second by method, in any letter case, where they differ from [Rates]; 0: no limit
	Failures     int                // wrong tokens a minute that one client address is told of; 0: no limit
	Others       *http.ServeMux     // what is no address of the API; what it has no match for is answered 404; nil: it has none
	Seen         func(Seen)         // is told of each request once it is answered, and returns at once; nil: nobody is

	Log     *slog.Logger          // nil: none
	Metrics prometheus.Registerer // nil: none
	Now     func() time.Time      // the wall clock of error bodies; nil: time.Now
}

// Instances are the accounts that the gateway serves.
type Instances interface {
	Accounts
	Registry
}

// Accounts lets requests in and keeps each instance's settings.
type Accounts interface {
	// Authenticate returns NotFound, Unauthorized or, with the right token alone,
	// Deleted.
	Authenticate(id sluice.InstanceID, token string) error
	Instance(id sluice.InstanceID) (sluice.Instance, error)
	// UpdateSettings applies change in one durable step.
	UpdateSettings(ctx context.Context, id sluice.InstanceID, change func(*sluice.Settings)) error
	// RenewToken makes a token that takes the place of the present one at once.
	RenewToken(ctx context.Context, id sluice.InstanceID) (sluice.Token, error)
}

// A Registry is the list of instances, as the partner manages it.
type Registry interface {
	// Create gives the instance its number and token.
	Create(ctx context.Context, i sluice.Instance, token sluice.Token) (sluice.Instance, sluice.Token, error)
	// Remove returns NotFound when there is no such instance, or not any more.
	Remove(ctx context.Context, id sluice.InstanceID) error
	// Instances are sorted by number; those deleted lately are among them.
	Instances() []sluice.Instance
	Token(ctx context.Context, id sluice.InstanceID) (sluice.Token, error)
}

// A Queue holds what each instance is still to send.
type Queue interface {
	// Enqueue returns when the message is durable.
	Enqueue(ctx context.Context, m sluice.Message, once sluice.Once) (sluice.MessageID, error)
	// Show returns the first items in the order of acceptance.
	Show(ctx context.Context, id sluice.InstanceID, limit int) ([]sluice.Item, error)
	Count(ctx context.Context, id sluice.InstanceID) (int, error)
	Clear(ctx context.Context, id sluice.InstanceID) error
	Changer
}

// A Changer changes what waits. Both methods return false when the message does
// not wait, or when its send is under way.
type Changer interface {
	// Edit gives a message another body.
	Edit(ctx context.Context, id sluice.InstanceID, m sluice.MessageID, b sluice.Body) (bool, error)
	TakeOut(ctx context.Context, id sluice.InstanceID, m sluice.MessageID) (bool, error)
	// Watch returns a channel that is closed at the next change.
	Watch(id sluice.InstanceID, t sluice.Topic) <-chan struct{}
}

// Notifications are what each instance's client is still to be told. While they
// are pushed to a webhook, Poll and Delete refuse as Invalid.
type Notifications interface {
	// Poll waits for the oldest notification. ok is false when there was none, or
	// when the wait was cut short because it had lost its sense.
	Poll(ctx context.Context, id sluice.InstanceID, timeout time.Duration) (receipt int64, n sluice.Notification, ok bool, err error)
	// Delete says whether the receipt was pending.
	Delete(ctx context.Context, id sluice.InstanceID, receipt int64) (bool, error)
	Count(ctx context.Context, id sluice.InstanceID) (int, error)
	// Clear refuses when left is not zero: so long it has to wait.
	Clear(ctx context.Context, id sluice.InstanceID) (left time.Duration, err error)
}

// Sessions log accounts in and out.
type Sessions interface {
	// QR returns the picture to scan, and starts a login when none is under way.
	QR(ctx context.Context, id sluice.InstanceID) (sluice.Prompt, error)
	StartLogin(ctx context.Context, id sluice.InstanceID, p sluice.Phone) (sluice.Reply, error)
	EnterCode(ctx context.Context, id sluice.InstanceID, code, password string) (sluice.Reply, error)
	EnterPassword(ctx context.Context, id sluice.InstanceID, password string) (sluice.Reply, error)
	Logout(ctx context.Context, id sluice.InstanceID) error
	Reboot(ctx context.Context, id sluice.InstanceID) error
}

// Media keeps files that come in and go out.
type Media interface {
	// Save takes a file in; name has an extension. Invalid: it is empty.
	Save(ctx context.Context, id sluice.InstanceID, name, mime string, r io.Reader) (sluice.Saved, error)
	// Discard drops a file that was saved and that no message is to carry.
	Discard(id sluice.InstanceID, url string)
	// URL is a [Link].
	URL(id sluice.InstanceID, message sluice.MessageID, f sluice.File, at time.Time) string
	// Private says whether an address is one that must not be asked for a file, as
	// far as it tells without a look-up.
	Private(address string) bool
	// Fetch lets the file that message names be fetched in the background, and
	// keeps it until the message needs it no more.
	Fetch(id sluice.InstanceID, message sluice.MessageID, url string)
	// Upload opens the file of a message.
	Upload(ctx context.Context, m sluice.Message) (sluice.Upload, error)
	// Holds says whether the file of a message is here, so that it can be had
	// without an account.
	Holds(ctx context.Context, id sluice.InstanceID, message sluice.MessageID) bool
}

// A Journal knows the messages of each instance.
type Journal interface {
	// Lookup finds a message of any chat, also one that is still to be sent.
	Lookup(ctx context.Context, id sluice.InstanceID, m sluice.MessageID) (sluice.Record, bool, error)
	// History returns a chat's messages, the newest first.
	History(ctx context.Context, id sluice.InstanceID, chat sluice.ChatID, limit int) ([]sluice.Record, error)
	// Last returns messages of one direction, the newest first.
	Last(ctx context.Context, id sluice.InstanceID, incoming bool, since time.Time, limit int) ([]sluice.Record, error)
	// Absorb journals messages that the network remembers and returns them.
	Absorb(ctx context.Context, id sluice.InstanceID, events []sluice.Event) ([]sluice.Record, error)
	// ResolvedChat returns the number of a chat that is written as a phone or a
	// username, if it was ever resolved.
	ResolvedChat(ctx context.Context, id sluice.InstanceID, chat sluice.ChatID) (sluice.ChatID, bool)
	// KeepResolved remembers the number that the network told of such a chat.
	KeepResolved(ctx context.Context, id sluice.InstanceID, written, number sluice.ChatID) error
	Marker
}

// A Marker records what a client had changed at the network, and has the client
// told of it as of any change. False: the journal does not have the message.
type Marker interface {
	MarkEdited(ctx context.Context, id sluice.InstanceID, m sluice.MessageID, t sluice.Text) (bool, error)
	MarkDeleted(ctx context.Context, id sluice.InstanceID, m sluice.MessageID) (bool, error)
}

// A Network hands out what an instance's connection is able to do, Unavailable
// while there is none, Refused when it is not able to.
type Network interface {
	Editor(ctx context.Context, id sluice.InstanceID) (sluice.Editor, error)
	Reader(ctx context.Context, id sluice.InstanceID) (sluice.Reader, error)
	Directory(ctx context.Context, id sluice.InstanceID) (sluice.Directory, error)
	Portrait(ctx context.Context, id sluice.InstanceID) (sluice.Portrait, error)
	Historian(ctx context.Context, id sluice.InstanceID) (sluice.Historian, error)
	Groups(ctx context.Context, id sluice.InstanceID) (sluice.Groups, error)
}

// Handler returns the API. Changes of s after the call have no effect.
func (s *Server) Handler() http.Handler {
	f := &front{
		accounts: s.Instances,
		partner:  s.PartnerToken,
		others:   s.Others,
		tell:     s.Seen,
		methods:  index(limited(s.methods(), s.Limits)),
		partners: index(s.partnerMethods()),
		limits:   buckets.New[use](0),
		guesses:  newGuesses(s.Failures),
		metrics:  newMetrics(s.Metrics),
		log:      s.Log,
		now:      s.clock(),
	}
	if f.log == nil {
		f.log = slog.New(slog.DiscardHandler)
	}
	return f
}

// clock is the wall clock.
func (s *Server) clock() func() time.Time {
	if s.Now == nil {
		return time.Now
	}
	return s.Now
}
