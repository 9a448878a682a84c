package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"sluice/internal/app"
	"sluice/internal/config"
)

func newServe(t terminal) *cobra.Command {
	var asJSON, adopt bool
	c := &cobra.Command{
		Use:     "serve",
		GroupID: groupRun,
		Short:   "Run the gateway",
		Long: `Run the gateway until it is told to end (SIGINT, SIGTERM). It then takes no more
requests, finishes the sends under way and closes the store, within 25 seconds.

It listens on 127.0.0.1:8080 unless told otherwise, and needs no file: all of its
settings are listed by "sluice config show". With --tls-cert and --tls-key it speaks
HTTPS, and takes up renewed files by itself; without, put a proxy with TLS in front. It starts without an api_id too; the
first login then says that one has to be had from https://my.telegram.org.`,
		Example: `  sluice serve
  sluice serve --listen :8080 --public-url https://sluice.example --admin 127.0.0.1:9090
  SLUICE_TELEGRAM_API_ID=12345 SLUICE_TELEGRAM_API_HASH_FILE=/run/secrets/hash sluice serve
  sluice serve --listen :8443 --tls-cert /etc/sluice/cert.pem --tls-key /etc/sluice/key.pem
  sluice serve --sandbox http://127.0.0.1:8090`,
		Args: exactly(),
		RunE: func(c *cobra.Command, _ []string) error {
			cfg, err := load(c, t)
			if err != nil {
				return err
			}
			log := newLog(t, cfg.Log)
			if err := app.NoCoreDumps(); err != nil {
				log.Warn("app: a crash may write keys to a file", "err", err)
			}
			for _, name := range cfg.Unused() {
				log.Warn("config: variable is no setting", "name", name)
			}
			return app.Run(c.Context(), cfg, app.Options{Log: log, Adopt: adopt, Ready: func(a app.Addresses) error {
				if asJSON {
					if err := printJSON(t.out, a); err != nil {
						return err
					}
				}
				if !asJSON && onTerminal(t.err) {
					_, _ = fmt.Fprintf(t.err, "console   %s   one-time link, valid 15 min; another: %s\n", a.Console, linkCommand(cfg.Data))
				}
				return notify(t.environ, "READY=1")
			}})
		},
	}
	config.Flags(c.Flags())
	c.Flags().BoolVar(&adopt, "adopt", false, "take over a data directory that was moved here from another disk or machine; no other copy of it may ever run again")
	c.Flags().BoolVar(&asJSON, "json", false, "print the addresses as one JSON object once requests are taken")
	return c
}
