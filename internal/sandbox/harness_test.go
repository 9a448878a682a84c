package sandbox_test

import (
	"context"
	"crypto/rand"
	"crypto/rsa"
	"errors"
	"net"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/gotd/td/crypto"
	"github.com/gotd/td/session"
	"github.com/gotd/td/telegram"
	"github.com/gotd/td/telegram/dcs"
	"github.com/gotd/td/tg"
	"go.uber.org/goleak"

	"sluice/internal/sandbox"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// patience is how long a test waits for what must happen.
const patience = time.Minute

var serverKey = sync.OnceValue(func() *rsa.PrivateKey {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		return nil
	}
	return key
})

// start serves a sandbox until the test ends, or until stop is called.
func start(t testing.TB, o sandbox.Options) (s *sandbox.Sandbox, stop func()) {
	t.Helper()
	if o.Key == nil && o.Dir == "" {
		o.Key = serverKey()
	}
	s, err := sandbox.New(o)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.WithoutCancel(t.Context()))
	ended := make(chan error, 1)
	wire, control := listen(t), listen(t)
	go func() { ended <- s.Serve(ctx, wire, control) }()
	<-s.Serving()
	stop = sync.OnceFunc(func() {
		cancel()
		if err := <-ended; err != nil {
			t.Errorf("serve: %v", err)
		}
	})
	t.Cleanup(stop)
	return s, stop
}

func listen(t testing.TB) net.Listener {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	return ln
}

// A client is gotd's, with what it was told.
type client struct {
	*telegram.Client
	api     *tg.Client
	updates chan tg.UpdatesClass
}

// login describes how a client comes to its session.
type login struct {
	session []byte // "": a new key is exchanged
	device  string
}

// dial runs a client until the test ends.
func dial(t testing.TB, s *sandbox.Sandbox, l login) *client {
	t.Helper()
	c := newClient(t, s, l)
	ctx, cancel := context.WithCancel(context.WithoutCancel(t.Context()))
	ready, ended := make(chan struct{}), make(chan error, 1)
	go func() {
		ended <- c.Run(ctx, func(ctx context.Context) error {
			close(ready)
			<-ctx.Done()
			return nil
		})
	}()
	t.Cleanup(func() {
		cancel()
		if err := <-ended; err != nil && !errors.Is(err, context.Canceled) {
			t.Logf("client: %v", err)
		}
	})
	select {
	case <-ready:
	case <-time.After(patience):
		t.Fatal("the client does not connect")
	}
	return c
}

func newClient(t testing.TB, s *sandbox.Sandbox, l login) *client {
	t.Helper()
	connect := s.Connect()
	keys, err := crypto.ParseRSAPublicKeys([]byte(connect.PublicKey))
	if err != nil {
		t.Fatal(err)
	}
	host, port, err := net.SplitHostPort(connect.Address)
	if err != nil {
		t.Fatal(err)
	}
	n, err := strconv.Atoi(port)
	if err != nil {
		t.Fatal(err)
	}
	store := &session.StorageMemory{}
	if l.session != nil {
		if err := store.StoreSession(t.Context(), l.session); err != nil {
			t.Fatal(err)
		}
	}
	c := &client{updates: make(chan tg.UpdatesClass, 1000)}
	c.Client = telegram.NewClient(1, "hash", telegram.Options{
		PublicKeys:       []telegram.PublicKey{{RSA: keys[0]}},
		DC:               connect.DC,
		DCList:           dcs.List{Options: []tg.DCOption{{ID: connect.DC, IPAddress: host, Port: n, Static: true}}},
		Resolver:         dcs.Plain(dcs.PlainOptions{}),
		SessionStorage:   store,
		MigrationTimeout: time.Minute, // key exchanges of other tests want the processor, too
		Device:           telegram.DeviceConfig{DeviceModel: l.device},
		UpdateHandler: telegram.UpdateHandlerFunc(func(_ context.Context, u tg.UpdatesClass) error {
			c.updates <- u
			return nil
		}),
	})
	c.api = c.API()
	return c
}

