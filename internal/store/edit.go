package store

import (
	"context"

	"sluice"
)

// Edit gives a message in the queue another body; it keeps its place. False: it
// is not in the queue, or its send is under way or in doubt.
func (s *Store) Edit(ctx context.Context, id sluice.InstanceID, m sluice.MessageID, b sluice.Body) (bool, error) {
	return s.amendQueued(ctx, id, m, func(d *draft, r Row) (bool, error) {
		if w := d.i.aside.find(r.ID); w != nil && w.Doubt != 0 {
			return false, nil // the network may have it, and its repeat must be the same
		}
		message, err := decode(id, r)
		if err != nil {
			return false, broken(err)
		}
		message.Body = b
		if r.Body, err = message.MarshalRequest(); err != nil {
			return false, broken(err)
		}
		r.Kind = uint8(b.Kind())
		r.Revision++
		s.dropAhead(d.i)
		d.i.ahead.all = false
		d.Rows = append(d.Rows, r)
		return true, nil
	})
}

// errPartOfForward is told where one message of several that are forwarded together
// is to leave the queue: they have one place in it and go out by one call.
var errPartOfForward = &sluice.Error{
	Code: sluice.Invalid, Text: "A message of a forward cannot be taken out of the queue alone; cancel the forward in the console or clear the queue",
}

// TakeOut takes one message out of the queue, wherever it stands. False: it is
// not in the queue, or its send is under way. Invalid: others are forwarded with
// it, and TakeOutAll takes out all of them.
func (s *Store) TakeOut(ctx context.Context, id sluice.InstanceID, m sluice.MessageID) (bool, error) {
	return s.amendQueued(ctx, id, m, func(d *draft, r Row) (bool, error) {
		if r.Span > 1 {
			return false, errPartOfForward
		}
		s.takeOut(d, r)
		return true, nil
	})
}

// takeOut takes a message that waits out of the queue.
func (s *Store) takeOut(d *draft, r Row) {
	i := d.i
	w := i.aside.find(r.ID)
	switch {
	case w != nil:
		if m, err := decode(i.id, r); err == nil && w.Doubt != 0 {
			d.stray(m, w.Chat, w.Account)
		}
		i.aside.remove(r.ID)
	case r.ID >= i.out.HeadID:
		i.out.Holes++
		s.dropAhead(i)
	default:
		i.out.Overdue--
	}
	r.Out = true
	d.Rows = append(d.Rows, r)
}

// amendQueued changes a message that waits; false: it does not, or its send is
// under way.
func (s *Store) amendQueued(
	ctx context.Context, id sluice.InstanceID, m sluice.MessageID, f func(*draft, Row) (bool, error),
) (done bool, err error) {
	for {
		var unseen *batch // that the message may be in
		err := s.change(ctx, id, func(d *draft) error {
			i := d.i
			r, ok, err := s.engine.Message(ctx, id, m.Number())
			if err != nil {
				return broken(err)
			}
			if !ok && !i.pending.ended() {
				unseen = i.pending
			}
			if !ok || r.Lane != Outgoing || r.ID == i.out.InFlight || s.status(i, r) != sluice.StatusPending {
				return nil
			}
			d.tell |= tellQueue
			done, err = f(d, r)
			return err
		})
		if err == nil {
			err = unseen.wait()
		}
		if err != nil || unseen == nil {
			return done && err == nil, err
		}
	}
}

// status returns how far an outgoing message got, under i's mutex.
func (s *Store) status(i *instance, r Row) sluice.Status {
	return standing(r, &i.out, i.aside.find(r.ID) != nil)
}
