package session_test

import (
	"context"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/cockroachdb/pebble/v2/vfs"
	"github.com/prometheus/client_golang/prometheus"
	"go.uber.org/goleak"
	"golang.org/x/sync/errgroup"

	"sluice"
	"sluice/internal/driver"
	"sluice/internal/session"
	"sluice/internal/store"
	"sluice/internal/store/pebble"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// A disk is a store as sessions see it, on a file system in memory, that can be
// away for a while.
type disk struct {
	*store.Store

	mu       sync.Mutex
	away     error // what SetState answers; nil: it works
	refused  int
	released []sluice.Reason
}

func (d *disk) Values(id sluice.InstanceID) driver.SessionStore { return d.Store.Values(id) }

func (d *disk) SetState(ctx context.Context, id sluice.InstanceID, c sluice.Change) error {
	d.mu.Lock()
	err := d.away
	if err != nil {
		d.refused++
	}
	d.mu.Unlock()
	if err != nil {
		return err
	}
	return d.Store.SetState(ctx, id, c)
}

func (d *disk) Release(ctx context.Context, id sluice.InstanceID, r sluice.Reason) error {
	d.mu.Lock()
	d.released = append(d.released, r)
	d.mu.Unlock()
	return d.Store.Release(ctx, id, r)
}

// fails has SetState fail from now on; nil: not any more.
func (d *disk) fails(err error) {
	d.mu.Lock()
	d.away = err
	d.mu.Unlock()
}

// A gateway is sessions over a real store and a fake network, in one bubble.
type gateway struct {
	*session.Sessions
	t       *testing.T
	net     *network
	driver  driver.Driver // net, unless a test wraps it
	fs      vfs.FS
	opts    session.Options
	disk    *disk
	stepped atomic.Int64 // how far the wall clock has jumped, in nanoseconds
	metrics *prometheus.Registry

	stopParts context.CancelFunc
	parts     *errgroup.Group
	stop      context.CancelFunc
	stopped   chan error // what Run returned
}

// start opens a gateway without instances.
func start(t *testing.T, opts session.Options) *gateway {
	t.Helper()
	time.Sleep(time.Until(time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC))) // ids have 13 digits
	g := &gateway{t: t, net: newNetwork(), fs: vfs.NewMem(), opts: opts}
	g.driver = g.net
	g.open()
	g.run()
	t.Cleanup(g.close)
	return g
}

// open opens the store, and makes sessions that do not run yet.
func (g *gateway) open() {
	g.t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	engine, err := pebble.Open(pebble.Options{Dir: "data", FS: g.fs})
	g.must(err)
	kept, err := store.New(ctx, engine, store.Options{Now: func() time.Time { return time.Now().Add(time.Duration(g.stepped.Load())) }})
	g.must(err)
	g.disk = &disk{Store: kept}
	g.metrics = prometheus.NewRegistry()
	g.opts.Metrics = g.metrics
	g.Sessions = session.New(g.driver, g.disk, g.opts)
	g.stopParts, g.parts = cancel, &errgroup.Group{}
	g.parts.Go(func() error { return kept.Run(ctx) })
}

// run lets the sessions run.
func (g *gateway) run() {
	ctx, cancel := context.WithCancel(context.Background())
	g.stop, g.stopped = cancel, make(chan error, 1)
	sessions, stopped := g.Sessions, g.stopped
	go func() { stopped <- sessions.Run(ctx) }()
	synctest.Wait()
}

// close stops all as a signal would.
func (g *gateway) close() {
	if g.disk == nil {
		return
	}
	g.stop()
	g.must(<-g.stopped)
	g.stopParts()
	g.must(g.parts.Wait())
	g.must(g.disk.Close())
	g.disk = nil
}

// reopen stops the gateway and starts it again.
func (g *gateway) reopen() {
	g.close()
	g.open()
	g.run()
}

func (g *gateway) must(err error) {
	g.t.Helper()
	if err != nil {
		g.t.Fatalf("unexpected: %v", err)
	}
}

// add makes an instance that tells of its states.
func (g *gateway) add() sluice.InstanceID {
	g.t.Helper()
	set := sluice.DefaultSettings()
	set.NotifyState = true
	i, _, err := g.disk.Create(g.t.Context(), sluice.Instance{Settings: set}, "")
	g.must(err)
	return i.ID
}

// login logs a new instance in through its QR.
func (g *gateway) login() sluice.InstanceID {
	g.t.Helper()
	id := g.add()
	ctx, cancel := context.WithCancel(g.t.Context())
	defer cancel()
	go func() { _, _ = g.QR(ctx, id) }()
	synctest.Wait()
	g.plant(id)
	g.net.line(id).authorized()
	g.is(id, sluice.Authorized)
	return id
}

// plant stores a session as the driver does when a login has succeeded.
func (g *gateway) plant(id sluice.InstanceID) {
	g.t.Helper()
	g.must(g.disk.Values(id).Put(g.t.Context(), map[string][]byte{driver.SessionName: []byte("key")}))
}

// pending brings a new instance to where its password is awaited.
func (g *gateway) pending() sluice.InstanceID {
	g.t.Helper()
	id := g.add()
	ctx, cancel := context.WithCancel(g.t.Context())
	defer cancel()
	go func() { _, _ = g.QR(ctx, id) }()
	synctest.Wait()
	g.net.line(id).prompt(sluice.Prompt{Step: sluice.StepPassword, Hint: "the usual"})
	g.is(id, sluice.PendingPassword)
	return id
}

// state is the instance's state when all is still.
func (g *gateway) state(id sluice.InstanceID) sluice.State {
	g.t.Helper()
	synctest.Wait()
	i, err := g.disk.Instance(id)
	g.must(err)
	return i.State
}

func (g *gateway) is(id sluice.InstanceID, want sluice.State) {
	g.t.Helper()
	if got := g.state(id); got != want {
		g.t.Fatalf("state %s, want %s", got, want)
	}
}

// told takes the states that the client was told, and forgets them.
func (g *gateway) told(id sluice.InstanceID) []sluice.State {
	g.t.Helper()
	synctest.Wait()
	var states []sluice.State
	for {
		receipt, n, ok, err := g.disk.Head(g.t.Context(), id)
		g.must(err)
		if !ok {
			return states
		}
		if n.Type == sluice.NotifyState {
			states = append(states, n.State)
		}
		_, err = g.disk.Ack(g.t.Context(), id, receipt)
		g.must(err)
	}
}

// connected says whether the instance's newest line runs, when all is still.
func (g *gateway) connected(id sluice.InstanceID) bool {
	synctest.Wait()
	l := g.net.line(id)
	return l != nil && l.isUp()
}

// hasSession says whether a restart would find a session.
func (g *gateway) hasSession(id sluice.InstanceID) bool {
	g.t.Helper()
	synctest.Wait()
	_, ok, err := g.disk.Store.Values(id).Get(g.t.Context(), driver.SessionName)
	g.must(err)
	return ok
}

// later runs f and returns where its result will be.
func later[T any](f func() (T, error)) <-chan result[T] {
	c := make(chan result[T], 1)
	go func() {
		v, err := f()
		c <- result[T]{v, err}
	}()
	synctest.Wait()
	return c
}

type result[T any] struct {
	value T
	err   error
}

// now returns the result, which must be there when all is still.
func now[T any](t *testing.T, c <-chan result[T]) T {
	t.Helper()
	synctest.Wait()
	select {
	case r := <-c:
		if r.err != nil {
			t.Fatalf("unexpected: %v", r.err)
		}
		return r.value
	default:
		t.Fatal("there is no answer yet")
	}
	var none T
	return none
}
