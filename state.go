package sluice

import "time"

// A State is how far an instance's account is let in, spelled as the API does.
type State string

// The states. Only Authorized sends.
const (
	NotAuthorized   State = "notAuthorized"   // no session; also while a code is awaited
	PendingPassword State = "pendingPassword" // the two-step password is missing
	Starting        State = "starting"        // a session is at hand and connects
	Authorized      State = "authorized"      // working
	SuspendedState  State = "suspended"       // restricted by the network for a while
	BlockedState    State = "blocked"         // banned for good
)

// Ready says whether methods that need an account run in s.
func (s State) Ready() bool { return s == Authorized || s == SuspendedState }

// A Change is what a connection reports of its account: the state it now has,
// and what a login under way waits for.
type Change struct {
	State   State
	Account Account   // with Authorized: who it is
	Prompt  Prompt    // with NotAuthorized and PendingPassword: what the login asks
	Until   time.Time // with SuspendedState
	Cause   Cause     // with a state in which nothing is sent; "": as before
	Why     string    // for the operator's log, without secrets
}

// A Cause is why an account that was logged in is not, or why it is restricted.
type Cause string

// The causes. The next login ends them.
const (
	CauseLogout     Cause = "logout"     // asked for here
	CauseRevoked    Cause = "revoked"    // ended from another device, or by the network
	CauseDuplicated Cause = "duplicated" // the session was used from two places at once
	CauseExpired    Cause = "expired"    // the session was too old
	CauseForeign    Cause = "foreign"    // the session is of another network: a sandbox's, or the real one's
	CauseLost       Cause = "lost"       // the session is not in the store
	CauseDeleted    Cause = "deleted"    // the account is
	CauseBanned     Cause = "banned"     // the account, or its number
	CauseFrozen     Cause = "frozen"     // the account may only be looked at
	CauseRestricted Cause = "restricted" // the network took it for a sender of spam
)
