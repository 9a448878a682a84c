package session_test

import (
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"sluice"
	"sluice/internal/driver"
	"sluice/internal/session"
)

func TestAThousandInstancesStartAtOnceAndConnectInTurn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const many = 1000
		g := start(t, session.Options{StartRate: 100})
		for range many {
			id := g.add()
			g.plant(id)
			g.must(g.disk.Store.SetState(t.Context(), id, sluice.Change{State: sluice.Authorized, Account: someone}))
			g.told(id)
		}
		idle := g.add()
		g.net.opened = nil
		g.reopen()
		began := time.Now()
		for _, i := range g.disk.Instances() {
			if i.ID == idle {
				continue
			}
			if told := g.told(i.ID); !slices.Equal(told, []sluice.State{sluice.Starting}) {
				t.Fatalf("instance %d was told %v at once, want starting", i.ID, told)
			}
		}
		if time.Since(began) != 0 {
			t.Fatalf("that took %v", time.Since(began))
		}
		time.Sleep(time.Minute)
		synctest.Wait()
		if got := len(g.net.opened); got != many {
			t.Fatalf("%d connections were opened, want %d", got, many)
		}
		for i := 100; i < many; i++ {
			if gap := g.net.opened[i].Sub(g.net.opened[i-100]); gap < 990*time.Millisecond {
				t.Fatalf("connections %d to %d were opened within %v", i-100, i, gap)
			}
		}
		if last := g.net.opened[many-1].Sub(began); last > 10*time.Second {
			t.Errorf("the last one was opened after %v", last)
		}
		if g.net.line(idle) != nil {
			t.Error("an instance without a session was connected")
		}
	})
}

func TestALoginDoesNotWaitForTheStart(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := start(t, session.Options{StartRate: 1})
		for range 100 {
			id := g.add()
			g.plant(id)
			g.must(g.disk.Store.SetState(t.Context(), id, sluice.Change{State: sluice.Authorized, Account: someone}))
		}
		id := g.add()
		g.reopen()
		began := time.Now()
		asked := later(func() (sluice.Prompt, error) { return g.QR(t.Context(), id) })
		l := g.net.line(id)
		if l == nil {
			t.Fatal("no connection was opened for the login")
		}
		l.prompt(sluice.Prompt{Step: sluice.StepQR, QR: "tg://1"})
		if p := now(t, asked); p.QR != "tg://1" {
			t.Errorf("prompt %+v", p)
		}
		if took := time.Since(began); took != 0 {
			t.Errorf("the login waited %v", took)
		}
	})
}

// Started against another Telegram, the gateway says so at once instead of
// connecting for ever, keeps the session and takes a login; started for the right
// one, it connects as if nothing had been.
func TestASessionOfAnotherNetworkIsKeptAndTold(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := begin(t)
		id := g.add()
		g.plant(id)
		g.reopen()
		foreign := sluice.Change{
			State: sluice.NotAuthorized, Prompt: sluice.Prompt{Problem: sluice.ProblemForeignSession}, Why: "it belongs elsewhere",
		}
		g.is(id, sluice.Starting)
		l := g.net.line(id)
		l.sink.State(foreign)
		g.is(id, sluice.NotAuthorized)
		if l.isUp() {
			t.Error("the connection is still open")
		}
		if _, ok, err := g.disk.Values(id).Get(t.Context(), driver.SessionName); err != nil || !ok {
			t.Errorf("the session is gone: %v", err)
		}
		asked := later(func() (sluice.Prompt, error) { return g.QR(t.Context(), id) })
		l = g.net.line(id)
		l.sink.State(foreign) // which each connection says
		synctest.Wait()
		l.prompt(sluice.Prompt{Step: sluice.StepQR, QR: "tg://1"})
		if p := now(t, asked); p.QR != "tg://1" {
			t.Errorf("prompt %+v", p)
		}
		g.reopen()
		g.is(id, sluice.Starting)
		lets(g, id)
		g.is(id, sluice.Authorized)
		want := []sluice.State{sluice.Starting, sluice.NotAuthorized, sluice.Starting, sluice.Authorized}
		if told := g.told(id); !slices.Equal(told, want) {
			t.Errorf("the client was told %v, want %v", told, want)
		}
	})
}

func TestASessionWhoseLoginACrashCutShortIsTaken(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := begin(t)
		id, idle := g.add(), g.add()
		g.plant(id)
		g.reopen()
		g.is(id, sluice.Starting)
		lets(g, id)
		g.is(id, sluice.Authorized)
		if told, want := g.told(id), []sluice.State{sluice.Starting, sluice.Authorized}; !slices.Equal(told, want) {
			t.Errorf("the client was told %v, want %v", told, want)
		}
		if g.net.line(idle) != nil {
			t.Error("an instance without a session was connected")
		}
	})
}

func TestALoginFindsTheSessionThatAnotherLeft(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := begin(t)
		id := g.add()
		g.plant(id)
		p, err := g.QR(t.Context(), id)
		g.must(err)
		if p.Problem != sluice.ProblemNetworkTrouble {
			t.Errorf("prompt %+v, want the owner to wait", p)
		}
		if logins, _, _ := g.net.line(id).asked(); len(logins) != 0 {
			t.Errorf("a login was started: %v", logins)
		}
		lets(g, id)
		g.is(id, sluice.Authorized)
	})
}

