package notify_test

import (
	"context"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/cockroachdb/pebble/v2/vfs"
	"github.com/prometheus/client_golang/prometheus"
	"golang.org/x/sync/errgroup"

	"sluice"
	"sluice/internal/notify"
	"sluice/internal/store"
	"sluice/internal/store/pebble"
)

// A counted store counts how often polls look at the head.
type counted struct {
	*store.Store

	mu    sync.Mutex
	looks int
	fails error // what ClearNotifications answers; nil: it works
}

func (c *counted) Head(ctx context.Context, id sluice.InstanceID) (int64, sluice.Notification, bool, error) {
	c.mu.Lock()
	c.looks++
	c.mu.Unlock()
	return c.Store.Head(ctx, id)
}

func (c *counted) ClearNotifications(ctx context.Context, id sluice.InstanceID) error {
	if c.fails != nil {
		return c.fails
	}
	return c.Store.ClearNotifications(ctx, id)
}

// seen takes how often polls have looked since the last call.
func (c *counted) seen() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	n := c.looks
	c.looks = 0
	return n
}

// A gateway is an inbox over a real store on a disk in memory, in one bubble.
type gateway struct {
	*notify.Inbox
	t       *testing.T
	store   *counted
	metrics *prometheus.Registry
	next    int64 // number of the next message to come in
}

func start(t *testing.T) *gateway {
	t.Helper()
	time.Sleep(time.Until(time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC))) // ids have 13 digits
	g := &gateway{t: t, metrics: prometheus.NewRegistry()}
	ctx, cancel := context.WithCancel(context.Background())
	engine, err := pebble.Open(pebble.Options{Dir: "data", FS: vfs.NewMem()})
	g.must(err)
	kept, err := store.New(ctx, engine, store.Options{})
	g.must(err)
	g.store = &counted{Store: kept}
	g.Inbox = notify.New(g.store, notify.Options{Metrics: g.metrics})
	var parts errgroup.Group
	parts.Go(func() error { return kept.Run(ctx) })
	t.Cleanup(func() {
		cancel()
		g.must(parts.Wait())
		g.must(kept.Close())
	})
	return g
}

func (g *gateway) must(err error) {
	g.t.Helper()
	if err != nil {
		g.t.Fatalf("unexpected: %v", err)
	}
}

// add makes an instance that tells of what comes in.
func (g *gateway) add() sluice.InstanceID {
	g.t.Helper()
	set := sluice.DefaultSettings()
	set.NotifyIncoming = true
	i, _, err := g.store.Create(context.Background(), sluice.Instance{Settings: set}, "")
	g.must(err)
	return i.ID
}

// receive has a message come in, and so a notification be born.
func (g *gateway) receive(id sluice.InstanceID, text sluice.Text) {
	g.t.Helper()
	g.next++
	partner := sluice.Peer{Chat: "10000000", Type: sluice.ChatUser}
	g.must(g.store.Receive(context.Background(), id, sluice.Event{
		Kind: sluice.EventMessage, At: time.Now(), Chat: partner, Sender: partner, Number: g.next,
		Content: sluice.Content{Type: sluice.ContentText, Text: text},
	}))
}

func (g *gateway) webhook(id sluice.InstanceID, url string) {
	g.t.Helper()
	g.must(g.store.UpdateSettings(context.Background(), id, func(s *sluice.Settings) { s.WebhookURL = url }))
}

// A poll is what one poll came to.
type poll struct {
	receipt int64
	text    sluice.Text
	ok      bool
	err     error
	took    time.Duration
}

// poll polls in the background.
func (g *gateway) poll(ctx context.Context, id sluice.InstanceID, timeout time.Duration) <-chan poll {
	c := make(chan poll, 1)
	began := time.Now()
	go func() {
		receipt, n, ok, err := g.Poll(ctx, id, timeout)
		c <- poll{receipt, n.Content.Text, ok, err, time.Since(began)}
	}()
	return c
}

// ended returns what a poll came to, which must have ended when all is still.
func (g *gateway) ended(c <-chan poll) poll {
	g.t.Helper()
	synctest.Wait()
	select {
	case p := <-c:
		return p
	default:
		g.t.Fatalf("the poll still waits")
	}
	return poll{}
}

// head polls for what is there now.
func (g *gateway) head(id sluice.InstanceID) poll {
	g.t.Helper()
	p := g.ended(g.poll(context.Background(), id, 0))
	g.must(p.err)
	return p
}
