package app

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func open(t *testing.T, path string) *dataDir {
	t.Helper()
	d, err := openData(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = d.Close() })
	return d
}

func TestTheFirstRunMakesAPrivateDirectoryAndSecret(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a", "b")
	d := open(t, path)
	key, err := d.secret(nil)
	if err != nil {
		t.Fatal(err)
	}
	if key == ([32]byte{}) {
		t.Error("the secret is empty")
	}
	for name, want := range map[string]os.FileMode{path: 0o700, filepath.Join(path, "secret"): 0o600} {
		info, err := os.Stat(name)
		if err != nil || info.Mode().Perm() != want {
			t.Errorf("%s has mode %v, %v; want %v", name, info.Mode(), err, want)
		}
	}
	if again, err := d.secret(nil); err != nil || again != key {
		t.Errorf("the second reading differs, %v", err)
	}
}

func TestTheOperatorsSecretNeedsNoFile(t *testing.T) {
	d := open(t, t.TempDir())
	own := make([]byte, 32)
	own[5] = 7
	key, err := d.secret(own)
	if err != nil || key[5] != 7 {
		t.Errorf("key %x, %v", key, err)
	}
	if _, err := os.Stat(d.file(secretFile)); err == nil {
		t.Error("a secret was written")
	}
}

func TestASecretIsRefusedWhen(t *testing.T) {
	tests := []struct {
		name    string
		prepare func(d *dataDir) error
		want    string
	}{
		{"others can read it", func(d *dataDir) error {
			return os.WriteFile(d.file(secretFile), []byte(strings.Repeat("ab", 32)), 0o644)
		}, "chmod 600"},
		{"it is damaged", func(d *dataDir) error {
			return os.WriteFile(d.file(secretFile), []byte("abc"), 0o600)
		}, "64 hex digits"},
		{"data lies there without it", func(d *dataDir) error {
			return os.Mkdir(d.file(storeDir), 0o700)
		}, "is missing, and what is stored cannot be read without it"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			d := open(t, t.TempDir())
			if err := tt.prepare(d); err != nil {
				t.Fatal(err)
			}
			if _, err := d.secret(nil); err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("error %v, want one with %q", err, tt.want)
			}
		})
	}
}

func TestASecondProcessIsToldWhoHoldsTheData(t *testing.T) {
	path := t.TempDir()
	first := open(t, path)
	_, err := openData(path)
	if want := fmt.Sprintf("held by process %d", os.Getpid()); !errors.Is(err, ErrInUse) || !strings.Contains(err.Error(), want) {
		t.Errorf("error %v, want one with %q", err, want)
	}
	if err := first.Close(); err != nil {
		t.Fatal(err)
	}
	open(t, path)
}
