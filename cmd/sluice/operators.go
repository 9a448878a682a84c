package main

import (
	"crypto/rand"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"sluice/internal/app"
	"sluice/internal/config"
)

func newOperators(t terminal) *cobra.Command {
	c := &cobra.Command{
		Use:     "operators",
		GroupID: groupLook,
		Short:   "Say who may sign in to the console",
		Long: `Operators sign in to the console with a name and a password: those in the role
operator may do everything, those in the role viewer may look. These commands speak
to the gateway that has the data directory open, or open it themselves when none is
running, so that a lost password is no lost console.`,
		Args: cobra.ArbitraryArgs,
		RunE: group,
	}
	c.AddCommand(newOperatorsList(t), newOperatorsAdd(t), newOperatorsPassword(t), newOperatorsRole(t), newOperatorsRemove(t))
	return c
}

func newOperatorsList(t terminal) *cobra.Command {
	var asJSON bool
	c := &cobra.Command{
		Use:     "list",
		Short:   "List who may sign in",
		Example: "  sluice operators list",
		Args:    exactly(),
		RunE: func(c *cobra.Command, _ []string) error {
			return operate(c, t, func(op app.Operator) error {
				all, err := op.Operators(c.Context())
				if err != nil {
					return err
				}
				if asJSON {
					return printJSON(t.out, all)
				}
				var rows [][]string
				for _, o := range all {
					rows = append(rows, []string{o.Name, o.Role, day(o.Added), day(o.Seen)})
				}
				return printTable(t.out, []string{"NAME", "ROLE", "ADDED", "SIGNED IN"}, rows)
			})
		},
	}
	config.Flags(c.Flags(), "data")
	c.Flags().BoolVar(&asJSON, "json", false, "print a JSON array")
	return c
}

// day writes a time; one that never was is "never".
func day(at time.Time) string {
	if at.IsZero() {
		return "never"
	}
	return at.UTC().Format("2006-01-02T15:04:05Z")
}

func newOperatorsAdd(t terminal) *cobra.Command {
	var (
		role  string
		given password
	)
	c := &cobra.Command{
		Use:   "add NAME",
		Short: "Let somebody sign in",
		Long: `Let somebody sign in. A password is made and printed, unless a file holds one. It is
changed on the console's page Operators.`,
		Example: `  sluice operators add anna
  sluice operators add boris --role viewer --password-file password.txt`,
		Args: exactly("a name"),
		RunE: func(c *cobra.Command, args []string) error {
			return given.with(c, t, app.Prepare, func(op app.Operator, text string) error {
				return op.AddOperator(c.Context(), app.NewOperator{Name: args[0], Role: role, Password: text})
			})
		},
	}
	config.Flags(c.Flags(), "data")
	c.Flags().StringVar(&role, "role", "operator", "operator or viewer")
	given.flags(c)
	return c
}

func newOperatorsPassword(t terminal) *cobra.Command {
	var given password
	c := &cobra.Command{
		Use:   "password NAME",
		Short: "Give somebody another password",
		Long: `Give somebody another password, and end all sessions of that name. A password is
made and printed, unless a file holds one.`,
		Example: "  sluice operators password anna",
		Args:    exactly("a name"),
		RunE: func(c *cobra.Command, args []string) error {
			return given.with(c, t, app.Open, func(op app.Operator, text string) error {
				return op.ChangeOperator(c.Context(), app.NewOperator{Name: args[0], Password: text})
			})
		},
	}
	config.Flags(c.Flags(), "data")
	given.flags(c)
	return c
}

// A password is where a password comes from. It is never a flag, which others can
// read.
type password struct {
	file   string // "": one is made
	asJSON bool
}

func (p *password) flags(c *cobra.Command) {
	c.Flags().StringVar(&p.file, "password-file", "", "`file` with the password")
	c.Flags().BoolVar(&p.asJSON, "json", false, "print one JSON object")
}

// with runs do with the password, and prints one that was made once it is stored.
func (p *password) with(c *cobra.Command, t terminal, open opener, do func(op app.Operator, text string) error) error {
	text := rand.Text()
	if p.file != "" {
		data, err := os.ReadFile(p.file)
		if err != nil {
			return fmt.Errorf("read the password: %w", err)
		}
		text = strings.TrimSpace(string(data))
	}
	return operateOn(c, t, open, func(op app.Operator) error {
		err := do(op, text)
		switch {
		case err != nil || p.file != "":
			return err
		case p.asJSON:
			return printJSON(t.out, map[string]string{"password": text})
		}
		_, err = fmt.Fprintln(t.out, text)
		return err
	})
}

func newOperatorsRole(t terminal) *cobra.Command {
	c := &cobra.Command{
		Use:     "role NAME ROLE",
		Short:   "Make somebody an operator or a viewer",
		Long:    "Make somebody an operator or a viewer, and end all sessions of that name.",
		Example: "  sluice operators role boris operator",
		Args:    exactly("a name", "a role"),
		RunE: func(c *cobra.Command, args []string) error {
			return operate(c, t, func(op app.Operator) error {
				return op.ChangeOperator(c.Context(), app.NewOperator{Name: args[0], Role: args[1]})
			})
		},
	}
	config.Flags(c.Flags(), "data")
	return c
}

func newOperatorsRemove(t terminal) *cobra.Command {
	c := &cobra.Command{
		Use:     "remove NAME",
		Short:   "Sign somebody out for good",
		Example: "  sluice operators remove boris",
		Args:    exactly("a name"),
		RunE: func(c *cobra.Command, args []string) error {
			return operate(c, t, func(op app.Operator) error { return op.RemoveOperator(c.Context(), args[0]) })
		},
	}
	config.Flags(c.Flags(), "data")
	return c
}
