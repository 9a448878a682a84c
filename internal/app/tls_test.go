package app

import (
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"io"
	"log/slog"
	"math/big"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"sluice/internal/config"
)

// issue writes a certificate for name and its key, as of the hour n, and returns
// who trusts it.
func issue(t *testing.T, files config.TLS, name string, n int) *x509.CertPool {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	shape := &x509.Certificate{
		SerialNumber: big.NewInt(int64(n)), Subject: pkix.Name{CommonName: name}, DNSNames: []string{name},
		NotBefore: time.Unix(0, 0), NotAfter: time.Date(2100, 1, 1, 0, 0, 0, 0, time.UTC),
		IsCA: true, BasicConstraintsValid: true,
	}
	der, err := x509.CreateCertificate(rand.Reader, shape, shape, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	secret, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	roots, at := x509.NewCertPool(), time.Unix(int64(n)*3600, 0)
	for path, block := range map[string]*pem.Block{files.Cert: {Type: "CERTIFICATE", Bytes: der}, files.Key: {Type: "PRIVATE KEY", Bytes: secret}} {
		put(t, path, pem.EncodeToMemory(block), at)
	}
	roots.AppendCertsFromPEM(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}))
	return roots
}

func put(t *testing.T, path string, data []byte, at time.Time) {
	t.Helper()
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Chtimes(path, at, at); err != nil {
		t.Fatal(err)
	}
}

func pemFiles(t *testing.T) config.TLS {
	t.Helper()
	dir := t.TempDir()
	return config.TLS{Cert: filepath.Join(dir, "cert.pem"), Key: filepath.Join(dir, "key.pem")}
}

// TestARenewedCertificateNeedsNoRestart replaces the files as a renewal does,
// the one before the other.
func TestARenewedCertificateNeedsNoRestart(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		files, log := pemFiles(t), bytes.Buffer{}
		issue(t, files, "one.example", 1)
		c, err := openCertificate(files, slog.New(slog.NewTextHandler(&log, nil)))
		if err != nil {
			t.Fatal(err)
		}
		shown := func() string {
			got, err := c.show(nil)
			if err != nil {
				t.Fatal(err)
			}
			return got.Leaf.Subject.CommonName
		}
		old, err := os.ReadFile(files.Key)
		if err != nil {
			t.Fatal(err)
		}
		issue(t, files, "two.example", 2)
		fresh, err := os.ReadFile(files.Key)
		if err != nil {
			t.Fatal(err)
		}
		if got := shown(); got != "one.example" {
			t.Errorf("%s was read at once: every connection looks at the disk", got)
		}
		put(t, files.Key, old, time.Unix(3, 0)) // the key is not there yet
		time.Sleep(lookEvery)
		if got := shown(); got != "one.example" || !strings.Contains(log.String(), "the old one stays") {
			t.Errorf("in the middle of a renewal: %s, log %s", got, log.String())
		}
		put(t, files.Key, fresh, time.Unix(4, 0))
		time.Sleep(lookEvery)
		if got := shown(); got != "two.example" {
			t.Errorf("after the renewal: %s, log %s", got, log.String())
		}
	})
}

func TestACertificateThatCannotBeReadIsRefusedAtTheStart(t *testing.T) {
	files, other := pemFiles(t), pemFiles(t)
	issue(t, files, "one.example", 1)
	issue(t, other, "one.example", 1)
	for name, f := range map[string]config.TLS{
		"no such file": {Cert: files.Cert, Key: files.Key + "x"}, "another's key": {Cert: files.Cert, Key: other.Key}, "swapped": {Cert: files.Key, Key: files.Cert},
	} {
		if _, err := openCertificate(f, slog.New(slog.DiscardHandler)); err == nil || !strings.Contains(err.Error(), "tls.cert, tls.key: ") {
			t.Errorf("%s: error %v", name, err)
		}
	}
}

