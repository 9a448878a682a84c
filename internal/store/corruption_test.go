package store_test

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"math/rand/v2"
	"path"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/cockroachdb/pebble/v2/vfs"
	"github.com/prometheus/client_golang/prometheus"

	"sluice"
	"sluice/internal/store"
	"sluice/internal/store/pebble"
)

var flips = flag.Int("flips", 12, "bits to flip, and half as many files to cut short; make disk flips more")

// tail is how much of the log's end looks the same damaged as torn: a block of
// it. The library looks for later syncs in the blocks behind the damaged one.
const tail = 32 << 10

// TestNoDamageGoesUnnoticed flips bits all over a store's files and cuts them
// short. What is damaged is refused at the start, or put aside with an alarm, or
// it makes no difference; but nothing wrong is ever read. The end of the log is
// left alone: see tail.
func TestNoDamageGoesUnnoticed(t *testing.T) {
	t.Parallel()
	images, want := damageable(t)
	dice := rand.New(rand.NewPCG(1, 1))
	told, harmless := 0, 0
	for k := range *flips * 3 / 2 {
		image := images[k%len(images)]
		fs := image.CrashClone(whole())
		what := damage(t, fs, dice, k%3 == 2)
		noticed, err := reread(fs, want)
		switch {
		case err != nil:
			t.Errorf("%s: %v", what, err)
		case noticed:
			told++
		default:
			harmless++
		}
	}
	injected := *flips * 3 / 2
	t.Logf("damage: injected=%d noticed=%d indifferent=%d silent=%d", injected, told, harmless, injected-told-harmless)
	if told < *flips/5 {
		t.Errorf("only %d of %d were noticed: the test damages what nobody reads", told, injected)
	}
}

// damageable returns a store that was closed, and one that was killed, and what
// they hold.
func damageable(t *testing.T) ([]*vfs.MemFS, snapshot) {
	t.Helper()
	disk := vfs.NewCrashableMem()
	s := openOn(t, disk, store.Options{})
	id := create(t, s)
	for _, step := range script(id) {
		must(t, step(t.Context(), s))
	}
	for k := range int64(1500) { // some tables, and a log of many blocks
		must(t, s.Receive(t.Context(), id, incoming(10_000+k, strings.Repeat(strconv.FormatInt(k, 10), 150))))
	}
	want := mustLook(t, s, id)
	killed := disk.CrashClone(whole())
	must(t, s.Close())
	return []*vfs.MemFS{killed, disk}, want
}

// damage flips a bit of one file, or cuts it short, and says what it did.
func damage(t *testing.T, fs *vfs.MemFS, dice *rand.Rand, cut bool) string {
	t.Helper()
	names, err := fs.List("data")
	must(t, err)
	slices.Sort(names)
	for {
		name := path.Join("data", names[dice.IntN(len(names))])
		info, err := fs.Stat(name)
		must(t, err)
		if info.IsDir() || info.Size() == 0 {
			continue
		}
		size := info.Size()
		if path.Ext(name) == ".log" {
			size -= tail
		}
		if size <= 0 || cut && path.Ext(name) == ".log" {
			continue
		}
		at := dice.Int64N(size)
		data := make([]byte, info.Size())
		f, err := fs.Open(name)
		must(t, err)
		_, err = f.ReadAt(data, 0)
		must(t, errors.Join(err, f.Close()))
		what := fmt.Sprintf("%s cut to %d of %d bytes", name, at, info.Size())
		if cut {
			data = data[:at]
		} else {
			bit := dice.IntN(8)
			data[at] ^= 1 << bit
			what = fmt.Sprintf("%s, byte %d of %d, bit %d", name, at, info.Size(), bit)
		}
		f, err = fs.Create(name, vfs.WriteCategoryUnspecified)
		must(t, err)
		_, err = f.Write(data)
		must(t, errors.Join(err, f.Sync(), f.Close()))
		return what
	}
}

// reread opens a damaged store and reads it. It says whether anything told of the
// damage; an error is that something wrong was read and nothing told. A storage
// that has failed ends the process: here it stands still, and is left behind.
func reread(fs vfs.FS, want snapshot) (noticed bool, err error) {
	type outcome struct {
		noticed bool
		err     error
	}
	done := make(chan outcome, 1)
	ended := make(chan struct{}, 1)
	fatal := func(string) {
		select {
		case ended <- struct{}{}:
		default:
		}
		select {}
	}
	go func() {
		noticed, err := rereadHere(fs, fatal, want)
		done <- outcome{noticed, err}
	}()
	select {
	case <-ended:
		return true, nil
	case out := <-done:
		return out.noticed, out.err
	}
}

func rereadHere(fs vfs.FS, fatal func(string), want snapshot) (bool, error) {
	e, err := pebble.Open(pebble.Options{Dir: "data", FS: fs, Memory: 8 << 20, Fatal: fatal})
	if err != nil {
		return true, nil //nolint:nilerr // told, and refused
	}
	defer e.Close() //nolint:errcheck // it may be damaged
	metrics := prometheus.NewRegistry()
	s, err := store.New(context.Background(), e, store.Options{Metrics: metrics})
	if err != nil {
		return true, nil //nolint:nilerr // likewise
	}
	got, err := look(context.Background(), s, sluice.FirstInstance)
	got.next, want.next = [16]byte{}, [16]byte{} // which one is next depends on the time that has passed
	switch {
	case err != nil || alarmed(metrics):
		return true, nil //nolint:nilerr // likewise
	case !got.equal(want):
		return false, fmt.Errorf("%+v was read, and nothing told; want %+v", got, want)
	}
	return false, nil
}

// alarmed says whether damaged rows were counted.
func alarmed(metrics *prometheus.Registry) bool {
	families, err := metrics.Gather()
	if err != nil {
		return false
	}
	for _, f := range families {
		if bytes.Contains([]byte(f.GetName()), []byte("damaged")) && f.GetMetric()[0].GetCounter().GetValue() > 0 {
			return true
		}
	}
	return false
}

// whole keeps all that was written, as a machine does that stays up.
func whole() vfs.CrashCloneCfg {
	return vfs.CrashCloneCfg{UnsyncedDataPercent: 100, RNG: rand.New(rand.NewPCG(1, 1))}
}
