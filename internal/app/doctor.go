package app

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"sluice/internal/config"
	"sluice/internal/store/pebble"
)

// A Verdict says how a finding is meant.
type Verdict string

// The verdicts.
const (
	Fine    Verdict = "ok"
	Warning Verdict = "warning" // it works, and an operator should know
	Fault   Verdict = "fault"   // something does not work
)

// A Finding is what one check found: in words, with what to do unless it is fine.
type Finding struct {
	Check   string  `json:"check"`
	Verdict Verdict `json:"verdict"`
	Text    string  `json:"text"`
	Todo    string  `json:"todo,omitempty"`
}

// A doctor looks at an installation. Nothing is changed by that, but for a probe
// file that comes and goes, and what a store writes whenever it is opened.
type doctor struct {
	cfg      config.Config
	environ  map[string]string
	running  bool // a gateway has the data directory open
	findings []Finding
}

// Doctor checks the installation that cfg describes: everything that has to be
// right before and while a gateway runs. environ is as [os.Environ] gives it.
func Doctor(ctx context.Context, cfg config.Config, environ []string) []Finding {
	d := &doctor{cfg: cfg, environ: map[string]string{}}
	for _, line := range environ {
		name, value, _ := strings.Cut(line, "=")
		d.environ[name] = value
	}
	for _, check := range []func(context.Context){
		d.settings, d.secrets, d.clock, d.store, d.space, d.disk, d.listeners, d.names, d.network,
	} {
		check(ctx)
	}
	return d.findings
}

func (d *doctor) fine(check, format string, args ...any) {
	d.findings = append(d.findings, Finding{Check: check, Verdict: Fine, Text: fmt.Sprintf(format, args...)})
}

func (d *doctor) report(check string, v Verdict, text, todo string) {
	d.findings = append(d.findings, Finding{check, v, text, todo})
}

// settings warns of what is allowed and seldom meant.
func (d *doctor) settings(context.Context) {
	const check = "settings"
	before := len(d.findings)
	for _, name := range d.cfg.Unused() {
		d.report(check, Warning, name+" is set and is no setting", "look for the right name with: sluice config show")
	}
	if d.cfg.Telegram.AppID == 0 && d.cfg.Sandbox == "" {
		d.report(check, Warning, "there is no api_id, so logins are refused",
			"get one from https://my.telegram.org and set SLUICE_TELEGRAM_API_ID and SLUICE_TELEGRAM_API_HASH")
	}
	if d.cfg.Sandbox != "" {
		d.report(check, Warning, "messages go to the sandbox at "+d.cfg.Sandbox+" and not to Telegram", "leave out sandbox for the real thing")
	}
	if d.cfg.InClear() {
		d.report(check, Warning, "the API listens on "+d.cfg.Listen+" without TLS in sight, and tokens stand in its addresses",
			"set tls.cert and tls.key, or put a proxy with TLS in front and set publicUrl to its https:// address")
	}
	if d.cfg.AdminUnguarded() {
		d.report(check, Warning, "metrics and pprof are open to the network on "+d.cfg.Admin+", as adminOpen says that something else keeps others out",
			"if nothing does: set admin to an address of this machine, or set tls.cert, tls.key and adminToken")
	}
	if len(d.findings) == before {
		d.fine(check, "%d settings, nothing odd", len(d.cfg.Values()))
	}
}

// secrets checks who may read the files that hold secrets.
func (d *doctor) secrets(context.Context) {
	const check = "secret files"
	files := map[string]bool{}
	for _, v := range d.cfg.Values() {
		kind, name, _ := strings.Cut(v.Source, " ")
		switch {
		case kind == "environment" && strings.HasSuffix(name, "_FILE"):
			files[d.environ[name]] = true
		case kind == "file" && v.Text == "***":
			files[name] = true
		}
	}
	for _, name := range []string{secretFile, secretFile + newSuffix} {
		if _, err := os.Stat(filepath.Join(d.cfg.Data, name)); err == nil {
			files[filepath.Join(d.cfg.Data, name)] = true
		}
	}
	bad := 0
	for name := range files {
		info, err := os.Stat(name)
		if err == nil && info.Mode().Perm()&0o077 != 0 {
			bad++
			d.report(check, Fault, fmt.Sprintf("%s can be read by other users (mode %o)", name, info.Mode().Perm()), "run: chmod 600 "+name)
		}
	}
	if bad == 0 {
		d.fine(check, "%d, none can be read by other users", len(files))
	}
}

