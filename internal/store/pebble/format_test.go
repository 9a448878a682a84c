package pebble_test

import (
	"strings"
	"testing"

	"github.com/cockroachdb/pebble/v2/vfs"

	"sluice/internal/store"
	"sluice/internal/store/pebble"
)

// TestAForeignFormatIsRefused wants a text that says what to do, from a program
// that also looks at it read-only, and nothing changed: whoever wrote it opens it.
func TestAForeignFormatIsRefused(t *testing.T) {
	const later, damaged = "sluice restore BACKUP --data NEW", "no release has written"
	tests := []struct {
		name  string
		alter func(*testing.T, vfs.FS)
		want  string
		undo  func(*testing.T, vfs.FS)
	}{
		{"of a later release", setFormat("2"), later, nil},
		{"of a much later release", setFormat("99"), later, nil},
		{"that is no number", setFormat("one"), damaged, nil},
		{"before the first", setFormat("0"), damaged, nil},
		{"of a later library", renameMarker(".024", ".999"), later, renameMarker(".999", ".024")},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			fs := vfs.NewMem()
			open := func(readOnly bool) (*pebble.Engine, error) {
				return pebble.Open(pebble.Options{Dir: "data", FS: fs, Memory: 8 << 20, ReadOnly: readOnly})
			}
			e, err := open(false)
			must(t, err)
			must(t, e.Close())
			tt.alter(t, fs)
			for _, readOnly := range []bool{false, true} {
				e, err := open(readOnly)
				if err == nil {
					t.Fatalf("it is opened: %v", e.Close())
				}
				if !strings.Contains(err.Error(), tt.want) {
					t.Errorf("%v does not say %q", err, tt.want)
				}
			}
			if tt.undo != nil {
				tt.undo(t, fs)
				e, err := open(false)
				must(t, err)
				must(t, e.Close())
			}
		})
	}
}

// setFormat writes another format into a store.
func setFormat(format string) func(*testing.T, vfs.FS) {
	return func(t *testing.T, fs vfs.FS) {
		t.Helper()
		e, err := pebble.Open(pebble.Options{Dir: "data", FS: fs, Memory: 8 << 20})
		must(t, err)
		must(t, e.Commit(t.Context(), store.Change{Values: []store.Value{{Name: "format", Data: []byte(format)}}}))
		must(t, e.Close())
	}
}

// renameMarker has the library's own format end otherwise.
func renameMarker(from, to string) func(*testing.T, vfs.FS) {
	return func(t *testing.T, fs vfs.FS) {
		t.Helper()
		names, err := fs.List("data")
		must(t, err)
		renamed := 0
		for _, name := range names {
			if base, ok := strings.CutSuffix(name, from); ok && strings.HasPrefix(name, "marker.format-version.") {
				must(t, fs.Rename("data/"+name, "data/"+base+to))
				renamed++
			}
		}
		if renamed != 1 {
			t.Fatalf("%d markers ending with %s among %v", renamed, from, names)
		}
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
