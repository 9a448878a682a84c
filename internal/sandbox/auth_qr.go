package sandbox

import (
	"context"
	"crypto/rand"
	"time"

	"github.com/gotd/td/bin"
	"github.com/gotd/td/tg"
	"github.com/gotd/td/tgerr"
)

// tokenLife is how long a QR may be scanned.
const tokenLife = 30 * time.Second

// exportLoginToken makes the token that a QR shows or, once a phone has scanned
// it, completes the login.
func (s *logins) exportLoginToken(_ context.Context, c *call, r *tg.AuthExportLoginTokenRequest) (bin.Encoder, error) {
	if r.APIID == 0 || r.APIHash == "" {
		return nil, tgerr.New(400, "API_ID_INVALID")
	}
	if c.account != nil {
		return s.tokenSuccess(c, c.account, nil)
	}
	if c.key.pending != 0 {
		return nil, errPasswordNeeded()
	}
	if id, token := s.keys.scanned(c.id.Key); id != 0 {
		a, ok := s.world.account(id)
		if !ok {
			return nil, tgerr.New(400, "AUTH_TOKEN_INVALID")
		}
		return s.tokenSuccess(c, a, token)
	}
	t := s.keys.token(c.id.Key, s.now())
	return &tg.AuthLoginToken{Expires: int(t.expires.Unix()), Token: t.value[:]}, nil
}

func (s *logins) tokenSuccess(c *call, a *account, token []byte) (bin.Encoder, error) {
	if c.account == a {
		return &tg.AuthLoginTokenSuccess{Authorization: &tg.AuthAuthorization{User: s.self(a)}}, nil
	}
	if a.home != 0 && a.home != c.dc {
		return &tg.AuthLoginTokenMigrateTo{DCID: a.home, Token: token}, nil
	}
	auth, err := s.login(c, a)
	if err != nil {
		return nil, err
	}
	return &tg.AuthLoginTokenSuccess{Authorization: auth}, nil
}

// self shows an account to itself.
func (s *scene) self(a *account) *tg.User {
	a.mu.Lock()
	defer a.mu.Unlock()
	return s.view(a).user(a.person)
}

// importLoginToken completes a login that began at the other data centre.
func (s *logins) importLoginToken(_ context.Context, c *call, r *tg.AuthImportLoginTokenRequest) (bin.Encoder, error) {
	a, ok := s.world.account(s.keys.scannedAnywhere(r.Token))
	if !ok {
		return nil, tgerr.New(400, "AUTH_TOKEN_INVALID")
	}
	return s.tokenSuccess(c, a, r.Token)
}

// acceptLoginToken is what a phone calls that has scanned a QR.
func (s *logins) acceptLoginToken(ctx context.Context, c *call, r *tg.AuthAcceptLoginTokenRequest) (bin.Encoder, error) {
	key, ok := s.keys.accept(r.Token, c.account.ID, s.now())
	if !ok {
		return nil, tgerr.New(400, "AUTH_TOKEN_EXPIRED")
	}
	s.core.Push(ctx, key, s.scannedUpdate())
	return &tg.Authorization{DateCreated: s.date(), DateActive: s.date(), AppName: "Sandbox"}, nil
}

func (s *logins) scannedUpdate() *tg.UpdateShort {
	return &tg.UpdateShort{Update: &tg.UpdateLoginToken{}, Date: s.date()}
}

// token makes a new login token for a key; the one before it is void.
func (r *keyring) token(id [8]byte, now time.Time) loginToken {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.tokens++
	t := &loginToken{expires: now.Add(tokenLife), made: r.tokens}
	_, _ = rand.Read(t.value[:]) // never fails
	if k, ok := r.keys[id]; ok {
		k.token = t
	}
	return *t
}

// scanned returns who has scanned the token of a key, and the token; 0: nobody.
func (r *keyring) scanned(id [8]byte) (account int64, token []byte) {
	r.mu.RLock()
	defer r.mu.RUnlock()
	k, ok := r.keys[id]
	if !ok || k.token == nil {
		return 0, nil
	}
	return k.token.account, k.token.value[:]
}

// scannedAnywhere returns who has scanned a token, whichever key showed it; 0:
// nobody.
func (r *keyring) scannedAnywhere(token []byte) int64 {
	r.mu.RLock()
	defer r.mu.RUnlock()
	for _, k := range r.keys {
		if k.token != nil && string(k.token.value[:]) == string(token) {
			return k.token.account
		}
	}
	return 0
}

// accept notes who scanned a token and returns the key that showed it.
func (r *keyring) accept(token []byte, account int64, now time.Time) ([8]byte, bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for id, k := range r.keys {
		if k.token != nil && string(k.token.value[:]) == string(token) && k.token.live(now) {
			k.token.account = account
			return id, true
		}
	}
	return [8]byte{}, false
}

// live says whether a phone may still scan the token.
func (t *loginToken) live(now time.Time) bool { return t.account == 0 && now.Before(t.expires) }

// newest returns the newest token of an instance that a phone may scan.
func (r *keyring) newest(instance string, now time.Time) ([]byte, bool) {
	r.mu.RLock()
	defer r.mu.RUnlock()
	var found *loginToken
	for _, k := range r.keys {
		if k.device == instance && k.token != nil && k.token.live(now) && (found == nil || k.token.made > found.made) {
			found = k.token
		}
	}
	if found == nil {
		return nil, false
	}
	return found.value[:], true
}

// Scan scans the newest QR that an instance shows, as the account with that
// phone. Without a phone, or with one that is new, an account is made. It
// returns [ErrNoToken] when there is nothing to scan.
func (s *Sandbox) Scan(ctx context.Context, instance, phone string) (Account, error) {
	a, err := s.logins.scan(ctx, instance, digits(phone))
	if err != nil {
		return Account{}, err
	}
	return s.registry.show(a), nil
}

func (s *logins) scan(ctx context.Context, instance, phone string) (*account, error) {
	token, ok := s.keys.newest(instance, s.now())
	if !ok {
		return nil, ErrNoToken
	}
	a, ok := s.world.accountByPhone(phone)
	if !ok {
		var err error
		if a, err = s.makeAccount(birth{Phone: phone}); err != nil {
			return nil, err
		}
	}
	key, ok := s.keys.accept(token, a.ID, s.now())
	if !ok {
		return nil, ErrNoToken
	}
	s.core.Push(ctx, key, s.scannedUpdate())
	return a, nil
}
