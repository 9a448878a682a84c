package session_test

import (
	"runtime"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"sluice"
	"sluice/internal/driver"
	"sluice/internal/session"
)

// The ways in which an instance comes to where a row of the table begins.
var (
	fresh      = func(g *gateway) sluice.InstanceID { return g.add() }
	loggedIn   = func(g *gateway) sluice.InstanceID { return g.login() }
	pending    = func(g *gateway) sluice.InstanceID { return g.pending() }
	connecting = func(g *gateway) sluice.InstanceID {
		id := g.login()
		g.must(g.Reboot(g.t.Context(), id))
		g.is(id, sluice.Starting)
		return id
	}
	suspended = func(g *gateway) sluice.InstanceID {
		id := g.login()
		until := time.Now().Add(time.Hour)
		g.must(g.disk.SetState(g.t.Context(), id, sluice.Change{State: sluice.SuspendedState, Until: until}))
		g.is(id, sluice.SuspendedState)
		return id
	}
	blocked = func(g *gateway) sluice.InstanceID {
		id := g.login()
		g.net.line(id).fail(sluice.Blocked)
		g.is(id, sluice.BlockedState)
		return id
	}
	askingQR = func(g *gateway) sluice.InstanceID {
		id := g.add()
		go func() { _, _ = g.QR(g.t.Context(), id) }()
		synctest.Wait()
		g.net.line(id).prompt(sluice.Prompt{Step: sluice.StepQR, QR: "tg://login"})
		g.is(id, sluice.NotAuthorized)
		return id
	}
)

// The events of the table.
var (
	lineEnds = func(c sluice.Code) func(*gateway, sluice.InstanceID) {
		return func(g *gateway, id sluice.InstanceID) { g.net.line(id).fail(c) }
	}
	reports = func(c sluice.Change) func(*gateway, sluice.InstanceID) {
		return func(g *gateway, id sluice.InstanceID) { g.net.line(id).sink.State(c) }
	}
	lets    = reports(sluice.Change{State: sluice.Authorized, Account: someone})
	loses   = reports(sluice.Change{State: sluice.Starting})
	revokes = reports(sluice.Change{State: sluice.NotAuthorized, Cause: sluice.CauseRevoked, Why: "SESSION_REVOKED"})
	asks    = reports(promptChange(sluice.Prompt{Step: sluice.StepPassword}))
	forgets = reports(sluice.Change{State: sluice.NotAuthorized, Prompt: sluice.Prompt{Problem: sluice.ProblemForgotten}})
	bans    = reports(sluice.Change{State: sluice.BlockedState, Cause: sluice.CauseBanned})
	logout  = func(g *gateway, id sluice.InstanceID) { g.must(g.Logout(g.t.Context(), id)) }
	reboot  = func(g *gateway, id sluice.InstanceID) { g.must(g.Reboot(g.t.Context(), id)) }
	restart = func(g *gateway, _ sluice.InstanceID) { g.reopen() }
	waits   = func(d time.Duration) func(*gateway, sluice.InstanceID) {
		return func(*gateway, sluice.InstanceID) { time.Sleep(d) }
	}
)

func steps(by time.Duration) func(*gateway, sluice.InstanceID) {
	return func(g *gateway, _ sluice.InstanceID) { g.stepped.Add(int64(by)) }
}

func both(events ...func(*gateway, sluice.InstanceID)) func(*gateway, sluice.InstanceID) {
	return func(g *gateway, id sluice.InstanceID) {
		for _, e := range events {
			e(g, id)
			synctest.Wait()
		}
	}
}

