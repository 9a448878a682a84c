package session_test

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"sluice"
	"sluice/internal/driver"
)

// An ableNetwork opens lines that read, and closes sessions that were left open.
type ableNetwork struct {
	*network
	refuse error // what the lines and farewells answer

	mu    sync.Mutex
	calls []string // guarded by mu
	slow  time.Duration
}

type ableLine struct {
	*line
	sluice.Reader // the rest of it is not called
	net           *ableNetwork
}

func (n *ableNetwork) Open(cfg driver.Config, st driver.SessionStore, sink driver.Sink) (driver.Conn, error) {
	c, err := n.network.Open(cfg, st, sink)
	if err != nil {
		return nil, err
	}
	return &ableLine{line: c.(*line), net: n}, nil
}

// refuses lets every call from now on end with err.
func (n *ableNetwork) refuses(err error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.refuse = err
}

func (n *ableNetwork) note(ctx context.Context, call string) error {
	n.mu.Lock()
	n.calls = append(n.calls, call)
	refuse, slow := n.refuse, n.slow
	n.mu.Unlock()
	select {
	case <-time.After(slow):
		return refuse
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (n *ableNetwork) took() []string {
	synctest.Wait()
	n.mu.Lock()
	defer n.mu.Unlock()
	calls := n.calls
	n.calls = nil
	return calls
}

func (l *ableLine) SetOnline(ctx context.Context, online bool) error {
	return l.net.note(ctx, fmt.Sprint("online ", online))
}

func (l *ableLine) MarkRead(ctx context.Context, c sluice.ChatID, upTo int64) error {
	return l.net.note(ctx, fmt.Sprintf("read %s %d", string(c), upTo))
}

func (n *ableNetwork) SayFarewell(ctx context.Context, cfg driver.Config, st driver.SessionStore) error {
	if err := n.note(ctx, fmt.Sprint("farewell ", cfg.Instance)); err != nil {
		return err
	}
	return st.Put(ctx, map[string][]byte{driver.FarewellName: nil})
}

// able starts a gateway over an ableNetwork, with one instance logged in.
func able(t *testing.T) (*gateway, *ableNetwork, sluice.InstanceID) {
	t.Helper()
	g := start(t, sessionOptions)
	id := g.login()
	n := &ableNetwork{network: g.net}
	g.driver = n
	g.reopen()
	time.Sleep(time.Second)
	synctest.Wait()
	g.net.line(id).authorized()
	g.is(id, sluice.Authorized)
	return g, n, id
}

func TestAnAbilityIsLentWhileItsContextLives(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g, n, id := able(t)
		ctx, cancel := context.WithCancel(t.Context())
		r, err := g.Reader(ctx, id)
		g.must(err)
		if _, err := g.Groups(ctx, id); sluice.CodeOf(err) != sluice.Refused {
			t.Errorf("an ability that the network lacks: %v", err)
		}
		g.stop()
		if !g.connected(id) {
			t.Fatal("the connection was closed under a call")
		}
		g.must(r.SetOnline(ctx, true))
		if calls := n.took(); !slices.Equal(calls, []string{"online true"}) {
			t.Errorf("calls %v", calls)
		}
		if _, err := g.Reader(t.Context(), id); sluice.CodeOf(err) != sluice.Unavailable {
			t.Errorf("lent while it drains: %v", err)
		}
		cancel()
		if g.connected(id) {
			t.Error("the drain goes on after the last call")
		}
	})
}

func TestWithoutAConnectionNoAbilityIsLent(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := start(t, sessionOptions)
		id := g.add()
		ctx := t.Context()
		for name, get := range map[string]func() error{
			"Editor":     func() error { _, err := g.Editor(ctx, id); return err },
			"Reader":     func() error { _, err := g.Reader(ctx, id); return err },
			"Directory":  func() error { _, err := g.Directory(ctx, id); return err },
			"Portrait":   func() error { _, err := g.Portrait(ctx, id); return err },
			"Downloader": func() error { _, err := g.Downloader(ctx, id); return err },
			"Historian":  func() error { _, err := g.Historian(ctx, id); return err },
			"Groups":     func() error { _, err := g.Groups(ctx, id); return err },
		} {
			if err := get(); sluice.CodeOf(err) != sluice.Unavailable {
				t.Errorf("%s: %v", name, err)
			}
		}
	})
}

