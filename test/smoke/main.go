// Command smoke runs the driver against Telegram's data centres for tests, step
// by step, and writes a dated report of what Telegram answered. It is run by hand:
//
//	SMOKE_API_ID=12345 SMOKE_API_HASH=… SMOKE_PHONE=9996621234 make smoke-telegram
//
// Without an api_id it says that nothing was run, and ends with 0. The same steps
// run against the sandbox in every build, so the program is known to work.
//
// Accounts for tests have numbers like 99966XYYYY and the code XXXXX; one has to
// exist before (log in to the test servers with any client). Nothing secret is
// printed or written: no api_hash, no code, no password, no session.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"sluice"
	"sluice/internal/driver/telegram"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, os.Args[1:], os.Getenv, os.Stdout); err != nil {
		_, _ = fmt.Fprintln(os.Stderr, "smoke:", err)
		os.Exit(1) //nolint:gocritic // stop has nothing left to do
	}
}

// run is main without the process around it.
func run(ctx context.Context, args []string, getenv func(string) string, out io.Writer) error {
	flags := flag.NewFlagSet("smoke", flag.ContinueOnError)
	upTo := flags.Duration("repeats", 10*time.Minute, "longest wait before a send is repeated with the same random_id: 0s, 10m or 24h")
	burst := flags.Int("burst", 25, "messages sent in a row to meet a flood wait")
	dir := flags.String("report", ".", "directory of the report")
	if err := flags.Parse(args); err != nil {
		return err
	}
	id, hash := getenv("SMOKE_API_ID"), getenv("SMOKE_API_HASH")
	if id == "" || hash == "" || getenv("SMOKE_PHONE") == "" {
		_, err := fmt.Fprintln(out, "not run: Telegram was not asked anything.\n"+
			"Set SMOKE_API_ID and SMOKE_API_HASH (from https://my.telegram.org) and SMOKE_PHONE (an account of the test data centres);\n"+
			"SMOKE_CODE, SMOKE_PASSWORD and SMOKE_CHAT where they are needed.")
		return err
	}
	app, err := strconv.Atoi(id)
	if err != nil {
		return fmt.Errorf("SMOKE_API_ID: %w", err)
	}
	p := plan{
		network: "Telegram's data centres for tests", phone: sluice.Phone(getenv("SMOKE_PHONE")), code: getenv("SMOKE_CODE"),
		password: getenv("SMOKE_PASSWORD"), chat: sluice.ChatID(getenv("SMOKE_CHAT")), waits: waitsUpTo(*upTo), burst: *burst,
	}
	if p.code == "" {
		p.code = codeOf(p.phone)
	}
	d, err := telegram.New(telegram.Options{AppID: app, AppHash: hash, Test: true, Files: leaflet{}, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		return err
	}
	r := begin(ctx, d, p, out)
	name := filepath.Join(*dir, "smoke-telegram-"+time.Now().UTC().Format("2006-01-02-150405")+".md")
	if err := os.WriteFile(name, []byte(r.text()), 0o600); err != nil {
		return fmt.Errorf("write the report: %w", err)
	}
	_, _ = fmt.Fprintln(out, "report:", name)
	if r.failed() {
		return errors.New("a step failed")
	}
	return nil
}

// waitsUpTo returns the waits before a repeat that are not longer than most.
func waitsUpTo(most time.Duration) []time.Duration {
	var waits []time.Duration
	for _, w := range []time.Duration{0, 10 * time.Minute, 24 * time.Hour} {
		if w <= most {
			waits = append(waits, w)
		}
	}
	return waits
}

// codeOf returns the code that Telegram's test accounts have: the number of their
// data centre, five times.
func codeOf(p sluice.Phone) string {
	rest, ok := strings.CutPrefix(strings.TrimPrefix(string(p), "+"), "99966")
	if !ok || rest == "" {
		return ""
	}
	return strings.Repeat(rest[:1], 5)
}