func TestState(t *testing.T) {
	type states = []sluice.State
	const (
		none  = sluice.NotAuthorized
		half  = sluice.PendingPassword
		start = sluice.Starting
		in    = sluice.Authorized
		held  = sluice.SuspendedState
		out   = sluice.BlockedState
	)
	tests := []struct {
		name      string
		from      func(*gateway) sluice.InstanceID
		event     func(*gateway, sluice.InstanceID)
		want      sluice.State
		told      states
		connected bool
	}{
		{"an instance just made has no connection", fresh, waits(time.Hour), none, nil, false},
		{"a scanned QR lets in", askingQR, lets, in, states{in}, true},
		{"a scanned QR may leave the password missing", askingQR, asks, half, states{half}, true},
		{"the right password lets in", pending, lets, in, states{in}, true},
		{"a wrong password changes nothing", pending, reports(promptChange(sluice.Prompt{Step: sluice.StepPassword, Problem: sluice.ProblemPasswordWrong})), half, nil, true},
		{"logout gives up the password", pending, logout, none, states{none}, false},
		{"the network forgets the attempt", pending, forgets, none, states{none}, false},
		{"the network forgets the attempt without a word", pending, lineEnds(sluice.Unauthorized), none, states{none}, false},
		{"a reboot still awaits the password", pending, reboot, half, nil, true},
		{"a restart still awaits the password", pending, both(restart, waits(time.Second)), half, nil, true},
		{"a reboot of nobody changes nothing", fresh, reboot, none, nil, false},
		{"a restart of nobody changes nothing", fresh, restart, none, nil, false},
		{"a reboot ends a login by QR", askingQR, reboot, none, nil, false},
		{"a restart ends a login by QR", askingQR, restart, none, nil, false},
		{"a reboot starts over", loggedIn, reboot, start, states{start}, true},
		{"a restart starts over", loggedIn, both(restart, waits(time.Second)), start, states{start}, true},
		{"a restart while starting changes nothing", connecting, both(restart, waits(time.Second)), start, nil, true},
		{"starting ends when the session is valid", connecting, lets, in, states{in}, true},
		{"starting ends when the session is revoked", connecting, lineEnds(sluice.Unauthorized), none, states{none}, false},
		{"starting ends when the account is banned", connecting, lineEnds(sluice.Blocked), out, states{out}, false},
		{"starting has no limit of its own", connecting, waits(3 * time.Hour), start, nil, true},
		{"a short loss is no change", loggedIn, both(loses, waits(5*time.Minute-1), lets, waits(time.Hour)), in, nil, true},
		{"a long loss is starting", loggedIn, both(loses, waits(5*time.Minute)), start, states{start}, true},
		{"losses do not add up", loggedIn, both(loses, waits(3*time.Minute), lets, loses, waits(3*time.Minute)), in, nil, true},
		{"repeated reports of one loss do not extend it", loggedIn, both(loses, waits(4*time.Minute), loses, waits(time.Minute)), start, states{start}, true},
		{"a connection comes back after a long loss", loggedIn, both(loses, waits(time.Hour), lets), in, states{start, in}, true},
		{"the store suspends, and time ends it", suspended, waits(time.Hour + time.Second), in, states{in}, true},
		{"a restriction lasts as long as it was told", suspended, waits(time.Hour - time.Second), held, nil, true},
		{"a restriction survives a restart", suspended, both(restart, waits(time.Minute), lets, waits(30*time.Minute)), held, states{start, held}, true},
		{"a restriction's end survives a restart", suspended, both(restart, waits(time.Minute), lets, waits(time.Hour)), in, states{start, held, in}, true},
		{"a restriction lasts as long though the clock is set ahead", suspended, both(steps(3*time.Hour), waits(time.Hour-time.Second)), held, nil, true},
		{"a restriction ends in time though the clock is set back", suspended, both(steps(-3*time.Hour), waits(time.Hour+time.Second)), in, states{in}, true},
		{"a restriction survives a loss", suspended, both(loses, waits(10*time.Minute), lets), held, nil, true},
		{"a restriction that ends while the network is away is starting", suspended, both(loses, waits(2*time.Hour)), start, states{start}, true},
		{"the driver may suspend", loggedIn, func(g *gateway, id sluice.InstanceID) {
			g.net.line(id).sink.State(sluice.Change{State: sluice.SuspendedState, Until: time.Now().Add(time.Hour)})
		}, held, states{held}, true},
		{"a suspended account may be revoked", suspended, revokes, none, states{none}, false},
		{"a suspended account may be banned", suspended, bans, out, states{out}, false},
		{"an account may be revoked", loggedIn, revokes, none, states{none}, false},
		{"an account may be revoked by the end of its line", loggedIn, lineEnds(sluice.Unauthorized), none, states{none}, false},
		{"an account may be revoked in both ways at once", loggedIn, func(g *gateway, id sluice.InstanceID) {
			revokes(g, id)
			lineEnds(sluice.Unauthorized)(g, id)
		}, none, states{none}, false},
		{"an account may be banned", loggedIn, bans, out, states{out}, false},
		{"a ban survives a restart", blocked, restart, out, nil, false},
		{"a reboot asks again about a ban", blocked, reboot, start, states{start}, true},
		{"logout ends a ban", blocked, logout, none, states{none}, false},
		{"logout of nobody is fine", fresh, logout, none, nil, false},
		{"logout", loggedIn, logout, none, states{none}, false},
		{"logout while starting", connecting, logout, none, states{none}, false},
		{"logout while suspended", suspended, logout, none, states{none}, false},
		{"a line that ends by itself is replaced", loggedIn, both(lineEnds(sluice.Internal), waits(time.Minute), lets, waits(time.Hour)), in, nil, true},
		{"a line that cannot be replaced is a loss", loggedIn, both(func(g *gateway, _ sluice.InstanceID) {
			g.net.refuse = func(driver.Config) error { return &sluice.Error{Code: sluice.Unavailable, Text: "not now"} }
		}, lineEnds(sluice.Internal), waits(5*time.Minute)), start, states{start}, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				g := begin(t)
				id := tt.from(g)
				g.told(id)
				tt.event(g, id)
				if got := g.state(id); got != tt.want {
					t.Errorf("state %s, want %s", got, tt.want)
				}
				if diff := cmp.Diff(tt.told, g.told(id)); diff != "" {
					t.Errorf("the client was told (-want +got):\n%s", diff)
				}
				if got := g.connected(id); got != tt.connected {
					t.Errorf("connected: %t, want %t", got, tt.connected)
				}
				if n := g.net.peak(); n > 1 {
					t.Errorf("%d connections at one time with one session", n)
				}
			})
		})
	}
}

