// Package pebble is the embedded engine: one directory, nothing to set up.
//
// Keys lead with the day, so that dropping a day is one range of keys and
// finished days are never rewritten; package comments of the tables stand at
// their letters. A commit is one batch, written to the log and synced.
//
// A failed write or sync of the log is final. The library then calls Fatalf of
// its logger and, should that return, reports success; so ours never returns,
// and a latch makes every later commit fail.
package pebble

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"runtime"
	"sync"
	"sync/atomic"
	"time"

	"github.com/cockroachdb/pebble/v2"
	"github.com/cockroachdb/pebble/v2/bloom"
	"github.com/cockroachdb/pebble/v2/sstable"
	"github.com/cockroachdb/pebble/v2/vfs"

	"sluice"
	"sluice/internal/store"
)

// Options say where and how an [Engine] stores. Dir alone is required.
type Options struct {
	Dir    string
	FS     vfs.FS // nil: the disk
	Log    *slog.Logger
	Memory int64 // what caches and tables in memory may take together; 0: 256 MiB
	// Reserve is the free disk space below which no new message is accepted; 0:
	// 256 MiB. Ballast of it is a file that is given up when the disk is full,
	// so that what shortens the queue can still be written, and laid again when
	// there is room; 0: 16 MiB, less than zero: none.
	Reserve int64
	Ballast int64
	// ReadOnly opens what is there and writes nothing but the lock.
	ReadOnly bool
	// Fatal is called once when the storage has failed, and must not return.
	// Nil ends the process.
	Fatal func(text string)
}

const mib = 1 << 20

func (o Options) withDefaults() Options {
	if o.FS == nil {
		o.FS = vfs.Default
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Memory == 0 {
		o.Memory = 256 * mib
	}
	if o.Reserve == 0 {
		o.Reserve = DefaultReserve
	}
	if o.Ballast == 0 {
		o.Ballast = 16 * mib
	}
	if o.Fatal == nil {
		o.Fatal = func(string) { os.Exit(1) }
	}
	return o
}

// An Engine is a [store.Engine] in one directory.
type Engine struct {
	db   *pebble.DB
	opts Options
	lock *lock
	log  *logger

	room    atomic.Bool
	ballast *ballast       // nil: none is wanted
	laying  sync.WaitGroup // of the ballast
	mu      sync.Mutex     // guards what follows
	looked  time.Time      // when the disk's free space was last asked for
	laid    time.Time      // when a missing ballast was last laid again
}

// Open opens or creates the engine in a directory, which belongs to it until
// Close. It fails with the holder's name when another process has it.
func Open(o Options) (*Engine, error) {
	o = o.withDefaults()
	if err := o.FS.MkdirAll(o.Dir, 0o700); err != nil {
		return nil, fmt.Errorf("make the store's directory: %w", err)
	}
	held, err := take(o.FS, o.Dir)
	if err != nil {
		return nil, err
	}
	e := &Engine{opts: o, lock: held, log: &logger{log: o.Log, fatal: o.Fatal}}
	e.room.Store(true)
	if err := e.open(); err != nil {
		return nil, errors.Join(fmt.Errorf("open the store in %s: %w", o.Dir, err), held.release())
	}
	return e, nil
}

func (e *Engine) open() error {
	fs := e.opts.FS
	if !e.opts.ReadOnly {
		fs = e.withBallast()
	}
	db, err := pebble.Open(e.opts.Dir, tuned(e.opts, fs, e.log))
	if err != nil {
		return explained(err)
	}
	e.db = db
	if err := e.checkFormat(); err != nil {
		return errors.Join(err, db.Close())
	}
	return nil
}

// tuned sizes the library by the memory it may take: half for the cache of
// blocks, the rest for tables in memory.
func tuned(o Options, fs vfs.FS, log pebble.Logger) *pebble.Options {
	memtable := max(1*mib, min(64*mib, o.Memory/8))
	p := &pebble.Options{
		FS:                          fs,
		ReadOnly:                    o.ReadOnly,
		FormatMajorVersion:          format,
		Logger:                      log,
		CacheSize:                   o.Memory / 2,
		MemTableSize:                uint64(memtable), //nolint:gosec // positive
		MemTableStopWritesThreshold: 4,
		L0CompactionThreshold:       2,
		L0StopWritesThreshold:       1000,
		LBaseMaxBytes:               64 * mib,
		BytesPerSync:                512 << 10,
		CompactionConcurrencyRange:  func() (int, int) { return 1, min(2, runtime.GOMAXPROCS(0)) },
	}
	if _, inMemory := o.FS.(*vfs.MemFS); inMemory {
		// Nothing is to be done by the clock, or a day of virtual time takes seconds.
		p.Experimental.CompactionScheduler = pebble.NewConcurrencyLimitSchedulerWithNoPeriodicGrantingForTest()
	}
	for k := range p.Levels {
		p.Levels[k].BlockSize = 32 << 10
		p.Levels[k].IndexBlockSize = 256 << 10
		p.Levels[k].FilterPolicy = bloom.FilterPolicy(10)
		p.Levels[k].Compression = func() *sstable.CompressionProfile { return sstable.SnappyCompression }
	}
	p.Levels[0].Compression = func() *sstable.CompressionProfile { return sstable.NoCompression } // rewritten soon
	return p
}

// Close closes the directory for good.
func (e *Engine) Close() error {
	e.laying.Wait()
	if err := e.log.failure(); err != nil {
		return errors.Join(err, e.lock.release()) // the library cannot be closed after a fault
	}
	return errors.Join(e.db.Close(), e.lock.release())
}

// Value implements [store.Engine].
func (e *Engine) Value(_ context.Context, i sluice.InstanceID, name string) ([]byte, bool, error) {
	if d, hash, ok := store.ParseOnceName(name); ok {
		return e.get(onceKey(d, i, hash))
	}
	return e.get(valueKey(i, name))
}

// get returns a copy of a value.
func (e *Engine) get(key []byte) ([]byte, bool, error) {
	data, closer, err := e.db.Get(key)
	if errors.Is(err, pebble.ErrNotFound) {
		return nil, false, nil
	}
	if err != nil {
		return nil, false, fmt.Errorf("read: %w", err)
	}
	out := append([]byte{}, data...)
	return out, true, closer.Close()
}
