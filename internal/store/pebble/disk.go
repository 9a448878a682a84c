package pebble

import (
	"errors"
	"io"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"github.com/cockroachdb/pebble/v2/vfs"
)

// lookEvery is how often the disk's free space is asked for, while anyone is
// interested; layEvery how often a missing ballast is laid again.
const (
	lookEvery = time.Second
	layEvery  = time.Minute
)

// Room implements [store.Reserver].
func (e *Engine) Room() bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	if now := time.Now(); now.Sub(e.looked) >= lookEvery {
		e.looked = now
		roomy, known := e.roomy()
		e.room.Store(roomy)
		if roomy && known && e.ballast != nil && now.Sub(e.laid) >= layEvery && !e.ballast.there() {
			e.laid = now
			e.laying.Go(e.ballast.lay)
		}
	}
	return e.room.Load()
}

// roomy says whether more than the reserve is free. A file system that cannot
// tell has room.
func (e *Engine) roomy() (roomy, known bool) {
	u, err := e.opts.FS.GetDiskUsage(e.opts.Dir)
	if err != nil {
		return true, false
	}
	return u.AvailBytes > uint64(e.opts.Reserve), true //nolint:gosec // positive
}

// withBallast returns the file system for the library: when the disk is full, a
// file is given up, so that what shortens the queue can still be written. It is
// laid again when there is room, for the next time.
func (e *Engine) withBallast() vfs.FS {
	fs := e.opts.FS
	if e.opts.Ballast < 0 {
		return fs
	}
	e.ballast = &ballast{fs: fs, path: fs.PathJoin(e.opts.Dir, "ballast"), size: e.opts.Ballast, log: e.opts.Log}
	if roomy, known := e.roomy(); roomy && known {
		e.ballast.lay()
	} else {
		e.ballast.look()
	}
	return vfs.OnDiskFull(fs, func() {
		e.room.Store(false)
		e.ballast.giveUp()
	})
}

// Ballast says whether there is something to give up when the disk is full.
func (e *Engine) Ballast() bool { return e.ballast != nil && e.ballast.there() }

// A ballast is a file that takes room and has no other use.
type ballast struct {
	fs   vfs.FS
	path string
	size int64
	log  *slog.Logger

	laid atomic.Bool
	mu   sync.Mutex // held while the file is made or removed
}

func (b *ballast) there() bool { return b.laid.Load() }

// look finds out whether an earlier process has left the file, whole.
func (b *ballast) look() {
	info, err := b.fs.Stat(b.path)
	b.laid.Store(err == nil && info.Size() >= b.size)
}

// lay writes the file unless it is there. It takes its room for real: zeros would
// do on the file systems that matter, holes would not.
func (b *ballast) lay() {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.look(); b.there() {
		return
	}
	if err := b.write(); err != nil {
		b.log.Warn("store: no ballast for a full disk", "err", err)
		return
	}
	b.laid.Store(true)
}

func (b *ballast) write() error {
	f, err := b.fs.Create(b.path, vfs.WriteCategoryUnspecified)
	if err != nil {
		return err
	}
	_, err = io.CopyN(f, zeros{}, b.size)
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return errors.Join(err, b.fs.Remove(b.path))
	}
	return nil
}

// giveUp removes the file, if it is there.
func (b *ballast) giveUp() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.laid.Store(false)
	err := b.fs.Remove(b.path)
	b.log.Error("store: the disk is full; the ballast is given up", "err", err)
}

// zeros is an endless reader of zeros.
type zeros struct{}

// Read fills p with zeros.
func (zeros) Read(p []byte) (int, error) {
	clear(p)
	return len(p), nil
}

// DefaultReserve is the free space below which no new message is accepted, unless
// [Options] say otherwise.
const DefaultReserve = 256 * mib

// Free returns how many bytes are free on the disk of dir.
func Free(dir string) (uint64, error) {
	u, err := vfs.Default.GetDiskUsage(dir)
	return u.AvailBytes, err
}
