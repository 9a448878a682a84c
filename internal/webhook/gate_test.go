package webhook_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"sluice"
	"sluice/internal/webhook"
)

// receivers adds instances 2 … n+1, each with a receiver of its own, of which
// the first ones hang.
func (w *world) receivers(n, hanging int) {
	w.t.Helper()
	for k := range n {
		host := fmt.Sprintf("r%d.example", k)
		if k < hanging {
			w.net.handle(host, hang)
		}
		w.add(sluice.InstanceID(k+2), "http://"+host+"/")
	}
}

func TestReceiversThatHangDoNotHoldUpOthers(t *testing.T) {
	const hanging, all = 30, 100
	each(t, webhook.Options{Quick: 4, Slow: 40}, func(w *world) {
		w.receivers(all, hanging)
		for k := range all {
			w.receive(sluice.InstanceID(k+2), "1", "2")
		}
		w.pass(10 * s) // each that hangs holds one of four slots for a second, once
		for k := hanging; k < all; k++ {
			w.wantBodies(fmt.Sprintf("r%d.example", k), "1 2")
		}
		if quick, slow := w.value("sluice_webhook_quick"), w.value("sluice_webhook_slow"); quick != 0 || slow != hanging {
			t.Errorf("%v quick and %v slow deliveries are under way", quick, slow)
		}
		for k := hanging; k < all; k++ {
			w.receive(sluice.InstanceID(k+2), "3")
		}
		w.pass(0)
		for k := hanging; k < all; k++ {
			w.wantBodies(fmt.Sprintf("r%d.example", k), "1 2 3")
		}
		w.pass(190 * s)
		if n := w.value("sluice_webhook_failing"); n != hanging {
			t.Errorf("%v instances fail", n)
		}
		w.pass(40*s + 500*ms) // half a second into the first repeats, which take no quick slots
		for k := hanging; k < all; k++ {
			w.receive(sluice.InstanceID(k+2), "4")
		}
		w.pass(0)
		if slow := w.value("sluice_webhook_slow"); slow != 4 {
			t.Errorf("%v repeats are under way", slow)
		}
		for k := hanging; k < all; k++ {
			w.wantBodies(fmt.Sprintf("r%d.example", k), "1 2 3 4")
		}
	})
}

func TestNoMoreDeliveriesThanAllowedAreUnderWay(t *testing.T) {
	each(t, webhook.Options{Quick: 3, Slow: 2}, func(w *world) {
		w.receivers(20, 20)
		for k := range 20 {
			w.receive(sluice.InstanceID(k+2), "1")
		}
		w.pass(100 * s)
		if quick, slow := w.value("sluice_webhook_quick"), w.value("sluice_webhook_slow"); quick != 3 || slow != 2 || w.net.count() != 5 {
			t.Errorf("%v quick and %v slow deliveries are under way, %d were made", quick, slow, w.net.count())
		}
		w.pass(100 * s) // five have ended: others have their turn
		if w.net.count() != 10 {
			t.Errorf("%d deliveries were made", w.net.count())
		}
	})
}

func TestAStreamThatWaitedInLinePostsToWhatIsSetNow(t *testing.T) {
	each(t, webhook.Options{Quick: 1, Slow: 1}, func(w *world) {
		w.receivers(3, 2)
		w.receive(2, "1")
		w.pass(2 * s) // takes the slow slot
		w.receive(3, "1")
		w.pass(0) // takes the quick one
		w.receive(4, "1")
		w.pass(s)
		w.url(4, "http://new.example/")
		w.pass(time.Hour)
		w.wantBodies("r2.example", "")
		w.wantBodies("new.example", "1")
	})
}

func TestAReceiverIsTakenForQuickAgainWhenItIs(t *testing.T) {
	each(t, webhook.Options{Slow: 1}, func(w *world) {
		w.receivers(2, 1)
		w.receive(2, "1")
		w.pass(10 * s) // has the one slow slot
		for k := range 3 {
			w.net.handle("r1.example", status(500))
			w.receive(3, sluice.Text(fmt.Sprint(k)))
			w.pass(0) // quick, and fails
			w.net.handle("r1.example", nil)
			w.pass(time.Hour) // slow, and works
		}
		w.wantBodies("r1.example", "0 0 1 1 2 2")
	})
}

