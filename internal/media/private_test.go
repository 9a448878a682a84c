package media_test

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"golang.org/x/net/dns/dnsmessage"

	"sluice"
	"sluice/internal/media"
)

// forms are hosts that must not be reached, each in a range or a spelling of its own.
var forms = []string{
	"127.0.0.1", "127.255.255.254", "0.0.0.0", "10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1", "169.254.169.254",
	"100.64.0.1", "192.0.0.1", "192.0.2.1", "198.18.0.1", "198.51.100.1", "203.0.113.1", "224.0.0.1", "240.0.0.1",
	"255.255.255.255", "192.88.99.1", "[::1]", "[::]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[::127.0.0.1]", "[fe80::1]",
	"[fc00::1]", "[fd12:3456::1]", "[fec0::1]", "[ff02::1]", "[64:ff9b::7f00:1]", "[64:ff9b:1::1]", "[2001:db8::1]", "[2001::1]",
	"[2002:7f00:1::]", "[100::1]",
	// Spellings that some resolvers read as 127.0.0.1, and ours must not.
	"2130706433", "0x7f000001", "0x7f.0.0.1", "017700000001", "0177.0.0.1", "127.1", "127.0.1",
	"localhost", "LOCALHOST", "localhost.", "a.localhost", "127.0.0.1.", "１２７.0.0.1", "127。0。0。1",
}

// A trap listens where nobody may connect, and counts who does.
type trap struct {
	port  string
	calls atomic.Int64
}

func setTrap(t *testing.T) *trap {
	t.Helper()
	trapped := &trap{}
	server := httptest.NewUnstartedServer(http.NotFoundHandler())
	server.Config.ConnState = func(_ net.Conn, s http.ConnState) {
		if s == http.StateNew {
			trapped.calls.Add(1)
		}
	}
	server.Start()
	t.Cleanup(server.Close)
	_, trapped.port, _ = net.SplitHostPort(server.Listener.Addr().String())
	if ln, err := net.Listen("tcp", "[::1]:"+trapped.port); err == nil {
		six := &httptest.Server{Listener: ln, Config: &http.Server{Handler: http.NotFoundHandler(), ConnState: server.Config.ConnState}}
		six.Start()
		t.Cleanup(six.Close)
	}
	return trapped
}

func TestNoPrivateAddressIsEverReached(t *testing.T) {
	trapped := setTrap(t)
	var target atomic.Value // where the friendly server redirects to
	target.Store("")
	friendly := listen(t, "127.0.0.2", func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, target.Load().(string), http.StatusFound)
	})
	ways := []struct {
		name   string
		dials  float64 // connections that are made, to the friendly server
		reach  func(host string) (address string)
		always bool // also for hosts that are no addresses
	}{
		{"directly", 0, func(host string) string { return "http://" + host + ":" + trapped.port + "/x" }, true},
		{"by a redirect", 1, func(host string) string {
			target.Store("http://" + host + ":" + trapped.port + "/x")
			return friendly + "/x"
		}, true},
		{"by a name", 0, func(string) string { return "http://victim.example:" + trapped.port + "/x" }, false},
		{"by a name that leads to a name", 0, func(string) string { return "http://alias.example:" + trapped.port + "/x" }, false},
		{"by a name that changes", 1, func(string) string {
			_, port, _ := net.SplitHostPort(strings.TrimPrefix(friendly, "http://"))
			target.Store("http://rebind.example:" + trapped.port + "/x")
			return "http://rebind.example:" + port + "/x"
		}, false},
	}
	for _, way := range ways {
		for _, host := range forms {
			address, err := netip.ParseAddr(strings.Trim(host, "[]"))
			if err != nil && !way.always {
				continue
			}
			t.Run(way.name+" "+host, func(t *testing.T) {
				w := open(t, func(o *media.Options) {
					o.Allow = []netip.Prefix{netip.MustParsePrefix("127.0.0.2/32")}
					o.Resolver = names(t, map[string][]netip.Addr{
						"victim.example.": {address}, "alias.example.": {address}, "localhost.": {netip.MustParseAddr("127.0.0.1")},
						"rebind.example.": {netip.MustParseAddr("127.0.0.2"), address},
					})
					o.Patience = media.Patience{FirstByte: 2 * time.Second, GiveUp: time.Millisecond}
				})
				_, fetchErr := w.fetched(w.message(way.reach(host)))
				e := codeOf(t, fetchErr, sluice.Refused)
				if err == nil && !strings.Contains(e.Text, "'urlFile' points to a private address; the operator can allow it (outbound.allow)") {
					t.Errorf("got %v", e)
				}
				if n := w.figure("sluice_media_dials_total", "connected"); n != way.dials {
					t.Errorf("%v connections were made", n)
				}
			})
		}
	}
	if n := trapped.calls.Load(); n != 0 {
		t.Errorf("%d connections reached this machine", n)
	}
}

