package webhook_test

import (
	"context"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/cockroachdb/pebble/v2/vfs"
	"github.com/prometheus/client_golang/prometheus"
	"go.uber.org/goleak"
	"golang.org/x/sync/errgroup"

	"sluice"
	"sluice/internal/store"
	"sluice/internal/store/pebble"
	"sluice/internal/webhook"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const (
	ms = time.Millisecond
	s  = time.Second
)

// A shelf is the store with what it buried.
type shelf struct {
	*store.Store

	mu      sync.Mutex
	letters []int64
	broken  error  // what Ack answers; nil: it works
	emptied func() // called once, when Head has found nothing
	looking func() // called once, before Head looks
}

// Head lets something happen before it looks, and between a look at an empty
// queue and the end of the stream that looked.
func (k *shelf) Head(ctx context.Context, id sluice.InstanceID) (int64, sluice.Notification, bool, error) {
	k.mu.Lock()
	look := k.looking
	k.looking = nil
	k.mu.Unlock()
	if look != nil {
		look()
	}
	receipt, n, ok, err := k.Store.Head(ctx, id)
	k.mu.Lock()
	f := k.emptied
	if !ok {
		k.emptied = nil
	}
	k.mu.Unlock()
	if !ok && f != nil {
		f()
	}
	return receipt, n, ok, err
}

// Bury moves a notification to the letters.
func (k *shelf) Bury(ctx context.Context, id sluice.InstanceID, receipt int64) (bool, error) {
	ok, err := k.Store.Ack(ctx, id, receipt)
	if ok {
		k.mu.Lock()
		defer k.mu.Unlock()
		k.letters = append(k.letters, receipt)
	}
	return ok, err
}

// Ack refuses when ctx has ended, as the store may.
func (k *shelf) Ack(ctx context.Context, id sluice.InstanceID, receipt int64) (bool, error) {
	if ctx.Err() != nil {
		return false, ctx.Err()
	}
	k.mu.Lock()
	err := k.broken
	k.mu.Unlock()
	if err != nil {
		return false, err
	}
	return k.Store.Ack(ctx, id, receipt)
}

// onceEmpty has f happen when Head next finds nothing.
func (k *shelf) onceEmpty(f func()) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.emptied = f
}

// beforeLook has f happen when a stream is about to look for the head.
func (k *shelf) beforeLook(f func()) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.looking = f
}

func (k *shelf) fail(err error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.broken = err
}

func (k *shelf) buried() []int64 {
	k.mu.Lock()
	defer k.mu.Unlock()
	return slices.Clone(k.letters)
}

// A world is a pusher over a real store on a disk in memory, and its network.
type world struct {
	*webhook.Pusher
	t       testing.TB
	net     *network
	disk    vfs.FS
	opts    webhook.Options
	log     *book
	metrics *prometheus.Registry
	store   *shelf
	next    int64 // number of the next message to come in

	cancel context.CancelFunc
	parts  *errgroup.Group
}

// start opens a world with instance 1, whose webhook is http://a.example/hook.
func start(t testing.TB, opts webhook.Options) *world {
	t.Helper()
	time.Sleep(time.Until(time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC))) // ids have 13 digits
	w := &world{t: t, net: newNetwork(), disk: vfs.NewMem(), opts: opts}
	if opts.Random == nil {
		w.opts.Random = func() float64 { return 0 } // what is not about jitter has none
	}
	if opts.Dial == nil && opts.Resolver == nil {
		w.opts.Dial = w.net.Dial
	}
	server := &http.Server{Handler: w.net, ErrorLog: slog.NewLogLogger(slog.DiscardHandler, 0)}
	go func() { _ = server.Serve(w.net) }()
	w.open()
	t.Cleanup(func() {
		w.close()
		close(w.net.gone)
		_ = server.Close()
		w.net.serving.Wait()
	})
	w.add(1, "http://a.example/hook")
	return w
}

func (w *world) open() {
	w.t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	engine, err := pebble.Open(pebble.Options{Dir: "data", FS: w.disk, Memory: 8 << 20, Ballast: -1})
	w.must(err)
	kept, err := store.New(ctx, engine, store.Options{Now: w.opts.Now})
	w.must(err)
	w.store, w.metrics, w.log = &shelf{Store: kept}, prometheus.NewRegistry(), &book{lines: make(chan struct{}, 1000)}
	w.opts.Metrics, w.opts.Log = w.metrics, slog.New(slog.NewTextHandler(w.log, nil))
	w.Pusher = webhook.New(w.store, render, w.opts)
	w.cancel, w.parts = cancel, &errgroup.Group{}
	w.parts.Go(func() error { return kept.Run(ctx) })
	w.parts.Go(func() error { return w.Run(ctx) })
}

