package mtproto

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net"
	"slices"
	"sync"
	"syscall"
	"time"

	"github.com/gotd/td/bin"
	"github.com/gotd/td/crypto"
)

const crowded = 100 * time.Millisecond // how long to wait for a file descriptor

// A Server speaks MTProto with many clients. Its methods may be called at any
// time, by any goroutine.
type Server struct {
	o       Options
	cipher  crypto.Cipher
	buffers *bin.Pool
	keys    keyring

	mu    sync.Mutex // guards conns
	conns map[*conn]struct{}
}

// New returns a server that listens to nobody until [Server.Serve].
func New(o Options) (*Server, error) {
	o, err := o.withDefaults()
	if err != nil {
		return nil, err
	}
	return &Server{
		o:       o,
		cipher:  crypto.NewServerCipher(crypto.DefaultRand()),
		buffers: bin.NewPool(0),
		keys:    keyring{keys: map[[8]byte]*authKey{}},
		conns:   map[*conn]struct{}{},
	}, nil
}

// Serve takes connections from ln until ctx ends, and closes ln. When it
// returns, its connections and every Handle that they started have ended: the
// context that Handle gets ends with ctx. It may be called again with another
// listener, also at the same time; keys and sessions are the server's.
func (s *Server) Serve(ctx context.Context, ln net.Listener) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	stop := context.AfterFunc(ctx, func() { _ = ln.Close() })
	var wg sync.WaitGroup
	err := s.accept(ctx, ln, &wg)
	ended := ctx.Err() != nil
	stop()
	cancel()
	_ = ln.Close()
	for _, c := range s.all() {
		if c.wg == &wg {
			c.close()
		}
	}
	wg.Wait()
	if ended {
		return nil
	}
	return fmt.Errorf("accept: %w", err)
}

// accept starts a goroutine for each connection until ln fails.
func (s *Server) accept(ctx context.Context, ln net.Listener, wg *sync.WaitGroup) error {
	for {
		raw, err := ln.Accept()
		if errors.Is(err, syscall.EMFILE) || errors.Is(err, syscall.ENFILE) || errors.Is(err, syscall.ECONNABORTED) {
			s.o.Log.WarnContext(ctx, "mtproto: cannot take a connection now", "err", err)
			pause(ctx, crowded)
			continue
		}
		if err != nil {
			return err
		}
		c := &conn{server: s, net: raw, wg: wg}
		s.add(c)
		wg.Go(func() {
			defer s.remove(c)
			err := c.serve(ctx)
			s.o.Log.DebugContext(ctx, "mtproto: connection closed", "err", err)
		})
	}
}

func (s *Server) add(c *conn) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.conns[c] = struct{}{}
}

// remove is the end of a connection.
func (s *Server) remove(c *conn) {
	c.close()
	s.mu.Lock()
	delete(s.conns, c)
	s.mu.Unlock()
	c.leave()
}

func (s *Server) all() []*conn {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Collect(maps.Keys(s.conns))
}

// Push sends update, with its constructor id, to every live session of the key
// that wants updates, and returns how many those are: 0 once ctx has ended. It
// does not wait for the network. Pushes by one goroutine arrive in their order.
func (s *Server) Push(ctx context.Context, key [8]byte, update bin.Encoder) (sessions int) {
	k := s.keys.known(key)
	if k == nil || k.forgotten.Load() || ctx.Err() != nil {
		return 0
	}
	var b bin.Buffer
	if err := update.Encode(&b); err != nil {
		s.o.Log.ErrorContext(ctx, "mtproto: cannot encode an update", "err", err)
		return 0
	}
	for _, live := range k.live() {
		if live.push(raw(b.Buf)) {
			sessions++
		}
	}
	return sessions
}

// Disconnect closes the connections whose session matches and returns how many
// those were. A connection that has not said anything yet has the zero session.
func (s *Server) Disconnect(match func(SessionID) bool) int {
	closed := 0
	for _, c := range s.all() {
		var id SessionID
		if in := c.session.Load(); in != nil {
			id = in.name()
		}
		if match(id) {
			c.close()
			closed++
		}
	}
	return closed
}

// Forget answers -404 to everything the key says from now on, whether or not
// the [KeyStore] has it. There is no way back for that key.
func (s *Server) Forget(key [8]byte) {
	k := s.keys.known(key)
	if k == nil {
		k = s.keys.add(crypto.AuthKey{ID: key})
	}
	k.forgotten.Store(true)
}

// RenewSalts makes the salts that clients of the key hold wrong at once. With
// [Options.Strict] their next message is answered with bad_server_salt.
func (s *Server) RenewSalts(key [8]byte) {
	if k := s.keys.known(key); k != nil {
		k.renewals.Add(1)
	}
}
