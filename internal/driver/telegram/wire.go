package telegram

import (
	"context"
	"net"
	"sync/atomic"
	"time"

	"github.com/gotd/td/bin"
	"github.com/gotd/td/telegram/dcs"
	"github.com/gotd/td/tg"

	"sluice"
)

// A wire knows when an account last wrote to the network. The library does not
// tell when a request went out, and may write it again, so the connections that
// it dials are watched instead. A ping counts as well: later is safe.
type wire struct {
	last atomic.Pointer[time.Time]
}

func (w *wire) dial(next dialer) dcs.DialFunc {
	return func(ctx context.Context, network, address string) (net.Conn, error) {
		conn, err := next(ctx, network, address)
		if err != nil {
			return nil, err
		}
		return watched{Conn: conn, wire: w}, nil
	}
}

type watched struct {
	net.Conn
	wire *wire
}

func (c watched) Write(b []byte) (int, error) {
	n, err := c.Conn.Write(b)
	now := time.Now()
	c.wire.last.Store(&now)
	return n, err
}

// since returns the time of the last write, or began when that is later.
func (w *wire) since(began time.Time) time.Time {
	if last := w.last.Load(); last != nil && last.After(began) {
		return *last
	}
	return began
}

// An outgoing is a send request that notes when the library begins to write it.
// Until then nothing of it can have left, whatever else was written.
type outgoing struct {
	*tg.MessagesSendMessageRequest
	scope sluice.ChatID // in which the message is numbered
	began atomic.Pointer[time.Time]
}

// Encode is called by the library for each write of the request.
func (o *outgoing) Encode(b *bin.Buffer) error {
	now := time.Now()
	o.began.CompareAndSwap(nil, &now)
	return o.MessagesSendMessageRequest.Encode(b)
}

// written returns when the request was last written, zero when it never was.
func (o *outgoing) written(w *wire) time.Time {
	began := o.began.Load()
	if began == nil {
		return time.Time{}
	}
	return w.since(*began)
}
