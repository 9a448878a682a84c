package mtproto

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/gotd/td/bin"
	"github.com/gotd/td/clock"
	"github.com/gotd/td/crypto"
	"github.com/gotd/td/exchange"
	"github.com/gotd/td/mt"
	"github.com/gotd/td/transport"
)

const (
	keyBits         = 2048             // of the server's RSA key: a protocol constant
	exchangeTimeout = time.Minute      // for each step of a key exchange
	saltStep        = 30 * time.Minute // a new salt begins; each is good for two steps
	maxSalts        = 64               // that get_future_salts gives at most
	maxDetached     = 2                // sessions without a connection that a key remembers
)

// An authKey is what the server knows of one key, for as long as it runs.
type authKey struct {
	value     crypto.AuthKey
	init      atomic.Pointer[Init]
	forgotten atomic.Bool
	renewals  atomic.Uint64 // how often its salts were made anew

	mu       sync.Mutex // guards what follows
	sessions map[int64]*session
	detached []*session // those without a connection, the oldest first
}

// A keyring holds the keys that were used since the start.
type keyring struct {
	mu   sync.RWMutex // guards keys
	keys map[[8]byte]*authKey
}

// load returns nil for a key that nobody knows.
func (k *keyring) load(id [8]byte, store KeyStore) *authKey {
	if known := k.known(id); known != nil {
		return known
	}
	value, ok := store.Load(id)
	if !ok || value.Value.ID() != id {
		return nil
	}
	return k.add(value.Value.WithID())
}

func (k *keyring) known(id [8]byte) *authKey {
	k.mu.RLock()
	defer k.mu.RUnlock()
	return k.keys[id]
}

func (k *keyring) add(value crypto.AuthKey) *authKey {
	k.mu.Lock()
	defer k.mu.Unlock()
	if known := k.keys[value.ID]; known != nil {
		return known
	}
	added := &authKey{value: value, sessions: map[int64]*session{}}
	k.keys[value.ID] = added
	return added
}

// join returns the session with the connection in it.
func (k *authKey) join(id int64, c *conn) *session {
	k.mu.Lock()
	defer k.mu.Unlock()
	s := k.sessions[id]
	if s == nil {
		s = newSession(id, k, c.server)
		k.sessions[id] = s
	}
	k.detached = slices.DeleteFunc(k.detached, func(d *session) bool { return d == s })
	s.attach(c)
	return s
}

// leave takes the connection out of the session and says whether it was the
// last one there.
func (k *authKey) leave(s *session, c *conn) (last bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if !s.detach(c) {
		return false
	}
	if k.sessions[s.id] == s { // not destroyed
		k.detached = append(k.detached, s)
	}
	if len(k.detached) > maxDetached {
		delete(k.sessions, k.detached[0].id)
		k.detached = slices.Delete(k.detached, 0, 1)
	}
	return true
}

// destroy forgets another session of the key than s.
func (k *authKey) destroy(id int64, s *session) bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.sessions[id] == nil || id == s.id {
		return false
	}
	delete(k.sessions, id)
	k.detached = slices.DeleteFunc(k.detached, func(d *session) bool { return d.id == id })
	return true
}

func (k *authKey) live() []*session {
	k.mu.Lock()
	defer k.mu.Unlock()
	live := make([]*session, 0, len(k.sessions))
	for _, s := range k.sessions {
		if s.wantsUpdates.Load() && !slices.Contains(k.detached, s) {
			live = append(live, s)
		}
	}
	return live
}

// salt follows from the key and the time, so that a restart keeps it.
func (k *authKey) salt(step int64) int64 {
	h := sha256.New()
	h.Write(k.value.Value[:])
	var n [16]byte
	binary.BigEndian.PutUint64(n[:8], uint64(step))
	binary.BigEndian.PutUint64(n[8:], k.renewals.Load())
	h.Write(n[:])
	return int64(binary.BigEndian.Uint64(h.Sum(nil)))
}

// hasSalt also takes the next salt: a client's clock may be ahead.
func (k *authKey) hasSalt(salt int64, now time.Time) bool {
	step := saltAt(now)
	return salt == k.salt(step) || salt == k.salt(step-1) || salt == k.salt(step+1)
}

func (k *authKey) futureSalts(request int64, n int, now time.Time) *mt.FutureSalts {
	n = max(1, min(n, maxSalts))
	salts := make([]mt.FutureSalt, n)
	first := saltAt(now)
	for i := range salts {
		since := (first + int64(i)) * int64(saltStep/time.Second)
		salts[i] = mt.FutureSalt{
			ValidSince: int(since),
			ValidUntil: int(since + int64(2*saltStep/time.Second)),
			Salt:       k.salt(first + int64(i)),
		}
	}
	return &mt.FutureSalts{ReqMsgID: request, Now: int(now.Unix()), Salts: salts}
}

func saltAt(now time.Time) int64 { return now.Unix() / int64(saltStep/time.Second) }

// exchange agrees on a new key. The first step has been read already.
func (c *conn) exchange(ctx context.Context, first *bin.Buffer) error {
	o := c.server.o
	steps := exchange.NewExchanger(&exchangeConn{c: c, first: first}, o.DC).
		WithClock(serverClock{clock.System, o.Now}).
		WithTimeout(min(exchangeTimeout, o.ReadTimeout)).
		Server(exchange.PrivateKey{RSA: o.Key})
	result, err := steps.Run(ctx)
	if sealed, ok := errors.AsType[*exchange.UnexpectedEncryptedError](err); ok { // a message under an old key, sent before the client knew better
		return c.take(ctx, &bin.Buffer{Buf: sealed.Frame})
	}
	if refused, ok := errors.AsType[*exchange.ServerExchangeError](err); ok {
		c.refuse(uint32(refused.Code))
	}
	if err != nil {
		return fmt.Errorf("exchange keys: %w", err)
	}
	if err := o.Keys.Save(result.Key); err != nil {
		return fmt.Errorf("save a key: %w", err)
	}
	c.key, c.salt = c.server.keys.add(result.Key), result.ServerSalt
	return nil
}

// A serverClock is the system's, except that it tells the time of the server.
type serverClock struct {
	clock.Clock
	now func() time.Time
}

func (c serverClock) Now() time.Time { return c.now() }

// An exchangeConn is a connection as gotd's key exchange wants it.
type exchangeConn struct {
	c     *conn
	first *bin.Buffer // nil once it is read
}

var _ transport.Conn = (*exchangeConn)(nil)

func (e *exchangeConn) Recv(ctx context.Context, b *bin.Buffer) error {
	if e.first != nil {
		b.ResetTo(e.first.Copy())
		e.first = nil
		return nil
	}
	deadline, ok := ctx.Deadline()
	if !ok {
		deadline = e.c.deadline()
	}
	got, err := e.c.recv(deadline)
	if err != nil {
		return err
	}
	defer e.c.server.buffers.Put(got)
	b.ResetTo(got.Copy())
	return nil
}

func (e *exchangeConn) Send(_ context.Context, b *bin.Buffer) error {
	e.c.send(b)
	return nil // that the connection is closed shows at the next Recv
}

func (e *exchangeConn) Close() error {
	e.c.close()
	return nil
}
