package outbound_test

import (
	"errors"
	"net"
	"net/netip"
	"testing"

	"pgregory.net/rapid"

	"sluice/internal/outbound"
)

// nowhere are addresses in each range that is not public, the first and the last
// of it where its neighbours are.
var nowhere = []string{
	"0.0.0.0", "0.255.255.255", "10.0.0.0", "10.255.255.255", "100.64.0.0", "100.127.255.255", "127.0.0.0", "127.255.255.255",
	"169.254.0.0", "169.254.169.254", "169.254.255.255", "172.16.0.0", "172.31.255.255", "192.0.0.1", "192.0.2.0", "192.0.2.255",
	"192.31.196.1", "192.52.193.1", "192.88.99.1", "192.168.0.0", "192.168.255.255", "192.175.48.1", "198.18.0.0", "198.19.255.255",
	"198.51.100.0", "198.51.100.255", "203.0.113.0", "203.0.113.255", "224.0.0.0", "239.255.255.255", "240.0.0.0", "255.255.255.255",
	"::", "::1", "::127.0.0.1", "::ffff:0:127.0.0.1", "64:ff9b::7f00:1", "64:ff9b:1::1", "100::1", "1fff:ffff::1", "2001::1", "2001:db8::1",
	"2002:7f00:1::1", "3fff::1", "4000::1", "fc00::1", "fd00:ec2::254", "fe80::1", "fec0::1", "ff02::1",
}

// public are addresses beside those ranges, and some that everybody knows.
var public = []string{
	"1.1.1.1", "8.8.8.8", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0", "126.255.255.255", "128.0.0.0",
	"169.253.255.255", "169.255.0.0", "172.15.255.255", "172.32.0.0", "192.0.1.255", "192.0.3.0", "192.167.255.255", "192.169.0.0",
	"198.17.255.255", "198.20.0.0", "198.51.99.255", "198.51.101.0", "203.0.112.255", "203.0.114.0", "223.255.255.255",
	"2001:4860:4860::8888", "2606:4700::1111", "2a00:1450::1", "2400::1",
}

// passes asks what a dialer asks about an address, at some ports.
func passes(t *testing.T, g *outbound.Guard, a netip.Addr) bool {
	t.Helper()
	network := "tcp4"
	if a.Is6() {
		network = "tcp6"
	}
	yes := 0
	ports := []uint16{1, 22, 80, 443, 8080, 65535}
	for _, port := range ports {
		err := g.Control(network, netip.AddrPortFrom(a, port).String(), nil)
		if err == nil {
			yes++
		} else if !errors.Is(err, outbound.ErrForbidden) {
			t.Errorf("%s at %d: %v", a, port, err)
		}
	}
	if yes != 0 && yes != len(ports) {
		t.Errorf("%s passes at %d of %d ports", a, yes, len(ports))
	}
	return yes > 0
}

// named is a URL with an address as its host.
func named(a netip.Addr) string { return "http://" + netip.AddrPortFrom(a, 8080).String() + "/x" }

func TestPublicAddressesPassAndNoOthers(t *testing.T) {
	g := outbound.New(nil)
	for want, list := range map[bool][]string{false: nowhere, true: public} {
		for _, text := range list {
			a := netip.MustParseAddr(text)
			if got := passes(t, g, a); got != want {
				t.Errorf("%s passes: %v", a, got)
			}
			if got := !g.Forbids(named(a)); got != want {
				t.Errorf("%s passes where it is written out: %v", a, got)
			}
			if a.Is4() && g.Forbids("http://[::ffff:"+text+"]/") == want {
				t.Errorf("%s mapped to IPv6 passes: %v", a, !want)
			}
		}
	}
}

func TestWhatIsNoAddressOrNoTCPDoesNotPass(t *testing.T) {
	g := outbound.New(nil)
	for _, tt := range [][2]string{
		{"tcp4", ""}, {"tcp4", "8.8.8.8"}, {"tcp4", "example.org:80"}, {"tcp", "8.8.8.8:80"}, {"udp4", "8.8.8.8:53"}, {"unix", "/run/x.sock"},
	} {
		if err := g.Control(tt[0], tt[1], nil); !errors.Is(err, outbound.ErrForbidden) {
			t.Errorf("%s %s: %v", tt[0], tt[1], err)
		}
	}
}

