package main

import (
	"bufio"
	"fmt"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"sluice/internal/app"
	"sluice/internal/config"
)

func newQueue(t terminal) *cobra.Command {
	c := &cobra.Command{
		Use:     "queue",
		GroupID: groupQueue,
		Short:   "Look at and clear the messages that wait",
		Args:    cobra.ArbitraryArgs,
		RunE:    group,
	}
	c.AddCommand(newQueueList(t), newQueueClear(t))
	return c
}

func newQueueList(t terminal) *cobra.Command {
	var (
		asJSON bool
		limit  int
	)
	c := &cobra.Command{
		Use:     "list ID",
		Short:   "List the messages that wait, first to be sent first",
		Long:    "List the messages that wait, first to be sent first. Texts are shown with --json alone.",
		Example: "  sluice queue list 4900000001 --limit 20",
		Args:    exactly("an idInstance"),
		RunE: func(c *cobra.Command, args []string) error {
			id, err := parseID(c, args[0])
			if err != nil {
				return err
			}
			return operate(c, t, func(op app.Operator) error {
				all, err := op.Queue(c.Context(), id, limit)
				if err != nil {
					return err
				}
				if asJSON {
					return printJSON(t.out, all)
				}
				var rows [][]string
				for _, m := range all {
					rows = append(rows, []string{m.ID, m.Accepted(), m.Type})
				}
				return printTable(t.out, []string{"MESSAGE", "ACCEPTED", "TYPE"}, rows)
			})
		},
	}
	config.Flags(c.Flags(), "data")
	c.Flags().IntVar(&limit, "limit", 500, "how many at most")
	c.Flags().BoolVar(&asJSON, "json", false, "print a JSON array, as showMessagesQueue does")
	return c
}

func newQueueClear(t terminal) *cobra.Command {
	var yes bool
	c := &cobra.Command{
		Use:     "clear ID",
		Short:   "Take out every message that waits",
		Example: "  sluice queue clear 4900000001 --yes",
		Args:    exactly("an idInstance"),
		RunE: func(c *cobra.Command, args []string) error {
			id, err := parseID(c, args[0])
			if err != nil {
				return err
			}
			return operate(c, t, func(op app.Operator) error {
				i, err := op.Show(c.Context(), id)
				if err != nil {
					return err
				}
				what := fmt.Sprintf("This takes %d messages out of the queue of instance %d.", i.Messages, id)
				if err := confirm(t, yes, what, strconv.Itoa(i.Messages)); err != nil {
					return err
				}
				return op.ClearQueue(c.Context(), id)
			})
		},
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
