// Command sluice is a self-hosted messaging gateway: it takes messages over the
// GREEN-API HTTP API, stores them durably, and sends them through Telegram
// accounts in order, no faster than each account's interval.
//
// The command line is thin. A file per command says which flags it has and
// prints what package app answers; settings come from package config. What goes
// to standard output is data, what goes to standard error is for people.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"

	"sluice/internal/app"
	"sluice/internal/config"
)

// The exit codes. They are part of the interface.
const (
	exitOK        = 0
	exitFailure   = 1
	exitUsage     = 2
	exitUnhealthy = 3
	exitConfig    = 4
	exitSignal    = 128 // plus the signal's number, after a clean end
)

func main() {
	t := terminal{environ: os.Environ(), in: os.Stdin, out: os.Stdout, err: os.Stderr}
	os.Exit(run(context.Background(), os.Args[1:], t))
}

// A terminal is the process around a command, so that tests can stand in for it.
type terminal struct {
	environ []string
	in      *os.File
	out     io.Writer // data
	err     *os.File  // logs, and what is meant for people
}

// run is main without the process around it. It returns the exit code.
func run(ctx context.Context, args []string, t terminal) int {
	ctx, caught, stop := catch(ctx)
	defer stop()
	root := newRoot(t) //nolint:contextcheck // cobra hands the context to the command that runs
	root.SetArgs(args)
	err := root.ExecuteContext(ctx)
	if err != nil && ctx.Err() != nil && errors.Is(err, context.Canceled) {
		err = nil // we were told to end, and did
	}
	if err != nil {
		_, _ = fmt.Fprintln(t.err, "sluice:", err)
		return exitCode(err)
	}
	select {
	case s := <-caught:
		return exitSignal + int(s)
	default:
		return exitOK
	}
}

// catch ends the context at the first signal. A second one ends the process.
func catch(ctx context.Context) (context.Context, <-chan syscall.Signal, func()) {
	ctx, cancel := context.WithCancel(ctx)
	signals, caught := make(chan os.Signal, 1), make(chan syscall.Signal, 1)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	go func() {
		select {
		case s := <-signals:
			signal.Stop(signals)
			if s, ok := s.(syscall.Signal); ok {
				caught <- s
			}
			cancel()
		case <-ctx.Done():
			signal.Stop(signals)
		}
	}()
	return ctx, caught, cancel
}

func exitCode(err error) int {
	switch {
	case errors.As(err, new(*usageError)):
		return exitUsage
	case errors.Is(err, config.ErrInvalid):
		return exitConfig
	case errors.Is(err, app.ErrUnhealthy):
		return exitUnhealthy
	}
	return exitFailure
}

// A usageError is a command line that makes no sense.
type usageError struct{ err error }

// Error returns the cause and where help is.
func (e *usageError) Error() string { return e.err.Error() }

// Unwrap returns the cause.
func (e *usageError) Unwrap() error { return e.err }

func usagef(format string, args ...any) error {
	return &usageError{fmt.Errorf(format, args...)}
}
