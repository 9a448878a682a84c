package store

import (
	"context"
	"errors"
	"time"

	"sluice"
)

// Expiries are spread: at most this many of one instance at a time, and this
// long apart.
const (
	expiryPage  = 50
	expiryPause = time.Second
)

// passOverdue moves the head past the messages whose time is over, in one write.
// They still stand in the list until the walk has told the client of each.
func (s *Store) passOverdue(ctx context.Context, d *draft) error {
	i := d.i
	r, ok, err := s.head(ctx, i)
	if err != nil || !ok || r.Damaged || !s.over(r.At) {
		return err
	}
	if i.out.Doubt != 0 {
		s.makeWay(i, r)
		return s.passOverdue(ctx, d)
	}
	next, ok, err := s.firstInTime(ctx, i)
	if err != nil {
		return err
	}
	from, n := i.out.HeadID, i.out.HeadN
	if i.out.Overdue > 0 {
		from = i.out.OverdueFrom
	}
	if !ok {
		next = Row{ID: i.out.LastID + 1, N: i.out.LastN + 1}
	}
	passed, hurt := next.N-n, false
	if i.out.Holes > 0 {
		if passed, hurt, err = s.between(ctx, i, i.out.HeadID, next.ID); err != nil {
			return err
		}
		i.out.Holes -= next.N - n - passed
	}
	i.out.HeadID, i.out.HeadN = next.ID, next.N
	if hurt {
		if err := s.recount(ctx, i); err != nil {
			return err
		}
	}
	i.out.OverdueFrom, i.out.Overdue = from, i.out.Overdue+passed
	i.out.Attempts, i.out.HeadUntil, i.headUntil = 0, 0, time.Time{}
	s.passAhead(i)
	d.tell |= tellQueue
	return nil
}

// makeWay sets the head aside while its attempt has no result: it is not the
// walk's, and must not hold up those behind it.
func (s *Store) makeWay(i *instance, r Row) {
	t := turn{row: r}
	w := i.asideOf(t, s.chatOf(i, t))
	w.Until, w.due = i.out.HeadUntil, i.headUntil
	flying := i.out.InFlight
	s.setAside(i, t, w)
	i.out.InFlight = flying
}

// firstInTime finds the first message of the range whose time is not over. An id
// is never before its acceptance, so ids alone tell all but a burst's last ones.
func (s *Store) firstInTime(ctx context.Context, i *instance) (Row, bool, error) {
	from := max(i.out.HeadID, s.clock.millis()-lifetime.Milliseconds())
	for {
		rows, err := s.engine.Rows(ctx, Query{
			Instance: i.id, Lane: Outgoing, Day: DayOf(from), From: from, Limit: 500,
		})
		if err != nil {
			return Row{}, false, broken(err)
		}
		for _, r := range rows {
			if !r.Damaged && !s.over(r.At) {
				return r, true, nil
			}
		}
		if len(rows) == 500 {
			from = rows[len(rows)-1].ID + 1
			continue
		}
		if i.pending.ended() {
			return Row{}, false, nil
		}
		r, ok, err := s.behindShown(ctx, i)
		if ok || err != nil {
			return r, ok, err
		}
	}
}

// behindShown returns where the rows begin that the engine does not show yet,
// being of a batch that is under way. They are in time. It is not ok when a row
// in time has come to be shown meanwhile.
func (s *Store) behindShown(ctx context.Context, i *instance) (Row, bool, error) {
	rows, err := s.engine.Rows(ctx, Query{
		Instance: i.id, Lane: Outgoing, Newest: true, Holes: true, Limit: 1,
	})
	if err != nil || len(rows) == 0 || !s.over(rows[0].At) {
		return Row{}, false, broken(err)
	}
	return Row{ID: rows[0].Last() + 1, N: rows[0].N + 1}, true, nil
}

// between counts the rows of a range that are in the queue, and says whether one
// of them is damaged, which may have been a hole.
func (s *Store) between(ctx context.Context, i *instance, from, until int64) (n int64, hurt bool, err error) {
	for {
		rows, err := s.engine.Rows(ctx, Query{
			Instance: i.id, Lane: Outgoing, Day: DayOf(from), From: from, Until: until, Limit: 500,
		})
		if err != nil {
			return 0, false, broken(err)
		}
		n += int64(len(rows))
		for _, r := range rows {
			hurt = hurt || r.Damaged
		}
		if len(rows) < 500 {
			return n, hurt, nil
		}
		from = rows[len(rows)-1].ID + 1
	}
}

