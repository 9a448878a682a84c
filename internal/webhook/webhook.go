// Package webhook pushes each instance's notifications to the URL that its
// client has set, in order, until the receiver takes them.
//
// An instance that has notifications waiting and a webhook URL has a stream: one
// goroutine that posts the oldest notification, and takes the next one only when
// the receiver has answered with a 2xx. Everything else is a failure: the same
// notification is posted again each minute, or as the operator sets it, or a
// little later, until it has been delivered or the store drops it because it is 24
// hours old. All others cost nothing: the store's wake-ups start a stream, and a
// stream that has nothing to push ends.
//
// A notification leaves the store after the answer and not before, so none is
// lost, and one whose answer was lost comes twice. Such a repeat carries the same
// webhook-id when deliveries are signed.
//
// What a stream knows of failures is in memory alone. After a restart each
// receiver is tried once at once, spread over a few seconds, and then each minute
// again.
//
// Receivers that hang are kept apart from those that answer: see gate. No receiver
// has more than so many deliveries at once, whoever aims at it: see hosts. Receivers
// on private networks are not dialled at all unless the operator allows them: see
// package outbound.
package webhook

import (
	"context"
	"crypto/x509"
	"log/slog"
	"math/rand/v2"
	"net"
	"net/http"
	"net/netip"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"sluice"
	"sluice/internal/lanes"
)

// A Store keeps the notifications. Every method that changes them is one durable
// commit.
type Store interface {
	// Instance returns the instance as it is now, a deleted one too.
	Instance(id sluice.InstanceID) (sluice.Instance, error)
	// Head returns the oldest notification that waits. It passes over what is
	// overdue. False: there is none.
	Head(ctx context.Context, id sluice.InstanceID) (receipt int64, n sluice.Notification, ok bool, err error)
	// Ack deletes a notification. False: it is gone already.
	Ack(ctx context.Context, id sluice.InstanceID, receipt int64) (bool, error)
	// Bury moves the head to the dead letters. False: it is gone already.
	Bury(ctx context.Context, id sluice.InstanceID, receipt int64) (bool, error)
	lanes.Store
}

// A Renderer returns the bytes that are posted for a notification.
type Renderer func(sluice.InstanceID, sluice.Notification) []byte

// Options tunes a [Pusher]. The zero value is ready to use.
type Options struct {
	Now     func() time.Time      // the wall clock; nil: time.Now
	Log     *slog.Logger          // nil: none
	Metrics prometheus.Registerer // nil: none
	Random  func() float64        // in [0, 1), spreads the start and the tries; nil: the runtime's

	// Timeout bounds one whole exchange, from the look-up of the name to the end
	// of the answer. 0: 180 seconds.
	Timeout time.Duration
	// Retry is the pause after a failure. 0: a minute.
	Retry time.Duration
	// StuckAfter is how many failures make the head a dead letter. They are
	// counted anew after a restart and after a change of the target. 0: none do.
	StuckAfter int
	// Spread is the time over which first deliveries are spread after a start.
	// 0: 10 seconds.
	Spread time.Duration
	// Grace is how long [Pusher.Run] lets deliveries under way come to an end
	// when it is to stop. 0: 10 seconds.
	Grace time.Duration

	// Allow lists addresses that may be dialled though they are not public:
	// outbound.allow of the operator's settings.
	Allow []netip.Prefix
	// Secrets sign each delivery by Standard Webhooks; more than one while they
	// are changed. None: deliveries are not signed.
	Secrets []Secret

	// Quick is how many deliveries may be under way at once to receivers that
	// answer within a second, Slow to those that take longer or failed. 0: 256
	// and 2048.
	Quick, Slow int
	// PerHost is how many deliveries may be under way at once to one host and
	// port, half of them to what is slow or failed there. 0: 32.
	PerHost int
	// LogEach is how many deliveries are remembered of an instance, LogInstances
	// of how many instances. 0: 20 and 10,000.
	LogEach, LogInstances int

	// Delivered is told of each delivery. It returns at once. Nil: nobody is.
	Delivered func(id sluice.InstanceID, d sluice.Delivery)

	Resolver *net.Resolver  // nil: the system's
	Roots    *x509.CertPool // whom TLS trusts; nil: whom the system does
	// Dial replaces the network, for tests: what it dials is not guarded. Nil:
	// the real one.
	Dial func(ctx context.Context, network, address string) (net.Conn, error)
}

func (o Options) withDefaults() Options {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Random == nil {
		o.Random = rand.Float64
	}
	if o.Delivered == nil {
		o.Delivered = func(sluice.InstanceID, sluice.Delivery) {}
	}
	for _, d := range []struct {
		value *time.Duration
		usual time.Duration
	}{{&o.Timeout, 180 * time.Second}, {&o.Retry, time.Minute}, {&o.Spread, 10 * time.Second}, {&o.Grace, 10 * time.Second}} {
		if *d.value == 0 {
			*d.value = d.usual
		}
	}
	for _, d := range []struct {
		value *int
		usual int
	}{{&o.Quick, 256}, {&o.Slow, 2048}, {&o.PerHost, 32}, {&o.LogEach, 20}, {&o.LogInstances, 10_000}} {
		if *d.value == 0 {
			*d.value = d.usual
		}
	}
	return o
}

// A Pusher pushes the notifications of all instances. It is made by [New].
type Pusher struct {
	store   Store
	render  Renderer
	opts    Options
	client  *http.Client
	gate    gate
	hosts   *hosts
	journal *journal
	metrics metrics

	streams lanes.Set[*stream]

	// When Run began, by the wall clock and by the monotonic one. Set once,
	// before the first stream.
	woke, began time.Time
}

// New returns a pusher that pushes nothing until [Pusher.Run].
func New(store Store, render Renderer, opts Options) *Pusher {
	opts = opts.withDefaults()
	p := &Pusher{
		store:   store,
		render:  render,
		opts:    opts,
		client:  newClient(opts),
		gate:    newGate(opts.Quick, opts.Slow),
		hosts:   newHosts(opts.PerHost),
		journal: newJournal(opts.LogEach, opts.LogInstances),
	}
	p.streams = lanes.Set[*stream]{
		Store: store, Topic: sluice.TopicNotifications, Grace: opts.Grace,
		Begin: func(id sluice.InstanceID) *stream { return &stream{Pusher: p, id: id} },
		Fault: func(id sluice.InstanceID, faults int, err error) time.Duration {
			opts.Log.Error("webhook: the store failed", "instance", id, "err", err)
			return min(time.Second<<min(faults, 6), time.Minute)
		},
	}
	p.metrics = newMetrics(opts.Metrics, p)
	return p
}

// Run pushes until ctx ends, and returns when every stream has ended. A delivery
// that is under way then is finished and recorded, within the grace, so that a
// clean stop repeats nothing. It may be called once.
func (p *Pusher) Run(ctx context.Context) error {
	defer p.client.CloseIdleConnections()
	p.woke, p.began = p.opts.Now(), time.Now()
	return p.streams.Run(ctx)
}

// Deliveries returns the last deliveries of an instance that this process has
// made, the newest first.
func (p *Pusher) Deliveries(id sluice.InstanceID) []sluice.Delivery { return p.journal.read(id) }
