package app

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"strconv"
	"time"

	"sluice/internal/driver/telegram"
	"sluice/internal/sandbox"
)

// SandboxOptions is what a fake Telegram needs of the process around it.
type SandboxOptions struct {
	Listen  string                  // HOST:PORT of the protocol; "": any free port of this machine
	Control string                  // HOST:PORT of the control interface; "": the same
	Dir     string                  // where it keeps what it received; "": nowhere
	Log     *slog.Logger            // nil: none
	Ready   func(SandboxInfo) error // called once both listen; nil: nobody is told
}

// SandboxInfo is where a fake Telegram can be reached.
type SandboxInfo struct {
	URL     string `json:"sandboxUrl"` // for scripts, and for serve --sandbox
	Address string `json:"address"`    // of the protocol
}

// Sandbox runs a fake Telegram until ctx ends.
func Sandbox(ctx context.Context, o SandboxOptions) error {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	b, err := openBox(o)
	if err != nil {
		return err
	}
	o.Log.InfoContext(ctx, "app: sandbox ready", "control", b.url(), "address", b.wire.Addr().String())
	if o.Ready != nil {
		if err := o.Ready(SandboxInfo{URL: b.url(), Address: b.wire.Addr().String()}); err != nil {
			return err
		}
	}
	return live(ctx, drainWithin, part{"sandbox", b.run})
}

// A box is a sandbox with its two listeners.
type box struct {
	sandbox       *sandbox.Sandbox
	wire, control net.Listener
}

func openBox(o SandboxOptions) (*box, error) {
	s, err := sandbox.New(sandbox.Options{Dir: o.Dir, Log: o.Log})
	if err != nil {
		return nil, fmt.Errorf("make the sandbox: %w", err)
	}
	b := &box{sandbox: s}
	if b.wire, err = listenTCP("listen", orAny(o.Listen)); err != nil {
		return nil, err
	}
	if b.control, err = listenTCP("control", orAny(o.Control)); err != nil {
		_ = b.wire.Close()
		return nil, err
	}
	return b, nil
}

func orAny(addr string) string {
	if addr == "" {
		return "127.0.0.1:0"
	}
	return addr
}

func (b *box) url() string { return LocalURL(b.control.Addr().String()) }

func (b *box) run(ctx context.Context) error { return b.sandbox.Serve(ctx, b.wire, b.control) }

// endpoint is what the driver needs to dial this sandbox.
func (b *box) endpoint() *telegram.Endpoint {
	c := b.sandbox.Connect()
	return &telegram.Endpoint{Address: b.wire.Addr().String(), PublicKey: c.PublicKey, DC: c.DC}
}

// scan has the fake phone scan the picture that an instance shows.
func (b *box) scan(ctx context.Context, id int64) error {
	_, err := b.sandbox.Scan(ctx, strconv.FormatInt(id, 10), "")
	return err
}

// endpoint finds out what to dial: the sandbox of the options, that of the
// configuration, or nil for Telegram.
func (o Options) endpoint(ctx context.Context, sandbox string) (*telegram.Endpoint, error) {
	if o.dial != nil || sandbox == "" {
		return o.dial, nil
	}
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, sandbox+"/connect", nil)
	if err != nil {
		return nil, fmt.Errorf("ask the sandbox: %w", err)
	}
	client := &http.Client{}
	resp, err := client.Do(req)
	if err != nil {
		return nil, fmt.Errorf("ask the sandbox: %w", err)
	}
	defer func() { _ = resp.Body.Close() }()
	body, err := io.ReadAll(io.LimitReader(resp.Body, 1<<16))
	if err != nil || resp.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("ask the sandbox at %s: it answered %s", sandbox, resp.Status)
	}
	var e telegram.Endpoint
	if err := json.Unmarshal(body, &e); err != nil || e.Address == "" {
		return nil, fmt.Errorf("%s is no control address of a sandbox: /connect names no address", sandbox)
	}
	return &e, nil
}
