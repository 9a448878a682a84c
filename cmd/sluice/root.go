package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"sluice/internal/app"
	"sluice/internal/config"
)

// The groups of the help.
const (
	groupRun   = "run"
	groupOwn   = "accounts"
	groupQueue = "queue"
	groupLook  = "look"
	groupMove  = "move"
	groupOther = "other"
)

func newRoot(t terminal) *cobra.Command {
	root := &cobra.Command{
		Use:   "sluice",
		Short: "A self-hosted messaging gateway with a durable queue",
		Long: `Sluice takes messages over the GREEN-API HTTP API, stores them durably and sends
them through your own Telegram accounts, in order and no faster than you allow.`,
		Example: `  # try it without any account: a fake Telegram is built in
  sluice demo

  # the real thing, on 127.0.0.1:8080
  sluice serve

  # an account, with the id and token that it had at GREEN-API
  sluice instance add --id 1101000001 --token-file token.txt --settings settings.json`,
		SilenceErrors: true,
		SilenceUsage:  true,
		RunE:          group,
		Args:          cobra.ArbitraryArgs,
	}
	root.AddGroup(
		&cobra.Group{ID: groupRun, Title: "Run:"},
		&cobra.Group{ID: groupOwn, Title: "Accounts:"},
		&cobra.Group{ID: groupQueue, Title: "Queue:"},
		&cobra.Group{ID: groupLook, Title: "Look:"},
		&cobra.Group{ID: groupMove, Title: "Move:"},
		&cobra.Group{ID: groupOther, Title: "Other:"},
	)
	root.SetHelpCommandGroupID(groupOther)
	root.SetCompletionCommandGroupID(groupOther)
	root.AddCommand(
		newDemo(t), newServe(t), newSandbox(t),
		newInstance(t), newQueue(t),
		newBackup(t), newRestore(t),
		newConsole(t), newOperators(t), newHealth(t), newDoctor(t), newVerify(t), newConfig(t), newSecrets(t), newPostman(t), newWebhook(t), newVersion(t),
	)
	root.SetOut(t.out)
	root.SetErr(t.err)
	root.SetFlagErrorFunc(func(c *cobra.Command, err error) error { return hint(c, err) })
	return root
}

// group is a command that only holds others: alone it prints its help.
func group(c *cobra.Command, args []string) error {
	if len(args) == 0 {
		return c.Help()
	}
	err := fmt.Errorf("there is no command %q", strings.TrimPrefix(c.CommandPath()+" "+args[0], "sluice "))
	if near := c.SuggestionsFor(args[0]); len(near) > 0 {
		err = fmt.Errorf("%w; did you mean %q?", err, near[0])
	}
	return hint(c, err)
}

// exactly takes as many arguments as there are names.
func exactly(names ...string) cobra.PositionalArgs {
	return func(c *cobra.Command, args []string) error {
		if len(args) == len(names) {
			return nil
		}
		if len(names) == 0 {
			return hint(c, fmt.Errorf("%s takes no arguments", c.CommandPath()))
		}
		return hint(c, fmt.Errorf("%s needs %s", c.CommandPath(), strings.Join(names, " and ")))
	}
}

// hint makes err one of usage and says where to read on.
func hint(c *cobra.Command, err error) error {
	return usagef("%w; see: %s --help", err, c.CommandPath())
}

// load reads the settings that c has flags for, and all others from the
// environment and the file.
func load(c *cobra.Command, t terminal) (config.Config, error) {
	return config.Load(c.Flags(), t.environ, app.Rates())
}
