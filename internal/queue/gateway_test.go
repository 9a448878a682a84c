package queue_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing/synctest"
	"time"

	"github.com/cockroachdb/pebble/v2/vfs"
	"github.com/prometheus/client_golang/prometheus"
	"golang.org/x/sync/errgroup"

	"sluice"
	"sluice/internal/queue"
	"sluice/internal/store"
	"sluice/internal/store/pebble"
)

// A tester is a test, a benchmark or a case of a property.
type tester interface {
	Helper()
	Errorf(format string, args ...any)
	Fatalf(format string, args ...any)
	Cleanup(func())
}

// A gateway is a queue over a real store on a disk in memory, in one bubble.
type gateway struct {
	t       tester
	net     *network
	disk    vfs.FS
	opts    queue.Options
	stepped time.Duration                  // how far the wall clock has jumped
	wrap    func(*store.Store) queue.Store // what the queue works on; nil: the store
	metrics *prometheus.Registry
	store   *store.Store

	cancel context.CancelFunc
	parts  *errgroup.Group
}

// start opens a gateway with instance 1, authorized, at two messages a second.
func start(t tester, n *network) *gateway {
	return startOn(t, n, vfs.NewMem(), queue.Options{})
}

func startOn(t tester, n *network, disk vfs.FS, opts queue.Options) *gateway {
	t.Helper()
	g := &gateway{t: t, net: n, disk: disk, opts: opts}
	g.begin()
	return g
}

func (g *gateway) begin() {
	t, n := g.t, g.net
	t.Helper()
	time.Sleep(time.Until(time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC))) // ids have 13 digits
	g.opts.Random = func() float64 { return 0 }
	n.start, n.taken = time.Now(), map[[16]byte]int64{}
	g.open()
	t.Cleanup(func() { g.close() })
	g.add(1)
	g.login(1, "70")
	synctest.Wait()
}

// open starts the gateway on what its disk holds.
func (g *gateway) open() {
	g.t.Helper()
	g.metrics = prometheus.NewRegistry()
	g.opts.Metrics = g.metrics
	now := func() time.Time { return time.Now().Add(g.stepped) }
	ctx, cancel := context.WithCancel(context.Background())
	engine, err := pebble.Open(pebble.Options{Dir: "data", FS: g.disk, Memory: 8 << 20, Ballast: -1})
	g.must(err)
	g.store, err = store.New(ctx, engine, store.Options{Now: now})
	g.must(err)
	var s queue.Store = g.store
	if g.wrap != nil {
		s = g.wrap(g.store)
	}
	q := queue.New(s, g.net, g.opts)
	g.cancel, g.parts = cancel, &errgroup.Group{}
	g.parts.Go(func() error { return g.store.Run(ctx) })
	g.parts.Go(func() error { return q.Run(ctx) })
}

// close stops the gateway as a signal would.
func (g *gateway) close() {
	if g.store == nil {
		return
	}
	g.cancel()
	g.must(g.parts.Wait())
	g.must(g.store.Close())
	g.store = nil
}

// reopen stops the gateway and starts it again, with instance 1 authorized.
func (g *gateway) reopen() {
	g.close()
	g.open()
	g.login(1, "70")
}

func (g *gateway) must(err error) {
	g.t.Helper()
	if err != nil {
		g.t.Fatalf("unexpected: %v", err)
	}
}

// add makes an instance that tells of everything.
func (g *gateway) add(id sluice.InstanceID) {
	g.t.Helper()
	s := sluice.DefaultSettings()
	s.NotifyStatus, s.NotifyAPI, s.NotifyState = true, true, true
	_, _, err := g.store.Create(context.Background(), sluice.Instance{ID: id, Settings: s}, "")
	g.must(err)
}

// login authorizes an instance as one of the network's accounts.
func (g *gateway) login(id sluice.InstanceID, account sluice.ChatID) {
	g.t.Helper()
	g.state(id, sluice.Change{State: sluice.Authorized, Account: sluice.Account{ID: account, Phone: "79870000000"}})
}

func (g *gateway) state(id sluice.InstanceID, c sluice.Change) {
	g.t.Helper()
	g.must(g.store.SetState(context.Background(), id, c))
}

func (g *gateway) interval(id sluice.InstanceID, d time.Duration) {
	g.t.Helper()
	g.must(g.store.UpdateSettings(context.Background(), id, func(s *sluice.Settings) { s.Interval = d }))
}

func (g *gateway) pause(id sluice.InstanceID, paused bool) {
	g.t.Helper()
	if paused {
		g.must(g.store.Pause(context.Background(), id, "anna"))
		return
	}
	g.must(g.store.Resume(context.Background(), id))
}

