package queue_test

import (
	"slices"
	"strings"
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

func TestWhatNobodyCanTellIsNotSentAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := &network{unclear: true, answers: map[string][]answer{"a": {lost(sluice.ScopeAccount)}}}
		g := start(t, n)
		a := g.enqueue(1, "10", "a")
		b := g.enqueue(1, "10", "b")
		synctest.Wait()
		g.state(1, sluice.Change{State: sluice.Starting})
		time.Sleep(15 * time.Minute)
		g.reopen()
		time.Sleep(time.Minute)
		n.wantTimeline(t, "0s a", "15m0.5s b") // the others of its chat do not wait for it
		g.wantQueue(1, a)
		w, err := g.store.Waiting(t.Context(), 1, "", 10)
		if err != nil || len(w) != 1 || w[0].Place != sluice.PlaceAside || w[0].Reason != sluice.WaitsHeld || !w[0].Doubt {
			t.Errorf("it waits as %+v, %v, want held and in doubt", w, err)
		}
		g.must(g.store.Release(t.Context(), 1, sluice.WaitsHeld)) // the operator has it looked for again
		time.Sleep(time.Minute)
		g.wantQueue(1, a)
		if n.looked != 2 {
			t.Errorf("looked into the chat %d times, want 2", n.looked)
		}
		if got := g.statuses(1, map[sluice.MessageID]string{a: "a", b: "b"}); !slices.Equal(got, []string{"b delivered"}) {
			t.Errorf("statuses %v, want b delivered", got)
		}
		time.Sleep(24 * hour)
		g.wantQueue(1)
		ended := g.ended(1)
		if len(ended) != 1 || ended[0].Message != a || ended[0].Status != sluice.StatusExpired || ended[0].Description != sluice.ExpiredInDoubt().Description {
			t.Errorf("%s ended as %+v", a, ended)
		}
		if len(n.all()) != 2 {
			t.Errorf("calls %v", n.timeline())
		}
	})
}

func TestOnceReleasedItIsSentIfTheChatDoesNotHaveIt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := &network{unclear: true, answers: map[string][]answer{"a": {failing(sluice.Unknown, sluice.ScopeAccount)}}}
		g := start(t, n)
		a := g.enqueue(1, "10", "a")
		synctest.Wait()
		g.state(1, sluice.Change{State: sluice.Starting})
		time.Sleep(15 * time.Minute)
		g.login(1, "70")
		time.Sleep(time.Minute)
		g.wantQueue(1, a)
		n.unclear = false
		g.must(g.store.Release(t.Context(), 1, sluice.WaitsHeld))
		time.Sleep(time.Minute)
		g.wantQueue(1)
		if got := n.texts(); len(got) != 1 || len(n.all()) != 2 {
			t.Errorf("the chats show %v after %v", got, n.timeline())
		}
	})
}

// TestARefusalDoesNotEndWhatMayHaveBeenSent has a try without an answer, whose repeats
// meet what a message may meet once. At its next turn its chat tells. What the network
// wants of the account counts meanwhile.
func TestARefusalDoesNotEndWhatMayHaveBeenSent(t *testing.T) {
	for _, tt := range []struct {
		name    string
		unknown answer
		scope   sluice.Scope
		calls   string
		end     string
	}{
		{"a stranger's, not there", failing(sluice.Unknown, sluice.ScopeAccount), sluice.ScopeChat, "0s a, 1s a, 1h0m1s a, 3h0m1s b", "a failed"},
		{"a stranger's, there", lost(sluice.ScopeAccount), sluice.ScopeChat, "0s a, 1s a, 1h0m1s b", "a delivered"},
		{"the account's, there", lost(sluice.ScopeAccount), sluice.ScopeAccount, "0s a, 1s a, 2h0m0s b", "a delivered"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				refused := failing(sluice.Suspended, tt.scope)
				n := &network{strangers: []sluice.ChatID{"20", "21"}, answers: map[string][]answer{"a": {tt.unknown, refused, refused, refused}}}
				g := start(t, n)
				names := map[sluice.MessageID]string{g.enqueue(1, "20", "a"): "a", g.enqueue(1, "21", "b"): "b"}
				for range 8 {
					time.Sleep(time.Hour)
					g.login(1, "70") // as the session says when a restriction is over
				}
				n.wantTimeline(t, strings.Split(tt.calls, ", ")...)
				if got := g.statuses(1, names); len(got) != 2 || !slices.Contains(got, tt.end) {
					t.Errorf("statuses %v, want %s", got, tt.end)
				}
				g.wantQueue(1)
			})
		})
	}
}

