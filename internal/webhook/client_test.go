package webhook_test

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"strings"
	"sync"
	"testing"

	"golang.org/x/net/dns/dnsmessage"

	"sluice/internal/webhook"
)

var (
	loopback = []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8"), netip.MustParsePrefix("::1/128")}
	hop      = netip.MustParseAddr("127.0.0.9") // the one address that the matrix allows
)

// nowhere are addresses that no client may make the gateway dial.
var nowhere = []string{
	"127.0.0.1", "127.8.8.8", "127.255.255.254", "0.0.0.0", "0.1.2.3", "10.0.0.1", "10.255.255.255", "100.64.0.1", "100.127.255.254",
	"169.254.169.254", "169.254.0.1", "172.16.0.1", "172.31.255.255", "192.0.0.8", "192.0.2.1", "192.31.196.1", "192.88.99.1",
	"192.168.0.1", "198.18.0.1", "198.19.255.255", "198.51.100.1", "203.0.113.1", "224.0.0.1", "239.255.255.255", "240.0.0.1",
	"255.255.255.255",
	"::1", "::", "::127.0.0.1", "::ffff:0:127.0.0.1", "64:ff9b::7f00:1", "64:ff9b:1::1", "100::1", "2001::1", "2001:db8::1", "2002:7f00:1::1",
	"fc00::1", "fd00:ec2::254", "fe80::1", "fec0::1", "ff02::1", "::ffff:127.0.0.1", "::ffff:169.254.169.254", "::ffff:10.0.0.1",
}

// A trap listens on every local address and counts who comes where. What comes
// to the hop is redirected to where its query says, or refused.
type trap struct {
	*httptest.Server
	port string

	mu    sync.Mutex
	other int          // connections to other addresses than the hop
	hops  int          // requests to the hop
	taker http.Handler // takes what comes to the hop; nil: nobody does
}

func newTrap(t *testing.T) *trap {
	t.Helper()
	p := &trap{}
	ln, err := new(net.ListenConfig).Listen(t.Context(), "tcp", ":0")
	if err != nil {
		t.Fatal(err)
	}
	p.Server = httptest.NewUnstartedServer(p)
	_ = p.Listener.Close()
	p.Listener = ln
	p.Config.ConnState = func(c net.Conn, state http.ConnState) {
		a := netip.MustParseAddrPort(c.LocalAddr().String()).Addr().Unmap()
		if state == http.StateNew && a != hop {
			p.mu.Lock()
			p.other++
			p.mu.Unlock()
		}
	}
	p.Start()
	t.Cleanup(p.Close)
	_, p.port, _ = net.SplitHostPort(ln.Addr().String())
	return p
}

func (p *trap) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	p.mu.Lock()
	p.hops++
	taker := p.taker
	p.mu.Unlock()
	w.Header().Set("Connection", "close")
	if taker != nil {
		taker.ServeHTTP(w, r)
		return
	}
	if to := r.URL.Query().Get("to"); to != "" {
		http.Redirect(w, r, to, http.StatusTemporaryRedirect)
		return
	}
	w.WriteHeader(http.StatusServiceUnavailable)
}

// takenBy has what comes to the hop taken from now on.
func (p *trap) takenBy(h http.Handler) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.taker = h
}

func (p *trap) seen() (other, hops int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.other, p.hops
}

func (p *trap) at(host string) string { return "http://" + host + ":" + p.port + "/" }

// names is a resolver that asks a name server of its own. A name for which find
// has no address does not exist. One that begins with alias is a CNAME.
func names(find func(name string) []netip.Addr) *net.Resolver {
	return &net.Resolver{PreferGo: true, Dial: func(context.Context, string, string) (net.Conn, error) {
		ours, theirs := net.Pipe()
		go func() {
			defer theirs.Close() //nolint:errcheck // a pipe
			for serveName(theirs, find) == nil {
			}
		}()
		return ours, nil
	}}
}

