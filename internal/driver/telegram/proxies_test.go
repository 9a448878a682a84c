package telegram_test

import (
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"io"
	"net"
	"net/http"
	"sync"
	"sync/atomic"
	"testing"

	"sluice"
	"sluice/internal/driver/drivertest"
	"sluice/internal/driver/telegram"
	"sluice/internal/sandbox"
)

func TestEveryKindOfProxyIsTheOnlyWay(t *testing.T) {
	for name, serve := range map[string]func(t *testing.T, p *relay) string{"SOCKS5": socks, "HTTP": tunnels} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, sandbox.Options{}, telegram.Options{})
			p := &relay{}
			t.Cleanup(p.close)
			store := drivertest.NewValues()
			a := w.Plant(t, first, store, 0)
			r := run(t, w, store, sluice.Link{Proxy: serve(t, p)})
			r.authorized(t)
			r.sink.wait(t, "the dialogs", func(j *journal) bool { return j.known })
			sendText(t, r, a.Known, "through the proxy")
			if p.through.Load() == 0 {
				t.Fatal("nothing went through the proxy")
			}

			p.close()
			r.until(t, "the loss", func(c sluice.Change) bool { return c.State == sluice.Starting })
			calls := w.Calls(t, first)
			_, err := r.Prepare(t.Context(), message(a.Known, "past the proxy"))
			if sluice.CodeOf(err) != sluice.Unavailable {
				t.Errorf("%v", err)
			}
			if now := w.Calls(t, first); now != calls {
				t.Errorf("%d calls came past the dead proxy", now-calls)
			}
		})
	}
}

func TestAnMTProxyCarriesTheAccount(t *testing.T) {
	t.Parallel()
	secret := []byte("0123456789abcdef")
	for name, prefix := range map[string]string{"plain": "", "padded": "dd"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, sandbox.Options{Secret: secret}, telegram.Options{})
			store := drivertest.NewValues()
			a := w.Plant(t, first, store, 0)
			proxy := fmt.Sprintf("mtproxy://%s?secret=%s%s", w.Connect().Address, prefix, hex.EncodeToString(secret))
			r := run(t, w, store, sluice.Link{Proxy: proxy})
			r.authorized(t)
			r.sink.wait(t, "the dialogs", func(j *journal) bool { return j.known })
			sendText(t, r, a.Known, "obfuscated")
		})
	}
}

// A relay is a proxy's connections.
type relay struct {
	through atomic.Int32

	mu     sync.Mutex // guards what follows
	open   []net.Conn
	closed bool
	ln     net.Listener
	wg     sync.WaitGroup
}

// close ends all of them, and lets nobody in any more.
func (p *relay) close() {
	p.mu.Lock()
	p.closed = true
	for _, c := range p.open {
		_ = c.Close()
	}
	if p.ln != nil {
		_ = p.ln.Close()
	}
	p.mu.Unlock()
	p.wg.Wait()
}

func (p *relay) keep(conns ...net.Conn) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.open = append(p.open, conns...)
	return !p.closed
}

// join copies both ways until one side ends.
func (p *relay) join(client net.Conn, address string) {
	target, err := net.Dial("tcp", address)
	if err != nil || !p.keep(client, target) {
		_ = client.Close()
		return
	}
	p.through.Add(1)
	var copies sync.WaitGroup
	for _, pair := range [][2]net.Conn{{client, target}, {target, client}} {
		copies.Go(func() {
			_, _ = io.Copy(pair[0], pair[1])
			_ = client.Close()
			_ = target.Close()
		})
	}
	copies.Wait()
}

// socks serves SOCKS5 with a password.
func socks(t *testing.T, p *relay) string {
	t.Helper()
	p.ln = listen(t)
	p.wg.Go(func() {
		for {
			c, err := p.ln.Accept()
			if err != nil {
				return
			}
			p.wg.Go(func() {
				address, err := socksHandshake(c)
				if err != nil {
					_ = c.Close()
					return
				}
				p.join(c, address)
			})
		}
	})
	return "socks5://user:secret@" + p.ln.Addr().String()
}

func socksHandshake(c net.Conn) (string, error) {
	b := make([]byte, 256)
	if _, err := io.ReadFull(c, b[:2]); err != nil {
		return "", err
	}
	if _, err := io.ReadFull(c, b[:b[1]]); err != nil {
		return "", err
	}
	_, _ = c.Write([]byte{5, 2}) // by password
	if _, err := io.ReadFull(c, b[:len("\x01\x04user\x06secret")]); err != nil || string(b[:13]) != "\x01\x04user\x06secret" {
		return "", fmt.Errorf("wrong password: %w", err)
	}
	_, _ = c.Write([]byte{1, 0})
	if _, err := io.ReadFull(c, b[:10]); err != nil || b[1] != 1 || b[3] != 1 {
		return "", fmt.Errorf("no connect to an IPv4 address: %w", err)
	}
	address := net.JoinHostPort(net.IP(b[4:8]).String(), fmt.Sprint(binary.BigEndian.Uint16(b[8:10])))
	_, err := c.Write([]byte{5, 0, 0, 1, 0, 0, 0, 0, 0, 0})
	return address, err
}

// tunnels serves HTTP CONNECT with a password.
func tunnels(t *testing.T, p *relay) string {
	t.Helper()
	p.ln = listen(t)
	server := &http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodConnect || r.Header.Get("Proxy-Authorization") != "Basic dXNlcjpzZWNyZXQ=" {
			w.WriteHeader(http.StatusProxyAuthRequired)
			return
		}
		w.WriteHeader(http.StatusOK)
		c, _, err := http.NewResponseController(w).Hijack()
		if err != nil {
			return
		}
		p.join(c, r.Host)
	})}
	p.wg.Go(func() { _ = server.Serve(p.ln) })
	return "http://user:secret@" + p.ln.Addr().String()
}
