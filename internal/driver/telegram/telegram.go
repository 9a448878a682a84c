// Package telegram drives Telegram user accounts through its own protocol,
// MTProto, with the library gotd.
//
// A [Driver] is shared by all accounts of a process: it holds the public keys,
// the limit of key exchanges at a time and the pace of new connections. A
// [Conn] is one account. It builds a link, which is one client of the library,
// for as long as that client can be used: a link logs in, or connects with the
// stored session, reads dialogs and contacts once, feeds updates to the Sink
// and carries the calls. The library repairs a lost connection by itself; the
// link ends only with the session, with a login that led nowhere, or with Run.
//
// What must outlive the process is in the SessionStore: the session, the table
// of peers with their access hashes, how far updates were read, and the waits
// that Telegram asked for. What is stored may lag behind what happened and
// never runs ahead of it.
//
// Every error of the library is translated in one place, classify.go, and no
// type of the library leaves the package.
package telegram

import (
	"cmp"
	"context"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"runtime"
	"slices"
	"strconv"
	"time"

	"github.com/gotd/td/telegram"
	"github.com/gotd/td/telegram/dcs"
	"github.com/gotd/td/tg"
	"github.com/prometheus/client_golang/prometheus"
	"golang.org/x/time/rate"

	"sluice"
	"sluice/internal/driver"
)

// connectsPerSecond is how fast a process begins connections: a node with ten
// thousand accounts takes over two minutes to start, and Telegram sees no storm.
const connectsPerSecond = 75

// AppsPage is where an operator gets an api_id and api_hash.
const AppsPage = "https://my.telegram.org/apps"

// Options tunes a [Driver]. The zero value dials the real Telegram, without an
// api_id: instances that bring no own one cannot log in.
type Options struct {
	AppID   int    // api_id; an instance's own goes first
	AppHash string // api_hash
	Device  string // shown to account owners in their list of devices; "": Sluice

	Files Files // where files to send are; nil: none can be sent

	Endpoint *Endpoint // a sandbox; nil: the real Telegram
	Test     bool      // the real Telegram's data centres for tests, which have accounts of their own

	SendTime time.Duration // how long a send waits for its answer before it is in doubt; 0: 30 s

	Now     func() time.Time // the wall clock; nil: time.Now
	Log     *slog.Logger     // nil: none
	Metrics prometheus.Registerer
}

// An Endpoint says how to dial a sandbox.
type Endpoint struct {
	Address   string `json:"address"`   // host:port
	PublicKey string `json:"publicKey"` // PEM
	DC        int    `json:"dc"`
}

var (
	_ driver.Driver   = (*Driver)(nil)
	_ driver.Farewell = (*Driver)(nil)
)

// A Driver makes connections to Telegram.
type Driver struct {
	opts      Options
	keys      []telegram.PublicKey // nil: those of the library
	dcs       dcs.List
	exchanges chan struct{} // a slot for each key exchange under way
	starts    *rate.Limiter
	metrics   *metrics
}

// New returns a driver. It fails when the endpoint makes no sense.
func New(o Options) (*Driver, error) {
	d := &Driver{
		opts:      o,
		exchanges: make(chan struct{}, runtime.NumCPU()),
		starts:    rate.NewLimiter(connectsPerSecond, connectsPerSecond),
	}
	if o.Test {
		d.dcs = dcs.Test()
	}
	if o.Endpoint != nil {
		if err := d.dialEndpoint(*o.Endpoint); err != nil {
			return nil, err
		}
	}
	if d.opts.Log == nil {
		d.opts.Log = slog.New(slog.DiscardHandler)
	}
	if d.opts.Now == nil {
		d.opts.Now = time.Now
	}
	d.opts.Device = cmp.Or(o.Device, "Sluice")
	d.opts.SendTime = cmp.Or(o.SendTime, sendTime)
	d.metrics = newMetrics(o.Metrics)
	return d, nil
}

