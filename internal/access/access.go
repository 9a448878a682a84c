// Package access says who may use the console: it signs people in by a link or a
// password, remembers their sessions, refuses those who guess, and writes down
// what they do.
//
// All secrets are random and kept as hashes: the store has nothing that lets
// anybody in. Sessions, links and operators are one small value, written whole
// and durable with each change; what is read is in memory. Passwords are hashed
// with argon2id, one at a time, so that guessing costs the guesser more than the
// gateway.
//
// A link signs in once and is void then, except one for a guest: that one is
// meant to be opened on a phone and on a desktop, and ends with the login or with
// its time.
package access

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"sync"
	"time"
)

// A Store keeps values. Put is one durable commit; nil deletes.
type Store interface {
	Get(ctx context.Context, name string) ([]byte, bool, error)
	Put(ctx context.Context, values map[string][]byte) error
}

// Options tunes a [Keeper]. The zero value is ready to use.
type Options struct {
	Now func() time.Time // the wall clock; nil: time.Now
}

// How long things are good.
const (
	// LinkFor is how long a link for an operator is good.
	LinkFor = 15 * time.Minute
	// sessionFor is how long a session lasts, guestFor one of a guest's at most.
	sessionFor = 7 * 24 * time.Hour
	guestFor   = 24 * time.Hour
)

// The most there may be of each; the oldest make room.
const (
	maxSessions = 1000
	maxLinks    = 1000
)

// A Keeper knows who may come in. It is made by [Open].
type Keeper struct {
	store   Store
	now     func() time.Time
	guesses guesses
	hashing sync.Mutex // held while a password is hashed

	mu    sync.Mutex // guards the rest, and is held over commits
	state state
	trail trail
}

// A state is what is stored, as JSON.
type state struct {
	Operators []operator `json:"operators,omitempty"`
	Sessions  []session  `json:"sessions,omitempty"` // the oldest first
	Links     []link     `json:"links,omitempty"`    // the oldest first
}

// stateName is where the state stands among the store's values.
const stateName = "access"

// Open reads who may come in.
func Open(ctx context.Context, s Store, o Options) (*Keeper, error) {
	k := &Keeper{store: s, now: o.Now, guesses: newGuesses()}
	if k.now == nil {
		k.now = time.Now
	}
	data, ok, err := s.Get(ctx, stateName)
	if err != nil {
		return nil, fmt.Errorf("read who may come in: %w", err)
	}
	if ok {
		if err := json.Unmarshal(data, &k.state); err != nil {
			return nil, fmt.Errorf("read who may come in: %w", err)
		}
	}
	return k, k.trail.open(ctx, s)
}

// change changes the state in one durable step, or not at all.
func (k *Keeper) change(ctx context.Context, do func(*state) error) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	next := state{
		Operators: slices.Clone(k.state.Operators), Sessions: slices.Clone(k.state.Sessions), Links: slices.Clone(k.state.Links),
	}
	if err := do(&next); err != nil {
		return err
	}
	next.tidy(k.now())
	data, err := json.Marshal(next)
	if err != nil {
		return fmt.Errorf("encode who may come in: %w", err)
	}
	if err := k.store.Put(ctx, map[string][]byte{stateName: data}); err != nil {
		return err
	}
	k.state = next
	return nil
}

// tidy forgets what is over, and the oldest of what is too much.
func (s *state) tidy(now time.Time) {
	s.Sessions = slices.DeleteFunc(s.Sessions, func(x session) bool { return !now.Before(x.Until) })
	s.Links = slices.DeleteFunc(s.Links, func(x link) bool { return !now.Before(x.Until) })
	s.Sessions = s.Sessions[max(0, len(s.Sessions)-maxSessions):]
	s.Links = s.Links[max(0, len(s.Links)-maxLinks):]
}
