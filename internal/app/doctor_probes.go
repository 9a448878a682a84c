package app

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"slices"
	"strings"
	"time"

	"sluice/internal/driver/telegram"
)

// dialWithin is how long a server may take to answer a probe.
const dialWithin = 5 * time.Second

// What a sync of a small write takes on a disk that really does it. A drive with
// a cache that outlives a power cut takes some tens of microseconds.
const (
	quickestSync = 8 * time.Microsecond
	slowSync     = 50 * time.Millisecond
	syncs        = 25
)

// A DiskProbe is how long the disk takes to make a small write durable.
type DiskProbe struct {
	Median  time.Duration
	Verdict Verdict
	Text    string
	Todo    string
}

// ProbeDisk writes and syncs a small file in dir, again and again. A sync that
// takes no time at all was none: the file system is in memory, or something on
// the way to the disk only says that it is done.
func ProbeDisk(dir string) (DiskProbe, error) {
	f, err := os.CreateTemp(dir, "probe-*")
	if err != nil {
		return DiskProbe{}, fmt.Errorf("probe the disk: %w", err)
	}
	defer func() { _ = os.Remove(f.Name()) }()
	took := make([]time.Duration, syncs)
	block := make([]byte, 4096)
	for k := range took {
		block[0] = byte(k)
		start := time.Now()
		if _, err := f.WriteAt(block, int64(k*len(block))); err != nil {
			return DiskProbe{}, errors.Join(fmt.Errorf("probe the disk: %w", err), f.Close())
		}
		if err := f.Sync(); err != nil {
			return DiskProbe{}, errors.Join(fmt.Errorf("probe the disk: %w", err), f.Close())
		}
		took[k] = time.Since(start)
	}
	slices.Sort(took)
	return judgeDisk(took[syncs/2]), f.Close()
}

func judgeDisk(median time.Duration) DiskProbe {
	p := DiskProbe{Median: median, Verdict: Fine}
	shown := median.Round(time.Microsecond)
	switch {
	case median < quickestSync:
		p.Verdict = Warning
		p.Text = fmt.Sprintf("a sync takes %v, which no disk does: a power cut may lose messages that were accepted", shown)
		p.Todo = "put the data directory on a disk that honours fsync: no tmpfs, no cache=unsafe, no eatmydata"
	case median > slowSync:
		p.Verdict = Warning
		p.Text = fmt.Sprintf("a sync takes %v, so every request takes at least that long", shown)
		p.Todo = "use a faster disk, or one that is less busy"
	default:
		p.Text = fmt.Sprintf("a sync takes %v, as a disk that honours fsync does", shown)
	}
	return p
}

func (d *doctor) disk(context.Context) {
	const check = "fsync"
	p, err := ProbeDisk(existing(d.cfg.Data))
	if err != nil {
		d.report(check, Fault, err.Error(), "let this user write to the data directory")
		return
	}
	d.report(check, p.Verdict, p.Text, p.Todo)
}

// listeners checks that the gateway answers, or that its addresses are free.
func (d *doctor) listeners(ctx context.Context) {
	const check = "listen"
	if d.running {
		if _, err := OwnHealth(ctx, d.cfg, dialWithin); err != nil {
			why, _, _ := strings.Cut(err.Error(), "\n")
			d.report(check, Warning, "the gateway runs, and does not answer on "+d.cfg.Listen+": "+why,
				"give doctor the settings that the gateway has: it may listen elsewhere")
			return
		}
		d.fine(check, "the gateway answers on %s", d.cfg.Listen)
		return
	}
	for setting, addr := range map[string]string{"listen": d.cfg.Listen, "admin": d.cfg.Admin} {
		if addr == "" {
			continue
		}
		ln, err := listenTCP(setting, addr)
		if err != nil {
			d.report(check, Fault, err.Error(), "free the address, or choose another one with --"+setting)
			continue
		}
		_ = ln.Close()
		d.fine(check, "%s %s is free", setting, addr)
	}
}

// names checks that names are resolved: webhooks and files by address need it.
func (d *doctor) names(ctx context.Context) {
	const check, name = "DNS", "telegram.org"
	if d.cfg.Sandbox != "" {
		d.fine(check, "not asked, as the sandbox needs none")
		return
	}
	ctx, cancel := context.WithTimeout(ctx, dialWithin)
	defer cancel()
	start := time.Now()
	if _, err := (&net.Resolver{}).LookupHost(ctx, name); err != nil {
		d.report(check, Fault, fmt.Sprintf("%s is not resolved: %v", name, err), "look at /etc/resolv.conf; webhooks and urlFile need names")
		return
	}
	d.fine(check, "%s is resolved in %v", name, time.Since(start).Round(time.Millisecond))
}

// network dials Telegram's data centres, or the sandbox.
func (d *doctor) network(ctx context.Context) {
	const check = "Telegram"
	if d.cfg.Sandbox != "" {
		e, err := Options{}.endpoint(ctx, d.cfg.Sandbox)
		if err == nil {
			err = knock(ctx, e.Address)
		}
		if err != nil {
			d.report(check, Fault, err.Error(), "start it with: sluice sandbox")
			return
		}
		d.fine(check, "the sandbox at %s answers on %s", d.cfg.Sandbox, e.Address)
		return
	}
	all := telegram.Centres()
	results := make(chan error, len(all))
	for _, addr := range all {
		go func() { results <- knock(ctx, addr) }()
	}
	var away []string
	for range all {
		if err := <-results; err != nil {
			away = append(away, err.Error())
		}
	}
	slices.Sort(away)
	switch {
	case len(away) == len(all):
		d.report(check, Fault, "no data centre can be reached: "+away[0],
			"let TCP port 443 out to Telegram, or give each instance a proxy: sluice instance link ID --proxy-file FILE")
	case len(away) > 0:
		d.report(check, Warning, fmt.Sprintf("%d of %d data centres cannot be reached: %s", len(away), len(all), strings.Join(away, "; ")),
			"accounts of those centres need a proxy: sluice instance link ID --proxy-file FILE")
	default:
		d.fine(check, "all %d data centres can be reached", len(all))
	}
}

// knock opens a connection and closes it.
func knock(ctx context.Context, addr string) error {
	dialer := net.Dialer{Timeout: dialWithin}
	conn, err := dialer.DialContext(ctx, "tcp", addr)
	if err != nil {
		return err
	}
	return conn.Close()
}
