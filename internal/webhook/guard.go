package webhook

import (
	"context"
	"crypto/tls"
	"net"
	"net/http"
	"net/netip"
	"syscall"
	"time"

	"code.dny.dev/ssrf"

	"sluice"
)

// newClient returns a client that follows no redirects, uses no proxy, unpacks
// nothing, and dials what guard lets pass. It speaks HTTP/1.1, so each delivery
// has a connection to itself while it lasts.
func newClient(o Options) *http.Client {
	dial := o.Dial
	if dial == nil {
		dial = (&net.Dialer{
			Timeout:        15 * time.Second,
			KeepAlive:      30 * time.Second,
			Resolver:       o.Resolver,
			ControlContext: guard(o.Allow),
		}).DialContext
	}
	protocols := new(http.Protocols)
	protocols.SetHTTP1(true)
	return &http.Client{
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		Transport: &http.Transport{
			DialContext:            dial,
			Protocols:              protocols,
			TLSClientConfig:        &tls.Config{MinVersion: tls.VersionTLS12, RootCAs: o.Roots},
			TLSHandshakeTimeout:    15 * time.Second,
			DisableCompression:     true,
			MaxIdleConns:           2 * o.Quick,
			MaxIdleConnsPerHost:    o.Quick,
			IdleConnTimeout:        30 * time.Second,
			MaxResponseHeaderBytes: 64 << 10,
		},
	}
}

// guard returns what a dialer asks about each address that it is about to dial,
// after every name was resolved: so a name that changes its address between a
// check and the connection cannot slip through. Public addresses pass, and those
// of allow, at any port.
func guard(allow []netip.Prefix) func(context.Context, string, string, syscall.RawConn) error {
	var v4, v6 []netip.Prefix
	for _, p := range allow {
		if p.Addr().Is4() {
			v4 = append(v4, p)
		} else {
			v6 = append(v6, p)
		}
	}
	guardian := ssrf.New(ssrf.WithAnyPort(), ssrf.WithAllowedV4Prefixes(v4...), ssrf.WithAllowedV6Prefixes(v6...))
	return func(_ context.Context, network, address string, c syscall.RawConn) error {
		if err := guardian.Safe(network, address, c); err != nil {
			return forbidden(address, err)
		}
		return nil
	}
}

// forbidden tells the client, and the operator, what would allow the address.
func forbidden(address string, err error) error {
	if a, parsed := netip.ParseAddrPort(address); parsed == nil {
		address = a.Addr().String()
	}
	return &sluice.Error{
		Code: sluice.Refused, Err: err,
		Text: "webhookUrl leads to " + address + ", which is not a public address: the operator can allow it with outbound.allow",
	}
}
