package main

import (
	"github.com/spf13/cobra"

	"sluice/internal/app"
	"sluice/internal/config"
)

func newSecrets(t terminal) *cobra.Command {
	c := &cobra.Command{
		Use:     "secrets",
		GroupID: groupOther,
		Short:   "Change the secret that seals what is stored",
		Args:    cobra.ArbitraryArgs,
		RunE:    group,
	}
	c.AddCommand(newSecretsRotate(t))
	return c
}

func newSecretsRotate(t terminal) *cobra.Command {
	var asJSON bool
	c := &cobra.Command{
		Use:   "rotate",
		Short: "Make a new secret and seal everything with it",
		Long: `Make a new secret and seal tokens, sessions, settings and accounts with it, while
the gateway runs or while it does not. The old secret is kept until all is done; a
crash in the middle is no harm: the next start goes on.

Backups made before still need the old secret: copy DATA/secret first if you keep
them. Links to files that were given out end with the gateway's next restart.`,
		Example: `  sluice secrets rotate --data /var/lib/sluice`,
		Args:    exactly(),
		RunE: func(c *cobra.Command, _ []string) error {
			return operate(c, t, func(op app.Operator) error {
				n, err := op.RotateSecret(c.Context())
				if err != nil {
					return err
				}
				if asJSON {
					return printJSON(t.out, map[string]int{"sealed": n})
				}
				c.Printf("The secret is new; %d values are sealed with it.\n", n)
				return nil
			})
		},
	}
	config.Flags(c.Flags(), "data")
	c.Flags().BoolVar(&asJSON, "json", false, "print one JSON object")
	return c
}
