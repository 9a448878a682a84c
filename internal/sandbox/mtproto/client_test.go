package mtproto_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/gotd/td/bin"
	"github.com/gotd/td/telegram"
	"github.com/gotd/td/telegram/dcs"
	"github.com/gotd/td/tg"
	"github.com/gotd/td/tgerr"
	"github.com/gotd/td/transport"
	"golang.org/x/sync/errgroup"

	"sluice/internal/sandbox/mtproto"
)

func TestAClientWithoutAKeyMakesOneAndComesBackWithIt(t *testing.T) {
	b := start(t, mtproto.Options{})
	o := b.options(t, -1)
	for range 2 {
		run(t, o, func(ctx context.Context, c *telegram.Client) error {
			cfg, err := c.API().HelpGetConfig(ctx)
			if err == nil && cfg.ThisDC != 2 {
				err = fmt.Errorf("dc %d", cfg.ThisDC)
			}
			return err
		})
	}
	if n := b.keys.count(); n != 1 {
		t.Errorf("%d keys made, want 1", n)
	}
}

func TestAPlantedKeyConnectsOverEveryTransport(t *testing.T) {
	secret := []byte("0123456789abcdef")
	padded := append([]byte{0xdd}, secret...)
	tests := []struct {
		name   string
		secret []byte
		via    func(addr string) (dcs.Resolver, error)
	}{
		{"plain intermediate", nil, plain(dcs.PlainOptions{})},
		{"plain abridged", nil, plain(dcs.PlainOptions{Protocol: transport.Abridged})},
		{"plain padded", nil, plain(dcs.PlainOptions{Protocol: transport.PaddedIntermediate})},
		{"plain full", nil, plain(dcs.PlainOptions{Protocol: transport.Full})},
		{"obfuscated abridged", nil, plain(dcs.PlainOptions{Protocol: transport.Abridged, Obfuscated: true})},
		{"obfuscated intermediate", nil, plain(dcs.PlainOptions{Obfuscated: true})},
		{"MTProxy", secret, proxied(secret)},
		{"MTProxy with a dd secret", secret, proxied(padded)},
		{"MTProxy, the server knows the dd form", padded, proxied(padded)},
		{"obfuscated beside MTProxy", secret, plain(dcs.PlainOptions{Obfuscated: true})},
		{"plain beside MTProxy", secret, plain(dcs.PlainOptions{})},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			b := start(t, mtproto.Options{Secret: tt.secret})
			o := b.options(t, 1)
			var err error
			if o.Resolver, err = tt.via(b.addr.String()); err != nil {
				t.Fatal(err)
			}
			run(t, o, func(ctx context.Context, c *telegram.Client) error {
				_, err := c.API().HelpGetConfig(ctx)
				return err
			})
			if n := b.keys.count(); n != 0 {
				t.Errorf("%d keys made, want 0", n)
			}
		})
	}
}

func plain(o dcs.PlainOptions) func(string) (dcs.Resolver, error) {
	return func(string) (dcs.Resolver, error) { return dcs.Plain(o), nil }
}

func proxied(secret []byte) func(string) (dcs.Resolver, error) {
	return func(addr string) (dcs.Resolver, error) { return dcs.MTProxy(addr, secret, dcs.MTProxyOptions{}) }
}

func TestARequestTellsWhatTheClientSaidAboutItself(t *testing.T) {
	seen := make(chan *mtproto.Request, 10)
	b := start(t, mtproto.Options{Handle: func(_ context.Context, r *mtproto.Request) (bin.Encoder, error) {
		seen <- r
		return &tg.NearestDC{Country: "NL", ThisDC: 2, NearestDC: 2}, nil
	}})
	o := b.options(t, 1)
	o.Device = telegram.DeviceConfig{DeviceModel: "1101000001", AppVersion: "v1"}
	run(t, o, func(ctx context.Context, c *telegram.Client) error {
		_, err := c.API().HelpGetNearestDC(ctx)
		return err
	})
	r := receive(t, seen, "the request")
	if r.Init == nil || r.Init.DeviceModel != "1101000001" || r.Init.AppVersion != "v1" || r.Init.AppID != 1 {
		t.Errorf("init %+v", r.Init)
	}
	if r.Key != planted(1).ID || r.Session == 0 || r.NoUpdates {
		t.Errorf("request %+v", r)
	}
	if err := (&tg.HelpGetNearestDCRequest{}).Decode(r.Body); err != nil || r.TypeID != tg.HelpGetNearestDCRequestTypeID {
		t.Errorf("type %#x, decoding the body: %v", r.TypeID, err)
	}
}

