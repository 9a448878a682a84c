package main

import (
	"errors"

	"github.com/spf13/cobra"

	"sluice/internal/app"
	"sluice/internal/config"
)

func newDoctor(t terminal) *cobra.Command {
	var asJSON bool
	c := &cobra.Command{
		Use:     "doctor",
		GroupID: groupLook,
		Short:   "Check the installation, and say what to do about what is wrong",
		Long: `Check what has to be right before and while a gateway runs: settings, modes of
secret files, the store and its format, clock, disk space, whether fsync takes as
long as it must, listen addresses, DNS, and the way out to Telegram. Nothing is
changed. Give it the settings that "sluice serve" has.

Exit code 1 says that something does not work; warnings alone are 0.`,
		Example: `  sluice doctor
  sluice doctor --data /var/lib/sluice --json`,
		Args: exactly(),
		RunE: func(c *cobra.Command, _ []string) error {
			cfg, err := load(c, t)
			if err != nil {
				return err
			}
			findings := app.Doctor(c.Context(), cfg, t.environ)
			if err := printFindings(t, findings, asJSON); err != nil {
				return err
			}
			for _, f := range findings {
				if f.Verdict == app.Fault {
					return errors.New("something does not work")
				}
			}
			return nil
		},
	}
	config.Flags(c.Flags())
	c.Flags().BoolVar(&asJSON, "json", false, "print a JSON array")
	return c
}

func printFindings(t terminal, findings []app.Finding, asJSON bool) error {
	if asJSON {
		return printJSON(t.out, findings)
	}
	var rows [][]string
	for _, f := range findings {
		rows = append(rows, []string{string(f.Verdict), f.Check, f.Text})
		if f.Todo != "" {
			rows = append(rows, []string{"", "", "→ " + f.Todo})
		}
	}
	return printTable(t.out, []string{"VERDICT", "CHECK", "FINDING"}, rows)
}
