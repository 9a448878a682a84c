package store

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"time"

	"sluice"
)

// lateAfter is how old a message must be when it is first met to get an id of
// its own time instead of now.
const lateAfter = 5 * time.Minute

// kindEvent is the kind of a journal row: an [sluice.Event] as JSON.
const kindEvent = 1

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
	known, err := s.known(ctx, i, e)
	if known || err != nil {
		return 0, err
	}
	if e.Outgoing && i.doubtful() {
		return 0, s.keepEcho(i, c, e)
	}
	return s.journal(ctx, i, c, e)
}

// known says whether a message of the network has a row. It was stored on its
// day or, being an API send, accepted up to a day before.
func (s *Store) known(ctx context.Context, i *instance, e sluice.Event) (bool, error) {
	since := DayOf(e.At.UnixMilli())
	_, ok, err := s.engine.ByNumber(ctx, i.id, Number{Scope: chatNumber(e.Scope), N: e.Number}, max(since, 3)-3)
	return ok, broken(err)
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
		scope := chatNumber(e.Scope)
		about, ok, err := s.engine.ByNumber(ctx, i.id, Number{Scope: scope, N: e.ReplyTo}, 0)
		if err != nil {
			return 0, broken(err)
		}
		if ok {
			e.Content.Quoted = s.quoted(ctx, i.id, about)
		}
	}
	row, err := eventRow(id, s.clock.millis(), e)
	if err != nil {
		return 0, err
	}
	c.Rows = append(c.Rows, row)
	c.Chats = append(c.Chats, ChatRow{Chat: chatNumber(e.Chat.Chat), ID: id})
	c.Numbers = append(c.Numbers, Number{Scope: chatNumber(e.Scope), N: e.Number, ID: id})
	i.saveOut(c)
	n := sluice.Notification{
		Type: direction(e), At: e.At, Message: sluice.MessageIDOf(id), Chat: e.Chat, Sender: e.Sender, Content: e.Content,
	}
	born := s.bear(ctx, i, c, n)
	if e.Outgoing {
		born = s.bear(ctx, i, c, sluice.Notification{
			Type: sluice.NotifyStatus, At: e.At, Message: n.Message, Chat: e.Chat, Status: sluice.StatusSent,
		}) || born
	}
	return told(born), nil
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
	for id := at.Unix() * 1000; ; id++ {
		if id > i.out.LastID {
			return i.nextID(s.clock.millis(), 1), nil
		}
		taken := false
		for _, r := range c.Rows {
			taken = taken || r.Lane == Journal && r.ID == id
		}
		if taken {
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

// numberOf returns where a row stands at the network; 0: not known.
func numberOf(r Row) (sluice.ChatID, int64) {
	if r.Lane == Journal {
		e, err := event(r)
		if err != nil {
			return "", 0
		}
		return e.Chat.Chat, e.Number
	}
	if r.Status.Chat == 0 {
		return "", 0
	}
	return formatChat(r.Status.Chat), r.Status.Number
}

// receiveAbout records a reaction, an edit or a deletion: an event about a
// message. One about a message that was never seen is dropped, but for an edit,
// whose text is a message by itself.
func (s *Store) receiveAbout(ctx context.Context, i *instance, c *Change, e sluice.Event) (topics, error) {
	once := OnceRow{Key: eventKey(e)}
	once.ID = e.At.UnixMilli() // its day, the same for each repeat
	_, seen, err := s.onceRow(ctx, i.id, DayOf(once.ID), once.Key)
	if seen || err != nil {
		return 0, err
	}
	about, r, ok, err := s.about(ctx, i, c, e)
	if err != nil || !ok {
		return 0, err
	}
	c.Once = append(c.Once, once)
	if changed, ok := s.amended(r, e); ok {
		c.Rows = append(c.Rows, changed)
	}
	n := sluice.Notification{Type: direction(e), At: e.At, Chat: e.Chat, Sender: e.Sender, Content: e.Content}
	n.Content.Concerns = sluice.MessageIDOf(about)
	if n.Chat.Chat == "" {
		n.Chat, n.Sender, n.Type = whereabouts(r, i.rec.Account)
	}
	switch e.Kind {
	case sluice.EventEdited:
		n.Content.Type = sluice.ContentEdited
	case sluice.EventDeleted:
		n.Content.Type = sluice.ContentDeleted
	case sluice.EventReaction:
		n.Content.Type = sluice.ContentReaction
	}
	if !i.rec.Settings.Wants(n) {
		return 0, nil
	}
	n.Message = sluice.MessageIDOf(i.nextID(s.clock.millis(), 1))
	i.saveOut(c)
	return told(s.bear(ctx, i, c, n)), nil
}

// about finds the message that e is about.
func (s *Store) about(ctx context.Context, i *instance, c *Change, e sluice.Event) (int64, Row, bool, error) {
	number := Number{Scope: chatNumber(e.Scope), N: e.Number}
	id, ok, err := s.engine.ByNumber(ctx, i.id, number, 0)
	if err != nil {
		return 0, Row{}, false, broken(err)
	}
	if !ok {
		return s.adopt(ctx, i, c, e)
	}
	r, _, err := s.engine.Message(ctx, i.id, id)
	return id, r, true, broken(err)
}

// adopt journals a message that is first met by its edit.
func (s *Store) adopt(ctx context.Context, i *instance, c *Change, e sluice.Event) (int64, Row, bool, error) {
	if e.Kind != sluice.EventEdited || e.Chat.Chat == "" {
		return 0, Row{}, false, nil
	}
	id, err := s.idFor(ctx, i, c, e.At)
	if err != nil {
		return 0, Row{}, false, err
	}
	e.Kind, e.Content.Type = sluice.EventMessage, sluice.ContentText
	r, err := eventRow(id, s.clock.millis(), e)
	if err != nil {
		return 0, Row{}, false, err
	}
	r.Edited = true
	c.Rows = append(c.Rows, r)
	c.Chats = append(c.Chats, ChatRow{Chat: chatNumber(e.Chat.Chat), ID: id})
	c.Numbers = append(c.Numbers, Number{Scope: chatNumber(e.Scope), N: e.Number, ID: id})
	i.saveOut(c)
	return id, Row{}, true, nil
}

// amended returns the row as it is after an edit or a deletion.
func (s *Store) amended(r Row, e sluice.Event) (Row, bool) {
	if r.ID == 0 || r.Damaged {
		return r, false
	}
	switch e.Kind {
	case sluice.EventDeleted:
		r.Deleted = true
		return r, true
	case sluice.EventEdited:
		return reworded(r, e.Content.Text)
	}
	return r, false
}

// reworded returns a row with another text.
func reworded(r Row, text sluice.Text) (Row, bool) {
	r.Edited = true
	if r.Lane == Journal {
		e, err := event(r)
		if err != nil {
			return r, false
		}
		e.Content.Text = text
		r.Body, err = json.Marshal(e)
		return r, err == nil
	}
	m, err := decode(0, r)
	if err != nil {
		return r, false
	}
	b, ok := m.Body.(sluice.TextBody)
	if !ok {
		return r, false
	}
	b.Text, m.Body = text, b
	r.Body, err = m.MarshalRequest()
	return r, err == nil
}

// whereabouts returns the chat, sender and direction of a stored message, for an
// event that names none of them.
func whereabouts(r Row, own sluice.Account) (chat, sender sluice.Peer, t sluice.NotificationType) {
	if e, err := event(r); r.Lane == Journal && err == nil {
		return e.Chat, e.Sender, direction(e)
	}
	return sluice.Peer{Chat: formatChat(r.Status.Chat), Type: r.Status.Type}, self(own), sluice.NotifyOutgoing
}

// eventKey returns what names an event that is no message, apart from every
// Idempotency-Key.
func eventKey(e sluice.Event) [16]byte {
	key := e.Key
	if key == "" {
		key = fmt.Sprint(e.Kind, e.Scope, e.Number, e.At.UnixNano(), e.Content.Text)
	}
	sum := sha256.Sum256([]byte("event\x00" + key))
	return [16]byte(sum[:16])
}
