package main

import (
	"fmt"
	"path/filepath"

	"github.com/spf13/cobra"

	"sluice/internal/app"
	"sluice/internal/config"
)

func newConsole(t terminal) *cobra.Command {
	c := &cobra.Command{
		Use:     "console",
		GroupID: groupLook,
		Short:   "Open the web console of the running gateway",
		Args:    cobra.ArbitraryArgs,
		RunE:    group,
	}
	c.AddCommand(newConsoleLink(t))
	return c
}

// linkCommand is what to type for another link to the console of the gateway on
// a data directory, in whichever directory the operator is by then.
func linkCommand(data string) string {
	if full, err := filepath.Abs(data); err == nil {
		data = full
	}
	return "sluice console link --data " + data
}

func newConsoleLink(t terminal) *cobra.Command {
	c := &cobra.Command{
		Use:   "link",
		Short: "Print an address that signs you in to the console",
		Long: `Print an address that signs you in to the console of the gateway that runs on this
data directory. It works once, within 15 minutes.`,
		Example: "  sluice console link",
		Args:    exactly(),
		RunE: func(c *cobra.Command, _ []string) error {
			return operate(c, t, func(op app.Operator) error {
				link, err := op.ConsoleLink(c.Context())
				if err != nil {
					return err
				}
				_, err = fmt.Fprintln(t.out, link)
				return err
			})
		},
	}
	config.Flags(c.Flags(), "data")
	return c
}
