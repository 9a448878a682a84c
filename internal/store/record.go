package store

import (
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
	Cause    sluice.Cause    `json:"cause,omitempty"`
	CauseAt  time.Time       `json:"causeAt,omitzero"`
	Bound    sluice.ChatID   `json:"bound,omitempty"` // the account that was logged in last
	Before   sluice.Account  `json:"before,omitzero"` // the one before it, or itself after a logout
	Moved    bool            `json:"moved,omitempty"` // another one was before it
	Paused   bool            `json:"paused,omitempty"`
	PausedBy string          `json:"pausedBy,omitempty"`
	PausedAt time.Time       `json:"pausedAt,omitzero"`
	Held     bool            `json:"held,omitempty"`    // nothing is sent until released
	HeldFor  sluice.Hold     `json:"heldFor,omitempty"` // of the last hold
	Created  time.Time       `json:"created"`
	Deleted  time.Time       `json:"deleted,omitzero"`
	Unused   bool            `json:"unused,omitempty"` // with Deleted: nobody was ever logged in, and nothing ever waited

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
	return restriction{Until: wholeMillis(now.Add(step)), Step: step, Message: message}
}

// wholeMillis rounds a time up, as it is stored with what waits for it.
func wholeMillis(t time.Time) time.Time {
	return t.Round(0).Add(time.Millisecond - 1).Truncate(time.Millisecond)
}

// instance returns the record in the words of all others. Until the session has
// spoken in this process, an account that was let in is only about to be.
func (r *record) instance(id sluice.InstanceID, spoken bool, c *clock) sluice.Instance {
	i := sluice.Instance{
		ID: id, Name: r.Name, Settings: r.Settings, State: r.State, Account: r.Account, Before: r.Before,
		Paused: r.Paused, PausedBy: r.PausedBy, PausedAt: r.PausedAt, Held: r.Held, Link: r.Link, Created: r.Created, Deleted: r.Deleted,
	}
	if r.Held {
		i.HeldFor = r.HeldFor
	}
	if r.State == sluice.SuspendedState && !r.Suspension.Until.IsZero() {
		i.SuspendedUntil = c.at(r.Suspension.Until.UnixMilli())
	}
	if !spoken && r.State.Ready() {
		i.State = sluice.Starting
	}
	if i.State != sluice.Starting {
		i.Cause, i.CauseAt = r.Cause, r.CauseAt
	}
	return i
}

// own returns the account that is logged in, or was last.
func (r *record) own() sluice.ChatID {
	if r.Account.ID != "" {
		return r.Account.ID
	}
	return r.Bound
}

// scope returns the stored form of the scope in which the network numbers a
// message: the chat, or, where the network numbers by account, the account.
func (r *record) scope(c sluice.ChatID) int64 {
	if n := chatNumber(c); n != 0 {
		return n
	}
	return chatNumber(r.own())
}

// number returns what the network calls the message that e is, or is about.
func (r *record) number(e sluice.Event) Number { return Number{Scope: r.scope(e.Scope), N: e.Number} }

// value returns the stored form.
func (s *Store) value(id sluice.InstanceID, r *record) (Value, error) {
	data, err := json.Marshal(r)
	if err != nil {
		return Value{}, fmt.Errorf("encode an instance: %w", err)
	}
	return Value{Name: recordName, Data: s.sealed(id, recordName, data)}, nil
}
