package sluice

import "time"

// A Place is where a message stands while it waits.
type Place string

// The places.
const (
	PlaceLine    Place = ""        // in the line, in the order of acceptance
	PlaceSending Place = "sending" // an attempt has no result yet
	PlaceAside   Place = "aside"   // its chat waits, others go on
	PlaceOverdue Place = "overdue" // its time is over; it is about to be told as expired
)

// A Hold is why something is sent no more until an operator releases it.
type Hold string

// The holds.
const (
	HoldUnknown  Hold = ""         // one of before causes were kept
	HoldRestored Hold = "restored" // the data come from a backup, and may have been sent since
	HoldAccount  Hold = "account"  // another account has logged in
	HoldAsked    Hold = "asked"    // somebody wanted it so
	HoldDoubt    Hold = "doubt"    // nobody can tell whether it was sent: a single message
)

// A Waiting is a message in the queue, with why it is still there.
type Waiting struct {
	Item
	Accepted time.Time
	Attempts int
	Doubt    bool // an attempt has no result
	Edited   bool
	Place    Place

	// Of a message set aside.
	Reason Reason    // WaitsTurn: it is due
	Until  time.Time // by the wall clock; zero: due, or held until it is released
	Behind int       // how many of its chat are set aside before it
}

// A Line is where an instance's queue stands at one moment. Times are by the
// wall clock, and zero when there is nothing of the kind.
type Line struct {
	At      time.Time // the moment
	Count   int       // all that waits, the one being sent included
	Aside   int
	Held    int // of those set aside: in doubt, and not to be repeated until they are released
	Overdue int
	Ready   int       // set aside, of chats that are due once the account may send: these go before the line
	Later   time.Time // when the next of the others that are set aside is due
	Sending MessageID // "": none
	Oldest  time.Time // when the oldest was accepted

	Flood   time.Time // the account is to wait until then
	Retry   time.Time // the head is tried again then
	Offline bool      // for want of a connection
	Paced   time.Time // the interval ends then
}
