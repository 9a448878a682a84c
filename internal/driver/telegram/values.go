package telegram

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"sync"

	"github.com/gotd/td/session"

	"sluice"
	"sluice/internal/driver"
)

// The names of what is stored, beside driver.SessionName. Peers are under
// names of their own, see peers.go.
const (
	environmentValue = "environment" // which Telegram the session belongs to
	pendingValue     = "pending"     // the session of a login that lacks its password
	accountValue     = "account"     // who logged in last
	updatesValue     = "updates"     // how far the account's updates were read
	channelsValue    = "channels"    // the same for each channel
	dialogsValue     = "dialogs"     // how far the dialogs were read
	knownValue       = "known"       // set once dialogs and contacts were read
	waitPrefix       = "wait/"       // method → until when Telegram refuses it

	productionEnvironment = "production"
	testEnvironment       = "test"
	sandboxEnvironment    = "sandbox"
)

// values is a SessionStore that can be shut: what is still under way after a
// logout writes nothing behind it.
type values struct {
	store driver.SessionStore

	mu   sync.RWMutex
	shut bool // guarded by mu
}

var errShut = errors.New("the account is logged out")

func (v *values) get(ctx context.Context, name string) ([]byte, bool, error) {
	return v.store.Get(ctx, name)
}

func (v *values) put(ctx context.Context, all map[string][]byte) error {
	v.mu.RLock()
	defer v.mu.RUnlock()
	if v.shut {
		return errShut
	}
	if len(all) == 0 {
		return nil
	}
	return v.store.Put(ctx, all)
}

// wipe forgets everything and lets nothing be written any more. What was left
// open at Telegram, and now also left, is kept.
func (v *values) wipe(ctx context.Context, left ...leftOpen) error {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.shut = true
	return forgetAccount(ctx, v.store, left)
}

// forget drops all that belongs to an account, before another one takes its
// place.
func (v *values) forget(ctx context.Context) error {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.shut {
		return errShut
	}
	return forgetAccount(ctx, v.store, nil)
}

// getJSON fills into and says whether there was a value.
func (v *values) getJSON(ctx context.Context, name string, into any) (bool, error) {
	data, ok, err := v.get(ctx, name)
	if err != nil || !ok {
		return false, err
	}
	return true, json.Unmarshal(data, into)
}

// A vault is what the library stores its session in. During a login the session
// stays in memory: what is stored under SessionName connects without a login.
type vault struct {
	values  *values
	another func() // called when the library stores another key than the saved one's

	mu     sync.Mutex
	latest []byte        // what the library stored last
	saved  []byte        // what is stored under SessionName; nil: nothing yet
	stored chan struct{} // closed and replaced when latest changes
}

func newVault(v *values, stored []byte, saved bool) *vault {
	t := &vault{values: v, another: func() {}, latest: stored, stored: make(chan struct{})}
	if saved {
		t.saved = stored
	}
	return t
}

// LoadSession implements the library's storage.
func (t *vault) LoadSession(context.Context) ([]byte, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.latest == nil {
		return nil, session.ErrNotFound
	}
	return t.latest, nil
}

// StoreSession implements the library's storage. It is called at every
// connect. A new key in place of a good one means that the server has forgotten
// that; the old session stays until a call has confirmed the loss.
func (t *vault) StoreSession(ctx context.Context, data []byte) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.latest = data
	close(t.stored)
	t.stored = make(chan struct{})
	if t.saved == nil {
		return nil
	}
	same, news := compare(ctx, t.saved, data)
	if !same {
		t.another()
	}
	if !same || !news {
		return nil
	}
	if err := t.values.put(ctx, map[string][]byte{driver.SessionName: data}); err != nil {
		return err
	}
	t.saved = data
	return nil
}

// compare says whether two sessions have the same key, and whether the later
// one has news worth a write: most stores at a connect bring none.
func compare(ctx context.Context, before, now []byte) (same, news bool) {
	a, errA := decodeSession(ctx, before)
	b, errB := decodeSession(ctx, now)
	if errA != nil || errB != nil {
		return false, false
	}
	return bytes.Equal(a.AuthKeyID, b.AuthKeyID), a.DC != b.DC || a.Salt != b.Salt
}

// current returns the session that belongs to the data centre dc, as soon as
// the library has stored it.
func (t *vault) current(ctx context.Context, dc int) ([]byte, error) {
	for {
		t.mu.Lock()
		latest, stored := t.latest, t.stored
		t.mu.Unlock()
		if data, err := decodeSession(ctx, latest); err == nil && data.DC == dc {
			return latest, nil
		}
		select {
		case <-stored:
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
}

// keep marks data as what is stored under SessionName.
func (t *vault) keep(data []byte) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.saved = data
}

func decodeSession(ctx context.Context, data []byte) (*session.Data, error) {
	loader := session.Loader{Storage: fixed(data)}
	return loader.Load(ctx)
}

// fixed is a storage that holds one value, and takes no other.
type fixed []byte

func (f fixed) LoadSession(context.Context) ([]byte, error) {
	if len(f) == 0 {
		return nil, session.ErrNotFound
	}
	return f, nil
}

func (fixed) StoreSession(context.Context, []byte) error { return nil }

// storedAccount is who logged in last.
type storedAccount struct {
	ID       int64        `json:"id"`
	Phone    sluice.Phone `json:"phone,omitempty"`
	Username string       `json:"username,omitempty"`
	Name     string       `json:"name,omitempty"`
}
