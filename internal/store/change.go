package store

import (
	"context"

	"sluice"
)

// Edit gives a message in the queue another body; it keeps its place. False: it
// is not in the queue, or its send is under way.
func (s *Store) Edit(ctx context.Context, id sluice.InstanceID, m sluice.MessageID, b sluice.Body) (bool, error) {
	i, r, ok, err := s.waits(ctx, id, m)
	if err != nil || !ok {
		return false, err
	}
	message, err := decode(id, r)
	if err != nil {
		i.mu.Unlock()
		return false, broken(err)
	}
	message.Body = b
	if r.Body, err = message.MarshalRequest(); err != nil {
		i.mu.Unlock()
		return false, broken(err)
	}
	r.Kind = uint8(b.Kind())
	r.Revision++
	s.dropAhead(i)
	i.ahead.all = false
	err = s.commit(i, Change{Instance: id, Rows: []Row{r}}, len(r.Body), tellQueue)
	return err == nil, err
}

// TakeOut takes one message out of the queue, wherever it stands. False: it is
// not in the queue, or its send is under way.
func (s *Store) TakeOut(ctx context.Context, id sluice.InstanceID, m sluice.MessageID) (bool, error) {
	i, r, ok, err := s.waits(ctx, id, m)
	if err != nil || !ok {
		return false, err
	}
	c := Change{Instance: id}
	switch {
	case i.aside.find(r.ID) != nil:
		i.aside.remove(r.ID)
		c.NotAside = []int64{r.ID}
	case r.ID >= i.out.HeadID:
		r.Out = true
		c.Rows = []Row{r}
		i.out.Holes++
		s.dropAhead(i)
		i.ahead.all = i.out.rows() == 0
	default:
		r.Out = true
		c.Rows = []Row{r}
		i.out.Overdue--
	}
	i.saveOut(&c)
	err = s.commit(i, c, len(r.Body), tellQueue)
	return err == nil, err
}

// waits returns the row of a message that may still be changed. With ok the
// instance is locked, and the caller unlocks it.
func (s *Store) waits(ctx context.Context, id sluice.InstanceID, m sluice.MessageID) (*instance, Row, bool, error) {
	for {
		i, err := s.use(ctx, id)
		if err != nil {
			return nil, Row{}, false, err
		}
		r, ok, err := s.engine.Message(ctx, id, m.Number())
		if err == nil && !ok && !i.pending.ended() {
			b := i.pending
			i.mu.Unlock()
			if err := b.wait(); err != nil {
				return nil, Row{}, false, err
			}
			continue
		}
		if err != nil || !ok || r.Lane != Outgoing || r.ID == i.out.InFlight || s.status(i, r) != sluice.StatusPending {
			i.mu.Unlock()
			return nil, Row{}, false, broken(err)
		}
		return i, r, true, nil
	}
}

// status returns how far an outgoing message got, under i's mutex.
func (s *Store) status(i *instance, r Row) sluice.Status {
	return standing(r, &i.out, i.aside.find(r.ID) != nil)
}