func TestWhatTheOperatorAllowsIsReached(t *testing.T) {
	server := serve(t, func(w http.ResponseWriter, _ *http.Request) { _, _ = fmt.Fprint(w, "content") })
	port := server[strings.LastIndex(server, ":"):]
	for _, host := range []string{"127.0.0.1", "[::ffff:127.0.0.1]", "local.example"} {
		w := open(t, func(o *media.Options) {
			o.Allow = local()
			o.Resolver = names(t, map[string][]netip.Addr{"local.example.": {netip.MustParseAddr("127.0.0.1")}})
		})
		if got, err := w.fetched(w.message("http://" + host + port)); err != nil || got != "content" {
			t.Errorf("%s: got %q, %v", host, got, err)
		}
	}
}

func TestPrivateAddressesAreKnownBeforeAnythingIsAccepted(t *testing.T) {
	w := open(t, nil)
	own := open(t, func(o *media.Options) { o.MediaURL = "http://127.0.0.1:8080" })
	allowed := open(t, func(o *media.Options) { o.Allow = local() })
	for _, tt := range []struct {
		name    string
		w       *world
		address string
		private bool
	}{
		{"a private address", w, "http://127.0.0.1:8080/x", true},
		{"a public one", w, "http://8.8.8.8/x", false},
		{"a name", w, "http://example.org/x", false},
		{"one that is allowed", allowed, "http://127.0.0.1/", false},
		{"a link of ours", own, own.save("a", "", "x").URL, false},
		{"a forged link", own, "http://127.0.0.1:8080/download/4900/aaaa.bin", true},
		{"a link of ours elsewhere", w, own.save("a", "", "x").URL, true},
	} {
		if got := tt.w.Private(tt.address); got != tt.private {
			t.Errorf("%s: private is %v", tt.name, got)
		}
	}
}

// listen starts a server on one of this machine's addresses.
func listen(t *testing.T, host string, h http.HandlerFunc) string {
	t.Helper()
	ln, err := net.Listen("tcp", host+":0")
	if err != nil {
		t.Skipf("this machine has no %s: %v", host, err)
	}
	s := &httptest.Server{Listener: ln, Config: &http.Server{Handler: h}}
	s.Start()
	t.Cleanup(s.Close)
	u := &url.URL{Scheme: "http", Host: ln.Addr().String()}
	return u.String()
}

// names returns a resolver that knows these names alone. Of several addresses it
// tells one at a time: the next one at each look-up, and the last for good.
func names(t *testing.T, known map[string][]netip.Addr) *net.Resolver {
	t.Helper()
	conn, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	z := &zone{known: known, asked: map[string]int{}}
	var g sync.WaitGroup
	g.Go(func() { z.serve(conn) })
	t.Cleanup(func() { _ = conn.Close(); g.Wait() })
	return &net.Resolver{PreferGo: true, Dial: func(ctx context.Context, _, _ string) (net.Conn, error) {
		return (&net.Dialer{}).DialContext(ctx, "udp", conn.LocalAddr().String())
	}}
}

type zone struct {
	known map[string][]netip.Addr
	asked map[string]int
}

func (z *zone) serve(conn net.PacketConn) {
	b := make([]byte, 1500)
	for {
		n, from, err := conn.ReadFrom(b)
		if err != nil {
			return
		}
		var m dnsmessage.Message
		if m.Unpack(b[:n]) != nil || len(m.Questions) != 1 {
			continue
		}
		out, err := z.answer(m)
		if err == nil {
			_, _ = conn.WriteTo(out, from)
		}
	}
}

func (z *zone) answer(m dnsmessage.Message) ([]byte, error) {
	q := m.Questions[0]
	a := dnsmessage.Message{Header: dnsmessage.Header{ID: m.ID, Response: true, RCode: dnsmessage.RCodeNameError}, Questions: m.Questions}
	addresses := z.known[strings.ToLower(q.Name.String())]
	if len(addresses) == 0 {
		return a.Pack()
	}
	a.RCode = dnsmessage.RCodeSuccess
	question := fmt.Sprint(q.Name, q.Type)
	next := addresses[min(z.asked[question], len(addresses)-1)]
	z.asked[question]++
	owner := q.Name
	if strings.HasPrefix(q.Name.String(), "alias.") {
		owner = dnsmessage.MustNewName("victim.example.")
		a.Answers = append(a.Answers, dnsmessage.Resource{
			Header: dnsmessage.ResourceHeader{Name: q.Name, Type: dnsmessage.TypeCNAME, Class: q.Class},
			Body:   &dnsmessage.CNAMEResource{CNAME: owner},
		})
	}
	head := dnsmessage.ResourceHeader{Name: owner, Type: q.Type, Class: q.Class}
	switch {
	case q.Type == dnsmessage.TypeA && next.Is4():
		a.Answers = append(a.Answers, dnsmessage.Resource{Header: head, Body: &dnsmessage.AResource{A: next.As4()}})
	case q.Type == dnsmessage.TypeAAAA && next.Is6():
		a.Answers = append(a.Answers, dnsmessage.Resource{Header: head, Body: &dnsmessage.AAAAResource{AAAA: next.As16()}})
	}
	return a.Pack()
}
