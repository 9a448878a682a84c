package store_test

import (
	"context"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"

	"github.com/cockroachdb/pebble/v2/vfs"
	"github.com/cockroachdb/pebble/v2/vfs/errorfs"

	"sluice"
	"sluice/internal/store"
)

var oldSecret, newSecret = [32]byte{1}, [32]byte{2}

// known checks that a store opens with a secret alone and knows the values.
func known(t *testing.T, fs vfs.FS, secret [32]byte, want map[sluice.InstanceID]string) {
	t.Helper()
	if r, sealed := verified(t, fs, secret); len(r.Faults)+len(sealed) > 0 {
		t.Fatalf("%v, %v", r.Faults, sealed)
	}
	s := openOn(t, fs, store.Options{Secret: secret})
	defer func() { must(t, s.Close()) }()
	for id, value := range want {
		data, ok, err := s.Values(id).Get(t.Context(), "session")
		if err != nil || !ok || string(data) != value {
			t.Fatalf("instance %d has %q, %v, %v; want %q", id, data, ok, err, value)
		}
	}
	if data, ok, err := s.Deployment().Get(t.Context(), "access"); err != nil || !ok || len(data) == 0 {
		t.Fatalf("the deployment's value: %q, %v, %v", data, ok, err)
	}
}

func TestTheSecretIsChangedUnderLoadWithoutLosingAnything(t *testing.T) {
	fs := vfs.NewMem()
	s := openOn(t, fs, store.Options{Secret: oldSecret})
	want := map[sluice.InstanceID]string{}
	for range 20 {
		id := create(t, s)
		want[id] = "0"
		must(t, s.Values(id).Put(t.Context(), map[string][]byte{"session": []byte("0")}))
	}
	load, stop := context.WithCancel(t.Context())
	var (
		busy  sync.WaitGroup
		begun sync.WaitGroup
		mu    sync.Mutex // guards want
	)
	write := func(do func(n int) error) {
		begun.Add(1)
		busy.Go(func() {
			for n := 1; n == 1 || load.Err() == nil; n++ {
				if err := do(n); err != nil {
					t.Error(err)
				}
				if n == 1 {
					begun.Done()
				}
			}
		})
	}
	for _, id := range slices.Collect(maps.Keys(want)) {
		write(func(n int) error {
			if err := s.Values(id).Put(t.Context(), map[string][]byte{"session": fmt.Append(nil, n)}); err != nil {
				return err
			}
			mu.Lock()
			want[id] = fmt.Sprint(n)
			mu.Unlock()
			return s.UpdateSettings(t.Context(), id, func(x *sluice.Settings) { x.WebhookURL = fmt.Sprint("http://x/", n) })
		})
	}
	write(func(n int) error {
		return s.Deployment().Put(t.Context(), map[string][]byte{"access": fmt.Append(nil, n)})
	})
	begun.Wait()
	for range 5 { // there and back, and there
		for _, secret := range [][32]byte{newSecret, oldSecret, newSecret} {
			if _, err := s.Rotate(t.Context(), secret); err != nil {
				t.Fatal(err)
			}
		}
	}
	stop()
	busy.Wait()
	must(t, s.Close())
	known(t, fs, newSecret, want)
	if _, sealed := verified(t, fs, oldSecret); len(sealed) != 41 {
		t.Errorf("the old secret fails to open %d values, want all 41", len(sealed))
	}
}

func TestAChangeOfTheSecretThatIsBrokenOffIsEndedAtTheNextStart(t *testing.T) {
	disk := vfs.NewCrashableMem()
	var (
		mu      sync.Mutex // guards moments
		moments []*vfs.MemFS
		armed   bool
		rng     = rand.New(rand.NewPCG(1, 1))
	)
	fs := errorfs.Wrap(disk, errorfs.InjectorFunc(func(op errorfs.Op) error {
		mu.Lock()
		defer mu.Unlock()
		if armed && op.Kind.ReadOrWrite() == errorfs.OpIsWrite {
			moments = append(moments, disk.CrashClone(vfs.CrashCloneCfg{UnsyncedDataPercent: 50, RNG: rng}))
		}
		return nil
	}))
	s := openOn(t, fs, store.Options{Secret: oldSecret})
	want := map[sluice.InstanceID]string{}
	for range 5 {
		id := create(t, s)
		want[id] = fmt.Sprint(id)
		must(t, s.Values(id).Put(t.Context(), map[string][]byte{"session": []byte(want[id])}))
	}
	must(t, s.Deployment().Put(t.Context(), map[string][]byte{"access": []byte("a")}))
	mu.Lock()
	armed = true
	mu.Unlock()
	n, err := s.Rotate(t.Context(), newSecret)
	mu.Lock()
	armed = false
	mu.Unlock()
	if err != nil || n != 11 {
		t.Fatalf("%d values sealed anew, %v", n, err)
	}
	must(t, s.Close())
	if len(moments) < 10 {
		t.Fatalf("only %d moments: a crash in the middle is not tried", len(moments))
	}
	mixed := 0
	for _, m := range moments {
		if _, sealed := verified(t, m, newSecret); len(sealed) > 0 && len(sealed) < 11 {
			mixed++
		}
		again := openOn(t, m, store.Options{Secret: newSecret, Before: &oldSecret})
		must(t, again.Close())
		known(t, m, newSecret, want)
	}
	if mixed == 0 {
		t.Error("no moment has values of both secrets")
	}
}