func TestAFailedMethodIsAnErrorOfItsOwn(t *testing.T) {
	broken := errors.New("a fault of ours")
	b := start(t, mtproto.Options{Handle: func(_ context.Context, r *mtproto.Request) (bin.Encoder, error) {
		switch r.TypeID {
		case tg.HelpGetAppUpdateRequestTypeID:
			return nil, broken
		case tg.HelpGetNearestDCRequestTypeID:
			return nil, nil
		}
		return nil, tgerr.New(400, "INPUT_METHOD_INVALID")
	}})
	run(t, b.options(t, 1), func(ctx context.Context, c *telegram.Client) error {
		if _, err := c.API().HelpGetSupport(ctx); !tgerr.Is(err, "INPUT_METHOD_INVALID") {
			t.Errorf("an unknown method: %v", err)
		}
		if b.logs.String() != "" {
			t.Errorf("an unknown method is logged: %s", b.logs)
		}
		if _, err := c.API().HelpGetAppUpdate(ctx, ""); !tgerr.Is(err, "INTERNAL") {
			t.Errorf("a broken method: %v", err)
		}
		if _, err := c.API().HelpGetNearestDC(ctx); !tgerr.Is(err, "INTERNAL") {
			t.Errorf("a method without answer: %v", err)
		}
		_, err := c.API().HelpGetConfig(ctx) // the connection lives
		return err
	})
	if got := b.logs.String(); got == "" {
		t.Error("a broken method is not logged")
	}
}

// sender is a messages.sendMessage whose first calls go wrong.
type sender struct {
	mu    sync.Mutex
	drops []error
	calls int
	done  map[int64]bool
}

func (s *sender) handle(_ context.Context, r *mtproto.Request) (bin.Encoder, error) {
	var m tg.MessagesSendMessageRequest
	if err := m.Decode(r.Body); err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	var drop error
	if s.calls < len(s.drops) {
		drop = s.drops[s.calls]
	}
	s.calls++
	switch {
	case errors.Is(drop, mtproto.ErrDropBefore):
		return nil, drop
	case s.done[m.RandomID]:
		return nil, tgerr.New(500, "RANDOM_ID_DUPLICATE")
	}
	s.done[m.RandomID] = true
	return &tg.UpdateShortSentMessage{ID: 42}, drop
}

func TestADropIsSeenByTheClientAsTheRealOneIs(t *testing.T) {
	tests := []struct {
		name  string
		drop  error
		calls int
		ok    func(error) bool
	}{
		{"before the work: sent by a repeat", mtproto.ErrDropBefore, 2, func(err error) bool { return err == nil }},
		{"after the work: the repeat is a duplicate", mtproto.ErrDropAfter, 2, func(err error) bool {
			return tgerr.Is(err, "RANDOM_ID_DUPLICATE")
		}},
		{"after an ack: canceled by itself", mtproto.ErrDropAfterAck, 1, func(err error) bool {
			return errors.Is(err, context.Canceled)
		}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := &sender{drops: []error{tt.drop}, done: map[int64]bool{}}
			b := start(t, mtproto.Options{Handle: s.handle})
			run(t, b.options(t, 1), func(ctx context.Context, c *telegram.Client) error {
				_, err := c.API().MessagesSendMessage(ctx, &tg.MessagesSendMessageRequest{
					Peer: &tg.InputPeerSelf{}, Message: "hello", RandomID: 9,
				})
				if !tt.ok(err) || ctx.Err() != nil {
					t.Errorf("error %v, of the context %v", err, ctx.Err())
				}
				_, err = c.API().HelpGetConfig(ctx) // it has reconnected
				return err
			})
			if s.calls != tt.calls || len(s.done) != 1 {
				t.Errorf("%d calls, %d messages; want %d and 1", s.calls, len(s.done), tt.calls)
			}
		})
	}
}

func TestEveryPushReachesTheClient(t *testing.T) {
	b := start(t, mtproto.Options{})
	o := b.options(t, 1)
	const n = 100
	got := make(chan tg.UpdatesClass, n)
	o.UpdateHandler = telegram.UpdateHandlerFunc(func(_ context.Context, u tg.UpdatesClass) error {
		got <- u
		return nil
	})
	run(t, o, func(ctx context.Context, c *telegram.Client) error {
		if _, err := c.API().HelpGetConfig(ctx); err != nil {
			return err
		}
		if n := b.Push(ctx, planted(2).ID, &tg.UpdatesTooLong{}); n != 0 {
			t.Errorf("%d sessions of a key that is not there", n)
		}
		seen := map[int]bool{}
		for date := range n {
			if n := b.Push(ctx, planted(1).ID, &tg.UpdateShort{Update: &tg.UpdateConfig{}, Date: date}); n != 1 {
				t.Errorf("%d sessions", n)
			}
		}
		for range n { // in no order: gotd handles each in a goroutine of its own
			seen[receive(t, got, "the update").(*tg.UpdateShort).Date] = true
		}
		if len(seen) != n {
			t.Errorf("%d different updates, want %d", len(seen), n)
		}
		return nil
	})
}

