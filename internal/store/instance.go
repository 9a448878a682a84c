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

	out    Cursor // lane 0, with all that is appended to a batch
	note   Cursor // lane 1
	lastD  Day    // of the last notification
	aside  asideSet
	ahead  cache
	eldest eldest

	waitUntil time.Time // the cursor's times, with monotonic readings
	headUntil time.Time
	wire      time.Time // when a request was last written; zero: never
	wireOf    int64     // the message that it was of; 0: of an earlier process
	tried     int64     // the message last attempted by this process
	flying    int64     // the one whose send is under way
	goes      bound     // the message that was last found a chat for

	echoes []sluice.Event // what the network showed while an attempt was in doubt: see settleEchoes

	pending *batch // the last one with a change of this instance
	changed *batch // the last one with a change that was no enqueue
	once    map[[16]byte]onceEntry
	queued  agendaItem // when something of lane 0 may expire
	noted   agendaItem // and of lane 1
}

// settle locks i when all its changes but enqueues are durable, so what the
// engine then tells of it is up to date, and so is what i tells. Before its
// queues are read, enqueues are waited for as well.
func (s *Store) settle(i *instance) {
	for {
		i.mu.Lock()
		b := i.changed
		if !i.loaded {
			b = i.pending
		}
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
	if i.out.InFlight != 0 && i.out.InFlight != i.tried {
		s.log.Info("store: attempt in doubt", "instance", i.id, "message", i.out.InFlight, "attempt", i.out.Attempts)
	}
	s.recallWire(i)
	if i.echoes, err = s.readEchoes(ctx, i.id); err != nil {
		return err
	}
	i.loaded = true
	s.arm(i)
	return nil
}

// unload forgets where the queues of i stand, so that they are read when they
// are next asked for. What it knows of the network it keeps: a request that was
// written stays written.
func (s *Store) unload(i *instance) {
	s.dropAhead(i)
	i.out, i.note, i.aside, i.echoes, i.once = Cursor{}, Cursor{}, asideSet{}, nil, nil
	i.loaded = false
}

// recallWire finds out when a send last ended that wrote, as far as is known. It is
// never in the future; of an attempt by an earlier process it is not known, so the
// interval counts from the start of this one.
func (s *Store) recallWire(i *instance) {
	wire, now := s.clock.at(i.out.LastWire), time.Now()
	if wire.After(now) {
		wire = now
	}
	later, of := i.wire, i.wireOf
	if i.out.InFlight != 0 && i.out.InFlight != i.tried && s.started.After(later) {
		later, of = s.started, 0
	}
	if !later.After(wire) {
		i.wire, i.wireOf = wire, 0
		return
	}
	i.wire, i.wireOf = later, of
	i.out.LastWire = s.clock.millisOf(later) // it counts even if that attempt is given up
}

// add appends a change that is no enqueue. The caller holds i's mutex, unlocks
// it and waits for the batch.
func (s *Store) add(i *instance, c Change, tell topics) *batch {
	b := s.committer.add(c, c.size(), tell)
	i.pending, i.changed = b, b
	return b
}

// nextID gives out span ids, strictly behind all before. now is the wall time in
// milliseconds.
func (i *instance) nextID(now int64, span int) int64 {
	id := max(now, i.out.LastID+1)
	i.out.LastID = id + int64(max(span, 1)) - 1
	return id
}

// bear adds a notification if the client wants it.
func (s *Store) bear(ctx context.Context, d *draft, n sluice.Notification) error {
	if !d.i.rec.Settings.Wants(n) {
		return nil
	}
	if n.WID == "" {
		n.WID = d.i.rec.Account.WID()
	}
	return s.deliver(ctx, d, n)
}

// deliver adds a notification as the last one that waits.
func (s *Store) deliver(ctx context.Context, d *draft, n sluice.Notification) error {
	i := d.i
	n.Born = s.clock.now()
	body, err := json.Marshal(n)
	if err != nil {
		return broken(fmt.Errorf("encode a notification: %w", err))
	}
	now := n.Born.UnixMilli()
	if i.note.rows() == 0 {
		i.note.empty()
	}
	number, err := s.nextReceipt(ctx, i)
	if err != nil {
		return err
	}
	i.lastD = max(i.lastD, DayOf(now))
	if i.note.rows() == 1 {
		i.note.HeadDay = i.lastD
	}
	d.Rows = append(d.Rows, Row{Lane: Notifications, Day: i.lastD, ID: number, N: number, At: now, Body: body})
	d.tell |= tellNotes
	s.armNote(i, now)
	if s.opts.Born != nil {
		d.born = append(d.born, sluice.Pending{Receipt: receiptOf(number), Born: n.Born, Notification: n})
	}
	return nil
}
