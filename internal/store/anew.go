package store

import (
	"context"
	"crypto/rand"
	"fmt"

	"sluice"
)

// SendAnew accepts once more what a message asked for that was not sent, and marks
// that one with the id of the new one, which it returns: one commit, so that it is
// never done twice. It fails with NotFound when the journal has no such message,
// with Conflict when it cannot be sent anew, or was already, and as Enqueue does
// when there is no room.
func (s *Store) SendAnew(ctx context.Context, id sluice.InstanceID, m sluice.MessageID) (anew sluice.Message, err error) {
	err = s.change(ctx, id, func(d *draft) error {
		r, err := s.unsent(ctx, d.i, m)
		if err != nil {
			return err
		}
		if err := s.accepts(ctx, d.i); err != nil {
			return err
		}
		next := Row{Lane: Outgoing, Kind: r.Kind, Span: r.Span, Body: r.Body}
		_, _ = rand.Read(next.Key[:]) // never fails
		s.lineUp(d.i, &next)
		if anew, err = decode(id, next); err != nil {
			return broken(err)
		}
		d.Rows, d.tell = append(d.Rows, next), d.tell|tellQueue
		return s.markAnew(ctx, d, r, next.ID)
	})
	return anew, err
}

// unsent returns the row of a message that can be sent anew. A forward is, as a
// whole, by its first id.
func (s *Store) unsent(ctx context.Context, i *instance, m sluice.MessageID) (Row, error) {
	r, ok, err := s.engine.Message(ctx, i.id, m.Number())
	switch {
	case err != nil:
		return r, broken(err)
	case !ok:
		return r, &sluice.Error{Code: sluice.NotFound, Text: "the journal has no message " + string(m)}
	case r.Lane != Outgoing, r.Damaged, r.ID != m.Number(), !s.status(i, r).Unsent():
		return r, &sluice.Error{Code: sluice.Conflict, Text: fmt.Sprintf("message %s cannot be sent anew", m)}
	case r.Status.SentAs != 0:
		return r, &sluice.Error{Code: sluice.Conflict, Text: fmt.Sprintf("message %s was sent anew as %d", m, r.Status.SentAs)}
	}
	return r, nil
}

// markAnew adds as what each message of a row was sent anew.
func (s *Store) markAnew(ctx context.Context, d *draft, r Row, first int64) error {
	for id := r.ID; id <= r.Last(); id++ {
		part, _, err := s.engine.Message(ctx, d.i.id, id)
		if err != nil {
			return broken(err)
		}
		st := part.Status
		st.ID, st.SentAs = id, first+id-r.ID
		d.Statuses = append(d.Statuses, st)
	}
	return nil
}
