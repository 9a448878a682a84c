// Package config turns flags, environment and a file into one checked value.
//
// Every setting has one name, written with dots in the file ("telegram.apiId"),
// in capitals in the environment (SLUICE_TELEGRAM_API_ID) and with dashes as a
// flag (--telegram-api-id). A flag wins over the environment, the environment
// over the file, the file over the default. A secret has no flag, because other
// users of the machine can read those; instead NAME_FILE in the environment
// names a file that holds it.
//
// [Load] checks everything once. What it returns needs no further check, and
// what it refuses is named together with the place where it was given and what
// would be right. The table in keys.go is the list of all settings.
package config

import (
	"errors"
	"fmt"
	"net"
	"net/netip"
	"strings"
	"time"

	"github.com/spf13/pflag"
)

// A Config is all that an operator can choose. Load fills it.
type Config struct {
	Data           string // directory of everything that is stored
	Listen         string // HOST:PORT of the API
	Admin          string // HOST:PORT of metrics, health and pprof; "": none
	AdminToken     string // bearer token of the admin listener; "": it asks for none
	AdminOpen      bool   // the operator says that something else guards the admin listener
	TLS            TLS
	PublicURL      string         // base URL that clients use, without a slash at the end; "": follows from the listener
	MediaURL       string         // base URL of file links; "": PublicURL
	PartnerToken   string         // lets a client make and delete instances; "": nobody may
	Secret         []byte         // 32 bytes that seal what is stored; nil: the file "secret" in Data
	TrustedProxies []netip.Prefix // whose X-Forwarded-For is believed
	Sandbox        string         // control URL of a sandbox to dial instead of Telegram; "": Telegram
	Telegram       Telegram
	Limits         Limits
	Store          Store
	Queue          Queue
	Retention      Retention
	Media          Media
	Outbound       Outbound
	Webhook        Webhook
	Log            Log

	values []Value
	unused []string
}

// Telegram is how the gateway presents itself to Telegram.
type Telegram struct {
	AppID   int    // api_id; 0: logins answer that it is missing
	AppHash string // api_hash
	Device  string // shown to an account's owner in the list of devices
}

// TLS names the files of the listeners' certificate. Both are set or neither.
type TLS struct {
	Cert, Key string
}

// On says whether the listeners speak TLS.
func (t TLS) On() bool { return t.Cert != "" }

// Limits keep one client from harming the others.
type Limits struct {
	Queue       int                // messages an instance may have waiting
	Connections int                // that may be open at once to listen; 0: as the system allows
	Failures    int                // wrong tokens a minute of one client address; 0: no limit
	RPS         map[string]float64 // requests a second by method; 0: no limit
}

// Store is what the store may take of the machine.
type Store struct {
	Memory int64 // bytes of its caches
}

// Queue decides what the wire format leaves to the operator.
type Queue struct {
	ExpiredSilently bool // an expired message makes no notification
	HoldOnOther     bool // after a login of another account all messages wait for their release
	StrictQuotes    bool // a quote of a message that the chat does not have is refused
}

// Retention is how long what was sent and received stays readable.
type Retention struct {
	Texts   time.Duration // the journal
	Mapping time.Duration // which idMessage is which message of Telegram
}

// Media is how much room files may take.
type Media struct {
	Quota    int64 // bytes of all files
	Prefetch int64 // incoming files up to it are fetched at once; 0: none
}

// Outbound is where requests on a client's behalf may go.
type Outbound struct {
	Allow []netip.Prefix // addresses beside the public ones, for urlFile and webhookUrl
}

// Webhook is how notifications are pushed.
type Webhook struct {
	Timeout    time.Duration // of one delivery, from the look-up of the name to the end of the answer
	Retry      time.Duration // between a delivery that failed and the next try
	PerHost    int           // deliveries to one host and port at once
	StuckAfter int           // failures that make a notification a dead letter; 0: none do
	Secrets    [][]byte      // sign deliveries by Standard Webhooks, more than one while they are changed; nil: they are not signed
}

