package queue_test

import (
	"fmt"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"sluice"
)

// moments are where a lane may be while something changes. In each, "first" is
// sent at 0 s and "a" would go at 20 s; the change comes at 15 s.
var moments = []struct {
	name      string
	interval  time.Duration
	preparing time.Duration
	typing    time.Duration
}{
	{"asleep", 20 * sec, 0, 0},
	{"preparing", 10 * sec, 10 * sec, 0},
	{"typing", 10 * sec, 0, 10 * sec},
}

// changes are what may happen then. Sends are all texts that arrive in the two
// hours that follow; undo comes after the first of them.
var changes = []struct {
	name     string
	do, undo func(g *gateway, a sluice.MessageID)
	sends    []string
	after    time.Duration // when "a" went, at the earliest
}{
	{name: "nothing", sends: []string{"first", "a"}, after: 20 * sec},
	{name: "cleared", do: func(g *gateway, _ sluice.MessageID) { g.clear(1) }, sends: []string{"first"}},
	{name: "taken out", do: func(g *gateway, a sluice.MessageID) { g.takeOut(1, a) }, sends: []string{"first"}},
	{name: "edited", do: func(g *gateway, a sluice.MessageID) { g.edit(1, a, "new") }, sends: []string{"first", "new"}, after: 20 * sec},
	{
		name:  "paused",
		do:    func(g *gateway, _ sluice.MessageID) { g.pause(1, true) },
		undo:  func(g *gateway, _ sluice.MessageID) { g.pause(1, false) },
		sends: []string{"first", "a"}, after: hour,
	},
	{
		name:  "logged out",
		do:    func(g *gateway, _ sluice.MessageID) { g.state(1, sluice.Change{State: sluice.NotAuthorized}) },
		undo:  func(g *gateway, _ sluice.MessageID) { g.login(1, "70") },
		sends: []string{"first", "a"}, after: hour,
	},
	{
		name:  "blocked, and then another account",
		do:    func(g *gateway, _ sluice.MessageID) { g.state(1, sluice.Change{State: sluice.BlockedState}) },
		undo:  func(g *gateway, _ sluice.MessageID) { g.login(1, "71") },
		sends: []string{"first", "a"}, after: hour,
	},
	{
		name:  "a longer interval",
		do:    func(g *gateway, _ sluice.MessageID) { g.interval(1, 10*time.Minute) },
		sends: []string{"first", "a"}, after: 10 * time.Minute,
	},
}

func TestNothingStaleIsSent(t *testing.T) {
	for _, m := range moments {
		for _, c := range changes {
			t.Run(c.name+" while "+m.name, func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					n := &network{}
					g := start(t, n)
					g.interval(1, m.interval)
					g.enqueue(1, "10", "first")
					synctest.Wait()
					n.preparing = m.preparing
					a := g.put(sluice.Message{
						Instance: 1, Chat: "10", Body: sluice.TextBody{Text: "a"}, Typing: sluice.Typing{For: m.typing},
					})
					time.Sleep(15 * sec)
					if c.do != nil {
						c.do(g, a)
					}
					time.Sleep(hour - 15*sec)
					if c.undo != nil {
						c.undo(g, a)
					}
					time.Sleep(hour)
					synctest.Wait()
					if got := n.texts(); !slices.Equal(got, c.sends) {
						t.Errorf("sent %v, want %v", got, c.sends)
					}
					calls := n.all()
					if at := calls[len(calls)-1].at.Sub(n.start); at < c.after || at > c.after+20*sec {
						t.Errorf("sent at %v, want soon after %v", at, c.after)
					}
					g.wantQueue(1)
				})
			})
		}
	}
}

func TestAShorterIntervalEndsTheSleep(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := &network{}
		g := start(t, n)
		g.interval(1, 10*time.Minute)
		g.enqueue(1, "10", "a")
		g.enqueue(1, "10", "b")
		time.Sleep(5 * sec)
		g.interval(1, sluice.MinInterval)
		time.Sleep(sec)
		n.wantTimeline(t, "0s a", "5s b")
	})
}

func TestWhatExpiresWhileTheLaneHoldsItIsNotSent(t *testing.T) {
	for _, m := range moments {
		t.Run(m.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				n := &network{}
				g := start(t, n)
				g.pause(1, true)
				names := map[sluice.MessageID]string{}
				a := g.put(sluice.Message{
					Instance: 1, Chat: "10", Body: sluice.TextBody{Text: "a"}, Typing: sluice.Typing{For: m.typing},
				})
				names[a] = "a"
				time.Sleep(24*hour - 15*sec)
				names[g.enqueue(1, "10", "b")] = "b"
				g.interval(1, m.interval)
				n.preparing = m.preparing
				if m.name == "asleep" {
					n.answers = map[string][]answer{"a": {limited(sluice.ScopeAccount, 30*sec)}}
				}
				time.Sleep(10 * sec)
				g.pause(1, false) // 5 s before the end, of a task of 10 s
				time.Sleep(2 * time.Minute)
				synctest.Wait()
				if got, want := n.texts(), []string{"b"}; !slices.Equal(got, want) {
					t.Errorf("sent %v, want %v", got, want)
				}
				if got, want := fmt.Sprint(g.statuses(1, names)), "[a expired b delivered]"; got != want {
					t.Errorf("statuses %v, want %v", got, want)
				}
				g.wantQueue(1)
			})
		})
	}
}
