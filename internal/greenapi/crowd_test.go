package greenapi_test

import (
	"errors"
	"fmt"
	"io"
	"maps"
	"math/rand/v2"
	"net"
	"net/http"
	"net/netip"
	"slices"
	"strings"
	"testing"

	"sluice/internal/greenapi"
)

// A street is where connections come from.
type street chan net.Conn

func (s street) Accept() (net.Conn, error) {
	c, ok := <-s
	if !ok {
		return nil, net.ErrClosed
	}
	return c, nil
}

func (s street) Close() error { return nil }
func (street) Addr() net.Addr { return &net.TCPAddr{} }

// A walker is a connection from an address.
type walker struct {
	net.Conn
	from   string
	closed bool
}

func (w *walker) RemoteAddr() net.Addr {
	return net.TCPAddrFromAddrPort(netip.AddrPortFrom(netip.MustParseAddr(w.from), 1))
}

func (w *walker) Close() error { w.closed = true; return nil }

// A door is a crowd with what is inside.
type door struct {
	t      *testing.T
	street street
	crowd  *greenapi.Crowd
	all    []*walker
	inside map[*walker]net.Conn
}

func newDoor(t *testing.T, most int, exempt ...netip.Prefix) *door {
	d := &door{t: t, street: make(street, 2), inside: map[*walker]net.Conn{}}
	d.crowd = greenapi.NewCrowd(d.street, greenapi.CrowdOptions{Most: most, Exempt: exempt})
	return d
}

// come has somebody knock. Behind it stands an exempt one, which is always let in,
// so that nothing has to be waited for.
func (d *door) come(from string) *walker {
	w, witness := &walker{from: from}, &walker{from: "192.0.2.1"}
	d.all = append(d.all, w)
	d.street <- w
	d.street <- witness
	for {
		c, err := d.crowd.Accept()
		if err != nil {
			d.t.Fatal(err)
		}
		if c == net.Conn(witness) {
			return w
		}
		d.inside[w] = c
	}
}

// open counts the connections that are open, by address.
func (d *door) open() map[string]int {
	n := map[string]int{}
	for _, w := range d.all {
		if !w.closed {
			n[w.from]++
		}
	}
	return n
}

func (d *door) want(want map[string]int) {
	d.t.Helper()
	if got := d.open(); fmt.Sprint(got) != fmt.Sprint(want) {
		d.t.Errorf("open: %v, want %v", got, want)
	}
}

var proxies = netip.MustParsePrefix("192.0.2.0/24")

// TestACrowdTakesRoomFromWhoHasTheMost lets one address take all there is: others
// still get in, to equal shares, and nobody who has no more than a share loses any.
func TestACrowdTakesRoomFromWhoHasTheMost(t *testing.T) {
	d := newDoor(t, 10, proxies)
	for range 1000 {
		d.come("203.0.113.1")
	}
	d.want(map[string]int{"203.0.113.1": 10})
	first := d.come("198.51.100.7")
	d.want(map[string]int{"203.0.113.1": 9, "198.51.100.7": 1})
	for range 1000 {
		d.come("203.0.113.1")
	}
	if first.closed {
		t.Error("the honest one was put out")
	}
	for range 100 {
		d.come("198.51.100.8")
		d.come("203.0.113.1")
	}
	d.want(map[string]int{"203.0.113.1": 5, "198.51.100.7": 1, "198.51.100.8": 4})
	if first.closed {
		t.Error("the honest one was put out")
	}
	for w, c := range d.inside {
		if w.from == "203.0.113.1" {
			_ = c.Close()
			_ = c.Close() // once more counts no more
		}
	}
	for range 100 {
		d.come("198.51.100.7")
	}
	d.want(map[string]int{"198.51.100.7": 6, "198.51.100.8": 4})
}

// TestACrowdTakesANetworkForOne because of IPv6 everybody has 2^64 addresses.
func TestACrowdTakesANetworkForOne(t *testing.T) {
	d := newDoor(t, 4, proxies)
	for i := range 50 {
		d.come(fmt.Sprintf("2001:db8::%x", i+1))
	}
	d.come("198.51.100.7")
	d.come("198.51.100.7")
	d.come("::ffff:198.51.100.7") // the same one, who has its share
	d.want(map[string]int{"2001:db8::3": 1, "2001:db8::4": 1, "198.51.100.7": 2})
}

// TestACrowdDoesNotCountTrustedProxies, which have all their clients' connections.
func TestACrowdDoesNotCountTrustedProxies(t *testing.T) {
	d := newDoor(t, 2, proxies)
	for range 10 {
		d.come("203.0.113.1")
	}
	for range 10 {
		d.street <- &walker{from: "192.0.2.200"}
		if c, err := d.crowd.Accept(); err != nil || c.RemoteAddr().String() != "192.0.2.200:1" {
			t.Fatal(c, err)
		}
	}
	d.want(map[string]int{"203.0.113.1": 2})
}

// TestACrowdIsNeverTooLarge comes and goes at random, and holds the listener against
// what is plainly counted.
func TestACrowdIsNeverTooLarge(t *testing.T) {
	const most = 20
	d := newDoor(t, most, proxies)
	for range 5000 {
		if rand.IntN(3) == 0 && len(d.inside) > 0 {
			for w, c := range d.inside {
				_ = c.Close()
				delete(d.inside, w)
				break
			}
			continue
		}
		from := fmt.Sprintf("203.0.113.%d", 1+min(rand.IntN(6), rand.IntN(6)))
		before := d.open()
		w := d.come(from)
		after := d.open()
		sum, largest := 0, slices.Max(append(slices.Collect(maps.Values(before)), 0))
		for a, n := range before {
			sum += n
			if lost := n - after[a]; lost > 0 && (n < largest || lost > 1) {
				t.Fatalf("%s came and %s lost of %v", from, a, before)
			}
		}
		if wantIn := sum < most || before[from]+1 < largest; wantIn == w.closed {
			t.Fatalf("%s came to %v and is closed: %v", from, before, w.closed)
		}
		total := 0
		for _, n := range after {
			total += n
		}
		if total != min(sum+1, most) {
			t.Fatalf("%d are open", total)
		}
		d.all = slices.DeleteFunc(d.all, func(w *walker) bool { return w.closed })
	}
}

// TestACrowdServesHTTP through a real server that has room for one connection: each
// has made room when its client sees the end.
func TestACrowdServesHTTP(t *testing.T) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	w := newWorld()
	server := greenapi.NewHTTPServer(w.handler, w.server.Log)
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(greenapi.NewCrowd(ln, greenapi.CrowdOptions{Most: 1})) }()
	for range 20 {
		conn, err := net.Dial("tcp", ln.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		_, _ = io.WriteString(conn, full("GET /waInstance{id}/getStateInstance/{token} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"))
		if got, err := io.ReadAll(conn); err != nil || !strings.HasPrefix(string(got), "HTTP/1.1 200 ") {
			t.Fatalf("%v %q", err, got)
		}
		_ = conn.Close()
	}
	_ = server.Close()
	if err := <-ended; !errors.Is(err, http.ErrServerClosed) {
		t.Error(err)
	}
}
