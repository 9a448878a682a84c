package mtproto_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"io"
	"log/slog"
	"net"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/cenkalti/backoff/v4"
	"github.com/gotd/td/bin"
	"github.com/gotd/td/crypto"
	"github.com/gotd/td/mt"
	"github.com/gotd/td/proto"
	"github.com/gotd/td/session"
	"github.com/gotd/td/telegram"
	"github.com/gotd/td/telegram/dcs"
	"github.com/gotd/td/tg"
	"github.com/gotd/td/tgerr"
	"github.com/gotd/td/transport"
	"go.uber.org/goleak"

	"sluice/internal/sandbox/mtproto"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const patience = 30 * time.Second // on a busy machine; no test waits that long when it passes

// rsaKey is made once: it takes a noticeable time.
var rsaKey = sync.OnceValues(func() (*rsa.PrivateKey, error) { return rsa.GenerateKey(rand.Reader, 2048) })

// memory is a key store.
type memory struct {
	mu    sync.Mutex
	keys  map[[8]byte]crypto.AuthKey
	saved int
}

func (m *memory) Load(id [8]byte) (crypto.AuthKey, bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	k, ok := m.keys[id]
	return k, ok
}

func (m *memory) Save(k crypto.AuthKey) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.keys[k.ID] = k
	m.saved++
	return nil
}

func (m *memory) count() int {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.saved
}

// planted derives a key from a seed.
func planted(seed uint64) crypto.AuthKey {
	var k crypto.Key
	for i := range len(k) / sha256.Size {
		var block [16]byte
		binary.BigEndian.PutUint64(block[:], seed)
		binary.BigEndian.PutUint64(block[8:], uint64(i))
		sum := sha256.Sum256(block[:])
		copy(k[i*sha256.Size:], sum[:])
	}
	return k.WithID()
}

// A bench is a running server with its key store.
type bench struct {
	*mtproto.Server
	keys *memory
	addr *net.TCPAddr
	pub  *rsa.PublicKey
	logs *logs
}

// logs keeps what the server logs, for tests that expect nothing there.
type logs struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *logs) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *logs) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

// start serves until the test ends, with planted keys 0 to 999.
func start(t testing.TB, o mtproto.Options) *bench {
	t.Helper()
	key, err := rsaKey()
	if err != nil {
		t.Fatal(err)
	}
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	b := &bench{keys: &memory{keys: map[[8]byte]crypto.AuthKey{}}, addr: ln.Addr().(*net.TCPAddr), pub: &key.PublicKey, logs: &logs{}}
	for seed := range uint64(1000) {
		k := planted(seed)
		b.keys.keys[k.ID] = k
	}
	o.Key, o.Keys = key, b.keys
	o.Log = slog.New(slog.NewTextHandler(b.logs, &slog.HandlerOptions{Level: slog.LevelWarn}))
	o.Handle = b.basics(o.Handle)
	b.Server, err = mtproto.New(o)
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	served := make(chan error, 1)
	go func() { served <- b.Serve(ctx, ln) }()
	t.Cleanup(func() {
		stop()
		if err := receive(t, served, "the server's end"); err != nil {
			t.Errorf("Serve: %v", err)
		}
	})
	return b
}

type handle = func(context.Context, *mtproto.Request) (bin.Encoder, error)

// basics answers what gotd asks by itself, and hands the rest on. gotd dials what
// the configuration says when it comes back.
func (b *bench) basics(next handle) handle {
	return func(ctx context.Context, r *mtproto.Request) (bin.Encoder, error) {
		switch r.TypeID {
		case tg.HelpGetConfigRequestTypeID:
			return &tg.Config{ThisDC: 2, DCOptions: b.dcs()}, nil
		case tg.UsersGetUsersRequestTypeID:
			return &tg.UserClassVector{Elems: []tg.UserClass{&tg.User{ID: 7, Self: true}}}, nil
		}
		if next == nil {
			return nil, tgerr.New(400, "INPUT_METHOD_INVALID")
		}
		return next(ctx, r)
	}
}

func (b *bench) dcs() []tg.DCOption {
	return []tg.DCOption{{ID: 2, IPAddress: b.addr.IP.String(), Port: b.addr.Port}}
}

func receive[T any](t testing.TB, c <-chan T, what string) T {
	t.Helper()
	select {
	case v := <-c:
		return v
	case <-time.After(patience):
		t.Fatalf("%s does not come", what)
		panic("unreachable")
	}
}

