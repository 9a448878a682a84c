package campaign

import (
	"bytes"
	"compress/gzip"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"
	"time"

	"sluice/internal/history"
)

// A habit is what a receiver does in place of answering 200.
type habit struct {
	name  string
	do    http.HandlerFunc
	taken bool // it is a 2xx all the same, so what was delivered is not repeated
	tls   bool // over https, with a certificate that nobody trusts
}

// An excess counts what receivers could make the gateway read, or follow.
type excess struct {
	floods   atomic.Int64 // endless answers that began
	written  atomic.Int64 // bytes of them that went out
	followed atomic.Int64 // requests that only a redirect can have brought
}

// habits are those of F14, one receiver each. trap is where redirects lead that
// can be seen to be followed.
func habits(t *testing.T, seen *excess) []habit {
	t.Helper()
	trap := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { seen.followed.Add(1) }))
	t.Cleanup(trap.Close)
	const endless = "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n"
	bomb := zipped(t)
	return []habit{
		{name: "hangs", do: func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }},
		{name: "has a fault", do: status(http.StatusInternalServerError)},
		{name: "is gone", do: status(http.StatusGone)},
		{name: "has had too many", do: func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Retry-After", "3600")
			w.WriteHeader(http.StatusTooManyRequests)
		}},
		{name: "leads to a metadata address", do: func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "http://169.254.169.254/latest/meta-data/", http.StatusTemporaryRedirect)
		}},
		{name: "leads elsewhere", do: func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, trap.URL, http.StatusPermanentRedirect)
		}},
		{name: "drips", do: raw("HTTP/1.1 200 OK\r\nA: ", drip)},
		{name: "drips its body", do: raw(endless, drip), taken: true},
		{name: "answers without end", do: raw(endless, seen.flood), taken: true},
		{name: "fails without end", do: raw("HTTP/1.1 503 No\r\nConnection: close\r\n\r\n", seen.flood)},
		{name: "has headers without end", do: raw("HTTP/1.1 200 OK\r\nA: ", seen.flood)},
		{name: "is not trusted", do: status(http.StatusOK), tls: true},
		{name: "sends a gzip bomb", taken: true, do: func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Encoding", "gzip")
			_, _ = w.Write(bomb)
		}},
		{name: "resets before it has answered", do: raw("HTTP/1.1 20", reset)},
		{name: "resets in its answer", do: raw("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nab", reset), taken: true},
		{name: "closes", do: raw("", func(net.Conn) {})},
	}
}

func status(code int) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(code) }
}

// raw answers with bytes of its own, and then does what end says.
func raw(answer string, end func(net.Conn)) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		c, _, err := w.(http.Hijacker).Hijack()
		if err != nil {
			return
		}
		defer c.Close() //nolint:errcheck // it may be reset already
		if _, err := c.Write([]byte(answer)); err == nil {
			end(c)
		}
	}
}

// mostFlood is how much of an endless answer may go out, in bytes: next to all of
// it stays in the buffers of the kernel, which has some megabytes for a connection.
const mostFlood = 8 << 20

// flood writes up to 10 GiB, as far as the other side takes it.
func (e *excess) flood(c net.Conn) {
	e.floods.Add(1)
	piece := bytes.Repeat([]byte("a"), 64<<10)
	for sent := 0; sent < 10<<30; {
		n, err := c.Write(piece)
		e.written.Add(int64(n))
		if sent += n; err != nil {
			return
		}
	}
}

// drip writes a byte each tenth of a second until the other side has had enough.
func drip(c net.Conn) {
	tick := time.NewTicker(100 * time.Millisecond)
	defer tick.Stop()
	for range tick.C {
		if _, err := c.Write([]byte("x")); err != nil {
			return
		}
	}
}

func reset(c net.Conn) {
	if t, ok := c.(*net.TCPConn); ok {
		_ = t.SetLinger(0)
	}
}

// zipped returns a megabyte that unpacks to a gigabyte: a thousand times the same
// member.
func zipped(t *testing.T) []byte {
	t.Helper()
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	if _, err := z.Write(make([]byte, 1<<20)); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return bytes.Repeat(b.Bytes(), 1024)
}

