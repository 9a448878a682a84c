package main

import (
	"errors"
	"strconv"

	"github.com/spf13/cobra"

	"sluice/internal/app"
	"sluice/internal/config"
)

func newInstanceLink(t terminal) *cobra.Command {
	var (
		n      app.NewInstance // of which the link alone counts
		files  instanceFiles
		asJSON bool
	)
	c := &cobra.Command{
		Use:   "link ID",
		Short: "Give an instance another proxy, api_id or device",
		Long: `Change how an instance reaches Telegram. What is not named stays as it is; so do
the account, the queue and all else. A running gateway connects anew at once, and
what waits is sent once it has.`,
		Example: `  sluice instance link 4900000001 --proxy-file proxy.txt
  sluice instance link 4900000001 --proxy ''
  sluice instance link 4900000001 --api-id 12345 --api-hash-file hash.txt`,
		Args: exactly("an idInstance"),
		RunE: onInstance(t, func(c *cobra.Command, op app.Operator, id int64) error {
			change, err := readLink(c, &n, files)
			if err != nil {
				return err
			}
			i, err := op.Link(c.Context(), id, change)
			if err != nil {
				return err
			}
			return showInstance(t, i, asJSON)
		}),
	}
	config.Flags(c.Flags(), "data")
	linkFlags(c, &n, &files)
	c.Flags().BoolVar(&asJSON, "json", false, "print one JSON object")
	return c
}

// linkFlags are the flags for how an instance reaches Telegram.
func linkFlags(c *cobra.Command, n *app.NewInstance, files *instanceFiles) {
	f := c.Flags()
	f.StringVar(&n.Link.Proxy, "proxy", "", "socks5://, http:// or mtproxy:// `URL` that alone carries its connection; empty: none")
	f.StringVar(&files.proxy, "proxy-file", "", "`file` with that URL: other users of the machine can read a password in --proxy")
	c.MarkFlagsMutuallyExclusive("proxy", "proxy-file")
	f.IntVar(&n.Link.AppID, "api-id", 0, "Telegram's api_id of this instance; 0: the gateway's")
	f.StringVar(&files.hash, "api-hash-file", "", "`file` with the api_hash that belongs to --api-id")
	f.StringVar(&n.Link.Device, "device", "", "`name` in the owner's list of devices; empty: the gateway's")
}

// readLink returns the change that the flags tell.
func readLink(c *cobra.Command, n *app.NewInstance, files instanceFiles) (change app.LinkChange, err error) {
	if err := files.read(n); err != nil {
		return change, err
	}
	named := false
	for flag, take := range map[string]func(){
		"proxy":         func() { change.Proxy = &n.Link.Proxy },
		"proxy-file":    func() { change.Proxy = &n.Link.Proxy },
		"api-id":        func() { change.AppID = &n.Link.AppID },
		"api-hash-file": func() { change.AppHash = &n.Link.AppHash },
		"device":        func() { change.Device = &n.Link.Device },
	} {
		if c.Flags().Changed(flag) {
			named = true
			take()
		}
	}
	if !named {
		return change, hint(c, errors.New("nothing is to change: name a --proxy-file or a --proxy, an --api-id with its --api-hash-file, or a --device"))
	}
	return change, nil
}

// ownID is an instance's api_id; none of its own is empty.
func ownID(i app.InstanceInfo) string {
	if i.AppID == 0 {
		return ""
	}
	return strconv.Itoa(i.AppID)
}
