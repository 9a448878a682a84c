package app

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"time"

	"sluice"
	"sluice/internal/config"
)

// DemoOptions is what a demo needs of the process around it.
type DemoOptions struct {
	Listen string               // HOST:PORT; "": 127.0.0.1:8080, or the next free port
	Data   string               // directory that is kept; "": a temporary one
	Log    *slog.Logger         // nil: none
	Ready  func(DemoInfo) error // called once the first account is logged in
	Tell   func(Event)          // hears of every message; nil: nobody does
}

// DemoInfo is what scripts need to know of a demo.
type DemoInfo struct {
	API       string         `json:"apiUrl"`
	Media     string         `json:"mediaUrl"`
	Partner   string         `json:"partnerToken"`
	Sandbox   string         `json:"sandboxUrl"`
	Console   string         `json:"consoleUrl"` // signs in to the console, once, within 15 minutes
	Data      string         `json:"data"`       // the directory, for the commands that take --data
	Instances []DemoInstance `json:"instances"`
}

// A DemoInstance is one of a demo's two instances.
type DemoInstance struct {
	ID    int64  `json:"idInstance"`
	Token string `json:"apiTokenInstance"`
	State string `json:"stateInstance"`
}

// loginWithin is how long the first login of a demo may take.
const loginWithin = 30 * time.Second

// Demo runs a gateway against a fake Telegram in the same process: two
// instances, of which the first is logged in, by the QR flow that a client would
// use and a fake phone that scans the picture.
func Demo(ctx context.Context, o DemoOptions) (err error) {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	dir, keep := o.Data, ""
	if dir == "" {
		if dir, err = os.MkdirTemp("", "sluice-demo-"); err != nil {
			return fmt.Errorf("make the demo's data: %w", err)
		}
		defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	} else {
		keep = filepath.Join(dir, sandboxDir)
	}
	partner := make([]byte, 16)
	_, _ = rand.Read(partner) // never fails
	d := demo{DemoOptions: o, dir: dir, partner: hex.EncodeToString(partner)}
	cfg, err := d.config()
	if err != nil {
		return err
	}
	box, err := openBox(SandboxOptions{Dir: keep, Log: o.Log})
	if err != nil {
		return err
	}
	d.box = box
	gateway := func(ctx context.Context) error {
		return Run(ctx, cfg, Options{Log: o.Log, Adopt: true, dial: box.endpoint(), tell: o.Tell, after: d.part, phone: box.sandbox.Control()})
	}
	return live(ctx, drainWithin, part{"sandbox", box.run}, part{"gateway", gateway})
}

type demo struct {
	DemoOptions
	dir     string // where the data are
	partner string
	box     *box
}

// config is what a demo runs with. It takes nothing from the environment: a demo
// must not touch the data of a real gateway.
func (d *demo) config() (config.Config, error) {
	listen := d.Listen
	if listen == "" {
		listen = "127.0.0.1:8080"
		if ln, err := net.Listen("tcp", listen); err == nil {
			_ = ln.Close()
		} else if free, ok := nextFree(listen); ok {
			listen = free
		}
	}
	return config.Load(nil, []string{
		"SLUICE_DATA=" + d.dir, "SLUICE_LISTEN=" + listen, "SLUICE_PARTNER_TOKEN=" + d.partner,
		"SLUICE_OUTBOUND_ALLOW=127.0.0.0/8,::1", // receivers and files on the newcomer's own machine
		"SLUICE_TELEGRAM_API_ID=1", "SLUICE_TELEGRAM_API_HASH=00000000000000000000000000000000",
	}, Rates())
}

// part is what a demo does on top of a gateway.
func (d *demo) part(g *gateway) part {
	return part{"demo", func(ctx context.Context) error {
		ids, err := d.instances(ctx, g)
		if err != nil {
			return err
		}
		if err := d.login(ctx, g, ids[0]); err != nil {
			return fmt.Errorf("log the first account in: %w", err)
		}
		info := DemoInfo{API: g.at.API, Media: g.at.Media, Partner: d.partner, Sandbox: d.box.url(), Console: g.at.Console, Data: d.dir}
		for _, id := range ids {
			i, err := g.store.Instance(id)
			if err != nil {
				return err
			}
			token, err := g.store.Token(ctx, id)
			if err != nil {
				return err
			}
			info.Instances = append(info.Instances, DemoInstance{ID: int64(id), Token: string(token), State: string(i.State)})
		}
		if d.Ready != nil {
			if err := d.Ready(info); err != nil {
				return err
			}
		}
		<-ctx.Done()
		return nil
	}}
}

// instances returns the first two instances, and makes them if this is the
// first run.
func (d *demo) instances(ctx context.Context, g *gateway) ([]sluice.InstanceID, error) {
	var ids []sluice.InstanceID
	for _, i := range g.store.Instances() {
		if i.Deleted.IsZero() {
			ids = append(ids, i.ID)
		}
	}
	settings := sluice.DefaultSettings()
	settings.NotifyStatus, settings.NotifyAPI, settings.NotifyIncoming, settings.NotifyState = true, true, true, true
	for len(ids) < 2 {
		name := []string{"demo", "waits for its QR"}[len(ids)]
		i, _, err := g.store.Create(ctx, sluice.Instance{Name: name, Settings: settings}, "")
		if err != nil {
			return nil, fmt.Errorf("make an instance: %w", err)
		}
		ids = append(ids, i.ID)
	}
	return ids, nil
}

// login logs an instance in as a client and the owner of a phone would, unless
// it is logged in already.
func (d *demo) login(ctx context.Context, g *gateway, id sluice.InstanceID) error {
	ctx, cancel := context.WithTimeout(ctx, loginWithin)
	defer cancel()
	for scanned := false; ; {
		changed := g.store.Watch(id, sluice.TopicState)
		i, err := g.store.Instance(id)
		switch {
		case err != nil:
			return err
		case i.State == sluice.Authorized:
			return nil
		case i.State == sluice.NotAuthorized && !scanned:
			if _, err := g.sessions.QR(ctx, id); err != nil {
				return err
			}
			if err := d.box.scan(ctx, int64(id)); err != nil {
				return err
			}
			scanned = true
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return fmt.Errorf("its state is still %s: %w", i.State, ctx.Err())
		}
	}
}
