package store

import (
	"context"
	"encoding/json"
	"path"
	"slices"
	"strings"

	"sluice"
)

// lore is what is known of one instance's messages. The first fault of a read is
// kept, and what it hid is left out.
type lore struct {
	engine Engine
	id     sluice.InstanceID
	rec    record
	err    error
}

// lore reads for i, whose mutex the caller holds while it is made.
func (s *Store) lore(i *instance) *lore { return &lore{engine: s.engine, id: i.id, rec: i.rec} }

// ref returns where the message that a row was read for stands at the network.
// Zero: that is not known, or was known to an account that is not logged in now,
// under a number that means another message today.
func (l *lore) ref(ctx context.Context, r Row) sluice.Ref {
	at, scope, id := standsAt(r)
	if at.Number == 0 {
		return sluice.Ref{}
	}
	if scope != "" || !l.rec.Moved {
		return at
	}
	found, ok, err := l.engine.ByNumber(ctx, l.id, Number{Scope: l.rec.scope(scope), N: at.Number}, DayOf(id))
	if err != nil {
		l.err = broken(err)
	}
	if !ok || found != id {
		return sluice.Ref{}
	}
	return at
}

// standsAt returns the number at the network that a row was stored with, its
// scope, and the message.
func standsAt(r Row) (at sluice.Ref, scope sluice.ChatID, id int64) {
	if r.Lane == Journal {
		e, err := event(r)
		if err != nil {
			return at, "", r.ID
		}
		return sluice.Ref{Chat: e.Chat.Chat, Number: e.Number}, e.Scope, r.ID
	}
	if r.Status.Chat == 0 {
		return at, "", r.Status.ID
	}
	p := sluice.Peer{Chat: formatChat(r.Status.Chat), Type: r.Status.Type}
	return sluice.Ref{Chat: p.Chat, Number: r.Status.Number}, sluice.ScopeOf(p), r.Status.ID
}

// row returns the row that owns an id.
func (l *lore) row(ctx context.Context, id int64) (Row, bool) {
	r, ok, err := l.engine.Message(ctx, l.id, id)
	if err != nil {
		l.err = broken(err)
	}
	return r, ok && err == nil && !r.Damaged
}

// content returns what a stored message shows.
func (l *lore) content(ctx context.Context, r Row, id int64, depth int) sluice.Content {
	if r.Lane == Journal {
		e, err := event(r)
		if err != nil {
			return sluice.Content{Type: sluice.ContentText}
		}
		return e.Content
	}
	m, err := decode(l.id, r)
	if err != nil {
		return sluice.Content{Type: sluice.ContentText}
	}
	return l.queued(ctx, r, m, sending{item: int(id - r.ID), chat: r.Status.Chat, depth: depth})
}

// queued returns what a message of the queue shows, or showed when it was sent.
func (l *lore) queued(ctx context.Context, r Row, m sluice.Message, s sending) sluice.Content {
	if m.Body != nil && m.Body.Kind() == sluice.KindForward && r.Status.Status != "" {
		var kept forwarded
		if json.Unmarshal(r.Body, &kept) == nil && s.item < len(kept.Contents) {
			return kept.Contents[s.item]
		}
	}
	return l.sent(ctx, m, s)
}

// forwarded is what the row of a forward holds besides the request, once it is
// sent: what its messages showed then. Those that they came from may change, or
// go, and no longer matter.
type forwarded struct {
	Contents []sluice.Content `json:"contents"`
}

// keep returns the row of a forward that was sent, with what its messages show.
func (l *lore) keep(ctx context.Context, m sluice.Message, chat int64) (Row, bool) {
	r, ok := l.row(ctx, m.ID.Number())
	if !ok || len(r.Body) == 0 {
		return r, false
	}
	var f forwarded
	for k := range sluice.Span(m.Body) {
		f.Contents = append(f.Contents, l.sent(ctx, m, sending{item: k, chat: chat}))
	}
	data, err := json.Marshal(f)
	if err != nil {
		return r, false
	}
	r.Body = slices.Concat(r.Body[:len(r.Body)-1], []byte(","), data[1:])
	return r, true
}

// A sending says which message of a request is meant, and where it goes.
type sending struct {
	item  int   // of a forward, from 0
	chat  int64 // 0: not resolved
	depth int   // forwards that were looked through
}

// maxForwards is how many forwards of forwards are looked through.
const maxForwards = 8

// sent returns what a message of the queue shows once it is sent.
func (l *lore) sent(ctx context.Context, m sluice.Message, s sending) sluice.Content {
	b, forwarded := m.Body.(sluice.ForwardBody)
	if !forwarded {
		c := contentOf(m.Body)
		if m.Quoted != "" {
			c.Quoted = l.answered(ctx, m.Quoted.Number(), s.chat)
		}
		return c
	}
	c := contentOf(m.Body)
	if s.item < len(b.Messages) && s.depth < maxForwards {
		id := b.Messages[s.item].Number()
		if r, ok := l.row(ctx, id); ok {
			c = l.content(ctx, r, id, s.depth+1)
		}
	}
	c.Forwarded, c.Quoted = true, nil
	return c
}

