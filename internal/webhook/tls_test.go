package webhook_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"log/slog"
	"math/big"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"
	"time"

	"sluice/internal/webhook"
)

func TestTLSIsVerified(t *testing.T) {
	good, roots := certificate(t, "a.example")
	other, _ := certificate(t, "a.example")
	named, namedRoots := certificate(t, "other.example")
	tests := []struct {
		name  string
		cert  *tls.Certificate // nil: no TLS
		roots *x509.CertPool
		most  uint16 // version that the receiver speaks at most; 0: any
		text  string // how the error begins; "": delivered
	}{
		{"a certificate of someone trusted", &good, roots, 0, ""},
		{"a certificate of someone else", &other, roots, 0, "TLS failed: tls: failed to verify certificate"},
		{"a certificate for another name", &named, namedRoots, 0, "TLS failed: tls: failed to verify certificate"},
		{"the system's trust alone", &good, nil, 0, "TLS failed: tls: failed to verify certificate"},
		{"an old version", &good, roots, tls.VersionTLS11, "TLS failed: "},
		{"no TLS at all", nil, roots, 0, "The receiver did not answer in HTTP"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			posts := 0
			server := httptest.NewUnstartedServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { posts++ }))
			server.Config.ErrorLog = slog.NewLogLogger(slog.DiscardHandler, 0)
			if tt.cert == nil {
				server.Start()
			} else {
				server.TLS = &tls.Config{Certificates: []tls.Certificate{*tt.cert}, MinVersion: tls.VersionTLS10, MaxVersion: tt.most}
				server.StartTLS()
			}
			defer server.Close()
			at := netip.MustParseAddrPort(server.Listener.Addr().String())
			w := start(t, webhook.Options{
				Roots: tt.roots, Allow: loopback,
				Resolver: names(func(string) []netip.Addr { return []netip.Addr{at.Addr()} }),
			})
			w.url(1, "https://a.example:"+server.URL[strings.LastIndex(server.URL, ":")+1:])
			w.receive(1, "a")
			w.ended()
			w.close()
			d := w.Deliveries(1)
			if len(d) != 1 || !strings.HasPrefix(d[0].Error, tt.text) || (d[0].Error == "") != (tt.text == "") {
				t.Errorf("the log says %+v", d)
			}
			if (posts == 1) != (tt.text == "") {
				t.Errorf("%d posts arrived", posts)
			}
		})
	}
}

// certificate makes a certificate for a name, and whom to trust for it.
func certificate(t *testing.T, name string) (tls.Certificate, *x509.CertPool) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	about := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: name}, DNSNames: []string{name},
		NotBefore: time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC), NotAfter: time.Date(2040, 1, 1, 0, 0, 0, 0, time.UTC),
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign,
	}
	der, err := x509.CreateCertificate(rand.Reader, about, about, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	leaf, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	roots := x509.NewCertPool()
	roots.AddCert(leaf)
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, roots
}
