package mtproto_test

import (
	"context"
	"errors"
	"net"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/gotd/td/bin"
	"github.com/gotd/td/mt"
	"github.com/gotd/td/proto"
	"github.com/gotd/td/tg"
	"github.com/gotd/td/tgerr"

	"sluice/internal/sandbox/mtproto"
)

func TestServiceMessagesAreAnswered(t *testing.T) {
	d := newDesk()
	b := start(t, mtproto.Options{Handle: d.handle, Strict: true})
	c := b.dial(t, 1, 1)

	c.send(c.id(), 0, &mt.PingRequest{PingID: 1}) // with the salt 0
	var bad mt.BadServerSalt
	c.want(&bad)
	c.salt = bad.NewServerSalt

	salts := c.id()
	c.send(salts, 0, &mt.GetFutureSaltsRequest{Num: 3})
	var future mt.FutureSalts
	c.want(&future)
	if future.ReqMsgID != salts || len(future.Salts) != 3 || future.Salts[0].Salt != c.salt {
		t.Errorf("salts %+v, want 3, the first %d", future, c.salt)
	}
	for _, s := range future.Salts[:2] { // the next one is good too: a clock may be ahead
		c.salt = s.Salt
		c.send(c.id(), 0, &mt.PingRequest{PingID: 1})
		c.want(&mt.Pong{})
	}

	running := c.id()
	c.send(running, 1, ask)
	receive(t, d.arrived, "the request")
	d.give("NL")
	var r result
	c.want(&r)
	over := running
	running = c.id()
	c.send(running, 3, ask)
	receive(t, d.arrived, "the request")
	missing, future1 := over-4, c.idAt(time.Now().Add(time.Hour))
	c.lastID = running
	states := c.id()
	c.send(states, 4, &mt.MsgsStateReq{MsgIDs: []int64{over, running, missing, future1}})
	var info mt.MsgsStateInfo
	c.want(&info)
	if diff := cmp.Diff([]byte{4 | 8 | 64, 4 | 8 | 32, 2, 3}, info.Info); info.ReqMsgID != states || diff != "" {
		t.Errorf("states (-want +got):\n%s", diff)
	}

	c.send(c.id(), 4, &mt.DestroySessionRequest{SessionID: 999})
	c.want(&mt.DestroySessionNone{})
	other := b.dial(t, 1, 2)
	other.salt = c.salt
	other.send(other.id(), 0, &mt.PingRequest{PingID: 1})
	other.want(&mt.Pong{})
	c.send(c.id(), 4, &mt.DestroySessionRequest{SessionID: 2})
	c.want(&mt.DestroySessionOk{})

	c.send(c.id(), 4, &mt.HTTPWaitRequest{})
	c.send(c.id(), 4, &mt.PingDelayDisconnectRequest{PingID: 1, DisconnectDelay: 1})
	c.want(&mt.Pong{})
	began := time.Now()
	c.wantClosed()
	if took := time.Since(began); took > patience/2 {
		t.Errorf("closed after %v, want 1s", took)
	}
	d.give("NL")
}

func TestASilentConnectionIsClosed(t *testing.T) {
	gone := make(chan mtproto.SessionID, 10)
	b := start(t, mtproto.Options{ReadTimeout: 50 * time.Millisecond, Gone: func(s mtproto.SessionID) { gone <- s }})
	silent, err := net.Dial("tcp", b.addr.String())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = silent.Close() }()
	_ = silent.SetReadDeadline(time.Now().Add(patience))
	var timeout net.Error
	if _, err := silent.Read(make([]byte, 1)); errors.As(err, &timeout) && timeout.Timeout() {
		t.Error("a connection that never says anything stays open")
	}
	c := b.dial(t, 1, 1)
	c.send(c.id(), 0, &mt.PingRequest{PingID: 1})
	c.wantClosed()
	receive(t, gone, "the end")
}

