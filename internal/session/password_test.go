package session_test

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"sluice"
)

func TestAPasswordIsAwaitedForAsLongAsItTakes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := start(t, sessionOptions)
		id := g.pending()
		time.Sleep(3 * time.Hour)
		l := g.net.line(id)
		l.onAnswer = func(context.Context, sluice.Answer) error {
			l.authorized()
			return nil
		}
		r, err := g.EnterPassword(t.Context(), id, "word")
		if err != nil || r != (sluice.Reply{Heard: true}) {
			t.Errorf("reply %+v, %v", r, err)
		}
		if logins, _, _ := l.asked(); len(logins) != 1 {
			t.Errorf("%d logins", len(logins))
		}
	})
}

func TestAPasswordIsAskedForAgainAfterARestart(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := start(t, sessionOptions)
		id := g.pending()
		g.reopen()
		time.Sleep(time.Second)
		synctest.Wait()
		l := g.net.line(id)
		logins, _, _ := l.asked()
		if diff := cmp.Diff([]sluice.LoginMethod{{Resume: true}}, logins); diff != "" {
			t.Errorf("logins (-want +got):\n%s", diff)
		}
		// Entered before the network has asked again: it waits for that.
		c := later(func() (sluice.Reply, error) { return g.EnterPassword(t.Context(), id, "word") })
		if _, answers, _ := l.asked(); answers != nil {
			t.Errorf("answers %v", answers)
		}
		l.prompt(sluice.Prompt{Step: sluice.StepPassword})
		synctest.Wait()
		l.authorized()
		if r := now(t, c); r != (sluice.Reply{Heard: true}) {
			t.Errorf("reply %+v", r)
		}
		g.is(id, sluice.Authorized)
	})
}

func TestAPasswordThatTroubleCutOffIsAskedForAgain(t *testing.T) {
	for _, trouble := range []sluice.Problem{sluice.ProblemNetworkTrouble, sluice.ProblemNetworkRefusal, sluice.ProblemLimited} {
		t.Run(string(trouble), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				g := start(t, sessionOptions)
				id := g.pending()
				g.net.line(id).problem(trouble)
				time.Sleep(time.Minute)
				synctest.Wait()
				g.is(id, sluice.PendingPassword)
				if n := len(g.net.all(id)); n != 2 {
					t.Fatalf("%d lines", n)
				}
				logins, _, _ := g.net.line(id).asked()
				if diff := cmp.Diff([]sluice.LoginMethod{{Resume: true}}, logins); diff != "" {
					t.Errorf("logins (-want +got):\n%s", diff)
				}
			})
		})
	}
}
