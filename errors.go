package sluice

import (
	"errors"
	"time"
)

// A Code says what can be done about an error. It is all that the API, the
// queue and the console look at.
type Code string

// The codes. A foreign error, or one without a code, is Internal.
const (
	Invalid      Code = "invalid"      // the request is wrong and stays wrong
	Unauthorized Code = "unauthorized" // the token, or the account, is not let in
	NotFound     Code = "not_found"    // no such instance; of a send: no such account
	Deleted      Code = "deleted"      // the instance existed and was deleted
	Conflict     Code = "conflict"     // it is in the way of what is there, as an Idempotency-Key that was used with another body
	Limited      Code = "limited"      // too fast: try again after Wait
	Full         Code = "full"         // the queue or the disk is full: nothing was accepted, try again after Wait
	TooLarge     Code = "too_large"    // a file beyond what is taken
	Unavailable  Code = "unavailable"  // the network or the store is away: try again
	Internal     Code = "internal"     // a fault of ours
	Unknown      Code = "unknown"      // a send that may have happened: repeat with the same Key
	Refused      Code = "refused"      // the network will never take it
	Suspended    Code = "suspended"    // the account is restricted for a while
	Blocked      Code = "blocked"      // the account is gone for good
)

// An Error is a failure with words for the client and a cause for the log.
type Error struct {
	Code   Code
	Text   string        // shown to the client
	Wait   time.Duration // with Limited, Full and Unavailable: how long to wait; zero: the caller chooses
	Scope  Scope         // with Limited, Unavailable, Unknown and Suspended: what waits
	Reason Reason        // why it waits, for those who look at the queue; "" follows from Code
	Err    error         // logged, never shown
}

// Error returns the text and the cause, for logs.
func (e *Error) Error() string {
	switch {
	case e.Err == nil:
		return e.Text
	case e.Text == "":
		return e.Err.Error()
	}
	return e.Text + ": " + e.Err.Error()
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

// CodeOf returns the code of the first [Error] in err's chain, Internal when
// there is none, and "" for nil.
func CodeOf(err error) Code {
	if err == nil {
		return ""
	}
	if e, ok := errors.AsType[*Error](err); ok && e.Code != "" {
		return e.Code
	}
	return Internal
}

// TextOf returns what a client may read of err: the text of the first [Error]
// in its chain unless that is Internal, else "Internal Server Error".
func TextOf(err error) string {
	if e, ok := errors.AsType[*Error](err); ok && e.Code != Internal && e.Code != "" && e.Text != "" {
		return e.Text
	}
	return "Internal Server Error"
}
