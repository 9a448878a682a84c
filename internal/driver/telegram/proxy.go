package telegram

import (
	"bufio"
	"context"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/gotd/td/telegram/dcs"
	"github.com/gotd/td/transport"
	"golang.org/x/net/proxy"

	"sluice"
)

// A dialer makes the connection to an address, through whatever lies between.
type dialer func(ctx context.Context, network, address string) (net.Conn, error)

// resolver returns how an instance reaches the data centres. With a proxy
// nothing is ever dialled but the proxy: when that is dead, so is the instance.
func (d *Driver) resolver(l sluice.Link) (dcs.Resolver, error) {
	u, err := l.ProxyURL()
	if err != nil {
		return nil, err
	}
	direct := dialer((&net.Dialer{Timeout: dialTimeout, KeepAlive: 30 * time.Second}).DialContext)
	if u == nil {
		return d.pinned(dcs.Plain(dcs.PlainOptions{Dial: dcs.DialFunc(direct)})), nil
	}
	var through dialer
	switch u.Scheme {
	case "mtproxy":
		return mtproxy(u, dcs.DialFunc(direct))
	case "http":
		through = connect(u, direct)
	default: // socks5, socks5h
		through, err = socks5(u, direct)
	}
	if err != nil {
		return nil, err
	}
	return d.pinned(dcs.Plain(dcs.PlainOptions{Dial: dcs.DialFunc(through)})), nil
}

// dialTimeout bounds one try to reach Telegram or a proxy.
const dialTimeout = 15 * time.Second

// invalidProxy has no cause: the libraries quote what they cannot use, secrets
// included.
func invalidProxy(why string) error {
	return &sluice.Error{Code: sluice.Invalid, Text: "'proxy' cannot be used: " + why}
}

// pinned keeps a sandbox's own data centre at the address the operator gave,
// whatever address it announces: a test may have put something in between.
func (d *Driver) pinned(r dcs.Resolver) dcs.Resolver {
	if d.opts.Endpoint == nil {
		return r
	}
	return pinned{Resolver: r, dc: d.opts.Endpoint.DC, list: d.dcs}
}

type pinned struct {
	dcs.Resolver
	dc   int
	list dcs.List
}

func (p pinned) Primary(ctx context.Context, dc int, list dcs.List) (transport.Conn, error) {
	if dc == p.dc {
		list = p.list
	}
	return p.Resolver.Primary(ctx, dc, list)
}

func socks5(u *url.URL, forward dialer) (dialer, error) {
	var auth *proxy.Auth
	if u.User != nil {
		password, _ := u.User.Password()
		auth = &proxy.Auth{User: u.User.Username(), Password: password}
	}
	s, err := proxy.SOCKS5("tcp", withPort(u, "1080"), auth, forwarding{forward})
	if err != nil {
		return nil, invalidProxy("no SOCKS5 proxy")
	}
	through, ok := s.(proxy.ContextDialer)
	if !ok {
		return nil, invalidProxy("no SOCKS5 proxy")
	}
	return through.DialContext, nil
}

// forwarding lets a dialer be what package proxy dials the proxy with.
type forwarding struct{ dial dialer }

// Dial is never called: the library prefers DialContext.
func (forwarding) Dial(string, string) (net.Conn, error) { return nil, net.ErrClosed }

func (f forwarding) DialContext(ctx context.Context, network, address string) (net.Conn, error) {
	return f.dial(ctx, network, address)
}

// connect asks an HTTP proxy for a tunnel.
func connect(u *url.URL, forward dialer) dialer {
	return func(ctx context.Context, network, address string) (net.Conn, error) {
		conn, err := forward(ctx, network, withPort(u, "8080"))
		if err != nil {
			return nil, err
		}
		tunnel, err := askTunnel(ctx, conn, u, address)
		if err != nil {
			_ = conn.Close()
			return nil, fmt.Errorf("http proxy: %w", err)
		}
		return tunnel, nil
	}
}

func askTunnel(ctx context.Context, conn net.Conn, u *url.URL, address string) (net.Conn, error) {
	stop := context.AfterFunc(ctx, func() { _ = conn.SetDeadline(time.Unix(1, 0)) })
	defer stop()
	if err := conn.SetDeadline(time.Now().Add(dialTimeout)); err != nil {
		return nil, err
	}
	request := &http.Request{Method: http.MethodConnect, URL: &url.URL{Opaque: address}, Host: address, Header: http.Header{}}
	if u.User != nil {
		password, _ := u.User.Password()
		credentials := base64.StdEncoding.EncodeToString([]byte(u.User.Username() + ":" + password))
		request.Header.Set("Proxy-Authorization", "Basic "+credentials)
	}
	if err := request.Write(conn); err != nil {
		return nil, err
	}
	buffered := bufio.NewReader(conn)
	answer, err := http.ReadResponse(buffered, request)
	if err != nil {
		return nil, err
	}
	if answer.StatusCode != http.StatusOK {
		_ = answer.Body.Close()
		return nil, fmt.Errorf("it answered %s", answer.Status)
	}
	if !stop() {
		return nil, ctx.Err()
	}
	if err := conn.SetDeadline(time.Time{}); err != nil {
		return nil, err
	}
	return tunnel{Conn: conn, read: buffered}, nil
}

// A tunnel gives back first what the proxy sent behind its answer.
type tunnel struct {
	net.Conn
	read *bufio.Reader
}

func (t tunnel) Read(b []byte) (int, error) { return t.read.Read(b) }

// mtproxy takes mtproxy://host:port?secret=HEX, the secret also in base64.
func mtproxy(u *url.URL, dial dcs.DialFunc) (dcs.Resolver, error) {
	secret, err := proxySecret(u.Query().Get("secret"))
	if err != nil {
		return nil, invalidProxy("its secret is neither hex nor base64")
	}
	r, err := dcs.MTProxy(withPort(u, "443"), secret, dcs.MTProxyOptions{Dial: dial})
	if err != nil {
		return nil, invalidProxy("its secret is none of MTProxy's")
	}
	return r, nil
}

func proxySecret(s string) ([]byte, error) {
	if secret, err := hex.DecodeString(s); err == nil {
		return secret, nil
	}
	return base64.RawURLEncoding.DecodeString(strings.TrimRight(s, "="))
}

func withPort(u *url.URL, port string) string {
	if u.Port() != "" {
		port = u.Port()
	}
	return net.JoinHostPort(u.Hostname(), port)
}
