package main

import (
	"bytes"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/x509"
	"encoding/pem"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestAChangedReleaseIsNotWhatWasSigned signs checksums and changes each thing that
// may be changed.
func TestAChangedReleaseIsNotWhatWasSigned(t *testing.T) {
	dir := t.TempDir()
	write := func(name string, data []byte) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	pair := func(name string) (key, public string) {
		p, k, err := ed25519.GenerateKey(rand.Reader)
		if err != nil {
			t.Fatal(err)
		}
		private, err := x509.MarshalPKCS8PrivateKey(k)
		if err != nil {
			t.Fatal(err)
		}
		shown, err := x509.MarshalPKIXPublicKey(p)
		if err != nil {
			t.Fatal(err)
		}
		return write(name, pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: private})),
			write(name+".pub", pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: shown}))
	}
	key, public := pair("ours")
	_, theirs := pair("theirs")
	sums := write("SHA256SUMS", []byte("00  sluice-0.1.0-linux-amd64\n"))
	var signature bytes.Buffer
	if err := run([]string{key, sums}, &signature); err != nil {
		t.Fatal(err)
	}
	signed := write("SHA256SUMS.sig", signature.Bytes())
	if err := run([]string{"-verify", public, sums, signed}, nil); err != nil {
		t.Error(err)
	}
	flipped := bytes.Clone(signature.Bytes())
	flipped[10] ^= 1
	for name, args := range map[string][]string{
		"other checksums":     {"-verify", public, write("changed", []byte("01  sluice-0.1.0-linux-amd64\n")), signed},
		"another signature":   {"-verify", public, sums, write("flipped", flipped)},
		"half a signature":    {"-verify", public, sums, write("half", signature.Bytes()[:32])},
		"no signature":        {"-verify", public, sums, write("none", nil)},
		"another's key":       {"-verify", theirs, sums, signed},
		"a key of all to see": {public, sums},
		"the key is no key":   {sums, sums},
		"nothing":             {},
	} {
		if err := run(args, &bytes.Buffer{}); err == nil || strings.Contains(err.Error(), "PRIVATE") {
			t.Errorf("%s: %v", name, err)
		}
	}
}
