package main

import (
	"github.com/spf13/cobra"

	"sluice/internal/config"
)

func newConfig(t terminal) *cobra.Command {
	c := &cobra.Command{
		Use:     "config",
		GroupID: groupOther,
		Short:   "Look at the settings",
		Args:    cobra.ArbitraryArgs,
		RunE:    group,
	}
	c.AddCommand(newConfigShow(t))
	return c
}

func newConfigShow(t terminal) *cobra.Command {
	var asJSON bool
	c := &cobra.Command{
		Use:   "show",
		Short: "Print every setting with its value and where that comes from",
		Long: `Print every setting as "sluice serve" would see it, with the source of its value.
A flag wins over the environment, the environment over the file, the file over the
default. Secrets are masked. Exit code 4 says that a value is refused.`,
		Example: `  sluice config show
  sluice config show --config /etc/sluice/sluice.yaml --json`,
		Args: exactly(),
		RunE: func(c *cobra.Command, _ []string) error {
			cfg, err := load(c, t)
			if err != nil {
				return err
			}
			if asJSON {
				return printJSON(t.out, cfg.Values())
			}
			var rows [][]string
			for _, v := range cfg.Values() {
				rows = append(rows, []string{v.Key, v.Text, v.Source})
			}
			for _, name := range cfg.Unused() {
				c.PrintErrln("not a setting, ignored:", name)
			}
			return printTable(t.out, []string{"SETTING", "VALUE", "SOURCE"}, rows)
		},
	}
	config.Flags(c.Flags())
	c.Flags().BoolVar(&asJSON, "json", false, "print a JSON array")
	return c
}