// Log is how the program tells what it does.
type Log struct {
	Level  string // debug, info, warn, error
	Format string // auto, json, text; auto is text on a terminal
}

// A Value is one setting as it came out, for people to look at.
type Value struct {
	Key    string `json:"key"`
	Text   string `json:"value"`  // masked when the setting is a secret
	Source string `json:"source"` // "flag --listen", "environment SLUICE_LISTEN", "file PATH", "default"
}

// Values lists every setting with its source, in the order of the table.
func (c Config) Values() []Value { return c.values }

// Unused lists variables of the environment that look like settings and are
// none. They are no error: container platforms make such names on their own.
func (c Config) Unused() []string { return c.unused }

// ErrInvalid is in the chain of every error of [Load].
var ErrInvalid = errors.New("the configuration is not usable")

// Load merges what flags, environ (as [os.Environ] gives it) and the file say,
// and checks it. rates are the methods that have a limit, with what that is unless
// the operator says otherwise. Its error names every fault that it found, one a line.
func Load(flags *pflag.FlagSet, environ []string, rates map[string]float64) (Config, error) {
	env := parseEnviron(environ)
	all := append(keys(env), rateKeys(rates)...)
	layers, problems := readLayers(flags, env, all)
	cfg := Config{Limits: Limits{RPS: map[string]float64{}}, unused: env.unused(all)}
	for _, k := range all {
		text, source := layers.find(k)
		if err := k.set(&cfg, text); err != nil {
			problems = append(problems, fmt.Errorf("%s: %s (from %s)", k.name, k.complaint(text, err), source))
		}
		cfg.values = append(cfg.values, Value{Key: k.name, Text: k.shown(text), Source: source})
	}
	problems = append(problems, cfg.contradictions()...)
	if len(problems) > 0 {
		return Config{}, fmt.Errorf("%w:\n%w", ErrInvalid, errors.Join(problems...))
	}
	return cfg, nil
}

// contradictions finds settings that are fine alone and wrong together.
func (c *Config) contradictions() []error {
	var found []error
	if (c.Telegram.AppID == 0) != (c.Telegram.AppHash == "") {
		found = append(found, errors.New("telegram.apiId, telegram.apiHash: set both or neither; https://my.telegram.org gives them together"))
	}
	if c.Retention.Mapping != 0 && c.Retention.Mapping < c.Retention.Texts {
		found = append(found, errors.New("retention.mapping: must not be shorter than retention.texts"))
	}
	if (c.TLS.Cert == "") != (c.TLS.Key == "") {
		found = append(found, errors.New("tls.cert, tls.key: set both or neither"))
	}
	if c.AdminUnguarded() && !c.AdminOpen {
		found = append(found, fmt.Errorf("admin: %s can be reached from other machines, and tells how the process is built and what it does: "+
			"take 127.0.0.1, or set tls.cert, tls.key and adminToken, or adminOpen: yes if something else keeps others out", c.Admin))
	}
	return found
}

// InClear says whether the network can read the tokens that stand in the API's
// addresses: it is listened to, and there is no TLS, here or in front.
func (c *Config) InClear() bool {
	return !Loopback(c.Listen) && !c.TLS.On() && !strings.HasPrefix(c.PublicURL, "https://")
}

// AdminUnguarded says whether the admin listener lets in whoever can reach it,
// from other machines. It is refused unless AdminOpen is set.
func (c *Config) AdminUnguarded() bool {
	return c.Admin != "" && !Loopback(c.Admin) && (!c.TLS.On() || c.AdminToken == "")
}

// Loopback says whether a listener on addr, HOST:PORT, can be reached from this
// machine alone. A name other than localhost may mean anything.
func Loopback(addr string) bool {
	host, _, err := net.SplitHostPort(addr)
	if err != nil {
		return false
	}
	ip, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && ip.Unmap().IsLoopback()
}
