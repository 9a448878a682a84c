package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"sluice/internal/app"
	"sluice/internal/config"
)

func newVerify(t terminal) *cobra.Command {
	var (
		asJSON bool
		o      app.ChaosOptions
	)
	c := &cobra.Command{
		Use:     "verify",
		GroupID: groupLook,
		Short:   "Read all that is stored and compare checksums and counts",
		Long: `Read every row and value of a data directory, compare their checksums, open what
is sealed, and count the queues against their cursors. Nothing is written. No
gateway may run on the directory. Exit code 1 says that something is damaged.

With --chaos another thing is verified: what a crash does. For so long a gateway of
its own, with a fake Telegram, is loaded over HTTP, killed with SIGKILL at random
moments and started again, on the disk of the data directory. In the end every
message that was answered 200 must have arrived once, in order, and not early. What
is stored is not touched, and the gateway may run meanwhile.`,
		Example: `  sluice verify --data /var/lib/sluice
  sluice verify --chaos 60s --data /var/lib/sluice`,
		Args: exactly(),
		RunE: func(c *cobra.Command, _ []string) error {
			cfg, err := load(c, t)
			if err != nil {
				return err
			}
			if o.For > 0 {
				return runChaos(c, t, cfg, o, asJSON)
			}
			p := newProgress(t)
			v, err := app.Verify(c.Context(), cfg, func(keys int64) { p.show("read %d keys", keys) })
			p.done()
			if err != nil {
				return err
			}
			if err := printVerification(t, v, asJSON); err != nil {
				return err
			}
			if v.Failed > 0 {
				return fmt.Errorf("%d faults; a backup brings back what is damaged: sluice restore", v.Failed)
			}
			return nil
		},
	}
	config.Flags(c.Flags(), "data")
	c.Flags().DurationVar(&o.For, "chaos", 0, "kill a gateway under load for so long, as in 60s, and check what became of its messages")
	c.Flags().IntVar(&o.Instances, "instances", 8, "instances under load, with --chaos")
	c.Flags().Uint64Var(&o.Seed, "seed", 0, "of the moments of the kills, with --chaos; 0: another one each time")
	c.Flags().BoolVar(&asJSON, "json", false, "print one JSON object")
	return c
}

func printVerification(t terminal, v app.Verification, asJSON bool) error {
	if asJSON {
		return printJSON(t.out, v)
	}
	for _, f := range v.Faults {
		if _, err := fmt.Fprintln(t.out, "fault:", f); err != nil {
			return fmt.Errorf("print: %w", err)
		}
	}
	_, err := fmt.Fprintf(t.out, "%d keys, %d rows, %d sealed values; %d messages and %d notifications wait; %d faults\n",
		v.Keys, v.Rows, v.Sealed, v.Messages, v.Notifications, v.Failed)
	if err != nil {
		return fmt.Errorf("print: %w", err)
	}
	return nil
}
