package pebble

import (
	"errors"
	"io"
	"time"

	"github.com/cockroachdb/pebble/v2/vfs"
)

// lookEvery is how often the disk's free space is asked for, while anyone is
// interested.
const lookEvery = time.Second

// Room implements [store.Reserver].
func (e *Engine) Room() bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	if now := time.Now(); now.Sub(e.looked) >= lookEvery {
		e.looked = now
		e.room.Store(e.roomy())
	}
	return e.room.Load()
}

// roomy says whether more than the reserve is free. A file system that cannot
// tell has room.
func (e *Engine) roomy() bool {
	u, err := e.opts.FS.GetDiskUsage(e.opts.Dir)
	if err != nil {
		return true
	}
	return u.AvailBytes > uint64(e.opts.Reserve) //nolint:gosec // positive
}

// withBallast returns the file system for the library: when the disk is full, a
// file is given up, so that what shortens the queue can still be written.
func (e *Engine) withBallast() vfs.FS {
	fs := e.opts.FS
	if e.opts.Ballast < 0 {
		return fs
	}
	path := fs.PathJoin(e.opts.Dir, "ballast")
	if err := e.layBallast(path); err != nil {
		e.opts.Log.Warn("store: no ballast for a full disk", "err", err)
	}
	return vfs.OnDiskFull(fs, func() {
		e.room.Store(false)
		err := fs.Remove(path)
		e.opts.Log.Error("store: the disk is full; the ballast is given up", "err", err)
	})
}

// layBallast writes the file unless it is there. It takes its room for real:
// zeros would do on the file systems that matter, holes would not.
func (e *Engine) layBallast(path string) error {
	fs := e.opts.FS
	if info, err := fs.Stat(path); err == nil && info.Size() >= e.opts.Ballast {
		return nil
	}
	if _, err := fs.GetDiskUsage(e.opts.Dir); err != nil || !e.roomy() {
		return nil //nolint:nilerr // in memory, or no room for it
	}
	f, err := fs.Create(path, vfs.WriteCategoryUnspecified)
	if err != nil {
		return err
	}
	_, err = io.CopyN(f, zeros{}, e.opts.Ballast)
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return errors.Join(err, fs.Remove(path))
	}
	return nil
}

// zeros is an endless reader of zeros.
type zeros struct{}

// Read fills p with zeros.
func (zeros) Read(p []byte) (int, error) {
	clear(p)
	return len(p), nil
}
