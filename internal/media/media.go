// Package media takes files in and hands them out: what clients upload, what
// urlFile points to, and what comes in from the network.
//
// A file is streamed to its place, never held in memory. It is written beside
// its final name in blocks, each with a checksum, and closed by a trailer; only
// when the bytes and the directory are on disk does it get its name. So a file
// is there whole or not at all, after a crash too, and every read checks what
// it hands out.
//
// No record says which links exist. The name in a link is sealed with a key of
// the gateway: opened, it tells the instance, the message and when the link was
// made. Whatever does not open never was a link (404), whatever is over was one
// (410). A file that the network keeps is fetched when it is first asked for,
// the smaller ones at once in the background.
//
// Files lie in a directory for each UTC day, and whole days are dropped. A link
// lives 24 hours and a message that names it 24 more, so a day can be needed
// until the end of the second day after it, and is dropped an hour later.
// Beyond the quota incoming media goes first, the oldest before the others: the
// network still has it.
package media

import (
	"context"
	"crypto/x509"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/netip"
	"strings"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"sluice"
	"sluice/internal/outbound"
)

// A Network fetches what a messaging network keeps. Its errors are *Error:
// NotFound when the network has the file no more, Limited or Unavailable when
// it cannot be asked now.
type Network interface {
	// Download writes the file of a message to w.
	Download(ctx context.Context, id sluice.InstanceID, message sluice.MessageID, w io.Writer) error
	// Source returns the address that a client gave for the file of a message it
	// sent, "" for any other message.
	Source(ctx context.Context, id sluice.InstanceID, message sluice.MessageID) (string, error)
	// DownloadRemote writes a file of no message, such as an avatar, to w.
	DownloadRemote(ctx context.Context, id sluice.InstanceID, r sluice.Remote, w io.Writer) error
}

// Options tunes a [Media]. All but Secret and MediaURL may be left out if Dir
// or Files is given.
type Options struct {
	Dir      string   // where files are kept, if Files is nil
	Files    Files    // nil: the disk below Dir
	Secret   [32]byte // seals links: another secret ends all links that are out
	MediaURL string   // links begin with it; "" makes them relative

	Quota    int64 // bytes of all files; 0: 10 GiB, below 0: no end
	Prefetch int64 // incoming media up to it is fetched at once; 0: 20 MB, below 0: none
	MaxFile  int64 // the largest file; 0: 100 MB

	Allow    []netip.Prefix // what urlFile may point to beside public addresses
	Resolver *net.Resolver  // nil: the system's
	Roots    *x509.CertPool // who vouches for https; nil: the system's
	Patience Patience
	// Dial replaces the network, for tests: what it dials is not guarded. Nil: none.
	Dial func(ctx context.Context, network, address string) (net.Conn, error)

	// Alive says whether an instance exists; nil: all but the forgotten do.
	Alive func(sluice.InstanceID) bool
	// Waits says whether a message still waits to be sent, so that its file is
	// wanted; nil: all do.
	Waits func(context.Context, sluice.InstanceID, sluice.MessageID) bool
	// Arrived hears that a message may be tried again whose file is here, or never
	// will be; it must not block for long. nil: nobody does.
	Arrived func(sluice.InstanceID, sluice.MessageID)

	Now     func() time.Time      // the wall clock; nil: time.Now
	Log     *slog.Logger          // nil: none
	Metrics prometheus.Registerer // nil: none
}

// Patience is how long the fetching of a file may take. Zero fields have
// defaults.
type Patience struct {
	FirstByte time.Duration // from the request to the body, redirects included; 0: 30 s
	Stall     time.Duration // from one piece of the body to the next; 0: 30 s
	Longest   time.Duration // one try in all; 0: 15 minutes
	GiveUp    time.Duration // tries are repeated until they and their pauses took so long; 0: 1 hour
}

const (
	defaultQuota    = 10 << 30
	defaultPrefetch = 20 << 20
	defaultMaxFile  = 100 << 20

	linkLife   = 24 * time.Hour
	sweepEvery = 10 * time.Minute
)