// serveName answers one question, framed as over TCP.
func serveName(c net.Conn, find func(string) []netip.Addr) error {
	size := make([]byte, 2)
	if _, err := io.ReadFull(c, size); err != nil {
		return err
	}
	asked := make([]byte, int(size[0])<<8|int(size[1]))
	if _, err := io.ReadFull(c, asked); err != nil {
		return err
	}
	var m dnsmessage.Message
	if err := m.Unpack(asked); err != nil {
		return err
	}
	m.Response, m.RecursionAvailable, m.Additionals = true, true, nil
	q := m.Questions[0]
	header := dnsmessage.ResourceHeader{Name: q.Name, Type: q.Type, Class: q.Class}
	addresses := find(strings.TrimSuffix(q.Name.String(), "."))
	if len(addresses) == 0 {
		m.RCode = dnsmessage.RCodeNameError
	}
	if strings.HasPrefix(q.Name.String(), "alias") {
		canonical := dnsmessage.MustNewName("canonical.example.")
		h := header
		h.Type = dnsmessage.TypeCNAME
		m.Answers = append(m.Answers, dnsmessage.Resource{Header: h, Body: &dnsmessage.CNAMEResource{CNAME: canonical}})
		header.Name = canonical
	}
	for _, a := range addresses {
		switch {
		case a.Is4() && q.Type == dnsmessage.TypeA:
			m.Answers = append(m.Answers, dnsmessage.Resource{Header: header, Body: &dnsmessage.AResource{A: a.As4()}})
		case a.Is6() && q.Type == dnsmessage.TypeAAAA:
			m.Answers = append(m.Answers, dnsmessage.Resource{Header: header, Body: &dnsmessage.AAAAResource{AAAA: a.As16()}})
		}
	}
	answer, err := m.Pack()
	if err != nil {
		return err
	}
	_, err = c.Write(append([]byte{byte(len(answer) >> 8), byte(len(answer))}, answer...))
	return err
}

// A zone is the names of the matrix.
type zone struct {
	mu   sync.Mutex
	list map[string][]netip.Addr
}

func (z *zone) set(name string, list ...netip.Addr) {
	z.mu.Lock()
	defer z.mu.Unlock()
	z.list[name] = list
}

func (z *zone) find(name string) []netip.Addr {
	z.mu.Lock()
	defer z.mu.Unlock()
	return z.list[name]
}

// bracketed returns an address as a URL has it.
func bracketed(a netip.Addr) string {
	if a.Is6() {
		return "[" + a.String() + "]"
	}
	return a.String()
}

// disguises are other spellings of an IPv4 address that some resolvers, or some
// clients, take for it.
func disguises(a netip.Addr) []string {
	if !a.Is4() {
		return nil
	}
	b := a.As4()
	n := uint32(b[0])<<24 | uint32(b[1])<<16 | uint32(b[2])<<8 | uint32(b[3])
	return []string{
		fmt.Sprint(n), fmt.Sprintf("%#x", n), fmt.Sprintf("%#o.%#o.%#o.%#o", b[0], b[1], b[2], b[3]),
		fmt.Sprintf("%d.%d", b[0], n&0xffffff), a.String() + ".", strings.ReplaceAll(a.String(), ".", "。"),
	}
}

