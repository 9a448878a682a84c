package config_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"sluice/internal/config"
)

// TestAnExposedAdminListenerIsRefused tries all sixteen ways to start: what can
// be reached from elsewhere needs TLS and a token, or the operator's word.
func TestAnExposedAdminListenerIsRefused(t *testing.T) {
	for i := range 16 {
		public, encrypted, token, open := i&8 != 0, i&4 != 0, i&2 != 0, i&1 != 0
		environ := []string{"SLUICE_ADMIN=127.0.0.1:9090"}
		if public {
			environ = []string{"SLUICE_ADMIN=0.0.0.0:9090"}
		}
		if encrypted {
			environ = append(environ, "SLUICE_TLS_CERT=cert.pem", "SLUICE_TLS_KEY=key.pem")
		}
		if token {
			environ = append(environ, "SLUICE_ADMIN_TOKEN=0123456789abcdef")
		}
		if open {
			environ = append(environ, "SLUICE_ADMIN_OPEN=yes")
		}
		t.Run(fmt.Sprintf("public %v, TLS %v, token %v, open %v", public, encrypted, token, open), func(t *testing.T) {
			want := !public || open || encrypted && token
			_, err := load(t, environ)
			if (err == nil) != want {
				t.Fatalf("error %v, want one: %v", err, !want)
			}
			if err != nil && (!errors.Is(err, config.ErrInvalid) || !strings.Contains(err.Error(), "take 127.0.0.1, or set tls.cert, tls.key and adminToken")) {
				t.Errorf("%v does not say what to do", err)
			}
		})
	}
}

// TestTokensCrossTheNetworkInClear tries all ways to listen.
func TestTokensCrossTheNetworkInClear(t *testing.T) {
	for _, tt := range []struct {
		listen, cert, public string
		want                 bool
	}{
		{"127.0.0.1:8080", "", "", false},
		{"127.0.0.1:8080", "", "http://sluice.example", false},
		{"0.0.0.0:8080", "", "", true},
		{":8080", "", "http://sluice.example", true},
		{":8080", "", "HTTPS://sluice.example", false}, // a proxy in front
		{":8443", "cert.pem", "", false},
		{":8443", "cert.pem", "http://sluice.example", false},
	} {
		environ := []string{"SLUICE_LISTEN=" + tt.listen, "SLUICE_PUBLIC_URL=" + tt.public}
		if tt.cert != "" {
			environ = append(environ, "SLUICE_TLS_CERT="+tt.cert, "SLUICE_TLS_KEY=key.pem")
		}
		if cfg := mustLoad(t, environ); cfg.InClear() != tt.want {
			t.Errorf("%+v: %v", tt, cfg.InClear())
		}
	}
}

func TestLoopbackIsWhatNobodyElseReaches(t *testing.T) {
	for addr, want := range map[string]bool{
		"127.0.0.1:1": true, "127.8.8.8:1": true, "[::1]:1": true, "[::ffff:127.0.0.1]:1": true, "localhost:1": true,
		":1": false, "0.0.0.0:1": false, "[::]:1": false, "10.0.0.1:1": false, "[fe80::1]:1": false, "example.com:1": false,
		"localhost.example.com:1": false, "127.0.0.1": false, "": false,
	} {
		if got := config.Loopback(addr); got != want {
			t.Errorf("%q: %v, want %v", addr, got, want)
		}
	}
}

func TestACertificateNeedsItsKey(t *testing.T) {
	for _, environ := range []string{"SLUICE_TLS_CERT=cert.pem", "SLUICE_TLS_KEY=key.pem"} {
		if _, err := load(t, []string{environ}); err == nil || !strings.Contains(err.Error(), "tls.cert, tls.key: set both or neither") {
			t.Errorf("%s alone: %v", environ, err)
		}
	}
}
