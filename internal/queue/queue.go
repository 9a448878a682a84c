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
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"sluice"
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
	// Postpone keeps m: w says until when, and whether all wait or it is set aside.
	Postpone(ctx context.Context, m sluice.Message, s sluice.Sent, p sluice.Peer, w sluice.Wait) error
	// Finish takes m out of the queue and tells the client.
	Finish(ctx context.Context, m sluice.Message, s sluice.Sent, p sluice.Peer, o sluice.Outcome) error
	// Watch returns a channel that the next change of the instance closes; 0 is
	// any instance. To miss nothing: take it, look, and then wait.
	Watch(id sluice.InstanceID, t sluice.Topic) <-chan struct{}
	// Woken returns the instances that changed since the last call. The channel
	// of each was closed before it is listed here.
	Woken(t sluice.Topic) []sluice.InstanceID
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
	// FindSent looks in the chat for m sent since m.Doubt. Zero: it is not there,
	// or it cannot be told from others.
	FindSent(ctx context.Context, m sluice.Message, p sluice.Prepared) (sluice.Sent, error)
}

// Options tunes a [Queue]. The zero value is ready to use. The interval is a
// setting of each instance, not an option.
type Options struct {
	Now     func() time.Time      // the wall clock; nil: time.Now
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
	if o.Now == nil {
		o.Now = time.Now
	}
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

	mu      sync.Mutex
	lanes   map[sluice.InstanceID]struct{} // those that run; guarded by mu
	running sync.WaitGroup                 // one for each lane
}

// New returns a queue that sends nothing until [Queue.Run].
func New(store Store, sender Sender, opts Options) *Queue {
	return &Queue{
		store:   store,
		sender:  sender,
		opts:    opts.withDefaults(),
		metrics: newMetrics(opts.Metrics),
		lanes:   map[sluice.InstanceID]struct{}{},
	}
}

// Run sends until ctx ends, and returns when every lane has. A send that is
// under way then is finished and recorded, within the grace, so that a clean
// stop leaves nothing in doubt; the Sender has to work until Run returns. It
// may be called once.
func (q *Queue) Run(ctx context.Context) error {
	work, cancel := context.WithCancel(context.WithoutCancel(ctx))
	defer cancel()
	for ctx.Err() == nil {
		changed := q.store.Watch(0, sluice.TopicQueue)
		for _, id := range q.store.Woken(sluice.TopicQueue) {
			q.start(ctx, work, id)
		}
		select {
		case <-changed:
		case <-ctx.Done():
		}
	}
	grace := time.AfterFunc(q.opts.Grace, cancel)
	defer grace.Stop()
	q.running.Wait()
	return nil
}

// start starts a lane unless the instance has one. A wake that meets a running
// lane needs nothing more: the lane's own channel was closed before, and the
// lane does not end before it has looked at that.
func (q *Queue) start(ctx, work context.Context, id sluice.InstanceID) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if _, ok := q.lanes[id]; ok {
		return
	}
	q.lanes[id] = struct{}{}
	q.metrics.lanes.Inc()
	l := &lane{Queue: q, id: id, faults: map[sluice.MessageID]int{}}
	q.running.Go(func() { l.drain(ctx, work) })
}

// end ends the instance's lane unless wake was closed since it was taken, and
// says whether it did.
func (q *Queue) end(id sluice.InstanceID, wake <-chan struct{}) bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	select {
	case <-wake:
		return false
	default:
	}
	delete(q.lanes, id)
	q.metrics.lanes.Dec()
	return true
}
