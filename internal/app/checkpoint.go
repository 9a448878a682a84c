package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"sluice"
)

const (
	mediaDir    = "media"
	checkpoints = "checkpoint-" // begins the names of copies that a backup is made from
)

// Release lets an instance on hold send again; 0: every instance.
func (o *operations) Release(ctx context.Context, id int64) error {
	if id != 0 {
		i, err := o.instance(id)
		if err != nil {
			return err
		}
		return o.store.Release(ctx, i.ID, sluice.WaitsHeld)
	}
	for _, i := range o.store.Instances() {
		if !i.Deleted.IsZero() {
			continue
		}
		if err := o.store.Release(ctx, i.ID, sluice.WaitsHeld); err != nil {
			return fmt.Errorf("instance %d: %w", i.ID, err)
		}
	}
	return nil
}

// Checkpoint makes a directory with a consistent copy of what is stored. Files are
// taken before and after the store: one that came between is known to the copy of
// the store, and so is one that went.
func (o *operations) Checkpoint(ctx context.Context) (string, error) {
	o.copying.Lock()
	defer o.copying.Unlock()
	dir := o.data.file(checkpoints + strconv.FormatInt(time.Now().UnixNano(), 36))
	if err := os.Mkdir(dir, 0o700); err != nil {
		return "", fmt.Errorf("make a checkpoint: %w", err)
	}
	files, copied := o.data.file(mediaDir), filepath.Join(dir, mediaDir)
	err := linkAll(ctx, files, copied)
	if err == nil {
		err = o.store.Checkpoint(filepath.Join(dir, storeDir))
	}
	if err == nil {
		err = linkAll(ctx, files, copied)
	}
	if err == nil {
		err = o.data.keepSecret(dir)
	}
	if err != nil {
		return "", errors.Join(fmt.Errorf("make a checkpoint: %w", err), os.RemoveAll(dir))
	}
	return dir, nil
}

// DropCheckpoint removes what Checkpoint has made.
func (o *operations) DropCheckpoint(_ context.Context, dir string) error {
	name := filepath.Base(dir)
	if !strings.HasPrefix(name, checkpoints) {
		return &sluice.Error{Code: sluice.Invalid, Text: "this is no checkpoint"}
	}
	return os.RemoveAll(o.data.file(name))
}

// dropCheckpoints removes what backups that were broken off have left.
func dropCheckpoints(d *dataDir) error {
	list, err := os.ReadDir(d.path)
	if err != nil {
		return err
	}
	for _, e := range list {
		if e.IsDir() && strings.HasPrefix(e.Name(), checkpoints) {
			err = errors.Join(err, os.RemoveAll(d.file(e.Name())))
		}
	}
	return err
}

// linkAll gives every finished file below from a second name below to. Files are
// never changed once they are there, so a second name is a copy. What is there
// already stays, and what goes meanwhile is left out.
func linkAll(ctx context.Context, from, to string) error {
	return filepath.WalkDir(from, func(p string, d fs.DirEntry, err error) error {
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		if err := errors.Join(err, ctx.Err()); err != nil {
			return err
		}
		below, err := filepath.Rel(from, p)
		if err != nil {
			return err
		}
		switch {
		case d.IsDir() && below == "parts": // files in the making
			return filepath.SkipDir
		case d.IsDir():
			return os.MkdirAll(filepath.Join(to, below), 0o700)
		}
		return link(p, filepath.Join(to, below))
	})
}

// link gives a file a second name, or copies it where the disk knows no links.
func link(from, to string) error {
	err := os.Link(from, to)
	if err == nil || errors.Is(err, fs.ErrExist) || errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	in, err := os.Open(from)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	defer func() { _ = in.Close() }()
	out, err := os.OpenFile(to, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	_, err = io.Copy(out, in)
	return errors.Join(err, out.Close())
}
