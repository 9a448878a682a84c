package mtproto

import (
	"context"
	"fmt"
	"net"
	"sync"
	"sync/atomic"
	"time"

	"github.com/gotd/td/bin"
	"github.com/gotd/td/crypto"
	"github.com/gotd/td/proto/codec"
)

const maxQueued = 32 << 20 // bytes a client may leave unread before it is cut off

// A conn is one connection of a client.
type conn struct {
	server *Server
	net    net.Conn
	wg     *sync.WaitGroup // of Serve: the reading goroutine and all that it starts

	// Of the reading goroutine alone.
	frames *framer
	key    *authKey  // of the last message; nil: none yet
	salt   int64     // what an exchange on this connection agreed on
	hangUp time.Time // what ping_delay_disconnect asked for; zero: nothing
	came   time.Time // when the first byte of the last frame was there

	session atomic.Pointer[session] // of the last message

	mu      sync.Mutex // guards what follows
	queue   []byte     // framed, not yet obfuscated
	writing bool       // one goroutine empties queue
	closed  bool
}

// serve reads until the connection ends.
func (c *conn) serve(ctx context.Context) error {
	if err := c.net.SetReadDeadline(c.deadline()); err != nil {
		return err
	}
	frames, err := accept(c.net, c.server.o.Secret)
	if err != nil {
		return fmt.Errorf("detect the transport: %w", err)
	}
	c.frames = frames
	for {
		b, err := c.recv(c.deadline())
		if err != nil {
			return fmt.Errorf("read: %w", err)
		}
		if err := c.take(ctx, b); err != nil {
			return err
		}
	}
}

// deadline says when the connection is given up if nothing comes.
func (c *conn) deadline() time.Time {
	silent := time.Now().Add(c.server.o.ReadTimeout)
	if !c.hangUp.IsZero() && c.hangUp.Before(silent) {
		return c.hangUp
	}
	return silent
}

// recv returns the next frame, in a buffer of the pool.
func (c *conn) recv(deadline time.Time) (*bin.Buffer, error) {
	if err := c.net.SetReadDeadline(deadline); err != nil {
		return nil, err
	}
	if err := c.frames.wait(); err != nil {
		return nil, err
	}
	c.came = time.Now()
	b := c.server.buffers.Get()
	if err := c.frames.read(b); err != nil {
		c.server.buffers.Put(b)
		return nil, err
	}
	return b, nil
}

// take handles one frame and gives its buffer back.
func (c *conn) take(ctx context.Context, b *bin.Buffer) error {
	defer func(whole []byte) {
		b.Buf = whole // decoding has moved its start
		c.server.buffers.Put(b)
	}(b.Buf)
	var id [8]byte
	if err := b.PeekN(id[:], len(id)); err != nil {
		return fmt.Errorf("read the key's id: %w", err)
	}
	if id == ([8]byte{}) {
		return c.exchange(ctx, b)
	}
	if c.key == nil || c.key.value.ID != id {
		c.key = c.server.keys.load(id, c.server.o.Keys)
	}
	if c.key == nil || c.key.forgotten.Load() {
		c.leave()
		c.refuse(codec.CodeAuthKeyNotFound)
		return nil
	}
	var sealed crypto.EncryptedMessage
	if err := sealed.DecodeWithoutCopy(b); err != nil {
		return fmt.Errorf("read a message: %w", err)
	}
	const block = 16 // bytes; what is left over is padding of the transport
	sealed.EncryptedData = sealed.EncryptedData[:len(sealed.EncryptedData)/block*block]
	opened, err := c.server.cipher.Decrypt(c.key.value, &sealed)
	if err != nil {
		return fmt.Errorf("open a message: %w", err)
	}
	s := c.join(opened.SessionID)
	m := message{id: opened.MessageID, seq: opened.SeqNo, body: &bin.Buffer{Buf: opened.Data()}}
	if s.refused(c, m, opened.Salt) {
		return nil
	}
	s.announce(m)
	return c.handle(ctx, s, m)
}

// refuse tells a transport error, such as 404.
func (c *conn) refuse(code uint32) {
	b := c.server.buffers.Get()
	defer c.server.buffers.Put(b)
	b.PutUint32(-code)
	c.send(b)
}

// join makes sure that the connection belongs to the session of its key.
func (c *conn) join(id int64) *session {
	old := c.session.Load()
	if old != nil && old.key == c.key && old.id == id {
		return old
	}
	c.leave()
	s := c.key.join(id, c)
	c.session.Store(s)
	return s
}

// leave takes the connection out of its session, if it has one.
func (c *conn) leave() {
	s := c.session.Swap(nil)
	if s != nil && s.key.leave(s, c) {
		c.server.o.Gone(s.name())
	}
}

// send queues one frame and writes it, unless another goroutine is writing:
// then that one does.
func (c *conn) send(b *bin.Buffer) {
	if c.enqueue(b) {
		c.flush()
	}
}

// enqueue says whether the caller is to flush. It cuts off a client that does
// not read; to a closed connection it does nothing.
func (c *conn) enqueue(b *bin.Buffer) (flush bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.closed {
		return false
	}
	if len(c.queue) > maxQueued {
		c.closeLocked()
		return false
	}
	if err := c.frames.codec.Write((*appender)(&c.queue), b); err != nil {
		c.server.o.Log.Error("mtproto: cannot frame a message", "err", err)
		c.closeLocked()
		return false
	}
	flush = !c.writing
	c.writing = true
	return flush
}

// enqueueApart is enqueue with the flush in a goroutine of its own.
func (c *conn) enqueueApart(b *bin.Buffer) {
	if !c.enqueue(b) {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.closed { // so the reading goroutine still counts, and one may be added
		c.wg.Go(c.flush)
	}
}

// flush writes until the queue is empty.
func (c *conn) flush() {
	var batch []byte
	for {
		c.mu.Lock()
		if len(c.queue) == 0 || c.closed {
			c.writing = false
			c.queue = nil
			c.mu.Unlock()
			return
		}
		batch, c.queue = c.queue, batch[:0]
		c.mu.Unlock()
		if err := c.write(batch); err != nil {
			c.close()
		}
	}
}

func (c *conn) write(batch []byte) error {
	if err := c.net.SetWriteDeadline(time.Now().Add(c.server.o.WriteTimeout)); err != nil {
		return err
	}
	_, err := c.frames.w.Write(batch)
	return err
}

func (c *conn) close() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.closeLocked()
}

func (c *conn) closeLocked() {
	if !c.closed {
		c.closed = true
		_ = c.net.Close() // the reading goroutine sees it and ends
	}
}

// An appender is a writer to memory.
type appender []byte

func (a *appender) Write(b []byte) (int, error) {
	*a = append(*a, b...)
	return len(b), nil
}
