package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"sluice/internal/app"
)

func newVersion(t terminal) *cobra.Command {
	var asJSON bool
	c := &cobra.Command{
		Use:     "version",
		GroupID: groupOther,
		Short:   "Say which version this is",
		Args:    exactly(),
		RunE: func(*cobra.Command, []string) error {
			b := app.Build()
			if asJSON {
				return printJSON(t.out, b)
			}
			_, err := fmt.Fprintf(t.out, "sluice %s (%s)\n", b.Version, b.Go)
			return err
		},
	}
	c.Flags().BoolVar(&asJSON, "json", false, "print one JSON object")
	return c
}
