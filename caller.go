package sluice

import "time"

// A Role is what a caller of the console's API may do.
type Role string

// The roles.
const (
	RoleNone     Role = "none"
	RoleOperator Role = "operator" // everything
	RoleViewer   Role = "viewer"   // look, but at no secret
	RoleInstance Role = "instance" // everything of one instance: it has that one's token
	RoleGuest    Role = "guest"    // log one instance in: it came by a link for that
)

// A Caller is who makes a request of the console's API.
type Caller struct {
	Role     Role
	Name     string     // of an operator or a viewer
	Instance InstanceID // the one that an instance's token or a guest's link is for; 0: all
	Address  string     // where the request comes from, without a port

	// Of a session in the browser.
	Proved   time.Time // when a password was given; zero: it came by a link
	Expires  time.Time
	Password bool // this name has one
}

// Sees says whether the caller may know that an instance exists.
func (c Caller) Sees(id InstanceID) bool { return c.Instance == 0 || c.Instance == id }

// A Credential is what somebody signs in with: the secret of a link, or a name
// and a password.
type Credential struct {
	Link     string
	Name     string
	Password string
}

// An Operator is somebody who may sign in to the console with a password.
type Operator struct {
	Name     string
	Role     Role // RoleOperator or RoleViewer
	Password bool // it has one
	Added    time.Time
	Seen     time.Time // when it signed in last; zero: never
}

// A Deed is one entry of the audit trail: what somebody did, or was refused.
type Deed struct {
	Number   int64 // counts from 1
	At       time.Time
	Who      string
	Role     Role
	Address  string
	Action   string     // "queue.cancel"
	Instance InstanceID // 0: none
	Target   string     // a message, a name; "": none
	Detail   string     // without secrets and texts
}
