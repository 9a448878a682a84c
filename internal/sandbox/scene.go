package sandbox

import (
	"net"
	"sync"
	"time"
)

// A scene is what all handlers share. Every field guards itself.
type scene struct {
	o        Options
	world    *world
	keys     *keyring
	faults   *faults
	lanes    *lanes
	evidence *evidence
	depot    *depot
	journal  *journal // nil: nothing is kept
	core     *centres
	door     *door
}

func newScene(o Options) *scene {
	s := &scene{
		o: o, world: newWorld(newSecret()), keys: newKeyring(nil), faults: &faults{}, lanes: newLanes(),
		evidence: newEvidence(o.Calls), depot: newDepot(o.Dir), door: &door{},
	}
	s.world.pictures[userPeer(echoID)] = s.depot.builtin(s.date())
	return s
}

func (s *scene) now() time.Time { return s.o.Now() }

// date is now as Telegram writes it.
func (s *scene) date() int { return int(s.now().Unix()) }

// A door is where clients come in.
type door struct {
	mu      sync.Mutex // guards what follows
	address string     // "" until it is known
	second  string     // of the second data centre
	until   time.Time  // an outage ends then
}

func (d *door) place() string {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.address
}

func (d *door) move(address, second string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.address, d.second = address, second
}

// side is where the second data centre is.
func (d *door) side() string {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.second
}

// shut lets nobody in for a while.
func (d *door) shut(span time.Duration) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.until = time.Now().Add(span)
}

func (d *door) open() bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	return !time.Now().Before(d.until)
}

// A gate closes new connections at once while its door is shut.
type gate struct {
	net.Listener
	door *door
}

func (g *gate) Accept() (net.Conn, error) {
	for {
		conn, err := g.Listener.Accept()
		if err != nil || g.door.open() {
			return conn, err
		}
		_ = conn.Close() // it is being refused
	}
}
