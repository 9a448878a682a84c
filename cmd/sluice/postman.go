package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"sluice/internal/app"
	"sluice/internal/config"
)

func newPostman(t terminal) *cobra.Command {
	var environment bool
	c := &cobra.Command{
		Use:     "postman",
		GroupID: groupOther,
		Short:   "Print a Postman collection of the API",
		Long: `Print the Postman collection of the whole API, or with --environment the file of
variables that goes with it: apiUrl, mediaUrl, idInstance and apiTokenInstance.
Import both into Postman and enter the number and the token of an instance. A
running gateway serves the same at /postman.json and /postman-environment.json.`,
		Example: `  sluice postman
  sluice postman --environment --public-url https://sluice.example`,
		Args: exactly(),
		RunE: func(c *cobra.Command, _ []string) error {
			cfg, err := load(c, t)
			if err != nil {
				return err
			}
			data, values, err := app.Postman(cfg)
			if err != nil {
				return err
			}
			if environment {
				data = values
			}
			_, err = fmt.Fprintf(t.out, "%s", data)
			return err
		},
	}
	config.Flags(c.Flags(), "listen", "publicUrl", "mediaUrl")
	c.Flags().BoolVar(&environment, "environment", false, "print the variables instead")
	return c
}
