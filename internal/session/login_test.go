package session_test

import (
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"sluice"
	"sluice/internal/driver"
)

const phone sluice.Phone = "79870000001"

// codeSent is the prompt that a code request ends in.
var codeSent = sluice.Prompt{Step: sluice.StepCode, Via: "app"}

// startCode brings a new instance to where its code is awaited.
func startCode(g *gateway) sluice.InstanceID {
	g.t.Helper()
	id := g.add()
	c := later(func() (sluice.Reply, error) { return g.StartLogin(g.t.Context(), id, phone) })
	g.net.line(id).prompt(codeSent)
	if r := now(g.t, c); r != (sluice.Reply{Heard: true}) {
		g.t.Fatalf("reply %+v", r)
	}
	return id
}

// afterCode is where the right code left the password missing.
func afterCode(g *gateway) sluice.InstanceID {
	g.t.Helper()
	id := startCode(g)
	g.net.line(id).prompt(sluice.Prompt{Step: sluice.StepPassword})
	g.is(id, sluice.PendingPassword)
	return id
}

func silent(*line) {}

func says(p sluice.Prompt) func(*line) { return func(l *line) { l.prompt(p) } }

func TestReasons(t *testing.T) {
	type reply = sluice.Reply
	var (
		begin = func(g *gateway, id sluice.InstanceID) (reply, error) { return g.StartLogin(g.t.Context(), id, phone) }
		code  = func(g *gateway, id sluice.InstanceID) (reply, error) {
			return g.EnterCode(g.t.Context(), id, "12345", "")
		}
		word = func(g *gateway, id sluice.InstanceID) (reply, error) {
			return g.EnterPassword(g.t.Context(), id, "word")
		}
		wrong = sluice.Prompt{Step: sluice.StepPassword, Problem: sluice.ProblemPasswordWrong}
		in    = (*line).authorized
	)
	ends := func(p sluice.Problem) func(*line) { return func(l *line) { l.problem(p) } }
	tests := []struct {
		name  string
		from  func(*gateway) sluice.InstanceID
		call  func(*gateway, sluice.InstanceID) (reply, error)
		then  func(*line) // what the network does while the call waits; nil: the call needs no network
		want  reply
		state sluice.State
	}{
		{"a code is sent", fresh, begin, says(codeSent), reply{Heard: true}, sluice.NotAuthorized},
		{"start with an account", loggedIn, begin, nil, reply{Problem: sluice.ProblemRegistered}, sluice.Authorized},
		{"start while suspended", suspended, begin, nil, reply{Problem: sluice.ProblemRegistered}, sluice.SuspendedState},
		{"start while starting", connecting, begin, nil, reply{Problem: sluice.ProblemRegistered}, sluice.Starting},
		{"start while blocked", blocked, begin, nil, reply{Problem: sluice.ProblemRegistered}, sluice.BlockedState},
		{"start with a number that is none", fresh, begin, ends(sluice.ProblemPhoneInvalid), reply{Heard: true, Problem: sluice.ProblemPhoneInvalid}, sluice.NotAuthorized},
		{"start with a banned number", fresh, begin, ends(sluice.ProblemPhoneBanned), reply{Heard: true, Problem: sluice.ProblemPhoneBanned}, sluice.NotAuthorized},
		{"start while Telegram asks to wait", fresh, begin, func(l *line) {
			l.prompt(sluice.Prompt{Problem: sluice.ProblemLimited, Wait: time.Hour})
		}, reply{Heard: true, Problem: sluice.ProblemLimited, Wait: time.Hour}, sluice.NotAuthorized},
		{"start without an answer", fresh, begin, silent, reply{Problem: sluice.ProblemTimeout}, sluice.NotAuthorized},
		{"start without a network", fresh, begin, ends(sluice.ProblemNetworkTrouble), reply{Problem: sluice.ProblemTimeout}, sluice.NotAuthorized},
		{"start with a line that breaks", fresh, begin, func(l *line) { l.fail(sluice.Internal) }, reply{Problem: sluice.ProblemTimeout}, sluice.NotAuthorized},
		{"start with an operator who gave no api_id", fresh, begin, ends(sluice.ProblemNoAppID), reply{Problem: sluice.ProblemNoAppID}, sluice.NotAuthorized},
		{"start with a session that was at hand", fresh, begin, in, reply{Heard: true}, sluice.Authorized},
		{"start while a password is awaited", pending, begin, says(codeSent), reply{Heard: true}, sluice.NotAuthorized},

		{"the right code", startCode, code, in, reply{Heard: true}, sluice.Authorized},
		{"a code without a start", fresh, code, nil, reply{Problem: sluice.ProblemNotStarted}, sluice.NotAuthorized},
		{"a code during a login by QR", askingQR, code, nil, reply{Problem: sluice.ProblemNotStarted}, sluice.NotAuthorized},
		{"a code with an account", loggedIn, code, nil, reply{Problem: sluice.ProblemRegistered}, sluice.Authorized},
		{"a wrong code", startCode, code, says(sluice.Prompt{Step: sluice.StepCode, Problem: sluice.ProblemCodeWrong}), reply{Heard: true, Problem: sluice.ProblemCodeWrong}, sluice.NotAuthorized},
		{"a code that Telegram calls expired", startCode, code, ends(sluice.ProblemCodeExpired), reply{Heard: true, Problem: sluice.ProblemCodeExpired}, sluice.NotAuthorized},
		{"a code that is replaced by another", startCode, code, says(sluice.Prompt{Step: sluice.StepCode, Problem: sluice.ProblemCodeExpired}), reply{Heard: true, Problem: sluice.ProblemCodeExpired}, sluice.NotAuthorized},
		{"a code for which Telegram asks to wait", startCode, code, says(sluice.Prompt{Step: sluice.StepCode, Problem: sluice.ProblemLimited, Wait: time.Minute}), reply{Heard: true, Problem: sluice.ProblemLimited, Wait: time.Minute}, sluice.NotAuthorized},
		{"a code without an answer", startCode, code, silent, reply{Problem: sluice.ProblemTimeout}, sluice.NotAuthorized},
		{"a code of nobody's account", startCode, code, ends(sluice.ProblemNoSuchAccount), reply{Heard: true, Problem: sluice.ProblemNoSuchAccount}, sluice.NotAuthorized},
		{"a code of a banned account", startCode, code, func(l *line) { l.fail(sluice.Blocked) }, reply{Heard: true, Problem: sluice.ProblemPhoneBanned}, sluice.NotAuthorized},
		{"a code and a missing password", startCode, code, says(sluice.Prompt{Step: sluice.StepPassword}), reply{Heard: true, Problem: sluice.ProblemPasswordNeeded}, sluice.PendingPassword},
		{"a code and a wrong password", startCode, func(g *gateway, id sluice.InstanceID) (reply, error) {
			return g.EnterCode(g.t.Context(), id, "12345", "word")
		}, says(wrong), reply{Heard: true, Problem: sluice.ProblemPasswordWrong}, sluice.PendingPassword},
		{"a code once more, without the password", afterCode, code, nil, reply{Problem: sluice.ProblemPasswordNeeded}, sluice.PendingPassword},
		{"a code once more, with the right password", afterCode, func(g *gateway, id sluice.InstanceID) (reply, error) {
			return g.EnterCode(g.t.Context(), id, "12345", "word")
		}, in, reply{Heard: true}, sluice.Authorized},

		{"the right password", afterCode, word, in, reply{Heard: true}, sluice.Authorized},
		{"the right password after a QR", pending, word, in, reply{Heard: true}, sluice.Authorized},
		{"a wrong password", pending, word, says(wrong), reply{Heard: true, Problem: sluice.ProblemPasswordWrong}, sluice.PendingPassword},
		{"an empty password", pending, func(g *gateway, id sluice.InstanceID) (reply, error) {
			return g.EnterPassword(g.t.Context(), id, "")
		}, nil, reply{Problem: sluice.ProblemPasswordWrong}, sluice.PendingPassword},
		{"a password too often", pending, word, says(sluice.Prompt{Step: sluice.StepPassword, Problem: sluice.ProblemLimited, Wait: time.Minute}), reply{Heard: true, Problem: sluice.ProblemLimited, Wait: time.Minute}, sluice.PendingPassword},
		{"a password without an answer", pending, word, silent, reply{Problem: sluice.ProblemTimeout}, sluice.PendingPassword},
		{"a password without a network", pending, word, ends(sluice.ProblemNetworkTrouble), reply{Problem: sluice.ProblemTimeout}, sluice.PendingPassword},
		{"a password that came too late", pending, word, ends(sluice.ProblemForgotten), reply{Heard: true, Problem: sluice.ProblemForgotten}, sluice.NotAuthorized},
		{"a password for a key that is gone", pending, word, func(l *line) { l.fail(sluice.Unauthorized) }, reply{Heard: true, Problem: sluice.ProblemForgotten}, sluice.NotAuthorized},
		{"a password without a start", fresh, word, nil, reply{Problem: sluice.ProblemNotStarted}, sluice.NotAuthorized},
		{"a password before the code", startCode, word, nil, reply{Problem: sluice.ProblemNotStarted}, sluice.NotAuthorized},
		{"a password with an account", loggedIn, word, nil, reply{Problem: sluice.ProblemRegistered}, sluice.Authorized},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				g := start(t, sessionOptions)
				id := tt.from(g)
				began := time.Now()
				c := later(func() (reply, error) { return tt.call(g, id) })
				if tt.then != nil {
					tt.then(g.net.line(id))
				}
				if tt.want == (reply{Problem: sluice.ProblemTimeout}) {
					time.Sleep(25 * time.Second)
				}
				if got := now(t, c); got != tt.want {
					t.Errorf("reply %+v, want %+v", got, tt.want)
				}
				if took := time.Since(began); took > 25*time.Second {
					t.Errorf("the call took %v", took)
				}
				g.is(id, tt.state)
			})
		})
	}
}