// TestServeSpeaksTLS runs a gateway with a certificate.
func TestServeSpeaksTLS(t *testing.T) {
	files := pemFiles(t)
	roots := issue(t, files, "one.example", 1)
	at, cfg := runTLS(t, files)
	if !strings.HasPrefix(at.API, "https://127.0.0.1:") || !strings.HasPrefix(at.Admin, "http://127.0.0.1:") {
		t.Errorf("addresses %+v", at)
	}
	host := strings.TrimPrefix(at.API, "https://")
	cfg.Listen = host
	for name, tt := range map[string]struct {
		config *tls.Config
		works  bool
	}{
		"TLS 1.3":        {&tls.Config{RootCAs: roots, ServerName: "one.example"}, true},
		"TLS 1.2":        {&tls.Config{RootCAs: roots, ServerName: "one.example", MaxVersion: tls.VersionTLS12}, true},
		"TLS 1.1":        {&tls.Config{RootCAs: roots, ServerName: "one.example", MinVersion: tls.VersionTLS10, MaxVersion: tls.VersionTLS11}, false},
		"another's name": {&tls.Config{RootCAs: roots, ServerName: "two.example"}, false},
		"nobody trusted": {&tls.Config{ServerName: "one.example"}, false},
	} {
		client := &http.Client{Transport: &http.Transport{TLSClientConfig: tt.config, ForceAttemptHTTP2: true}, Timeout: time.Minute}
		r, err := client.Get(at.API + "/healthz")
		if (err == nil) != tt.works {
			t.Errorf("%s: error %v", name, err)
		}
		if err == nil {
			if _ = r.Body.Close(); r.ProtoMajor != 1 {
				t.Errorf("%s: %s is spoken", name, r.Proto)
			}
		}
		client.CloseIdleConnections()
	}
	client := &http.Client{Timeout: time.Minute}
	defer client.CloseIdleConnections()
	r, err := client.Get("http://" + host + "/healthz")
	if err != nil {
		t.Fatal(err)
	}
	_, _ = io.Copy(io.Discard, r.Body)
	if _ = r.Body.Close(); r.StatusCode != http.StatusBadRequest {
		t.Errorf("without TLS: %s", r.Status)
	}
	if report, err := OwnHealth(t.Context(), cfg, time.Minute); err != nil || !strings.Contains(report, "store: ok") {
		t.Errorf("the own health: %q %v", report, err)
	}
	cfg.TLS = pemFiles(t)
	issue(t, cfg.TLS, "one.example", 1)
	if _, err := OwnHealth(t.Context(), cfg, time.Minute); err == nil || !strings.Contains(err.Error(), "another certificate") {
		t.Errorf("a stranger on the port is believed: %v", err)
	}
}

// runTLS runs a gateway until the test ends.
func runTLS(t *testing.T, files config.TLS) (Addresses, config.Config) {
	t.Helper()
	cfg, err := config.Load(nil, []string{
		"SLUICE_DATA=" + t.TempDir(), "SLUICE_LISTEN=127.0.0.1:0", "SLUICE_ADMIN=127.0.0.1:0", "SLUICE_TLS_CERT=" + files.Cert, "SLUICE_TLS_KEY=" + files.Key,
	}, nil)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	ready, ended := make(chan Addresses, 1), make(chan error, 1)
	go func() {
		ended <- Run(ctx, cfg, Options{Ready: func(a Addresses) error { ready <- a; return nil }})
	}()
	t.Cleanup(func() {
		cancel()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
	select {
	case a := <-ready:
		return a, cfg
	case err := <-ended:
		ended <- nil
		t.Fatal(err)
		return Addresses{}, cfg
	}
}

func TestTheAdminListenerAsksForItsToken(t *testing.T) {
	h := guarded("0123456789abcdef", adminHandler(&health{}, newRegistry()))
	for _, tt := range []struct {
		path, authorization string
		want                int
	}{
		{"/metrics", "Bearer 0123456789abcdef", 200},
		{"/metrics", "", 401},
		{"/metrics", "Bearer ", 401},
		{"/metrics", "0123456789abcdef", 401},
		{"/metrics", "Bearer 0123456789abcdefg", 401},
		{"/metrics", "bearer 0123456789ABCDEF", 401},
		{"/debug/pprof/cmdline", "", 401},
		{"/version", "", 401},
		{"/healthz", "", 200},
		{"/readyz", "", 200},
		{"//healthz", "", 401},
		{"/healthz/../metrics", "", 401},
	} {
		r := httptest.NewRequest(http.MethodGet, tt.path, nil)
		r.Header.Set("Authorization", tt.authorization)
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		if w.Code != tt.want {
			t.Errorf("%s with %q: %d, want %d", tt.path, tt.authorization, w.Code, tt.want)
		}
	}
	if code, _ := ask(guarded("", adminHandler(&health{}, newRegistry())), "/metrics"); code != http.StatusOK {
		t.Errorf("without a token: %d", code)
	}
}
