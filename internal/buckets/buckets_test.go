package buckets_test

import (
	"net/netip"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"pgregory.net/rapid"

	"sluice/internal/buckets"
)

func TestSoManyAtOnceAndThenSoManyASecond(t *testing.T) {
	type step struct {
		after time.Duration
		key   string
		want  time.Duration
	}
	const ms = time.Millisecond
	for _, tt := range []struct {
		name  string
		rate  buckets.Rate
		steps []step
	}{
		{"one a second, two at once", buckets.Rate{PerSecond: 1, AtOnce: 2}, []step{
			{0, "a", 0}, {0, "a", 0}, {0, "a", time.Second}, {999 * ms, "a", ms}, {ms, "a", 0}, {0, "a", time.Second},
		}},
		{"keys do not disturb each other", buckets.Rate{PerSecond: 1, AtOnce: 1}, []step{
			{0, "a", 0}, {0, "b", 0}, {0, "a", time.Second}, {0, "b", time.Second}, {0, "c", 0},
		}},
		{"one in half a minute", buckets.Rate{PerSecond: 1. / 30, AtOnce: 1}, []step{
			{0, "a", 0}, {0, "a", 30 * time.Second}, {29 * time.Second, "a", time.Second}, {time.Second, "a", 0},
		}},
		{"it fills up and not over", buckets.Rate{PerSecond: 10, AtOnce: 2}, []step{
			{0, "a", 0}, {time.Hour, "a", 0}, {0, "a", 0}, {0, "a", 100 * ms},
		}},
		{"no limit", buckets.Rate{}, []step{{0, "a", 0}, {0, "a", 0}, {0, "a", 0}}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := buckets.New[string](0)
				for n, step := range tt.steps {
					time.Sleep(step.after)
					if got := s.Take(step.key, tt.rate).Round(time.Microsecond); got != step.want {
						t.Errorf("step %d: %s waits %v, want %v", n, step.key, got, step.want)
					}
				}
			})
		})
	}
}

func TestAskingForTheWaitTakesNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, r := buckets.New[int](0), buckets.Rate{PerSecond: 1, AtOnce: 1}
		for range 3 {
			if wait := s.Wait(1); wait != 0 {
				t.Errorf("a full bucket: %v", wait)
			}
		}
		if wait := s.Take(1, r); wait != 0 {
			t.Errorf("the first token: %v", wait)
		}
		for range 3 {
			if wait := s.Wait(1); wait != time.Second {
				t.Errorf("an empty bucket: %v", wait)
			}
		}
		time.Sleep(time.Second)
		if wait := s.Wait(1); wait != 0 {
			t.Errorf("a second later: %v", wait)
		}
		if wait := s.Wait(2); wait != 0 {
			t.Errorf("a key that nobody has: %v", wait)
		}
	})
}

// TestWhoWaitsAsLongAsItIsToldIsLetIn at any rate, after any history, and not
// before; whoever is refused loses nothing by it; and in no stretch of time is more
// taken than the rate gives.
func TestWhoWaitsAsLongAsItIsToldIsLetIn(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rapid.SyncTest(t, func(t *rapid.T) {
			s := buckets.New[string](0)
			r := buckets.Rate{PerSecond: rapid.Float64Range(0.01, 1000).Draw(t, "a second"), AtOnce: rapid.IntRange(1, 100).Draw(t, "at once")}
			began, taken := time.Now(), 0
			for range rapid.IntRange(1, 300).Draw(t, "times") {
				time.Sleep(time.Duration(rapid.Int64Range(0, int64(2*float64(time.Second)/r.PerSecond)).Draw(t, "pause")))
				wait := s.Take("a", r)
				if wait > 0 {
					const least = time.Microsecond // of which a float is sure
					if told := s.Wait("a"); told > wait || told < wait-1 {
						t.Fatalf("told to wait %v, and then %v", wait, told)
					}
					time.Sleep(wait - least)
					if wait > least && s.Take("a", r) == 0 {
						t.Fatalf("let in %v too early", least)
					}
					time.Sleep(2 * least)
					wait = s.Take("a", r)
				}
				if wait > 0 {
					t.Fatalf("still %v, after the wait", wait)
				}
				taken++
				if most := float64(r.AtOnce) + r.PerSecond*time.Since(began).Seconds() + 0.001; float64(taken) > most {
					t.Fatalf("%d taken, when there were %v", taken, most)
				}
			}
		})
	})
}

