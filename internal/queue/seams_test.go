package queue_test

import (
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/cockroachdb/pebble/v2/vfs"

	"sluice"
	"sluice/internal/queue"
)

// These look at what lane and store have to agree about: each was found by the
// machine first.

func TestAClearLeavesNoDoubtBehind(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := &network{takes: 3 * sec, answers: map[string][]answer{"b": {nothingWritten(sluice.Unavailable)}}}
		g := start(t, n)
		g.enqueue(1, "10", "a")
		time.Sleep(sec)
		g.clear(1)
		time.Sleep(3 * sec)
		b := g.enqueue(1, "11", "b")
		synctest.Wait()
		if !g.takeOut(1, b) {
			t.Error("a message of which nothing was written could not be taken out")
		}
		g.wantQueue(1)
	})
}

func TestAClearDoesNotHurryWhatIsInDoubt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := &network{answers: map[string][]answer{"a": times(4, lost(sluice.ScopeAccount))}}
		g := start(t, n)
		g.enqueue(1, "10", "a")
		time.Sleep(4 * sec)
		g.clear(1)
		time.Sleep(time.Minute)
		n.wantTimeline(t, "0s a", "1s a", "3s a", "7s a", "15s a")
		g.wantQueue(1)
	})
}

func TestAChatKeepsItsOrderWhileItIsResolved(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := &network{refuse: []error{&sluice.Error{Code: sluice.Limited, Scope: sluice.ScopeMethod, Wait: 20 * sec}}}
		g := start(t, n)
		g.enqueue(1, "@someone", "a") // its look-up is throttled
		g.enqueue(1, "@someone", "b") // and known when b's turn comes
		g.enqueue(1, "11", "c")
		time.Sleep(time.Minute)
		n.wantTimeline(t, "0s c", "20s a", "20.5s b")
	})
}

func TestStrangersWaitForTheWholeMillisecond(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := &network{
			strangers: []sluice.ChatID{"20", "21"},
			answers:   map[string][]answer{"a": {failing(sluice.Suspended, sluice.ScopeChat)}},
		}
		g := start(t, n)
		time.Sleep(137 * time.Microsecond)
		g.enqueue(1, "20", "a")
		g.enqueue(1, "21", "b")
		time.Sleep(2 * hour)
		calls := n.all()
		if first, again := calls[0].at, calls[1].at; again.Sub(first) < hour {
			t.Errorf("a stranger was written to after %v", again.Sub(first))
		}
		g.wantQueue(1)
	})
}

func TestWhatLeavesTheQueueDuringItsSendCountsForThePace(t *testing.T) {
	for _, tt := range []struct {
		name string
		do   func(g *gateway, a sluice.MessageID)
	}{
		{"held and cleared", func(g *gateway, _ sluice.MessageID) { g.login(1, "71"); g.clear(1) }},
		{"held and taken out", func(g *gateway, a sluice.MessageID) { g.login(1, "71"); g.takeOut(1, a) }},
		{"held, taken out, and a power loss", func(g *gateway, a sluice.MessageID) {
			g.login(1, "71")
			g.takeOut(1, a)
			g.crash()
			g.login(1, "71")
		}},
		{"a power loss, held, and a clean stop", func(g *gateway, _ sluice.MessageID) {
			g.crash()
			g.login(1, "71")
			g.close()
			g.open()
			g.login(1, "71")
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				n := &network{takes: 3 * sec}
				g := startOn(t, n, vfs.NewCrashableMem(), queue.Options{})
				g.interval(1, 10*time.Minute)
				a := g.enqueue(1, "10", "a")
				time.Sleep(sec)
				tt.do(g, a)
				g.enqueue(1, "11", "b")
				time.Sleep(hour)
				calls := n.all()
				i := slices.IndexFunc(calls, func(c call) bool { return c.text == "b" })
				if i < 0 {
					t.Fatal("b was not sent")
				}
				if gap := calls[i].at.Sub(calls[0].at); gap < 10*time.Minute {
					t.Errorf("b came %v after a", gap)
				}
			})
		})
	}
}
