package telegram_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/gotd/td/tgerr"

	"sluice"
	"sluice/internal/driver/drivertest"
	"sluice/internal/driver/telegram"
)

func TestNoCallIsMadeBeforeAFloodWaitIsOver(t *testing.T) {
	now := fixedTime()
	clock := func() time.Time { return now }
	store := drivertest.NewValues()
	calls := 0
	flooded := func(context.Context) error { calls++; return tgerr.New(420, "FLOOD_WAIT_30") }

	err := telegram.NewWaits(store, clock).Do(t.Context(), "contacts.resolvePhone", flooded)
	wantWait(t, err, 30*time.Second)

	now = now.Add(10 * time.Second)
	w := telegram.NewWaits(store, clock) // after a restart
	wantWait(t, w.Do(t.Context(), "contacts.resolvePhone", flooded), 20*time.Second)
	if calls != 1 {
		t.Errorf("%d calls", calls)
	}
	if err := w.Do(t.Context(), "contacts.getContacts", func(context.Context) error { return nil }); err != nil {
		t.Errorf("another method waits as well: %v", err)
	}

	now = now.Add(20 * time.Second)
	if err := w.Do(t.Context(), "contacts.resolvePhone", func(context.Context) error { calls++; return nil }); err != nil || calls != 2 {
		t.Errorf("after the wait: %v, %d calls", err, calls)
	}
}

func TestAFloodWaitThatIsNotStoredIsNotForgotten(t *testing.T) {
	store := drivertest.NewValues()
	store.Fail(errors.New("the disk is full"))
	w := telegram.NewWaits(store, fixedTime)
	flooded := func(context.Context) error { return tgerr.New(420, "FLOOD_WAIT_30") }
	if err := w.Do(t.Context(), "m", flooded); sluice.CodeOf(err) != sluice.Unavailable {
		t.Errorf("%v", err)
	}
	wantWait(t, w.Do(t.Context(), "m", flooded), 30*time.Second)
}

func wantWait(t *testing.T, err error, want time.Duration) {
	t.Helper()
	e, ok := errors.AsType[*sluice.Error](err)
	if !ok || e.Code != sluice.Limited || e.Scope != sluice.ScopeMethod || e.Reason != sluice.WaitsMethod || e.Wait != want {
		t.Errorf("%+v, want a wait of %v", e, want)
	}
}
