package webhook

import (
	"context"
	"net/url"
	"slices"
	"strings"
	"sync"
)

// hosts bound how many deliveries are under way to one destination, a host and its
// port: whoever has many instances cannot aim them all at somebody. Each destination
// has two lines, as the gate has two pools, so that what hangs there does not hold up
// what answers; and a place in a line comes before a slot of the gate, so that
// whoever waits there holds up nobody elsewhere. A stream stands in a line once:
// all instances of a destination have their turn.
type hosts struct {
	mu    sync.Mutex // guards all below
	most  int        // of each line
	lines map[line]*standing
}

// A line is where deliveries to one destination wait for their turn.
type line struct {
	host string
	slow bool
}

// A standing is how a line stands. It is forgotten when nobody is in it.
type standing struct {
	served  int
	waiting []*place // who came first is first
}

// A place is somebody's in a line.
type place struct {
	line
	turn   chan struct{} // closed when it has come
	waited bool          // it had not come at once
}

// newHosts returns lines for total deliveries to each destination.
func newHosts(total int) *hosts {
	return &hosts{most: max(1, total/2), lines: map[line]*standing{}}
}

// nowhere is a place whose turn never comes.
var nowhere = &place{}

// aside is the last place in the slow line of p's destination, and nowhere when p
// is in it.
func (h *hosts) aside(p *place) *place {
	if p.slow {
		return nowhere
	}
	return h.join(line{p.host, true})
}

// join takes the last place in a line.
func (h *hosts) join(at line) *place {
	h.mu.Lock()
	defer h.mu.Unlock()
	q := h.lines[at]
	if q == nil {
		q = &standing{}
		h.lines[at] = q
	}
	p := &place{line: at, turn: make(chan struct{})}
	q.waiting = append(q.waiting, p)
	h.serve(q)
	return p
}

// leave gives a place up, whether its turn has come or not.
func (h *hosts) leave(p *place) {
	if p == nowhere {
		return
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	q := h.lines[p.line]
	if p.come() {
		q.served--
	} else {
		q.waiting = slices.DeleteFunc(q.waiting, func(x *place) bool { return x == p })
	}
	h.serve(q)
	if q.served == 0 && len(q.waiting) == 0 {
		delete(h.lines, p.line)
	}
}

// waiting returns how many wait for their turn.
func (h *hosts) waiting() int {
	h.mu.Lock()
	defer h.mu.Unlock()
	n := 0
	for _, q := range h.lines {
		n += len(q.waiting)
	}
	return n
}

// serve lets in who is first while there is room.
func (h *hosts) serve(q *standing) {
	for q.served < h.most && len(q.waiting) > 0 {
		q.served++
		close(q.waiting[0].turn)
		q.waiting = slices.Delete(q.waiting, 0, 1)
	}
}

// come says whether the turn has come.
func (p *place) come() bool {
	select {
	case <-p.turn:
		return true
	default:
		return false
	}
}

// stand waits in the line of s's target until its turn comes, and keeps its place
// whatever is born meanwhile. False: the target has changed, or ctx has ended.
func (s *stream) stand(ctx context.Context) (*place, bool) {
	p := s.hosts.join(line{destination(s.target.url), s.suspect})
	for !p.come() {
		p.waited = true
		wake := s.store.Watch(s.id, s.streams.Topic)
		if now, err := s.Pusher.target(s.id); err != nil || now != s.target || ctx.Err() != nil {
			s.hosts.leave(p)
			return nil, false
		}
		select {
		case <-p.turn:
		case <-wake:
		case <-ctx.Done():
		}
	}
	return p, true
}

// destination is the host and port that a URL names. What is no URL is nobody.
func destination(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	port := u.Port()
	if port == "" && u.Scheme == "http" {
		port = "80"
	} else if port == "" {
		port = "443"
	}
	return strings.ToLower(strings.TrimSuffix(u.Hostname(), ".")) + ":" + port
}
