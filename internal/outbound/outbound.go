// Package outbound says what the gateway may dial because a client asks for it: a
// webhook's receiver, the server of a file. Public addresses are, at any port, and
// those that the operator allows.
//
// The question is put twice. [Guard.Control] is asked about each address at the
// moment when it is dialled, after its name was resolved: so a name that changes
// its address between a check and the connection cannot slip through. That is what
// keeps us out of private networks. [Guard.Forbids] reads a URL before that, and
// knows what is written out alone: it is there to refuse at once what could never
// work.
package outbound

import (
	"errors"
	"fmt"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
	"syscall"

	"code.dny.dev/ssrf"
	"golang.org/x/net/idna"
)

// ErrForbidden is in the error of a dialer whose guard did not let an address pass.
var ErrForbidden = errors.New("not an address that may be dialled")

// A Guard lets public addresses pass, and some others.
type Guard struct{ rules *ssrf.Guardian }

// New returns a guard that lets the addresses of allow pass as well.
func New(allow []netip.Prefix) *Guard {
	var v4, v6 []netip.Prefix
	for _, p := range allow {
		if p.Addr().Is4() {
			v4 = append(v4, p)
		} else {
			v6 = append(v6, p)
		}
	}
	return &Guard{ssrf.New(ssrf.WithAnyPort(), ssrf.WithAllowedV4Prefixes(v4...), ssrf.WithAllowedV6Prefixes(v6...))}
}

// Control is the Control of a [net.Dialer].
func (g *Guard) Control(network, address string, c syscall.RawConn) error {
	if err := g.rules.Safe(network, address, c); err != nil {
		return fmt.Errorf("%w: %w", ErrForbidden, err)
	}
	return nil
}

// Forbids says whether a URL names, in so many figures, an address that must not
// be dialled. Other names are found out when they are resolved, each time.
func (g *Guard) Forbids(address string) bool {
	u, err := url.Parse(address)
	if err != nil {
		return false
	}
	host := u.Hostname()
	if ascii, err := idna.Lookup.ToASCII(host); err == nil {
		host = ascii
	}
	a, ok := literal(strings.ToLower(strings.TrimSuffix(host, ".")))
	return ok && g.rules.SafeAddr(a.Unmap()) != nil // an IPv4 address is one in whichever form it comes
}

// literal reads an address in any form that some resolver takes for one:
// 127.0.0.1, 127.1, 2130706433, 0x7f.1, 0177.0.0.1, ::1, localhost.
func literal(host string) (netip.Addr, bool) {
	if host == "localhost" || strings.HasSuffix(host, ".localhost") {
		return netip.AddrFrom4([4]byte{127, 0, 0, 1}), true
	}
	if a, err := netip.ParseAddr(host); err == nil {
		return a, true
	}
	figures := strings.Split(host, ".")
	if len(figures) > 4 {
		return netip.Addr{}, false
	}
	var sum uint64
	for i, f := range figures {
		last := i == len(figures)-1
		bits := 8
		if last {
			bits = 8 * (5 - len(figures))
		}
		v, err := strconv.ParseUint(octal(f), 0, 64)
		if err != nil || strings.Contains(f, "_") || v >= 1<<bits {
			return netip.Addr{}, false
		}
		sum = sum<<bits | v
	}
	return netip.AddrFrom4([4]byte{byte(sum >> 24), byte(sum >> 16), byte(sum >> 8), byte(sum)}), true
}

// octal keeps Go from reading 0o17 and 0b1, which resolvers do not.
func octal(s string) string {
	if len(s) > 1 && s[0] == '0' && strings.ContainsAny(s[1:2], "oObB") {
		return "x"
	}
	return s
}
