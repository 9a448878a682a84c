package greenapi_test

import (
	"context"
	"slices"
	"sync"
	"time"

	"sluice"
)

// journal is a list of messages, the newest first.
type journal struct {
	mu       sync.Mutex
	list     []sluice.Record
	resolved map[sluice.ChatID]sluice.ChatID
	absorbed int   // calls of Absorb
	err      error // returned by every method
}

// newJournal returns a journal with a message in each direction.
func newJournal() *journal {
	user := sluice.Peer{Chat: "10000000", Type: sluice.ChatUser, Name: "Example"}
	return &journal{
		resolved: map[sluice.ChatID]sluice.ChatID{"79876543210@c.us": "10000000", "@example": "10000000"},
		list: []sluice.Record{
			{
				ID: "1763115112346", At: time.Unix(1763115113, 0), Status: sluice.StatusRead, ByAPI: true, Chat: user,
				Content: sluice.Content{Type: sluice.ContentImage, File: &sluice.File{Remote: "r2", Name: "a.jpg", MIME: "image/jpeg"}},
				Request: sluice.FileBody{URL: "https://example.com/a.jpg", Name: "a.jpg"}, Ref: sluice.Ref{Chat: "10000000", Number: 8},
			},
			{
				ID: "1763115112345", Incoming: true, At: time.Unix(1763115112, 0), Chat: user, Sender: user,
				Content: sluice.Content{Type: sluice.ContentText, Text: "hi"}, Ref: sluice.Ref{Chat: "10000000", Number: 7},
			},
		},
	}
}

// sent puts one of our own texts on top.
func (j *journal) sent(id sluice.MessageID, chat sluice.ChatID, s sluice.Status, number int64) {
	j.mu.Lock()
	defer j.mu.Unlock()
	r := sluice.Record{
		ID: id, At: time.Unix(1763115120, 0), Status: s, ByAPI: true, Chat: sluice.Peer{Chat: chat, Type: sluice.ChatUser},
		Content: sluice.Content{Type: sluice.ContentText, Text: "text"}, Request: sluice.TextBody{Text: "text"},
	}
	if number != 0 {
		r.Ref = sluice.Ref{Chat: chat, Number: number}
	}
	j.list = append([]sluice.Record{r}, j.list...)
}

// change changes the newest message.
func (j *journal) change(f func(*sluice.Record)) {
	j.mu.Lock()
	defer j.mu.Unlock()
	f(&j.list[0])
}

func (j *journal) Lookup(_ context.Context, _ sluice.InstanceID, m sluice.MessageID) (sluice.Record, bool, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	for _, r := range j.list {
		if r.ID == m {
			return r, j.err == nil, j.err
		}
	}
	return sluice.Record{}, false, j.err
}

func (j *journal) History(_ context.Context, _ sluice.InstanceID, chat sluice.ChatID, limit int) ([]sluice.Record, error) {
	return j.pick(limit, func(r sluice.Record) bool { return r.Chat.Chat == chat }), j.err
}

func (j *journal) Last(_ context.Context, _ sluice.InstanceID, incoming bool, since time.Time, limit int) ([]sluice.Record, error) {
	return j.pick(limit, func(r sluice.Record) bool { return r.Incoming == incoming && !r.At.Before(since) }), j.err
}

func (j *journal) pick(limit int, want func(sluice.Record) bool) []sluice.Record {
	j.mu.Lock()
	defer j.mu.Unlock()
	var list []sluice.Record
	for _, r := range j.list {
		if want(r) && len(list) < limit {
			list = append(list, r)
		}
	}
	return list
}

func (j *journal) Absorb(_ context.Context, _ sluice.InstanceID, events []sluice.Event) ([]sluice.Record, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.absorbed++
	var list []sluice.Record
	for _, e := range events {
		list = append(list, sluice.Record{
			ID: sluice.MessageIDOf(e.At.UnixMilli()), Incoming: !e.Outgoing, At: e.At, Chat: e.Chat, Sender: e.Sender,
			Content: e.Content, Ref: sluice.Ref{Chat: e.Chat.Chat, Number: e.Number},
		})
	}
	return slices.Clone(list), j.err
}

func (j *journal) MarkEdited(_ context.Context, _ sluice.InstanceID, m sluice.MessageID, t sluice.Text) (bool, error) {
	return j.mark(m, func(r *sluice.Record) { r.Edited, r.Content.Text = true, t })
}

func (j *journal) MarkDeleted(_ context.Context, _ sluice.InstanceID, m sluice.MessageID) (bool, error) {
	return j.mark(m, func(r *sluice.Record) { r.Deleted = true })
}

func (j *journal) mark(m sluice.MessageID, change func(*sluice.Record)) (bool, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	at := slices.IndexFunc(j.list, func(r sluice.Record) bool { return r.ID == m })
	if at >= 0 && j.err == nil {
		change(&j.list[at])
	}
	return at >= 0, j.err
}

func (j *journal) ResolvedChat(_ context.Context, _ sluice.InstanceID, chat sluice.ChatID) (sluice.ChatID, bool) {
	j.mu.Lock()
	defer j.mu.Unlock()
	found, ok := j.resolved[chat]
	return found, ok
}

func (j *journal) KeepResolved(_ context.Context, _ sluice.InstanceID, written, number sluice.ChatID) error {
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.err == nil && number != "" {
		j.resolved[written] = number
	}
	return j.err
}
