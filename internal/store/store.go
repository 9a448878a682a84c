// Package store owns what the gateway must not lose: the instances, their
// outgoing messages and notifications, what is known of messages at the network.
//
// A [Store] gives every number. A message is written once, under an id that is
// also its row's key, and is never moved: the queue is a [Cursor] over rows that
// are the journal as well, so finishing, clearing and expiring are each one
// small write, whatever waits. What waits for its chat is kept aside by a row of
// its own while the cursor moves on.
//
// Every method that changes something is one [Change], durable when the method
// returns: the change is computed under the instance's mutex and appended to the
// batch that a committer flushes next, together with whatever came in meanwhile.
// Enqueue is the one method that does not wait for the change before it, so a
// queue fills as fast as the disk allows; all others of one instance take turns,
// and what they read is durable. Watchers are woken after the flush.
//
// An [Engine] encodes changes and makes them durable. When it fails, nothing is
// acknowledged any more and [Store.Run] returns the fault: the process is to
// end, and recovers when it starts.
package store

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"sluice"
)

// Options tunes a [Store]. The zero value works, with secrets that are sealed by
// a key of zeros.
type Options struct {
	Now     func() time.Time      // the wall clock; nil: time.Now
	Log     *slog.Logger          // nil: none
	Secret  [32]byte              // seals tokens, sessions and accounts at rest
	Before  *[32]byte             // the secret before, when its change was broken off: New ends that
	Metrics prometheus.Registerer // nil: none

	QueueLimit      int           // messages an instance may have waiting; 0: 1,000,000
	Retention       time.Duration // of messages; 0: 30 days
	NumberRetention time.Duration // of statuses and network numbers; 0: 90 days
	ExpiredSilently bool          // the client is not told of expiries
	HoldOnOther     bool          // all that waits is held when another account logs in; what is in doubt is in any case
	CacheBytes      int64         // of messages read ahead, for all instances; 0: 64 MiB

	// Born is told of each notification that waits for a client from now on,
	// before it is durable and under a lock: it returns at once and calls nothing
	// of the store. Nil: nobody is.
	Born func(id sluice.InstanceID, receipt int64, n sluice.Notification)
}

const day = 24 * time.Hour

func (o Options) withDefaults() Options {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Metrics == nil {
		o.Metrics = prometheus.NewRegistry()
	}
	if o.QueueLimit == 0 {
		o.QueueLimit = 1_000_000
	}
	if o.Retention == 0 {
		o.Retention = 30 * day
	}
	if o.NumberRetention == 0 {
		o.NumberRetention = 90 * day
	}
	if o.CacheBytes == 0 {
		o.CacheBytes = 64 << 20
	}
	return o
}

const textUnavailable = "Service Unavailable"

var errStopped = errors.New("the store has stopped")

// A Store keeps all instances of one process over one [Engine].
type Store struct {
	engine    Engine
	opts      Options
	log       *slog.Logger
	clock     *clock
	keys      atomic.Pointer[keys]
	rotating  sync.Mutex // held while the secret is changed
	deployed  sync.Mutex // held while a value of the deployment is
	metrics   *metrics
	committer *committer
	watchers  watchers
	started   time.Time // with a monotonic reading
	cached    atomic.Int64
	due       *agenda

	mu        sync.RWMutex // guards the rest
	instances map[sluice.InstanceID]*instance
	next      sluice.InstanceID // no number below it, from the first on, is free
}

// New reads the instances of an engine and begins to commit. Queues are read
// when they are first asked for. After New the engine belongs to the store.
func New(ctx context.Context, e Engine, o Options) (*Store, error) {
	o = o.withDefaults()
	s := &Store{
		engine: e, opts: o, log: o.Log, metrics: newMetrics(o.Metrics), due: newAgenda(),
		started: time.Now(), instances: map[sluice.InstanceID]*instance{}, next: sluice.FirstInstance,
	}
	if err := s.unlock(o.Secret, o.Before); err != nil {
		return nil, err
	}
	s.clock = newClock(o.Now, s.stepped)
	s.committer = newCommitter(e, s.watchers.tell, s.metrics)
	for stored, err := range e.Instances(ctx) {
		if err != nil {
			return nil, fmt.Errorf("read instances: %w", err)
		}
		if err := s.restore(stored); err != nil {
			return nil, err
		}
	}
	if err := s.holdRestored(ctx); err != nil {
		return nil, fmt.Errorf("hold what was restored: %w", err)
	}
	go s.committer.run(context.WithoutCancel(ctx))
	if o.Before != nil {
		if _, err := s.reseal(ctx); err != nil {
			s.committer.close()
			return nil, fmt.Errorf("end the change of the secret: %w", err)
		}
	}
	return s, nil
}

// restore takes an instance over as it was stored.
func (s *Store) restore(stored Stored) error {
	var r record
	if err := s.open(stored.ID, recordName, stored.Record, &r); err != nil {
		return fmt.Errorf("instance %d: %w", stored.ID, err)
	}
	s.instances[stored.ID] = &instance{id: stored.ID, rec: r}
	return nil
}

// Close commits what is under way and closes the engine. No method may be called
// afterwards.
func (s *Store) Close() error {
	s.committer.close()
	return s.engine.Close()
}

// stepped tells the operator that the wall clock jumped.
func (s *Store) stepped(by time.Duration) {
	s.metrics.clockSteps.Inc()
	s.log.Error("store: the wall clock jumped; counting goes on from where it stood", "took", by)
}

// find returns an instance that exists.
func (s *Store) find(id sluice.InstanceID) (*instance, error) {
	s.mu.RLock()
	i := s.instances[id]
	s.mu.RUnlock()
	if i == nil {
		return nil, notFound()
	}
	return i, nil
}

func notFound() error { return &sluice.Error{Code: sluice.NotFound, Text: "Instance not found"} }

func deleted() error { return &sluice.Error{Code: sluice.Deleted, Text: "Instance is deleted"} }
