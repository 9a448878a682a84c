package media

import (
	"errors"
	"net/netip"
	"net/url"
	"strconv"
	"strings"

	"code.dny.dev/ssrf"
	"golang.org/x/net/idna"

	"sluice"
)

// A guard lets public addresses pass, and what the operator allows, at any port.
type guard struct{ rules *ssrf.Guardian }

func newGuard(allow []netip.Prefix) *guard {
	var v4, v6 []netip.Prefix
	for _, p := range allow {
		if p.Addr().Is4() {
			v4 = append(v4, p)
		} else {
			v6 = append(v6, p)
		}
	}
	return &guard{ssrf.New(ssrf.WithAnyPort(), ssrf.WithAllowedV4Prefixes(v4...), ssrf.WithAllowedV6Prefixes(v6...))}
}

// forbids says whether an address must not be dialled. An IPv4 address is one in
// whichever form it comes.
func (g *guard) forbids(a netip.Addr) bool { return g.rules.SafeAddr(a.Unmap()) != nil }

// errPrivate is what a client is told whose URL leads to an address that it must
// not reach.
func errPrivate(cause error) error {
	return &sluice.Error{
		Code: sluice.Refused, Err: cause,
		Text: "'urlFile' points to a private address; the operator can allow it (outbound.allow)",
	}
}

// Private says whether a URL names, in so many figures, an address that must not
// be dialled. Names are found out when they are resolved, each time. Our own
// links are not private, wherever they point.
func (m *Media) Private(address string) bool {
	if _, ok := m.own(address); ok {
		return false
	}
	u, err := url.Parse(address)
	if err != nil {
		return false
	}
	host := u.Hostname()
	if ascii, err := idna.Lookup.ToASCII(host); err == nil {
		host = ascii
	}
	host = strings.ToLower(strings.TrimSuffix(host, "."))
	if host == "localhost" || strings.HasSuffix(host, ".localhost") {
		return m.guard.forbids(netip.AddrFrom4([4]byte{127, 0, 0, 1}))
	}
	a, ok := literal(host)
	return ok && m.guard.forbids(a)
}

// literal reads an address in any form that some resolver takes for one:
// 127.0.0.1, 127.1, 2130706433, 0x7f.1, 0177.0.0.1, ::1.
func literal(host string) (netip.Addr, bool) {
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

// isPrivate says whether a try ended at the guard.
func isPrivate(err error) bool {
	return errors.Is(err, ssrf.ErrProhibitedIP) || errors.Is(err, ssrf.ErrProhibitedNetwork) || errors.Is(err, ssrf.ErrInvalidHostPort)
}
