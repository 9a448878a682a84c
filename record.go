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
	Request     Body      // of a message that came through the API, as accepted; nil for all others
	Quoted      MessageID // what such a one was to answer; "": nothing
	Typing      Typing    // what such a one was to show before; zero: nothing
	Item        int       // which message of a forward it is, from 0
	SentAs      MessageID // as which message it was sent anew; "": it was not
	Edited      bool
	Deleted     bool
	Ref         Ref // the message at the network; zero: not known there
}

// A DeadLetter is a notification that the client's webhook refused so often that
// the operator had it given up, so that those behind it go on.
type DeadLetter struct {
	Receipt      int64
	Buried       time.Time
	Notification Notification
}

// A Pending is a notification that waits for the client.
type Pending struct {
	Receipt      int64
	Born         time.Time
	Notification Notification
}

// A Browsing asks for what the journal knows, newest first.
type Browsing struct {
	Before MessageID         // only what is older than it; "": from the newest
	Keep   func(Record) bool // nil: everything
	Limit  int               // of what is kept
	Scan   int               // rows of each direction that are looked at
}