func TestManyAtOnceDoNotShareTheLastToken(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := buckets.New[int](0)
		var passed atomic.Int32
		var all sync.WaitGroup
		for range 50 {
			all.Go(func() {
				for key := range 100 {
					if s.Take(key, buckets.Rate{PerSecond: 1, AtOnce: 3}) == 0 {
						passed.Add(1)
					}
				}
			})
		}
		all.Wait()
		if got := passed.Load(); got != 300 {
			t.Errorf("%d passed, want 3 of each of 100", got)
		}
	})
}

// TestFullBucketsAreForgotten measures their memory before and after they have
// filled up again.
func TestFullBucketsAreForgotten(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const keys = 20_000
		s, r := buckets.New[int](0), buckets.Rate{PerSecond: 1, AtOnce: 2}
		before := heap()
		for key := range keys {
			s.Take(key, r)
		}
		kept := heap() - before
		time.Sleep(2 * time.Minute)
		for key := range 1000 { // of all shards
			s.Take(-key, r)
		}
		left := heap() - before
		runtime.KeepAlive(s)
		if kept < 80*keys || left > kept/2 {
			t.Errorf("the buckets took %d bytes, and %d once they were full", kept, left)
		}
	})
}

// TestStrangersCostNoMoreThanTheBound and those who are within it are remembered.
func TestStrangersCostNoMoreThanTheBound(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := buckets.Rate{PerSecond: 1, AtOnce: 1}
		few, all := buckets.New[int](1000), buckets.New[int](0)
		before := heap()
		for key := range 200_000 {
			few.Take(key, r)
		}
		if grown := heap() - before; grown > 1<<20 {
			t.Errorf("200,000 strangers cost %d KiB, of which 1000 are to be remembered", grown>>10)
		}
		remembered := 0
		for key := range 200_000 {
			all.Take(key, r)
			if few.Wait(key) > 0 {
				remembered++
			}
		}
		if remembered < 900 || remembered > 1100 {
			t.Errorf("%d are remembered, want about 1000", remembered)
		}
		for key := range 200_000 {
			if all.Wait(key) == 0 {
				t.Fatalf("%d is forgotten where there is no bound", key)
			}
		}
		runtime.KeepAlive(few)
	})
}

func TestWhatIsGivenBackIsThereAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := buckets.Rate{PerSecond: 1, AtOnce: 2}
		s := buckets.New[string](0)
		s.Give("a") // who has taken nothing
		for range 5 {
			if wait := s.Take("a", r); wait != 0 {
				t.Errorf("it is to wait %v", wait)
			}
			s.Give("a")
		}
		s.Give("a")
		for k, want := range []time.Duration{0, 0, time.Second} {
			if wait := s.Take("a", r); wait != want {
				t.Errorf("take %d: wait %v, want %v", k, wait, want)
			}
		}
	})
}

func heap() int64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}

func TestWhomAnAddressCountsAs(t *testing.T) {
	for _, tt := range []struct {
		a, b string
		one  bool
	}{
		{"192.0.2.1", "192.0.2.1", true},
		{"192.0.2.1", "192.0.2.2", false},
		{"192.0.2.1", "::ffff:192.0.2.1", true},
		{"::ffff:192.0.2.1", "::ffff:192.0.2.2", false},
		{"2001:db8::1", "2001:db8::ffff:ffff:ffff:ffff", true},
		{"2001:db8::1", "2001:db8:0:1::1", false},
		{"fe80::1%eth0", "fe80::2%eth1", true},
		{"0.0.0.0", "::", false},
		{"0.0.0.0", "", false},
		{"", "", true},
	} {
		a, _ := netip.ParseAddr(tt.a)
		b, _ := netip.ParseAddr(tt.b)
		if got := buckets.Source(a) == buckets.Source(b); got != tt.one {
			t.Errorf("%q and %q are one: %v", tt.a, tt.b, got)
		}
	}
}

// BenchmarkTake takes from many goroutines, of ten thousand buckets.
func BenchmarkTake(b *testing.B) {
	s, next := buckets.New[int](0), atomic.Int64{}
	b.ReportAllocs()
	b.RunParallel(func(pb *testing.PB) {
		for key := int(next.Add(1)) << 20; pb.Next(); key++ {
			s.Take(key%10_000, buckets.Rate{PerSecond: 50, AtOnce: 50})
		}
	})
}
