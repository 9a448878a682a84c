package main

import (
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"sluice/internal/app"
	"sluice/internal/config"
)

func newHealth(t terminal) *cobra.Command {
	var (
		url     string
		timeout time.Duration
	)
	c := &cobra.Command{
		Use:     "health",
		GroupID: groupLook,
		Short:   "Ask a running gateway whether it takes requests",
		Long: `Ask the gateway that this configuration describes whether it takes requests.
Exit code 0 says yes, 3 says no, with the reason on standard error. Telegram's
own health is no part of it: messages are accepted while Telegram is away.`,
		Example: `  sluice health
  sluice health --url http://127.0.0.1:8080`,
		Args: exactly(),
		RunE: func(c *cobra.Command, _ []string) error {
			report, err := ask(c, t, url, timeout)
			if err != nil {
				return err
			}
			_, err = fmt.Fprint(t.out, report)
			return err
		},
	}
	config.Flags(c.Flags(), "listen", "tls.cert", "tls.key")
	c.Flags().StringVar(&url, "url", "", "base `URL` of the gateway; empty: follows from the settings")
	c.Flags().DurationVar(&timeout, "timeout", 5*time.Second, "how long to wait for an answer")
	return c
}

// ask asks the gateway at url, or that of the settings.
func ask(c *cobra.Command, t terminal, url string, timeout time.Duration) (string, error) {
	if url != "" {
		return app.Health(c.Context(), url, timeout)
	}
	cfg, err := load(c, t)
	if err != nil {
		return "", err
	}
	return app.OwnHealth(c.Context(), cfg, timeout)
}
