package sandbox

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"slices"
	"sync"
	"time"

	"github.com/gotd/td/crypto"
)

// A key is one auth key: one login of an account, or one that may become it.
// The ring's lock guards its fields.
type key struct {
	value   crypto.AuthKey
	made    int    // counts up: the newest key of an instance is the one with the highest
	account int64  // who is logged in; 0: nobody
	pending int64  // who has still to enter the password; 0: nobody
	device  string // the idInstance, as the client says it in DeviceModel
	refusal string // the error that calls get since the login was revoked; "": AUTH_KEY_UNREGISTERED
	token   *loginToken
}

// A loginToken is a QR code that a phone may scan.
type loginToken struct {
	value   [16]byte
	expires time.Time
	made    int   // counts up over all keys: the newest token is the one with the highest
	account int64 // who scanned it; 0: nobody yet
}

// A keyring holds every key that the fake knows.
type keyring struct {
	journal *journal

	mu     sync.RWMutex // guards what follows, and the keys
	keys   map[[8]byte]*key
	logins map[int64][]*key // by account
	made   int              // keys made so far
	tokens int              // login tokens made so far
}

func newKeyring(j *journal) *keyring {
	return &keyring{journal: j, keys: map[[8]byte]*key{}, logins: map[int64][]*key{}}
}

// Load returns a key by its id, for the wire.
func (r *keyring) Load(id [8]byte) (crypto.AuthKey, bool) {
	r.mu.RLock()
	defer r.mu.RUnlock()
	k, ok := r.keys[id]
	if !ok {
		return crypto.AuthKey{}, false
	}
	return k.value, true
}

// Save takes a new key from the wire.
func (r *keyring) Save(value crypto.AuthKey) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.add(value)
	return r.journal.write(record{Key: &keyRecord{Value: value.Value[:]}})
}

// add is Save without the store. The lock is held.
func (r *keyring) add(value crypto.AuthKey) *key {
	k, ok := r.keys[value.ID]
	if !ok {
		r.made++
		k = &key{value: value, made: r.made}
		r.keys[value.ID] = k
	}
	return k
}

// hear notes which device a key belongs to, and returns the key as it is now.
func (r *keyring) hear(id [8]byte, device string) (key, bool) {
	r.mu.RLock()
	k, ok := r.keys[id]
	if ok && (device == "" || k.device == device) {
		defer r.mu.RUnlock()
		return *k, true
	}
	r.mu.RUnlock()
	if !ok {
		return key{}, false
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	k.device = device
	return *k, r.store(k) == nil
}

// login binds a key to an account.
func (r *keyring) login(id [8]byte, account int64) error {
	return r.change(id, func(k *key) { k.account, k.pending, k.token, k.refusal = account, 0, nil, "" })
}

// ask notes that the password of an account is still missing.
func (r *keyring) ask(id [8]byte, account int64) error {
	return r.change(id, func(k *key) { k.pending, k.token = account, nil })
}

// logout frees a key; calls under it get refusal from now on.
func (r *keyring) logout(id [8]byte, refusal string) error {
	return r.change(id, func(k *key) { k.account, k.pending, k.token, k.refusal = 0, 0, nil, refusal })
}

// forget drops a key, as if it had never been.
func (r *keyring) forget(id [8]byte) error {
	if err := r.logout(id, ""); err != nil {
		return err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	delete(r.keys, id)
	return r.journal.write(record{Forget: hex.EncodeToString(id[:])})
}

func (r *keyring) change(id [8]byte, f func(k *key)) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	k, ok := r.keys[id]
	if !ok {
		return nil
	}
	was := k.account
	f(k)
	r.index(k, was)
	return r.store(k)
}

// index keeps logins in step. The lock is held.
func (r *keyring) index(k *key, was int64) {
	if was == k.account {
		return
	}
	if was != 0 {
		r.logins[was] = slices.DeleteFunc(r.logins[was], func(o *key) bool { return o == k })
	}
	if k.account != 0 {
		r.logins[k.account] = append(r.logins[k.account], k)
	}
}

// store writes down who a key belongs to. The lock is held.
func (r *keyring) store(k *key) error {
	return r.journal.write(record{Bind: &bindRecord{
		Key: hex.EncodeToString(k.value.ID[:]), Account: k.account, Pending: k.pending, Device: k.device, Refusal: k.refusal,
	}})
}

// of returns the ids of the keys on which an account is logged in.
func (r *keyring) of(account int64) [][8]byte {
	r.mu.RLock()
	defer r.mu.RUnlock()
	ids := make([][8]byte, len(r.logins[account]))
	for i, k := range r.logins[account] {
		ids[i] = k.value.ID
	}
	return ids
}

// alone says whether an account has no other key than id.
func (r *keyring) alone(account int64, id [8]byte) bool {
	r.mu.RLock()
	defer r.mu.RUnlock()
	for _, k := range r.logins[account] {
		if k.value.ID != id {
			return false
		}
	}
	return true
}

// accountOf returns who is logged in on the newest key of an instance that has
// somebody; 0: nobody is.
func (r *keyring) accountOf(instance string) int64 {
	r.mu.RLock()
	defer r.mu.RUnlock()
	var newest *key
	for _, k := range r.keys {
		if k.device == instance && k.account != 0 && (newest == nil || k.made > newest.made) {
			newest = k
		}
	}
	if newest == nil {
		return 0
	}
	return newest.account
}

// instances returns which instances an account is logged in on.
func (r *keyring) instances(account int64) []string {
	r.mu.RLock()
	defer r.mu.RUnlock()
	var out []string
	for _, k := range r.logins[account] {
		if k.device != "" && !slices.Contains(out, k.device) {
			out = append(out, k.device)
		}
	}
	return out
}

// instance returns the instance that an account was last logged in on; "": none
// has said so.
func (r *keyring) instance(account int64) string {
	r.mu.RLock()
	defer r.mu.RUnlock()
	for _, k := range slices.Backward(r.logins[account]) {
		if k.device != "" {
			return k.device
		}
	}
	return ""
}

// plantedKey derives a key from the world's secret, so that a client can be
// given it without an exchange.
func (w *world) plantedKey(account int64, n int) crypto.AuthKey {
	var value crypto.Key
	seed := make([]byte, 0, len(w.secret)+24)
	seed = append(seed, w.secret[:]...)
	seed = binary.BigEndian.AppendUint64(seed, uint64(account))
	seed = binary.BigEndian.AppendUint64(seed, uint64(n))
	for block := range len(value) / sha256.Size {
		sum := sha256.Sum256(binary.BigEndian.AppendUint64(seed, uint64(block)))
		copy(value[block*sha256.Size:], sum[:])
	}
	return value.WithID()
}
