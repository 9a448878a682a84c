package store

import (
	"context"
	"encoding/json"
	"fmt"
	"sync"
	"time"

	"sluice"
)

// An instance is what the store keeps in memory of one.
type instance struct {
	id sluice.InstanceID

	mu     sync.Mutex // guards the rest; never held over a flush
	rec    record
	spoken bool // the session has told the state in this process
	loaded bool // the fields below are read

	out   Cursor // lane 0, with all that is appended to a batch
	note  Cursor // lane 1
	lastD Day    // of the last notification
	aside asideSet
	ahead cache

	waitUntil time.Time // the cursor's times, with monotonic readings
	headUntil time.Time
	wire      time.Time // when a request was last written; zero: never
	wireOf    int64     // the message that it was of; 0: of an earlier process
	tried     int64     // the message last attempted by this process

	echoes []sluice.Event // own messages seen while an attempt was in doubt

	pending *batch // the last one with a change of this instance
	changed *batch // the last one with a change that was no enqueue
	once    map[[16]byte]onceEntry
	queued  agendaItem // when something of lane 0 may expire
	noted   agendaItem // and of lane 1
}

// settle locks i when all its changes but enqueues are durable, so what the
// engine then tells of it is up to date, and so is what i tells.
func (s *Store) settle(i *instance) {
	for {
		i.mu.Lock()
		b := i.changed
		if b.ended() {
			i.changed = nil
			return
		}
		i.mu.Unlock()
		<-b.done
	}
}

// use settles an instance that exists and whose queues are read. The caller
// unlocks it.
func (s *Store) use(ctx context.Context, id sluice.InstanceID) (*instance, error) {
	i, err := s.find(id)
	if err != nil {
		return nil, err
	}
	s.settle(i)
	if err := s.ready(ctx, i); err != nil {
		i.mu.Unlock()
		return nil, err
	}
	return i, nil
}

// ready makes sure, under i's mutex, that i may be used.
func (s *Store) ready(ctx context.Context, i *instance) error {
	if !i.rec.Deleted.IsZero() {
		return deleted()
	}
	if err := s.committer.failure(); err != nil {
		return &sluice.Error{Code: sluice.Unavailable, Text: textUnavailable, Err: err}
	}
	if i.loaded {
		return nil
	}
	return s.load(ctx, i)
}

// load reads where the queues of i stand. Numbers go on behind the larger of
// what the cursors say and what the last rows show.
func (s *Store) load(ctx context.Context, i *instance) error {
	st, err := s.engine.Recover(ctx, i.id)
	if err != nil {
		return broken(fmt.Errorf("recover an instance: %w", err))
	}
	i.out, i.note = st.Out, st.Notify
	tail, noted := st.Tails[Outgoing], st.Tails[Notifications]
	i.out.LastN = max(i.out.LastN, tail.N)
	i.out.LastID = max(i.out.LastID, tail.Last(), st.Tails[Journal].Last())
	i.note.LastN = max(i.note.LastN, noted.N)
	i.lastD = max(i.note.HeadDay, noted.Day)
	if i.out.rows() == 0 {
		i.out.empty()
	}
	if i.note.rows() == 0 {
		i.note.empty()
	}
	i.ahead = cache{all: i.out.rows() == 0}
	i.aside = newAsideSet(st.Aside, s.clock)
	i.waitUntil, i.headUntil = s.clock.at(i.out.WaitUntil), s.clock.at(i.out.HeadUntil)
	if i.out.InFlight != 0 {
		s.log.Info("store: attempt in doubt", "instance", i.id, "message", i.out.InFlight, "attempt", i.out.Attempts)
	}
	i.wire = s.lastWire(i)
	if i.echoes, err = s.readEchoes(ctx, i.id); err != nil {
		return err
	}
	i.loaded = true
	s.arm(i)
	return nil
}

// lastWire returns when a request was last written, as far as is known after a
// start. It is never in the future; of an attempt in doubt it is not known, so
// the interval counts from the start of this process.
func (s *Store) lastWire(i *instance) time.Time {
	wire, now := s.clock.at(i.out.LastWire), time.Now()
	if wire.After(now) {
		wire = now
	}
	if i.out.InFlight != 0 && s.started.After(wire) {
		wire = s.started
		i.out.LastWire = s.clock.millisOf(wire) // it counts even if that attempt is given up
	}
	return wire
}

// add appends a change that is no enqueue. The caller holds i's mutex, unlocks
// it and waits for the batch.
func (s *Store) add(i *instance, c Change, size int, tell topics) *batch {
	b := s.committer.add(c, size+changeOverhead, tell)
	i.pending, i.changed = b, b
	return b
}

// changeOverhead is about what a change takes in a batch besides its bodies.
const changeOverhead = 256

// commit appends a change, unlocks i and waits until it is durable.
func (s *Store) commit(i *instance, c Change, size int, tell topics) error {
	b := s.add(i, c, size, tell)
	i.mu.Unlock()
	return b.wait()
}

// saveOut puts lane 0's cursor into c.
func (i *instance) saveOut(c *Change) {
	i.out.Aside = int64(i.aside.len())
	out := i.out
	c.Out = &out
}

// saveNote puts lane 1's cursor into c.
func (i *instance) saveNote(c *Change) {
	note := i.note
	c.Notify = &note
}

// nextID gives out span ids, strictly behind all before. now is the wall time in
// milliseconds.
func (i *instance) nextID(now int64, span int) int64 {
	id := max(now, i.out.LastID+1)
	i.out.LastID = id + int64(max(span, 1)) - 1
	return id
}

// bear puts a notification into c if the client wants it, and says so.
func (s *Store) bear(ctx context.Context, i *instance, c *Change, n sluice.Notification) bool {
	if !i.rec.Settings.Wants(n) {
		return false
	}
	if n.WID == "" {
		n.WID = i.rec.Account.WID()
	}
	return s.deliver(ctx, i, c, n)
}

// deliver puts a notification into c as the last one that waits.
func (s *Store) deliver(ctx context.Context, i *instance, c *Change, n sluice.Notification) bool {
	n.Born = s.clock.now()
	body, err := json.Marshal(n)
	if err != nil {
		s.log.Error("store: a notification cannot be encoded", "instance", i.id, "err", err)
		return false
	}
	now := n.Born.UnixMilli()
	if i.note.rows() == 0 {
		i.note.empty()
	}
	number := s.nextReceipt(ctx, i)
	i.lastD = max(i.lastD, DayOf(now))
	if i.note.rows() == 1 {
		i.note.HeadDay = i.lastD
	}
	c.Rows = append(c.Rows, Row{Lane: Notifications, Day: i.lastD, ID: number, N: number, At: now, Body: body})
	s.armNote(i, now)
	return true
}
