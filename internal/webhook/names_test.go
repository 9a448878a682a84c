package webhook_test

import (
	"fmt"
	"net"
	"net/http/httptest"
	"net/netip"
	"strings"
	"sync"
	"testing"

	"sluice"
	"sluice/internal/webhook"
)

// An office is a name server that lets those who ask for some names wait.
type office struct {
	zone
	open chan struct{} // closed: nobody waits any more

	mu      sync.Mutex
	waiting int // who asked, and waits or has waited
}

func newOffice() *office {
	return &office{zone: zone{list: map[string][]netip.Addr{}}, open: make(chan struct{})}
}

func (o *office) find(name string) []netip.Addr {
	if strings.HasPrefix(name, "slow") {
		o.mu.Lock()
		o.waiting++
		o.mu.Unlock()
		<-o.open
	}
	return o.zone.find(name)
}

func (o *office) waits() int {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.waiting
}

// reached starts a world whose names an office knows, and that dials for real.
func reached(t *testing.T, o *office, opts webhook.Options) (w *world, port string) {
	t.Helper()
	opts.Resolver = names(o.find)
	w = start(t, opts)
	server := httptest.NewServer(w.net)
	t.Cleanup(server.Close)
	_, port, err := net.SplitHostPort(server.Listener.Addr().String())
	w.must(err)
	w.url(1, "")
	return w, port
}

// wantSoon waits for a delivery after the other until a host has what it is to.
func (w *world) wantSoon(host, want string) {
	w.t.Helper()
	for w.net.bodies(host) != want {
		if got := w.net.bodies(host); !strings.HasPrefix(want, got) {
			w.t.Fatalf("%s got %q, want %q", host, got, want)
		}
		w.ended()
	}
}

// wantError waits for a delivery to end with an error that begins like this; "":
// with none.
func (w *world) wantError(why string) {
	w.t.Helper()
	var got string
	for range 100 { // some may have ended before
		w.ended()
		if got = w.Deliveries(1)[0].Error; strings.HasPrefix(got, why) && (got == "") == (why == "") {
			return
		}
	}
	w.t.Fatalf("deliveries end with %q, want %q", got, why)
}

// TestNamesThatAreSlowHoldUpNobodyElse lets more receivers wait for their names
// than there are places for deliveries that are quick.
func TestNamesThatAreSlowHoldUpNobodyElse(t *testing.T) {
	const slow, quick = 4, 5
	o := newOffice()
	release := sync.OnceFunc(func() { close(o.open) })
	defer release()
	w, port := reached(t, o, webhook.Options{Allow: loopback, Quick: 2, Slow: slow})
	var hosts []string
	for k := range slow + quick {
		name := fmt.Sprintf("slow%d.example", k)
		if k >= slow {
			name = fmt.Sprintf("quick%d.example", k)
		}
		o.set(name, netip.MustParseAddr("127.0.0.1"))
		hosts = append(hosts, name+":"+port)
		w.add(sluice.InstanceID(k+2), "http://"+name+":"+port+"/")
	}
	for k := range hosts {
		w.receive(sluice.InstanceID(k+2), "1", "2", "3")
	}
	for _, host := range hosts[slow:] {
		w.wantSoon(host, "1 2 3")
	}
	for _, host := range hosts[:slow] {
		w.wantBodies(host, "")
	}
	if n := o.waits(); n < slow {
		t.Errorf("%d look-ups wait, less than %d: the names are not slow", n, slow)
	}
	release()
	for _, host := range hosts[:slow] {
		w.wantSoon(host, "1 2 3")
	}
}

// TestANameThatIsNotThereYet is missing, then answered too late, and then there.
func TestANameThatIsNotThereYet(t *testing.T) {
	o := newOffice()
	release := sync.OnceFunc(func() { close(o.open) })
	defer release()
	w, port := reached(t, o, webhook.Options{Allow: loopback, Retry: 20 * ms, Timeout: 200 * ms})
	failing := func(why string) {
		t.Helper()
		w.wantError(why)
		w.wantError(why)
		w.wantPending(1, 2)
	}
	w.url(1, "http://missing.example:"+port+"/")
	w.receive(1, "1", "2")
	failing("The name was not found: ")
	w.url(1, "http://slow.example:"+port+"/")
	failing("The receiver did not answer within 200ms")
	release()
	failing("The name was not found: ")
	o.set("slow.example", netip.MustParseAddr("127.0.0.1"))
	w.wantSoon("slow.example:"+port, "1 2")
}

// TestANameThatMovesToAPrivateAddressAndBack is dialled where it may be and
// nowhere else: the address that is dialled is judged, each time.
func TestANameThatMovesToAPrivateAddressAndBack(t *testing.T) {
	o, p := newOffice(), newTrap(t)
	w, _ := reached(t, o, webhook.Options{Allow: []netip.Prefix{netip.PrefixFrom(hop, 32)}, Retry: 20 * ms})
	o.set("moving.example", hop)
	w.url(1, p.at("moving.example"))
	w.receive(1, "1")
	w.wantError("The receiver answered 503")
	for _, private := range []string{"127.0.0.1", "::1", "169.254.169.254", "10.0.0.1"} {
		o.set("moving.example", netip.MustParseAddr(private))
		w.wantError("webhookUrl leads to " + private)
	}
	p.takenBy(w.net)
	o.set("moving.example", netip.MustParseAddr("127.0.0.1"), hop) // one that is allowed beside one that is not
	w.receive(1, "2")
	w.wantSoon("moving.example:"+p.port, "1 2")
	if other, _ := p.seen(); other != 0 {
		t.Errorf("%d connections to other addresses were made", other)
	}
}