func TestAStateWithoutASessionIsGivenUp(t *testing.T) {
	for name, look := range map[string]func(*gateway, sluice.InstanceID){
		"at the start": func(g *gateway, _ sluice.InstanceID) { g.reopen() },
		"by a reboot":  func(g *gateway, id sluice.InstanceID) { g.must(g.Reboot(g.t.Context(), id)) },
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				g := begin(t)
				id := g.login()
				g.told(id)
				g.must(g.disk.Values(id).DeleteAll(t.Context()))
				look(g, id)
				g.is(id, sluice.NotAuthorized)
				if told := g.told(id); !slices.Equal(told, []sluice.State{sluice.NotAuthorized}) {
					t.Errorf("the client was told %v", told)
				}
				if g.connected(id) {
					t.Error("it is connected")
				}
			})
		})
	}
}

func TestDeletedInstancesLoseTheirConnection(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := begin(t)
		id, other := g.login(), g.login()
		g.must(g.disk.Remove(t.Context(), id))
		if g.connected(id) {
			t.Error("a deleted instance is still connected")
		}
		if !g.connected(other) {
			t.Error("another instance lost its connection")
		}
		if _, err := g.QR(t.Context(), id); sluice.CodeOf(err) != sluice.Deleted {
			t.Errorf("a QR for it: %v", err)
		}
		if err := g.Reboot(t.Context(), 1); sluice.CodeOf(err) != sluice.NotFound {
			t.Errorf("a reboot of one that never was: %v", err)
		}
	})
}

func TestAnInstanceDeletedDuringItsLoginAnswersWhoWaits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := begin(t)
		id := g.add()
		asked := later(func() (sluice.Prompt, error) { return g.QR(t.Context(), id) })
		g.must(g.disk.Remove(t.Context(), id))
		synctest.Wait()
		select {
		case r := <-asked:
			if sluice.CodeOf(r.err) != sluice.Deleted {
				t.Errorf("answer %+v", r)
			}
		default:
			t.Error("the caller still waits")
		}
		if g.connected(id) {
			t.Error("a deleted instance is still connected")
		}
	})
}

func TestAChangedLinkRebuildsTheConnection(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := begin(t)
		id := g.login()
		link := sluice.Link{Proxy: "socks5://192.0.2.1:1080"}
		g.must(g.disk.UpdateLink(t.Context(), id, func(l *sluice.Link) { *l = link }))
		g.is(id, sluice.Starting)
		all := g.net.all(id)
		if len(all) != 2 || all[0].isUp() || all[1].cfg.Link != link {
			t.Fatalf("%d lines, the first up: %t", len(all), all[0].isUp())
		}
		g.must(g.disk.UpdateSettings(t.Context(), id, func(s *sluice.Settings) { s.Interval = time.Second }))
		synctest.Wait()
		if n := len(g.net.all(id)); n != 2 {
			t.Errorf("another setting rebuilt it too: %d lines", n)
		}
		if n := g.net.peak(); n != 1 {
			t.Errorf("%d connections at one time with one session", n)
		}
	})
}

func TestALinkThatCannotWorkIsTriedWhenItHasChanged(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := begin(t)
		id := g.login()
		tried := 0
		g.net.refuse = func(c driver.Config) error {
			tried++
			if c.Link.Proxy == "socks5://bad" {
				return &sluice.Error{Code: sluice.Invalid, Text: "'proxy' must be a URL"}
			}
			return nil
		}
		g.must(g.disk.UpdateLink(t.Context(), id, func(l *sluice.Link) { l.Proxy = "socks5://bad" }))
		time.Sleep(2 * time.Hour)
		if synctest.Wait(); tried != 1 || g.connected(id) {
			t.Fatalf("tried %d times, connected: %t", tried, g.connected(id))
		}
		g.must(g.disk.UpdateLink(t.Context(), id, func(l *sluice.Link) { l.Proxy = "" }))
		if !g.connected(id) {
			t.Fatal("the good link was not tried")
		}
		lets(g, id)
		g.is(id, sluice.Authorized)
	})
}

func TestADriverThatFailsIsAskedLessAndLess(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := begin(t)
		g.net.begin = func(l *line) { l.fail(sluice.Internal) }
		id := g.add()
		g.plant(id)
		g.must(g.disk.Store.SetState(t.Context(), id, sluice.Change{State: sluice.Authorized, Account: someone}))
		g.reopen()
		time.Sleep(time.Hour)
		synctest.Wait()
		n := len(g.net.all(id))
		if n < 30 || n > 200 {
			t.Errorf("%d lines in an hour", n)
		}
	})
}

func TestNothingBeginsAfterTheEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := begin(t)
		g.stop()
		g.stopped <- <-g.stopped // for the cleanup
		id := g.add()
		if _, err := g.QR(t.Context(), id); sluice.CodeOf(err) != sluice.Unavailable {
			t.Errorf("a login after the end: %v", err)
		}
		if err := g.Logout(t.Context(), id); sluice.CodeOf(err) != sluice.Unavailable {
			t.Errorf("a logout after the end: %v", err)
		}
	})
}