func begin(t *testing.T) *gateway {
	t.Helper()
	return start(t, session.Options{})
}

func TestWhyAnAccountIsGoneIsStored(t *testing.T) {
	for _, tt := range []struct {
		name string
		does func(*gateway, sluice.InstanceID)
		want sluice.Cause
	}{
		{"logged out here", logout, sluice.CauseLogout},
		{"ended from another device", revokes, sluice.CauseRevoked},
		{"banned", bans, sluice.CauseBanned},
		{"banned while the password is awaited", both(revokes, func(g *gateway, id sluice.InstanceID) {
			go func() { _, _ = g.QR(g.t.Context(), id) }()
			synctest.Wait()
			asks(g, id)
			bans(g, id)
		}), sluice.CauseBanned},
		{"no session is stored", func(g *gateway, id sluice.InstanceID) {
			g.must(g.disk.Values(id).Put(g.t.Context(), map[string][]byte{driver.SessionName: nil}))
			restart(g, id)
		}, sluice.CauseLost},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				g := begin(t)
				id := g.login()
				tt.does(g, id)
				synctest.Wait()
				if i, err := g.disk.Instance(id); err != nil || i.Cause != tt.want {
					t.Errorf("%s for %q, want %q (%v)", i.State, i.Cause, tt.want, err)
				}
			})
		})
	}
}

func TestARevokedSessionIsForgotten(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := begin(t)
		id := g.login()
		if !g.hasSession(id) {
			t.Fatal("the login left no session")
		}
		revokes(g, id)
		if g.hasSession(id) {
			t.Error("a revoked session is still stored")
		}
	})
}

func TestWhatALineReportedBeforeItEndedCounts(t *testing.T) {
	for range 20 { // the order in which both are seen is random
		synctest.Test(t, func(t *testing.T) {
			g := begin(t)
			id := g.login()
			g.keepBusy(id, sluice.Change{State: sluice.SuspendedState, Until: time.Now().Add(time.Hour)})
			bans(g, id)
			lineEnds(sluice.Internal)(g, id)
			g.disk.fails(nil)
			time.Sleep(10 * time.Second)
			g.is(id, sluice.BlockedState)
		})
	}
}

// keepBusy has the instance's connection try to store ch until the disk works.
func (g *gateway) keepBusy(id sluice.InstanceID, ch sluice.Change) {
	g.disk.fails(&sluice.Error{Code: sluice.Unavailable, Text: "Service Unavailable"})
	g.net.line(id).sink.State(ch)
	synctest.Wait()
}