// overdueRows returns the rows before the head that are owed their expiry.
func (s *Store) overdueRows(ctx context.Context, id sluice.InstanceID, out Cursor, skip map[int64]bool, limit int) ([]Row, error) {
	var owed []Row
	from := out.OverdueFrom
	for {
		rows, err := s.engine.Rows(ctx, Query{
			Instance: id, Lane: Outgoing, Day: DayOf(from), From: from, Until: out.HeadID, Limit: 500, Statuses: true,
		})
		if err != nil {
			return nil, broken(err)
		}
		for _, r := range rows {
			if r.Status.Status == "" && !skip[r.ID] {
				owed = append(owed, r)
			}
			if len(owed) == limit || int64(len(owed)) == out.Overdue {
				return owed, nil
			}
		}
		if len(rows) < 500 {
			return owed, nil
		}
		from = rows[len(rows)-1].ID + 1
	}
}

// expire ends up to a page of i's messages whose time is over, and says when to
// look again; the zero time: when something comes in. It unlocks i.
func (s *Store) expire(ctx context.Context, i *instance) (again time.Time, err error) {
	err = s.work(ctx, i, func(d *draft) error {
		if err := s.passOverdue(ctx, d); err != nil {
			return err
		}
		if r, ok := i.ahead.first(); ok && r.Damaged && s.over(r.ID) {
			again = time.Now()
			return s.quarantine(ctx, d, turn{row: r}, errDamaged)
		}
		if err := s.expirePage(ctx, d); err != nil {
			return err
		}
		s.metrics.expired.Add(float64(len(d.Statuses)))
		again, err = s.outDue(ctx, i)
		return err
	})
	return again, err
}

// expirePage adds the outcomes of a page of overdue messages.
func (s *Store) expirePage(ctx context.Context, d *draft) error {
	i := d.i
	for _, t := range s.overdueTurns(i) {
		if err := s.expireAside(ctx, d, t); err != nil {
			return err
		}
	}
	left := expiryPage - len(d.Statuses)
	if i.out.Overdue == 0 || left <= 0 {
		return nil
	}
	rows, err := s.overdueRows(ctx, i.id, i.out, newIDSet(i, i.out), left)
	if err != nil {
		return err
	}
	for _, r := range rows {
		m, err := decode(i.id, r)
		if err != nil {
			s.damaged(i, r.ID, err)
		}
		if err := s.outcome(ctx, d, expired(m, sluice.Peer{})); err != nil {
			return err
		}
		i.out.OverdueFrom = r.Last() + 1
		i.out.Overdue--
	}
	if i.out.Overdue == 0 || len(rows) == 0 {
		i.out.Overdue, i.out.OverdueFrom = 0, 0
	}
	return nil
}

// expireAside ends a message that is set aside, in doubt or not.
func (s *Store) expireAside(ctx context.Context, d *draft, t turn) error {
	m, err := s.message(ctx, d.i, t.row.ID)
	if err != nil && !errors.Is(err, errDamaged) {
		return err
	}
	peer := sluice.Peer{}
	if t.aside.Chat < 1<<62 {
		peer.Chat = formatChat(t.aside.Chat)
	}
	s.leave(d.i, t)
	r := expired(m, peer)
	if t.aside.Doubt != 0 {
		r.outcome = sluice.ExpiredInDoubt()
		d.stray(m, t.aside.Chat, t.aside.Account)
	}
	return s.outcome(ctx, d, r)
}

func expired(m sluice.Message, p sluice.Peer) result {
	return result{message: m, peer: p, outcome: sluice.Expired()}
}

// overdueTurns returns up to a page of messages set aside whose time is over. One
// in doubt is the lane's, which can look for it at the network, while it may send;
// one whose send is under way is the lane's whatever the state has become.
func (s *Store) overdueTurns(i *instance) []turn {
	var list []turn
	for _, w := range i.aside.byID {
		if len(list) == expiryPage || !s.over(w.ID) {
			break
		}
		if w.ID != i.flying && (w.Doubt == 0 || w.Reason == sluice.WaitsHeld || !i.sends()) {
			list = append(list, turn{row: Row{Lane: Outgoing, ID: w.ID, Span: 1}, aside: w})
		}
	}
	return list
}

// outDue returns when something of the queue is over next.
func (s *Store) outDue(ctx context.Context, i *instance) (time.Time, error) {
	if i.out.Overdue > 0 {
		return time.Now().Add(expiryPause), nil
	}
	var first int64
	if i.aside.len() > 0 {
		first = i.aside.byID[0].ID
	}
	r, ok, err := s.head(ctx, i)
	if err != nil {
		return time.Time{}, err
	}
	if r.Damaged {
		r.At = r.ID // which is not before its acceptance
	}
	if ok && (first == 0 || r.At < first) {
		first = r.At
	}
	if first == 0 {
		return time.Time{}, nil
	}
	due := s.clock.at(first + lifetime.Milliseconds())
	return later(due, time.Now().Add(expiryPause)), nil
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}
