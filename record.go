package sluice

import "time"

// A Record is a message as the journal knows it, incoming or outgoing.
type Record struct {
	ID          MessageID
	Incoming    bool
	At          time.Time // by the network's clock once it is known, else acceptance
	Status      Status    // of an outgoing message
	Description string    // why it failed
	ByAPI       bool
	Chat        Peer // Chat.Chat is as the client wrote it while it is not resolved
	Sender      Peer // of an incoming message
	Content     Content
	Request     Body // of a message that came through the API, as accepted; nil for all others
	Edited      bool
	Deleted     bool
	Ref         Ref // the message at the network; zero: not known there
}

// A DeadLetter is a notification that the client's webhook refused so often that
// the operator had it set aside.
type DeadLetter struct {
	Receipt      int64
	Buried       time.Time
	Notification Notification
}
