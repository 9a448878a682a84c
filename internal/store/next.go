package store

import (
	"context"
	"errors"
	"strconv"
	"time"

	"sluice"
)

var errDamaged = errors.New("the stored message is damaged")

// A turn is the message that is to be sent next.
type turn struct {
	row       Row
	aside     *waiting // nil: it is the head
	notBefore time.Time
}

// Next returns the message to send next, with the moment before which it must
// not be tried. ok is false when nothing waits or sending is not allowed now. It
// passes over what is overdue, but for a message in doubt: that one is returned
// so that its fate can be found out, and [Store.Attempt] refuses it.
func (s *Store) Next(ctx context.Context, id sluice.InstanceID) (sluice.Message, bool, error) {
	for {
		var (
			m      sluice.Message
			ok     bool
			unseen *batch // of rows that the engine does not show yet
			l      *lore
		)
		err := s.change(ctx, id, func(d *draft) (err error) {
			l = s.lore(d.i)
			m, ok, err = s.upcoming(ctx, d)
			if i := d.i; !ok && i.sends() && i.out.rows() > 0 && !i.pending.ended() {
				unseen = i.pending
			}
			return err
		})
		if err == nil {
			err = unseen.wait()
		}
		switch {
		case err != nil || !ok && unseen == nil:
			return sluice.Message{}, false, err
		case ok && m.Body != nil:
			l.refer(ctx, &m)
			return m, l.err == nil, l.err
		}
	}
}

// upcoming returns the message of the turn. One that is damaged is put in
// quarantine instead, and has no body.
func (s *Store) upcoming(ctx context.Context, d *draft) (sluice.Message, bool, error) {
	d.i.flying = 0 // who asks has no send under way
	t, ok, err := s.pick(ctx, d)
	if err != nil || !ok {
		return sluice.Message{}, false, err
	}
	m, err := s.fill(d.i, t)
	if errors.Is(err, errDamaged) {
		return sluice.Message{}, true, s.quarantine(ctx, d, t, err)
	}
	if err == nil && !m.Doubt.IsZero() {
		m.Went, err = s.went(ctx, t, m)
	}
	return m, true, err
}

// went returns the chat that the attempts in doubt went to.
func (s *Store) went(ctx context.Context, t turn, m sluice.Message) (sluice.Peer, error) {
	if t.aside != nil && t.aside.Chat < 1<<62 {
		return peerOf(formatChat(t.aside.Chat), ""), nil
	}
	chat, known, err := resolved(ctx, s.engine, m.Instance, m.Chat)
	if err != nil || !known {
		return sluice.Peer{}, err
	}
	return peerOf(chat, ""), nil
}

// sends says whether the instance may send at all.
func (i *instance) sends() bool {
	return i.spoken && i.rec.State == sluice.Authorized && !i.rec.Paused && !i.rec.Held
}

// pick finds the turn under i's mutex. With rows in the queue that the engine
// does not show yet there is none, until i.pending has ended.
func (s *Store) pick(ctx context.Context, d *draft) (turn, bool, error) {
	i := d.i
	if !i.sends() {
		return turn{}, false, nil
	}
	owed := i.out.Overdue
	if err := s.passOverdue(ctx, d); err != nil {
		return turn{}, false, err
	}
	if i.out.Overdue != owed {
		s.due.set(&i.queued, i, false, time.Now())
	}
	if i.out.InFlight != 0 {
		return s.turnOf(ctx, i, i.aside.find(i.out.InFlight))
	}
	due, later := i.aside.next(time.Now(), s.skipped())
	if due != nil {
		return s.turnOf(ctx, i, due)
	}
	if t, ok, err := s.turnOf(ctx, i, nil); ok || err != nil || i.out.rows() > 0 {
		return t, ok, err
	}
	if later != nil {
		return s.turnOf(ctx, i, later)
	}
	return turn{}, false, nil
}

// skipped returns what names the messages set aside that others of their chat
// pass: those that are overdue, and those that wait until they are released.
func (s *Store) skipped() func(*waiting) bool {
	cutoff := s.clock.millis() - lifetime.Milliseconds()
	return func(w *waiting) bool { return w.ID <= cutoff && w.Doubt == 0 || w.Until == forever }
}

// turnOf returns the turn of a message set aside, or with nil of the head.
func (s *Store) turnOf(ctx context.Context, i *instance, w *waiting) (turn, bool, error) {
	if w == nil {
		r, ok, err := s.head(ctx, i)
		return turn{row: r, notBefore: i.notBefore(r.ID, i.headUntil)}, ok, err
	}
	r, ok, err := s.engine.Message(ctx, i.id, w.ID)
	if !ok && err == nil {
		err = errors.New("a message set aside has no row")
	}
	return turn{row: r, aside: w, notBefore: i.notBefore(w.ID, w.due)}, ok, broken(err)
}

