package main

import (
	"bufio"
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"sluice/internal/app"
	"sluice/internal/config"
)

func newQueue(t terminal) *cobra.Command {
	c := &cobra.Command{
		Use:     "queue",
		GroupID: groupQueue,
		Short:   "Look at, clear, pause and release the messages that wait",
		Args:    cobra.ArbitraryArgs,
		RunE:    group,
	}
	c.AddCommand(newQueueList(t), newQueueClear(t), newQueuePause(t), newQueueResume(t), newQueueRelease(t))
	return c
}

func newQueueList(t terminal) *cobra.Command {
	var (
		asJSON bool
		limit  int
	)
	c := &cobra.Command{
		Use:   "list ID",
		Short: "List the messages that wait, first to be sent first",
		Long: `List the messages that wait, first to be sent first, with what each waits for: turn
and interval are the ordinary pace, sending is under way, flood is a wait that
Telegram asked for, chat (with a reason) concerns one chat alone. Texts are shown
with --json alone.`,
		Example: "  sluice queue list 4900000001 --limit 20",
		Args:    exactly("an idInstance"),
		RunE: onInstance(t, func(c *cobra.Command, op app.Operator, id int64) error {
			all, err := op.Queue(c.Context(), id, limit)
			if err != nil {
				return err
			}
			if asJSON {
				return printJSON(t.out, all)
			}
			var rows [][]string
			for _, m := range all {
				rows = append(rows, []string{m.ID, m.Accepted(), m.Type, waitsFor(m.Outlook), goes(m.Sends)})
			}
			return printTable(t.out, []string{"MESSAGE", "ACCEPTED", "TYPE", "WAITS FOR", "GOES"}, rows)
		}),
	}
	config.Flags(c.Flags(), "data")
	c.Flags().IntVar(&limit, "limit", 500, "how many at most")
	c.Flags().BoolVar(&asJSON, "json", false, "print a JSON array, as showMessagesQueue does, with waitsFor")
	return c
}

// goes writes when a message is expected to go; "": that is not known.
func goes(at time.Time) string {
	if at.IsZero() {
		return ""
	}
	return at.UTC().Format("2006-01-02T15:04:05.000Z")
}

func newQueuePause(t terminal) *cobra.Command {
	return newSwitch(t, &cobra.Command{
		Use:   "pause ID",
		Short: "Accept messages and send none",
		Long: `Accept messages and send none, until queue resume. What is being sent is finished.
Messages still expire 24 hours after they were accepted.`,
		Example: "  sluice queue pause 4900000001",
	}, "paused until: sluice queue resume", app.Operator.Pause)
}

func newQueueResume(t terminal) *cobra.Command {
	return newSwitch(t, &cobra.Command{
		Use:     "resume ID",
		Short:   "Send again what was paused",
		Long:    "Send again what was paused. What is on hold besides needs queue release.",
		Example: "  sluice queue resume 4900000001",
	}, "resumed", app.Operator.Resume)
}

// newSwitch fills in a command that does one thing to an instance and says so.
func newSwitch(t terminal, c *cobra.Command, done string, do func(app.Operator, context.Context, int64) error) *cobra.Command {
	c.Args = exactly("an idInstance")
	c.RunE = onInstance(t, func(c *cobra.Command, op app.Operator, id int64) error {
		if err := do(op, c.Context(), id); err != nil {
			return err
		}
		_, err := fmt.Fprintf(t.err, "instance %d is %s\n", id, done)
		return err
	})
	config.Flags(c.Flags(), "data")
	return c
}

func newQueueClear(t terminal) *cobra.Command {
	var yes bool
	c := &cobra.Command{
		Use:     "clear ID",
		Short:   "Take out every message that waits",
		Example: "  sluice queue clear 4900000001 --yes",
		Args:    exactly("an idInstance"),
		RunE: onInstance(t, func(c *cobra.Command, op app.Operator, id int64) error {
			i, err := op.Show(c.Context(), id)
			if err != nil {
				return err
			}
			what := fmt.Sprintf("This takes %d messages out of the queue of instance %d.", i.Messages, id)
			if err := confirm(t, yes, what, strconv.Itoa(i.Messages)); err != nil {
				return err
			}
			return op.ClearQueue(c.Context(), id)
		}),
	}
	config.Flags(c.Flags(), "data")
	c.Flags().BoolVar(&yes, "yes", false, "do not ask")
	return c
}

// confirm has a person type word before something is lost. Off a terminal it
// asks nobody and needs --yes.
func confirm(t terminal, yes bool, what, word string) error {
	if yes {
		return nil
	}
	if !onTerminal(t.in) {
		return usagef("%s Add --yes if that is meant", what)
	}
	_, _ = fmt.Fprintf(t.err, "%s Type %s to go on: ", what, word)
	line, err := bufio.NewReader(t.in).ReadString('\n')
	if err != nil || strings.TrimSpace(line) != word {
		return fmt.Errorf("nothing was changed")
	}
	return nil
}
