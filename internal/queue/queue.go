// Package queue sends each instance's messages in order, no faster than its
// interval, across restarts.
//
// An instance that has messages and may send has a lane: one goroutine that
// takes the next message, waits for its turn, sends it and records how that
// ended. All others cost nothing: the store's wake-ups start a lane, and a lane
// that finds nothing to send ends.
//
// Nothing is sent that is not stored, and nothing leaves the queue unrecorded.
// A send is two records: the attempt before the first byte goes out, the result
// after. An attempt without a result is in doubt and is repeated with the same
// Key, which makes the repeat harmless. The attempt is conditional, so a lane
// may hold a copy of a message as long as it likes: what was cleared, edited,
// paused or expired meanwhile is not sent from it.
//
// The package keeps no state of its own that matters. Every wait, every count
// of tries and every doubt comes from the store with the message, so a restart
// neither shortens an interval nor forgets a flood wait. A lane that ends forgets
// one thing: how often a message has failed for no known reason, so that one is
// tried a few more times before it is given up.
package queue

import (
	"context"
	"log/slog"
	"math/rand/v2"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"sluice"
	"sluice/internal/lanes"
)

// A Store keeps the queue. Every method that changes it is one durable commit.
type Store interface {
	// Next returns what is to be sent next, perhaps not before a time. Of what is
	// overdue it returns only what is in doubt, and Attempt says no to that. False:
	// there is nothing, or sending is not allowed.
	Next(ctx context.Context, id sluice.InstanceID) (m sluice.Message, ok bool, err error)
	// Follow sets m aside if earlier messages to p are, and says whether it did.
	Follow(ctx context.Context, m sluice.Message, p sluice.Peer) (bool, error)
	// Attempt records that a send begins. False: it must not, for m is no longer
	// what Next returned, or may not be sent now.
	Attempt(ctx context.Context, id sluice.InstanceID, m sluice.MessageID, revision int) (bool, error)
	// Absent records that m, which was in doubt, is known not to have been sent.
	Absent(ctx context.Context, m sluice.Message) error
	// Postpone keeps m: w says until when, and whether all wait or it is set aside.
	Postpone(ctx context.Context, m sluice.Message, s sluice.Sent, p sluice.Peer, w sluice.Wait) error
	// Finish takes m out of the queue and tells the client.
	Finish(ctx context.Context, m sluice.Message, s sluice.Sent, p sluice.Peer, o sluice.Outcome) error
	// Taken says whether the network's number is known to be another message's
	// than m, which is in doubt.
	Taken(ctx context.Context, m sluice.Message, scope sluice.ChatID, number int64) (bool, error)
	lanes.Store
}

// A Sender reaches the network through the instance's own connection. Its
// errors are *sluice.Error, unless ctx ended.
type Sender interface {
	// Prepare resolves the chat and uploads. It may be repeated and shows nothing
	// to anyone.
	Prepare(ctx context.Context, m sluice.Message) (sluice.Prepared, error)
	// Type shows the typing indicator and returns when its time is over.
	Type(ctx context.Context, id sluice.InstanceID, p sluice.Prepared, t sluice.Typing) error
	// Send makes the one call that may leave the outcome in doubt. Sent.Wire is
	// set, error or not, once a byte may have been written.
	Send(ctx context.Context, id sluice.InstanceID, p sluice.Prepared) (sluice.Sent, error)
	// FindSent looks in m.Chat, a number, for m sent since m.Doubt. p is m as it
	// was prepared, or nil.
	FindSent(ctx context.Context, m sluice.Message, p sluice.Prepared, taken sluice.Taken) (sluice.Sent, sluice.Fate, error)
}

// Options tunes a [Queue]. The zero value is ready to use. The interval is a
// setting of each instance, not an option.
type Options struct {
	Log     *slog.Logger          // nil: none
	Metrics prometheus.Registerer // nil: none
	Random  func() float64        // in [0, 1), spreads repeats; nil: the runtime's

	// Doubt is how long the network is trusted to recognise a repeat. What is in
	// doubt for longer is looked for in the chat first. 0: 10 minutes.
	Doubt time.Duration
	// Timeout bounds one send, should the Sender not do it. 0: 2 minutes.
	Timeout time.Duration
	// Grace is how long [Queue.Run] lets sends under way come to an end when it
	// is to stop. 0: 10 seconds.
	Grace time.Duration
}

func (o Options) withDefaults() Options {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Random == nil {
		o.Random = rand.Float64
	}
	if o.Doubt == 0 {
		o.Doubt = 10 * time.Minute
	}
	if o.Timeout == 0 {
		o.Timeout = 2 * time.Minute
	}
	if o.Grace == 0 {
		o.Grace = 10 * time.Second
	}
	return o
}

// A Queue empties the queues of all instances. It is made by [New].
type Queue struct {
	store   Store
	sender  Sender
	opts    Options
	metrics metrics

	lanes lanes.Set[*lane]
}

// New returns a queue that sends nothing until [Queue.Run].
func New(store Store, sender Sender, opts Options) *Queue {
	q := &Queue{store: store, sender: sender, opts: opts.withDefaults()}
	q.lanes = lanes.Set[*lane]{
		Store: store, Topic: sluice.TopicQueue, Grace: q.opts.Grace,
		Begin: func(id sluice.InstanceID) *lane {
			return &lane{Queue: q, id: id, faults: map[sluice.MessageID]int{}}
		},
		Fault: func(id sluice.InstanceID, faults int, err error) time.Duration {
			q.opts.Log.Error("queue: the store failed", "instance", id, "err", err)
			return q.pause(faults, time.Minute)
		},
	}
	q.metrics = newMetrics(opts.Metrics, q)
	return q
}

// Run sends until ctx ends, and returns when every lane has. A send that is
// under way then is finished and recorded, within the grace, so that a clean
// stop leaves nothing in doubt; the Sender has to work until Run returns. It
// may be called once.
func (q *Queue) Run(ctx context.Context) error { return q.lanes.Run(ctx) }
