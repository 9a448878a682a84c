package main

import (
	"fmt"
	"time"
)

// quietFor is how often a long command says a line where no person watches.
const quietFor = 10 * time.Second

// A progress shows how far a long command is: one line that changes on a
// terminal, a plain line now and then elsewhere.
type progress struct {
	t    terminal
	last time.Time
	used bool // the terminal's line is begun
}

func newProgress(t terminal) *progress { return &progress{t: t, last: time.Now()} }

// show tells where the command is.
func (p *progress) show(format string, args ...any) {
	now, person := time.Now(), onTerminal(p.t.err)
	if person && now.Sub(p.last) < 100*time.Millisecond || !person && now.Sub(p.last) < quietFor {
		return
	}
	p.last = now
	if person {
		_, _ = fmt.Fprintf(p.t.err, "\r\x1b[K"+format, args...)
		p.used = true
		return
	}
	_, _ = fmt.Fprintf(p.t.err, format+"\n", args...)
}

// done takes the line away.
func (p *progress) done() {
	if p.used {
		_, _ = fmt.Fprint(p.t.err, "\r\x1b[K")
	}
}

// size writes bytes for people.
func size(n int64) string {
	const step = 1000
	v, unit := float64(n), 0
	units := []string{"bytes", "kB", "MB", "GB", "TB"}
	for v >= step && unit < len(units)-1 {
		v /= step
		unit++
	}
	if unit == 0 {
		return fmt.Sprintf("%d %s", n, units[0])
	}
	return fmt.Sprintf("%.1f %s", v, units[unit])
}
