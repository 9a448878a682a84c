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
	Why     string    // for the operator's log, without secrets
}
