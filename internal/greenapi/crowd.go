package greenapi

import (
	"container/list"
	"io"
	"net"
	"net/netip"
	"sync"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promauto"

	"sluice/internal/buckets"
)

// CrowdOptions tunes a [Crowd].
type CrowdOptions struct {
	Most    int                   // connections at once
	Exempt  []netip.Prefix        // proxies that the operator trusts: theirs are not counted
	Metrics prometheus.Registerer // nil: none
}

// A Crowd is a listener that bounds how many connections are open, and shares them
// among the addresses that want some. While there is room everybody gets in: one
// address may hold thousands of polls. When there is none, the address that has the
// most gives its oldest up for one that has fewer; who has the most itself is turned
// away. So whoever opens connections without end takes them from itself.
type Crowd struct {
	net.Listener
	o    CrowdOptions
	shed prometheus.Counter

	mu      sync.Mutex // guards the rest
	open    int
	parties map[netip.Prefix]*party
	sizes   map[int]map[*party]struct{} // by how many connections they have; the empty are nowhere
	largest int
}

// A party is the connections of one address, the oldest first.
type party struct {
	key    netip.Prefix
	guests list.List // of *guest
}

// NewCrowd returns a bounded listener over ln.
func NewCrowd(ln net.Listener, o CrowdOptions) *Crowd {
	c := &Crowd{Listener: ln, o: o, parties: map[netip.Prefix]*party{}, sizes: map[int]map[*party]struct{}{}}
	auto := promauto.With(o.Metrics)
	auto.NewGaugeFunc(prometheus.GaugeOpts{Name: "sluice_api_connections", Help: "Open connections to the API, without those of trusted proxies."}, func() float64 {
		c.mu.Lock()
		defer c.mu.Unlock()
		return float64(c.open)
	})
	c.shed = auto.NewCounter(prometheus.CounterOpts{Name: "sluice_api_connections_shed_total", Help: "Connections closed because there were too many."})
	return c
}

// Accept returns the next connection that is let in.
func (c *Crowd) Accept() (net.Conn, error) {
	for {
		conn, err := c.Listener.Accept()
		if err != nil {
			return nil, err
		}
		at, _ := netip.ParseAddrPort(conn.RemoteAddr().String())
		from := at.Addr().Unmap().WithZone("")
		if within(from, c.o.Exempt) {
			return conn, nil
		}
		g, out := c.admit(conn, buckets.Source(from))
		if out != nil {
			c.shed.Inc()
			_ = out.Close()
		}
		if g != nil {
			return g, nil
		}
	}
}

// admit lets conn in, or not, and returns the connection that is to be closed, if
// any: another's, or conn itself.
func (c *Crowd) admit(conn net.Conn, key netip.Prefix) (in *guest, out net.Conn) {
	c.mu.Lock()
	defer c.mu.Unlock()
	p := c.parties[key]
	if p == nil {
		p = &party{key: key}
	}
	if c.open >= c.o.Most {
		if p.guests.Len()+1 >= c.largest {
			return nil, conn
		}
		out = c.oldest()
	}
	c.parties[key] = p
	in = &guest{Conn: conn, crowd: c, party: p}
	in.place = p.guests.PushBack(in)
	c.open++
	c.move(p, p.guests.Len()-1)
	return in, out
}

// oldest takes the oldest connection of an address that has the most.
func (c *Crowd) oldest() net.Conn {
	for p := range c.sizes[c.largest] {
		g := p.guests.Front().Value.(*guest)
		c.remove(g)
		return g.Conn
	}
	return nil
}

// remove forgets a connection.
func (c *Crowd) remove(g *guest) {
	if g.place == nil {
		return
	}
	g.party.guests.Remove(g.place)
	g.place = nil
	c.open--
	c.move(g.party, g.party.guests.Len()+1)
}

// move puts a party where it belongs now that it had so many connections before.
func (c *Crowd) move(p *party, had int) {
	if delete(c.sizes[had], p); len(c.sizes[had]) == 0 {
		delete(c.sizes, had)
	}
	has := p.guests.Len()
	if has == 0 {
		delete(c.parties, p.key)
	} else if c.sizes[has] == nil {
		c.sizes[has] = map[*party]struct{}{p: {}}
	} else {
		c.sizes[has][p] = struct{}{}
	}
	c.largest = max(c.largest, has)
	for c.largest > 0 && c.sizes[c.largest] == nil {
		c.largest--
	}
}

// A guest is a connection that counts. It hands on what net/http asks a connection
// for beside reading and writing.
type guest struct {
	net.Conn
	crowd *Crowd
	party *party
	place *list.Element // nil: it counts no more; guarded by Crowd.mu
}

// Close closes the connection and makes room for another.
func (g *guest) Close() error {
	g.crowd.mu.Lock()
	g.crowd.remove(g)
	g.crowd.mu.Unlock()
	return g.Conn.Close()
}

// CloseWrite tells the client that nothing more comes.
func (g *guest) CloseWrite() error {
	if half, ok := g.Conn.(interface{ CloseWrite() error }); ok {
		return half.CloseWrite()
	}
	return nil
}

// ReadFrom lets the system copy files.
func (g *guest) ReadFrom(r io.Reader) (int64, error) { return io.Copy(g.Conn, r) }
