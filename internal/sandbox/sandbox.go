// Package sandbox is a fake Telegram that the real driver dials: an MTProto
// server over TCP with accounts, chats, updates, and partners that answer. It
// serves the demo, the tests, the fault tests and the load tests, and it keeps
// the evidence: what came over the wire and what became visible, by a clock of
// its own. It knows nothing of the gateway.
//
// Below it lies the wire core in package mtproto, twice: there are two data
// centres. The table in table.go is what can be called, and each group of
// handlers is a type over one scene. A world holds the accounts. Each account has
// a box: a sequence of messages and changes with one numbering, from which
// answers, updates and differences are shown as that account sees them.
// Supergroups and channels have boxes of their own. What a group is, who is in it
// and what they may do is its charter, which is replaced as a whole. A change is
// made under the lock of its box, written to the journal, and what others are to
// see of it is put into their lanes. Files lie in the depot on disk, each content
// once.
//
// Faults are rules that calls and updates meet on their way. Everything can be
// driven from Go and, in [Sandbox.Serve], over a control interface on loopback
// HTTP, which docs/sandbox.md describes.
package sandbox

import (
	"context"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"time"

	"golang.org/x/sync/errgroup"

	"sluice/internal/sandbox/mtproto"
)

// Options says what a [Sandbox] is. The zero value works: a world in memory,
// with a key made at the start.
type Options struct {
	Dir    string           // where the world is kept across restarts; "": in memory
	Key    *rsa.PrivateKey  // of the server; nil: made, and kept in Dir
	DC     int              // the number of the data centre; 0: 2
	Secret []byte           // of MTProxy; nil: clients use none
	Strict bool             // refuse wrong salts, sequence numbers and times
	Calls  int              // how many calls that send nothing are remembered at least; 0: 100,000
	Now    func() time.Time // the clock of the world, not of the wire: dates of messages, lives of codes; nil: time.Now
	Log    *slog.Logger     // nil: none
}

func (o Options) withDefaults() Options {
	if o.DC == 0 {
		o.DC = 2
	}
	if o.Calls == 0 {
		o.Calls = 100_000
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	return o
}

// A Sandbox is one fake Telegram. Its methods may be called at any time.
type Sandbox struct {
	*scene
	registry  *registry
	publisher *publisher
	logins    *logins
	trouble   *trouble
	public    string        // the server's public key, PEM
	serving   chan struct{} // closed when Serve has begun
}

// New opens the world in o.Dir, or makes one. Nobody can reach it until
// [Sandbox.Serve].
func New(o Options) (*Sandbox, error) {
	o = o.withDefaults()
	key, err := serverKey(o)
	if err != nil {
		return nil, err
	}
	der, err := x509.MarshalPKIXPublicKey(&key.PublicKey)
	if err != nil {
		return nil, fmt.Errorf("write the public key: %w", err)
	}
	base := newScene(o)
	if err := restore(base); err != nil {
		return nil, err
	}
	s := &Sandbox{
		scene: base, registry: &registry{base}, publisher: &publisher{base},
		logins:  &logins{scene: base, codes: newCodes(), asks: newChallenges(), tickets: newTickets()},
		public:  string(pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der})),
		serving: make(chan struct{}),
	}
	board := newSwitchboard(s)
	s.trouble = &trouble{registry: s.registry, table: board.table}
	base.core, err = newCentres(mtproto.Options{
		Key: key, DC: o.DC, Keys: s.keys, Secret: o.Secret, Strict: o.Strict, Log: o.Log,
	}, board.handle)
	if err != nil {
		return nil, errors.Join(err, s.journal.close())
	}
	return s, nil
}

// Serve lets clients in on the one listener and controls on the other, which
// must be on loopback. It closes both, and returns when all that it started has
// ended; after that the Sandbox is closed for good.
func (s *Sandbox) Serve(ctx context.Context, wire, control net.Listener) error {
	defer func() { _ = errors.Join(s.journal.close(), s.depot.close()) }() // every record has been written already
	if err := loopback(control.Addr()); err != nil {
		return errors.Join(err, wire.Close(), control.Close())
	}
	second, err := s.core.listen(ctx, wire)
	if err != nil {
		return errors.Join(err, wire.Close(), control.Close())
	}
	s.door.move(wire.Addr().String(), second.Addr().String())
	close(s.serving)
	g, ctx := errgroup.WithContext(ctx)
	server := &http.Server{
		Handler: s.Control(), ReadHeaderTimeout: 10 * time.Second,
		BaseContext: func(net.Listener) context.Context { return ctx },
	}
	g.Go(func() error { return s.core.main.Serve(ctx, &gate{Listener: wire, door: s.door}) })
	g.Go(func() error { return s.core.second.Serve(ctx, &gate{Listener: second, door: s.door}) })
	g.Go(func() error {
		if err := server.Serve(control); !errors.Is(err, http.ErrServerClosed) {
			return fmt.Errorf("serve the control interface: %w", err)
		}
		return nil
	})
	g.Go(func() error {
		<-ctx.Done()
		return server.Close()
	})
	g.Go(func() error {
		s.lanes.run(ctx)
		return nil
	})
	g.Go(func() error {
		select {
		case <-ctx.Done():
			return nil
		case <-s.journal.failed():
			return s.journal.cause()
		}
	})
	return g.Wait()
}

// Serving is closed when [Sandbox.Serve] has begun; from then on
// [Sandbox.Connect] is complete.
func (s *Sandbox) Serving() <-chan struct{} { return s.serving }

// A Connect is all that a client needs to dial the sandbox.
type Connect struct {
	Address   string `json:"address"`   // host:port; "" until Serve has begun
	PublicKey string `json:"publicKey"` // PEM
	DC        int    `json:"dc"`
}

// Connect tells how to dial.
func (s *Sandbox) Connect() Connect {
	return Connect{Address: s.door.place(), PublicKey: s.public, DC: s.o.DC}
}

// loopback refuses to let strangers control the fake.
func loopback(a net.Addr) error {
	if tcp, ok := a.(*net.TCPAddr); ok && tcp.IP.IsLoopback() {
		return nil
	}
	return fmt.Errorf("the control interface has no password and must listen on loopback, such as 127.0.0.1:0, not on %s", a)
}
