package campaign

import (
	"context"
	"errors"
	"io"
	"net"
	"sync"
	"time"
)

// A vice is what a line does to what it carries.
type vice string

// The vices. Those that hold something back keep the connection open.
const (
	honest    vice = "honest"
	slow      vice = "each packet takes two seconds"
	dripping  vice = "a byte at a time"
	trickling vice = "a byte a second"
	blackhole vice = "nothing arrives, either way"
	halfOpen  vice = "requests arrive, answers do not"
	losing    vice = "requests arrive, every third answer is lost with its connection"
)

// A proxy stands between the gateway and the fake, and has vices.
type proxy struct {
	listener net.Listener
	to       string
	running  sync.WaitGroup

	mu      sync.Mutex // guards the rest
	vice    vice
	changed chan struct{} // closed when vice changes
	answers int           // that came while answers get lost
	conns   map[net.Conn]struct{}
}

// newProxy returns a proxy that forwards to an address once it runs.
func newProxy(to string) (*proxy, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	return &proxy{listener: l, to: to, vice: honest, changed: make(chan struct{}), conns: map[net.Conn]struct{}{}}, nil
}

// run forwards until ctx ends.
func (p *proxy) run(ctx context.Context) {
	stop := context.AfterFunc(ctx, func() {
		_ = p.listener.Close()
		p.cut(false)
	})
	defer stop()
	for {
		near, err := p.listener.Accept()
		if err != nil {
			break
		}
		p.running.Go(func() { p.serve(ctx, near) })
	}
	p.running.Wait()
}

func (p *proxy) serve(ctx context.Context, near net.Conn) {
	defer near.Close() //nolint:errcheck // it may be cut already
	far, err := (&net.Dialer{}).DialContext(ctx, "tcp", p.to)
	if err != nil {
		return
	}
	defer far.Close() //nolint:errcheck // likewise
	p.mu.Lock()
	p.conns[near], p.conns[far] = struct{}{}, struct{}{}
	p.mu.Unlock()
	defer func() {
		p.mu.Lock()
		defer p.mu.Unlock()
		delete(p.conns, near)
		delete(p.conns, far)
	}()
	var back sync.WaitGroup
	back.Go(func() { p.forward(ctx, near, far, true) })
	p.forward(ctx, far, near, false)
	back.Wait()
}

// forward carries bytes one way until that ends, and then ends the other way too.
func (p *proxy) forward(ctx context.Context, to, from net.Conn, answers bool) {
	defer to.Close()   //nolint:errcheck // it may be cut already
	defer from.Close() //nolint:errcheck // likewise
	buffer := make([]byte, 16<<10)
	for {
		n, err := from.Read(buffer)
		if err != nil {
			return
		}
		if p.deliver(ctx, to, buffer[:n], answers) != nil {
			return
		}
	}
}

// deliver writes data as the vice of the moment has it.
func (p *proxy) deliver(ctx context.Context, to io.Writer, data []byte, answers bool) error {
	for {
		p.mu.Lock()
		v, changed := p.vice, p.changed
		p.mu.Unlock()
		switch {
		case v == blackhole || v == halfOpen && answers:
			select {
			case <-changed: // and then what was held back arrives
			case <-ctx.Done():
				return ctx.Err()
			}
			continue
		case v == losing && answers && p.third():
			return errLost
		case (v == dripping || v == trickling) && len(data) > 1:
			if _, err := to.Write(data[:1]); err != nil {
				return err
			}
			data = data[1:]
			pause := time.Millisecond
			if v == trickling {
				pause = time.Second
			}
			wait(ctx, pause)
			continue
		case v == slow:
			wait(ctx, 2*time.Second)
		}
		_, err := to.Write(data)
		return err
	}
}

// errLost ends a connection together with what was on it.
var errLost = errors.New("the answer is lost")

// third counts an answer, and says whether it is a third one.
func (p *proxy) third() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.answers++
	return p.answers%3 == 0
}

// heal ends all connections, so that nothing arrives which was held back, and
// the proxy is honest from then on.
func (p *proxy) heal() {
	p.turn(blackhole)
	p.cut(true)
	p.turn(honest)
}

// turn gives the proxy another vice.
func (p *proxy) turn(v vice) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.vice = v
	close(p.changed)
	p.changed = make(chan struct{})
}

// cut ends all connections; with reset so that the other side hears no goodbye.
func (p *proxy) cut(reset bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for c := range p.conns {
		if t, ok := c.(*net.TCPConn); ok && reset {
			_ = t.SetLinger(0)
		}
		_ = c.Close()
	}
}
