package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"sluice/internal/app"
	"sluice/internal/config"
)

func newSandbox(t terminal) *cobra.Command {
	var (
		o      app.SandboxOptions
		asJSON bool
	)
	c := &cobra.Command{
		Use:     "sandbox",
		GroupID: groupRun,
		Short:   "Run the fake Telegram alone",
		Long: `Run a fake Telegram that the real driver dials, for tests in your own CI: accounts
that you create, partners that answer, faults on demand. docs/sandbox.md describes
its control interface. Nothing leaves the machine.`,
		Example: `  sluice sandbox --control 127.0.0.1:8090
  sluice serve --sandbox http://127.0.0.1:8090
  curl http://127.0.0.1:8090/messages`,
		Args: exactly(),
		RunE: func(c *cobra.Command, _ []string) error {
			o.Log = newLog(t, config.Log{Level: "info", Format: "auto"})
			o.Ready = func(i app.SandboxInfo) error {
				if asJSON {
					return printJSON(t.out, i)
				}
				_, err := fmt.Fprintf(t.err, "sandbox   %s\ntry       sluice serve --sandbox %s\n", i.URL, i.URL)
				return err
			}
			return app.Sandbox(c.Context(), o)
		},
	}
	f := c.Flags()
	f.StringVar(&o.Listen, "listen", "127.0.0.1:0", "HOST:PORT that gateways dial; port 0 takes any free one")
	f.StringVar(&o.Control, "control", "127.0.0.1:8090", "HOST:PORT of the control interface; port 0 takes any free one")
	f.StringVar(&o.Dir, "data", "", "directory to keep what it received; empty: nothing is kept")
	f.BoolVar(&asJSON, "json", false, "print the addresses as one JSON object")
	return c
}