func TestAnAccountIsKeptOnlineWhileItsSettingsSaySo(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g, n, id := able(t)
		keep := func(yes bool) {
			g.must(g.disk.UpdateSettings(t.Context(), id, func(s *sluice.Settings) { s.KeepOnline = yes }))
		}
		time.Sleep(time.Hour)
		if calls := n.took(); len(calls) != 0 {
			t.Fatalf("by itself %v", calls)
		}
		keep(true)
		time.Sleep(95 * time.Second)
		if calls := n.took(); !slices.Equal(calls, []string{"online true", "online true", "online true", "online true"}) {
			t.Errorf("in 95 seconds %v", calls)
		}
		g.net.line(id).report(sluice.Starting)
		time.Sleep(time.Minute)
		if calls := n.took(); len(calls) != 0 {
			t.Errorf("without a connection %v", calls)
		}
		g.net.line(id).authorized()
		if calls := n.took(); !slices.Equal(calls, []string{"online true"}) {
			t.Errorf("when it is back %v", calls)
		}
		keep(false)
		time.Sleep(time.Hour)
		if calls := n.took(); !slices.Equal(calls, []string{"online false"}) {
			t.Errorf("when it was turned off %v", calls)
		}
	})
}

func TestMessagesAreMarkedAsReadAsTheSettingsSay(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g, n, id := able(t)
		number := int64(100)
		comes := func(outgoing bool) {
			number++
			g.must(g.net.line(id).sink.Event(t.Context(), sluice.Event{
				Kind: sluice.EventMessage, At: time.Now(), Outgoing: outgoing, Number: number,
				Chat: sluice.Peer{Chat: "10000001", Type: sluice.ChatUser}, Content: sluice.Content{Type: sluice.ContentText, Text: "hi"},
			}))
		}
		sends := func() {
			p, err := g.Prepare(t.Context(), sluice.Message{Instance: id, Chat: "10000002"})
			g.must(err)
			_, err = g.Send(t.Context(), id, p)
			g.must(err)
		}
		set := func(change func(*sluice.Settings)) { g.must(g.disk.UpdateSettings(t.Context(), id, change)) }
		wants := func(when string, want ...string) {
			t.Helper()
			time.Sleep(time.Minute)
			if calls := n.took(); !slices.Equal(calls, want) {
				t.Errorf("%s: %v, want %v", when, calls, want)
			}
		}
		comes(false)
		sends()
		wants("with both switches off")
		set(func(s *sluice.Settings) { s.MarkRead = true })
		comes(false)
		comes(true)
		sends()
		wants("with markIncomingMessagesReaded", "read 10000001 102")
		set(func(s *sluice.Settings) { s.MarkRead, s.MarkReadOnReply = false, true })
		comes(false)
		sends()
		wants("with its OnReply", "read 10000002 0")

		set(func(s *sluice.Settings) { s.MarkRead = true })
		n.slow = 2 * time.Second
		comes(false)
		synctest.Wait()
		comes(false)
		comes(false)
		wants("while one call is under way", "read 10000001 105", "read 10000001 107")
		n.refuses(&sluice.Error{Code: sluice.Limited, Text: "later", Wait: time.Minute})
		comes(false)
		wants("when the network refuses", "read 10000001 108")
		n.refuses(nil)
		comes(false)
		wants("afterwards", "read 10000001 109")
	})
}

func TestASessionThatWasLeftOpenIsClosedLater(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g, n, id := able(t)
		values := g.disk.Store.Values(id)
		g.net.line(id).onLogout = func(ctx context.Context) error { // as a driver that reaches nobody
			return values.Put(ctx, map[string][]byte{driver.FarewellName: []byte("left"), "another": []byte("x")})
		}
		n.refuses(&sluice.Error{Code: sluice.Unavailable, Text: "out of reach"})
		g.must(g.Logout(t.Context(), id))
		g.is(id, sluice.NotAuthorized)
		if _, kept, _ := values.Get(t.Context(), "another"); kept || g.hasSession(id) {
			t.Error("something else is kept")
		}
		farewell := fmt.Sprint("farewell ", id)
		time.Sleep(8 * time.Minute) // after 1, 3 and 7
		if calls := n.took(); !slices.Equal(calls, []string{farewell, farewell, farewell}) {
			t.Fatalf("in eight minutes %v", calls)
		}
		g.must(g.Logout(t.Context(), id)) // nobody is logged in: nothing is forgotten
		g.reopen()
		values = g.disk.Store.Values(id)
		n.refuses(nil)
		time.Sleep(2 * time.Minute)
		if calls := n.took(); !slices.Equal(calls, []string{farewell}) {
			t.Errorf("after a restart %v", calls)
		}
		if _, left, _ := values.Get(t.Context(), driver.FarewellName); left {
			t.Error("it is still left")
		}
		time.Sleep(24 * time.Hour)
		if calls := n.took(); len(calls) != 0 {
			t.Errorf("once it was closed %v", calls)
		}
	})
}