// TestABusyClientDoesNotKeepWhatIsOver has a message in doubt go over its day while
// others are accepted all the time.
func TestABusyClientDoesNotKeepWhatIsOver(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := &network{answers: map[string][]answer{"a": times(99, failing(sluice.Unknown, sluice.ScopeChat))}, preparing: 200 * ms}
		g := start(t, n)
		g.pause(1, true)
		a := g.enqueue(1, "10", "a")
		time.Sleep(24*hour - 130*sec)
		g.pause(1, false)
		time.Sleep(130 * sec) // its next try is due two minutes later
		for range 4 * 60 * 20 {
			time.Sleep(50 * ms)
			g.enqueue(1, "11", "b")
		}
		ended := slices.DeleteFunc(g.ended(1), func(e sluice.Notification) bool { return e.Message != a })
		if len(ended) != 1 || ended[0].Status != sluice.StatusExpired {
			t.Errorf("minutes after its day it ended as %+v", ended)
		}
	})
}

// TestAnAbsenceIsOfTheTriesBefore has a chat that does not have the message, and a
// try after that without an answer: the next one is a repeat like any other.
func TestAnAbsenceIsOfTheTriesBefore(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		unknown := failing(sluice.Unknown, sluice.ScopeAccount)
		n := &network{answers: map[string][]answer{"a": {unknown, lost(sluice.ScopeAccount)}}}
		g := start(t, n)
		g.enqueue(1, "10", "a")
		synctest.Wait()
		g.state(1, sluice.Change{State: sluice.Starting})
		time.Sleep(15 * time.Minute)
		g.login(1, "70")
		time.Sleep(time.Minute)
		if calls := n.all(); len(calls) != 3 || n.looked != 1 {
			t.Errorf("looked %d times, calls %v; want once, and a repeat without a look", n.looked, n.timeline())
		}
		n.wantOneKeyEach(t)
		g.wantQueue(1)
	})
}

// TestAStepOfTheClockChangesNoDoubt sets the wall clock while a message is in doubt.
// A restart trusts the clock: what it then says of an age below zero is not believed.
func TestAStepOfTheClockChangesNoDoubt(t *testing.T) {
	for _, tt := range []struct {
		name          string
		by, away      time.Duration
		restart       bool
		calls, looked int
	}{
		{"back, and long ago", -hour, 15 * time.Minute, false, 1, 1},
		{"on, and just now", hour, 2 * time.Minute, false, 2, 0},
		{"back, and a restart", -hour, 2 * time.Minute, true, 1, 1},
		{"on, and a restart", hour, 2 * time.Minute, true, 1, 1},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				n := &network{answers: map[string][]answer{"a": {lost(sluice.ScopeAccount)}}}
				g := start(t, n)
				g.enqueue(1, "10", "a")
				synctest.Wait()
				g.state(1, sluice.Change{State: sluice.Starting})
				g.stepped = tt.by
				if tt.restart {
					g.reopen()
					g.state(1, sluice.Change{State: sluice.Starting})
				}
				time.Sleep(tt.away)
				g.login(1, "70")
				g.must(g.store.Release(t.Context(), 1, sluice.WaitsOffline))
				time.Sleep(time.Minute)
				g.wantQueue(1)
				if calls := n.all(); len(calls) != tt.calls || n.looked != tt.looked {
					t.Errorf("looked %d times, calls %v; want %d and %d", n.looked, n.timeline(), tt.looked, tt.calls)
				}
			})
		})
	}
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
		told   string
	}{
		{"the chat has it", lost(sluice.ScopeAccount), "a delivered", ""},
		{"the chat does not", failing(sluice.Unknown, sluice.ScopeAccount), "a expired", sluice.Expired().Description},
		{"nobody can tell", lost(sluice.ScopeAccount), "a expired", sluice.ExpiredInDoubt().Description},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var useless atomic.Bool // the connection is up, and no more
				n := &network{unclear: tt.name == "nobody can tell", answers: map[string][]answer{"a": {tt.answer}}}
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
				ended := g.ended(1)
				k := slices.IndexFunc(ended, func(n sluice.Notification) bool { return n.Message == a })
				if len(ended) != 2 || k < 0 || "a "+string(ended[k].Status) != tt.want || ended[k].Description != tt.told {
					t.Errorf("told %+v, want %s, %q", ended, tt.want, tt.told)
				}
				if calls := n.all(); len(calls) != 1 {
					t.Errorf("calls %v, want one", n.timeline())
				}
				g.wantQueue(1)
			})
		})
	}
}

