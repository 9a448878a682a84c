package store

import (
	"crypto/sha256"
	"crypto/subtle"
	"encoding/json"
	"fmt"
	"time"

	"sluice"
)

// recordName is where an instance's record stands among its values.
const recordName = ""

// A record is what is stored of an instance besides its messages. It is sealed
// as a whole: it holds tokens, phone numbers and a proxy's password.
type record struct {
	Name     string          `json:"name,omitempty"`
	Token    sluice.Token    `json:"token"`
	Settings sluice.Settings `json:"settings"`
	Link     sluice.Link     `json:"link,omitzero"`
	State    sluice.State    `json:"state"` // the one last told to the client
	Account  sluice.Account  `json:"account,omitzero"`
	Bound    sluice.ChatID   `json:"bound,omitempty"` // the account that was logged in last
	Paused   bool            `json:"paused,omitempty"`
	Held     bool            `json:"held,omitempty"` // nothing is sent until released
	Created  time.Time       `json:"created"`
	Deleted  time.Time       `json:"deleted,omitzero"`

	Suspension restriction `json:"suspension,omitzero"` // the account's
	Strangers  restriction `json:"strangers,omitzero"`  // of chats that never wrote
}

// A restriction is what PEER_FLOOD brought, and survives restarts.
type restriction struct {
	Until   time.Time     `json:"until"`
	Step    time.Duration `json:"step"`              // how long it was last; it doubles
	Message int64         `json:"message,omitempty"` // that met it
}

// The steps of a restriction.
const (
	firstRestriction = time.Hour
	lastRestriction  = 12 * time.Hour
)

// longer returns the restriction that follows r.
func (r restriction) longer(now time.Time, message int64) restriction {
	step := firstRestriction
	if r.Step > 0 {
		step = min(2*r.Step, lastRestriction)
	}
	until := now.Add(step + time.Millisecond - 1).Truncate(time.Millisecond) // as it is stored with what waits for it
	return restriction{Until: until, Step: step, Message: message}
}

// instance returns the record in the words of all others. Until the session has
// spoken in this process, an account that was let in is only about to be.
func (r *record) instance(id sluice.InstanceID, spoken bool) sluice.Instance {
	i := sluice.Instance{
		ID: id, Name: r.Name, Settings: r.Settings, State: r.State, Account: r.Account,
		Paused: r.Paused, Link: r.Link, Created: r.Created, Deleted: r.Deleted,
	}
	if r.State == sluice.SuspendedState {
		i.SuspendedUntil = r.Suspension.Until
	}
	if !spoken && r.State.Ready() {
		i.State = sluice.Starting
	}
	return i
}

// fits says whether token is the instance's, in constant time.
func (r *record) fits(token string) bool {
	a, b := sha256.Sum256([]byte(token)), sha256.Sum256([]byte(r.Token))
	return subtle.ConstantTimeCompare(a[:], b[:]) == 1
}

// value returns the stored form.
func (s *Store) value(id sluice.InstanceID, r *record) (Value, error) {
	data, err := json.Marshal(r)
	if err != nil {
		return Value{}, fmt.Errorf("encode an instance: %w", err)
	}
	return Value{Name: recordName, Data: s.sealed(id, recordName, data)}, nil
}
