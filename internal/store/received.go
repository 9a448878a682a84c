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
	i, err := s.use(ctx, id)
	if err != nil {
		return err
	}
	c := Change{Instance: id}
	var tell topics
	switch e.Kind {
	case sluice.EventMessage:
		tell, err = s.receiveMessage(ctx, i, &c, e)
	case sluice.EventRead:
		tell, err = s.receiveRead(ctx, i, &c, e)
	default:
		tell, err = s.receiveAbout(ctx, i, &c, e)
	}
	if err != nil || c.empty() {
		i.mu.Unlock()
		return err
	}
	return s.commit(i, c, 0, tell)
}

// empty says whether there is nothing to write.
func (c *Change) empty() bool {
	return len(c.Rows)+len(c.Statuses)+len(c.Once)+len(c.Values)+len(c.Numbers) == 0
}

// receiveMessage journals a message that did not come from the queue. An own one
// may be an API send whose answer is under way: it is kept until that is known.
func (s *Store) receiveMessage(ctx context.Context, i *instance, c *Change, e sluice.Event) (topics, error) {
	if s.clock.now().Sub(e.At) > s.opts.Retention {
		return 0, nil
	}
	known, ok, err := s.known(ctx, i, e)
	if err != nil {
		return 0, err
	}
	if ok {
		return s.tellAbsorbed(ctx, i, c, known)
	}
	if e.Outgoing && i.doubtful() {
		return 0, s.keepEcho(i, c, e)
	}
	return s.journal(ctx, i, c, e)
}

// known returns the id of a message of the network that has one. It was stored on
// its day or, being an API send, accepted up to a day before.
func (s *Store) known(ctx context.Context, i *instance, e sluice.Event) (int64, bool, error) {
	since := DayOf(e.At.UnixMilli())
	id, ok, err := s.engine.ByNumber(ctx, i.id, Number{Scope: chatNumber(e.Scope), N: e.Number}, max(since, 3)-3)
	return id, ok, broken(err)
}

// tellAbsorbed tells the client of a message that is offered as new, and that the
// journal had from the network's history before.
func (s *Store) tellAbsorbed(ctx context.Context, i *instance, c *Change, id int64) (topics, error) {
	r, ok, err := s.engine.Message(ctx, i.id, id)
	if err != nil || !ok || r.Lane != Journal || r.Kind != kindAbsorbed {
		return 0, broken(err)
	}
	e, err := event(r)
	if err != nil {
		return 0, nil //nolint:nilerr // damaged: there is nothing to tell
	}
	r.Kind = kindEvent
	c.Rows = append(c.Rows, r)
	return s.tell(ctx, i, c, id, e), nil
}

// doubtful says whether some send has no result yet.
func (i *instance) doubtful() bool {
	if i.out.InFlight != 0 || i.out.Doubt != 0 {
		return true
	}
	for _, w := range i.aside.byID {
		if w.Doubt != 0 && w.Reason != sluice.WaitsHeld {
			return true
		}
	}
	return false
}

// journal gives a message its id and puts its rows and notifications into c.
func (s *Store) journal(ctx context.Context, i *instance, c *Change, e sluice.Event) (topics, error) {
	id, err := s.idFor(ctx, i, c, e.At)
	if err != nil {
		return 0, err
	}
	if e.ReplyTo != 0 && e.Content.Quoted == nil {
		l := s.lore(i)
		e.Content.Quoted = l.replied(ctx, e)
		if l.err != nil {
			return 0, l.err
		}
	}
	row, err := eventRow(id, s.clock.millis(), e)
	if err != nil {
		return 0, err
	}
	c.enter(row, e)
	i.saveOut(c)
	return s.tell(ctx, i, c, id, e), nil
}

// replied returns the message that e answers, if the journal has it.
func (l *lore) replied(ctx context.Context, e sluice.Event) *sluice.Quoted {
	id, ok, err := l.engine.ByNumber(ctx, l.id, Number{Scope: chatNumber(e.Scope), N: e.ReplyTo}, 0)
	if err != nil {
		l.err = broken(err)
	}
	if !ok || err != nil {
		return nil
	}
	return l.quoted(ctx, id)
}

// enter puts a journal row into c, with the ways to find it.
func (c *Change) enter(r Row, e sluice.Event) {
	c.Rows = append(c.Rows, r)
	c.Numbers = append(c.Numbers, Number{Scope: chatNumber(e.Scope), N: e.Number, ID: r.ID})
	if chat := chatNumber(e.Chat.Chat); chat != 0 {
		c.Chats = append(c.Chats, ChatRow{Chat: chat, ID: r.ID})
	}
}

// tell bears the notifications of a message that did not come from the queue.
func (s *Store) tell(ctx context.Context, i *instance, c *Change, id int64, e sluice.Event) topics {
	n := sluice.Notification{
		Type: direction(e), At: e.At, Message: sluice.MessageIDOf(id), Chat: e.Chat, Sender: e.Sender, Content: e.Content,
	}
	born := s.bear(ctx, i, c, n)
	if e.Outgoing {
		born = s.bear(ctx, i, c, sluice.Notification{
			Type: sluice.NotifyStatus, At: e.At, Message: n.Message, Chat: e.Chat, Status: sluice.StatusSent,
		}) || born
	}
	return told(born)
}

func told(born bool) topics {
	if born {
		return tellNotes
	}
	return 0
}

func direction(e sluice.Event) sluice.NotificationType {
	if e.Outgoing {
		return sluice.NotifyOutgoing
	}
	return sluice.NotifyIncoming
}

// idFor returns the id of a message that is met now: the next one, or, when it
// is old, the first free one from its own time on.
func (s *Store) idFor(ctx context.Context, i *instance, c *Change, at time.Time) (int64, error) {
	if s.clock.now().Sub(at) < lateAfter {
		return i.nextID(s.clock.millis(), 1), nil
	}
	return s.lateID(ctx, i, at, func(id int64) bool {
		return slices.ContainsFunc(c.Rows, func(r Row) bool { return r.Lane == Journal && r.ID == id })
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

// numberOf returns where the message that a row was read for stands at the
// network.
func numberOf(r Row) sluice.Ref {
	if r.Lane == Journal {
		e, err := event(r)
		if err != nil {
			return sluice.Ref{}
		}
		return sluice.Ref{Chat: e.Chat.Chat, Number: e.Number}
	}
	if r.Status.Chat == 0 {
		return sluice.Ref{}
	}
	return sluice.Ref{Chat: formatChat(r.Status.Chat), Number: r.Status.Number}
}
