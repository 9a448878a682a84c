package main

import (
	"fmt"
	"io"
	"strings"
	"time"
)

// A verdict is how a step ended.
type verdict string

const (
	passed  verdict = "ok"
	notMet  verdict = "not met" // the situation did not come about
	failed  verdict = "FAILED"
	notDone verdict = "not run"
)

// A finding is what one step showed.
type finding struct {
	step    string
	verdict verdict
	text    string
	took    time.Duration
}

// A report is what a run has shown. It is told line by line as well.
type report struct {
	network string
	begun   time.Time
	all     []finding
	out     io.Writer
}

func (r *report) add(f finding) {
	r.all = append(r.all, f)
	_, _ = fmt.Fprintf(r.out, "%-8s %s: %s (%v)\n", f.verdict, f.step, f.text, f.took.Round(time.Millisecond))
}

func (r *report) failed() bool {
	for _, f := range r.all {
		if f.verdict == failed || f.verdict == notDone {
			return true
		}
	}
	return false
}

// text is the report as a page.
func (r *report) text() string {
	var b strings.Builder
	_, _ = fmt.Fprintf(&b, "# Smoke test of %s\n\nBegun %s.\n\n| step | verdict | what was seen | took |\n|---|---|---|---:|\n",
		r.network, r.begun.UTC().Format("2006-01-02 15:04:05 UTC"))
	for _, f := range r.all {
		_, _ = fmt.Fprintf(&b, "| %s | %s | %s | %v |\n", f.step, f.verdict, strings.ReplaceAll(f.text, "|", "\\|"), f.took.Round(time.Millisecond))
	}
	return b.String()
}