func (o Options) withDefaults() Options {
	o.MediaURL = strings.TrimRight(o.MediaURL, "/")
	if o.Quota == 0 {
		o.Quota = defaultQuota
	}
	if o.Prefetch == 0 {
		o.Prefetch = defaultPrefetch
	}
	if o.MaxFile == 0 {
		o.MaxFile = defaultMaxFile
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Waits == nil {
		o.Waits = func(context.Context, sluice.InstanceID, sluice.MessageID) bool { return true }
	}
	if o.Arrived == nil {
		o.Arrived = func(sluice.InstanceID, sluice.MessageID) {}
	}
	o.Patience = o.Patience.withDefaults()
	return o
}

func (p Patience) withDefaults() Patience {
	for _, d := range []struct {
		field *time.Duration
		value time.Duration
	}{{&p.FirstByte, 30 * time.Second}, {&p.Stall, 30 * time.Second}, {&p.Longest, 15 * time.Minute}, {&p.GiveUp, time.Hour}} {
		if *d.field == 0 {
			*d.field = d.value
		}
	}
	return p
}

// A Media takes files in and hands them out.
type Media struct {
	network Network
	opts    Options
	files   Files
	shelf   *shelf
	links   *sealer
	guard   *outbound.Guard
	web     *web
	crew    *crew
	metrics *metrics

	downloads flights // of network files, by where they are kept
	fetches   flights // of urlFiles, by where they are kept; with verdicts
	prefetch  slots
	asked     pool // downloads that somebody waits for
	streams   pool // what is handed out while it comes, as slowly as its readers take it
	fetching  *gate
	pictures  slots

	mu   sync.Mutex // guards gone
	gone map[sluice.InstanceID]struct{}
}

// Open makes ready what is on disk: what a crash left half done is removed, and
// so are files of instances that exist no more. network may be nil: then there
// is nothing that is not on disk.
func Open(network Network, opts Options) (*Media, error) {
	opts = opts.withDefaults()
	files := opts.Files
	if files == nil {
		disk, err := openDisk(opts.Dir)
		if err != nil {
			return nil, fmt.Errorf("open the files: %w", err)
		}
		files = disk
	}
	m := &Media{
		network: network, opts: opts, files: files,
		links: newSealer(opts.Secret), guard: outbound.New(opts.Allow), crew: newCrew(),
		metrics:  newMetrics(opts.Metrics),
		prefetch: make(slots, 4), pictures: make(slots, 1),
		asked: newPool(atOnce, shareOfOne), streams: newPool(atOnce, shareOfOne), fetching: newGate(),
		gone: map[sluice.InstanceID]struct{}{},
	}
	m.web = newWeb(m.guard, opts, m.metrics)
	countUnderWay(opts.Metrics, m.fetching)
	m.shelf = newShelf(files, opts.Quota, m.metrics, opts.Log)
	if err := m.shelf.load(m.alive); err != nil {
		_ = files.Close()
		return nil, fmt.Errorf("list the files: %w", err)
	}
	m.sweep()
	return m, nil
}

// Run fetches in the background and drops what is over, until ctx ends. Without
// it, files are taken in and handed out, but nothing is fetched.
func (m *Media) Run(ctx context.Context) error {
	tick := time.NewTicker(sweepEvery)
	defer tick.Stop()
	return m.crew.run(ctx, tick.C, m.sweep)
}

// Room is how many bytes files take, and how many they may; below 0: any number.
func (m *Media) Room() (used, quota int64) {
	m.shelf.mu.Lock()
	defer m.shelf.mu.Unlock()
	return m.shelf.used, m.shelf.quota
}

// Close lets go of the files. Nothing may be called afterwards.
func (m *Media) Close() error { return m.files.Close() }

// Forget ends the links of a deleted instance and removes its files.
func (m *Media) Forget(id sluice.InstanceID) {
	m.mu.Lock()
	m.gone[id] = struct{}{}
	m.mu.Unlock()
	m.shelf.forget(id)
}

// alive says whether an instance still has links.
func (m *Media) alive(id sluice.InstanceID) bool {
	m.mu.Lock()
	_, gone := m.gone[id]
	m.mu.Unlock()
	return !gone && (m.opts.Alive == nil || m.opts.Alive(id))
}

// sweep drops what nobody can need any more.
func (m *Media) sweep() {
	now := m.opts.Now()
	m.shelf.dropBefore(dayOf(now.Add(-time.Hour)) - 2)
	m.fetches.purge(time.Now().Add(-linkLife - time.Hour))
	m.fetching.purge()
}
