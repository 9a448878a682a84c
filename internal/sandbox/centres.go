package sandbox

import (
	"context"
	"fmt"
	"net"

	"github.com/gotd/td/bin"

	"sluice/internal/sandbox/mtproto"
)

// The centres are the data centres: the main one, and a second that has no
// clients of its own. Both serve the same world under the same keys; what
// belongs to the other one is answered with where to go.
type centres struct {
	main, second *mtproto.Server
	number       int // of the main one
}

// other is the number of the second data centre.
func (c *centres) other() int { return c.number + 2 }

// newCentres makes both; handle is told on which a request came.
func newCentres(o mtproto.Options, handle func(ctx context.Context, dc int, r *mtproto.Request) (bin.Encoder, error)) (*centres, error) {
	out := &centres{number: o.DC}
	build := func(dc int) (*mtproto.Server, error) {
		o.DC = dc
		o.Handle = func(ctx context.Context, r *mtproto.Request) (bin.Encoder, error) { return handle(ctx, dc, r) }
		return mtproto.New(o)
	}
	var err error
	if out.main, err = build(out.number); err != nil {
		return nil, err
	}
	out.second, err = build(out.other())
	return out, err
}

// listen opens the second data centre beside the main one, on a port of its own.
func (c *centres) listen(ctx context.Context, wire net.Listener) (net.Listener, error) {
	host, _, err := net.SplitHostPort(wire.Addr().String())
	if err != nil {
		return nil, fmt.Errorf("find a place for the second data centre: %w", err)
	}
	ln, err := (&net.ListenConfig{}).Listen(ctx, "tcp", net.JoinHostPort(host, "0"))
	if err != nil {
		return nil, fmt.Errorf("open the second data centre: %w", err)
	}
	return ln, nil
}

// Push sends an update to the sessions of a key, wherever they are.
func (c *centres) Push(ctx context.Context, key [8]byte, update bin.Encoder) {
	c.main.Push(ctx, key, update)
	c.second.Push(ctx, key, update)
}

// Disconnect closes connections.
func (c *centres) Disconnect(match func(mtproto.SessionID) bool) {
	c.main.Disconnect(match)
	c.second.Disconnect(match)
}

// Forget makes a key unknown.
func (c *centres) Forget(key [8]byte) {
	c.main.Forget(key)
	c.second.Forget(key)
}

// RenewSalts makes the salts of a key wrong.
func (c *centres) RenewSalts(key [8]byte) {
	c.main.RenewSalts(key)
	c.second.RenewSalts(key)
}
