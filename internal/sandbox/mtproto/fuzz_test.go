package mtproto_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/binary"
	"net"
	"sync"
	"testing"
	"time"

	"github.com/gotd/td/bin"
	"github.com/gotd/td/crypto"
	"github.com/gotd/td/mt"
	"github.com/gotd/td/proto"
	"github.com/gotd/td/proto/codec"
	"github.com/gotd/td/tg"
	"github.com/gotd/td/transport"

	"sluice/internal/sandbox/mtproto"
)

// A tape is a connection whose client has said everything and closed its half.
type tape struct {
	net.Conn // nil: only what the server calls is there
	said     *bytes.Reader
	closed   chan struct{}
}

func (c *tape) Read(b []byte) (int, error)       { return c.said.Read(b) }
func (c *tape) Write(b []byte) (int, error)      { return len(b), nil }
func (c *tape) SetReadDeadline(time.Time) error  { return nil }
func (c *tape) SetWriteDeadline(time.Time) error { return nil }

func (c *tape) Close() error {
	close(c.closed) // the server closes once
	return nil
}

// tapes is a listener.
type tapes struct {
	conns  chan net.Conn
	once   sync.Once
	closed chan struct{}
}

func (l *tapes) Accept() (net.Conn, error) {
	select {
	case c := <-l.conns:
		return c, nil
	case <-l.closed:
		return nil, net.ErrClosed
	}
}

func (l *tapes) Close() error {
	l.once.Do(func() { close(l.closed) })
	return nil
}

func (l *tapes) Addr() net.Addr { return &net.UnixAddr{Name: "tapes"} }

// serveBytes starts a server and returns a function that says data to it on a
// connection of its own and returns when the server has closed it.
func serveBytes(f *testing.F) (say func(t *testing.T, data []byte)) {
	key, err := rsaKey()
	if err != nil {
		f.Fatal(err)
	}
	known := planted(1)
	s, err := mtproto.New(mtproto.Options{
		Key:    key,
		Keys:   &memory{keys: map[[8]byte]crypto.AuthKey{known.ID: known}},
		Secret: []byte("0123456789abcdef"),
		Handle: func(context.Context, *mtproto.Request) (bin.Encoder, error) {
			return &tg.BoolBox{Bool: &tg.BoolTrue{}}, nil
		},
	})
	if err != nil {
		f.Fatal(err)
	}
	ln := &tapes{conns: make(chan net.Conn), closed: make(chan struct{})}
	ctx, stop := context.WithCancel(context.Background())
	served := make(chan error, 1)
	go func() { served <- s.Serve(ctx, ln) }()
	f.Cleanup(func() {
		stop()
		if err := <-served; err != nil {
			f.Error(err)
		}
	})
	return func(t *testing.T, data []byte) {
		c := &tape{said: bytes.NewReader(data), closed: make(chan struct{})}
		ln.conns <- c
		receive(t, c.closed, "the server's close")
	}
}

// FuzzFrames says any bytes to the server: it must not panic, and close.
func FuzzFrames(f *testing.F) {
	seal := func(e bin.Encoder) *bin.Buffer {
		b := &bin.Buffer{}
		data := crypto.EncryptedMessageData{SessionID: 1, MessageID: 4, SeqNo: 1, Message: e}
		if err := crypto.NewClientCipher(rand.Reader).Encrypt(planted(1), data, b); err != nil {
			f.Fatal(err)
		}
		return b
	}
	hello := &bin.Buffer{}
	var req bin.Buffer
	if err := (&mt.ReqPqMultiRequest{}).Encode(&req); err != nil {
		f.Fatal(err)
	}
	if err := (proto.UnencryptedMessage{MessageID: 4, MessageData: req.Buf}).Encode(hello); err != nil {
		f.Fatal(err)
	}
	for _, c := range []transport.Codec{codec.Abridged{}, codec.Intermediate{}, codec.PaddedIntermediate{}, &codec.Full{}} {
		for _, b := range []*bin.Buffer{hello, seal(&mt.PingRequest{PingID: 1}), seal(ask)} {
			var w bytes.Buffer
			if err := c.WriteHeader(&w); err != nil {
				f.Fatal(err)
			}
			if err := c.Write(&w, &bin.Buffer{Buf: b.Copy()}); err != nil {
				f.Fatal(err)
			}
			f.Add(w.Bytes())
		}
	}
	f.Add(binary.LittleEndian.AppendUint64(nil, 8))                         // full, shorter than its own head
	f.Add([]byte{0xef, 0x7f, 0xff, 0xff, 0xff})                             // abridged, 64 MiB promised
	f.Add([]byte{0xee, 0xee, 0xee, 0xee, 4, 0, 0, 0, 0x6c, 0xfe, 255, 255}) // intermediate, an error code
	say := serveBytes(f)
	f.Fuzz(func(t *testing.T, data []byte) { say(t, data) })
}

// FuzzMessages says anything under a known key.
func FuzzMessages(f *testing.F) {
	add := func(e bin.Encoder) {
		var b bin.Buffer
		if err := e.Encode(&b); err != nil {
			f.Fatal(err)
		}
		f.Add(b.Buf)
	}
	ping := bin.Buffer{}
	if err := (&mt.PingRequest{PingID: 1}).Encode(&ping); err != nil {
		f.Fatal(err)
	}
	add(&mt.PingRequest{PingID: 1})
	add(&mt.PingDelayDisconnectRequest{PingID: 1, DisconnectDelay: 75})
	add(&mt.MsgsAck{MsgIDs: []int64{1, 2}})
	add(&mt.MsgsStateReq{MsgIDs: []int64{1, 2}})
	add(&mt.MsgResendReq{MsgIDs: []int64{1, 2}})
	add(&mt.GetFutureSaltsRequest{Num: -1})
	add(&mt.RPCDropAnswerRequest{ReqMsgID: 1})
	add(&mt.DestroySessionRequest{SessionID: 1})
	add(&proto.MessageContainer{Messages: []proto.Message{{ID: 4, SeqNo: 1, Bytes: len(ping.Buf), Body: ping.Buf}}})
	add(proto.GZIP{Data: ping.Buf})
	add(&tg.InvokeWithLayerRequest{Layer: 1, Query: &tg.InitConnectionRequest{Query: &tg.InvokeAfterMsgRequest{MsgID: 4, Query: ask}}})
	say := serveBytes(f)
	cipher := crypto.NewClientCipher(rand.Reader)
	f.Fuzz(func(t *testing.T, body []byte) {
		body = body[:len(body)/4*4]
		b := &bin.Buffer{}
		data := crypto.EncryptedMessageData{
			SessionID: 1, MessageID: 4, SeqNo: 1,
			MessageDataLen: int32(len(body)), MessageDataWithPadding: body,
		}
		if err := cipher.Encrypt(planted(1), data, b); err != nil {
			t.Fatal(err)
		}
		var w bytes.Buffer
		_ = (codec.Intermediate{}).WriteHeader(&w)
		if err := (codec.Intermediate{}).Write(&w, b); err != nil {
			t.Skip(err)
		}
		say(t, w.Bytes())
	})
}