// TestNoFormOfAPrivateAddressIsDialled is the matrix of server-side request
// forgery: every address, literally, behind names, behind a redirect, and behind
// a name that changes.
func TestNoFormOfAPrivateAddressIsDialled(t *testing.T) {
	p, z := newTrap(t), &zone{list: map[string][]netip.Addr{}}
	w := start(t, webhook.Options{Resolver: names(z.find), Allow: []netip.Prefix{netip.PrefixFrom(hop, 32)}})
	w.url(1, "")
	w.receive(1, "a") // waits through all of it: each new URL is tried at once
	const private, moved = "which is not a public address: the operator can allow it with outbound.allow", "The receiver answered 307; redirects are not followed"
	try := func(name, url, want string) {
		t.Helper()
		w.url(1, url)
		w.ended()
		if got := w.Deliveries(1)[0].Error; !strings.Contains(got, want) {
			t.Errorf("%s, %s: %s", name, url, got)
		}
		if other, _ := p.seen(); other != 0 {
			t.Fatalf("%s, %s: a connection was made", name, url)
		}
	}
	for k, text := range nowhere {
		a := netip.MustParseAddr(text)
		named, alias, rebind := fmt.Sprintf("n%d.example", k), fmt.Sprintf("alias%d.example", k), fmt.Sprintf("rebind%d.example", k)
		z.set(named, a)
		z.set(alias, a)
		try("direct", p.at(bracketed(a)), private)
		try("by name", p.at(named), private)
		try("by name with a dot", p.at(named+"."), private)
		try("by alias", p.at(alias), private)
		try("by redirect", p.at(hop.String())+"?to="+url.QueryEscape(p.at(bracketed(a))), moved)
		z.set(rebind, hop)
		try("before rebinding", p.at(rebind), "The receiver answered 503")
		z.set(rebind, a)
		try("after rebinding", p.at(rebind)+"again", private)
		try("with a user", "http://1.1.1.1@"+bracketed(a)+":"+p.port, "use webhookUrlToken")
		if a.Is4() {
			try("mapped", p.at("[::ffff:"+text+"]"), private)
			try("translated", p.at("[64:ff9b::"+text+"]"), private)
		}
		for _, host := range disguises(a) {
			z.set(strings.TrimSuffix(host, "."), a)
			try("disguised", p.at(host), "")
		}
	}
	if _, hops := p.seen(); hops != 2*len(nowhere) {
		t.Errorf("%d requests came to the one allowed address, want %d", hops, 2*len(nowhere))
	}
	if got, err := w.store.CountNotifications(t.Context(), 1); err != nil || got != 1 {
		t.Errorf("%d notifications wait, %v", got, err)
	}
}

func TestAllowedRangesAreDialled(t *testing.T) {
	p := newTrap(t)
	both := func(string) []netip.Addr {
		return []netip.Addr{netip.MustParseAddr("127.0.0.1"), netip.MustParseAddr("127.0.0.2")}
	}
	tests := []struct {
		name  string
		allow []netip.Prefix
		host  string
		ok    bool
	}{
		{"nothing is allowed", nil, "127.0.0.1", false},
		{"a range", loopback, "127.0.0.1", true},
		{"a range, by name", loopback, "a.example", true},
		{"a range, mapped", loopback, "[::ffff:127.0.0.1]", true},
		{"a range of the other family", loopback[1:], "127.0.0.1", false},
		{"IPv6", loopback, "[::1]", true},
		{"IPv6 of the other family", loopback[:1], "[::1]", false},
		{"another range", []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8")}, "127.0.0.1", false},
		{"the one of two addresses that is in it", []netip.Prefix{netip.MustParsePrefix("127.0.0.2/32")}, "a.example", true},
		{"everything", []netip.Prefix{netip.MustParsePrefix("0.0.0.0/0"), netip.MustParsePrefix("::/0")}, "127.0.0.1", true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w := start(t, webhook.Options{Resolver: names(both), Allow: tt.allow})
			before, _ := p.seen()
			w.url(1, p.at(tt.host))
			w.receive(1, "a")
			w.ended()
			after, _ := p.seen()
			if d := w.Deliveries(1)[0]; (d.Status == 503) != tt.ok || (after == before+1) != tt.ok {
				t.Errorf("%d connections, %+v", after-before, d)
			}
		})
	}
}

func TestTheEnvironmentsProxyIsNotUsed(t *testing.T) {
	p := newTrap(t)
	t.Setenv("HTTP_PROXY", p.at(hop.String()))
	w := start(t, webhook.Options{Resolver: names(func(string) []netip.Addr { return nil }), Allow: []netip.Prefix{netip.PrefixFrom(hop, 32)}})
	w.url(1, "http://missing.example/")
	w.receive(1, "a")
	w.ended()
	if got := w.Deliveries(1)[0].Error; !strings.HasPrefix(got, "The name was not found: ") {
		t.Errorf("got %q", got)
	}
	if _, hops := p.seen(); hops != 0 {
		t.Errorf("%d requests went through the proxy", hops)
	}
}
