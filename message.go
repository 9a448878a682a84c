package sluice

import (
	"log/slog"
	"strconv"
	"strings"
	"time"
	"unicode"
)

type (
	// MessageID is idMessage: 13 digits, Unix milliseconds at acceptance,
	// strictly increasing within the instance.
	MessageID string

	// Text is what a person wrote. It masks itself in logs.
	Text string
)

// LogValue keeps the text out of logs and tells its length in bytes.
func (t Text) LogValue() slog.Value {
	return slog.StringValue("(" + strconv.Itoa(len(t)) + " bytes)")
}

// Folded returns what is left of the text when nothing counts that a network may
// drop or change on the way: blanks, control characters and marks without a width.
// Two texts with the same are one and the same text to the network.
func (t Text) Folded() string {
	kept := strings.Map(func(r rune) rune {
		switch {
		case r == '\r', r == '\u2028', r == '\u2029', unicode.In(r, unicode.Cf, unicode.Variation_Selector):
			return -1
		case r == '\u0333', r == '\u033f', r == '\u030a': // combining marks that Telegram drops
			return -1
		case unicode.IsSpace(r), unicode.IsControl(r):
			return ' '
		}
		return r
	}, string(t))
	return strings.Join(strings.Fields(kept), " ")
}

// ParseMessageID checks an idMessage as a client wrote it: 13 digits.
func ParseMessageID(s string) (MessageID, bool) {
	return MessageID(s), len(s) == 13 && s[0] != '0' && digits(s)
}

// MessageIDOf returns the idMessage with the number n.
func MessageIDOf(n int64) MessageID { return MessageID(strconv.FormatInt(n, 10)) }

// Number returns the id as a number, 0 when it is not one.
func (m MessageID) Number() int64 {
	n, _ := strconv.ParseInt(string(m), 10, 64)
	return n
}

// A Message is what one instance is to send to one chat, from the moment the
// API takes it until Telegram takes it or refuses it for good.
type Message struct {
	ID       MessageID
	Instance InstanceID
	Key      [16]byte  // random, given by the store with ID; every attempt's random_id is derived from it
	Chat     ChatID    // as the client wrote it
	Body     Body      // what to send
	Quoted   MessageID // the message it answers; "": none
	Typing   Typing    // shown before the send; zero: not
	Queued   time.Time // by the wall clock

	// What the store adds when the message is next.
	Attempts  int       // tries so far that ended without a result
	Revision  int       // grows with every edit in the queue
	Doubt     time.Time // when the first attempt without a result began, with a monotonic reading; zero: none is in doubt
	Went      Peer      // with Doubt: the chat, by its number, that those attempts went to; zero: not known
	NotBefore time.Time // own wait, the account's, the interval; zero: at once
	Quote     Ref       // Quoted as the network knows it; zero: send without
	Forwarded []Ref     // of a forward: its messages as the network knows them, in their order; zero: not known there
}

// Typing is the indicator that a chat sees before the message.
type Typing struct {
	For  time.Duration // zero: none
	Kind string        // as the API's typingType; "": text
}

// A Ref names a message at the network.
type Ref struct {
	Chat   ChatID // numeric
	Number int64  // 0: not known to the network
}

// Once makes a repeated request harmless: an Idempotency-Key and the hash of
// what it came with. The zero value asks for nothing.
type Once struct {
	Key  string
	Body [32]byte
}

// Sent is what is known after a send, also beside an error.
type Sent struct {
	ID        int64     // the network's number of the message; 0: not known yet
	IDs       []int64   // of a forward: the number of each message, in their order, ID being the first; 0: not known
	At        time.Time // by the network's clock
	Wire      time.Time // when the call ended, if anything was written, with a monotonic reading; zero: nothing was
	Duplicate bool      // the network had it already
}

// A Status is how far a message got, spelled as the API's statusMessage.
type Status string

// The statuses. Sent is called delivered on the wire: the network has it.
const (
	StatusPending   Status = "pending"
	StatusSent      Status = "delivered"
	StatusRead      Status = "read"
	StatusFailed    Status = "failed"
	StatusNoAccount Status = "noAccount"
	StatusExpired   Status = "expired"
	StatusCleared   Status = "cleared"
)

// Unsent says whether a message never reached the network, and never will.
func (s Status) Unsent() bool {
	switch s {
	case StatusFailed, StatusNoAccount, StatusExpired, StatusCleared:
		return true
	}
	return false
}

// An Outcome is how a message left the queue.
type Outcome struct {
	Status      Status // sent, failed, noAccount or expired
	Description string // one sentence, with the network's code in brackets; "" when sent
}

// Expired returns the outcome of a message that has waited for 24 hours in vain.
func Expired() Outcome {
	return Outcome{
		Status: StatusExpired, Description: "Message expired: it stayed in the queue for 24 hours and was not sent",
	}
}

// ExpiredInDoubt returns the outcome of one that was tried, and of which nobody could
// tell for 24 hours whether it was sent.
func ExpiredInDoubt() Outcome {
	return Outcome{
		Status:      StatusExpired,
		Description: "Message expired: it was tried, and for 24 hours it could not be found out whether it was sent. It may have been delivered",
	}
}

// An Item is a message as the queue's list shows it.
type Item struct {
	ID   MessageID
	Kind Kind
	Span int    // how many ids it owns, ID being the first: 1, more for a forward
	Body []byte // the accepted request, a JSON object
}

// IDs returns all ids that the item owns, in order.
func (i Item) IDs() []MessageID {
	ids := make([]MessageID, i.Span)
	for k := range ids {
		ids[k] = MessageIDOf(i.ID.Number() + int64(k))
	}
	return ids
}