// dialEndpoint makes the driver know nothing but the sandbox.
func (d *Driver) dialEndpoint(e Endpoint) error {
	host, port, err := net.SplitHostPort(e.Address)
	if err != nil {
		return fmt.Errorf("sandbox address %q: %w", e.Address, err)
	}
	number, err := strconv.Atoi(port)
	if err != nil {
		return fmt.Errorf("sandbox port %q: %w", port, err)
	}
	key, err := parseKey(e.PublicKey)
	if err != nil {
		return fmt.Errorf("sandbox public key: %w", err)
	}
	d.keys = []telegram.PublicKey{{RSA: key}}
	d.dcs = dcs.List{Options: []tg.DCOption{{ID: e.DC, IPAddress: host, Port: number, Static: true}}}
	return nil
}

func parseKey(text string) (*rsa.PublicKey, error) {
	block, _ := pem.Decode([]byte(text))
	if block == nil {
		return nil, errors.New("not PEM")
	}
	if block.Type == "RSA PUBLIC KEY" {
		return x509.ParsePKCS1PublicKey(block.Bytes)
	}
	parsed, err := x509.ParsePKIXPublicKey(block.Bytes)
	if err != nil {
		return nil, err
	}
	key, ok := parsed.(*rsa.PublicKey)
	if !ok {
		return nil, errors.New("not an RSA key")
	}
	return key, nil
}

// Open returns a connection for one instance. It uses no network.
func (d *Driver) Open(cfg driver.Config, store driver.SessionStore, sink driver.Sink) (driver.Conn, error) {
	resolver, err := d.resolver(cfg.Link)
	if err != nil {
		return nil, err
	}
	return newConn(d, cfg, store, sink, resolver), nil
}

// Import stores a session that was made elsewhere, as the sandbox hands them
// out. It is refused against the real Telegram: a session must be made by the
// login of the instance that uses it.
func (d *Driver) Import(ctx context.Context, store driver.SessionStore, session []byte) error {
	if d.environment() != sandboxEnvironment {
		return &sluice.Error{Code: sluice.Invalid, Text: "A session can be imported for the sandbox alone"}
	}
	if _, err := decodeSession(ctx, session); err != nil {
		return &sluice.Error{Code: sluice.Invalid, Text: "The session cannot be read", Err: err}
	}
	return store.Put(ctx, map[string][]byte{
		driver.SessionName: session,
		environmentValue:   []byte(sandboxEnvironment),
	})
}

// centres returns the data centres that a client is to know at first. Those of
// the real Telegram are known to the library; of a sandbox's a session tells,
// which may belong to another one than the operator has named.
func (d *Driver) centres(ctx context.Context, session []byte) dcs.List {
	if d.opts.Endpoint == nil || session == nil {
		return d.dcs
	}
	known := dcs.List{Options: slices.Clone(d.dcs.Options)}
	if data, err := decodeSession(ctx, session); err == nil {
		for _, one := range data.Config.DCOptions {
			if one.ID != d.opts.Endpoint.DC {
				known.Options = append(known.Options, one)
			}
		}
	}
	return known
}

// environment names the Telegram that sessions of this driver belong to.
func (d *Driver) environment() string {
	switch {
	case d.opts.Endpoint != nil:
		return sandboxEnvironment
	case d.opts.Test:
		return testEnvironment
	}
	return productionEnvironment
}

// app returns the api_id and api_hash for an instance; ok is false when there
// are none.
func (d *Driver) app(l sluice.Link) (id int, hash string, ok bool) {
	switch {
	case l.AppID != 0 && l.AppHash != "":
		return l.AppID, l.AppHash, true
	case d.opts.AppID != 0 && d.opts.AppHash != "":
		return d.opts.AppID, d.opts.AppHash, true
	case d.opts.Endpoint != nil:
		return 1, "sandbox", true
	}
	return 0, "", false
}

// device says what the account's owner sees in the list of devices. A sandbox
// learns by it which instance a connection belongs to.
func (d *Driver) device(cfg driver.Config) telegram.DeviceConfig {
	model := cmp.Or(cfg.Link.Device, d.opts.Device)
	if d.opts.Endpoint != nil {
		model = strconv.FormatInt(int64(cfg.Instance), 10)
	}
	return telegram.DeviceConfig{
		DeviceModel:    model,
		SystemVersion:  runtime.GOOS,
		AppVersion:     "1.0",
		SystemLangCode: "en",
		LangCode:       "en",
	}
}
