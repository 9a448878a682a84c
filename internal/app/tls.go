package app

import (
	"crypto/tls"
	"fmt"
	"log/slog"
	"net"
	"os"
	"sync"
	"time"

	"sluice/internal/config"
)

// A certificate is what the listeners show. Its files are looked at again when
// somebody connects: a renewal needs no restart and no signal.
type certificate struct {
	files config.TLS
	log   *slog.Logger

	mu     sync.Mutex // guards what follows
	shown  *tls.Certificate
	stamp  [2]stamp
	looked time.Time
}

// A stamp tells whether a file has changed.
type stamp struct {
	at   time.Time
	size int64
}

// lookEvery is how often the files are looked at, if anybody connects.
const lookEvery = time.Second

// openCertificate reads the files. It returns nil when there are none to read.
func openCertificate(files config.TLS, log *slog.Logger) (*certificate, error) {
	if !files.On() {
		return nil, nil //nolint:nilnil // no certificate is a choice, and no error
	}
	c := &certificate{files: files, log: log, looked: time.Now()}
	c.stamp = c.stamps()
	if err := c.read(); err != nil {
		return nil, fmt.Errorf("tls.cert, tls.key: %w", err)
	}
	return c, nil
}

// read reads both files. The caller is alone or holds mu.
func (c *certificate) read() error {
	pair, err := tls.LoadX509KeyPair(c.files.Cert, c.files.Key)
	if err != nil {
		return err
	}
	c.shown = &pair
	return nil
}

func (c *certificate) stamps() (all [2]stamp) {
	for i, path := range []string{c.files.Cert, c.files.Key} {
		if info, err := os.Stat(path); err == nil {
			all[i] = stamp{info.ModTime(), info.Size()}
		}
	}
	return all
}

// show returns the certificate of the files as they are now. While they make no
// pair, as in the middle of a renewal, the last one stays.
func (c *certificate) show(*tls.ClientHelloInfo) (*tls.Certificate, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	now := time.Now()
	if now.Sub(c.looked) < lookEvery {
		return c.shown, nil
	}
	c.looked = now
	current := c.stamps()
	if current == c.stamp {
		return c.shown, nil
	}
	if err := c.read(); err != nil {
		c.log.Warn("app: the new certificate cannot be used, the old one stays", "err", err)
		return c.shown, nil
	}
	c.stamp = current
	c.log.Info("app: certificate read again")
	return c.shown, nil
}

// ends is when the certificate of the files does.
func (c *certificate) ends() time.Time {
	shown, _ := c.show(nil) // never fails
	return shown.Leaf.NotAfter
}

// over lets ln speak TLS. HTTP/2 is not offered: deadlines of the API are those
// of a connection, which there is one of for each request.
func (c *certificate) over(ln net.Listener) net.Listener {
	return tls.NewListener(ln, &tls.Config{
		MinVersion:     tls.VersionTLS12,
		NextProtos:     []string{"http/1.1"},
		GetCertificate: c.show,
	})
}

// own trusts the certificate of the files and no other, under whatever name: a
// program on this machine asks for 127.0.0.1, which is not in it.
func own(files config.TLS) (*tls.Config, error) {
	pair, err := tls.LoadX509KeyPair(files.Cert, files.Key)
	if err != nil {
		return nil, fmt.Errorf("tls.cert, tls.key: %w", err)
	}
	return &tls.Config{
		MinVersion:         tls.VersionTLS12,
		InsecureSkipVerify: true, // VerifyConnection is stricter
		VerifyConnection: func(s tls.ConnectionState) error {
			if len(s.PeerCertificates) == 0 || !s.PeerCertificates[0].Equal(pair.Leaf) {
				return fmt.Errorf("the listener shows another certificate than %s", files.Cert)
			}
			return nil
		},
	}, nil
}
