package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"sluice/internal/app"
	"sluice/internal/config"
)

func newInstance(t terminal) *cobra.Command {
	c := &cobra.Command{
		Use:     "instance",
		GroupID: groupOwn,
		Short:   "Add, list, show, link and remove instances",
		Long: `An instance is one Telegram account with its token and settings. These commands
speak to the gateway that has the data directory open, or open it themselves when
none is running.`,
		Args: cobra.ArbitraryArgs,
		RunE: group,
	}
	c.AddCommand(newInstanceAdd(t), newInstanceList(t), newInstanceShow(t), newInstanceLink(t), newInstanceRemove(t))
	return c
}

// operate runs do with an operator for the data directory of the settings, where
// something must be stored already.
func operate(c *cobra.Command, t terminal, do func(op app.Operator) error) error {
	return operateOn(c, t, app.Open, do)
}

// prepare is operate for what may come before the first start of a gateway.
func prepare(c *cobra.Command, t terminal, do func(op app.Operator) error) error {
	return operateOn(c, t, app.Prepare, do)
}

// An opener is [app.Open] or [app.Prepare].
type opener func(ctx context.Context, cfg config.Config) (app.Operator, error)

func operateOn(c *cobra.Command, t terminal, open opener, do func(op app.Operator) error) error {
	cfg, err := load(c, t)
	if err != nil {
		return err
	}
	op, err := open(c.Context(), cfg)
	if err != nil {
		return err
	}
	if err := do(op); err != nil {
		_ = op.Close()
		return err
	}
	return op.Close()
}

// onInstance is operate for a command whose one argument is an idInstance.
func onInstance(t terminal, do func(c *cobra.Command, op app.Operator, id int64) error) func(*cobra.Command, []string) error {
	return func(c *cobra.Command, args []string) error {
		id, err := parseID(c, args[0])
		if err != nil {
			return err
		}
		return operate(c, t, func(op app.Operator) error { return do(c, op, id) })
	}
}

// parseID reads an instance's number from the command line.
func parseID(c *cobra.Command, s string) (int64, error) {
	id, err := strconv.ParseInt(s, 10, 64)
	if err != nil || id <= 0 {
		return 0, hint(c, fmt.Errorf("%q is no idInstance", s))
	}
	return id, nil
}

func newInstanceAdd(t terminal) *cobra.Command {
	var (
		n      app.NewInstance
		files  instanceFiles
		asJSON bool
	)
	c := &cobra.Command{
		Use:   "add",
		Short: "Add an instance, new or with the id and token it had elsewhere",
		Long: `Add an instance. Without flags it gets the next number, a new token and default
settings, with 3000 ms between two sends: accounts that send faster are restricted
more often. An instance that comes from GREEN-API keeps its id, its token and, with
the answer of getSettings in a file, its settings; its clients change apiUrl alone.
It is logged in by qr or startAuthorization afterwards.`,
		Example: `  sluice instance add --name shop
  sluice instance add --id 1101000001 --token-file token.txt --settings settings.json
  sluice instance add --proxy-file proxy.txt
  sluice instance add --api-id 12345 --api-hash-file hash.txt --device Desk`,
		Args: exactly(),
		RunE: func(c *cobra.Command, _ []string) error {
			if err := files.read(&n); err != nil {
				return err
			}
			cfg, err := load(c, t)
			if err != nil {
				return err
			}
			if files.session != "" && cfg.Sandbox == "" {
				return hint(c, fmt.Errorf("--session is for accounts of a sandbox; name it with --sandbox"))
			}
			return prepare(c, t, func(op app.Operator) error {
				i, err := op.Add(c.Context(), n)
				if err != nil {
					return err
				}
				return showInstance(t, i, asJSON)
			})
		},
	}
	config.Flags(c.Flags(), "data", "sandbox")
	f := c.Flags()
	f.Int64Var(&n.ID, "id", 0, "idInstance of 1 to 10 digits; 0: the next free number")
	f.StringVar(&n.Name, "name", "", "a name for people")
	f.IntVar(&n.Interval, "interval", 0, "`milliseconds` between two sends, where --settings has none (default 3000)")
	linkFlags(c, &n, &files)
	f.StringVar(&files.token, "token-file", "", "`file` with the apiTokenInstance to keep")
	f.StringVar(&files.settings, "settings", "", "`file` with the answer of getSettings")
	f.StringVar(&files.session, "session", "", "`file` with a session of the sandbox's POST /accounts")
	f.BoolVar(&asJSON, "json", false, "print one JSON object")
	return c
}

// instanceFiles are the files that flags name: secrets need not be flags, because
// other users of the machine can read those.
type instanceFiles struct{ token, hash, proxy, settings, session string }

// read fills n from the files.
func (i instanceFiles) read(n *app.NewInstance) error {
	for _, from := range []struct {
		file string
		what string
		take func(data []byte)
	}{
		{i.token, "the apiTokenInstance to keep", func(data []byte) { n.Token = strings.TrimSpace(string(data)) }},
		{i.hash, "the api_hash", func(data []byte) { n.Link.AppHash = strings.TrimSpace(string(data)) }},
		{i.proxy, "the URL of a proxy", func(data []byte) { n.Link.Proxy = strings.TrimSpace(string(data)) }},
		{i.settings, "the answer of getSettings", func(data []byte) { n.Settings = data }},
		{i.session, "the session", func(data []byte) { n.Session = data }},
	} {
		if from.file == "" {
			continue
		}
		data, err := os.ReadFile(from.file)
		if err != nil {
			return fmt.Errorf("read the instance: %w", err)
		}
		if len(bytes.TrimSpace(data)) == 0 {
			return usagef("%s is empty; it must hold %s", from.file, from.what)
		}
		from.take(data)
	}
	if i.settings != "" && !json.Valid(n.Settings) {
		return usagef("%s holds no JSON; it must be the answer of getSettings", i.settings)
	}
	return nil
}

