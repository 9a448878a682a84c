package session_test

import (
	"testing"
	"testing/synctest"
	"time"

	"sluice"
)

func TestACodeIsGoodForFiveMinutes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := start(t, sessionOptions)
		id := startCode(g)
		wrong := says(sluice.Prompt{Step: sluice.StepCode, Problem: sluice.ProblemCodeWrong})
		enter := func() <-chan result[sluice.Reply] {
			return later(func() (sluice.Reply, error) { return g.EnterCode(t.Context(), id, "12345", "") })
		}
		time.Sleep(4 * time.Minute)
		c := enter()
		wrong(g.net.line(id)) // does not give it more time
		if r := now(t, c); r.Problem != sluice.ProblemCodeWrong {
			t.Fatalf("after 4 minutes: %+v", r)
		}
		time.Sleep(time.Minute)
		if r := now(t, enter()); r != (sluice.Reply{Problem: sluice.ProblemTimeout}) {
			t.Errorf("after 5 minutes: %+v", r)
		}
		if g.connected(id) {
			t.Error("the abandoned login is still connected")
		}
		g.must(g.Logout(t.Context(), id))
		if r := now(t, enter()); r != (sluice.Reply{Problem: sluice.ProblemNotStarted}) {
			t.Errorf("after a logout: %+v", r)
		}
	})
}

func TestOneCodeForOneNumberInFiveMinutes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := start(t, sessionOptions)
		id := startCode(g)
		g.net.line(id).prompt(sluice.Prompt{Step: sluice.StepCode, Problem: sluice.ProblemCodeWrong})
		time.Sleep(4 * time.Minute)
		again := later(func() (sluice.Reply, error) { return g.StartLogin(t.Context(), id, phone) })
		if r := now(t, again); r != (sluice.Reply{Heard: true}) {
			t.Errorf("the same number: %+v", r)
		}
		if logins, _, _ := g.net.line(id).asked(); len(logins) != 1 {
			t.Errorf("%d codes were sent", len(logins))
		}
		time.Sleep(time.Minute)
		again = later(func() (sluice.Reply, error) { return g.StartLogin(t.Context(), id, phone) })
		g.net.line(id).prompt(codeSent)
		if r := now(t, again); r != (sluice.Reply{Heard: true}) {
			t.Errorf("after 5 minutes: %+v", r)
		}
		if n := len(g.net.all(id)); n != 2 {
			t.Errorf("%d lines, want a second one for the second code", n)
		}
	})
}

func TestANewCodeIsSentWhileAPasswordIsAwaitedForLong(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := start(t, sessionOptions)
		id := afterCode(g)
		time.Sleep(5*time.Minute - 1)
		if r := now(t, later(func() (sluice.Reply, error) { return g.StartLogin(t.Context(), id, phone) })); r != (sluice.Reply{Heard: true}) {
			t.Errorf("before 5 minutes: %+v", r)
		}
		g.is(id, sluice.PendingPassword)
		time.Sleep(1)
		c := later(func() (sluice.Reply, error) { return g.StartLogin(t.Context(), id, phone) })
		g.net.line(id).prompt(codeSent)
		if r := now(t, c); r != (sluice.Reply{Heard: true}) {
			t.Errorf("after 5 minutes: %+v", r)
		}
		g.is(id, sluice.NotAuthorized)
		if logins, _, _ := g.net.line(id).asked(); len(logins) != 2 {
			t.Errorf("%d codes were sent", len(logins))
		}
	})
}

func TestTwoStartsWithOneNumberShareTheCode(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := start(t, sessionOptions)
		id := g.add()
		ask := func() (sluice.Reply, error) { return g.StartLogin(t.Context(), id, phone) }
		first, second := later(ask), later(ask)
		g.net.line(id).prompt(codeSent)
		if a, b := now(t, first), now(t, second); a != (sluice.Reply{Heard: true}) || b != a {
			t.Errorf("replies %+v and %+v", a, b)
		}
		if logins, _, _ := g.net.line(id).asked(); len(logins) != 1 {
			t.Errorf("%d codes were sent", len(logins))
		}
	})
}
