package mtproto

import (
	"context"
	"net"

	"github.com/gotd/td/bin"
)

const (
	secretSize   = 16   // bytes of an MTProxy secret
	paddedSecret = 0xdd // in front of a secret: the client uses the padded form
)

// A Server speaks MTProto with many clients. Its methods may be called at any
// time, by any goroutine.
type Server struct {
	o Options
}

// New returns a server that listens to nobody until [Server.Serve].
func New(o Options) (*Server, error) {
	o, err := o.withDefaults()
	if err != nil {
		return nil, err
	}
	return &Server{o: o}, nil
}

// Serve takes connections from ln until ctx ends, and closes ln. When it
// returns, its connections and every Handle that they started have ended.
func (s *Server) Serve(ctx context.Context, ln net.Listener) error {
	<-ctx.Done()
	return ln.Close()
}

// Push sends update, with a constructor id, to every live session of the key
// that wants updates, in the order of the calls, and returns how many those are.
func (s *Server) Push(ctx context.Context, key [8]byte, update bin.Encoder) (sessions int) {
	return 0
}

// Disconnect closes the connections whose session matches and returns how many
// those were.
func (s *Server) Disconnect(match func(SessionID) bool) int { return 0 }

// Forget answers -404 to everything the key says from now on, whether or not
// the [KeyStore] has it.
func (s *Server) Forget(key [8]byte) {}

// RenewSalts makes the salts that clients of the key hold wrong at once. With
// [Options.Strict] their next message is answered with bad_server_salt.
func (s *Server) RenewSalts(key [8]byte) {}