func newInstanceList(t terminal) *cobra.Command {
	var asJSON bool
	c := &cobra.Command{
		Use:     "list",
		Short:   "List the instances",
		Example: "  sluice instance list --json",
		Args:    exactly(),
		RunE: func(c *cobra.Command, _ []string) error {
			return operate(c, t, func(op app.Operator) error {
				all, err := op.List(c.Context())
				if err != nil {
					return err
				}
				if asJSON {
					return printJSON(t.out, all)
				}
				var rows [][]string
				for _, i := range all {
					rows = append(rows, []string{
						strconv.FormatInt(i.ID, 10), i.State, strconv.Itoa(i.Messages),
						strconv.Itoa(i.Notifications), i.WID, i.Name, stopped(i), waitsFor(i.Outlook),
					})
				}
				return printTable(t.out, []string{"INSTANCE", "STATE", "MESSAGES", "NOTIFICATIONS", "ACCOUNT", "NAME", "HOLD", "WAITS FOR"}, rows)
			})
		},
	}
	config.Flags(c.Flags(), "data")
	c.Flags().BoolVar(&asJSON, "json", false, "print a JSON array")
	return c
}

func newInstanceShow(t terminal) *cobra.Command {
	var asJSON bool
	c := &cobra.Command{
		Use:     "show ID",
		Short:   "Show one instance with its token",
		Example: "  sluice instance show 4900000001",
		Args:    exactly("an idInstance"),
		RunE: onInstance(t, func(c *cobra.Command, op app.Operator, id int64) error {
			i, err := op.Show(c.Context(), id)
			if err != nil {
				return err
			}
			return showInstance(t, i, asJSON)
		}),
	}
	config.Flags(c.Flags(), "data")
	c.Flags().BoolVar(&asJSON, "json", false, "print one JSON object")
	return c
}

func showInstance(t terminal, i app.InstanceInfo, asJSON bool) error {
	if asJSON {
		return printJSON(t.out, i)
	}
	return printTable(t.out, []string{"idInstance", strconv.FormatInt(i.ID, 10)}, [][]string{
		{"apiTokenInstance", i.Token},
		{"name", i.Name},
		{"stateInstance", i.State},
		{"wid", i.WID},
		{"messages waiting", strconv.Itoa(i.Messages)},
		{"waits for", waitsFor(i.Outlook)},
		{"notifications waiting", inbox(i)},
		{"interval", strconv.FormatInt(i.Interval, 10) + " ms"},
		{"proxy", i.Proxy},
		{"api_id", ownID(i)},
		{"device", i.Device},
		{"hold", stopped(i)},
		{"created", i.Created.UTC().Format("2006-01-02T15:04:05Z")},
	})
}

// inbox says how many notifications wait, and why there may never be any.
func inbox(i app.InstanceInfo) string {
	if i.Silent {
		return strconv.Itoa(i.Notifications) + "; all switches are off, so failures alone are told: setSettings, or --settings of instance add, turns them on"
	}
	return strconv.Itoa(i.Notifications)
}

// stopped says that an instance is paused or on hold, and how that ends.
func stopped(i app.InstanceInfo) string {
	switch {
	case i.Held:
		return fmt.Sprintf("on hold: sluice queue release --id %d", i.ID)
	case i.Paused && i.PausedBy != "":
		return fmt.Sprintf("paused by %s: sluice queue resume %d", i.PausedBy, i.ID)
	case i.Paused:
		return fmt.Sprintf("paused: sluice queue resume %d", i.ID)
	}
	return ""
}

// holds are the words for heldFor, why something is on hold.
var holds = map[string]string{
	"restored": "since a restore",
	"account":  "since another account logged in",
	"asked":    "because somebody asked for it",
	"doubt":    "because nobody can tell whether it was sent",
}

// waitsFor writes why something waits, until when, and by whose will.
func waitsFor(o app.Outlook) string {
	text := o.Waits
	if o.Reason != "" {
		text += " (" + string(o.Reason) + ")"
	}
	if why := holds[string(o.For)]; why != "" {
		text += ", " + why
	}
	if !o.Until.IsZero() {
		text += ", until " + o.Until.UTC().Format("2006-01-02T15:04:05Z")
	}
	if o.By != "" {
		text += ", by " + o.By
	}
	return text
}

func newInstanceRemove(t terminal) *cobra.Command {
	var yes bool
	c := &cobra.Command{
		Use:   "remove ID",
		Short: "Delete an instance with its queue, journal and session",
		Long: `Delete an instance with everything that belongs to it. Its number is not used
again, unless nobody was ever logged in and nothing ever waited: then "instance
add --id" takes it anew, so that a slip is no loss of the number. The session stays open at Telegram: call the API's logout first to close it.`,
		Example: "  sluice instance remove 4900000001 --yes",
		Args:    exactly("an idInstance"),
		RunE: onInstance(t, func(c *cobra.Command, op app.Operator, id int64) error {
			i, err := op.Show(c.Context(), id)
			if err != nil {
				return err
			}
			what := fmt.Sprintf("This deletes instance %d with %d waiting messages and its session.", id, i.Messages)
			if err := confirm(t, yes, what, strconv.FormatInt(id, 10)); err != nil {
				return err
			}
			return op.Remove(c.Context(), id)
		}),
	}
	config.Flags(c.Flags(), "data")
	c.Flags().BoolVar(&yes, "yes", false, "do not ask")
	return c
}
