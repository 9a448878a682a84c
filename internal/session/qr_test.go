package session_test

import (
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"sluice"
)

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

// TestADeadPictureIsNotShown has the network go out of reach while a QR is shown.
func TestADeadPictureIsNotShown(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := start(t, sessionOptions)
		id := g.add()
		first := later(func() (sluice.Prompt, error) { return g.QR(t.Context(), id) })
		says(sluice.Prompt{Step: sluice.StepQR, QR: "tg://1"})(g.net.line(id))
		if p := now(t, first); p.QR != "tg://1" {
			t.Fatalf("%+v", p)
		}
		time.Sleep(time.Minute)
		second := later(func() (sluice.Prompt, error) { return g.QR(t.Context(), id) })
		says(sluice.Prompt{Step: sluice.StepQR, QR: "tg://2"})(g.net.line(id))
		if p := now(t, second); p.QR != "tg://2" {
			t.Errorf("a minute later: %+v", p)
		}
	})
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
