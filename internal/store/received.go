package store

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"sluice"
)

// lateAfter is how old a message must be when it is first met to get an id of
// its own time instead of now.
const lateAfter = 5 * time.Minute

// The kinds of a journal row: an [sluice.Event] as JSON.
const (
	kindEvent    = 1
	kindAbsorbed = 2 // the client was never told of it
)

// Receive records what the network tells, with the notification that comes of
// it, in one commit. What was recorded before is dropped, so the driver may offer
// an event as often as it likes.
func (s *Store) Receive(ctx context.Context, id sluice.InstanceID, e sluice.Event) error {
	e.Content = safelyNamed(e.Content)
	return s.change(ctx, id, func(d *draft) error {
		switch e.Kind {
		case sluice.EventMessage:
			return s.receiveMessage(ctx, d, e)
		case sluice.EventRead:
			return s.receiveRead(ctx, d, e)
		}
		return s.receiveAbout(ctx, d, e)
	})
}

// safelyNamed returns content whose files have names and nothing else: clients
// save a file under the name that they are told, and its sender may have chosen a
// path, or signs that make an extension read as another one. A file without a name
// keeps none, and one without an extension gets none.
func safelyNamed(c sluice.Content) sluice.Content {
	c.File = named(c.File)
	if c.Quoted != nil {
		q := *c.Quoted
		q.File = named(q.File)
		c.Quoted = &q
	}
	return c
}

func named(f *sluice.File) *sluice.File {
	if f == nil || f.Name == "" {
		return f
	}
	safe := *f
	safe.Name = sluice.FileName(f.Name, "")
	return &safe
}

// receiveMessage journals a message that did not come from the queue. An own one
// may be an API send whose answer is under way: it is kept until that is known.
func (s *Store) receiveMessage(ctx context.Context, d *draft, e sluice.Event) error {
	if s.clock.now().Sub(e.At) > s.opts.Retention {
		return nil
	}
	known, ok, err := s.known(ctx, d, e)
	if err != nil {
		return err
	}
	if ok {
		return s.tellAbsorbed(ctx, d, known)
	}
	if !e.Outgoing {
		return s.journal(ctx, d, e)
	}
	if ours, err := s.mayEcho(ctx, d.i, e); err != nil {
		return err
	} else if ours {
		return s.keepEcho(ctx, d, e)
	}
	return s.explain(ctx, d, e)
}

// known returns the id of a message of the network that has one. It was stored on
// its day or, being an API send, accepted up to a day before.
func (s *Store) known(ctx context.Context, d *draft, e sluice.Event) (int64, bool, error) {
	since := DayOf(e.At.UnixMilli())
	id, ok, err := s.drafted(d).ByNumber(ctx, d.i.id, d.i.rec.number(e), max(since, 3)-3)
	return id, ok, broken(err)
}

// tellAbsorbed tells the client of a message that is offered as new, and that the
// journal had from the network's history before.
func (s *Store) tellAbsorbed(ctx context.Context, d *draft, id int64) error {
	r, ok, err := s.drafted(d).Message(ctx, d.i.id, id)
	if err != nil || !ok || r.Lane != Journal || r.Kind != kindAbsorbed {
		return broken(err)
	}
	e, err := event(r)
	if err != nil {
		return nil //nolint:nilerr // damaged: there is nothing to tell
	}
	r.Kind = kindEvent
	d.Rows = append(d.Rows, r)
	return s.tell(ctx, d, id, e)
}

// journal gives a message its id, and adds its rows and notifications.
func (s *Store) journal(ctx context.Context, d *draft, e sluice.Event) error {
	id, err := s.idFor(ctx, d, e.At)
	if err != nil {
		return err
	}
	if e.ReplyTo != 0 && e.Content.Quoted == nil {
		l := d.lore(s)
		e.Content.Quoted = l.replied(ctx, e)
		if l.err != nil {
			return l.err
		}
	}
	row, err := eventRow(id, s.clock.millis(), e)
	if err != nil {
		return err
	}
	d.enter(row, e)
	return s.tell(ctx, d, id, e)
}

// replied returns the message that e answers, if the journal has it.
func (l *lore) replied(ctx context.Context, e sluice.Event) *sluice.Quoted {
	id, ok, err := l.engine.ByNumber(ctx, l.id, Number{Scope: l.rec.scope(e.Scope), N: e.ReplyTo}, 0)
	if err != nil {
		l.err = broken(err)
	}
	if !ok || err != nil {
		return nil
	}
	return l.quoted(ctx, id)
}

// enter adds a journal row, with the ways to find it.
func (d *draft) enter(r Row, e sluice.Event) {
	d.Rows = append(d.Rows, r)
	d.Numbers = append(d.Numbers, Number{Scope: d.i.rec.scope(e.Scope), N: e.Number, ID: r.ID})
	if chat := chatNumber(e.Chat.Chat); chat != 0 {
		d.Chats = append(d.Chats, ChatRow{Chat: chat, ID: r.ID})
	}
}

// tell bears the notifications of a message that did not come from the queue.
func (s *Store) tell(ctx context.Context, d *draft, id int64, e sluice.Event) error {
	n := sluice.Notification{
		Type: direction(e), At: e.At, Message: sluice.MessageIDOf(id), Chat: e.Chat, Sender: e.Sender, Content: e.Content,
	}
	if err := s.bear(ctx, d, n); err != nil || !e.Outgoing {
		return err
	}
	return s.bear(ctx, d, sluice.Notification{
		Type: sluice.NotifyStatus, At: e.At, Message: n.Message, Chat: e.Chat, Status: sluice.StatusSent,
	})
}

func direction(e sluice.Event) sluice.NotificationType {
	if e.Outgoing {
		return sluice.NotifyOutgoing
	}
	return sluice.NotifyIncoming
}

// idFor returns the id of a message that is met now: the next one, or, when it
// is old, the first free one from its own time on.
func (s *Store) idFor(ctx context.Context, d *draft, at time.Time) (int64, error) {
	if s.clock.now().Sub(at) < lateAfter {
		return d.i.nextID(s.clock.millis(), 1), nil
	}
	return s.lateID(ctx, d.i, at, func(id int64) bool {
		return slices.ContainsFunc(d.Rows, func(r Row) bool { return r.Lane == Journal && r.ID == id })
	})
}

// lateID returns the first free id from a message's own time on.
func (s *Store) lateID(ctx context.Context, i *instance, at time.Time, taken func(int64) bool) (int64, error) {
	for id := at.Unix() * 1000; ; id++ {
		if id > i.out.LastID {
			return i.nextID(s.clock.millis(), 1), nil
		}
		if taken(id) {
			continue
		}
		_, ok, err := s.engine.Message(ctx, i.id, id)
		if err != nil {
			return 0, broken(err)
		}
		if !ok {
			return id, nil
		}
	}
}

// eventRow returns the journal row of an event.
func eventRow(id, now int64, e sluice.Event) (Row, error) {
	body, err := json.Marshal(e)
	if err != nil {
		return Row{}, broken(fmt.Errorf("encode an event: %w", err))
	}
	return Row{Lane: Journal, Day: DayOf(id), ID: id, Kind: kindEvent, Span: 1, At: now, Body: body}, nil
}

// event decodes a journal row.
func event(r Row) (sluice.Event, error) {
	var e sluice.Event
	if r.Damaged {
		return e, errDamaged
	}
	err := json.Unmarshal(r.Body, &e)
	return e, err
}
