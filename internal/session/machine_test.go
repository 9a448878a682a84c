package session_test

import (
	"context"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"pgregory.net/rapid"

	"sluice"
	"sluice/internal/session"
)

// TestWhateverHappens runs random events and calls against one instance and
// checks what holds always: one connection at a time, one notification for each
// change of state and none for anything else, no call that outlasts its time,
// and a connection exactly while there is something to keep.
func TestWhateverHappens(t *testing.T) {
	names := slices.Sorted(func(yield func(string) bool) {
		for name := range acts {
			if !yield(name) {
				return
			}
		}
	})
	rapid.Check(t, func(r *rapid.T) {
		steps := rapid.SliceOfN(rapid.SampledFrom(names), 1, 40).Draw(r, "steps")
		if rapid.Bool().Draw(r, "logged in") {
			steps = slices.Insert(steps, 0, "log in")
		}
		synctest.Test(t, func(t *testing.T) {
			g := start(t, sessionOptions)
			m := &machine{gateway: g, id: g.add()}
			for _, step := range steps {
				acts[step](m)
			}
			m.finish()
			if t.Failed() {
				t.Logf("after %q", steps)
			}
		})
		if t.Failed() {
			t.FailNow() // the steps are above; there is nothing to shrink them by
		}
	})
}

type machine struct {
	*gateway
	id    sluice.InstanceID
	calls sync.WaitGroup
}

// acts are what may happen. Those of the network happen on the newest line.
var acts = map[string]func(m *machine){
	"authorized": onLine((*line).authorized),
	"starting":   onLine(func(l *line) { l.report(sluice.Starting) }),
	"revoked":    onLine(func(l *line) { l.report(sluice.NotAuthorized) }),
	"banned":     onLine(func(l *line) { l.report(sluice.BlockedState) }),
	"qr":         onLine(says(sluice.Prompt{Step: sluice.StepQR, QR: "tg://login"})),
	"code":       onLine(says(codeSent)),
	"password":   onLine(says(sluice.Prompt{Step: sluice.StepPassword})),
	"unscanned":  onLine(func(l *line) { l.problem(sluice.ProblemUnscanned) }),
	"forgotten":  onLine(func(l *line) { l.problem(sluice.ProblemForgotten) }),
	"trouble":    onLine(func(l *line) { l.problem(sluice.ProblemNetworkTrouble) }),
	"ends":       onLine(func(l *line) { endLine(l, sluice.Internal) }),
	"signs out":  onLine(func(l *line) { endLine(l, sluice.Unauthorized) }),

	"ask QR":         call(func(m *machine, s *session.Sessions) { _, _ = s.QR(m.t.Context(), m.id) }),
	"start login":    call(func(m *machine, s *session.Sessions) { _, _ = s.StartLogin(m.t.Context(), m.id, phone) }),
	"enter code":     call(func(m *machine, s *session.Sessions) { _, _ = s.EnterCode(m.t.Context(), m.id, "12345", "") }),
	"enter password": call(func(m *machine, s *session.Sessions) { _, _ = s.EnterPassword(m.t.Context(), m.id, "word") }),
	"logout":         call(func(m *machine, s *session.Sessions) { _ = s.Logout(m.t.Context(), m.id) }),
	"reboot":         call(func(m *machine, s *session.Sessions) { _ = s.Reboot(m.t.Context(), m.id) }),

	"log in": func(m *machine) {
		call(func(m *machine, s *session.Sessions) { _, _ = s.QR(m.t.Context(), m.id) })(m)
		synctest.Wait()
		onLine((*line).authorized)(m)
		synctest.Wait()
	},
	"suspend": func(m *machine) {
		if m.state(m.id) == sluice.Authorized {
			c := sluice.Change{State: sluice.SuspendedState, Until: time.Now().Add(time.Hour)}
			m.must(m.disk.Store.SetState(context.Background(), m.id, c))
		}
	},
	"move": func(m *machine) {
		m.must(m.disk.UpdateLink(context.Background(), m.id, func(l *sluice.Link) { l.Device = time.Now().String() }))
	},
	"disk away":  func(m *machine) { m.disk.fails(&sluice.Error{Code: sluice.Unavailable, Text: "Service Unavailable"}) },
	"disk back":  func(m *machine) { m.disk.fails(nil) },
	"wait":       func(*machine) { synctest.Wait() },
	"a second":   func(*machine) { time.Sleep(time.Second) },
	"10 minutes": func(*machine) { time.Sleep(10 * time.Minute) },
	"restart":    func(m *machine) { m.disk.fails(nil); m.reopen() },
}

func onLine(f func(*line)) func(*machine) {
	return func(m *machine) {
		if l := m.net.line(m.id); l != nil && l.isUp() {
			f(l)
		}
	}
}

func endLine(l *line, code sluice.Code) {
	select {
	case l.end <- &sluice.Error{Code: code, Text: "said the network"}:
	default: // it ends already
	}
}

// call makes a call whose answer matters to nobody here, only that it comes.
func call(f func(*machine, *session.Sessions)) func(*machine) {
	return func(m *machine) {
		sessions := m.Sessions // a restart makes others
		m.calls.Go(func() { f(m, sessions) })
	}
}

// finish lets all come to rest and checks what holds then.
func (m *machine) finish() {
	m.t.Helper()
	m.disk.fails(nil)
	time.Sleep(time.Minute) // calls end within 25 s, the disk is tried again within 5
	answered := make(chan struct{})
	go func() {
		m.calls.Wait()
		close(answered)
	}()
	synctest.Wait()
	select {
	case <-answered:
	default:
		m.t.Fatal("a call has no answer")
	}
	time.Sleep(10 * time.Minute) // logins that hear nothing end
	if n := m.net.peak(); n > 1 {
		m.t.Errorf("%d connections at one time with one session", n)
	}
	st := m.state(m.id)
	keeps := st != sluice.NotAuthorized && st != sluice.BlockedState
	if got := m.connected(m.id); got != keeps {
		m.t.Errorf("connected: %t, in the state %s", got, st)
	}
	last := sluice.NotAuthorized
	for _, told := range m.told(m.id) {
		if told == last {
			m.t.Errorf("the client was told %s twice", told)
		}
		last = told
	}
	if last != st {
		m.t.Errorf("the client was told %s last, the state is %s", last, st)
	}
}
