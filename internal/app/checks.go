package app

import (
	"fmt"
	"time"

	"sluice"
	"sluice/internal/config"
	"sluice/internal/console"
	"sluice/internal/store/pebble"
)

// checks say in words how the parts do.
func (p consoleParts) checks(cfg config.Config) []console.Check {
	free, err := pebble.Free(cfg.Data)
	used, quota := p.files.Room()
	list := []console.Check{
		checkStore(p.health.broken.Load(), p.told.CommitTime()),
		checkDisk(free, err),
		checkFiles(used, quota),
	}
	if cfg.TLS.On() || !config.Loopback(cfg.Listen) {
		list = append(list, checkTLS(p.shown, !cfg.InClear(), time.Now()))
	}
	connecting, failing := p.troubled()
	return append(list, checkAppID(cfg), checkSessions(connecting), checkWebhooks(failing))
}

// troubled counts the accounts without a connection, and the webhooks that do not
// take what they are sent.
func (p consoleParts) troubled() (connecting, failing int) {
	for _, i := range p.told.Instances() {
		if !i.Deleted.IsZero() {
			continue
		}
		if i.State == sluice.Starting {
			connecting++
		}
		if i.Settings.WebhookURL == "" {
			continue
		}
		if ds := p.push.Deliveries(i.ID); len(ds) > 0 && ds[0].Error != "" {
			failing++
		}
	}
	return connecting, failing
}

// checkStore judges by how long a batch takes to become durable, 0 when that is not
// known yet.
func checkStore(broken bool, took time.Duration) console.Check {
	c := console.Check{Name: "store", OK: true, Code: "works", Text: "The store takes writes.", Figure: took.Microseconds()}
	switch {
	case broken:
		return console.Check{Name: "store", Code: "failed", Text: "The store has failed and the process is ending; the log says why."}
	case took > slowSync:
		c.OK, c.Code = false, "slow"
		c.Text = fmt.Sprintf("A write takes %v to become durable, so every request takes at least that long: use a faster disk, or one that is less busy.", took.Round(time.Millisecond))
	case took > 0:
		c.Text += fmt.Sprintf(" One takes %v to become durable.", took.Round(10*time.Microsecond))
	}
	return c
}

// checkDisk judges by the room on the disk of the data directory.
func checkDisk(free uint64, err error) console.Check {
	const reserve = pebble.DefaultReserve
	c := console.Check{Name: "disk", OK: true, Code: "roomy", Figure: int64(free)} //nolint:gosec // no disk has 2^63 bytes
	c.Text = fmt.Sprintf("%d MiB are free; messages are accepted down to %d MiB.", free>>20, reserve>>20)
	switch {
	case err != nil:
		return console.Check{Name: "disk", Code: "unknown", Text: "The disk does not say how much room it has: put the data directory on a disk of this machine."}
	case free <= reserve:
		c.OK, c.Code = false, "full"
		c.Text = fmt.Sprintf("%d MiB are free, and below %d MiB no message is accepted: free some, or move the data directory.", free>>20, reserve>>20)
	case free <= 4*reserve:
		c.OK, c.Code = false, "low"
		c.Text = fmt.Sprintf("%d MiB are free; below %d MiB no message is accepted: free some soon.", free>>20, reserve>>20)
	}
	return c
}

// nearlyFull is how much of the quota for files may be used before it is said, in
// percent.
const nearlyFull = 90

// checkFiles judges by the quota for files; below 0 there is none.
func checkFiles(used, quota int64) console.Check {
	if quota <= 0 {
		return console.Check{Name: "files", OK: true, Code: "unlimited", Text: fmt.Sprintf("Files take %d MiB; there is no media.quota.", used>>20), Figure: used}
	}
	percent := used * 100 / quota
	c := console.Check{Name: "files", OK: true, Code: "fit", Figure: percent, Text: fmt.Sprintf("Files take %d %% of media.quota.", percent)}
	if percent >= nearlyFull {
		c.OK, c.Code = false, "nearly_full"
		c.Text += " Beyond it the oldest that came in go first, and uploads are refused: raise it."
	}
	return c
}

// renewBefore is how long before its end a certificate should have been renewed.
const renewBefore = 14 * 24 * time.Hour

// checkTLS judges the certificate that is shown, nil when there is none.
func checkTLS(shown *certificate, proxied bool, now time.Time) console.Check {
	if shown == nil && proxied {
		return console.Check{Name: "tls", OK: true, Code: "proxied", Text: "TLS is the affair of a proxy in front."}
	}
	if shown == nil {
		return console.Check{Name: "tls", Code: "open", Text: "The API is open to the network without TLS, and tokens stand in its addresses: set tls.cert and tls.key, or put a proxy with TLS in front and set publicUrl to its https:// address."}
	}
	end := shown.ends()
	c := console.Check{Name: "tls", OK: true, Code: "valid", Until: end, Text: "The certificate is good until " + end.UTC().Format(time.DateOnly) + "."}
	switch left := end.Sub(now); {
	case left <= 0:
		c.OK, c.Code = false, "over"
		c.Text = "The certificate ended on " + end.UTC().Format(time.DateOnly) + ", so clients refuse to connect: put a new one in its place; no restart is needed."
	case left < renewBefore:
		c.OK, c.Code = false, "ending"
		c.Text = "The certificate ends on " + end.UTC().Format(time.DateOnly) + ": put a new one in its place; no restart is needed."
	}
	return c
}

// checkAppID judges by whether accounts can log in at all.
func checkAppID(cfg config.Config) console.Check {
	if cfg.Telegram.AppID == 0 && cfg.Sandbox == "" {
		return console.Check{Name: "api_id", Code: "missing", Text: "No account can log in: get an api_id and api_hash at https://my.telegram.org/apps and set telegram.apiId and telegram.apiHash."}
	}
	return console.Check{Name: "api_id", OK: true, Code: "set", Text: "Accounts can log in."}
}

func checkSessions(connecting int) console.Check {
	if connecting > 0 {
		return console.Check{
			Name: "sessions", Code: "connecting", Figure: int64(connecting),
			Text: fmt.Sprintf("%d accounts have no connection to Telegram; each is tried again until it has.", connecting),
		}
	}
	return console.Check{Name: "sessions", OK: true, Code: "connected", Text: "Every account that is logged in is connected."}
}

func checkWebhooks(failing int) console.Check {
	if failing > 0 {
		return console.Check{
			Name: "webhooks", Code: "failing", Figure: int64(failing),
			Text: fmt.Sprintf("%d webhooks do not take what they are sent; they are tried again for 24 hours.", failing),
		}
	}
	return console.Check{Name: "webhooks", OK: true, Code: "delivered", Text: "Every webhook takes what it is sent."}
}
