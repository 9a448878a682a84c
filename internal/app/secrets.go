package app

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"sluice"
)

// RotateSecret changes the secret and returns how many values were sealed anew.
// Until all are, both secrets are kept in files; a start ends what was broken off.
func (o *operations) RotateSecret(ctx context.Context) (int, error) {
	if o.data.foreign {
		return 0, &sluice.Error{Code: sluice.Conflict, Text: fmt.Sprintf(
			"the secret comes from SLUICE_SECRET; stop the gateway, write it into %s (chmod 600), unset the variable, and rotate then", o.data.file(secretFile))}
	}
	o.copying.Lock()
	defer o.copying.Unlock()
	key, err := o.data.introduce()
	if err != nil {
		return 0, err
	}
	n, err := o.store.Rotate(ctx, key)
	if err != nil {
		return n, fmt.Errorf("change the secret: %w; the next start ends it, with both secrets that are in the data directory", err)
	}
	return n, o.data.adopt()
}

// introduce makes another secret, durable beside the one that holds.
func (d *dataDir) introduce() (key [32]byte, err error) {
	name := d.file(secretFile + newSuffix)
	part := name + ".part"
	if err := os.Remove(part); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return key, fmt.Errorf("make the secret: %w", err)
	}
	_, _ = rand.Read(key[:]) // never fails
	if err := writeSecret(part, key); err != nil {
		return key, err
	}
	if err := errors.Join(os.Rename(part, name), syncDir(d.path)); err != nil {
		return key, fmt.Errorf("make the secret: %w", err)
	}
	return key, nil
}

// adopt puts the new secret in the place of the old one, which is gone then.
func (d *dataDir) adopt() error {
	if err := errors.Join(os.Rename(d.file(secretFile+newSuffix), d.file(secretFile)), syncDir(d.path)); err != nil {
		return fmt.Errorf("put the new secret in its place: %w", err)
	}
	return nil
}

// secrets returns the secret, and the one before when its change was broken off.
func (d *dataDir) secrets(own []byte) (key [32]byte, before *[32]byte, err error) {
	d.foreign = len(own) > 0
	key, err = d.secret(own)
	name := d.file(secretFile + newSuffix)
	if _, missing := os.Stat(name); err != nil || d.foreign || missing != nil {
		return key, nil, err
	}
	old := key
	key, err = readSecret(name)
	return key, &old, err
}

// readSecret reads a secret from a file that its owner alone may read.
func readSecret(name string) (key [32]byte, err error) {
	text, err := os.ReadFile(name)
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

// writeSecret makes a file with a secret, durable but for its name.
func writeSecret(name string, key [32]byte) error {
	f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return fmt.Errorf("make the secret: %w", err)
	}
	_, err = f.WriteString(hex.EncodeToString(key[:]) + "\n")
	if err := errors.Join(err, f.Sync(), f.Close()); err != nil {
		return fmt.Errorf("write the secret: %w", err)
	}
	return nil
}

// keepSecret copies the secret into a checkpoint, for a backup that asks for it.
func (d *dataDir) keepSecret(dir string) error {
	err := link(d.file(secretFile), filepath.Join(dir, secretFile))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}