// store opens what is stored, or asks the gateway that has it open.
func (d *doctor) store(ctx context.Context) {
	const check = "store"
	op, err := Open(ctx, d.cfg)
	if errors.Is(err, errNoStore) {
		d.report(check, Warning, "there is none in "+d.cfg.Data+" yet", "the first sluice serve makes it; if there should be one, name it with --data")
		return
	}
	if err != nil {
		d.report(check, Fault, err.Error(), "see docs/operations.md; the data itself are checked by: sluice verify")
		return
	}
	_, d.running = op.(*remote)
	all, err := op.List(ctx)
	if err = errors.Join(err, op.Close()); err != nil {
		d.report(check, Fault, err.Error(), "see the gateway's log")
		return
	}
	how, held := "no gateway runs on it", 0
	if d.running {
		how = "a gateway runs on it"
	}
	for _, i := range all {
		if i.Held {
			held++
		}
	}
	d.fine(check, "%s opens, format %d, %d instances; %s", d.cfg.Data, pebble.DataFormat, len(all), how)
	if _, err := readNode(filepath.Join(d.cfg.Data, nodeFile)); errors.Is(err, errMoved) {
		d.report(check, Fault, err.Error()+", so serve refuses it", "if no other copy will ever run again: sluice serve --adopt")
	}
	if held > 0 {
		d.report(check, Warning, fmt.Sprintf("%d instances are on hold and send nothing", held),
			"look at what waits with sluice queue list ID, then: sluice queue release --id ID")
	}
}

// clock compares the wall clock with the newest file of the store.
func (d *doctor) clock(context.Context) {
	const check = "clock"
	now := time.Now()
	newest := now
	_ = filepath.WalkDir(filepath.Join(d.cfg.Data, storeDir), func(_ string, e fs.DirEntry, err error) error {
		if err != nil {
			return nil //nolint:nilerr // it is gone again
		}
		if info, err := e.Info(); err == nil && info.ModTime().After(newest) {
			newest = info.ModTime()
		}
		return nil
	})
	text := now.UTC().Format("2006-01-02 15:04:05 UTC")
	switch synced, known := clockSynced(); {
	case newest.Sub(now) > time.Minute:
		d.report(check, Fault, fmt.Sprintf("it says %s, which is %s before the store was last written", text, newest.Sub(now).Round(time.Second)),
			"set the clock; the 24 hours of every message are counted by it")
	case known && !synced:
		d.report(check, Warning, "it says "+text+", and nothing keeps it right", "run a time service such as chrony or systemd-timesyncd")
	default:
		d.fine(check, "%s", text)
	}
}

// space compares the free space with what the gateway keeps free.
func (d *doctor) space(context.Context) {
	const check = "disk space"
	free, err := pebble.Free(existing(d.cfg.Data))
	text := fmt.Sprintf("%d MiB are free", free>>20)
	switch {
	case err != nil:
		d.report(check, Fault, err.Error(), "name a data directory on a disk of this machine")
	case free <= pebble.DefaultReserve:
		d.report(check, Fault, fmt.Sprintf("%s; below %d MiB no message is accepted", text, pebble.DefaultReserve>>20), "free some, or move the data directory")
	case free <= 4*pebble.DefaultReserve:
		d.report(check, Warning, fmt.Sprintf("%s; below %d MiB no message is accepted", text, pebble.DefaultReserve>>20), "free some soon")
	default:
		d.fine(check, "%s; messages are accepted down to %d MiB", text, pebble.DefaultReserve>>20)
	}
}

// existing returns the part of a path that exists.
func existing(path string) string {
	for path != "" {
		if _, err := os.Stat(path); err == nil {
			return path
		}
		up := filepath.Dir(path)
		if up == path {
			break
		}
		path = up
	}
	return "."
}