// options connect gotd's own client; seed < 0: without a key.
func (b *bench) options(t testing.TB, seed int) telegram.Options {
	t.Helper()
	storage := &session.StorageMemory{}
	if seed >= 0 {
		k := planted(uint64(seed))
		err := (&session.Loader{Storage: storage}).Save(t.Context(), &session.Data{
			DC: 2, Addr: b.addr.String(), AuthKey: k.Value[:], AuthKeyID: k.ID[:], Salt: 12345,
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return telegram.Options{
		PublicKeys:     []telegram.PublicKey{{RSA: b.pub}},
		DC:             2,
		DCList:         dcs.List{Options: b.dcs()},
		Resolver:       dcs.Plain(dcs.PlainOptions{}),
		SessionStorage: storage,
		UpdateHandler:  telegram.UpdateHandlerFunc(func(context.Context, tg.UpdatesClass) error { return nil }),
		ReconnectionBackoff: func() backoff.BackOff {
			return backoff.NewConstantBackOff(20 * time.Millisecond)
		},
	}
}

// run runs f with a connected client.
func run(t testing.TB, o telegram.Options, f func(ctx context.Context, c *telegram.Client) error) {
	t.Helper()
	ctx, stop := context.WithTimeout(context.Background(), patience)
	defer stop()
	c := telegram.NewClient(1, "hash", o)
	if err := c.Run(ctx, func(ctx context.Context) error { return f(ctx, c) }); err != nil {
		t.Fatal(err)
	}
}

// A raw client says exactly what a test wants.
type raw struct {
	t       testing.TB
	conn    transport.Conn
	cipher  crypto.Cipher
	key     crypto.AuthKey
	session int64
	salt    int64
	lastID  int64
}

// dial connects with a planted key; the same session twice is the same session.
func (b *bench) dial(t testing.TB, seed uint64, session int64) *raw {
	t.Helper()
	return b.dialKey(t, planted(seed), session)
}

func (b *bench) dialKey(t testing.TB, key crypto.AuthKey, session int64) *raw {
	t.Helper()
	c, err := (&net.Dialer{}).DialContext(t.Context(), "tcp", b.addr.String())
	if err != nil {
		t.Fatal(err)
	}
	conn, err := transport.Intermediate.Handshake(c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	return &raw{t: t, conn: conn, cipher: crypto.NewClientCipher(rand.Reader), key: key, session: session}
}

func (r *raw) id() int64 { return r.idAt(time.Now()) }

func (r *raw) idAt(at time.Time) int64 {
	r.lastID = max(r.lastID+4, int64(proto.NewMessageID(at, proto.MessageFromClient)))
	return r.lastID
}

func (r *raw) send(id int64, seq int32, e bin.Encoder) {
	r.t.Helper()
	var b bin.Buffer
	data := crypto.EncryptedMessageData{Salt: r.salt, SessionID: r.session, MessageID: id, SeqNo: seq, Message: e}
	if err := r.cipher.Encrypt(r.key, data, &b); err != nil {
		r.t.Fatal(err)
	}
	ctx, stop := context.WithTimeout(context.Background(), patience)
	defer stop()
	if err := r.conn.Send(ctx, &b); err != nil {
		r.t.Fatal(err)
	}
}

// next returns the next message and its id; err is that of the transport.
func (r *raw) next() (b *bin.Buffer, id int64, err error) {
	r.t.Helper()
	ctx, stop := context.WithTimeout(context.Background(), patience)
	defer stop()
	b = &bin.Buffer{}
	if err := r.conn.Recv(ctx, b); err != nil {
		return nil, 0, err
	}
	m, err := r.cipher.DecryptFromBuffer(r.key, b)
	if err != nil {
		r.t.Fatal(err)
	}
	if m.SessionID != r.session {
		r.t.Fatalf("a message for session %d, want %d", m.SessionID, r.session)
	}
	return &bin.Buffer{Buf: m.Data()}, m.MessageID, nil
}

// want reads the next message into d, over new_session_created and nothing else.
func (r *raw) want(d interface {
	bin.Decoder
	TypeID() uint32
},
) (id int64) {
	r.t.Helper()
	for {
		b, id, err := r.next()
		if err != nil {
			r.t.Fatalf("waiting for %#x: %v", d.TypeID(), err)
		}
		var created mt.NewSessionCreated
		if d.TypeID() != created.TypeID() && created.Decode(&bin.Buffer{Buf: b.Buf}) == nil {
			r.salt = created.ServerSalt
			continue
		}
		if err := d.Decode(b); err != nil {
			r.t.Fatal(err)
		}
		return id
	}
}

// wantClosed expects the end of the connection, after any messages.
func (r *raw) wantClosed() {
	r.t.Helper()
	for {
		_, _, err := r.next()
		var timeout net.Error
		switch {
		case err == nil:
		case errors.As(err, &timeout) && timeout.Timeout():
			r.t.Fatal("the connection stays open")
		case errors.Is(err, io.EOF), strings.Contains(err.Error(), "reset"):
			return
		default:
			r.t.Fatal(err)
		}
	}
}

// A result is an rpc_result for want.
type result struct{ proto.Result }

func (result) TypeID() uint32 { return proto.ResultTypeID }

// ask is any request: the server does not care which.
var ask = &tg.HelpGetNearestDCRequest{}
