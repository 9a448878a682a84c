package webhook

import (
	"crypto/tls"
	"net"
	"net/http"
	"net/netip"
	"syscall"
	"time"

	"sluice"
	"sluice/internal/outbound"
)

// newClient returns a client that follows no redirects, uses no proxy, unpacks
// nothing, and dials what the guard lets pass. It speaks HTTP/1.1, so each delivery
// has a connection to itself while it lasts.
func newClient(o Options) *http.Client {
	dial := o.Dial
	if dial == nil {
		dial = (&net.Dialer{
			Timeout:   15 * time.Second,
			KeepAlive: 30 * time.Second,
			Resolver:  o.Resolver,
			Control:   guarded(outbound.New(o.Allow)),
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

// guarded is what a dialer asks of the guard, in our words.
func guarded(g *outbound.Guard) func(network, address string, c syscall.RawConn) error {
	return func(network, address string, c syscall.RawConn) error {
		if err := g.Control(network, address, c); err != nil {
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
