package config

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
)

// A key is one setting.
type key struct {
	name     string // as in the file
	usage    string // one line for --help
	fallback string
	secret   bool // masked when shown, no flag, NAME_FILE in the environment
	set      func(c *Config, text string) error
}

// ratePrefix leads the names of the settings that each method has one of. They have
// no flag.
const ratePrefix = "limits.rps."

// keys is the table of all settings; env decides where data is kept by default.
func keys(env environment) []key { //nolint:funlen // a table with a row for each setting
	return []key{
		{
			name: "data", usage: "directory of everything that is stored", fallback: env.dataDir(),
			set: func(c *Config, s string) error { return setText(&c.Data, s, "name a directory") },
		},
		{
			name: "listen", usage: "HOST:PORT of the API; port 0 takes any free one", fallback: "127.0.0.1:8080",
			set: func(c *Config, s string) error { return setAddress(&c.Listen, s, true) },
		},
		{
			name: "admin", usage: "HOST:PORT of metrics, health and pprof; empty: none",
			set: func(c *Config, s string) error { return setAddress(&c.Admin, s, false) },
		},
		{
			name: "adminToken", secret: true, usage: "bearer token that the admin listener asks for; empty: none, and then it stays on this machine",
			set: func(c *Config, s string) error { return setToken(&c.AdminToken, s) },
		},
		{
			name: "adminOpen", usage: "whether admin may be on a network without TLS and adminToken, because something else guards it: yes or no", fallback: "no",
			set: func(c *Config, s string) error { return setChoice(&c.AdminOpen, s, "no", "yes") },
		},
		{
			name: "tls.cert", usage: "PEM file of the certificate and its chain; with it listen speaks HTTPS, and so does admin on a network",
			set: func(c *Config, s string) error { c.TLS.Cert = s; return nil },
		},
		{
			name: "tls.key", usage: "PEM file of the certificate's private key; both files are read again when they change",
			set: func(c *Config, s string) error { c.TLS.Key = s; return nil },
		},
		{
			name: "trustedProxies", usage: "addresses of reverse proxies whose X-Forwarded-For is believed, as in 10.0.0.0/8; empty: nobody's",
			set: func(c *Config, s string) error { return setPrefixes(&c.TrustedProxies, s) },
		},
		{
			name: "publicUrl", usage: "base URL by which clients reach the API; empty: follows from listen",
			set: func(c *Config, s string) error { return setURL(&c.PublicURL, s) },
		},
		{
			name: "mediaUrl", usage: "base URL of file links; empty: publicUrl",
			set: func(c *Config, s string) error { return setURL(&c.MediaURL, s) },
		},
		{
			name: "partnerToken", secret: true, usage: "token that makes and deletes instances over the API; empty: nobody may",
			set: func(c *Config, s string) error { return setToken(&c.PartnerToken, s) },
		},
		{
			name: "secret", secret: true, usage: "64 hex digits that seal what is stored; empty: made once and kept in data",
			set: func(c *Config, s string) error { return setSecret(&c.Secret, s) },
		},
		{
			name: "sandbox", usage: "control URL of a sandbox to dial instead of Telegram",
			set: func(c *Config, s string) error { return setURL(&c.Sandbox, s) },
		},
		{
			name: "telegram.apiId", usage: "api_id of your application, from https://my.telegram.org", fallback: "0",
			set: func(c *Config, s string) error { return setInt(&c.Telegram.AppID, s, 0) },
		},
		{
			name: "telegram.apiHash", secret: true, usage: "api_hash of your application",
			set: func(c *Config, s string) error { return setHash(&c.Telegram.AppHash, s) },
		},
		{
			name: "telegram.device", usage: "name shown to an account's owner in the list of devices", fallback: "Sluice",
			set: func(c *Config, s string) error { return setText(&c.Telegram.Device, s, "give a name") },
		},
		{
			name: "limits.queue", usage: "messages that one instance may have waiting", fallback: "1000000",
			set: func(c *Config, s string) error { return setInt(&c.Limits.Queue, s, 1) },
		},
		{
			name: "limits.connections", usage: "connections to listen that may be open at once, shared by the addresses that want some; 0: half of the open files that the system allows, at most 32768", fallback: "0",
			set: func(c *Config, s string) error { return setInt(&c.Limits.Connections, s, 0) },
		},
		{
			name: "limits.failures", usage: "wrong tokens a minute that one client address is told of, then it is told to wait; 0: no limit", fallback: "60",
			set: func(c *Config, s string) error { return setInt(&c.Limits.Failures, s, 0) },
		},
		{
			name: "store.memory", usage: "what the store may keep in memory, beside the rest of the program; 16MB or more", fallback: "256MB",
			set: func(c *Config, s string) error { return setSize(&c.Store.Memory, s, 16e6) },
		},
		{
			name: "queue.expiredNotification", usage: "what a client is told of an expired message: failed or none", fallback: "failed",
			set: func(c *Config, s string) error { return setChoice(&c.Queue.ExpiredSilently, s, "failed", "none") },
		},
		{
			name: "queue.onOtherAccount", usage: "waiting messages after a login of another account: send or hold", fallback: "send",
			set: func(c *Config, s string) error { return setChoice(&c.Queue.HoldOnOther, s, "send", "hold") },
		},
		{
			name: "queue.strictQuotes", usage: "whether an unknown quotedMessageId is refused: yes or no", fallback: "no",
			set: func(c *Config, s string) error { return setChoice(&c.Queue.StrictQuotes, s, "no", "yes") },
		},
		{
			name: "media.quota", usage: "room for all files, as in 10GB", fallback: "10GB",
			set: func(c *Config, s string) error { return setSize(&c.Media.Quota, s, 1) },
		},
		{
			name: "media.prefetch", usage: "incoming files up to this size are fetched at once; 0: none", fallback: "20MB",
			set: func(c *Config, s string) error { return setSize(&c.Media.Prefetch, s, 0) },
		},
		{
			name: "outbound.allow", usage: "private addresses that urlFile and webhookUrl may name, as in 10.0.0.0/8,192.168.1.5",
			set: func(c *Config, s string) error { return setPrefixes(&c.Outbound.Allow, s) },
		},
		{
			name: "webhook.timeout", usage: "how long one delivery may take in all, from 1s to 1h", fallback: "180s",
			set: func(c *Config, s string) error { return setSpan(&c.Webhook.Timeout, s, time.Second, time.Hour) },
		},
		{
			name: "webhook.retry", usage: "pause between a failed delivery and the next try, from 1s to 1h", fallback: "60s",
			set: func(c *Config, s string) error { return setSpan(&c.Webhook.Retry, s, time.Second, time.Hour) },
		},
		{
			name: "webhook.perHost", usage: "deliveries to one host and port at once, half of them for those that are slow or failed; 2 or more", fallback: "32",
			set: func(c *Config, s string) error { return setInt(&c.Webhook.PerHost, s, 2) },
		},
		{
			name: "webhook.stuckAfter", usage: "failed deliveries after which a notification is given up as a dead letter; 0: never", fallback: "0",
			set: func(c *Config, s string) error { return setInt(&c.Webhook.StuckAfter, s, 0) },
		},
		{
			name: "webhook.secret", secret: true, usage: "whsec_… that signs deliveries by Standard Webhooks, the new and the old one with a comma between while it is changed; empty: they are not signed",
			set: func(c *Config, s string) error { return setWebhookSecrets(&c.Webhook.Secrets, s) },
		},
		{
			name: "retention.texts", usage: "how long messages stay readable in the journal", fallback: "30d",
			set: func(c *Config, s string) error { return setDays(&c.Retention.Texts, s) },
		},
		{
			name: "retention.mapping", usage: "how long idMessage still finds the message at Telegram", fallback: "90d",
			set: func(c *Config, s string) error { return setDays(&c.Retention.Mapping, s) },
		},
		{
			name: "log.level", usage: "debug, info, warn or error", fallback: "info",
			set: func(c *Config, s string) error { return setOneOf(&c.Log.Level, s, "debug", "info", "warn", "error") },
		},
		{
			name: "log.format", usage: "auto, json or text; auto is text on a terminal", fallback: "auto",
			set: func(c *Config, s string) error { return setOneOf(&c.Log.Format, s, "auto", "json", "text") },
		},
	}
}

