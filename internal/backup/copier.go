package backup

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
)

// A copier fills a backup and notes what it has copied.
type copier struct {
	to    *os.Root
	told  Progress
	files []File
	done  int64
}

// source copies one source. Only regular files are part of it.
func (c *copier) source(ctx context.Context, s Source) error {
	err := filepath.WalkDir(s.Path, func(p string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		if !d.Type().IsRegular() {
			return nil
		}
		below, err := filepath.Rel(s.Path, p)
		if err != nil {
			return err
		}
		return c.file(path.Join(s.Name, filepath.ToSlash(below)), p)
	})
	if errors.Is(err, fs.ErrNotExist) {
		if _, gone := os.Stat(s.Path); errors.Is(gone, fs.ErrNotExist) {
			return nil
		}
	}
	if err != nil {
		return fmt.Errorf("copy %s: %w", s.Path, err)
	}
	return nil
}

func (c *copier) file(name, source string) error {
	in, err := os.Open(source)
	if err != nil {
		return err
	}
	defer func() { _ = in.Close() }()
	out, err := create(c.to, name)
	if err != nil {
		return err
	}
	h := sha256.New()
	n, err := io.Copy(io.MultiWriter(out, h), in)
	if err := errors.Join(err, out.Sync(), out.Close()); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	c.files = append(c.files, File{Name: name, Size: n, Sum: hex.EncodeToString(h.Sum(nil))})
	c.done += n
	c.told.tell(c.done)
	return nil
}

// syncAll makes the names of all directories durable, and that of the root.
func syncAll(root *os.Root, dir string) error {
	err := fs.WalkDir(root.FS(), ".", func(p string, d fs.DirEntry, err error) error {
		if err != nil || !d.IsDir() {
			return err
		}
		return syncDir(filepath.Join(dir, filepath.FromSlash(p)))
	})
	if err != nil {
		return fmt.Errorf("make %s durable: %w", dir, err)
	}
	return syncDir(filepath.Dir(filepath.Clean(dir)))
}

func syncDir(dir string) error {
	f, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}
