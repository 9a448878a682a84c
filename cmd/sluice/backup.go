package main

import (
	"github.com/spf13/cobra"

	"sluice/internal/app"
	"sluice/internal/config"
)

func newBackup(t terminal) *cobra.Command {
	var withSecret, asJSON bool
	c := &cobra.Command{
		Use:     "backup DIR",
		GroupID: groupMove,
		Short:   "Copy everything that is stored to a new directory",
		Long: `Copy everything that is stored to a new directory: queues, journal, settings,
sessions and files, with a manifest of checksums. A gateway that runs goes on; the
copy is of one moment.

Tokens and sessions in it are sealed by the secret. Without --with-secret that is
not part of the copy: keep it elsewhere, because nothing can be restored without
it. Message texts and files are not sealed.`,
		Example: `  sluice backup /var/backups/sluice/2026-11-26
  sluice backup /mnt/safe/sluice --with-secret --json`,
		Args: exactly("a directory"),
		RunE: func(c *cobra.Command, args []string) error {
			cfg, err := load(c, t)
			if err != nil {
				return err
			}
			p := newProgress(t)
			info, err := app.Backup(c.Context(), cfg, args[0], withSecret, func(done int64) { p.show("copied %s", size(done)) })
			p.done()
			if err != nil {
				return err
			}
			if asJSON {
				return printJSON(t.out, info)
			}
			c.Printf("%s holds %d files, %s.\n", info.Dir, info.Files, size(info.Bytes))
			if !info.Secret {
				c.Println("The secret is not in it. Keep a copy of it in another safe place.")
			}
			return nil
		},
	}
	config.Flags(c.Flags(), "data")
	c.Flags().BoolVar(&withSecret, "with-secret", false, "copy the secret as well; guard the copy like the original then")
	c.Flags().BoolVar(&asJSON, "json", false, "print one JSON object")
	return c
}

func newRestore(t terminal) *cobra.Command {
	var asJSON bool
	c := &cobra.Command{
		Use:     "restore DIR",
		GroupID: groupMove,
		Short:   "Make a data directory of a backup, with all instances on hold",
		Long: `Make a data directory of a backup. Every file is compared with its checksum first;
a damaged backup is refused as a whole. The directory must be empty or new.

What was waiting when the backup was made may have been sent since. So a gateway
that starts on the restored data takes messages, and sends nothing until you have
looked at the queues and released the instances:

  sluice queue list ID       what would be sent
  sluice queue clear ID      if that was sent already
  sluice queue release --id ID

Never run the old and the restored data at the same time: both hold the same
sessions.`,
		Example: `  sluice restore /var/backups/sluice/2026-11-26 --data /var/lib/sluice-new`,
		Args:    exactly("the directory of a backup"),
		RunE: func(c *cobra.Command, args []string) error {
			cfg, err := load(c, t)
			if err != nil {
				return err
			}
			p := newProgress(t)
			info, err := app.Restore(c.Context(), args[0], cfg.Data, func(done int64) { p.show("read %s", size(done)) })
			p.done()
			if err != nil {
				return err
			}
			if asJSON {
				return printJSON(t.out, info)
			}
			c.Printf("%s holds the data of %s.\n", cfg.Data, info.Made.Format("2006-01-02T15:04:05Z"))
			c.Println("All instances are on hold; release them with: sluice queue release --all")
			if !info.Secret {
				c.Printf("The backup has no secret: put it into %s/secret (chmod 600), or set SLUICE_SECRET.\n", cfg.Data)
			}
			return nil
		},
	}
	config.Flags(c.Flags(), "data")
	c.Flags().BoolVar(&asJSON, "json", false, "print one JSON object")
	return c
}
