package queue_test

import (
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"github.com/cockroachdb/pebble/v2/vfs"

	"sluice"
	"sluice/internal/queue"
)

// stops are how a process may end; each leaves a gateway that starts anew.
var stops = []struct {
	name string
	stop func(g *gateway)
}{
	{"a clean stop", func(g *gateway) { g.reopen() }},
	{"a power loss", func(g *gateway) { g.crash() }},
}

// crash goes on from what was on the disk for sure at this moment.
func (g *gateway) crash() {
	g.t.Helper()
	image := g.disk.(*vfs.MemFS).CrashClone(vfs.CrashCloneCfg{})
	g.close()
	g.disk = image
	g.open()
	g.login(1, "70")
}

func crashable() *vfs.MemFS { return vfs.NewCrashableMem() }

func TestWaitsSurviveARestart(t *testing.T) {
	for _, s := range stops {
		t.Run("the interval survives "+s.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				n := &network{}
				g := startOn(t, n, crashable(), queue.Options{})
				g.interval(1, 10*time.Minute)
				g.enqueue(1, "10", "a")
				g.enqueue(1, "10", "b")
				time.Sleep(3 * time.Minute)
				s.stop(g)
				time.Sleep(hour)
				n.wantTimeline(t, "0s a", "10m0s b")
			})
		})
		t.Run("a flood wait survives "+s.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				n := &network{answers: map[string][]answer{"a": {limited(sluice.ScopeAccount, 30*time.Minute)}}}
				g := startOn(t, n, crashable(), queue.Options{})
				g.enqueue(1, "10", "a")
				g.enqueue(1, "11", "b")
				time.Sleep(3 * time.Minute)
				s.stop(g)
				time.Sleep(hour)
				n.wantTimeline(t, "0s a", "30m0s a", "30m0.5s b")
			})
		})
		t.Run("a flood wait outlives what met it, and survives "+s.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				n := &network{answers: map[string][]answer{"a": {limited(sluice.ScopeAccount, 30*time.Minute)}}}
				g := startOn(t, n, crashable(), queue.Options{})
				g.enqueue(1, "10", "a")
				time.Sleep(3 * time.Minute)
				g.clear(1)
				s.stop(g)
				g.enqueue(1, "11", "b")
				time.Sleep(hour)
				n.wantTimeline(t, "0s a", "30m0s b")
			})
		})
		t.Run("a chat set aside survives "+s.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				n := &network{answers: map[string][]answer{"a": {limited(sluice.ScopeChat, 30*time.Minute)}}}
				g := startOn(t, n, crashable(), queue.Options{})
				g.enqueue(1, "10", "a")
				g.enqueue(1, "10", "b")
				g.enqueue(1, "11", "c")
				time.Sleep(3 * time.Minute)
				s.stop(g)
				g.enqueue(1, "@someone", "d")
				time.Sleep(hour)
				n.wantTimeline(t, "0s a", "500ms c", "3m0s d", "30m0s a", "30m0.5s b")
			})
		})
		t.Run("strangers wait over "+s.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				n := &network{
					strangers: []sluice.ChatID{"20", "21"},
					answers:   map[string][]answer{"a": {failing(sluice.Suspended, sluice.ScopeChat)}},
				}
				g := startOn(t, n, crashable(), queue.Options{})
				g.enqueue(1, "20", "a")
				time.Sleep(3 * time.Minute)
				s.stop(g)
				g.enqueue(1, "21", "b")
				time.Sleep(2 * hour)
				n.wantTimeline(t, "0s a", "1h0m0s a", "1h0m0.5s b")
			})
		})
	}
}

func TestAStopWaitsForTheSendUnderWay(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := &network{takes: 3 * sec}
		g := start(t, n)
		a := g.enqueue(1, "10", "a")
		b := g.enqueue(1, "10", "b")
		time.Sleep(sec)
		g.close()
		if took := time.Since(n.start); took != 3*sec {
			t.Errorf("stopped after %v, want 3s: when the answer was there", took)
		}
		g.open()
		g.wantQueue(1, b)
		g.login(1, "70")
		time.Sleep(time.Minute)
		n.wantTimeline(t, "0s a", "3s b")
		names := map[sluice.MessageID]string{a: "a", b: "b"}
		if got := g.statuses(1, names); len(got) != 2 || got[0] != "a delivered" {
			t.Errorf("statuses %v", got)
		}
	})
}

