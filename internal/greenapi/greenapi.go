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
	"log/slog"
	"net/http"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"sluice"
)

// A Server answers requests. It is a literal: the four collaborators are
// required, the rest may be zero.
type Server struct {
	Instances     Instances
	Queue         Queue
	Notifications Notifications
	Sessions      Sessions

	PublicURL    string             // given to the partner as apiUrl of a new instance
	PartnerToken sluice.Token       // "": the partner API lets nobody in
	Limits       map[string]float64 // requests a second by method, in any letter case, where they differ from [Rates]; 0: no limit
	Others       http.Handler       // what is no address of the API; nil: 404

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

// Handler returns the API. Changes of s after the call have no effect.
func (s *Server) Handler() http.Handler {
	f := &front{
		accounts: s.Instances,
		partner:  s.PartnerToken,
		others:   s.Others,
		methods:  index(limited(s.methods(), s.Limits)),
		partners: index(s.partnerMethods()),
		limits:   newLimits(),
		metrics:  newMetrics(s.Metrics),
		log:      s.Log,
		now:      s.Now,
	}
	if f.log == nil {
		f.log = slog.New(slog.DiscardHandler)
	}
	if f.now == nil {
		f.now = time.Now
	}
	return f
}
