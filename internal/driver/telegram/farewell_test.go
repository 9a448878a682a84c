package telegram_test

import (
	"testing"
	"time"

	"sluice"
	"sluice/internal/driver"
	"sluice/internal/driver/drivertest"
	"sluice/internal/driver/telegram"
	"sluice/internal/sandbox"
)

// left returns a store with the session of an account that was logged out
// without a connection.
func left(t *testing.T, w *world) (*drivertest.Values, drivertest.Account) {
	t.Helper()
	store := drivertest.NewValues()
	a := w.Plant(t, first, store, 0)
	r := run(t, w, store, sluice.Link{Proxy: "socks5://127.0.0.1:1"})
	must(t, r.Logout(t.Context()))
	r.stop()
	if _, ok := store.All()[driver.FarewellName]; !ok {
		t.Fatal("the session is not kept")
	}
	return store, a
}

func TestAFarewellForgetsWhatTelegramKnowsNoMore(t *testing.T) {
	t.Parallel()
	w := newWorld(t, sandbox.Options{}, telegram.Options{})
	store, a := left(t, w)
	w.fault(t, sandbox.Fault{Do: sandbox.DoRevoke, Account: string(a.ID)})
	must(t, w.driver.SayFarewell(t.Context(), driver.Config{Instance: first}, store))
	if n := len(store.All()); n != 0 {
		t.Errorf("%d values are left", n)
	}
}

func TestAFarewellIsGivenUpAfterThirtyDays(t *testing.T) {
	t.Parallel()
	now := time.Now()
	w := newWorld(t, sandbox.Options{}, telegram.Options{Now: func() time.Time { return now }})
	store, a := left(t, w)
	now = now.Add(31 * 24 * time.Hour)
	must(t, w.driver.SayFarewell(t.Context(), driver.Config{Instance: first}, store))
	if n := len(store.All()); n != 0 {
		t.Errorf("%d values are left", n)
	}
	if !w.LoggedIn(t, first, a.Phone) {
		t.Error("the session was closed all the same")
	}
}

func TestAnotherLoginKeepsTheFarewell(t *testing.T) {
	t.Parallel()
	w := newWorld(t, sandbox.Options{}, telegram.Options{})
	store, a := left(t, w)
	next := run(t, w, store, sluice.Link{})
	must(t, next.Login(t.Context(), sluice.LoginMethod{}))
	next.until(t, "the QR", func(c sluice.Change) bool { return c.Prompt.Step == sluice.StepQR })
	w.Scan(t, first, "79160000001")
	next.authorized(t)
	must(t, w.driver.SayFarewell(t.Context(), driver.Config{Instance: first}, store))
	if w.LoggedIn(t, first, a.Phone) {
		t.Error("the session before is still open")
	}
	if !w.LoggedIn(t, first, "79160000001") {
		t.Error("the session of now was closed")
	}
}