func TestTheDeliveryLogKeepsTheLastOfTheLast(t *testing.T) {
	each(t, webhook.Options{LogEach: 3, LogInstances: 2}, func(w *world) {
		w.receivers(2, 0)
		w.receive(1, "1", "2", "3", "4", "5")
		w.receive(2, "1")
		w.pass(0)
		var receipts []int64
		for _, d := range w.Deliveries(1) {
			receipts = append(receipts, d.Receipt)
		}
		if fmt.Sprint(receipts) != "[5 4 3]" {
			t.Errorf("instance 1: %v", receipts)
		}
		w.receive(1, "6")
		w.pass(0)
		w.receive(3, "1")
		w.pass(0)
		if a, b, c := len(w.Deliveries(1)), len(w.Deliveries(2)), len(w.Deliveries(3)); a != 3 || b != 0 || c != 1 {
			t.Errorf("%d, %d and %d deliveries are remembered", a, b, c)
		}
		w.Deliveries(1)[0].Error = "scribble"
		if d := w.Deliveries(1)[0]; d.Error != "" || !d.At.Equal(time.Now()) || d.Attempt != 1 || d.Status != 200 {
			t.Errorf("got %+v", d)
		}
	})
}

func TestMetricsTellOutcomesDurationsAndTheOldestHead(t *testing.T) {
	each(t, webhook.Options{}, func(w *world) {
		age := func() float64 { return w.value("sluice_webhook_oldest_head_seconds") }
		w.receivers(2, 0)
		if age() != 0 {
			t.Errorf("the oldest of nothing is %v s old", age())
		}
		w.net.handle("r0.example", status(500))
		w.net.handle("r1.example", func(http.ResponseWriter, *http.Request) { time.Sleep(3 * s) })
		w.receive(2, "1")
		w.pass(100 * s)
		w.receive(3, "1", "2")
		w.pass(10 * s)
		if age() != 110 {
			t.Errorf("the oldest head is %v s old, want 110", age())
		}
		for outcome, want := range map[string]float64{"delivered": 2, "rejected": 2, "timeout": 0} {
			if n := w.value("sluice_webhook_deliveries_total", "outcome", outcome); n != want {
				t.Errorf("%v %s, want %v", n, outcome, want)
			}
		}
		families, err := w.metrics.Gather()
		w.must(err)
		for _, f := range families {
			if h := f.GetMetric()[0].GetHistogram(); h != nil && (h.GetSampleCount() != 4 || h.GetSampleSum() != 6) {
				t.Errorf("%s: %v", f.GetName(), h)
			}
			if !strings.HasPrefix(f.GetName(), "sluice_webhook_") {
				t.Errorf("%s is not ours", f.GetName())
			}
		}
		w.net.handle("r0.example", nil)
		w.pass(60 * s)
		if n := w.value("sluice_webhook_failing"); n != 0 || age() != 0 {
			t.Errorf("%v fail, the oldest is %v s old, though nothing waits", n, age())
		}
	})
}

// TestAThousandReceiversOfWhichAHundredHang measures in virtual time how late
// the others are: not at all.
func TestAThousandReceiversOfWhichAHundredHang(t *testing.T) {
	const hanging, all = 100, 1000
	synctest.Test(t, func(t *testing.T) {
		w := start(t, webhook.Options{})
		w.receivers(all, hanging)
		for k := range all {
			w.receive(sluice.InstanceID(k+2), "1")
		}
		w.pass(0)
		late := 0
		for k := hanging; k < all; k++ {
			if at := w.net.times(fmt.Sprintf("r%d.example", k)); len(at) != 1 || at[0] != 0 {
				late++
			}
		}
		if late > 0 {
			t.Errorf("%d of %d receivers had to wait", late, all-hanging)
		}
	})
}