func TestAStopDoesNotWaitForever(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := &network{takes: hour}
		g := startOn(t, n, vfs.NewMem(), queue.Options{Grace: 5 * sec})
		a := g.enqueue(1, "10", "a")
		time.Sleep(sec)
		g.close()
		if took := time.Since(n.start); took != 6*sec {
			t.Errorf("stopped after %v, want 6s: the grace", took)
		}
		n.takes = 0
		g.open()
		g.wantQueue(1, a)
		g.login(1, "70")
		time.Sleep(time.Minute)
		synctest.Wait()
		if calls := n.all(); len(calls) != 2 || calls[1].id != a {
			t.Errorf("calls %v, want a twice", n.timeline())
		}
		n.wantOneKeyEach(t)
		g.wantQueue(1)
	})
}

func TestAStopDoesNotWaitForALaneThatSleeps(t *testing.T) {
	for _, tt := range []struct {
		name string
		net  *network
		m    sluice.Message
	}{
		{"asleep", &network{answers: map[string][]answer{"a": {limited(sluice.ScopeAccount, hour)}}}, sluice.Message{}},
		{"preparing", &network{preparing: hour}, sluice.Message{}},
		{"typing", &network{}, sluice.Message{Typing: sluice.Typing{For: hour}}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				n := tt.net
				g := start(t, n)
				tt.m.Instance, tt.m.Chat, tt.m.Body = 1, "10", sluice.TextBody{Text: "a"}
				a := g.put(tt.m)
				time.Sleep(sec)
				g.close()
				if took := time.Since(n.start); took != sec {
					t.Errorf("stopped after %v, want 1s: at once", took)
				}
				g.open()
				g.wantQueue(1, a)
			})
		})
	}
}

func TestAPowerLossDuringASendRepeatsItAfterOneInterval(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := &network{takes: 20 * sec, blank: true}
		g := startOn(t, n, crashable(), queue.Options{})
		g.interval(1, 5*sec)
		g.enqueue(1, "10", "a")
		g.enqueue(1, "10", "b")
		time.Sleep(sec)
		image := g.disk.(*vfs.MemFS).CrashClone(vfs.CrashCloneCfg{})
		g.close() // the network takes a, but that is not on the image
		n.takes = 0
		g.disk = image
		g.open()
		begin := time.Since(n.start)
		g.login(1, "70")
		time.Sleep(time.Minute)
		n.wantTimeline(t, "0s a", (begin+5*sec).String()+" a", (begin+10*sec).String()+" b")
		n.wantOneKeyEach(t)
		if got := n.texts(); len(got) != 2 {
			t.Errorf("the chat shows %v, want a and b once", got)
		}
		g.wantQueue(1)
	})
}

// TestAShorterIntervalCountsAfterAnInterruptedSend shortens, in the process after
// it, the interval of a send that a power loss interrupted.
func TestAShorterIntervalCountsAfterAnInterruptedSend(t *testing.T) {
	for _, waited := range []bool{false, true} { // true: its chat had to wait first, so it is set aside
		t.Run(fmt.Sprint("set aside ", waited), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				n := &network{takes: 20 * sec, blank: true}
				if waited {
					n.answers = map[string][]answer{"a": {limited(sluice.ScopeChat, 30*sec)}}
				}
				g := startOn(t, n, crashable(), queue.Options{})
				g.interval(1, 10*time.Minute)
				g.enqueue(1, "10", "a")
				time.Sleep(sec)
				if waited {
					time.Sleep(time.Minute)
				}
				image := g.disk.(*vfs.MemFS).CrashClone(vfs.CrashCloneCfg{})
				g.close()
				tries := len(n.all())
				g.disk, n.takes = image, 0
				g.open()
				g.login(1, "70")
				g.interval(1, sluice.MinInterval)
				time.Sleep(sec)
				if got := len(n.all()); got != tries+1 {
					t.Errorf("a second later it was tried %d times, want one more than %d", got, tries)
				}
				n.wantOneKeyEach(t)
				g.wantQueue(1)
			})
		})
	}
}

func TestARestartDoesNotRoundAWaitDown(t *testing.T) {
	for _, s := range stops {
		t.Run(s.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				n := &network{answers: map[string][]answer{"c": {limited(sluice.ScopeAccount, 10*sec)}}}
				g := startOn(t, n, crashable(), queue.Options{})
				time.Sleep(999 * time.Microsecond)
				g.interval(1, 10*sec)
				for _, text := range []string{"a", "b", "c"} {
					g.enqueue(1, "10", text)
				}
				time.Sleep(3 * sec)
				s.stop(g)
				time.Sleep(20 * sec)
				s.stop(g)
				time.Sleep(time.Minute)
				calls := n.all()
				for i, c := range calls[1:] {
					if gap := c.at.Sub(calls[i].at); gap < 10*sec {
						t.Errorf("%s came %v after %s", c.text, gap, calls[i].text)
					}
				}
				if len(calls) != 4 {
					t.Errorf("sends %v, want a, b and c twice", n.timeline())
				}
			})
		})
	}
}
