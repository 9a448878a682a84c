package pebble_test

import (
	"testing"

	"github.com/cockroachdb/pebble/v2/vfs"

	"sluice/internal/store"
	"sluice/internal/store/pebble"
	"sluice/internal/store/storetest"
)

func TestEngine(t *testing.T) {
	disks := map[store.Engine]vfs.FS{}
	storetest.Run(t, func(t *testing.T, last store.Engine) store.Engine {
		t.Helper()
		fs := vfs.FS(vfs.NewMem())
		if last != nil {
			fs = disks[last]
			if err := last.Close(); err != nil {
				t.Fatalf("close: %v", err)
			}
		}
		delete(disks, last)
		e, err := pebble.Open(pebble.Options{Dir: "data", FS: fs, Memory: 8 << 20})
		if err != nil {
			t.Fatalf("open: %v", err)
		}
		disks[e] = fs
		t.Cleanup(func() {
			if disks[e] != nil {
				if err := e.Close(); err != nil {
					t.Errorf("close: %v", err)
				}
			}
		})
		return e
	})
}
