package store

import (
	"context"
	"slices"

	"sluice"
)

// An overlay reads messages as they will be once a change is stored: what a draft has
// numbered and changed counts for all that it goes on to do.
type overlay struct {
	Engine
	c *Change
}

func (s *Store) drafted(d *draft) overlay { return overlay{s.engine, &d.Change} }

// Message is [Engine.Message].
func (o overlay) Message(ctx context.Context, i sluice.InstanceID, id int64) (Row, bool, error) {
	r, ok, err := o.Engine.Message(ctx, i, id)
	if err != nil {
		return Row{}, false, err
	}
	st := r.Status
	st.ID = id
	for _, changed := range o.c.Rows {
		message := changed.Lane == Outgoing || changed.Lane == Journal
		if message && changed.ID <= id && id <= changed.Last() {
			r, ok = changed, true
		}
	}
	for _, changed := range o.c.Statuses {
		if changed.ID == id {
			st = changed
		}
	}
	r.Status = st
	return r, ok, nil
}

// ByNumber is [Engine.ByNumber].
func (o overlay) ByNumber(ctx context.Context, i sluice.InstanceID, n Number, since Day) (int64, bool, error) {
	for _, given := range slices.Backward(o.c.Numbers) {
		if given.Scope == n.Scope && given.N == n.N {
			return given.ID, true, nil
		}
	}
	return o.Engine.ByNumber(ctx, i, n, since)
}

// lore reads as d leaves things.
func (d *draft) lore(s *Store) *lore {
	l := s.lore(d.i)
	l.engine = s.drafted(d)
	return l
}
