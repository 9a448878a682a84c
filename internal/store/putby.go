package store

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"sluice"
)

// While a send is in doubt, what the network shows may be about that very message,
// whose number nobody knows yet. Own messages are put by then, and so is what is
// told about a message without an id: edits, deletions and reactions. What has been
// read is recorded at once, and put by for those that get their number later. All
// of it is played, in its order, as soon as it is known whose the numbers are.

// echoName is the value that keeps what is put by. Its first release kept own
// messages alone.
const echoName = "echoes"

// Of own messages, and of what is told about messages, so many are put by.
const (
	mostEchoes = 64
	mostAbout  = 256
)

func (s *Store) readEchoes(ctx context.Context, id sluice.InstanceID) ([]sluice.Event, error) {
	data, ok, err := s.engine.Value(ctx, id, echoName)
	if err != nil || !ok {
		return nil, broken(err)
	}
	var list []sluice.Event
	if err := s.open(id, echoName, data, &list); err != nil {
		return nil, broken(fmt.Errorf("decode what was put by: %w", err))
	}
	return list, nil
}

// storeEchoes adds what is put by, if that has changed.
func (s *Store) storeEchoes(d *draft) error {
	if !d.echoes {
		return nil
	}
	v := Value{Name: echoName}
	if len(d.i.echoes) > 0 {
		data, err := json.Marshal(d.i.echoes)
		if err != nil {
			return broken(fmt.Errorf("encode what is put by: %w", err))
		}
		v.Data = s.sealed(d.i.id, echoName, data)
	}
	d.Values = append(d.Values, v)
	return nil
}

// mayConcern says whether e, which is about a message that has no id, may be about
// a send in doubt or an own message that is put by.
func (s *Store) mayConcern(ctx context.Context, i *instance, e sluice.Event) (bool, error) {
	if e.Kind == sluice.EventEdited && !e.Outgoing { // the message is somebody else's
		return false, nil
	}
	if i.shows(e) {
		return true, nil
	}
	return s.mayHaveGone(ctx, i, e.Chat)
}

// shows says whether e is about an own message that is put by.
func (i *instance) shows(e sluice.Event) bool {
	return slices.ContainsFunc(i.echoes, func(o sluice.Event) bool { return isMessage(o) && concerns(e, o) })
}

// concerns says whether e is about the own message o.
func concerns(e, o sluice.Event) bool {
	if e.Kind == sluice.EventRead {
		return e.Chat.Chat == o.Chat.Chat && o.Number <= e.Number
	}
	return e.Scope == o.Scope && e.Number == o.Number
}

func isMessage(e sluice.Event) bool { return e.Kind == sluice.EventMessage }

// keepAbout puts by what is told about a message. When there is too much, the first
// that is about no message put by is taken as it is without a doubt. If there is
// none, one is lost: the first reaction, or the first of all.
func (s *Store) keepAbout(ctx context.Context, d *draft, e sluice.Event) error {
	i := d.i
	if !d.outdo(e) {
		return nil
	}
	d.putBy(e)
	if len(i.echoes)-i.messagesPutBy() <= mostAbout {
		return nil
	}
	if k := slices.IndexFunc(i.echoes, func(o sluice.Event) bool { return !isMessage(o) && !i.shows(o) }); k >= 0 {
		o := i.echoes[k]
		d.dropEcho(k)
		if o.Kind == sluice.EventRead { // it was recorded when it came
			return nil
		}
		return s.tellAbout(ctx, d, o)
	}
	s.log.Warn("store: too much is told about messages in doubt, some of it is lost", "instance", i.id)
	k := slices.IndexFunc(i.echoes, func(o sluice.Event) bool { return o.Kind == sluice.EventReaction })
	if k < 0 {
		k = slices.IndexFunc(i.echoes, func(o sluice.Event) bool { return !isMessage(o) })
	}
	d.dropEcho(k)
	return nil
}

// outdo says whether e adds to what is put by. Of what a chat has read the furthest
// is enough.
func (d *draft) outdo(e sluice.Event) bool {
	for k, o := range d.i.echoes {
		switch {
		case o.Kind != e.Kind:
		case e.Kind != sluice.EventRead && eventKey(o) == eventKey(e):
			return false
		case e.Kind == sluice.EventRead && o.Chat.Chat == e.Chat.Chat:
			if o.Number >= e.Number {
				return false
			}
			d.dropEcho(k)
			return true
		}
	}
	return true
}