func TestAMessageInDoubtIsNotTakenForItsTwin(t *testing.T) {
	for _, tt := range []struct {
		name   string
		answer answer
		sends  int
	}{
		{"it never left: it is sent", failing(sluice.Unknown, sluice.ScopeAccount), 3},
		{"it arrived: it is not sent again", lost(sluice.ScopeAccount), 2},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				n := &network{answers: map[string][]answer{"ready": {{}, tt.answer}}}
				g := start(t, n)
				first := g.enqueue(1, "10", "ready")
				second := g.enqueue(1, "10", "ready")
				time.Sleep(600 * ms)
				synctest.Wait()
				g.wantQueue(1, second)
				g.state(1, sluice.Change{State: sluice.Starting})
				time.Sleep(15 * time.Minute)
				g.reopen()
				time.Sleep(time.Minute)
				g.wantQueue(1)
				if got := n.all(); len(got) != tt.sends {
					t.Errorf("calls %v, want %d", n.timeline(), tt.sends)
				}
				if got := n.texts(); len(got) != 2 {
					t.Errorf("the chat shows %v, want both", got)
				}
				names := map[sluice.MessageID]string{first: "first", second: "second"}
				if got := g.statuses(1, names); len(got) != 2 || got[1] != "second delivered" {
					t.Errorf("statuses %v", got)
				}
				for number, want := range []sluice.MessageID{first, second} {
					if m, _, err := g.store.Named(t.Context(), 1, "", int64(number+1)); m != want || err != nil {
						t.Errorf("number %d is %s, %v, want %s", number+1, m, err, want)
					}
				}
			})
		})
	}
}

func TestAnErrorDoesNotEndWhatMayHaveArrived(t *testing.T) {
	gone := &sluice.Error{Code: sluice.NotFound, Text: "There is no such account (USERNAME_NOT_OCCUPIED)"}
	spoilt := &sluice.Error{Code: sluice.Refused, Text: "The file is damaged"}
	for _, tt := range []struct {
		name    string
		first   answer
		prepare error  // of the repeat
		send    answer // of the repeat
		unclear bool
		want    []string
	}{
		{"the name is gone, and it arrived", lost(sluice.ScopeAccount), gone, answer{}, false, []string{"a delivered"}},
		{"the name is gone, and it never arrived", failing(sluice.Unknown, sluice.ScopeAccount), gone, answer{}, false, []string{"a noAccount"}},
		{"the name is gone, and nobody can tell", lost(sluice.ScopeAccount), gone, answer{}, true, nil},
		{"the file is gone, and it arrived", lost(sluice.ScopeChat), spoilt, answer{}, false, []string{"a delivered"}},
		{"the file is gone, and it never arrived", failing(sluice.Unknown, sluice.ScopeChat), spoilt, answer{}, false, []string{"a failed"}},
		{"the repeat is refused, and it arrived", lost(sluice.ScopeChat), nil, answer{err: spoilt}, false, []string{"a delivered"}},
		{"the repeat is refused, and it never arrived", failing(sluice.Unknown, sluice.ScopeChat), nil, answer{err: spoilt}, false, []string{"a failed"}},
		{"the repeat is refused, and nobody can tell", lost(sluice.ScopeChat), nil, answer{err: spoilt}, true, nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				n := &network{unclear: tt.unclear, answers: map[string][]answer{"a": {tt.first, tt.send}}}
				n.prepare = func(m sluice.Message) error {
					if m.Doubt.IsZero() {
						return nil
					}
					return tt.prepare
				}
				g := start(t, n)
				a := g.enqueue(1, "@someone", "a")
				time.Sleep(time.Minute)
				if got := g.statuses(1, map[sluice.MessageID]string{a: "a"}); !slices.Equal(got, tt.want) {
					t.Errorf("statuses %v, want %v", got, tt.want)
				}
				if tt.want == nil {
					g.wantQueue(1, a)
					w, err := g.store.Waiting(t.Context(), 1, "", 10)
					if err != nil || len(w) != 1 || w[0].Reason != sluice.WaitsHeld || !w[0].Doubt {
						t.Errorf("it waits as %+v, %v, want held and in doubt", w, err)
					}
				}
			})
		})
	}
}
