package session_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

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

func TestQR(t *testing.T) {
	tests := []struct {
		name string
		from func(*gateway) sluice.InstanceID
		then func(*line)
		want sluice.Prompt
	}{
		{"the first picture", fresh, says(sluice.Prompt{Step: sluice.StepQR, QR: "tg://1"}), sluice.Prompt{Step: sluice.StepQR, QR: "tg://1"}},
		{"no answer", fresh, silent, sluice.Prompt{Problem: sluice.ProblemNetworkTrouble}},
		{"a session that was at hand", fresh, (*line).authorized, sluice.Prompt{Problem: sluice.ProblemRegistered}},
		{"with an account", loggedIn, nil, sluice.Prompt{Problem: sluice.ProblemRegistered}},
		{"while suspended", suspended, nil, sluice.Prompt{Problem: sluice.ProblemRegistered}},
		{"while starting", connecting, nil, sluice.Prompt{Problem: sluice.ProblemNetworkTrouble}},
		{"while blocked", blocked, nil, sluice.Prompt{Problem: sluice.ProblemAccountBlocked}},
		{"while a password is awaited", pending, nil, sluice.Prompt{Step: sluice.StepPassword, Problem: sluice.ProblemPasswordNeeded, Hint: "the usual"}},
		{"no api_id", fresh, func(l *line) { l.problem(sluice.ProblemNoAppID) }, sluice.Prompt{Problem: sluice.ProblemNoAppID}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				g := start(t, sessionOptions)
				id := tt.from(g)
				c := later(func() (sluice.Prompt, error) { return g.QR(t.Context(), id) })
				if tt.then != nil {
					tt.then(g.net.line(id))
				}
				if tt.want.Problem == sluice.ProblemNetworkTrouble && tt.then != nil {
					time.Sleep(25 * time.Second)
				}
				if diff := cmp.Diff(tt.want, now(t, c)); diff != "" {
					t.Errorf("prompt (-want +got):\n%s", diff)
				}
			})
		})
	}
}

func TestPicturesAreRenewedAndShownAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := start(t, sessionOptions)
		id := g.add()
		first := later(func() (sluice.Prompt, error) { return g.QR(t.Context(), id) })
		l := g.net.line(id)
		for n := range 20 {
			l.prompt(sluice.Prompt{Step: sluice.StepQR, QR: fmt.Sprint("tg://", n), Attempt: n + 1})
			synctest.Wait()
			if n == 0 {
				now(t, first)
			}
			p := now(t, later(func() (sluice.Prompt, error) { return g.QR(t.Context(), id) }))
			if want := fmt.Sprint("tg://", n); p.QR != want {
				t.Fatalf("picture %q, want %q", p.QR, want)
			}
			time.Sleep(30 * time.Second)
		}
		if logins, _, _ := l.asked(); len(logins) != 1 || len(g.net.all(id)) != 1 {
			t.Errorf("%d logins on %d lines", len(logins), len(g.net.all(id)))
		}
		l.problem(sluice.ProblemUnscanned)
		if g.connected(id) {
			t.Error("a login that nobody scanned is still connected")
		}
		again := later(func() (sluice.Prompt, error) { return g.QR(t.Context(), id) })
		g.net.line(id).prompt(sluice.Prompt{Step: sluice.StepQR, QR: "tg://new"})
		if p := now(t, again); p.QR != "tg://new" {
			t.Errorf("prompt %+v", p)
		}
		ended := g.value("sluice_session_logins_total", "qr", string(sluice.ProblemUnscanned))
		if ended != 1 {
			t.Errorf("%v unscanned logins were counted", ended)
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

func TestAPasswordThatNetworkTroubleCutOffIsAskedForAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := start(t, sessionOptions)
		id := g.pending()
		g.net.line(id).problem(sluice.ProblemNetworkTrouble)
		time.Sleep(time.Minute)
		synctest.Wait()
		if n := len(g.net.all(id)); n != 2 {
			t.Fatalf("%d lines", n)
		}
		logins, _, _ := g.net.line(id).asked()
		if diff := cmp.Diff([]sluice.LoginMethod{{Resume: true}}, logins); diff != "" {
			t.Errorf("logins (-want +got):\n%s", diff)
		}
	})
}