// answered returns the message that one sent to a chat quotes; nil when it could
// not be quoted there.
func (l *lore) answered(ctx context.Context, id, chat int64) *sluice.Quoted {
	r, ok := l.row(ctx, id)
	if !ok {
		return nil
	}
	at := l.ref(ctx, r)
	if at.Number == 0 || chat != 0 && chatNumber(at.Chat) != chat {
		return nil
	}
	return l.quotedRow(ctx, r, id)
}

// quoted returns a journaled message as another one quotes it, or nil.
func (l *lore) quoted(ctx context.Context, id int64) *sluice.Quoted {
	r, ok := l.row(ctx, id)
	if !ok {
		return nil
	}
	return l.quotedRow(ctx, r, id)
}

func (l *lore) quotedRow(ctx context.Context, r Row, id int64) *sluice.Quoted {
	q := &sluice.Quoted{ID: sluice.MessageIDOf(id), Participant: l.author(r)}
	if b, ok := requestOf(r); ok && b.Kind() != sluice.KindForward {
		c := contentOf(b) // without what it quotes itself
		q.Type, q.Text, q.File = c.Type, c.Text, c.File
		return q
	}
	c := l.content(ctx, r, id, 0)
	q.Type, q.Text, q.File = c.Type, c.Text, c.File
	return q
}

// requestOf returns the body of a row of the queue.
func requestOf(r Row) (sluice.Body, bool) {
	if r.Lane != Outgoing {
		return nil, false
	}
	m, err := decode(0, r)
	return m.Body, err == nil
}

// author returns who wrote a stored message.
func (l *lore) author(r Row) sluice.ChatID {
	if r.Lane != Journal {
		return l.rec.own()
	}
	e, err := event(r)
	if err != nil {
		return ""
	}
	return e.Sender.Chat
}

// contentOf returns what a request shows once it is sent. Of a forward the
// request does not tell.
func contentOf(b sluice.Body) sluice.Content {
	switch b := b.(type) {
	case nil: // its row is damaged
		return sluice.Content{Type: sluice.ContentText}
	case sluice.TextBody:
		return sluice.Content{Type: typeOfText(b.Text), Text: b.Text}
	case sluice.FileBody:
		return contentOfFile(b)
	case sluice.LocationBody:
		return sluice.Content{Type: sluice.ContentLocation, Location: &sluice.Location{
			Latitude: b.Latitude, Longitude: b.Longitude, Name: b.Name, Address: b.Address,
		}}
	case sluice.ContactBody:
		card := b.Contact.Card()
		return sluice.Content{Type: sluice.ContentContact, Card: &card}
	case sluice.PollBody:
		p := &sluice.Poll{Question: string(b.Question), Multiple: b.Multiple != nil && *b.Multiple}
		for _, o := range b.Options {
			p.Options = append(p.Options, o.Text)
		}
		return sluice.Content{Type: sluice.ContentPoll, Poll: p}
	}
	return sluice.Content{Type: sluice.ContentText, Text: sluice.Text("[unsupported message: " + b.Kind().String() + "]")}
}

func typeOfText(t sluice.Text) sluice.ContentType {
	if strings.Contains(string(t), "http://") || strings.Contains(string(t), "https://") {
		return sluice.ContentLink
	}
	return sluice.ContentText
}

// contentOfFile goes by the file's name, as sending does.
func contentOfFile(b sluice.FileBody) sluice.Content {
	c := sluice.Content{Type: sluice.ContentDocument, Text: b.Caption}
	c.File = &sluice.File{Name: b.Name, MIME: mimeOf(b.Name)}
	switch sluice.FileKindOf(b.Name, 0) {
	case sluice.FilePhoto:
		c.Type = sluice.ContentImage
	case sluice.FileAnimation:
		c.Type, c.File.Animated = sluice.ContentVideo, true
	case sluice.FileVideo:
		c.Type = sluice.ContentVideo
	case sluice.FileAudio, sluice.FileVoice:
		c.Type = sluice.ContentAudio
	}
	return c
}

// mimeOf returns the type that a file's name promises; "": none that is common.
func mimeOf(name string) string {
	switch ext := strings.ToLower(strings.TrimPrefix(path.Ext(name), ".")); ext {
	case "jpg", "jpeg":
		return "image/jpeg"
	case "png", "webp", "gif":
		return "image/" + ext
	case "mp4", "webm":
		return "video/" + ext
	case "mov":
		return "video/quicktime"
	case "mp3":
		return "audio/mpeg"
	case "m4a":
		return "audio/mp4"
	case "flac", "wav", "aac":
		return "audio/" + ext
	case "ogg", "oga", "opus":
		return "audio/ogg"
	case "pdf", "zip", "json", "xml":
		return "application/" + ext
	case "txt":
		return "text/plain"
	case "csv", "html":
		return "text/" + ext
	}
	return ""
}
