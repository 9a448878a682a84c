package console

import (
	"encoding/json"
	"strings"

	"sluice"
)

// recorded is a message of the journal.
type recorded struct {
	ID          sluice.MessageID   `json:"idMessage"`
	Direction   string             `json:"direction"`
	At          moment             `json:"at"`
	Chat        sluice.ChatID      `json:"chatId"`
	ChatName    string             `json:"chatName,omitempty"`
	Sender      sluice.ChatID      `json:"senderId,omitempty"`
	SenderName  string             `json:"senderName,omitempty"`
	Type        sluice.ContentType `json:"type"`
	Text        string             `json:"text"`
	Status      sluice.Status      `json:"status,omitempty"`
	Description string             `json:"description,omitempty"`
	ByAPI       bool               `json:"byApi"`
	Edited      bool               `json:"edited"`
	Deleted     bool               `json:"deleted"`
	Retriable   bool               `json:"retriable"`
	SentAs      sluice.MessageID   `json:"sentAgainAs,omitempty"`
	File        *shownFile         `json:"file,omitempty"`
	Request     json.RawMessage    `json:"request,omitempty"`
}

type shownFile struct {
	Name string `json:"name"`
	MIME string `json:"mimeType"`
	Size int64  `json:"size"`
	URL  string `json:"downloadUrl,omitempty"`
}

// The directions of a message.
const (
	incoming = "incoming"
	outgoing = "outgoing"
)

func (s *Server) showRecord(id sluice.InstanceID, r sluice.Record) recorded {
	shown := recorded{
		ID: r.ID, Direction: outgoing, At: moment(r.At), Chat: r.Chat.Chat, ChatName: r.Chat.Name,
		Type: r.Content.Type, Text: firstOf(recordWords(r)), Status: r.Status, Description: r.Description, ByAPI: r.ByAPI,
		Edited: r.Edited, Deleted: r.Deleted, Retriable: retriable(r), SentAs: r.SentAs,
	}
	if r.Incoming {
		shown.Direction, shown.Sender, shown.SenderName = incoming, r.Sender.Chat, r.Sender.Name
	}
	if f := r.Content.File; f != nil {
		shown.File = &shownFile{Name: f.Name, MIME: f.MIME, Size: f.Size}
		if f.Remote != "" {
			shown.File.URL = s.Gateway.FileURL(id, r.ID, *f, s.Now())
		}
	}
	return shown
}

func recordWords(r sluice.Record) []string {
	words := contentWords(r.Content)
	if r.Request != nil {
		words = append(words, wordsOf(r.Request)...)
	}
	return words
}

// wanted reads what a search of the journal keeps.
func (c *call) wanted() (func(sluice.Record) bool, error) {
	direction := c.query("direction")
	if direction != "" && direction != "all" && direction != incoming && direction != outgoing {
		return nil, wrong("direction", "must be all, incoming or outgoing")
	}
	id, err := c.message("id")
	if err != nil {
		return nil, err
	}
	chat, text := sluice.ChatID(c.query("chat")), strings.ToLower(c.query("text"))
	kind, status := sluice.ContentType(c.query("type")), sluice.Status(c.query("status"))
	return func(r sluice.Record) bool {
		return (direction != incoming || r.Incoming) && (direction != outgoing || !r.Incoming) && (id == "" || r.ID == id) &&
			(chat == "" || r.Chat.Chat == chat) && (kind == "" || r.Content.Type == kind) && (status == "" || r.Status == status) &&
			contains(append(recordWords(r), r.Chat.Name, r.Sender.Name, r.Description), text)
	}, nil
}

func (s *Server) showJournal(c *call) (any, error) {
	limit, err := c.limit(100)
	if err != nil {
		return nil, err
	}
	before, err := c.message("before")
	if err != nil {
		return nil, err
	}
	keep, err := c.wanted()
	if err != nil {
		return nil, err
	}
	list, next, err := s.Journal.Browse(c.ctx(), c.id, sluice.Browsing{Before: before, Keep: keep, Limit: limit, Scan: maxScan})
	if err != nil {
		return nil, err
	}
	out := struct {
		Messages []recorded       `json:"messages"`
		Next     sluice.MessageID `json:"next,omitempty"`
		Complete bool             `json:"complete"`
	}{[]recorded{}, next, next == "" || len(list) == limit}
	for _, r := range list {
		out.Messages = append(out.Messages, s.showRecord(c.id, r))
	}
	return out, nil
}

func (s *Server) showMessage(c *call) (any, error) {
	m, err := c.target()
	if err != nil {
		return nil, err
	}
	r, ok, err := s.Journal.Lookup(c.ctx(), c.id, m)
	if err != nil {
		return nil, err
	}
	if !ok {
		return nil, missing("the journal has no such message")
	}
	shown := s.showRecord(c.id, r)
	if r.Request != nil {
		shown.Request, err = requested(r).MarshalRequest()
	}
	return shown, err
}

// requested is what a record asked for.
func requested(r sluice.Record) sluice.Message {
	return sluice.Message{Chat: r.Chat.Chat, Body: r.Request, Quoted: r.Quoted, Typing: r.Typing}
}

// A sentFile is a file of a message.
type sentFile struct {
	ID        sluice.MessageID `json:"idMessage"`
	Direction string           `json:"direction"`
	At        moment           `json:"at"`
	Chat      sluice.ChatID    `json:"chatId"`
	shownFile
}

func (s *Server) listFiles(c *call) (any, error) {
	limit, err := c.limit(50)
	if err != nil {
		return nil, err
	}
	before, err := c.message("before")
	if err != nil {
		return nil, err
	}
	list, next, err := s.Journal.Browse(c.ctx(), c.id, sluice.Browsing{
		Before: before, Limit: limit, Scan: maxScan, Keep: func(r sluice.Record) bool { return r.Content.File != nil },
	})
	if err != nil {
		return nil, err
	}
	out := struct {
		Files []sentFile       `json:"files"`
		Next  sluice.MessageID `json:"next,omitempty"`
	}{[]sentFile{}, next}
	for _, r := range list {
		shown := s.showRecord(c.id, r)
		out.Files = append(out.Files, sentFile{shown.ID, shown.Direction, shown.At, shown.Chat, *shown.File})
	}
	return out, nil
}

// retriable says whether a message can be sent anew, as another one. A forward is,
// as a whole, by its first message.
func retriable(r sluice.Record) bool {
	return !r.Incoming && r.Request != nil && r.Item == 0 && r.Status.Unsent() && r.SentAs == ""
}
