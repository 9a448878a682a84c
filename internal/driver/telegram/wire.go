package telegram

import (
	"sync/atomic"

	"github.com/gotd/td/bin"

	"sluice"
)

// An outgoing is a send request that notes when the library begins to write it.
// Until then nothing of it can have left, whatever else was written.
type outgoing struct {
	bin.Encoder
	scope     sluice.ChatID // in which the message is numbered
	randomIDs []int64       // of the messages that it makes
	began     atomic.Bool
}

// Encode is called by the library for each write of the request.
func (o *outgoing) Encode(b *bin.Buffer) error {
	o.began.Store(true)
	return o.Encoder.Encode(b)
}

// written says whether a byte of the request may have left.
func (o *outgoing) written() bool { return o.began.Load() }
