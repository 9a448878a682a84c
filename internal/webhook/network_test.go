package webhook_test

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"time"
)

// A post is what a receiver got.
type post struct {
	at     time.Duration // since the network began
	host   string
	path   string
	method string
	header http.Header
	body   string
	length int64
	coded  []string // transfer encodings
}

// A network is in memory: one server answers for all hosts, by each host's
// handler. Without one it answers 200.
type network struct {
	began time.Time
	conns chan net.Conn
	gone  chan struct{}

	mu       sync.Mutex
	handlers map[string]http.HandlerFunc
	posts    []post
	dials    int

	serving sync.WaitGroup // one for each request
}

func newNetwork() *network {
	return &network{
		began: time.Now(), conns: make(chan net.Conn), gone: make(chan struct{}),
		handlers: map[string]http.HandlerFunc{},
	}
}

func (n *network) Dial(ctx context.Context, _, _ string) (net.Conn, error) {
	n.mu.Lock()
	n.dials++
	n.mu.Unlock()
	ours, theirs := net.Pipe()
	select {
	case n.conns <- theirs:
		return ours, nil
	case <-n.gone:
		return nil, &net.OpError{Op: "dial", Net: "tcp", Err: errors.New("connection refused")}
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

func (n *network) Accept() (net.Conn, error) {
	select {
	case c := <-n.conns:
		return c, nil
	case <-n.gone:
		return nil, net.ErrClosed
	}
}

func (n *network) Close() error   { return nil }
func (n *network) Addr() net.Addr { return &net.TCPAddr{} }

func (n *network) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	n.serving.Add(1)
	defer n.serving.Done()
	body, _ := io.ReadAll(r.Body)
	n.mu.Lock()
	n.posts = append(n.posts, post{
		at: time.Since(n.began), host: r.Host, path: r.URL.RequestURI(), method: r.Method,
		header: r.Header, body: string(body), length: r.ContentLength, coded: r.TransferEncoding,
	})
	h := n.handlers[r.Host]
	n.mu.Unlock()
	if h != nil {
		h(w, r)
	}
}

func (n *network) handle(host string, h http.HandlerFunc) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.handlers[host] = h
}

// got returns what a host has received so far.
func (n *network) got(host string) []post {
	n.mu.Lock()
	defer n.mu.Unlock()
	var list []post
	for _, p := range n.posts {
		if p.host == host {
			list = append(list, p)
		}
	}
	return list
}

// count returns how many posts have come in all.
func (n *network) count() int {
	n.mu.Lock()
	defer n.mu.Unlock()
	return len(n.posts)
}

// times returns when a host was posted to, bodies what.
func (n *network) times(host string) []time.Duration {
	var list []time.Duration
	for _, p := range n.got(host) {
		list = append(list, p.at)
	}
	return list
}

func (n *network) bodies(host string) string {
	var list []string
	for _, p := range n.got(host) {
		list = append(list, p.body)
	}
	return strings.Join(list, " ")
}

// status answers with a status and no body.
func status(code int) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(code) }
}

// hang answers when the client has gone.
func hang(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }

// refuse is a network in which nothing can be dialled.
func refuse(context.Context, string, string) (net.Conn, error) {
	return nil, &net.OpError{Op: "dial", Net: "tcp", Err: errors.New("connection refused")}
}
