package sandbox

import (
	"slices"
	"strconv"
	"sync"
)

// A Message is one message that an account sent over the wire and that its chat
// can see.
type Message struct {
	N         int64  `json:"n"`                    // counts up from 1
	At        int64  `json:"at"`                   // CLOCK_MONOTONIC, nanoseconds: when the request that made it began to arrive
	Epoch     int    `json:"epoch"`                // which run of the fake; counts up with each start on the same directory
	Instance  string `json:"idInstance,omitempty"` // of the auth key; only gateways in sandbox mode say it
	Account   string `json:"account"`              // the sender's user number
	Key       string `json:"key"`                  // the id of the auth key, hexadecimal
	Chat      string `json:"chat"`                 // as chat ids are written
	Text      string `json:"text"`
	RandomID  string `json:"randomId"`
	MessageID int    `json:"messageId"`
	ReplyTo   int    `json:"replyTo,omitempty"`
	Repeats   int    `json:"repeats"` // how often the same random_id came again
	Edited    bool   `json:"edited,omitempty"`
	Deleted   bool   `json:"deleted,omitempty"`
	Album     string `json:"album,omitempty"`   // the same for all of an album
	Forward   string `json:"forward,omitempty"` // of a forwarded message: whose it was, as chat ids are written, or a hidden name
	Content
}

// A Call is one request as it came over the wire, served or not.
type Call struct {
	N         int64  `json:"n"`                    // counts up from 1, in the order of arrival
	At        int64  `json:"at"`                   // CLOCK_MONOTONIC, nanoseconds: when it began to arrive
	Took      int64  `json:"took"`                 // until the answer was ready, nanoseconds
	Epoch     int    `json:"epoch"`                // which run of the fake
	Instance  string `json:"idInstance,omitempty"` // of the auth key
	Account   string `json:"account,omitempty"`    // who was logged in on the key
	Key       string `json:"key"`                  // the id of the auth key, hexadecimal
	Session   string `json:"session"`              // drawn anew by a client for each connection
	MsgID     string `json:"msgId"`                // the same again: the client repeated the same request
	Method    string `json:"method"`
	Chat      string `json:"chat,omitempty"`
	RandomID  string `json:"randomId,omitempty"` // the first one of several
	TextHash  string `json:"textHash,omitempty"` // the first 16 hexadecimal digits of SHA-256
	Answer    string `json:"answer"`             // "": still being served
	MessageID int    `json:"messageId,omitempty"`

	RandomIDs []string `json:"randomIds,omitempty"` // of a call that makes several messages
}

// What Call.Answer says beside "error CODE TYPE".
const (
	AnswerOK           = "ok"
	AnswerShort        = "short"          // updateShortSentMessage
	AnswerOriginal     = "original"       // a duplicate, answered with the first message
	AnswerDropBefore   = "drop before"    // not performed, connection closed
	AnswerDropAfter    = "drop after"     // performed, connection closed
	AnswerDropAfterAck = "drop after ack" // performed, acknowledged, connection closed
	AnswerIgnored      = "ignored"        // not performed, never answered
	AnswerSilent       = "silent"         // performed, never answered
)

// evidence is what tests look at. It has its own lock, the innermost but for
// the journal's.
type evidence struct {
	journal *journal
	epoch   int
	keep    int // calls that send nothing are thinned out to so many when there are twice as many

	mu       sync.Mutex // guards what follows
	messages []*Message
	places   map[place]*Message
	calls    []*Call
	byN      map[int64]*Call // calls still being served
	light    int             // calls without a random_id among calls
	last     int64           // the highest Call.N
	changed  chan struct{}   // closed at the next message
}

// A place is where a message lies: its box and its number there.
type place struct {
	box peer
	id  int
}

func newEvidence(keep int) *evidence {
	return &evidence{epoch: 1, keep: keep, places: map[place]*Message{}, byN: map[int64]*Call{}, changed: make(chan struct{})}
}

// arrive notes a call the moment it comes in.
func (e *evidence) arrive(c Call) *Call {
	e.mu.Lock()
	defer e.mu.Unlock()
	c.N, c.Epoch = e.last+1, e.epoch
	e.keepCall(&c)
	_ = e.journal.write(record{Call: &c}) // a failure ends the fake, by journal.failed
	return &c
}

