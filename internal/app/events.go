package app

import (
	"context"
	"time"

	"sluice"
	"sluice/internal/console/news"
	"sluice/internal/driver"
	"sluice/internal/media"
	"sluice/internal/store"
)

// What an [Event] tells.
const (
	EventQueued   = news.MessageQueued
	EventSent     = news.MessageSent
	EventFailed   = news.MessageFailed
	EventAnswered = "answered" // a message came in
)

// An Event is one step of a message, for a person who watches.
type Event struct {
	At       time.Time `json:"at"`
	Kind     string    `json:"event"`
	Instance int64     `json:"idInstance"`
	Chat     string    `json:"chatId"`
	Text     string    `json:"text"`
	Message  string    `json:"idMessage,omitempty"` // not of what came in
}

// told is the store as the parts see it. What it stores it tells a listener, if
// there is one.
type told struct {
	*store.Store
	files *media.Media
	tell  func(Event) // nil: nobody listens
	news  *news.News
}

// Values is where an instance's driver keeps its state.
func (t told) Values(id sluice.InstanceID) driver.SessionStore { return t.Store.Values(id) }

// Enqueue stores a message that was accepted.
func (t told) Enqueue(ctx context.Context, m sluice.Message, once sluice.Once) (sluice.MessageID, error) {
	id, err := t.Store.Enqueue(ctx, m, once)
	if err == nil {
		m.ID = id
		t.message(EventQueued, m)
	}
	return id, err
}

// SendAnew accepts a message once more that was not sent.
func (t told) SendAnew(ctx context.Context, id sluice.InstanceID, m sluice.MessageID) (sluice.Message, error) {
	anew, err := t.Store.SendAnew(ctx, id, m)
	if err == nil {
		t.message(EventQueued, anew)
	}
	return anew, err
}

// Finish records how a message left the queue.
func (t told) Finish(ctx context.Context, m sluice.Message, s sluice.Sent, p sluice.Peer, o sluice.Outcome) error {
	err := t.Store.Finish(ctx, m, s, p, o)
	if err != nil {
		return err
	}
	if o.Status == sluice.StatusSent {
		t.message(EventSent, m)
	} else {
		t.message(EventFailed, m)
	}
	return nil
}

// Remove deletes an instance, and its files with it.
func (t told) Remove(ctx context.Context, id sluice.InstanceID) error {
	err := t.Store.Remove(ctx, id)
	if err == nil {
		t.files.Forget(id)
	}
	return err
}

// Receive stores what the network tells, and has small files fetched at once.
func (t told) Receive(ctx context.Context, id sluice.InstanceID, e sluice.Event) error {
	err := t.Store.Receive(ctx, id, e)
	if err != nil {
		return err
	}
	if f := e.Content.File; f != nil && e.Kind == sluice.EventMessage {
		t.prefetch(ctx, id, e)
	}
	if e.Kind != sluice.EventMessage || e.Outgoing {
		return nil
	}
	t.news.Happened(news.Happened{Instance: id, What: news.MessageReceived, Chat: e.Chat.Chat, Text: string(e.Content.Text)})
	if t.tell != nil {
		t.tell(Event{At: time.Now(), Kind: EventAnswered, Instance: int64(id), Chat: string(e.Chat.Chat), Text: string(e.Content.Text)})
	}
	return nil
}

// prefetch lets the file of a message that was just stored be fetched. Should
// that not come about, the file is fetched when it is first asked for.
func (t told) prefetch(ctx context.Context, id sluice.InstanceID, e sluice.Event) {
	m, ok, err := t.Named(ctx, id, e.Scope, e.Number)
	if err == nil && ok {
		t.files.Prefetch(id, m, *e.Content.File)
	}
}

func (t told) message(kind string, m sluice.Message) {
	text, _ := m.Body.(sluice.TextBody)
	t.news.Happened(news.Happened{Instance: m.Instance, What: kind, Message: m.ID, Chat: m.Chat, Text: string(text.Text)})
	if t.tell == nil {
		return
	}
	t.tell(Event{
		At: time.Now(), Kind: kind, Instance: int64(m.Instance), Chat: string(m.Chat),
		Text: string(text.Text), Message: string(m.ID),
	})
}
