package pebble_test

import (
	"runtime"
	"sync/atomic"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/cockroachdb/pebble/v2/vfs"
	"github.com/cockroachdb/pebble/v2/vfs/errorfs"

	"sluice/internal/store"
	"sluice/internal/store/pebble"
)

const ballast = "data/ballast"

// A small disk is full at times: nothing can be written then, unless the ballast is
// gone.
type smallDisk struct {
	*vfs.MemFS
	full atomic.Bool
}

func newSmallDisk() *smallDisk {
	d := &smallDisk{MemFS: vfs.NewMem()}
	d.fill(false)
	return d
}

func (d *smallDisk) fill(full bool) {
	d.full.Store(full)
	free := uint64(1 << 40)
	if full {
		free = 0
	}
	d.TestingSetDiskUsage(vfs.DiskUsage{AvailBytes: free, TotalBytes: 1 << 41})
}

func (d *smallDisk) laid() bool {
	info, err := d.Stat(ballast)
	return err == nil && info.Size() == 1<<10
}

// String and MaybeError make it an injector of faults.
func (d *smallDisk) String() string { return "small" }

func (d *smallDisk) MaybeError(op errorfs.Op) error {
	if d.full.Load() && op.Kind == errorfs.OpFileWrite && d.laid() {
		return syscall.ENOSPC
	}
	return nil
}

// TestTheBallastIsLaidAgain has the disk get full more than once while one process
// runs: each time there is something to give up, so what shortens the queue is
// written, and the process lives.
func TestTheBallastIsLaidAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		disk := newSmallDisk()
		e, err := pebble.Open(pebble.Options{
			Dir: "data", FS: errorfs.Wrap(disk.MemFS, disk), Memory: 8 << 20, Ballast: 1 << 10,
			Fatal: func(text string) {
				t.Errorf("the process ends: %s", text)
				runtime.Goexit()
			},
		})
		if err != nil {
			t.Fatal(err)
		}
		defer func() {
			if err := e.Close(); err != nil {
				t.Error(err)
			}
		}()
		for round := range 3 {
			if !disk.laid() || !e.Ballast() || !e.Room() {
				t.Fatalf("before the disk is full for the %d. time there is no ballast", round+1)
			}
			disk.fill(true)
			if err := e.Commit(t.Context(), store.Change{Instance: 1, Values: []store.Value{{Name: "a", Data: []byte("1")}}}); err != nil {
				t.Fatal(err)
			}
			if disk.laid() || e.Ballast() {
				t.Fatal("the ballast was not given up")
			}
			time.Sleep(time.Minute)
			if e.Room() || e.Ballast() {
				t.Error("there is room on a full disk")
			}
			disk.fill(false)
			time.Sleep(time.Second)
			if !e.Room() {
				t.Error("there is no room when there is")
			}
			synctest.Wait()
		}
	})
}

// TestABallastThatFoundNoRoomAtTheStartIsLaidLater opens on a full disk.
func TestABallastThatFoundNoRoomAtTheStartIsLaidLater(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		disk := newSmallDisk()
		disk.fill(true)
		e, err := pebble.Open(pebble.Options{Dir: "data", FS: disk.MemFS, Memory: 8 << 20, Ballast: 1 << 10})
		if err != nil {
			t.Fatal(err)
		}
		if e.Room() || e.Ballast() || disk.laid() {
			t.Error("there is room for a ballast on a full disk")
		}
		disk.fill(false)
		time.Sleep(time.Second)
		_ = e.Room()
		synctest.Wait()
		if !e.Ballast() || !disk.laid() {
			t.Error("it was not laid when there was room")
		}
		if err := e.Close(); err != nil {
			t.Error(err)
		}
	})
}
