package media_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"go.uber.org/goleak"

	"sluice"
	"sluice/internal/media"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const (
	shop  sluice.InstanceID = 4900000001
	other sluice.InstanceID = 4900000002
	first sluice.MessageID  = "1763115112345"
)

var secret = [32]byte{1, 2, 3}

// landed is a message whose file has arrived, or never will.
type landed struct {
	instance sluice.InstanceID
	message  sluice.MessageID
}

// A world is a Media that runs, a network behind it, and a clock to set.
type world struct {
	*media.Media
	t       testing.TB
	opts    media.Options
	network *network
	metrics *prometheus.Registry
	arrived chan landed
	clock   *clock
	stop    func()
}

// A clock is a wall clock that tests set.
type clock struct {
	mu  sync.Mutex
	off time.Duration
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return time.Now().Add(c.off)
}

func (c *clock) step(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.off += d
}

// open opens a Media on files in memory, unless change gives it a directory.
func open(t testing.TB, change func(*media.Options)) *world {
	t.Helper()
	w := &world{t: t, network: &network{}, clock: &clock{}, arrived: make(chan landed, 100)}
	w.opts = media.Options{
		Secret: secret, MediaURL: "https://media.example", Files: newMemory(),
		Arrived: func(id sluice.InstanceID, m sluice.MessageID) { w.arrived <- landed{id, m} }, Now: w.clock.now,
	}
	if change != nil {
		change(&w.opts)
	}
	w.start()
	t.Cleanup(func() { w.stop() })
	return w
}

func (w *world) start() {
	w.t.Helper()
	w.metrics = prometheus.NewRegistry()
	w.opts.Metrics = w.metrics
	m, err := media.Open(w.network, w.opts)
	if err != nil {
		w.t.Fatal(err)
	}
	w.Media = m
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- m.Run(ctx) }()
	w.stop = sync.OnceFunc(func() {
		cancel()
		if err := <-ended; err != nil {
			w.t.Error(err)
		}
		if err := m.Close(); err != nil {
			w.t.Error(err)
		}
	})
}

// restart ends the process and starts another one over the same files.
func (w *world) restart() {
	w.stop()
	w.start()
}

func (w *world) save(name, mime, content string) sluice.Saved {
	w.t.Helper()
	s, err := w.Save(w.t.Context(), shop, name, mime, strings.NewReader(content))
	if err != nil {
		w.t.Fatal(err)
	}
	return s
}

// ask makes a request for a link. Headers are pairs.
func (w *world) ask(method, link string, headers ...string) *httptest.ResponseRecorder {
	w.t.Helper()
	r := httptest.NewRequest(method, "/"+strings.TrimPrefix(strings.TrimPrefix(link, w.opts.MediaURL), "/"), nil)
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	a := httptest.NewRecorder()
	w.Handler().ServeHTTP(a, r)
	return a
}

// message is one with a file, accepted now.
func (w *world) message(url string) sluice.Message {
	return sluice.Message{ID: first, Instance: shop, Queued: w.clock.now(), Body: sluice.FileBody{URL: url, Name: "file.bin"}}
}

// fetched waits until the file of a message has arrived, or is refused.
func (w *world) fetched(m sluice.Message) (string, error) {
	w.t.Helper()
	for {
		u, err := w.Upload(w.t.Context(), m)
		if err == nil {
			defer func() { _ = u.Close() }()
			data, err := io.ReadAll(u)
			return string(data), err
		}
		if sluice.CodeOf(err) != sluice.Unavailable {
			return "", err
		}
		select {
		case <-w.arrived:
		case <-w.t.Context().Done():
			w.t.Fatal("nothing arrived")
		}
	}
}

// figure returns the sum of a metric, of one label value or of all for "".
func (w *world) figure(name, label string) float64 {
	w.t.Helper()
	families, err := w.metrics.Gather()
	if err != nil {
		w.t.Fatal(err)
	}
	var sum float64
	for _, f := range families {
		for _, m := range f.GetMetric() {
			if f.GetName() != name || (label != "" && m.GetLabel()[0].GetValue() != label) {
				continue
			}
			sum += m.GetCounter().GetValue() + m.GetGauge().GetValue()
		}
	}
	return sum
}

// A network keeps files by message or remote.
type network struct {
	mu    sync.Mutex
	files map[string]string
	sent  map[sluice.MessageID]string // the addresses that clients gave
	fail  error
	calls int
	hold  chan struct{} // closed to let downloads end; nil: they do not wait
}

func (n *network) put(name, content string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.files == nil {
		n.files = map[string]string{}
	}
	n.files[name] = content
}

func (n *network) set(err error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.fail = err
}

func (n *network) asked() int {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.calls
}

func (n *network) Download(ctx context.Context, _ sluice.InstanceID, m sluice.MessageID, w io.Writer) error {
	return n.download(ctx, string(m), w)
}

func (n *network) Source(_ context.Context, _ sluice.InstanceID, m sluice.MessageID) (string, error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.sent[m], nil
}

func (n *network) DownloadRemote(ctx context.Context, _ sluice.InstanceID, r sluice.Remote, w io.Writer) error {
	return n.download(ctx, string(r), w)
}

func (n *network) download(ctx context.Context, name string, w io.Writer) error {
	n.mu.Lock()
	n.calls++
	content, ok := n.files[name]
	fail, hold := n.fail, n.hold
	n.mu.Unlock()
	if hold != nil {
		select {
		case <-hold:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	switch {
	case fail != nil:
		return fail
	case !ok:
		return &sluice.Error{Code: sluice.NotFound, Text: "gone"}
	}
	half := len(content) / 2 // in two pieces
	for _, piece := range []string{content[:half], content[half:]} {
		if _, err := io.WriteString(w, piece); err != nil {
			return err
		}
	}
	return nil
}

var errAway = &sluice.Error{Code: sluice.Unavailable, Text: "no connection", Wait: 7 * time.Second}

func local() []netip.Prefix { return []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")} }

// serve starts a server on this machine, which the options have to allow.
func serve(t testing.TB, h http.HandlerFunc) string {
	t.Helper()
	s := httptest.NewServer(h)
	t.Cleanup(func() { s.CloseClientConnections(); s.Close() })
	return s.URL
}

// random is content that no two calls share, of several blocks when it is long.
func random(seed string, size int) string {
	return string(bytes.Repeat([]byte(seed+"\x00\x01"), size/(len(seed)+2)+1)[:size])
}

func codeOf(t *testing.T, err error, want sluice.Code) *sluice.Error {
	t.Helper()
	e, ok := errors.AsType[*sluice.Error](err)
	if !ok || e.Code != want {
		t.Fatalf("got %v (%s), want %s", err, sluice.CodeOf(err), want)
	}
	return e
}
