package store

import (
	"cmp"
	"context"
	"slices"

	"sluice"
)

// Absorb takes in messages that the network remembers and the journal lacks, and
// returns all of them as the journal knows them, newest first. No client is told
// of them, unless the network offers one as new later on. What is older than the
// journal gets an id and is not kept. An own message is left out while a send is
// in doubt that may be the same.
func (s *Store) Absorb(ctx context.Context, id sluice.InstanceID, events []sluice.Event) ([]sluice.Record, error) {
	events = slices.Clone(events)
	for k := range events {
		events[k].Content = safelyNamed(events[k].Content)
	}
	slices.SortStableFunc(events, func(a, b sluice.Event) int {
		return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.Number, b.Number)) // so ids come out the same each time
	})
	a := absorption{store: s, met: map[Number]met{}}
	err := s.change(ctx, id, func(d *draft) error {
		a.draft, a.lore = d, s.lore(d.i)
		for _, e := range events {
			if e.Kind != sluice.EventMessage {
				continue
			}
			if err := a.take(ctx, e); err != nil {
				return err
			}
		}
		return a.lore.err
	})
	if err != nil {
		return nil, err
	}
	slices.SortFunc(a.list, func(x, y sluice.Record) int { return int(y.ID.Number() - x.ID.Number()) })
	return a.list, nil
}

// An absorption takes in messages under i's mutex.
type absorption struct {
	store *Store
	draft *draft
	lore  *lore
	met   map[Number]met // that are in draft, or in list alone
	list  []sluice.Record
}

type met struct {
	id     int64
	author sluice.ChatID
	sluice.Content
}

// take adds one message to the list, and to the journal if it belongs there.
func (a *absorption) take(ctx context.Context, e sluice.Event) error {
	number := Number{Scope: a.draft.i.rec.scope(e.Scope), N: e.Number}
	if _, twice := a.met[number]; twice {
		return nil
	}
	id, known, err := a.store.engine.ByNumber(ctx, a.draft.i.id, number, 0)
	if err != nil {
		return broken(err)
	}
	if known {
		a.met[number] = met{id, e.Sender.Chat, e.Content}
		r, ok := a.lore.row(ctx, id)
		if ok {
			a.list = append(a.list, a.lore.record(ctx, r, id, a.store.status(a.draft.i, r)))
		} else {
			a.list = append(a.list, recordOf(sluice.Record{ID: sluice.MessageIDOf(id)}, e))
		}
		return nil
	}
	age := a.store.clock.now().Sub(e.At)
	if e.Outgoing && len(a.draft.i.doubts()) > 0 && age < 2*lifetime {
		return nil
	}
	if e.Outgoing {
		if ours, err := a.store.recognize(ctx, a.draft, e); ours || err != nil {
			return err
		}
	}
	a.quote(ctx, &e)
	if id, err = a.store.lateID(ctx, a.draft.i, e.At, a.taken); err != nil {
		return err
	}
	a.met[number] = met{id, e.Sender.Chat, e.Content}
	a.list = append(a.list, recordOf(sluice.Record{ID: sluice.MessageIDOf(id)}, e))
	if age > a.store.opts.Retention {
		return nil
	}
	row, err := eventRow(id, a.store.clock.millis(), e)
	if err != nil {
		return err
	}
	row.Kind = kindAbsorbed
	a.draft.enter(row, e)
	return nil
}

// quote fills in the message that e answers, which may be one just taken.
func (a *absorption) quote(ctx context.Context, e *sluice.Event) {
	if e.ReplyTo == 0 || e.Content.Quoted != nil {
		return
	}
	if m, ok := a.met[Number{Scope: a.draft.i.rec.scope(e.Scope), N: e.ReplyTo}]; ok {
		e.Content.Quoted = &sluice.Quoted{
			ID: sluice.MessageIDOf(m.id), Participant: m.author, Type: m.Type, Text: m.Text, File: m.File,
		}
		return
	}
	e.Content.Quoted = a.lore.replied(ctx, *e)
}

func (a *absorption) taken(id int64) bool {
	for _, m := range a.met {
		if m.id == id {
			return true
		}
	}
	return false
}