func TestADisconnectedClientComesBackInANewSession(t *testing.T) {
	gone := make(chan mtproto.SessionID, 10)
	b := start(t, mtproto.Options{Gone: func(id mtproto.SessionID) { gone <- id }})
	o := b.options(t, 1)
	states := make(chan telegram.ConnectionState, 100)
	o.OnConnectionState = func(s telegram.ConnectionState) { states <- s }
	ready := func() {
		for receive(t, states, "a state") != telegram.ConnectionStateReady {
			continue
		}
	}
	run(t, o, func(ctx context.Context, c *telegram.Client) error {
		ready()
		if n := b.Disconnect(func(id mtproto.SessionID) bool { return id.Key == planted(2).ID }); n != 0 {
			t.Errorf("%d connections of another key closed", n)
		}
		if n := b.Disconnect(func(id mtproto.SessionID) bool { return id.Key == planted(1).ID }); n != 1 {
			t.Errorf("%d connections closed, want 1", n)
		}
		first := receive(t, gone, "the end of the first session")
		ready()
		if n := b.Disconnect(func(id mtproto.SessionID) bool { return id == first }); n != 0 {
			t.Errorf("the first session still has %d connections", n)
		}
		_, err := c.API().HelpGetConfig(ctx)
		return err
	})
	if second := receive(t, gone, "the end of the second session"); second.Key != planted(1).ID {
		t.Errorf("gone: %+v", second)
	}
}

func TestAForgottenKeyIsReplacedByTheClient(t *testing.T) {
	b := start(t, mtproto.Options{})
	o := b.options(t, 1)
	o.RetryInterval = 100e6 // the client waits for it before it repeats what was refused
	run(t, o, func(ctx context.Context, c *telegram.Client) error {
		if _, err := c.API().HelpGetConfig(ctx); err != nil {
			return err
		}
		b.Forget(planted(1).ID)
		if n := b.Push(ctx, planted(1).ID, &tg.UpdatesTooLong{}); n != 0 {
			t.Errorf("%d sessions of a forgotten key", n)
		}
		_, err := c.API().HelpGetConfig(ctx)
		return err
	})
	if n := b.keys.count(); n != 1 {
		t.Errorf("%d keys made, want 1", n)
	}
}

func TestInStrictModeAWrongSaltHeals(t *testing.T) {
	var calls atomic.Int32
	b := start(t, mtproto.Options{Strict: true, Handle: func(context.Context, *mtproto.Request) (bin.Encoder, error) {
		calls.Add(1)
		return &tg.NearestDC{}, nil
	}})
	run(t, b.options(t, 1), func(ctx context.Context, c *telegram.Client) error { // with a salt of its own
		for range 3 {
			if _, err := c.API().HelpGetNearestDC(ctx); err != nil {
				return err
			}
			b.RenewSalts(planted(1).ID)
		}
		return nil
	})
	if n := calls.Load(); n != 3 {
		t.Errorf("%d calls, want 3", n)
	}
}

func TestAHundredClientsAtOnce(t *testing.T) {
	const clients, each = 100, 20
	var calls atomic.Int32
	b := start(t, mtproto.Options{Strict: true, Handle: func(context.Context, *mtproto.Request) (bin.Encoder, error) {
		calls.Add(1)
		return &tg.NearestDC{}, nil
	}})
	ctx, stop := context.WithTimeout(t.Context(), patience)
	defer stop()
	g, ctx := errgroup.WithContext(ctx)
	for seed := range clients {
		o := b.options(t, seed)
		g.Go(func() error {
			c := telegram.NewClient(1, "hash", o)
			return c.Run(ctx, func(ctx context.Context) error {
				calls, ctx := errgroup.WithContext(ctx)
				for range each {
					calls.Go(func() error {
						_, err := c.API().HelpGetNearestDC(ctx)
						return err
					})
				}
				return calls.Wait()
			})
		})
	}
	if err := g.Wait(); err != nil {
		t.Fatal(err)
	}
	if n := calls.Load(); n != clients*each {
		t.Errorf("%d calls, want %d", n, clients*each)
	}
	if got := b.logs.String(); got != "" {
		t.Errorf("logged: %s", got)
	}
}
