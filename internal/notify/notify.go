// Package notify hands each instance's notifications to the client that polls
// for them: the head of the instance's queue, again and again, until the client
// deletes it.
//
// Notifications are born and kept by the store, which also drops them after 24
// hours. This package is the wait in between. A poll is one goroutine, the one
// that its caller brings: it takes the store's signal, looks at the head, and
// sleeps until the instance's notifications or settings change or its time is
// over. Nothing looks at the store on a schedule, and a change wakes the polls
// of its own instance alone.
//
// While an instance has a webhook URL, its notifications are pushed and cannot
// be polled: [Inbox.Poll] and [Inbox.Delete] refuse, and polls that wait end.
package notify

import (
	"context"
	"log/slog"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"sluice"
)

// A Store keeps notifications. Every method that changes it is one durable
// commit.
type Store interface {
	// Instance returns the instance as it is now.
	Instance(id sluice.InstanceID) (sluice.Instance, error)
	// Token returns the secret that a poll was let in with.
	Token(ctx context.Context, id sluice.InstanceID) (sluice.Token, error)
	// Head returns the oldest notification that is not deleted. False: none.
	Head(ctx context.Context, id sluice.InstanceID) (receipt int64, n sluice.Notification, ok bool, err error)
	// Ack deletes a notification. False: there is none with this receipt.
	Ack(ctx context.Context, id sluice.InstanceID, receipt int64) (bool, error)
	CountNotifications(ctx context.Context, id sluice.InstanceID) (int, error)
	ClearNotifications(ctx context.Context, id sluice.InstanceID) error
	// Watch returns a channel that closes at the instance's next change. Whoever
	// takes it before looking misses nothing.
	Watch(id sluice.InstanceID, t sluice.Topic) <-chan struct{}
}

// Options tunes an [Inbox]. The zero value is ready to use.
type Options struct {
	Log     *slog.Logger          // nil: none
	Metrics prometheus.Registerer // nil: none

	// ClearPause is the least time between two successful clears of one
	// instance. 0: a minute.
	ClearPause time.Duration
}

func (o Options) withDefaults() Options {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.ClearPause == 0 {
		o.ClearPause = time.Minute
	}
	return o
}

// An Inbox is where clients read their notifications. It starts nothing and
// needs no end.
type Inbox struct {
	store   Store
	opts    Options
	metrics metrics
	clears  clears
}

// New returns an inbox over store.
func New(store Store, opts Options) *Inbox {
	opts = opts.withDefaults()
	return &Inbox{store: store, opts: opts, metrics: newMetrics(opts.Metrics), clears: clears{pause: opts.ClearPause}}
}

// Delete deletes one notification, which need not be the head. False: there is
// none with this receipt, or not any more.
func (b *Inbox) Delete(ctx context.Context, id sluice.InstanceID, receipt int64) (bool, error) {
	i, err := b.store.Instance(id)
	if err != nil {
		return false, err
	}
	if i.Settings.WebhookURL != "" {
		return false, errPushed()
	}
	ok, err := b.store.Ack(ctx, id, receipt)
	if ok {
		b.metrics.deleted.Inc()
	}
	return ok, err
}

// Count returns how many notifications are neither deleted nor delivered.
func (b *Inbox) Count(ctx context.Context, id sluice.InstanceID) (int, error) {
	return b.store.CountNotifications(ctx, id)
}

// errPushed is the refusal of a poll whose instance has a webhook URL. Clients
// look for its words.
func errPushed() error {
	return &sluice.Error{
		Code: sluice.Invalid,
		Text: "Message cannot be received because custom webhook url is set. Clear the webhook url first and wait about 1 minute",
	}
}
