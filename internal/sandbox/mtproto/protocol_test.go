package mtproto_test

import (
	"context"
	"crypto/rand"
	"errors"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/gotd/td/bin"
	"github.com/gotd/td/crypto"
	"github.com/gotd/td/mt"
	"github.com/gotd/td/proto/codec"
	"github.com/gotd/td/tg"

	"sluice/internal/sandbox/mtproto"
)

// A desk holds requests until the test answers them.
type desk struct {
	calls   atomic.Int32
	arrived chan *mtproto.Request
	answers chan answer
}

type answer struct {
	result bin.Encoder
	err    error
}

func newDesk() *desk {
	return &desk{arrived: make(chan *mtproto.Request, 100), answers: make(chan answer, 100)}
}

func (d *desk) handle(ctx context.Context, r *mtproto.Request) (bin.Encoder, error) {
	d.calls.Add(1)
	d.arrived <- r
	select {
	case a := <-d.answers:
		return a.result, a.err
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

func (d *desk) give(country string) { d.answers <- answer{result: &tg.NearestDC{Country: country}} }

func wantCountry(t *testing.T, r result, request int64, country string) {
	t.Helper()
	var got tg.NearestDC
	if err := got.Decode(&bin.Buffer{Buf: r.Result.Result}); err != nil {
		t.Fatal(err)
	}
	if r.RequestMessageID != request || got.Country != country {
		t.Errorf("answer %q to %d, want %q to %d", got.Country, r.RequestMessageID, country, request)
	}
}

func wantIDs(t *testing.T, got []int64, want ...int64) {
	t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("ids (-want +got):\n%s", diff)
	}
}

func TestASlowRequestIsAcknowledgedAndRunsOnce(t *testing.T) {
	d := newDesk()
	b := start(t, mtproto.Options{Handle: d.handle})
	c := b.dial(t, 1, 1)
	id := c.id()
	began := time.Now()
	c.send(id, 1, ask)
	receive(t, d.arrived, "the request")
	var ack mt.MsgsAck
	c.want(&ack)
	wantIDs(t, ack.MsgIDs, id)
	if took := time.Since(began); took < time.Second {
		t.Errorf("acknowledged after %v: the answer could have come by itself", took)
	}
	c.send(id, 1, ask) // as gotd does when it has not seen the ack
	ack = mt.MsgsAck{}
	c.want(&ack)
	wantIDs(t, ack.MsgIDs, id)

	ping := c.id()
	c.send(ping, 0, &mt.PingRequest{PingID: 5}) // is not held up
	var pong mt.Pong
	c.want(&pong)
	if pong.PingID != 5 || pong.MsgID != ping {
		t.Errorf("pong %+v", pong)
	}

	d.give("NL")
	var r result
	first := c.want(&r)
	wantCountry(t, r, id, "NL")
	c.send(id, 1, ask)
	second := c.want(&r)
	wantCountry(t, r, id, "NL")

	c.send(c.id(), 2, &mt.MsgResendReq{MsgIDs: []int64{second}})
	third := c.want(&r)
	wantCountry(t, r, id, "NL")

	c.send(c.id(), 2, &mt.MsgsAck{MsgIDs: []int64{first, second, third}})
	c.send(id, 1, ask) // the client has it: nothing to send but an ack
	ack = mt.MsgsAck{}
	c.want(&ack)
	wantIDs(t, ack.MsgIDs, id)
	if n := d.calls.Load(); n != 1 {
		t.Errorf("%d calls, want 1", n)
	}
}

func TestASessionOutlivesItsConnection(t *testing.T) {
	d := newDesk()
	gone := make(chan mtproto.SessionID, 10)
	b := start(t, mtproto.Options{Handle: d.handle, Gone: func(s mtproto.SessionID) { gone <- s }})
	c := b.dial(t, 1, 77)
	id := c.id()
	c.send(id, 1, ask)
	receive(t, d.arrived, "the request")
	_ = c.conn.Close()
	if s := receive(t, gone, "the end"); s != (mtproto.SessionID{Key: planted(1).ID, Session: 77}) {
		t.Errorf("gone: %+v", s)
	}

	c = b.dial(t, 1, 77)
	c.send(id, 1, ask)
	var ack mt.MsgsAck
	if c.want(&ack); len(ack.MsgIDs) != 1 {
		t.Errorf("ack %v", ack)
	}
	d.give("DE")
	var r result
	c.want(&r)
	wantCountry(t, r, id, "DE")
	if n := d.calls.Load(); n != 1 {
		t.Errorf("%d calls, want 1", n)
	}

	other := b.dial(t, 1, 78)
	other.send(id, 1, ask) // in another session it is another request
	receive(t, d.arrived, "the request of another session")
	d.give("FR")
	other.want(&r)
	wantCountry(t, r, id, "FR")
}

func TestDropsOnOneConnection(t *testing.T) {
	t.Run("silent: acknowledged and never answered, the connection lives", func(t *testing.T) {
		d := newDesk()
		b := start(t, mtproto.Options{Handle: d.handle})
		c := b.dial(t, 1, 1)
		id := c.id()
		c.send(id, 1, ask)
		d.answers <- answer{err: mtproto.ErrSilent}
		var ack mt.MsgsAck
		c.want(&ack)
		wantIDs(t, ack.MsgIDs, id)
		c.send(c.id(), 2, &mt.PingRequest{PingID: 1})
		c.want(&mt.Pong{})
	})
	t.Run("before: a repeat in the same session runs", func(t *testing.T) {
		d := newDesk()
		b := start(t, mtproto.Options{Handle: d.handle})
		c := b.dial(t, 1, 1)
		id := c.id()
		c.send(id, 1, ask)
		d.answers <- answer{err: mtproto.ErrDropBefore}
		c.wantClosed()
		c = b.dial(t, 1, 1)
		c.send(id, 1, ask)
		d.give("NL")
		var r result
		c.want(&r)
		wantCountry(t, r, id, "NL")
		if n := d.calls.Load(); n != 2 {
			t.Errorf("%d calls, want 2", n)
		}
	})
	t.Run("after: a repeat in the same session gets the answer", func(t *testing.T) {
		d := newDesk()
		b := start(t, mtproto.Options{Handle: d.handle})
		c := b.dial(t, 1, 1)
		id := c.id()
		c.send(id, 1, ask)
		d.answers <- answer{&tg.NearestDC{Country: "NL"}, mtproto.ErrDropAfter}
		c.wantClosed()
		c = b.dial(t, 1, 1)
		c.send(id, 1, ask)
		var r result
		c.want(&r)
		wantCountry(t, r, id, "NL")
		if n := d.calls.Load(); n != 1 {
			t.Errorf("%d calls, want 1", n)
		}
	})
	t.Run("after an ack: the ack comes first", func(t *testing.T) {
		d := newDesk()
		b := start(t, mtproto.Options{Handle: d.handle})
		c := b.dial(t, 1, 1)
		id := c.id()
		c.send(id, 1, ask)
		d.answers <- answer{err: mtproto.ErrDropAfterAck}
		var ack mt.MsgsAck
		c.want(&ack)
		wantIDs(t, ack.MsgIDs, id)
		c.wantClosed()
	})
}

func TestAnUnknownKeyIsRefusedAndTheConnectionLives(t *testing.T) {
	b := start(t, mtproto.Options{})
	var value crypto.Key
	value[0] = 1
	c := b.dialKey(t, value.WithID(), 1)
	c.send(c.id(), 0, &mt.PingRequest{PingID: 1})
	_, _, err := c.next()
	var refused *codec.ProtocolErr
	if !errors.As(err, &refused) || refused.Code != codec.CodeAuthKeyNotFound {
		t.Fatalf("error %v, want 404", err)
	}
	c.key = planted(1)
	c.send(c.id(), 0, &mt.PingRequest{PingID: 1})
	c.want(&mt.Pong{})
}

func TestPushesArriveInTheirOrder(t *testing.T) {
	b := start(t, mtproto.Options{})
	c := b.dial(t, 1, 1)
	c.send(c.id(), 1, &tg.HelpGetConfigRequest{})
	last := c.want(&result{})
	for date := range 200 {
		b.Push(t.Context(), planted(1).ID, &tg.UpdateShort{Update: &tg.UpdateConfig{}, Date: date})
	}
	for date := range 200 {
		var u tg.UpdateShort
		id := c.want(&u)
		if u.Date != date || id <= last {
			t.Fatalf("update %d with id %d after %d, want %d", u.Date, id, last, date)
		}
		last = id
	}
}

func TestOnlySessionsThatWantUpdatesGetThem(t *testing.T) {
	b := start(t, mtproto.Options{})
	config := &tg.HelpGetConfigRequest{}
	c := b.dial(t, 1, 1)
	c.send(c.id(), 1, &tg.InvokeWithoutUpdatesRequest{Query: config})
	c.want(&result{})
	if n := b.Push(t.Context(), planted(1).ID, &tg.UpdatesTooLong{}); n != 0 {
		t.Errorf("%d sessions, want 0", n)
	}
	second := b.dial(t, 1, 2)
	second.send(second.id(), 1, config)
	second.want(&result{})
	if n := b.Push(t.Context(), planted(1).ID, &tg.UpdatesTooLong{}); n != 1 {
		t.Errorf("%d sessions, want 1", n)
	}
	second.want(&tg.UpdatesTooLong{})
	c.send(c.id(), 3, config)
	c.want(&result{})
	if n := b.Push(t.Context(), planted(1).ID, &tg.UpdatesTooLong{}); n != 2 {
		t.Errorf("%d sessions, want 2", n)
	}
	c.want(&tg.UpdatesTooLong{})
	second.want(&tg.UpdatesTooLong{})
}

func TestAForgottenKeyIsUnknownAtOnceOnALiveConnection(t *testing.T) {
	gone := make(chan mtproto.SessionID, 1)
	b := start(t, mtproto.Options{Gone: func(s mtproto.SessionID) { gone <- s }})
	c := b.dial(t, 1, 1)
	c.send(c.id(), 0, &mt.PingRequest{PingID: 1})
	c.want(&mt.Pong{})
	b.Forget(planted(1).ID)
	b.Forget(planted(2).ID) // never seen before
	for _, seed := range []uint64{1, 2} {
		c.key = planted(seed)
		c.send(c.id(), 0, &mt.PingRequest{PingID: 1})
		_, _, err := c.next()
		var refused *codec.ProtocolErr
		if !errors.As(err, &refused) || refused.Code != codec.CodeAuthKeyNotFound {
			t.Errorf("key %d: error %v, want 404", seed, err)
		}
	}
	receive(t, gone, "the end of the session")
}

func TestAClientThatDoesNotReadDoesNotHoldAPush(t *testing.T) {
	b := start(t, mtproto.Options{WriteTimeout: time.Hour}) // a push that is held would be for as long
	stuck, fine := b.dial(t, 1, 1), b.dial(t, 1, 2)
	for _, c := range []*raw{stuck, fine} {
		c.send(c.id(), 1, &tg.HelpGetConfigRequest{})
		c.want(&result{})
	}
	big := &tg.UpdateShortMessage{Message: string(make([]byte, 1<<20))}
	pushed := make(chan int)
	go func() {
		for range 20 { // more than the sockets' buffers take
			pushed <- b.Push(t.Context(), planted(1).ID, big)
		}
	}()
	for range 20 {
		if n := receive(t, pushed, "the end of a push"); n != 2 {
			t.Errorf("%d sessions, want 2", n)
		}
		fine.want(&tg.UpdateShortMessage{})
	}
}

func TestServeEndsWithEverythingThatItStarted(t *testing.T) {
	d := newDesk()
	b := start(t, mtproto.Options{Handle: d.handle})
	c := b.dial(t, 1, 1)
	c.send(c.id(), 1, ask)
	receive(t, d.arrived, "the request")
	// start waits for Serve at the end of the test, and goleak for the rest.
	if err := b.logs.String(); err != "" {
		t.Error(err)
	}
}

func TestNewRefusesWhatCannotWork(t *testing.T) {
	key, err := rsaKey()
	if err != nil {
		t.Fatal(err)
	}
	good := mtproto.Options{Key: key, Keys: &memory{}, Handle: newDesk().handle}
	tests := []struct {
		name  string
		spoil func(*mtproto.Options)
		ok    bool
	}{
		{"as it should be", func(*mtproto.Options) {}, true},
		{"with a secret", func(o *mtproto.Options) { o.Secret = make([]byte, 16) }, true},
		{"no key", func(o *mtproto.Options) { o.Key = nil }, false},
		{"no key store", func(o *mtproto.Options) { o.Keys = nil }, false},
		{"no handler", func(o *mtproto.Options) { o.Handle = nil }, false},
		{"a short secret", func(o *mtproto.Options) { o.Secret = make([]byte, 15) }, false},
	}
	for _, tt := range tests {
		o := good
		tt.spoil(&o)
		if _, err := mtproto.New(o); (err == nil) != tt.ok {
			t.Errorf("%s: %v", tt.name, err)
		}
	}
}

func TestAForgedMessageEndsTheConnection(t *testing.T) {
	b := start(t, mtproto.Options{})
	c := b.dial(t, 1, 1)
	forged := bin.Buffer{}
	id := planted(1).ID
	forged.Put(id[:])
	noise := make([]byte, 16+64)
	if _, err := rand.Read(noise); err != nil {
		t.Fatal(err)
	}
	forged.Put(noise)
	if err := c.conn.Send(t.Context(), &forged); err != nil {
		t.Fatal(err)
	}
	c.wantClosed()
}