func (e *evidence) keepCall(c *Call) {
	e.calls, e.last = append(e.calls, c), c.N
	e.byN[c.N] = c
	if c.RandomID != "" {
		return
	}
	if e.light++; e.light >= 2*e.keep {
		e.thin()
	}
}

// thin forgets the older half of the calls that send nothing.
func (e *evidence) thin() {
	drop := e.light - e.keep
	e.light = e.keep
	e.calls = slices.DeleteFunc(e.calls, func(c *Call) bool {
		if c.RandomID != "" || drop == 0 {
			return false
		}
		drop--
		return true
	})
}

// answered notes how a call ended.
func (e *evidence) answered(n int64, answer string, messageID int) {
	e.mu.Lock()
	defer e.mu.Unlock()
	c, ok := e.byN[n]
	if !ok {
		return
	}
	a := answerRecord{N: n, Answer: answer, MessageID: messageID, Took: monotonic() - c.At}
	e.settle(c, a)
	_ = e.journal.write(record{Answer: &a})
}

func (e *evidence) settle(c *Call, a answerRecord) {
	c.Answer, c.MessageID, c.Took = a.Answer, a.MessageID, a.Took
	delete(e.byN, a.N)
}

// show notes a message that has become visible.
func (e *evidence) show(m Message, box peer) *Message {
	e.mu.Lock()
	defer e.mu.Unlock()
	m.N, m.Epoch = int64(len(e.messages))+1, e.epoch
	e.keepMessage(&m, box)
	_ = e.journal.write(record{Message: &m})
	close(e.changed)
	e.changed = make(chan struct{})
	return &m
}

func (e *evidence) keepMessage(m *Message, box peer) {
	e.messages = append(e.messages, m)
	e.places[place{box, m.MessageID}] = m
}

// mark changes the row of a message, if an account sent it over the wire.
func (e *evidence) mark(box peer, id int, change func(m *Message)) (n int64) {
	e.mu.Lock()
	defer e.mu.Unlock()
	m, ok := e.places[place{box, id}]
	if !ok {
		return 0
	}
	change(m)
	return m.N
}

// repeated notes that a random_id came again.
func (e *evidence) repeated(box peer, id int) {
	if n := e.mark(box, id, func(m *Message) { m.Repeats++ }); n != 0 {
		_ = e.journal.write(record{Repeat: &repeatRecord{N: n}})
	}
}

// Messages returns what accounts sent over the wire and their chats can see,
// oldest first, from the one after number after on.
func (s *Sandbox) Messages(after int64) []Message {
	e := s.evidence
	e.mu.Lock()
	defer e.mu.Unlock()
	after = min(max(after, 0), int64(len(e.messages)))
	out := make([]Message, 0, int64(len(e.messages))-after)
	for _, m := range e.messages[after:] {
		out = append(out, *m)
	}
	return out
}

// Changed returns a channel that is closed when the next message becomes
// visible. Take it first, then look.
func (s *Sandbox) Changed() <-chan struct{} {
	s.evidence.mu.Lock()
	defer s.evidence.mu.Unlock()
	return s.evidence.changed
}

// A CallFilter chooses calls. The zero value chooses all.
type CallFilter struct {
	After    int64  // only those with a higher number
	Method   string // as rules write it: "messages.sendMessage", "messages.*", "send"
	Instance string
	Account  string
}

// Calls returns what came over the wire, in the order of arrival. Calls that
// send nothing are forgotten when there are many.
func (s *Sandbox) Calls(f CallFilter) []Call {
	e := s.evidence
	e.mu.Lock()
	defer e.mu.Unlock()
	out := []Call{}
	for _, c := range e.calls {
		if c.N > f.After && methodFits(f.Method, c.Method, c.RandomID != "") &&
			(f.Instance == "" || f.Instance == c.Instance) && (f.Account == "" || f.Account == c.Account) {
			out = append(out, *c)
		}
	}
	return out
}

func number(n int64) string { return strconv.FormatInt(n, 10) }