func (g *gateway) clear(id sluice.InstanceID) {
	g.t.Helper()
	g.must(g.store.Clear(context.Background(), id))
}

func (g *gateway) enqueue(id sluice.InstanceID, chat sluice.ChatID, text string) sluice.MessageID {
	g.t.Helper()
	return g.put(sluice.Message{Instance: id, Chat: chat, Body: sluice.TextBody{Text: sluice.Text(text)}})
}

func (g *gateway) put(m sluice.Message) sluice.MessageID {
	g.t.Helper()
	id, err := g.store.Enqueue(context.Background(), m, sluice.Once{})
	g.must(err)
	return id
}

func (g *gateway) edit(id sluice.InstanceID, m sluice.MessageID, text string) bool {
	g.t.Helper()
	ok, err := g.store.Edit(context.Background(), id, m, sluice.TextBody{Text: sluice.Text(text)})
	g.must(err)
	return ok
}

func (g *gateway) takeOut(id sluice.InstanceID, m sluice.MessageID) bool {
	g.t.Helper()
	ok, err := g.store.TakeOut(context.Background(), id, m)
	g.must(err)
	return ok
}

// queued returns what the list shows, and checks the count against it.
func (g *gateway) queued(id sluice.InstanceID) []sluice.MessageID {
	g.t.Helper()
	items, err := g.store.Show(context.Background(), id, 10000)
	g.must(err)
	count, err := g.store.Count(context.Background(), id)
	g.must(err)
	ids := []sluice.MessageID{}
	for _, i := range items {
		ids = append(ids, i.ID)
	}
	if count != len(ids) {
		g.t.Errorf("the count is %d, the list has %d", count, len(ids))
	}
	return ids
}

// wantQueue checks what waits.
func (g *gateway) wantQueue(id sluice.InstanceID, want ...sluice.MessageID) {
	g.t.Helper()
	if got := g.queued(id); fmt.Sprint(got) != fmt.Sprint(want) {
		g.t.Errorf("queue of %d holds %v, want %v", id, got, want)
	}
}

// ended takes all notifications and returns the statuses among them, in the
// order in which the client gets them.
func (g *gateway) ended(id sluice.InstanceID) []sluice.Notification {
	g.t.Helper()
	var ended []sluice.Notification
	for {
		receipt, n, ok, err := g.store.Head(context.Background(), id)
		g.must(err)
		if !ok {
			return ended
		}
		if n.Type == sluice.NotifyStatus {
			ended = append(ended, n)
		}
		_, err = g.store.Ack(context.Background(), id, receipt)
		g.must(err)
	}
}

// statuses is [gateway.ended] as "name status".
func (g *gateway) statuses(id sluice.InstanceID, names map[sluice.MessageID]string) []string {
	g.t.Helper()
	var lines []string
	for _, n := range g.ended(id) {
		lines = append(lines, names[n.Message]+" "+string(n.Status))
	}
	return lines
}

// metric returns one of the queue's metrics, by its name and its label.
func (g *gateway) metric(name string) float64 {
	g.t.Helper()
	families, err := g.metrics.Gather()
	g.must(err)
	for _, f := range families {
		for _, m := range f.GetMetric() {
			full := f.GetName()
			for _, l := range m.GetLabel() {
				full += " " + l.GetValue()
			}
			if full == name {
				return m.GetGauge().GetValue() + m.GetCounter().GetValue()
			}
		}
	}
	g.t.Errorf("no metric %s", name)
	return 0
}

// split splits "chat text".
func split(m string) (sluice.ChatID, string) {
	chat, text, _ := strings.Cut(m, " ")
	return sluice.ChatID(chat), text
}

// wantOneKeyEach checks that repeats of a message carry one Key, that no two
// messages share one, and that no message is shown twice.
func (n *network) wantOneKeyEach(t tester) {
	t.Helper()
	n.mu.Lock()
	defer n.mu.Unlock()
	keys, ids := map[string][16]byte{}, map[[16]byte]string{}
	for _, c := range n.calls {
		id := fmt.Sprint(c.instance, " ", c.id)
		if k, ok := keys[id]; ok && k != c.key {
			t.Errorf("message %s was sent with two keys", id)
		}
		if other, ok := ids[c.key]; ok && other != id {
			t.Errorf("messages %s and %s share a key", id, other)
		}
		keys[id], ids[c.key] = c.key, id
	}
}

// wantTimeline checks when what was written.
func (n *network) wantTimeline(t tester, want ...string) {
	t.Helper()
	synctest.Wait()
	if got := n.timeline(); !slices.Equal(got, want) {
		t.Errorf("sends %v, want %v", got, want)
	}
}
