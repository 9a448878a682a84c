package store

import (
	"context"
	"errors"
	"time"

	"sluice"
)

// expiredDescription tells the client why a message was not sent.
const expiredDescription = "Message expired: it stayed in the queue for 24 hours and was not sent"

// Expiries are spread: at most this many of one instance at a time, and this
// long apart.
const (
	expiryPage  = 50
	expiryPause = time.Second
)

// passOverdue moves the head past the messages whose time is over, in one write.
// They still stand in the list until the walk has told the client of each. It
// says whether there were any.
func (s *Store) passOverdue(ctx context.Context, i *instance) (bool, error) {
	r, ok, err := s.head(ctx, i)
	if err != nil || !ok || r.Damaged || !s.over(r.At) {
		return false, err
	}
	if i.out.Doubt != 0 {
		s.makeWay(i, r)
		return s.passOverdue(ctx, i)
	}
	next, ok, err := s.firstInTime(ctx, i)
	if err != nil {
		return false, err
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
			return false, err
		}
		i.out.Holes -= next.N - n - passed
	}
	i.out.HeadID, i.out.HeadN = next.ID, next.N
	if hurt {
		if err := s.recount(ctx, i); err != nil {
			return false, err
		}
	}
	i.out.OverdueFrom, i.out.Overdue = from, i.out.Overdue+passed
	i.out.Attempts, i.out.HeadUntil, i.headUntil = 0, 0, time.Time{}
	s.passAhead(i)
	c := Change{Instance: i.id}
	i.saveOut(&c)
	s.add(i, c, 0, tellQueue)
	return true, nil
}

// makeWay sets the head aside while its attempt has no result: it is not the
// walk's, and must not hold up those behind it.
func (s *Store) makeWay(i *instance, r Row) {
	t := turn{row: r}
	w := s.asideOf(i, t, s.chatOf(i, t))
	w.Until, w.due = i.out.HeadUntil, i.headUntil
	flying := i.out.InFlight
	c := Change{Instance: i.id}
	s.setAside(i, &c, t, w)
	i.out.InFlight = flying
	i.saveOut(&c)
	s.add(i, c, 0, 0)
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
func (s *Store) expire(ctx context.Context, i *instance) (time.Time, error) {
	if _, err := s.passOverdue(ctx, i); err != nil {
		i.mu.Unlock()
		return time.Time{}, err
	}
	if r, ok := i.ahead.first(); ok && r.Damaged && s.over(r.ID) {
		return time.Now(), s.quarantine(ctx, i, turn{row: r}, errDamaged)
	}
	c := Change{Instance: i.id}
	tell, err := s.expirePage(ctx, i, &c)
	if err != nil {
		i.mu.Unlock()
		return time.Time{}, err
	}
	again, err := s.outDue(ctx, i)
	if err != nil || len(c.Statuses) == 0 {
		i.mu.Unlock()
		return again, err
	}
	s.metrics.expired.Add(float64(len(c.Statuses)))
	i.saveOut(&c)
	return again, s.commit(i, c, 0, tell)
}

// expirePage puts the outcomes of a page of overdue messages into c.
func (s *Store) expirePage(ctx context.Context, i *instance, c *Change) (topics, error) {
	var tell topics
	for _, t := range s.overdueTurns(i) {
		m, err := s.message(ctx, i, t.row.ID)
		if err != nil && !errors.Is(err, errDamaged) {
			return 0, err
		}
		peer := sluice.Peer{}
		if t.aside != nil && t.aside.Chat < 1<<62 {
			peer.Chat = formatChat(t.aside.Chat)
		}
		s.leave(i, c, t)
		tell |= s.outcome(ctx, i, c, expired(m, peer))
	}
	left := expiryPage - len(c.Statuses)
	if i.out.Overdue == 0 || left <= 0 {
		return tell, nil
	}
	rows, err := s.overdueRows(ctx, i.id, i.out, newIDSet(i, i.out), left)
	if err != nil {
		return 0, err
	}
	for _, r := range rows {
		m, err := decode(i.id, r)
		if err != nil {
			s.metrics.damaged.Inc()
			s.log.Error("store: a damaged message is out of the queue", "instance", i.id, "message", r.ID, "err", err)
		}
		tell |= s.outcome(ctx, i, c, expired(m, sluice.Peer{}))
		i.out.OverdueFrom = r.Last() + 1
		i.out.Overdue--
	}
	if i.out.Overdue == 0 || len(rows) == 0 {
		i.out.Overdue, i.out.OverdueFrom = 0, 0
	}
	return tell, nil
}

func expired(m sluice.Message, p sluice.Peer) result {
	return result{message: m, peer: p, outcome: sluice.Outcome{
		Status: sluice.StatusExpired, Description: expiredDescription,
	}}
}

// overdueTurns returns up to a page of messages set aside whose time is over. One
// in doubt is the lane's, which can look for it at the network, while it may send.
func (s *Store) overdueTurns(i *instance) []turn {
	var list []turn
	for _, w := range i.aside.byID {
		if len(list) == expiryPage || !s.over(w.ID) {
			break
		}
		if w.Doubt == 0 || w.Reason == sluice.WaitsHeld || !i.sends() {
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
