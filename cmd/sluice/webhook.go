package main

import (
	"fmt"
	"strconv"
	"time"

	"github.com/spf13/cobra"

	"sluice/internal/app"
	"sluice/internal/config"
)

func newWebhook(t terminal) *cobra.Command {
	c := &cobra.Command{
		Use:     "webhook",
		GroupID: groupLook,
		Short:   "Look at what was pushed to a client's URL, and push it again",
		Args:    cobra.ArbitraryArgs,
		RunE:    group,
	}
	c.AddCommand(newWebhookLog(t), newWebhookLetters(t), newWebhookResend(t))
	return c
}

func newWebhookLog(t terminal) *cobra.Command {
	var asJSON bool
	c := &cobra.Command{
		Use:     "log ID",
		Short:   "List the last deliveries, the newest first",
		Long:    "List the last deliveries, the newest first, with the receiver's answer or why there was none.\nThe running gateway remembers them; a restart forgets them.",
		Example: "  sluice webhook log 4900000001",
		Args:    exactly("an idInstance"),
		RunE: onInstance(t, func(c *cobra.Command, op app.Operator, id int64) error {
			all, err := op.Deliveries(c.Context(), id)
			if err != nil {
				return err
			}
			if asJSON {
				return printJSON(t.out, all)
			}
			var rows [][]string
			for _, d := range all {
				rows = append(rows, []string{
					d.At.Local().Format(time.DateTime), strconv.FormatInt(d.Receipt, 10), strconv.Itoa(d.Attempt),
					strconv.Itoa(d.Status), fmt.Sprintf("%d ms", d.Took), outcomeOf(d),
				})
			}
			return printTable(t.out, []string{"AT", "RECEIPT", "ATTEMPT", "STATUS", "TOOK", "OUTCOME"}, rows)
		}),
	}
	config.Flags(c.Flags(), "data")
	c.Flags().BoolVar(&asJSON, "json", false, "print a JSON array")
	return c
}

func outcomeOf(d app.Delivery) string {
	switch {
	case d.Error == "":
		return "delivered"
	case d.Buried:
		return d.Error + "; given up"
	}
	return d.Error
}

func newWebhookLetters(t terminal) *cobra.Command {
	var (
		asJSON bool
		limit  int
	)
	c := &cobra.Command{
		Use:     "letters ID",
		Short:   "List the notifications that failed so often that they were given up",
		Long:    "List the dead letters of the last 7 days, the latest first: notifications that failed as often as\nwebhook.stuckAfter says, so that those behind them go on.",
		Example: "  sluice webhook letters 4900000001",
		Args:    exactly("an idInstance"),
		RunE: onInstance(t, func(c *cobra.Command, op app.Operator, id int64) error {
			all, err := op.Letters(c.Context(), id, limit)
			if err != nil {
				return err
			}
			if asJSON {
				return printJSON(t.out, all)
			}
			var rows [][]string
			for _, l := range all {
				rows = append(rows, []string{strconv.FormatInt(l.Receipt, 10), l.Buried.Local().Format(time.DateTime), l.Type, l.Message})
			}
			return printTable(t.out, []string{"RECEIPT", "GIVEN UP", "TYPE", "MESSAGE"}, rows)
		}),
	}
	config.Flags(c.Flags(), "data")
	c.Flags().IntVar(&limit, "limit", 500, "how many at most")
	c.Flags().BoolVar(&asJSON, "json", false, "print a JSON array")
	return c
}

func newWebhookResend(t terminal) *cobra.Command {
	c := &cobra.Command{
		Use:     "resend ID [RECEIPT...]",
		Short:   "Push what was given up again",
		Long:    "Push dead letters again, the oldest first, with 24 hours before them: those that are named, or all.",
		Example: "  sluice webhook resend 4900000001\n  sluice webhook resend 4900000001 1234567",
		Args: func(c *cobra.Command, args []string) error {
			if len(args) == 0 {
				return hint(c, fmt.Errorf("%s needs an idInstance", c.CommandPath()))
			}
			return nil
		},
		RunE: func(c *cobra.Command, args []string) error {
			var numbers []int64
			for _, arg := range args {
				n, err := parseID(c, arg)
				if err != nil {
					return err
				}
				numbers = append(numbers, n)
			}
			return operate(c, t, func(op app.Operator) error {
				n, err := op.Resend(c.Context(), numbers[0], numbers[1:]...)
				if err != nil {
					return err
				}
				_, err = fmt.Fprintf(t.out, "notifications that are pending again: %d\n", n)
				return err
			})
		},
	}
	config.Flags(c.Flags(), "data")
	return c
}