// messagesPutBy counts the own messages among what is put by.
func (i *instance) messagesPutBy() (n int) {
	for _, e := range i.echoes {
		if isMessage(e) {
			n++
		}
	}
	return n
}

// putBy and dropEcho change what is put by. What was told about an own message before
// it comes behind it.
func (d *draft) putBy(e sluice.Event) {
	before := func(o sluice.Event) bool { return isMessage(e) && !isMessage(o) && concerns(o, e) }
	var list, about []sluice.Event
	for _, o := range d.i.echoes {
		if before(o) {
			about = append(about, o)
		} else {
			list = append(list, o)
		}
	}
	d.i.echoes, d.echoes = slices.Concat(list, []sluice.Event{e}, about), true
}

func (d *draft) dropEcho(k int) {
	d.i.echoes, d.echoes = slices.Delete(slices.Clone(d.i.echoes), k, k+1), true
}

// settleEchoes plays what was put by: all of it when no send is in doubt any more,
// however that has ended, and else what is about the messages that d has numbered.
func (s *Store) settleEchoes(ctx context.Context, d *draft) error {
	list := d.i.echoes
	open := len(d.i.doubts()) > 0
	if len(list) == 0 || open && len(d.Numbers) == 0 {
		return nil
	}
	d.i.echoes = nil
	p := playback{store: s, draft: d, open: open}
	for _, e := range list {
		if err := p.play(ctx, e); err != nil {
			return err
		}
	}
	d.i.echoes = p.stay
	d.echoes = d.echoes || len(p.stay) < len(list)
	return nil
}

// A playback plays what was put by into a draft.
type playback struct {
	store *Store
	draft *draft
	open  bool           // a send is in doubt still
	reads []sluice.Event // up to now: they count for all messages, whenever these come
	stay  []sluice.Event
}

func (p *playback) play(ctx context.Context, e sluice.Event) error {
	d := p.draft
	if e.Kind == sluice.EventRead {
		p.reads = append(p.reads, e)
		if p.open {
			p.stay = append(p.stay, e)
		}
		return p.mark(ctx, d.Numbers, e)
	}
	if _, known := d.numbered(e); p.open && !known {
		p.stay = append(p.stay, e)
		return nil
	}
	if !isMessage(e) {
		return p.store.tellAbout(ctx, d, e)
	}
	before := len(d.Numbers)
	if err := p.store.tellOwn(ctx, d, e); err != nil {
		return err
	}
	return p.mark(ctx, d.Numbers[before:], p.reads...)
}

// mark records of messages that have just got their number that they were read.
func (p *playback) mark(ctx context.Context, numbers []Number, reads ...sluice.Event) error {
	for _, e := range reads {
		scope := p.draft.i.rec.scope(e.Scope)
		for _, n := range numbers {
			if n.Scope != scope || n.N <= 0 || n.N > e.Number {
				continue
			}
			if err := p.store.markNumbered(ctx, p.draft, n, e); err != nil {
				return err
			}
		}
	}
	return nil
}

// markNumbered records that a message of the chat was read, if it is one of the
// account's own.
func (s *Store) markNumbered(ctx context.Context, d *draft, n Number, e sluice.Event) error {
	r, ok, err := s.drafted(d).Message(ctx, d.i.id, n.ID)
	if err != nil || !ok {
		return broken(err)
	}
	at, _, _ := standsAt(r)
	_, api, own := outgoing(r)
	if !own || r.Status.Status == sluice.StatusRead || at.Chat != e.Chat.Chat {
		return nil
	}
	return s.markRead(ctx, d, r, e, api)
}

// numbered returns the id that d gives the message that e is, or is about.
func (d *draft) numbered(e sluice.Event) (int64, bool) {
	scope := d.i.rec.scope(e.Scope)
	for _, n := range slices.Backward(d.Numbers) {
		if n.Scope == scope && n.N == e.Number {
			return n.ID, true
		}
	}
	return 0, false
}

// tellOwn takes an own message that was put by as it is taken without a doubt.
func (s *Store) tellOwn(ctx context.Context, d *draft, e sluice.Event) error {
	id, known, err := s.known(ctx, d, e)
	if err != nil {
		return err
	}
	if known {
		return s.tellAbsorbed(ctx, d, id)
	}
	return s.explain(ctx, d, e)
}
