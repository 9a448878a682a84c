package main

import (
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"os"
	"strings"
	"text/tabwriter"

	"github.com/lmittmann/tint"
	"github.com/mattn/go-isatty"

	"sluice/internal/config"
)

// printJSON writes v as one line.
func printJSON(w io.Writer, v any) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return fmt.Errorf("print: %w", err)
	}
	return nil
}

// printTable writes rows under a head, in columns.
func printTable(w io.Writer, head []string, rows [][]string) error {
	t := tabwriter.NewWriter(w, 0, 0, 3, ' ', 0)
	for _, row := range append([][]string{head}, rows...) {
		if _, err := fmt.Fprintln(t, strings.Join(row, "\t")); err != nil {
			return fmt.Errorf("print: %w", err)
		}
	}
	if err := t.Flush(); err != nil {
		return fmt.Errorf("print: %w", err)
	}
	return nil
}

// onTerminal says whether a person sees f.
func onTerminal(f *os.File) bool { return isatty.IsTerminal(f.Fd()) }

// newLog returns the log of a long-running command: JSON for machines, lines for
// people, with colours unless NO_COLOR is set.
func newLog(t terminal, l config.Log) *slog.Logger {
	var level slog.Level
	_ = level.UnmarshalText([]byte(l.Level)) // config has checked it
	if l.Format == "json" || (l.Format != "text" && !onTerminal(t.err)) {
		return slog.New(slog.NewJSONHandler(t.err, &slog.HandlerOptions{Level: level}))
	}
	return slog.New(tint.NewTextHandler(t.err, &tint.Options{
		Level: level, TimeFormat: "15:04:05.000", NoColor: !onTerminal(t.err) || colourless(t.environ),
	}))
}

// colourless follows https://no-color.org.
func colourless(environ []string) bool {
	for _, line := range environ {
		if name, value, _ := strings.Cut(line, "="); name == "NO_COLOR" && value != "" {
			return true
		}
	}
	return false
}
