package pebble

import (
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"

	"github.com/cockroachdb/pebble/v2/vfs"
)

// A lock keeps other processes out of the directory, and tells them who is in.
type lock struct {
	fs     vfs.FS
	held   io.Closer
	holder string // path of the file that names the holder
}

// take locks a directory, or says which process has it.
func take(fs vfs.FS, dir string) (*lock, error) {
	l := &lock{fs: fs, holder: fs.PathJoin(dir, "holder")}
	held, err := fs.Lock(fs.PathJoin(dir, "sluice.lock"))
	if err != nil {
		return nil, fmt.Errorf("the store in %s is in use by %s: %w", dir, l.whose(), err)
	}
	l.held = held
	return l, l.sign()
}

// whose names the holder as it signed.
func (l *lock) whose() string {
	f, err := l.fs.Open(l.holder)
	if err != nil {
		return "another process"
	}
	defer func() { _ = f.Close() }()
	data, err := io.ReadAll(io.LimitReader(f, 64))
	if err != nil || len(data) == 0 {
		return "another process"
	}
	return "process " + strings.TrimSpace(string(data))
}

func (l *lock) sign() error {
	f, err := l.fs.Create(l.holder, vfs.WriteCategoryUnspecified)
	if err != nil {
		return errors.Join(fmt.Errorf("name the store's holder: %w", err), l.held.Close())
	}
	_, err = f.Write([]byte(strconv.Itoa(os.Getpid()) + "\n"))
	if err = errors.Join(err, f.Close()); err != nil {
		return errors.Join(fmt.Errorf("name the store's holder: %w", err), l.held.Close())
	}
	return nil
}

func (l *lock) release() error {
	return l.held.Close()
}