func TestAnAnswerCanBeDropped(t *testing.T) {
	d := newDesk()
	d.answers = make(chan answer) // each is taken before the next request comes
	b := start(t, mtproto.Options{Handle: d.handle})
	c := b.dial(t, 1, 1)
	told := func(request int64) mt.RPCDropAnswerClass {
		t.Helper()
		var r result
		c.want(&r)
		if r.RequestMessageID != request {
			t.Fatalf("an answer to %d, want %d", r.RequestMessageID, request)
		}
		var box mt.RPCDropAnswerBox
		if err := box.Decode(&bin.Buffer{Buf: r.Result.Result}); err != nil {
			t.Fatal(err)
		}
		return box.RpcDropAnswer
	}
	drop := func(id int64) (request int64) {
		request = c.id()
		c.send(request, 3, &mt.RPCDropAnswerRequest{ReqMsgID: id})
		return request
	}

	if got := told(drop(4)); got.TypeID() != mt.RPCAnswerUnknownTypeID {
		t.Errorf("an unknown request: %T", got)
	}

	id := c.id()
	c.send(id, 1, ask)
	receive(t, d.arrived, "the request")
	for _, request := range []int64{drop(id), id} { // both are told
		if got := told(request); got.TypeID() != mt.RPCAnswerDroppedRunningTypeID {
			t.Errorf("a running request: %T", got)
		}
	}
	d.give("a dropped answer must not come")

	id = c.id()
	c.send(id, 1, ask)
	d.give("NL")
	var r result
	answered := c.want(&r)
	wantCountry(t, r, id, "NL")
	got, ok := told(drop(id)).(*mt.RPCAnswerDropped)
	if !ok || got.MsgID != answered {
		t.Errorf("an answered request: %+v, want the message %d", got, answered)
	}
}

func TestContainersAndPackedMessagesAreOpened(t *testing.T) {
	for _, strict := range []bool{false, true} {
		d := newDesk()
		b := start(t, mtproto.Options{Handle: d.handle, Strict: strict})
		c := b.dial(t, 1, 1)
		if c.send(c.id(), 0, &mt.PingRequest{PingID: 1}); strict {
			var bad mt.BadServerSalt
			c.want(&bad)
			c.salt = bad.NewServerSalt
			c.send(c.id(), 0, &mt.PingRequest{PingID: 1})
		}
		c.want(&mt.Pong{})

		first, packed, ping := c.inner(1, ask), c.inner(3, proto.GZIP{Data: encode(t, ask)}), c.inner(4, &mt.PingRequest{PingID: 8})
		d.give("NL")
		d.give("NL")
		c.send(c.id(), 4, &proto.MessageContainer{Messages: []proto.Message{first, packed, ping}})
		answered := map[int64]int{}
		for range 3 {
			buf, _, err := c.next()
			if err != nil {
				t.Fatal(err)
			}
			var r proto.Result
			var pong mt.Pong
			if r.Decode(&bin.Buffer{Buf: buf.Buf}) == nil {
				answered[r.RequestMessageID]++
			} else if err := pong.Decode(buf); err != nil {
				t.Fatal(err)
			}
			answered[pong.MsgID]++
		}
		if answered[first.ID] != 1 || answered[packed.ID] != 1 || answered[ping.ID] != 1 {
			t.Errorf("strict %v: answers %v", strict, answered)
		}
		c.send(c.id(), 4, &proto.MessageContainer{Messages: []proto.Message{c.inner(4, &proto.MessageContainer{})}})
		c.wantClosed()
	}
}

func encode(t *testing.T, e bin.Encoder) []byte {
	t.Helper()
	var b bin.Buffer
	if err := e.Encode(&b); err != nil {
		t.Fatal(err)
	}
	return b.Buf
}

// inner is a message for a container.
func (r *raw) inner(seq int, e bin.Encoder) proto.Message {
	r.t.Helper()
	var b bin.Buffer
	if err := e.Encode(&b); err != nil {
		r.t.Fatal(err)
	}
	return proto.Message{ID: r.id(), SeqNo: seq, Bytes: len(b.Buf), Body: b.Buf}
}