func TestANewConnectionWaitsForTheEndOfTheOldOne(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := begin(t)
		id := g.login()
		g.net.line(id).slow = time.Second
		g.must(g.Reboot(t.Context(), id))
		if !g.connected(id) || len(g.net.all(id)) != 2 {
			t.Fatal("there is no new connection")
		}
		if n := g.net.peak(); n != 1 {
			t.Errorf("%d connections at one time with one session", n)
		}
	})
}

func TestChangesAreStoredInOrderOnceTheStoreIsBack(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := begin(t)
		id := g.login()
		g.told(id)
		g.disk.fails(&sluice.Error{Code: sluice.Unavailable, Text: "Service Unavailable"})
		loses(g, id)
		time.Sleep(5 * time.Minute) // starting is due, and cannot be stored
		synctest.Wait()
		lets(g, id)
		time.Sleep(time.Minute)
		g.is(id, sluice.Authorized)
		if g.disk.refused == 0 {
			t.Fatal("the store was not asked")
		}
		g.disk.fails(nil)
		time.Sleep(10 * time.Second)
		want := []sluice.State{sluice.Starting, sluice.Authorized}
		if diff := cmp.Diff(want, g.told(id)); diff != "" {
			t.Errorf("the client was told (-want +got):\n%s", diff)
		}
	})
}

// TestAFaultOfTheStoreIsNotTheLastWord has the store fail for a moment at each change
// of state, as when a file cannot be read.
func TestAFaultOfTheStoreIsNotTheLastWord(t *testing.T) {
	for name, step := range map[string]struct {
		do   func(t *testing.T, g *gateway, id sluice.InstanceID)
		want sluice.State
	}{
		"a reboot": {func(t *testing.T, g *gateway, id sluice.InstanceID) {
			t.Helper()
			g.must(g.Reboot(t.Context(), id))
			lets(g, id)
		}, sluice.Authorized},
		"a logout": {func(t *testing.T, g *gateway, id sluice.InstanceID) {
			t.Helper()
			g.must(g.Logout(t.Context(), id))
		}, sluice.NotAuthorized},
		"a revocation": {func(_ *testing.T, g *gateway, id sluice.InstanceID) { g.net.line(id).report(sluice.NotAuthorized) }, sluice.NotAuthorized},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				g := begin(t)
				id := g.login()
				g.disk.fails(&sluice.Error{Code: sluice.Internal, Text: "Internal Server Error"})
				time.AfterFunc(2*time.Second, func() { g.disk.fails(nil) })
				step.do(t, g, id)
				time.Sleep(time.Minute)
				synctest.Wait()
				g.is(id, step.want)
				if g.disk.refused == 0 {
					t.Fatal("the store was not asked")
				}
			})
		})
	}
}

func TestAReportNeverBlocksTheDriver(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := begin(t)
		id := g.login()
		g.keepBusy(id, sluice.Change{State: sluice.SuspendedState, Until: time.Now().Add(time.Hour)})
		var before runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&before)
		began := time.Now()
		for range 100_000 {
			loses(g, id)
			lets(g, id)
		}
		if took := time.Since(began); took != 0 {
			t.Errorf("the reports took %v", took)
		}
		var after runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&after)
		if grown := int64(after.HeapAlloc) - int64(before.HeapAlloc); grown > 8<<20 {
			t.Errorf("the reports hold %d bytes", grown)
		}
		g.disk.fails(nil)
		time.Sleep(time.Minute)
		g.is(id, sluice.SuspendedState)
	})
}

func TestAStormOfReconnectsIsNoNews(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := begin(t)
		ids := []sluice.InstanceID{g.login(), g.login(), g.login()}
		for _, id := range ids {
			g.told(id)
		}
		for range 500 {
			for _, id := range ids {
				loses(g, id)
			}
			time.Sleep(time.Second)
			for _, id := range ids {
				lets(g, id)
			}
			synctest.Wait()
		}
		for _, id := range ids {
			g.is(id, sluice.Authorized)
			if told := g.told(id); told != nil {
				t.Errorf("the client was told %v", told)
			}
			if n := len(g.net.all(id)); n != 1 {
				t.Errorf("%d lines were opened", n)
			}
		}
	})
}
