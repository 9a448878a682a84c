package store_test

import (
	"strings"
	"testing"

	lib "github.com/cockroachdb/pebble/v2"
	"github.com/cockroachdb/pebble/v2/vfs"

	"sluice/internal/store"
	"sluice/internal/store/pebble"
)

// verified reads all that is on a disk, without writing.
func verified(t *testing.T, fs vfs.FS, secret [32]byte) (pebble.Report, []string) {
	t.Helper()
	e, err := pebble.Open(pebble.Options{Dir: "data", FS: fs, Memory: 8 << 20, ReadOnly: true})
	must(t, err)
	r, err := e.Verify(t.Context(), func(int64) {})
	must(t, err)
	_, sealed, err := store.CheckSealed(t.Context(), e, secret, nil)
	must(t, err)
	must(t, e.Close())
	return r, sealed
}

func TestAStoreIsSoundAfterEachStep(t *testing.T) {
	bubble(t, func(t *testing.T) {
		b := openBox(t, store.Options{})
		id := create(t, b.Store)
		must(t, b.Values(id).Put(t.Context(), map[string][]byte{"session": []byte("s")}))
		for k, step := range script(id) {
			must(t, step(t.Context(), b.Store))
			waiting, notes := count(t, b.Store, id), pending(t, b.Store, id)
			b.close()
			r, sealed := verified(t, b.fs, [32]byte{})
			if len(r.Faults)+len(sealed) > 0 || r.Queued != int64(waiting) || r.Noted != int64(notes) {
				t.Fatalf("after step %d: %+v, %v; %d messages and %d notifications wait", k, r, sealed, waiting, notes)
			}
			b.Store = openOn(t, b.fs, b.o)
			authorize(t, b.Store, id)
		}
	})
}

func TestWhatIsDamagedIsNamed(t *testing.T) {
	set := func(key, value string) func(*testing.T, vfs.FS) {
		return func(t *testing.T, fs vfs.FS) {
			db, err := lib.Open("data", &lib.Options{FS: fs, Logger: quiet{}, FormatMajorVersion: lib.FormatValueSeparation})
			must(t, err)
			it, err := db.NewIter(&lib.IterOptions{LowerBound: []byte(key)})
			must(t, err)
			if !it.First() || !strings.HasPrefix(string(it.Key()), key) {
				t.Fatalf("there is no key %q", key)
			}
			found := string(it.Key())
			must(t, it.Close())
			if value == "" {
				must(t, db.Delete([]byte(found), lib.Sync))
			} else {
				must(t, db.Set([]byte(found), []byte(value), lib.Sync))
			}
			must(t, db.Close())
		}
	}
	tests := []struct {
		name   string
		damage func(*testing.T, vfs.FS)
		want   string
	}{
		{"a row's bit", func(t *testing.T, fs vfs.FS) { corrupt(t, fs, 1) }, "messages: key "},
		{"a row that is missing", set("m\x00", ""), "2 messages wait, and the count says 3"},
		{"a cursor", set("h\x00", "nothing"), "cursors: key "},
		{"a record", set("a", "\x01nothing that was ever sealed"), "sealed with another secret, or damaged"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			fs := vfs.NewMem()
			s := openOn(t, fs, store.Options{})
			id := create(t, s)
			for range 3 {
				enqueue(t, s, text(id, "10", "a"))
			}
			must(t, s.Close())
			tt.damage(t, fs)
			r, sealed := verified(t, fs, [32]byte{})
			if all := strings.Join(append(r.Faults, sealed...), "\n"); !strings.Contains(all, tt.want) {
				t.Errorf("%q, want %q", all, tt.want)
			}
		})
	}
}