// notBefore returns the latest of the message's own wait, the account's and the
// interval. The interval lies between two messages: a repeat does not wait for it
// anew, unless an earlier process made the try before.
func (i *instance) notBefore(message int64, own time.Time) time.Time {
	if i.waitUntil.After(own) {
		own = i.waitUntil
	}
	if i.wire.IsZero() || i.wireOf == message {
		return own
	}
	if paced := i.wire.Add(i.rec.Settings.Interval); paced.After(own) {
		own = paced
	}
	return own
}

// head returns the first row of the range, reading ahead when none is at hand.
func (s *Store) head(ctx context.Context, i *instance) (Row, bool, error) {
	if len(i.ahead.rows) > 0 {
		return i.ahead.rows[0], true, nil
	}
	if i.out.rows() == 0 {
		return Row{}, false, nil
	}
	rows, err := s.engine.Rows(ctx, Query{
		Instance: i.id, Lane: Outgoing, From: i.out.HeadID, Day: DayOf(i.out.HeadID), Limit: aheadRows,
	})
	if err != nil || len(rows) == 0 {
		return Row{}, false, broken(err)
	}
	if s.cached.Load() > s.opts.CacheBytes {
		return rows[0], true, nil
	}
	i.ahead = cache{rows: rows, all: int64(len(rows)) == i.out.rows()}
	for _, r := range rows {
		s.cached.Add(int64(len(r.Body)))
	}
	return rows[0], true, nil
}

// fill returns the message of a turn with what the store knows of it.
func (s *Store) fill(i *instance, t turn) (sluice.Message, error) {
	m, err := decode(i.id, t.row)
	if err != nil {
		return sluice.Message{}, err
	}
	doubt, attempts := i.out.Doubt, i.out.Attempts
	if t.aside != nil {
		doubt, attempts = t.aside.Doubt, int64(t.aside.Attempts)
	}
	if doubt != 0 {
		m.Doubt = s.clock.at(doubt) // how long ago that is does not depend on the wall clock
	}
	m.Attempts, m.NotBefore = int(attempts), t.notBefore
	return m, nil
}

// quarantine takes a message whose row is damaged out of the queue, so that the
// others go on; the row stays as it is.
func (s *Store) quarantine(ctx context.Context, d *draft, t turn, cause error) error {
	i := d.i
	s.damaged(i, t.row.ID, cause)
	if t.aside == nil && t.row.Damaged {
		t.row.N = i.out.HeadN // the row cannot tell
	}
	holes := i.out.Holes > 0
	s.leave(i, t)
	if holes {
		if err := s.recount(ctx, i); err != nil {
			return err
		}
	}
	m := sluice.Message{ID: sluice.MessageIDOf(t.row.ID), Instance: i.id}
	o := sluice.Outcome{Status: sluice.StatusFailed, Description: "The stored message is damaged and cannot be sent"}
	return s.outcome(ctx, d, result{message: m, outcome: o})
}

// damaged tells the operator of a message whose row cannot be read.
func (s *Store) damaged(i *instance, id int64, cause error) {
	s.metrics.damaged.Inc()
	s.log.Error("store: a damaged message is out of the queue", "instance", i.id, "message", id, "err", cause)
}

// recount finds out which ordinal the head has, and how many holes there are
// behind it. A damaged row cannot tell whether it was one; ordinals are dense, so
// the rows that follow do. It reads the whole range, which it has to once.
func (s *Store) recount(ctx context.Context, i *instance) error {
	rows, holes, last := int64(0), int64(0), i.out.HeadN-1
	for from := i.out.HeadID; ; {
		page, err := s.engine.Rows(ctx, Query{
			Instance: i.id, Lane: Outgoing, Day: DayOf(from), From: from, Limit: 500, Holes: true,
		})
		if err != nil {
			return broken(err)
		}
		for _, r := range page {
			rows++
			last++
			if r.Out {
				holes++
			}
			if !r.Damaged {
				last = r.N
			}
		}
		if len(page) < 500 {
			break
		}
		from = page[len(page)-1].ID + 1
	}
	if rows == 0 {
		last = i.out.LastN
		if !i.pending.ended() {
			return nil // what is not shown yet has no holes, and is counted from the head
		}
	}
	i.out.HeadN, i.out.Holes = last-rows+1, holes
	return nil
}

// refer fills in how the network knows the messages that m quotes or forwards.
func (l *lore) refer(ctx context.Context, m *sluice.Message) {
	if m.Quoted != "" {
		m.Quote = l.refTo(ctx, m.Quoted)
	}
	b, ok := m.Body.(sluice.ForwardBody)
	if !ok {
		return
	}
	m.Forwarded = make([]sluice.Ref, len(b.Messages))
	for k, id := range b.Messages {
		m.Forwarded[k] = l.refTo(ctx, id)
	}
}

// refTo returns how the network knows a message; zero when it does not, or does
// no more.
func (l *lore) refTo(ctx context.Context, m sluice.MessageID) sluice.Ref {
	r, ok := l.row(ctx, m.Number())
	if !ok || r.Deleted || r.Status.Deleted {
		return sluice.Ref{}
	}
	return l.ref(ctx, r)
}

func formatChat(n int64) sluice.ChatID { return sluice.ChatID(strconv.FormatInt(n, 10)) }
