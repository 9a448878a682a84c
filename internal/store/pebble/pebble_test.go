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

func TestAnUnknownFormatIsRefused(t *testing.T) {
	fs := vfs.NewMem()
	open := func() (*pebble.Engine, error) {
		return pebble.Open(pebble.Options{Dir: "data", FS: fs, Memory: 8 << 20})
	}
	e, err := open()
	if err != nil {
		t.Fatal(err)
	}
	err = e.Commit(t.Context(), store.Change{Values: []store.Value{{Name: "format", Data: []byte("99")}}})
	if err != nil {
		t.Fatal(err)
	}
	if err := e.Close(); err != nil {
		t.Fatal(err)
	}
	if e, err = open(); err == nil {
		t.Fatalf("a store of format 99 is opened: %v", e.Close())
	}
}
