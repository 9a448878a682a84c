package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"sluice/internal/app"
	"sluice/internal/config"
)

func newQueueRelease(t terminal) *cobra.Command {
	var (
		id  string
		all bool
	)
	c := &cobra.Command{
		Use:   "release",
		Short: "Let instances send that are on hold",
		Long: `Let instances send again that are on hold since they were restored from a backup,
or since another account logged in. Look first at what waits: it is sent at once.`,
		Example: `  sluice queue release --id 4900000001
  sluice queue release --all`,
		Args: exactly(),
		RunE: func(c *cobra.Command, _ []string) error {
			if all == (id != "") {
				return hint(c, fmt.Errorf("say which instance with --id, or --all"))
			}
			n := int64(0)
			if !all {
				var err error
				if n, err = parseID(c, id); err != nil {
					return err
				}
			}
			return operate(c, t, func(op app.Operator) error {
				if err := op.Release(c.Context(), n); err != nil {
					return err
				}
				what := "every instance"
				if !all {
					what = "instance " + id
				}
				_, err := fmt.Fprintln(t.err, what, "is released")
				return err
			})
		},
	}
	config.Flags(c.Flags(), "data")
	c.Flags().StringVar(&id, "id", "", "`idInstance` to release")
	c.Flags().BoolVar(&all, "all", false, "release every instance")
	return c
}