func TestANewLoginTakesThePlaceOfTheOldOne(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := start(t, sessionOptions)
		id := g.add()
		qr := later(func() (sluice.Prompt, error) { return g.QR(t.Context(), id) })
		code := later(func() (sluice.Reply, error) { return g.StartLogin(t.Context(), id, phone) })
		if p := now(t, qr); p.Problem != sluice.ProblemLoginSuperseded {
			t.Errorf("the first login got %+v", p)
		}
		l := g.net.line(id)
		l.problem(sluice.ProblemLoginSuperseded) // of the first, late
		l.prompt(sluice.Prompt{Step: sluice.StepQR, QR: "late"})
		synctest.Wait()
		select {
		case r := <-code:
			t.Fatalf("the second login got %+v, meant for the first", r)
		default:
		}
		l.prompt(codeSent)
		if r := now(t, code); r != (sluice.Reply{Heard: true}) {
			t.Errorf("the second login got %+v", r)
		}
		if n := len(g.net.all(id)); n != 1 {
			t.Errorf("%d lines", n)
		}
		other := later(func() (sluice.Reply, error) { return g.StartLogin(t.Context(), id, "79870000002") })
		l.prompt(codeSent)
		now(t, other)
		qr = later(func() (sluice.Prompt, error) { return g.QR(t.Context(), id) })
		l.prompt(sluice.Prompt{Step: sluice.StepQR, QR: "tg://2"})
		if p := now(t, qr); p.QR != "tg://2" {
			t.Errorf("the last login got %+v", p)
		}
		late := later(func() (sluice.Reply, error) { return g.EnterCode(t.Context(), id, "12345", "") })
		if r := now(t, late); r != (sluice.Reply{Problem: sluice.ProblemNotStarted}) {
			t.Errorf("the code of a login that is gone: %+v", r)
		}
	})
}

func TestALoginThatHearsNothingEnds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := start(t, sessionOptions)
		id := g.add()
		now25 := func() {
			c := later(func() (sluice.Prompt, error) { return g.QR(t.Context(), id) })
			time.Sleep(25 * time.Second)
			if p := now(t, c); p.Problem != sluice.ProblemNetworkTrouble {
				t.Errorf("prompt %+v", p)
			}
		}
		now25()
		now25()
		if n := len(g.net.all(id)); n != 1 {
			t.Errorf("%d lines for one login", n)
		}
		time.Sleep(5 * time.Minute)
		if g.connected(id) {
			t.Error("it is still connected")
		}
	})
}

func TestALinkThatCannotWorkIsToldToWhoLogsIn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := start(t, sessionOptions)
		id := g.add()
		want := &sluice.Error{Code: sluice.Invalid, Text: "'proxy' must be a URL"}
		g.net.refuse = func(driver.Config) error { return want }
		if _, err := g.QR(t.Context(), id); !errors.Is(err, want) {
			t.Errorf("QR: %v", err)
		}
		if _, err := g.StartLogin(t.Context(), id, phone); !errors.Is(err, want) {
			t.Errorf("StartLogin: %v", err)
		}
	})
}
