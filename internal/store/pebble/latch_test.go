package pebble

import (
	"runtime"
	"strings"
	"testing"

	"github.com/cockroachdb/pebble/v2/vfs"

	"sluice"
	"sluice/internal/store"
)

// TestTheLatch closes the latch and nothing else: the disk is whole, so whatever
// fails afterwards fails because of the latch.
func TestTheLatch(t *testing.T) {
	var texts []string
	fs := vfs.NewMem()
	e, err := Open(Options{Dir: "data", FS: fs, Memory: 8 << 20, Fatal: func(text string) {
		texts = append(texts, text)
		runtime.Goexit()
	}})
	if err != nil {
		t.Fatal(err)
	}
	values := store.Change{Instance: 1, Values: []store.Value{{Name: "a", Data: []byte("1")}}}
	if err := e.Commit(t.Context(), values); err != nil {
		t.Fatal(err)
	}
	returned := false
	for range 2 {
		ended := make(chan struct{})
		go func() {
			defer close(ended)
			e.log.Fatalf("sync of %s failed", "a file")
			returned = true
		}()
		<-ended
	}
	if returned || len(texts) != 2 || texts[0] != "sync of a file failed" {
		t.Fatalf("Fatalf returned: %v; fatal was told %q", returned, texts)
	}
	for name, use := range map[string]func() error{
		"a commit": func() error { return e.Commit(t.Context(), values) },
		"a drop":   func() error { return e.DropBefore(t.Context(), store.KeptMessages, 1) },
		"a read of rows": func() error {
			_, err := e.Rows(t.Context(), store.Query{Instance: 1, Limit: 1})
			return err
		},
		"a number": func() error {
			_, _, err := e.ByNumber(t.Context(), 1, store.Number{N: 1}, 0)
			return err
		},
	} {
		if err := use(); err == nil || !strings.Contains(err.Error(), "the storage has failed: sync of a file failed") {
			t.Errorf("%s after the fault: %v", name, err)
		}
	}
	var seen []sluice.InstanceID
	for s, err := range e.Instances(t.Context()) {
		if err == nil {
			seen = append(seen, s.ID)
		}
	}
	if len(seen) != 0 {
		t.Errorf("instances after the fault: %v", seen)
	}
	if err := e.Close(); err == nil {
		t.Error("it is closed as if nothing had happened")
	}
	if _, err := fs.Lock(fs.PathJoin("data", "sluice.lock")); err != nil {
		t.Errorf("the directory stays locked: %v", err)
	}
}
