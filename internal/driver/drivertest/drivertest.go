// Package drivertest says what every driver must do, as a suite that runs over
// a driver and a fake of the network that it dials.
//
// The fake is described by small interfaces in the words of the gateway, so the
// suite knows no network. Every case opens a network of its own, puts accounts
// into it, and looks at two things: what the driver reports, and what the
// network has seen.
package drivertest

import (
	"testing"
	"time"

	"sluice"
	"sluice/internal/driver"
)

// A Network is a driver and the fake network that it dials.
type Network struct {
	Driver driver.Driver
	Owners Owners
	Others Others
	Faults Faults
	Seen   Evidence
	Shelf  *Shelf // where the driver finds files to send

	// Apart sets how far the network's clock is ahead of ours.
	Apart func(d time.Duration)
}

// Owners are the people whose accounts are logged in.
type Owners interface {
	// New makes an account. With a password, a login asks for it.
	New(t *testing.T, phone sluice.Phone, password string)
	// Plant puts a session into a store that is logged in already to a new
	// account, with some old dialogs beside those that every account has.
	Plant(t *testing.T, id sluice.InstanceID, store driver.SessionStore, dialogs int) Account
	// Scan scans the newest QR of an instance.
	Scan(t *testing.T, id sluice.InstanceID, phone sluice.Phone)
	// Code returns the login code that was sent to a phone.
	Code(t *testing.T, phone sluice.Phone) string
}

// An Account is one that a session was planted for.
type Account struct {
	ID         sluice.ChatID
	Phone      sluice.Phone
	Known      sluice.ChatID // a user who wrote to it once, and is silent
	KnownPhone sluice.Phone
	KnownName  string // username, without @
	Group      sluice.ChatID
	Supergroup sluice.ChatID
	Member     sluice.ChatID // a user in both
	Stranger   sluice.Phone  // of a user who never wrote to it
	Nobody     sluice.Phone  // of no account
	Dialog     sluice.ChatID // of the last of the old dialogs; "": there are none
	Unmet      sluice.ChatID // of a user that it never met
	Instance   sluice.InstanceID
}

// Others are the people whom the account writes with.
type Others interface {
	// Write puts a message of from into a chat of an account, and returns its
	// number. When from is the account itself, its owner writes in another app.
	Write(t *testing.T, a Account, chat, from sluice.ChatID, text string) int64
	// Show is Write for anything that a message may show.
	Show(t *testing.T, a Account, s Show) int64
	Edit(t *testing.T, a Account, chat sluice.ChatID, number int64, text string)
	Delete(t *testing.T, a Account, chat sluice.ChatID, number int64)
	// React sets the reaction of the partner of a private chat; "" takes it away.
	React(t *testing.T, a Account, chat sluice.ChatID, number int64, emoji string)
	// Read marks all that the account wrote in a private chat as read.
	Read(t *testing.T, a Account, chat sluice.ChatID)
}

// A Show is what somebody shows in a chat.
type Show struct {
	Chat, From sluice.ChatID
	Content    sluice.Content // Type, Text, Forwarded, and what belongs to the type
	File       []byte         // of the types that have one
	ReplyTo    int64
}

// A Fault is what goes wrong.
type Fault string

// The faults. Those of a call happen to the next one that fits, once.
const (
	LoseRequest   Fault = "the connection breaks before the request is taken"
	LoseAnswer    Fault = "the connection breaks after the request was carried out"
	LoseConfirmed Fault = "the connection breaks after the request was confirmed and carried out"
	NoAnswer      Fault = "the request is carried out and never answered"
	ServerFault   Fault = "the network has a fault"
	FloodSend     Fault = "sending has to wait 30 seconds"
	FloodLookUp   Fault = "looking up a chat has to wait 30 seconds"
	SlowMode      Fault = "the chat allows a message in 30 seconds"
	Restricted    Fault = "the account is restricted"
	Forbidden     Fault = "writing to the chat is not allowed"
	OldRepeats    Fault = "a repeat is answered with the first message, from now on"
	SlowDialogs   Fault = "the list of dialogs comes after a second"
	LosePart      Fault = "a part of an uploaded file is lost when it is to be shown"
	NoPicture     Fault = "a picture is not taken as one"
	FloodUpload   Fault = "uploading has to wait 30 seconds"
	BriefFlood    Fault = "changing a message has to wait a second"
	Stale         Fault = "what names a file that was shown before is good no more"

	Revoked      Fault = "the session is closed from another device"
	RevokedApart Fault = "the session is closed, and so are its connections"
	Banned       Fault = "the account is banned"
	Disconnected Fault = "the account's connections are closed"
	Outage       Fault = "nobody is let in for a second"
)

// Faults makes things go wrong.
type Faults interface {
	Strike(t *testing.T, a Account, f Fault)
}

// A Message is one that an account has sent and its chat can see.
type Message struct {
	Chat    sluice.ChatID
	Text    string
	Number  int64
	ReplyTo int64
	Repeats int // how often it was sent again
	Content sluice.Content
	SHA256  string // of its file, in hexadecimal
	Quiz    bool
	Edited  bool
	Deleted bool
}

// Evidence is what the network has seen.
type Evidence interface {
	// Messages returns what an account has sent, oldest first.
	Messages(t *testing.T, a Account) []Message
	// LookUps returns how many chats an account has looked up.
	LookUps(t *testing.T, a Account) int
	// Calls returns how many calls of any kind came from an instance.
	Calls(t *testing.T, id sluice.InstanceID) int
	// LoggedIn says whether an instance has a session.
	LoggedIn(t *testing.T, id sluice.InstanceID, phone sluice.Phone) bool
}

// Run checks a driver. Open returns a new network with nobody in it, and
// t.Cleanup closes it.
func Run(t *testing.T, open func(t *testing.T) Network) {
	groups := []struct {
		name  string
		cases []aCase
	}{
		{"login", logins()},
		{"leaving", leavings()},
		{"sending", sendings()},
		{"files", filings()},
		{"contents", contents()},
		{"trouble", troubles()},
		{"doubt", doubts()},
		{"receiving", receivings()},
		{"showing", showings()},
		{"abilities", abilities()},
		{"groups", groupings()},
		{"missing", missings()},
	}
	for _, g := range groups {
		t.Run(g.name, func(t *testing.T) {
			for _, c := range g.cases {
				t.Run(c.name, func(t *testing.T) {
					t.Parallel()
					c.run(t, open(t))
				})
			}
		})
	}
}

type aCase struct {
	name string
	run  func(t *testing.T, n Network)
}

// patience is how long a case waits for what must happen.
const patience = 30 * time.Second
