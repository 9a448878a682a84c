package app

import (
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"sluice/internal/backup"
)

// The files of the data directory.
const (
	secretFile = "secret"       // 64 hex digits that seal tokens and sessions
	newSuffix  = ".new"         // ends the name of a secret that is being introduced
	lockFile   = "lock"         // held by the process that has the store open
	socketFile = "control.sock" // where the command line talks to that process
	storeDir   = "store"
	sandboxDir = "sandbox" // of a demo that keeps its data
)

// ErrInUse is in the chain of the error for a data directory that another
// process has open.
var ErrInUse = errors.New("the data directory is in use")

// errNoStore is in the chain of the error for a data directory without a store.
var errNoStore = errors.New("there is no store")

// findStore refuses a data directory in which nothing is stored yet.
func findStore(path string) error {
	if _, err := os.Stat(filepath.Join(path, storeDir)); errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("%w in %s; name it with --data, or make one with: sluice serve", errNoStore, path)
	}
	return nil
}

// A dataDir is the directory of everything that is stored, locked.
type dataDir struct {
	path    string
	lock    *os.File
	key     [32]byte // the secret; openStore reads it
	foreign bool     // the secret is the operator's own, not that of the secret file; likewise
	owner   *owner   // who is to have what this process leaves; nil: this user
}

// openData makes the directory if need be and locks it. It refuses a backup,
// which would be changed by that and would send anew what has been sent since.
func openData(path string) (*dataDir, error) {
	if backup.Is(path) {
		return nil, fmt.Errorf("%s is a backup; make a data directory of it: sluice restore %s --data NEW", path, path)
	}
	owner, err := ownerOf(path)
	if err != nil {
		return nil, err
	}
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
	return &dataDir{path: path, lock: f, owner: owner}, nil
}

func writeAt(f *os.File, s string) error {
	_, err := f.WriteAt([]byte(s), 0)
	return err
}

// Close gives the files to the directory's owner and releases the lock. Its file
// stays: removing it would let two processes hold a lock on two files of one name.
func (d *dataDir) Close() error { return errors.Join(d.owner.take(d.path), d.lock.Close()) }

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
	if _, err := os.Stat(name); errors.Is(err, fs.ErrNotExist) {
		return d.newSecret(name)
	}
	return readSecret(name)
}

// derive returns a key for another use of the secret: whoever learns one key
// learns nothing of the others.
func (d *dataDir) derive(use string) (key [32]byte, err error) {
	b, err := hkdf.Key(sha256.New, d.key[:], nil, "sluice "+use, len(key))
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
	if err := writeSecret(name, key); err != nil {
		return key, err
	}
	if err := syncDir(d.path); err != nil {
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
