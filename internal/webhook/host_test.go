package webhook_test

import (
	"fmt"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"sluice"
	"sluice/internal/webhook"
)

// aim adds instances from, …, from+n-1, all with a URL of one host.
func (w *world) aim(from sluice.InstanceID, n int, host string) {
	w.t.Helper()
	for k := range sluice.InstanceID(n) {
		w.add(from+k, fmt.Sprintf("http://%s/%d", host, from+k))
	}
}

// A victim counts the deliveries that it has at once.
type victim struct {
	now, most, all atomic.Int64
	takes          func(r *http.Request) // how long it takes
}

func (v *victim) ServeHTTP(_ http.ResponseWriter, r *http.Request) {
	now := v.now.Add(1)
	defer v.now.Add(-1)
	v.all.Add(1)
	for most := v.most.Load(); now > most && !v.most.CompareAndSwap(most, now); {
		most = v.most.Load()
	}
	v.takes(r)
}

// takes is a receiver that takes so long, unless the client gives up.
func takes(d time.Duration) func(*http.Request) {
	return func(r *http.Request) {
		select {
		case <-time.After(d):
		case <-r.Context().Done():
		}
	}
}

// TestNoDestinationHasMoreDeliveriesThanAllowed aims 200 instances at one host, in
// all spellings of its name. It never has more than its share, quick or slow, others
// are served at once, and its own have their turn.
func TestNoDestinationHasMoreDeliveriesThanAllowed(t *testing.T) {
	for name, tt := range map[string]struct {
		takes time.Duration
		most  int64 // of 10 places half are for those that are slow
	}{"that answers at once": {ms, 5}, "that is slow": {2 * s, 10}, "that all but hangs": {170 * s, 10}} {
		t.Run(name, func(t *testing.T) {
			each(t, webhook.Options{PerHost: 10, Quick: 6, Slow: 50}, func(w *world) {
				v := &victim{takes: takes(tt.takes)}
				for i, host := range []string{"victim.example", "VICTIM.example", "victim.example.", "victim.example:80"} {
					w.net.handle(host, v.ServeHTTP)
					w.aim(sluice.InstanceID(1000+100*i), 50, host)
				}
				w.receivers(20, 0)
				for i := range 4 {
					for k := range 50 {
						w.receive(sluice.InstanceID(1000+100*i+k), "x")
					}
				}
				w.pass(3 * s)
				for k := range 20 {
					w.receive(sluice.InstanceID(k+2), "1")
				}
				w.pass(0)
				for k := range 20 {
					w.wantBodies(fmt.Sprintf("r%d.example", k), "1")
				}
				w.pass(2 * time.Hour)
				if most, all := v.most.Load(), v.all.Load(); most != tt.most || all < 200 {
					t.Errorf("the victim had %d of %d deliveries at once, want %d", most, all, tt.most)
				}
			})
		})
	}
}

// TestAnotherPortIsAnotherDestination because another program listens there.
func TestAnotherPortIsAnotherDestination(t *testing.T) {
	each(t, webhook.Options{PerHost: 2}, func(w *world) {
		v := &victim{takes: takes(500 * ms)}
		for i, host := range []string{"a.example:1", "a.example:2", "a.example:3"} {
			w.net.handle(host, v.ServeHTTP)
			w.aim(sluice.InstanceID(100*(i+1)), 3, host)
			for k := range 3 {
				w.receive(sluice.InstanceID(100*(i+1)+k), "x")
			}
		}
		w.pass(10 * s)
		if v.most.Load() != 3 || v.all.Load() != 9 {
			t.Errorf("%d of %d deliveries at once, want one for each port", v.most.Load(), v.all.Load())
		}
	})
}

// TestTheInstancesOfADestinationHaveTheirTurn gives one instance of a destination
// much to tell and others little, while more is born: nobody is served twice before
// all who waited were served.
func TestTheInstancesOfADestinationHaveTheirTurn(t *testing.T) {
	each(t, webhook.Options{PerHost: 2}, func(w *world) {
		w.net.handle("a.example", (&victim{takes: takes(900 * ms)}).ServeHTTP)
		w.aim(100, 10, "a.example")
		for k := range 10 {
			w.receive(sluice.InstanceID(100+k), "1")
			w.pass(ms)
		}
		w.receive(100, "2", "3", "4", "5")
		for range 200 { // each birth wakes all who wait in line
			w.pass(45 * ms)
			w.receive(109, "x")
		}
		w.pass(10 * s)
		var order []string
		for _, p := range w.net.got("a.example") {
			order = append(order, strings.TrimPrefix(p.path, "/10"))
		}
		if got := strings.Join(order, "")[:18]; got != "012345678909090909" {
			t.Errorf("served in the order %s", got)
		}
	})
}

// TestWhatHangsAtADestinationDoesNotHoldUpTheRest of the same destination, as far as
// the places for slow ones reach.
func TestWhatHangsAtADestinationDoesNotHoldUpTheRest(t *testing.T) {
	each(t, webhook.Options{PerHost: 8}, func(w *world) {
		w.net.handle("a.example", func(rw http.ResponseWriter, r *http.Request) {
			if r.URL.Path < "/104" { // four
				hang(rw, r)
			}
		})
		w.aim(100, 30, "a.example")
		for k := range 30 {
			w.receive(sluice.InstanceID(100+k), "1", "2")
		}
		w.pass(2 * s)
		if n := w.net.count(); n != 4+26*2 {
			t.Errorf("%d deliveries were made, want four that hang and all of the others", n)
		}
	})
}

// TestWhoWaitsInLineGoesToWhatIsSetNow at once: the line of the old destination is
// not stood to its end.
func TestWhoWaitsInLineGoesToWhatIsSetNow(t *testing.T) {
	each(t, webhook.Options{PerHost: 2}, func(w *world) {
		w.net.handle("a.example", hang)
		w.aim(100, 5, "a.example")
		for k := range 5 {
			w.receive(sluice.InstanceID(100+k), "1")
			w.pass(ms)
		}
		w.url(104, "http://new.example/")
		w.url(103, "")
		w.pass(0)
		w.wantTimes("new.example", 5*ms)
		w.net.handle("a.example", nil)
		w.pass(time.Hour)
		w.wantPending(103, 1)
		if got := len(w.net.got("a.example")); got < 3 {
			t.Errorf("%d deliveries were made where others still go", got)
		}
		if n := w.value("sluice_webhook_waiting"); n != 0 {
			t.Errorf("%v deliveries wait", n)
		}
	})
}

// TestTriesAreSpreadAndNeverEarly has fifty instances fail together: they do not come
// back together, and none before its minute.
func TestTriesAreSpreadAndNeverEarly(t *testing.T) {
	var turn atomic.Int64
	random := func() float64 { return float64(turn.Add(1)) / 100 }
	each(t, webhook.Options{Random: random, PerHost: 200}, func(w *world) {
		w.net.handle("a.example", status(500))
		w.aim(100, 50, "a.example")
		for k := range 50 {
			w.receive(sluice.InstanceID(100+k), "1")
		}
		w.pass(59*s + 999*ms)
		if n := w.net.count(); n != 50 {
			t.Fatalf("%d deliveries before the minute was over", n)
		}
		moments := map[time.Duration]bool{}
		w.pass(5 * s)
		for _, at := range w.net.times("a.example")[50:] {
			moments[at] = true
		}
		if len(moments) < 50 {
			t.Errorf("50 repeats came at %d moments", len(moments))
		}
	})
}
