// Command sign signs a file of a release with an Ed25519 key, and checks what was
// signed. Keys are PEM files as openssl writes them, a signature is its 64 bytes, so
// that whoever has openssl can check a release. deploy/release.sh runs it.
package main

import (
	"crypto/ed25519"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"os"
)

const usage = "usage: sign KEY FILE >SIGNATURE | sign -verify PUBLIC-KEY FILE SIGNATURE"

func main() {
	if err := run(os.Args[1:], os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "sign:", err)
		os.Exit(1)
	}
}

func run(args []string, out io.Writer) error {
	switch {
	case len(args) == 2:
		return sign(out, args[0], args[1])
	case len(args) == 4 && args[0] == "-verify":
		return verify(args[1], args[2], args[3])
	}
	return errors.New(usage)
}

// sign writes the signature of a file.
func sign(w io.Writer, key, file string) error {
	der, err := block(key)
	if err != nil {
		return err
	}
	parsed, err := x509.ParsePKCS8PrivateKey(der)
	if err != nil {
		return fmt.Errorf("%s: %w", key, err)
	}
	private, ok := parsed.(ed25519.PrivateKey)
	if !ok {
		return fmt.Errorf("%s is no Ed25519 key; make one with: openssl genpkey -algorithm ed25519", key)
	}
	data, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	_, err = w.Write(ed25519.Sign(private, data))
	return err
}

// verify checks the signature of a file.
func verify(key, file, signature string) error {
	der, err := block(key)
	if err != nil {
		return err
	}
	parsed, err := x509.ParsePKIXPublicKey(der)
	if err != nil {
		return fmt.Errorf("%s: %w", key, err)
	}
	public, ok := parsed.(ed25519.PublicKey)
	if !ok {
		return fmt.Errorf("%s is no Ed25519 key", key)
	}
	data, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	sum, err := os.ReadFile(signature)
	if err != nil {
		return err
	}
	if !ed25519.Verify(public, data, sum) {
		return fmt.Errorf("%s is not what was signed: do not use the release", file)
	}
	return nil
}

// block returns what a PEM file holds.
func block(name string) ([]byte, error) {
	text, err := os.ReadFile(name)
	if err != nil {
		return nil, err
	}
	b, _ := pem.Decode(text)
	if b == nil {
		return nil, fmt.Errorf("%s is no PEM file", name)
	}
	return b.Bytes, nil
}