func TestARequestWaitsForTheOneItComesAfter(t *testing.T) {
	d := newDesk()
	b := start(t, mtproto.Options{Handle: d.handle})
	c := b.dial(t, 1, 1)
	first, second := c.id(), c.id()
	c.send(first, 1, ask)
	receive(t, d.arrived, "the first")
	c.send(second, 3, &tg.InvokeAfterMsgRequest{MsgID: first, Query: ask})
	c.send(c.id(), 4, &mt.PingRequest{PingID: 1})
	c.want(&mt.Pong{}) // so the second request has come
	if n := d.calls.Load(); n != 1 {
		t.Fatalf("%d calls, want 1", n)
	}
	d.give("NL")
	var r result
	c.want(&r)
	wantCountry(t, r, first, "NL")
	if got := receive(t, d.arrived, "the second"); got.TypeID != ask.TypeID() {
		t.Errorf("type %#x, want %#x", got.TypeID, ask.TypeID())
	}
	d.answers <- answer{err: tgerr.New(400, "CHAT_WRITE_FORBIDDEN")}
	c.want(&r)

	third := c.id()
	c.send(third, 5, &tg.InvokeAfterMsgsRequest{MsgIDs: []int64{first, second}, Query: ask})
	c.want(&r)
	var failed mt.RPCError
	if err := failed.Decode(&bin.Buffer{Buf: r.Result.Result}); err != nil || failed.ErrorMessage != "MSG_WAIT_FAILED" {
		t.Errorf("after a failed one: %+v, %v", failed, err)
	}
}

func TestStrictModeRefusesWrongNumbers(t *testing.T) {
	tests := []struct {
		name string
		off  time.Duration // of the id from now
		bits int64
		seq  int32
		body bin.Encoder
		code int
	}{
		{"right", 0, 0, 5, ask, 0},
		{"five minutes old", -6 * time.Minute, 0, 5, ask, 16},
		{"from the future", time.Minute, 0, 5, ask, 17},
		{"a server's id", 0, 1, 5, ask, 18},
		{"an earlier one had a higher number", 0, 0, 1, ask, 32},
		{"an earlier one had the same number", 0, 0, 3, ask, 32},
		{"a later one had a lower number", -time.Minute, 0, 5, ask, 33},
		{"an ack with an odd number", 0, 0, 5, &mt.MsgsAck{}, 34},
		{"a request with an even number", 0, 0, 4, ask, 35},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var calls atomic.Int32
			b := start(t, mtproto.Options{Strict: true, Handle: func(context.Context, *mtproto.Request) (bin.Encoder, error) {
				calls.Add(1)
				return &tg.NearestDC{}, nil
			}})
			c := b.dial(t, 1, 1)
			c.send(c.id(), 0, &mt.PingRequest{PingID: 1})
			var bad mt.BadServerSalt
			c.want(&bad)
			c.salt = bad.NewServerSalt
			c.send(c.id(), 3, ask)
			c.want(&result{})

			id := c.id()
			if tt.off != 0 {
				id = int64(proto.NewMessageID(time.Now().Add(tt.off), proto.MessageFromClient))
			}
			id |= tt.bits
			c.send(id, tt.seq, tt.body)
			if tt.code == 0 {
				c.want(&result{})
				return
			}
			var note mt.BadMsgNotification
			c.want(&note)
			if diff := cmp.Diff(mt.BadMsgNotification{BadMsgID: id, BadMsgSeqno: int(tt.seq), ErrorCode: tt.code}, note); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			if n := calls.Load(); n != 1 {
				t.Errorf("%d calls, want 1", n)
			}
		})
	}
}

func TestAMessageTooOldToTellIsRefused(t *testing.T) {
	b := start(t, mtproto.Options{})
	c := b.dial(t, 1, 1)
	old := c.idAt(time.Now().Add(-time.Minute))
	config := &tg.HelpGetConfigRequest{}
	for i := range int32(300) { // more than a session remembers
		c.send(c.id(), 2*i+1, config)
		c.want(&result{})
	}
	c.send(old, 1, config)
	var note mt.BadMsgNotification
	c.want(&note)
	if note.BadMsgID != old || note.ErrorCode != 20 {
		t.Errorf("%+v", note)
	}
}
