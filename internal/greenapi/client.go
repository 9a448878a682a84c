package greenapi

import (
	"net/http"
	"net/netip"
	"slices"
	"strings"
)

// Behind gives the requests that come through proxies which the operator trusts
// the address of their client, as if it had come by itself.
func Behind(trusted []netip.Prefix, h http.Handler) http.Handler {
	if len(trusted) == 0 {
		return h
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		direct := *r
		direct.RemoteAddr = netip.AddrPortFrom(sender(r, trusted), 0).String()
		h.ServeHTTP(w, &direct)
	})
}

// sender is the right-most address in X-Forwarded-For that is no trusted proxy:
// what stands further left was written by whoever stands there.
func sender(r *http.Request, trusted []netip.Prefix) netip.Addr {
	from := client(r)
	if !within(from, trusted) {
		return from
	}
	hops := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
	for _, hop := range slices.Backward(hops) {
		a, ok := parseHop(strings.TrimSpace(hop))
		if !ok {
			return from // the last one that somebody vouches for
		}
		if from = a; !within(from, trusted) {
			return from
		}
	}
	return from
}

// client is the address that a request comes from. Of a connection that is not
// TCP there is none.
func client(r *http.Request) netip.Addr {
	at, _ := netip.ParseAddrPort(r.RemoteAddr)
	return at.Addr().Unmap().WithZone("")
}

// parseHop reads an address as proxies write it, some with a port.
func parseHop(s string) (netip.Addr, bool) {
	a, err := netip.ParseAddr(strings.TrimSuffix(strings.TrimPrefix(s, "["), "]"))
	if err != nil {
		both, err := netip.ParseAddrPort(s)
		if err != nil {
			return netip.Addr{}, false
		}
		a = both.Addr()
	}
	return a.Unmap().WithZone(""), true
}

func within(a netip.Addr, all []netip.Prefix) bool {
	return slices.ContainsFunc(all, func(p netip.Prefix) bool { return p.Contains(a) })
}