// planted makes an account and connects a client that is logged in to it.
func planted(t testing.TB, s *sandbox.Sandbox, o sandbox.Order) (sandbox.Planted, *client) {
	t.Helper()
	o.Planted = true
	a, err := s.AddAccount(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	return a, dial(t, s, login{session: a.Session, device: string(o.Instance)})
}

// user resolves a username to something that can be written to.
func user(t testing.TB, c *client, name string) *tg.InputPeerUser {
	t.Helper()
	got, err := c.api.ContactsResolveUsername(t.Context(), &tg.ContactsResolveUsernameRequest{Username: name})
	if err != nil {
		t.Fatal(err)
	}
	return got.Users[0].(*tg.User).AsInputPeer()
}

// text sends a text and returns the answer.
func text(t testing.TB, c *client, to tg.InputPeerClass, message string, randomID int64) (tg.UpdatesClass, error) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	return c.api.MessagesSendMessage(ctx, &tg.MessagesSendMessageRequest{Peer: to, Message: message, RandomID: randomID})
}

// sentID returns the number that an answer gives to a random_id.
func sentID(t testing.TB, u tg.UpdatesClass, randomID int64) int {
	t.Helper()
	for _, update := range u.(*tg.Updates).Updates {
		if id, ok := update.(*tg.UpdateMessageID); ok && id.RandomID == randomID {
			return id.ID
		}
	}
	t.Fatalf("the answer does not name random_id %d: %v", randomID, u)
	return 0
}

// next waits for an update of type U.
func next[U tg.UpdateClass](t testing.TB, c *client) U {
	t.Helper()
	deadline := time.After(patience)
	for {
		select {
		case got := <-c.updates:
			for _, u := range list(got) {
				if want, ok := u.(U); ok {
					return want
				}
			}
		case <-deadline:
			var want U
			t.Fatalf("no %T came", want)
		}
	}
}

func list(u tg.UpdatesClass) []tg.UpdateClass {
	switch u := u.(type) {
	case *tg.Updates:
		return u.Updates
	case *tg.UpdateShort:
		return []tg.UpdateClass{u.Update}
	default:
		return nil
	}
}

func message(t testing.TB, m tg.MessageClass) *tg.Message {
	t.Helper()
	got, ok := m.(*tg.Message)
	if !ok {
		t.Fatalf("got %T, want a message", m)
	}
	return got
}

// A clock is the wall clock of a sandbox, which a test steps.
type clock struct {
	mu sync.Mutex // guards at
	at time.Time
}

func newClock() *clock { return &clock{at: time.Now()} }

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

func (c *clock) step(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(d)
}

func setFault(t testing.TB, s *sandbox.Sandbox, f sandbox.Fault) sandbox.Fault {
	t.Helper()
	got, err := s.Fault(f)
	if err != nil {
		t.Fatal(err)
	}
	return got
}

// groups returns the client's basic group and supergroup.
func groups(t testing.TB, c *client) (*tg.InputPeerChat, *tg.InputPeerChannel) {
	t.Helper()
	got, err := c.api.MessagesGetDialogs(t.Context(), &tg.MessagesGetDialogsRequest{OffsetPeer: &tg.InputPeerEmpty{}, Limit: 100})
	if err != nil {
		t.Fatal(err)
	}
	var group *tg.InputPeerChat
	var supergroup *tg.InputPeerChannel
	dialogs, _ := got.AsModified()
	for _, chat := range dialogs.GetChats() {
		switch chat := chat.(type) {
		case *tg.Chat:
			group = chat.AsInputPeer()
		case *tg.Channel:
			supergroup = chat.AsInputPeer()
		}
	}
	if group == nil || supergroup == nil {
		t.Fatal("the account has not both a group and a supergroup")
	}
	return group, supergroup
}
