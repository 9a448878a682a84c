package store

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"

	"sluice"
)

// MarkEdited records that a message has another text since the API changed it at
// the network, and tells the client. The network's own word of it, which may come
// before, then changes nothing. False: the journal does not have the message.
func (s *Store) MarkEdited(ctx context.Context, id sluice.InstanceID, m sluice.MessageID, t sluice.Text) (bool, error) {
	return s.mark(ctx, id, m, sluice.Event{Kind: sluice.EventEdited, Content: sluice.Content{Text: t}})
}

// MarkDeleted records that a message is gone since the API deleted it at the
// network, and tells the client, as MarkEdited does.
func (s *Store) MarkDeleted(ctx context.Context, id sluice.InstanceID, m sluice.MessageID) (bool, error) {
	return s.mark(ctx, id, m, sluice.Event{Kind: sluice.EventDeleted})
}

func (s *Store) mark(ctx context.Context, id sluice.InstanceID, m sluice.MessageID, e sluice.Event) (bool, error) {
	found := false
	err := s.change(ctx, id, func(d *draft) error {
		r, ok, err := s.engine.Message(ctx, id, m.Number())
		if err != nil || !ok || r.Damaged {
			return broken(err)
		}
		found = true
		e.At, e.Outgoing = s.clock.now(), true
		return s.amend(ctx, d, about{r, m.Number()}, e)
	})
	return found && err == nil, err
}

// receiveAbout records a reaction, an edit or a deletion: an event about a
// message. One about a message that was never seen is dropped, but for an edit,
// whose text is a message by itself, and but for one that may be about a send in
// doubt.
func (s *Store) receiveAbout(ctx context.Context, d *draft, e sluice.Event) error {
	once := onceOf(e)
	_, seen, err := s.onceRow(ctx, d.i.id, DayOf(once.ID), once.Key)
	if seen || err != nil {
		return err
	}
	if _, known, err := s.engine.ByNumber(ctx, d.i.id, d.i.rec.number(e), 0); err != nil {
		return broken(err)
	} else if !known {
		if ours, err := s.mayConcern(ctx, d.i, e); err != nil {
			return err
		} else if ours {
			return s.keepAbout(ctx, d, e)
		}
	}
	return s.tellAbout(ctx, d, e)
}

// tellAbout records it whatever is in doubt.
func (s *Store) tellAbout(ctx context.Context, d *draft, e sluice.Event) error {
	a, ok, err := s.about(ctx, d, e)
	if err != nil || !ok {
		return err
	}
	d.Once = append(d.Once, onceOf(e))
	return s.amend(ctx, d, a, e)
}

// An about is the message that an event is about.
type about struct {
	row Row // with the status of id; ID 0: it is new, or older than the journal
	id  int64
}

// about finds the message that e is about.
func (s *Store) about(ctx context.Context, d *draft, e sluice.Event) (about, bool, error) {
	drafted := s.drafted(d)
	id, ok, err := drafted.ByNumber(ctx, d.i.id, d.i.rec.number(e), 0)
	if err != nil {
		return about{}, false, broken(err)
	}
	if !ok {
		return s.adopt(ctx, d, e)
	}
	r, ok, err := drafted.Message(ctx, d.i.id, id)
	return about{r, id}, ok || e.Kind != sluice.EventDeleted, broken(err)
}

// adopt journals a message that is first met by its edit.
func (s *Store) adopt(ctx context.Context, d *draft, e sluice.Event) (about, bool, error) {
	if e.Kind != sluice.EventEdited || e.Chat.Chat == "" {
		return about{}, false, nil
	}
	id, err := s.idFor(ctx, d, e.At)
	if err != nil {
		return about{}, false, err
	}
	e.Kind = sluice.EventMessage
	if e.Content.Type == "" || e.Content.Type == sluice.ContentEdited {
		e.Content.Type = typeOfText(e.Content.Text)
	}
	r, err := eventRow(id, s.clock.millis(), e)
	if err != nil {
		return about{}, false, err
	}
	r.Edited = true
	d.enter(r, e)
	return about{id: id}, true, nil
}