// close stops the gateway as a signal would.
func (w *world) close() {
	if w.store == nil {
		return
	}
	w.cancel()
	w.must(w.parts.Wait())
	w.must(w.store.Close())
	w.store = nil
}

func render(_ sluice.InstanceID, n sluice.Notification) []byte {
	return []byte(n.Content.Text)
}

func (w *world) must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatalf("unexpected: %v", err)
	}
}

// add makes an instance that tells of what comes in.
func (w *world) add(id sluice.InstanceID, url string) {
	w.t.Helper()
	set := sluice.DefaultSettings()
	set.NotifyIncoming, set.WebhookURL = true, url
	_, _, err := w.store.Create(context.Background(), sluice.Instance{ID: id, Settings: set}, "")
	w.must(err)
}

func (w *world) settings(id sluice.InstanceID, change func(*sluice.Settings)) {
	w.t.Helper()
	w.must(w.store.UpdateSettings(context.Background(), id, change))
}

func (w *world) url(id sluice.InstanceID, url string) {
	w.t.Helper()
	w.settings(id, func(s *sluice.Settings) { s.WebhookURL = url })
}

// receive has messages come in, and so notifications be born.
func (w *world) receive(id sluice.InstanceID, texts ...sluice.Text) {
	w.t.Helper()
	for _, text := range texts {
		w.next++
		partner := sluice.Peer{Chat: "10000000", Type: sluice.ChatUser}
		w.must(w.store.Receive(context.Background(), id, sluice.Event{
			Kind: sluice.EventMessage, At: time.Now(), Chat: partner, Sender: partner, Number: w.next,
			Content: sluice.Content{Type: sluice.ContentText, Text: text},
		}))
	}
}

// pass lets time pass, and then all become still.
func (w *world) pass(d time.Duration) {
	time.Sleep(d)
	synctest.Wait()
}

func (w *world) wantTimes(host string, want ...time.Duration) {
	w.t.Helper()
	if got := w.net.times(host); !slices.Equal(got, want) {
		w.t.Errorf("%s was posted to at %v, want %v", host, got, want)
	}
}

func (w *world) wantBodies(host, want string) {
	w.t.Helper()
	if got := w.net.bodies(host); got != want {
		w.t.Errorf("%s got %q, want %q", host, got, want)
	}
}

func (w *world) wantPending(id sluice.InstanceID, want int) {
	w.t.Helper()
	got, err := w.store.CountNotifications(context.Background(), id)
	w.must(err)
	if got != want {
		w.t.Errorf("%d notifications wait, want %d", got, want)
	}
}

// wantErrors compares the delivery log, the newest first; "": delivered.
func (w *world) wantErrors(id sluice.InstanceID, want ...string) {
	w.t.Helper()
	var got []string
	for _, d := range w.Deliveries(id) {
		got = append(got, d.Error)
	}
	if !slices.Equal(got, want) {
		w.t.Errorf("the delivery log says %q, want %q", got, want)
	}
}

// value returns a metric, the sum over its labels.
func (w *world) value(name string, labels ...string) float64 {
	w.t.Helper()
	families, err := w.metrics.Gather()
	w.must(err)
	sum := 0.0
	for _, f := range families {
		if f.GetName() != name {
			continue
		}
		for _, m := range f.GetMetric() {
			for k := 0; k < len(labels); k += 2 {
				for _, l := range m.GetLabel() {
					if l.GetName() == labels[k] && l.GetValue() != labels[k+1] {
						m = nil
					}
				}
			}
			if m != nil {
				sum += m.GetCounter().GetValue() + m.GetGauge().GetValue()
			}
		}
	}
	return sum
}

// A book is the log. It tells of each line.
type book struct {
	lines chan struct{}

	mu   sync.Mutex
	text strings.Builder
}

func (b *book) Write(line []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	select {
	case b.lines <- struct{}{}:
	default:
	}
	return b.text.Write(line)
}

func (b *book) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.String()
}

// ended waits for a delivery to end, outside of a bubble.
func (w *world) ended() {
	w.t.Helper()
	select {
	case <-w.log.lines:
	case <-time.After(20 * s):
		w.t.Fatalf("no delivery has ended: %s", w.log)
	}
}
