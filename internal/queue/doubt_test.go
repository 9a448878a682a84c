package queue_test

import (
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"sluice"
)

// doubts are messages whose first answer was lost; the connection is back
// after some time.
var doubts = []struct {
	name   string
	answer answer
	away   time.Duration
	sends  int // of a, with the first
	looked int
}{
	{"soon again: sent again, the network knows it", lost(sluice.ScopeAccount), 5 * time.Minute, 2, 0},
	{"late, and in the chat: not sent again", lost(sluice.ScopeAccount), 15 * time.Minute, 1, 1},
	{"late, and not in the chat: sent again", failing(sluice.Unknown, sluice.ScopeAccount), 15 * time.Minute, 2, 1},
}

func TestAMessageInDoubt(t *testing.T) {
	for _, tt := range doubts {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				n := &network{answers: map[string][]answer{"a": {tt.answer}}}
				g := start(t, n)
				a := g.enqueue(1, "10", "a")
				b := g.enqueue(1, "11", "b")
				synctest.Wait()
				g.state(1, sluice.Change{State: sluice.Starting})
				time.Sleep(tt.away)
				g.wantQueue(1, a, b)
				g.login(1, "70")
				time.Sleep(time.Minute)
				synctest.Wait()
				if got := len(n.all()); got != tt.sends+1 {
					t.Errorf("calls %v, want a %d times and b once", n.timeline(), tt.sends)
				}
				if n.looked != tt.looked {
					t.Errorf("looked into the chat %d times, want %d", n.looked, tt.looked)
				}
				if got := n.texts(); len(got) != 2 || got[0] != "a" {
					t.Errorf("the chats show %v, want a and b, once each", got)
				}
				names := map[sluice.MessageID]string{a: "a", b: "b"}
				if got := g.statuses(1, names); len(got) != 2 || got[0] != "a delivered" || got[1] != "b delivered" {
					t.Errorf("statuses %v", got)
				}
				n.wantOneKeyEach(t)
				g.wantQueue(1)
			})
		})
	}
}

func TestADuplicateWithoutANumberIsLookedUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := &network{blank: true, answers: map[string][]answer{"a": {lost(sluice.ScopeAccount)}}}
		g := start(t, n)
		g.enqueue(1, "10", "a")
		time.Sleep(time.Minute)
		n.wantTimeline(t, "0s a", "1s a")
		if n.looked != 1 {
			t.Errorf("looked into the chat %d times, want once", n.looked)
		}
		g.wantQueue(1)
	})
}

func TestAnotherAccountDoesNotRepeatWhatIsInDoubt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := &network{answers: map[string][]answer{"a": {failing(sluice.Unknown, sluice.ScopeAccount)}}}
		g := start(t, n)
		a := g.enqueue(1, "10", "a")
		g.enqueue(1, "11", "b")
		synctest.Wait()
		g.state(1, sluice.Change{State: sluice.NotAuthorized})
		g.login(1, "71")
		time.Sleep(hour)
		n.wantTimeline(t, "0s a", "500ms b")
		g.wantQueue(1, a)
		g.must(g.store.Release(t.Context(), 1, sluice.WaitsHeld))
		time.Sleep(time.Minute)
		g.wantQueue(1)
	})
}

func TestAJumpOfTheWallClockExpiresNothingInDoubt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := &network{answers: map[string][]answer{"a": {failing(sluice.Unknown, sluice.ScopeAccount)}}}
		g := start(t, n)
		a := g.enqueue(1, "10", "a")
		synctest.Wait()
		g.state(1, sluice.Change{State: sluice.Starting})
		synctest.Wait()
		g.stepped = 25 * hour
		time.Sleep(time.Minute)
		g.login(1, "70")
		time.Sleep(time.Minute)
		if got := g.statuses(1, map[sluice.MessageID]string{a: "a"}); len(got) != 1 || got[0] != "a delivered" {
			t.Errorf("statuses %v, want a delivered", got)
		}
		g.wantQueue(1)
	})
}

func TestWhatIsInDoubtForADayExpiresUnlessTheChatHasIt(t *testing.T) {
	for _, tt := range []struct {
		name   string
		answer answer
		want   string
	}{
		{"the chat has it", lost(sluice.ScopeAccount), "a delivered"},
		{"the chat does not", failing(sluice.Unknown, sluice.ScopeAccount), "a expired"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var useless atomic.Bool // the connection is up, and no more
				n := &network{answers: map[string][]answer{"a": {tt.answer}}}
				n.prepare = func(sluice.Message) error {
					if useless.Load() {
						return &sluice.Error{Code: sluice.Unavailable, Wait: hour}
					}
					return nil
				}
				g := start(t, n)
				a := g.enqueue(1, "10", "a")
				b := g.enqueue(1, "11", "b")
				synctest.Wait()
				useless.Store(true)
				time.Sleep(24*hour - time.Minute)
				g.wantQueue(1, a, b)
				useless.Store(false)
				time.Sleep(2 * hour)
				if got := g.statuses(1, map[sluice.MessageID]string{a: "a", b: "b"}); len(got) != 2 || got[1] != tt.want && got[0] != tt.want {
					t.Errorf("statuses %v, want %s", got, tt.want)
				}
				if calls := n.all(); len(calls) != 1 {
					t.Errorf("calls %v, want one", n.timeline())
				}
				g.wantQueue(1)
			})
		})
	}
}
