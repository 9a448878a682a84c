package drivertest

import (
	"context"
	"testing"
	"time"

	"sluice"
	"sluice/internal/driver"
)

func leavings() []aCase {
	return []aCase{
		{"a logout closes the session at the network and forgets everything", loggedOut},
		{"a logout without a connection forgets everything, and closes the session later", loggedOutOffline},
		{"a session that was closed elsewhere is noticed by a call", revokedByCall},
		{"a session that was closed elsewhere is noticed at the next connect", revokedAtConnect},
		{"a ban is noticed by a call", banned},
	}
}

func loggedOut(t *testing.T, n Network) {
	r, a := settled(t, n)
	if !n.Seen.LoggedIn(t, instance, a.Phone) {
		t.Fatal("the network knows of no session")
	}
	if err := r.conn.Logout(limited(t)); err != nil {
		t.Fatal(err)
	}
	if err := r.over(t); sluice.CodeOf(err) != sluice.Unauthorized {
		t.Errorf("Run returned %v", err)
	}
	if n.Seen.LoggedIn(t, instance, a.Phone) {
		t.Error("the session goes on at the network")
	}
	if left := r.store.All(); len(left) != 0 {
		t.Errorf("%d values are left", len(left))
	}
	if _, err := r.conn.Prepare(limited(t), text(a.Known, "late")); err == nil {
		t.Error("a message can be prepared without an account")
	}
}

func loggedOutOffline(t *testing.T, n Network) {
	store := NewValues()
	a := n.Owners.Plant(t, instance, store, 0)
	dead := sluice.Link{Proxy: "socks5://127.0.0.1:1"}
	r := startLinked(t, n, store, dead)
	if err := r.conn.Logout(limited(t)); err != nil {
		t.Fatal(err)
	}
	r.stop()
	left := store.All()
	delete(left, driver.FarewellName)
	if len(left) != 0 {
		t.Errorf("%d values are left", len(left))
	}
	d, ok := n.Driver.(driver.Farewell)
	if !ok {
		return
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Second)
	defer cancel()
	err := d.SayFarewell(ctx, driver.Config{Instance: instance, Link: dead}, store)
	refused(t, err, sluice.Error{Code: sluice.Unavailable, Reason: sluice.WaitsOffline})
	if !n.Seen.LoggedIn(t, instance, a.Phone) {
		t.Fatal("the session was closed without a connection")
	}
	if err := d.SayFarewell(limited(t), driver.Config{Instance: instance}, store); err != nil {
		t.Fatal(err)
	}
	if n.Seen.LoggedIn(t, instance, a.Phone) {
		t.Error("the session is still open")
	}
	if len(store.All()) != 0 {
		t.Error("the closed session is not forgotten")
	}
}

func revokedByCall(t *testing.T, n Network) {
	r, a := settled(t, n)
	p := r.prepare(t, text(a.Known, "one"))
	n.Faults.Strike(t, a, Revoked)
	_, err := r.conn.Send(limited(t), p)
	refused(t, err, sluice.Error{Code: sluice.Unauthorized})
	r.gone(t, sluice.NotAuthorized, sluice.Unauthorized)
	if _, stored := r.store.All()[driver.SessionName]; stored {
		t.Error("the dead session is kept")
	}
	r.visible(t, a)
}

func revokedAtConnect(t *testing.T, n Network) {
	r, a := settled(t, n)
	n.Faults.Strike(t, a, RevokedApart)
	r.gone(t, sluice.NotAuthorized, sluice.Unauthorized)
}

func banned(t *testing.T, n Network) {
	r, a := settled(t, n)
	p := r.prepare(t, text(a.Known, "one"))
	n.Faults.Strike(t, a, Banned)
	_, err := r.conn.Send(limited(t), p)
	refused(t, err, sluice.Error{Code: sluice.Blocked})
	r.gone(t, sluice.BlockedState, sluice.Blocked)

	next := start(t, n, r.store) // and again by the next connection
	next.gone(t, sluice.BlockedState, sluice.Blocked)
}

// gone waits until the account is, as both the state and Run tell.
func (r *rig) gone(t *testing.T, state sluice.State, code sluice.Code) {
	t.Helper()
	r.sink.state(t, string(state), func(c sluice.Change) bool { return c.State == state })
	if err := r.over(t); sluice.CodeOf(err) != code {
		t.Errorf("Run returned %v, want %s", err, code)
	}
}
