package session_test

import (
	"slices"
	"testing"
	"testing/synctest"

	"sluice"
	"sluice/internal/session"
)

func TestEachPromptOfALoginIsTold(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var told []sluice.Prompt
		g := start(t, session.Options{Prompted: func(_ sluice.InstanceID, p sluice.Prompt) { told = append(told, p) }})
		id := startCode(g)
		wrong := sluice.Prompt{Step: sluice.StepCode, Via: "app", Problem: sluice.ProblemCodeWrong}
		g.net.line(id).prompt(wrong)
		g.net.line(id).authorized()
		g.is(id, sluice.Authorized)
		synctest.Wait()
		want := []sluice.Prompt{codeSent, wrong, {Problem: sluice.ProblemRegistered}}
		if !slices.Equal(told, want) {
			t.Errorf("told %+v, want %+v", told, want)
		}
	})
}
