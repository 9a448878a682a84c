package session_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"sluice"
)

func TestWhatTheOwnerEntersReachesTheNetwork(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := start(t, sessionOptions)
		id := startCode(g)
		l := g.net.line(id)
		l.onAnswer = func(context.Context, sluice.Answer) error {
			l.prompt(sluice.Prompt{Step: sluice.StepPassword, Problem: sluice.ProblemPasswordWrong})
			return nil
		}
		_, err := g.EnterCode(t.Context(), id, "12345", "wrong")
		g.must(err)
		_, err = g.EnterPassword(t.Context(), id, "wrong too")
		g.must(err)
		_, err = g.EnterCode(t.Context(), id, "12345", "right")
		g.must(err)
		logins, answers, _ := l.asked()
		if diff := cmp.Diff([]sluice.LoginMethod{{Phone: phone}}, logins); diff != "" {
			t.Errorf("logins (-want +got):\n%s", diff)
		}
		want := []sluice.Answer{{Code: "12345", Password: "wrong"}, {Password: "wrong too"}, {Password: "right"}}
		if diff := cmp.Diff(want, answers); diff != "" {
			t.Errorf("answers (-want +got):\n%s", diff)
		}
	})
}

func TestACallSeesWhatTheNetworkSaidBefore(t *testing.T) {
	for range 20 { // the order in which both are seen is random
		synctest.Test(t, func(t *testing.T) {
			g := start(t, sessionOptions)
			id := startCode(g)
			l := g.net.line(id)
			g.keepBusy(id, promptChange(sluice.Prompt{Step: sluice.StepPassword}))
			l.authorized()
			c := later(func() (sluice.Reply, error) { return g.EnterCode(t.Context(), id, "12345", "") })
			g.disk.fails(nil)
			time.Sleep(10 * time.Second)
			if r := now(t, c); r != (sluice.Reply{Problem: sluice.ProblemRegistered}) {
				t.Errorf("reply %+v", r)
			}
		})
	}
}

func TestAnswersAreJudgedOneAfterTheOther(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := start(t, sessionOptions)
		id := startCode(g)
		l := g.net.line(id)
		enter := func(code string) <-chan result[sluice.Reply] {
			return later(func() (sluice.Reply, error) { return g.EnterCode(t.Context(), id, code, "") })
		}
		first, second := enter("11111"), enter("22222")
		if _, answers, _ := l.asked(); len(answers) != 1 {
			t.Fatalf("%d answers at one time", len(answers))
		}
		l.prompt(sluice.Prompt{Step: sluice.StepCode, Problem: sluice.ProblemCodeWrong})
		if r := now(t, first); r.Problem != sluice.ProblemCodeWrong {
			t.Errorf("the first: %+v", r)
		}
		l.authorized()
		if r := now(t, second); r != (sluice.Reply{Heard: true}) {
			t.Errorf("the second: %+v", r)
		}
		_, answers, _ := l.asked()
		if diff := cmp.Diff([]sluice.Answer{{Code: "11111"}, {Code: "22222"}}, answers); diff != "" {
			t.Errorf("answers (-want +got):\n%s", diff)
		}
	})
}

func TestAnAnswerThatIsNeverJudgedHoldsTheNextForAStep(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := start(t, sessionOptions)
		id := startCode(g)
		l := g.net.line(id)
		first := later(func() (sluice.Reply, error) { return g.EnterCode(t.Context(), id, "11111", "") })
		time.Sleep(10 * time.Second)
		second := later(func() (sluice.Reply, error) { return g.EnterCode(t.Context(), id, "22222", "") })
		time.Sleep(15 * time.Second)
		if r := now(t, first); r.Problem != sluice.ProblemTimeout {
			t.Errorf("the first: %+v", r)
		}
		l.authorized()
		if r := now(t, second); r != (sluice.Reply{Heard: true}) {
			t.Errorf("the second: %+v", r)
		}
		if _, answers, _ := l.asked(); len(answers) != 2 {
			t.Errorf("%d answers", len(answers))
		}
	})
}

func TestAnAnswerWhoseCallerLeftIsNotHandedOver(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := start(t, sessionOptions)
		id := startCode(g)
		l := g.net.line(id)
		first := later(func() (sluice.Reply, error) { return g.EnterCode(t.Context(), id, "11111", "") })
		gone, leave := context.WithCancel(t.Context())
		second := later(func() (sluice.Reply, error) { return g.EnterCode(gone, id, "22222", "") })
		leave()
		synctest.Wait()
		if r := <-second; !errors.Is(r.err, context.Canceled) {
			t.Errorf("the caller who left got %+v", r)
		}
		l.prompt(sluice.Prompt{Step: sluice.StepCode, Problem: sluice.ProblemCodeWrong})
		now(t, first)
		if _, answers, _ := l.asked(); len(answers) != 1 {
			t.Errorf("%d answers", len(answers))
		}
	})
}
