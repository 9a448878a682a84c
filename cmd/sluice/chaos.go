package main

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"sluice/internal/app"
	"sluice/internal/config"
)

// runChaos is "sluice verify --chaos".
func runChaos(c *cobra.Command, t terminal, cfg config.Config, o app.ChaosOptions, asJSON bool) error {
	p, begun := newProgress(t), time.Now()
	o.Told = func(r app.ChaosProgress) {
		p.show("%v of %v: %d kills, %d messages accepted, %d sends in doubt", time.Since(begun).Round(time.Second), o.For, r.Cycles, r.Accepted, r.Doubts)
	}
	c.PrintErrf("killing a gateway under load for %v, in a directory of its own below %s\n", o.For, cfg.Data)
	r, err := app.Chaos(c.Context(), cfg, o)
	p.done()
	if err != nil {
		return err
	}
	if asJSON {
		err = printJSON(t.out, r)
	} else {
		_, err = fmt.Fprint(t.out, chaosText(r))
	}
	if err != nil {
		return fmt.Errorf("print: %w", err)
	}
	if !r.Kept {
		return errors.New("a promise was broken; please report it with the seed and your file system")
	}
	return nil
}

func chaosText(r app.ChaosResult) string {
	var b strings.Builder
	_, _ = fmt.Fprintf(&b, "cycles: %d, accepted: %d, visible: %d, in doubt at a start: %d, repeats: %d, seed: %d\n",
		r.Cycles, r.Accepted, r.Visible, r.Doubts, r.Repeats, r.Seed)
	_, _ = fmt.Fprintf(&b, "lost/doubled/early: %d/%d/%d, out of order: %d, other: %d\n", r.Lost, r.Doubled, r.Early, r.Swapped, r.Other)
	for _, v := range r.Violations {
		b.WriteString("  " + v + "\n")
	}
	_, _ = fmt.Fprintf(&b, "disk: %s\n", r.Note)
	return b.String()
}
