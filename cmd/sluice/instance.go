package main

import (
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
		Short:   "Add, list, show and remove instances",
		Long: `An instance is one Telegram account with its token and settings. These commands
speak to the gateway that has the data directory open, or open it themselves when
none is running.`,
		Args: cobra.ArbitraryArgs,
		RunE: group,
	}
	c.AddCommand(newInstanceAdd(t), newInstanceList(t), newInstanceShow(t), newInstanceRemove(t))
	return c
}

// operate runs do with an operator for the data directory of the settings.
func operate(c *cobra.Command, t terminal, do func(op app.Operator) error) error {
	cfg, err := load(c, t)
	if err != nil {
		return err
	}
	op, err := app.Open(c.Context(), cfg)
	if err != nil {
		return err
	}
	if err := do(op); err != nil {
		_ = op.Close()
		return err
	}
	return op.Close()
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
settings. An instance that comes from GREEN-API keeps its id, its token and, with
the answer of getSettings in a file, its settings; its clients change apiUrl alone.
It is logged in by qr or startAuthorization afterwards.`,
		Example: `  sluice instance add --name shop
  sluice instance add --id 1101000001 --token-file token.txt --settings settings.json
  sluice instance add --proxy socks5://user:password@10.0.0.1:1080
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
			return operate(c, t, func(op app.Operator) error {
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
	f.StringVar(&n.Link.Proxy, "proxy", "", "socks5://, http:// or mtproxy:// `URL` that alone carries its connection")
	f.IntVar(&n.Link.AppID, "api-id", 0, "Telegram's api_id of this instance; 0: the gateway's")
	f.StringVar(&files.hash, "api-hash-file", "", "`file` with the api_hash that belongs to --api-id")
	f.StringVar(&n.Link.Device, "device", "", "`name` in the owner's list of devices; empty: the gateway's")
	f.StringVar(&files.token, "token-file", "", "`file` with the apiTokenInstance to keep")
	f.StringVar(&files.settings, "settings", "", "`file` with the answer of getSettings")
	f.StringVar(&files.session, "session", "", "`file` with a session of the sandbox's POST /accounts")
	f.BoolVar(&asJSON, "json", false, "print one JSON object")
	return c
}

// instanceFiles are the files that flags name: secrets are never flags, because
// other users of the machine can read those.
type instanceFiles struct{ token, hash, settings, session string }

// read fills n from the files.
func (i instanceFiles) read(n *app.NewInstance) error {
	for _, from := range []struct {
		file string
		take func(data []byte)
	}{
		{i.token, func(data []byte) { n.Token = strings.TrimSpace(string(data)) }},
		{i.hash, func(data []byte) { n.Link.AppHash = strings.TrimSpace(string(data)) }},
		{i.settings, func(data []byte) { n.Settings = data }},
		{i.session, func(data []byte) { n.Session = data }},
	} {
		if from.file == "" {
			continue
		}
		data, err := os.ReadFile(from.file)
		if err != nil {
			return fmt.Errorf("read the instance: %w", err)
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
						strconv.Itoa(i.Notifications), i.WID, i.Name,
					})
				}
				return printTable(t.out, []string{"INSTANCE", "STATE", "MESSAGES", "NOTIFICATIONS", "ACCOUNT", "NAME"}, rows)
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
				return showInstance(t, i, asJSON)
			})
		},
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
		{"notifications waiting", strconv.Itoa(i.Notifications)},
		{"interval", strconv.FormatInt(i.Interval, 10) + " ms"},
		{"created", i.Created.UTC().Format("2006-01-02T15:04:05Z")},
	})
}

func newInstanceRemove(t terminal) *cobra.Command {
	var yes bool
	c := &cobra.Command{
		Use:   "remove ID",
		Short: "Delete an instance with its queue, journal and session",
		Long: `Delete an instance with everything that belongs to it. Its number is not used
again. The session stays open at Telegram: call the API's logout first to close it.`,
		Example: "  sluice instance remove 4900000001 --yes",
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
				what := fmt.Sprintf("This deletes instance %d with %d waiting messages and its session.", id, i.Messages)
				if err := confirm(t, yes, what, strconv.FormatInt(id, 10)); err != nil {
					return err
				}
				return op.Remove(c.Context(), id)
			})
		},
	}
	config.Flags(c.Flags(), "data")
	c.Flags().BoolVar(&yes, "yes", false, "do not ask")
	return c
}