// startTLS serves by the certificate that the campaign's gateway trusts, and by
// another one while the receiver has a habit that is about TLS.
func (r *receiver) startTLS() {
	r.server.TLS = &tls.Config{GetConfigForClient: func(*tls.ClientHelloInfo) (*tls.Config, error) {
		r.mu.Lock()
		defer r.mu.Unlock()
		if r.habit == nil || !r.habit.tls {
			return nil, nil //nolint:nilnil // the server's own
		}
		foreign, err := foreignCertificate()
		return &tls.Config{Certificates: []tls.Certificate{foreign}}, err
	}}
	r.server.StartTLS()
}

// foreignCertificate is one for the right address that nobody has signed.
func foreignCertificate() (tls.Certificate, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return tls.Certificate{}, err
	}
	about := &x509.Certificate{
		SerialNumber: big.NewInt(1), NotAfter: time.Now().Add(time.Hour), IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
	}
	der, err := x509.CreateCertificate(rand.Reader, about, about, key.Public(), key)
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, err
}

// TestReceiversWithBadHabits gives one instance each a receiver of every vice
// (F14), and healthy ones beside them. The healthy ones get all of theirs while
// the vices last; the others lose nothing, and have all in order once they are
// healed; and nothing of it is left in the gateway.
func TestReceiversWithBadHabits(t *testing.T) {
	t.Parallel()
	var seen excess
	rs := newCampaign(t).withReceivers()
	rs.trust(t)
	admin := rs.address()
	gateway := rs.serve("--admin", admin)
	defer func() { rs.must(gateway.Kill()) }()
	bad := habits(t, &seen)
	for _, h := range bad {
		rs.add(nil, h.tls, nil)
	}
	for range 8 {
		rs.add(nil, false, nil)
	}
	sick, healthy := rs.all[:len(bad)], rs.all[len(bad):]
	rs.connected()

	rs.write(3, rs.all...)
	rs.got("before the vices", rs.all...)
	base := rs.footprint(gateway, admin)

	for k, r := range sick {
		r.take(&bad[k])
	}
	rs.write(20, rs.all...)
	rs.got("beside the vices", healthy...) // now, not when the others are healed
	rs.until("a vice", sick, func(r *receiver) bool {
		_, taken, tries := r.counts()
		switch {
		case r.habit.tls:
			return rs.log.Count("outcome=tls") >= 2
		case r.habit.taken:
			return taken >= 3+5
		}
		return tries >= 3+2
	})
	peak := rs.footprint(gateway, admin)
	for _, r := range sick {
		if sent, taken, _ := r.counts(); !r.habit.taken && taken != sent-20 {
			t.Errorf("a receiver that %s has taken %d of %d", r.habit.name, taken, sent)
		}
	}

	for _, r := range sick {
		r.take(nil)
	}
	rs.write(3, rs.all...)
	rs.got("after the vices", rs.all...)
	left := rs.reach(gateway, admin, base)
	t.Logf("vices: %d kinds; resident %.0f MiB, %.0f at its highest; descriptors %.0f, then %.0f, then %.0f; goroutines %.0f, then %.0f, then %.0f; %d KiB of endless answers taken",
		len(bad), base.resident/(1<<20), left.highest/(1<<20), base.descriptors, peak.descriptors, left.descriptors,
		base.goroutines, peak.goroutines, left.goroutines, seen.written.Load()>>10)
	if grown := left.highest - base.resident; grown > 64<<20 {
		t.Errorf("the gateway grew by %.0f MiB", grown/(1<<20))
	}
	left.wantNear(t, base, 0.02)
	if most := seen.floods.Load() * mostFlood; seen.written.Load() > most {
		t.Errorf("%d bytes of endless answers were taken, more than %d", seen.written.Load(), most)
	}
	if n := seen.followed.Load(); n != 0 {
		t.Errorf("%d redirects were followed", n)
	}
	rs.judge("habits", history.Run{})
}
