package telegram

import (
	"net"
	"slices"
	"strconv"

	"github.com/gotd/td/telegram/dcs"
)

// Centres returns the addresses of Telegram's data centres that a connection
// without a proxy dials, one for each centre.
func Centres() []string {
	var all []string
	seen := map[int]bool{}
	for _, o := range dcs.Prod().Options {
		if o.Ipv6 || o.MediaOnly || o.CDN || o.TCPObfuscatedOnly || seen[o.ID] {
			continue
		}
		seen[o.ID] = true
		all = append(all, net.JoinHostPort(o.IPAddress, strconv.Itoa(o.Port)))
	}
	slices.Sort(all)
	return all
}
