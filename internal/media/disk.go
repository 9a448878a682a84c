package media

import (
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path"
	"runtime"
	"strconv"
	"sync"
)

// parts is the directory of files in the making. Whatever is in it when a
// process starts was left by a crash.
const parts = "parts"

// A disk keeps files below one directory and reaches nothing outside of it,
// whatever names it is given.
type disk struct {
	root *os.Root

	mu     sync.Mutex // guards synced, and is held while a directory is made
	synced map[string]struct{}
}

func openDisk(dir string) (*disk, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, err
	}
	d := &disk{root: root, synced: map[string]struct{}{}}
	err = root.RemoveAll(parts)
	if err == nil {
		err = root.Mkdir(parts, 0o700)
	}
	if err == nil {
		err = d.sync(".")
	}
	if err != nil {
		_ = root.Close()
		return nil, err
	}
	return d, nil
}

func (d *disk) Close() error { return d.root.Close() }

func (d *disk) Create(name string) (NewFile, error) {
	part := path.Join(parts, strconv.FormatUint(rand.Uint64(), 36))
	f, err := d.root.OpenFile(part, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return nil, err
	}
	return &newFile{File: f, disk: d, part: part, name: name}, nil
}

func (d *disk) Open(name string) (StoredFile, error) {
	f, err := d.root.Open(name)
	if err != nil {
		return nil, err
	}
	info, err := f.Stat()
	if err != nil {
		_ = f.Close()
		return nil, err
	}
	return &storedFile{File: f, size: info.Size()}, nil
}

func (d *disk) Remove(name string) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	clear(d.synced) // what is made again has to be synced again
	return d.root.RemoveAll(name)
}

func (d *disk) List() ([]Stored, error) {
	var all []Stored
	err := fs.WalkDir(d.root.FS(), ".", func(name string, e fs.DirEntry, err error) error {
		switch {
		case errors.Is(err, fs.ErrNotExist):
			return nil
		case err != nil:
			return err
		case name == parts:
			return fs.SkipDir
		case !e.Type().IsRegular():
			return nil
		}
		info, err := e.Info()
		if err != nil {
			return err
		}
		all = append(all, Stored{Name: name, Size: info.Size(), At: info.ModTime()})
		return nil
	})
	return all, err
}

// directory makes the directory dir, with those above it, and has each entry
// durable in the one above. Two who need the same one both wait for that.
func (d *disk) directory(dir string) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if _, ok := d.synced[dir]; ok {
		return nil
	}
	if err := d.root.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	for up := path.Dir(dir); ; up = path.Dir(up) {
		if err := d.sync(up); err != nil {
			return err
		}
		if up == "." {
			break
		}
	}
	d.synced[dir] = struct{}{}
	return nil
}

// sync makes the names in a directory durable.
func (d *disk) sync(dir string) error {
	if runtime.GOOS == "windows" {
		return nil // it offers no such call, and its file system keeps a log
	}
	f, err := d.root.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}

type newFile struct {
	*os.File
	disk       *disk
	part, name string
	closed     bool
}

func (f *newFile) Commit() error {
	f.closed = true
	if err := errors.Join(f.Sync(), f.Close()); err != nil {
		_ = f.disk.root.Remove(f.part)
		return fmt.Errorf("sync a file: %w", err)
	}
	dir := path.Dir(f.name)
	err := f.disk.directory(dir)
	if err == nil {
		err = f.disk.root.Rename(f.part, f.name)
	}
	if err == nil {
		err = f.disk.sync(dir)
	}
	if err != nil {
		_ = f.disk.root.Remove(f.part)
		_ = f.disk.root.Remove(f.name) // its name may not last
		return fmt.Errorf("give a file its name: %w", err)
	}
	return nil
}

func (f *newFile) Discard() {
	if !f.closed {
		f.closed = true
		_ = f.Close()
		_ = f.disk.root.Remove(f.part)
	}
}

type storedFile struct {
	*os.File
	size int64
}

func (f *storedFile) Size() int64 { return f.size }
