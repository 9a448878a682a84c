package main

import (
	"fmt"
	"io"
	"sync"

	"github.com/spf13/cobra"

	"sluice/internal/app"
	"sluice/internal/config"
)

func newDemo(t terminal) *cobra.Command {
	var (
		o      app.DemoOptions
		asJSON bool
	)
	c := &cobra.Command{
		Use:     "demo",
		GroupID: groupRun,
		Short:   "Try it without any account: the gateway and a fake Telegram",
		Long: `Run the gateway against a fake Telegram in the same process, with temporary data.
Of its two instances the first is logged in and the second waits for its QR to be
scanned. Everything else is real: the API, the queue, the protocol. Nothing leaves
the machine.

The messages are shown as they are queued, sent and answered. With --json the first
line on standard output is one JSON object with addresses and tokens, for scripts.`,
		Example: `  sluice demo
  sluice demo --listen 127.0.0.1:0 --json
  sluice demo --data ./demo-data`,
		Args: exactly(),
		RunE: func(c *cobra.Command, _ []string) error {
			o.Log = newLog(t, config.Log{Level: "warn", Format: "auto"})
			o.Tell = watch(t.err, asJSON)
			o.Ready = func(i app.DemoInfo) error {
				if asJSON {
					return printJSON(t.out, i)
				}
				return printBanner(t.err, i, o.Data)
			}
			return app.Demo(c.Context(), o)
		},
	}
	f := c.Flags()
	f.StringVar(&o.Listen, "listen", "", "HOST:PORT of the API; port 0 takes any free one (default 127.0.0.1:8080 or the next free port)")
	f.StringVar(&o.Data, "data", "", "directory to keep the data in; empty: a temporary one")
	f.BoolVar(&asJSON, "json", false, "print addresses and tokens as one JSON object, and nothing else, on standard output")
	return c
}

// printBanner says what to do next.
func printBanner(w io.Writer, i app.DemoInfo, data string) error {
	where := "data in a temporary directory, deleted on exit (keep it with --data DIR)"
	if data != "" {
		where = "data in " + data
	}
	first, second := i.Instances[0], i.Instances[1]
	call := func(d app.DemoInstance, method string) string {
		return fmt.Sprintf("%s/waInstance%d/%s/%s", i.API, d.ID, method, d.Token)
	}
	_, err := fmt.Fprintf(w, `sluice %s  sandbox   %s
console   %s   one-time link, valid 15 min; another: %s
API       %s
try       curl %s -d '{"chatId":"10000000","message":"hi"}'
queue     curl %s
answers   curl %s
second    instance %d waits for its QR. Ask for it, then let the fake phone scan it:
          curl %s
          curl %s/scan -d '{"idInstance":%d}'
sandbox   %s   partner token %s
          stop with Ctrl-C

`, app.Version, where, i.Console, linkCommand(i.Data), i.API, call(first, "sendMessage"), call(first, "showMessagesQueue"), call(first, "receiveNotification"),
		second.ID, call(second, "qr"), i.Sandbox, second.ID, i.Sandbox, i.Partner)
	return err
}

// watch shows messages as they go: lines for people, JSON for machines.
func watch(w io.Writer, asJSON bool) func(app.Event) {
	signs := map[string]string{app.EventQueued: "queued   →", app.EventSent: "sent     ✓", app.EventFailed: "failed   ✗", app.EventAnswered: "answered ←"}
	var mu sync.Mutex // lines come from many goroutines
	return func(e app.Event) {
		mu.Lock()
		defer mu.Unlock()
		if asJSON {
			_ = printJSON(w, e)
			return
		}
		_, _ = fmt.Fprintf(w, "%s  %d  %s %s  %q\n", e.At.Local().Format("15:04:05.000"), e.Instance, signs[e.Kind], e.Chat, e.Text)
	}
}
