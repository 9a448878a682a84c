package store_test

import (
	"path"
	"strconv"
	"sync/atomic"
	"testing"
	"time"

	"github.com/cockroachdb/pebble/v2/vfs"
	"github.com/cockroachdb/pebble/v2/vfs/errorfs"

	"sluice"
	"sluice/internal/store"
	"sluice/internal/store/pebble"
)

// TestASlowDiskSlowsAnswersAlone has each sync of the log take five seconds. What
// is answered waits for one, and whoever asks together waits for the same one. Who
// reads of an instance waits for its own changes that are under way, because what is
// told must be durable, and for nobody else's.
func TestASlowDiskSlowsAnswersAlone(t *testing.T) {
	const sync = 5 * time.Second
	bubble(t, func(t *testing.T) {
		var slow atomic.Bool
		disk := errorfs.Wrap(vfs.NewMem(), errorfs.InjectorFunc(func(op errorfs.Op) error {
			isSync := op.Kind == errorfs.OpFileSync || op.Kind == errorfs.OpFileSyncData || op.Kind == errorfs.OpFileSyncTo
			if slow.Load() && isSync && path.Ext(op.Path) == ".log" {
				time.Sleep(sync)
			}
			return nil
		}))
		e, err := pebble.Open(pebble.Options{Dir: "data", FS: disk, Memory: 8 << 20, Fatal: func(why string) { t.Error(why) }})
		must(t, err)
		s, err := store.New(t.Context(), e, store.Options{})
		must(t, err)
		defer func() { must(t, s.Close()) }()
		id := create(t, s)
		other := create(t, s)
		before := enqueue(t, s, text(other, "10", "before"))
		slow.Store(true)

		began := time.Now()
		type answer struct {
			id   sluice.MessageID
			took time.Duration
		}
		answers := make(chan answer, 100)
		for k := range 100 {
			go func() {
				m, err := s.Enqueue(t.Context(), text(id, "10", strconv.Itoa(k)), sluice.Once{})
				if err != nil {
					t.Error(err)
				}
				answers <- answer{m, time.Since(began)}
			}()
		}
		time.Sleep(sync / 2)
		if n := count(t, s, other); n != 1 {
			t.Errorf("%d messages of the other are counted", n)
		}
		if m := next(t, s, other); m.ID != before {
			t.Errorf("%s is next", m.ID)
		}
		if all := list(t, s, other, 500); len(all) != 1 {
			t.Errorf("%d messages of the other are listed", len(all))
		}
		if took := time.Since(began); took != sync/2 {
			t.Errorf("reading of the other has waited %v", took-sync/2)
		}
		if n := count(t, s, id); n != 100 {
			t.Errorf("%d messages are counted", n)
		}
		if took := time.Since(began); took < sync || took > 3*sync {
			t.Errorf("what was under way was told after %v", took)
		}
		for range 100 {
			a := <-answers
			if a.took < sync || a.took > 3*sync {
				t.Errorf("%s was answered after %v: one sync, and the one before it at most", a.id, a.took)
			}
		}
		if n := count(t, s, id); n != 100 {
			t.Errorf("%d messages wait", n)
		}
		slow.Store(false)
	})
}
