package sandbox

import (
	"context"
	"crypto/rand"
	"encoding/binary"
	"sync"

	"github.com/gotd/td/bin"
	"github.com/gotd/td/tg"
	"github.com/gotd/td/tgerr"
)

// challenges are the SRP questions under way, by number. Each is good for one
// answer, and a key has one at a time.
type challenges struct {
	mu    sync.Mutex // guards what follows
	open  map[int64]challenge
	byKey map[[8]byte]int64
}

func newChallenges() *challenges {
	return &challenges{open: map[int64]challenge{}, byKey: map[[8]byte]int64{}}
}

func (c *challenges) put(key [8]byte, ask challenge) (id int64) {
	var b [8]byte
	_, _ = rand.Read(b[:]) // never fails
	id = int64(binary.BigEndian.Uint64(b[:]) >> 1)
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.open, c.byKey[key])
	c.open[id], c.byKey[key] = ask, id
	return id
}

func (c *challenges) take(key [8]byte, id int64) (challenge, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	ask, ok := c.open[id]
	if !ok || c.byKey[key] != id {
		return challenge{}, false
	}
	delete(c.open, id)
	delete(c.byKey, key)
	return ask, true
}

// asked returns the account whose password this call is about.
func (s *logins) asked(c *call) (*account, error) {
	if c.account != nil {
		return c.account, nil
	}
	a, ok := s.world.account(c.key.pending)
	if !ok {
		return nil, tgerr.New(401, "AUTH_KEY_UNREGISTERED")
	}
	return a, nil
}

// getPassword asks for the password of the account that is logging in.
func (s *logins) getPassword(_ context.Context, c *call, _ *tg.AccountGetPasswordRequest) (bin.Encoder, error) {
	a, err := s.asked(c)
	if err != nil {
		return nil, err
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	out := &tg.AccountPassword{
		NewAlgo:       &tg.PasswordKdfAlgoUnknown{},
		NewSecureAlgo: &tg.SecurePasswordKdfAlgoUnknown{},
		SecureRandom:  []byte{},
	}
	if a.password == nil {
		return out, nil
	}
	ask := newChallenge(a.password)
	out.HasPassword = true
	out.SetHint("the sandbox's password")
	out.SetSRPB(ask.public)
	out.SetSRPID(s.asks.put(c.id.Key, ask))
	out.SetCurrentAlgo(&tg.PasswordKdfAlgoSHA256SHA256PBKDF2HMACSHA512iter100000SHA256ModPow{
		Salt1: a.password.Salt1, Salt2: a.password.Salt2, G: srpG, P: srpPrime().Bytes(),
	})
	return out, nil
}

// checkPassword lets the account in that is waiting for its password.
func (s *logins) checkPassword(_ context.Context, c *call, r *tg.AuthCheckPasswordRequest) (bin.Encoder, error) {
	a, err := s.asked(c)
	if err != nil {
		return nil, err
	}
	answer, ok := r.Password.(*tg.InputCheckPasswordSRP)
	if !ok {
		return nil, tgerr.New(400, "PASSWORD_HASH_INVALID")
	}
	ask, ok := s.asks.take(c.id.Key, answer.SRPID)
	if !ok {
		return nil, tgerr.New(400, "SRP_ID_INVALID")
	}
	if !ask.proves(answer.A, answer.M1) {
		return nil, tgerr.New(400, "PASSWORD_HASH_INVALID")
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	auth, err := s.enter(c, a)
	if err != nil {
		return nil, err
	}
	return auth.(*tg.AuthAuthorization), nil
}
