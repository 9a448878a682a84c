package app

import (
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// The files of the data directory.
const (
	secretFile = "secret"       // 64 hex digits that seal tokens and sessions
	lockFile   = "lock"         // held by the process that has the store open
	socketFile = "control.sock" // where the command line talks to that process
	storeDir   = "store"
	sandboxDir = "sandbox" // of a demo that keeps its data
)

// ErrInUse is in the chain of the error for a data directory that another
// process has open.
var ErrInUse = errors.New("the data directory is in use")

// A dataDir is the directory of everything that is stored, locked.
type dataDir struct {
	path string
	lock *os.File
}

// openData makes the directory if need be and locks it.
func openData(path string) (*dataDir, error) {
	if err := os.MkdirAll(path, 0o700); err != nil {
		return nil, fmt.Errorf("make the data directory: %w", err)
	}
	if err := os.Chmod(path, 0o700); err != nil { // service managers make it readable by all
		return nil, fmt.Errorf("close the data directory to others: %w", err)
	}
	name := filepath.Join(path, lockFile)
	f, err := os.OpenFile(name, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, fmt.Errorf("open the lock: %w", err)
	}
	if err := tryLock(f); err != nil {
		holder, _ := os.ReadFile(name)
		_ = f.Close()
		return nil, fmt.Errorf("%w: %s is held by process %s", ErrInUse, path, strings.TrimSpace(string(holder)))
	}
	if err := errors.Join(f.Truncate(0), writeAt(f, fmt.Sprintf("%d\n", os.Getpid()))); err != nil {
		_ = f.Close()
		return nil, fmt.Errorf("write the lock: %w", err)
	}
	return &dataDir{path: path, lock: f}, nil
}

func writeAt(f *os.File, s string) error {
	_, err := f.WriteAt([]byte(s), 0)
	return err
}

// Close releases the lock. The file stays: removing it would let two processes
// hold a lock on two files of one name.
func (d *dataDir) Close() error { return d.lock.Close() }

// file is the path of one of the directory's files.
func (d *dataDir) file(name string) string { return filepath.Join(d.path, name) }

// secret returns the key that seals what is stored: the operator's own, or that
// of the secret file, which is made on the first run.
func (d *dataDir) secret(own []byte) (key [32]byte, err error) {
	if len(own) == len(key) {
		copy(key[:], own)
		return key, nil
	}
	name := d.file(secretFile)
	text, err := os.ReadFile(name)
	if errors.Is(err, fs.ErrNotExist) {
		return d.newSecret(name)
	}
	if err != nil {
		return key, fmt.Errorf("read the secret: %w", err)
	}
	if info, err := os.Stat(name); err != nil || info.Mode().Perm()&0o077 != 0 {
		return key, fmt.Errorf("%s can be read by other users; run: chmod 600 %s", name, name)
	}
	b, err := hex.DecodeString(strings.TrimSpace(string(text)))
	if err != nil || len(b) != len(key) {
		return key, fmt.Errorf("%s must hold 64 hex digits; restore it from a backup", name)
	}
	copy(key[:], b)
	return key, nil
}

// derive returns a key for another use of the secret: whoever learns one key
// learns nothing of the others.
func (d *dataDir) derive(own []byte, use string) (key [32]byte, err error) {
	secret, err := d.secret(own)
	if err != nil {
		return key, err
	}
	b, err := hkdf.Key(sha256.New, secret[:], nil, "sluice "+use, len(key))
	copy(key[:], b)
	return key, err
}

// newSecret makes the secret file. Beside data that another secret has sealed
// it refuses, because tokens and sessions would be lost in silence.
func (d *dataDir) newSecret(name string) (key [32]byte, err error) {
	if _, err := os.Stat(d.file(storeDir)); err == nil {
		return key, fmt.Errorf("%s is missing, and what is stored cannot be read without it; restore it, or set SLUICE_SECRET", name)
	}
	_, _ = rand.Read(key[:]) // never fails
	f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return key, fmt.Errorf("make the secret: %w", err)
	}
	_, err = f.WriteString(hex.EncodeToString(key[:]) + "\n")
	if err := errors.Join(err, f.Sync(), f.Close(), syncDir(d.path)); err != nil {
		return key, fmt.Errorf("write the secret: %w", err)
	}
	return key, nil
}

// syncDir makes the names in a directory durable.
func syncDir(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}