// amend adds what an event changes of a message, and what the client is told of
// it. Nothing is told twice: the API and the network both may say that one of the
// account's own messages was changed.
func (s *Store) amend(ctx context.Context, d *draft, a about, e sluice.Event) error {
	changed := a.change(&d.Change, e)
	if !changed && a.ours() {
		return nil
	}
	i := d.i
	n := sluice.Notification{Type: direction(e), At: e.At, Chat: e.Chat, Sender: e.Sender, Content: e.Content}
	n.Content.Concerns = sluice.MessageIDOf(a.id)
	switch e.Kind {
	case sluice.EventReaction:
		n.Content.Type = sluice.ContentReaction
		n.Content.Quoted = &sluice.Quoted{ID: n.Content.Concerns, Participant: s.lore(i).author(a.row)}
	case sluice.EventEdited:
		n.Content.Type = sluice.ContentEdited
		a.place(&n, i.rec.Account, false)
	case sluice.EventDeleted:
		n.Content.Type = sluice.ContentDeleted
		a.place(&n, i.rec.Account, true)
	}
	if !i.rec.Settings.Wants(n) {
		return nil
	}
	n.Message = sluice.MessageIDOf(i.nextID(s.clock.millis(), 1))
	return s.bear(ctx, d, n)
}

// ours says whether the account itself sent the message.
func (a about) ours() bool {
	if a.row.ID == 0 {
		return false
	}
	if a.row.Lane == Outgoing {
		return true
	}
	e, err := event(a.row)
	return err == nil && e.Outgoing
}

// place fills in the origin of a stored message: a change of it counts as one of
// an API message if it was one, whoever made the change. A deletion does not say
// who wrote the message, and often not even where.
func (a about) place(n *sluice.Notification, own sluice.Account, all bool) {
	if a.row.ID == 0 {
		return
	}
	if a.row.Lane == Outgoing {
		n.Type, n.ByAPI = sluice.NotifyAPI, true
		if n.Chat.Chat == "" {
			n.Chat = a.row.Status.peer()
		}
		if all || n.Sender.Chat == "" {
			n.Sender = self(own)
		}
		return
	}
	e, err := event(a.row)
	if err != nil || !all && n.Chat.Chat != "" {
		return
	}
	n.Chat, n.Sender, n.Type = e.Chat, e.Sender, direction(e)
}

// change puts the message into c as it is after an edit or a deletion, and says
// whether it is another than before.
func (a about) change(c *Change, e sluice.Event) bool {
	r := a.row
	switch {
	case e.Kind == sluice.EventReaction:
		return true
	case r.ID == 0 || r.Damaged:
		return true
	case e.Kind == sluice.EventDeleted && (r.Deleted || r.Status.Deleted):
		return false
	case e.Kind == sluice.EventDeleted && r.Span > 1:
		st := r.Status
		st.Deleted = true
		c.Statuses = append(c.Statuses, st)
		return true
	case e.Kind == sluice.EventDeleted:
		r.Deleted = true
	default:
		next, ok := reworded(r, e.Content)
		if !ok {
			return true
		}
		if r.Edited && string(next.Body) == string(r.Body) {
			return false
		}
		r = next
	}
	c.Rows = append(c.Rows, r)
	return true
}

// reworded returns a row with another text, or showing something else; false when
// it has none.
func reworded(r Row, now sluice.Content) (Row, bool) {
	r.Edited = true
	if r.Lane == Journal {
		e, err := event(r)
		if err != nil {
			return r, false
		}
		e.Content = replaced(e.Content, now)
		r.Body, err = json.Marshal(e)
		return r, err == nil
	}
	m, err := decode(0, r)
	if err != nil {
		return r, false
	}
	switch b := m.Body.(type) {
	case sluice.TextBody:
		b.Text = now.Text
		m.Body = b
	case sluice.FileBody:
		b.Caption = now.Text
		m.Body = b
	default:
		return r, false
	}
	r.Body, err = m.MarshalRequest()
	return r, err == nil
}

// replaced returns what a message shows after an edit: something else, such as
// another picture, or another text alone.
func replaced(was, now sluice.Content) sluice.Content {
	quoted, forwarded := was.Quoted, was.Forwarded
	switch now.Type {
	case "", sluice.ContentEdited:
		was.Text = now.Text
		if was.Type == sluice.ContentText || was.Type == sluice.ContentLink {
			was.Type = typeOfText(now.Text)
		}
	default:
		was = now
	}
	was.Quoted, was.Forwarded = quoted, forwarded
	return was
}

// onceOf returns what keeps an event from being recorded again.
func onceOf(e sluice.Event) OnceRow {
	return OnceRow{Key: eventKey(e), ID: e.At.UnixMilli()} // its day, the same for each repeat
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
