package access

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base32"
	"slices"
	"strings"
	"time"

	"sluice"
)

// A session is somebody signed in in one browser.
type session struct {
	Hash     []byte            `json:"hash"` // SHA-256 of the cookie
	Role     sluice.Role       `json:"role"`
	Name     string            `json:"name,omitempty"`
	Instance sluice.InstanceID `json:"instance,omitempty"`
	Proved   time.Time         `json:"proved,omitzero"`
	Until    time.Time         `json:"until"`
}

// A link lets its holder sign in.
type link struct {
	Hash     []byte            `json:"hash"` // SHA-256 of its secret
	Role     sluice.Role       `json:"role"`
	Name     string            `json:"name,omitempty"`
	Instance sluice.InstanceID `json:"instance,omitempty"` // of a guest's
	Until    time.Time         `json:"until"`
}

// firstName is who signs in by a link that names nobody.
const firstName = "operator"

var errRefused = &sluice.Error{Code: sluice.Unauthorized, Text: "the link is used, over or wrong, or the name or password is; run: sluice console link"}

// secret returns a new secret in letters and digits, and its hash. It has 160
// bits.
func secret() (text string, hash []byte) {
	b := make([]byte, 20)
	_, _ = rand.Read(b) // never fails
	text = base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(b)
	return text, hashOf(text)
}

func hashOf(secret string) []byte {
	h := sha256.Sum256([]byte(secret))
	return h[:]
}

func same(a, b []byte) bool { return subtle.ConstantTimeCompare(a, b) == 1 }

// Link returns a secret that signs an operator in once, within [LinkFor].
func (k *Keeper) Link(ctx context.Context) (string, time.Time, error) {
	return k.link(ctx, link{Role: sluice.RoleOperator, Name: firstName, Until: k.now().Add(LinkFor)})
}

// GuestLink returns a secret by which somebody without a token logs one instance
// in, within d.
func (k *Keeper) GuestLink(ctx context.Context, id sluice.InstanceID, d time.Duration) (string, time.Time, error) {
	return k.link(ctx, link{Role: sluice.RoleGuest, Instance: id, Until: k.now().Add(d)})
}

func (k *Keeper) link(ctx context.Context, l link) (string, time.Time, error) {
	text, hash := secret()
	l.Hash, l.Until = hash, l.Until.UTC().Round(0)
	err := k.change(ctx, func(s *state) error {
		s.Links = append(s.Links, l)
		return nil
	})
	return text, l.Until, err
}

// SignIn starts a session and returns its secret, which is for the cookie. Who
// guesses too often is told to wait, be the next guess right or not.
func (k *Keeper) SignIn(ctx context.Context, c sluice.Credential, address string) (string, sluice.Caller, error) {
	if err := k.guesses.try(address); err != nil {
		return "", sluice.Caller{}, err
	}
	fresh, err := k.admit(ctx, c)
	k.guesses.judge(address, err)
	if err != nil {
		return "", sluice.Caller{}, err
	}
	text, hash := secret()
	fresh.Hash = hash
	err = k.change(ctx, func(s *state) error {
		if c.Link != "" && !s.use(c.Link, fresh.Role) {
			return errRefused // somebody was faster
		}
		s.seen(fresh.Name, k.now())
		s.Sessions = append(s.Sessions, fresh)
		return nil
	})
	if err != nil {
		return "", sluice.Caller{}, err
	}
	caller, _ := k.Session(text)
	caller.Address = address
	return text, caller, nil
}

// admit returns the session that a credential is good for.
func (k *Keeper) admit(ctx context.Context, c sluice.Credential) (session, error) {
	now := k.now().UTC().Round(0)
	if c.Link == "" {
		role, err := k.verify(ctx, c.Name, c.Password)
		return session{Role: role, Name: c.Name, Proved: now, Until: now.Add(sessionFor)}, err
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	l, ok := k.state.find(c.Link)
	switch {
	case !ok || !now.Before(l.Until):
		return session{}, errRefused
	case l.Role == sluice.RoleGuest:
		until := now.Add(guestFor)
		if l.Until.Before(until) {
			until = l.Until
		}
		return session{Role: l.Role, Instance: l.Instance, Until: until}, nil
	}
	return session{Role: l.Role, Name: l.Name, Until: now.Add(sessionFor)}, nil
}

func (s *state) find(text string) (link, bool) {
	hash := hashOf(clean(text))
	i := slices.IndexFunc(s.Links, func(l link) bool { return same(l.Hash, hash) })
	if i < 0 {
		return link{}, false
	}
	return s.Links[i], true
}

// clean undoes what people do to a secret that they copy.
func clean(text string) string { return strings.ToUpper(strings.TrimSpace(text)) }

// use says whether a link is there, and makes it void unless it is a guest's.
func (s *state) use(text string, role sluice.Role) bool {
	l, ok := s.find(text)
	if ok && role != sluice.RoleGuest {
		s.Links = slices.DeleteFunc(s.Links, func(x link) bool { return same(x.Hash, l.Hash) })
	}
	return ok
}

// Session returns who holds the secret of a session.
func (k *Keeper) Session(text string) (sluice.Caller, bool) {
	hash, now := hashOf(text), k.now()
	k.mu.Lock()
	defer k.mu.Unlock()
	i := slices.IndexFunc(k.state.Sessions, func(s session) bool { return same(s.Hash, hash) })
	if i < 0 || !now.Before(k.state.Sessions[i].Until) {
		return sluice.Caller{}, false
	}
	s := k.state.Sessions[i]
	o, known := k.state.operator(s.Name)
	return sluice.Caller{
		Role: s.Role, Name: s.Name, Instance: s.Instance, Proved: s.Proved, Expires: s.Until,
		Password: known && o.Password != "",
	}, true
}

// SignOut ends a session.
func (k *Keeper) SignOut(ctx context.Context, text string) error {
	if _, ok := k.Session(text); !ok {
		return nil
	}
	hash := hashOf(text)
	return k.change(ctx, func(s *state) error {
		s.Sessions = slices.DeleteFunc(s.Sessions, func(x session) bool { return same(x.Hash, hash) })
		return nil
	})
}

// EndGuests makes all links of an instance void and ends the sessions that came
// by them.
func (k *Keeper) EndGuests(ctx context.Context, id sluice.InstanceID) error {
	if !k.hasGuests(id) {
		return nil
	}
	return k.change(ctx, func(s *state) error {
		s.Links = slices.DeleteFunc(s.Links, func(l link) bool { return l.Instance == id })
		s.Sessions = slices.DeleteFunc(s.Sessions, func(x session) bool { return x.Role == sluice.RoleGuest && x.Instance == id })
		return nil
	})
}

func (k *Keeper) hasGuests(id sluice.InstanceID) bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	return slices.ContainsFunc(k.state.Links, func(l link) bool { return l.Instance == id }) ||
		slices.ContainsFunc(k.state.Sessions, func(x session) bool { return x.Role == sluice.RoleGuest && x.Instance == id })
}