// rate is the setting of one method's limit.
func rate(method string) key {
	return key{name: ratePrefix + method, set: func(c *Config, s string) error {
		return setRate(c.Limits.RPS, method, s)
	}}
}

// rateKeys returns the settings of the methods' limits, by name.
func rateKeys(rates map[string]float64) []key {
	var out []key
	for _, method := range slices.Sorted(maps.Keys(rates)) {
		k := rate(method)
		k.fallback = strconv.FormatFloat(rates[method], 'f', -1, 64)
		out = append(out, k)
	}
	return out
}

// shown is the value as people may see it.
func (k key) shown(text string) string {
	if k.secret && text != "" {
		return "***"
	}
	return text
}

// complaint says what is wrong without repeating a secret.
func (k key) complaint(text string, err error) string {
	if k.secret {
		return err.Error()
	}
	return fmt.Sprintf("%q: %v", text, err)
}

// variable is the setting's name in the environment.
func (k key) variable() string { return "SLUICE_" + strings.ToUpper(split(k.name, '_')) }

// flag is the setting's name on the command line.
func (k key) flag() string { return split(k.name, '-') }

// split writes "telegram.apiId" as "telegram_api_id", with sep between words.
func split(name string, sep rune) string {
	var b strings.Builder
	for _, r := range name {
		switch {
		case r == '.':
			b.WriteRune(sep)
		case unicode.IsUpper(r):
			b.WriteRune(sep)
			b.WriteRune(unicode.ToLower(r))
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}