func TestTheOperatorAllowsRanges(t *testing.T) {
	four, six := netip.MustParsePrefix("127.0.0.0/8"), netip.MustParsePrefix("::1/128")
	tests := []struct {
		name  string
		allow []netip.Prefix
		pass  []string
		not   []string
	}{
		{"none", nil, nil, []string{"127.0.0.1", "::1", "10.0.0.1"}},
		{"of both families", []netip.Prefix{six, four}, []string{"127.0.0.1", "127.9.9.9", "::1"}, []string{"10.0.0.1", "::2", "fe80::1"}},
		{"of IPv4", []netip.Prefix{four}, []string{"127.0.0.1"}, []string{"::1", "::127.0.0.1"}},
		{"of IPv6", []netip.Prefix{six}, []string{"::1"}, []string{"127.0.0.1"}},
		{"more than one", []netip.Prefix{netip.MustParsePrefix("10.1.0.0/16"), netip.MustParsePrefix("10.3.0.0/16")}, []string{"10.1.2.3", "10.3.2.3"}, []string{"10.2.0.1"}},
		{"all", []netip.Prefix{netip.MustParsePrefix("0.0.0.0/0"), netip.MustParsePrefix("::/0")}, nowhere, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			g := outbound.New(tt.allow)
			for want, list := range map[bool][]string{false: tt.not, true: append(tt.pass, public...)} {
				for _, text := range list {
					a := netip.MustParseAddr(text)
					if passes(t, g, a) != want || g.Forbids(named(a)) == want {
						t.Errorf("%s passes: %v, written out: %v, want %v", a, passes(t, g, a), !g.Forbids(named(a)), want)
					}
				}
			}
		})
	}
}

// TestSpellingsOfAnAddressAreRead because some resolvers take them for one.
func TestSpellingsOfAnAddressAreRead(t *testing.T) {
	g := outbound.New(nil)
	for _, host := range []string{
		"2130706433", "0x7f000001", "0x7f.0.0.1", "0X7F.1", "017700000001", "0177.0.0.1", "127.1", "127.0.1", "10.65535", "0",
		"localhost", "LOCALHOST", "localhost.", "a.localhost", "127.0.0.1.", "１２７.0.0.1", "127。0。0。1", "[::ffff:7f00:1]", "[0:0:0:0:0:0:0:1]",
	} {
		if !g.Forbids("http://"+host+":8080/x") || !g.Forbids("https://user@"+host) {
			t.Errorf("%s passes", host)
		}
	}
	for _, address := range []string{
		"http://example.org/x", "http://localhost.example/", "http://notlocalhost/", "http://1.2.3.4.5/", "http://127.0.0.256/", "http://127.0.65536/",
		"http://4294967296/", "http://0b1.example/", "http://0b1111111.0.0.1/", "http://0o177.0.0.1/", "http://127.0.0.1_/", "http://1_0.0.0.1/", "http://08.0.0.1/",
		"http://134744072/", "http://8.8.2056/", "http://%zz", "", "127.0.0.1", "http://",
	} {
		if g.Forbids(address) {
			t.Errorf("%s is forbidden", address)
		}
	}
}

// TestBothQuestionsHaveOneAnswer for any address, in whatever is allowed.
func TestBothQuestionsHaveOneAnswer(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		var allow []netip.Prefix
		for range rapid.IntRange(0, 3).Draw(r, "ranges") {
			a := address(r)
			p, err := a.Prefix(rapid.IntRange(0, a.BitLen()).Draw(r, "bits"))
			if err != nil {
				r.Fatal(err)
			}
			allow = append(allow, p)
		}
		a, g := address(r), outbound.New(allow)
		if pass, forbidden := passes(t, g, a), g.Forbids(named(a)); pass == forbidden {
			r.Fatalf("%s may be dialled: %v; written out it is forbidden: %v", a, pass, forbidden)
		}
	})
}

// address is one as a dialer has it: IPv4 is not mapped to IPv6.
func address(r *rapid.T) netip.Addr {
	b := rapid.SliceOfN(rapid.Byte(), 16, 16).Draw(r, "address")
	if rapid.Bool().Draw(r, "IPv4") {
		return netip.AddrFrom4([4]byte(b))
	}
	return netip.AddrFrom16([16]byte(b)).Unmap()
}

func TestADialerAsksBeforeItConnects(t *testing.T) {
	ln, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer ln.Close() //nolint:errcheck // nothing is left to be said
	dial := func(allow ...netip.Prefix) error {
		d := net.Dialer{Control: outbound.New(allow).Control}
		c, err := d.DialContext(t.Context(), "tcp", ln.Addr().String())
		if err == nil {
			_ = c.Close()
		}
		return err
	}
	if err := dial(); !errors.Is(err, outbound.ErrForbidden) {
		t.Errorf("nothing is allowed: %v", err)
	}
	if err := dial(netip.MustParsePrefix("127.0.0.1/32")); err != nil {
		t.Errorf("it is allowed: %v", err)
	}
}
