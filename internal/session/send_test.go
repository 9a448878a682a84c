package session_test

import (
	"context"
	"reflect"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"sluice"
	"sluice/internal/driver"
	"sluice/internal/session"
)

var sessionOptions = session.Options{}

// value is what a metric with these label values says.
func (g *gateway) value(name string, labels ...string) float64 {
	g.t.Helper()
	families, err := g.metrics.Gather()
	g.must(err)
	for _, f := range families {
		if f.GetName() != name {
			continue
		}
		for _, m := range f.GetMetric() {
			var values []string
			for _, l := range m.GetLabel() {
				values = append(values, l.GetValue())
			}
			if slices.Equal(values, labels) {
				return m.GetGauge().GetValue() + m.GetCounter().GetValue()
			}
		}
	}
	g.t.Fatalf("there is no metric %s%v", name, labels)
	return 0
}

func TestSendersUseTheInstancesOwnConnection(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := start(t, sessionOptions)
		a, b := g.login(), g.login()
		sent := map[sluice.InstanceID]int{}
		for _, id := range []sluice.InstanceID{a, b} {
			g.net.line(id).onSend = func(context.Context) (sluice.Sent, error) {
				sent[id]++
				return sluice.Sent{ID: int64(id)}, nil
			}
		}
		m := sluice.Message{Instance: a, ID: "1772366400000", Chat: "10000000"}
		p, err := g.Prepare(t.Context(), m)
		g.must(err)
		if p.Peer().Chat != "10000000" {
			t.Errorf("prepared for %v", p.Peer())
		}
		s, err := g.Send(t.Context(), a, p)
		g.must(err)
		if s.ID != int64(a) || sent[a] != 1 || sent[b] != 0 {
			t.Errorf("sent %+v: %v", s, sent)
		}
		g.must(g.Type(t.Context(), a, p, sluice.Typing{For: time.Second})) // it cannot
		s, fate, err := g.FindSent(t.Context(), m, p, free)
		if err != nil || fate != sluice.FateUnclear || !reflect.DeepEqual(s, sluice.Sent{}) {
			t.Errorf("found %+v, %v, %v", s, fate, err)
		}
	})
}

// A fullNetwork opens lines that have all abilities.
type fullNetwork struct {
	*network
	last *fullLine
}

func (n *fullNetwork) Open(cfg driver.Config, st driver.SessionStore, sink driver.Sink) (driver.Conn, error) {
	c, err := n.network.Open(cfg, st, sink)
	if err != nil {
		return nil, err
	}
	n.last = &fullLine{line: c.(*line)}
	return n.last, nil
}

// free says of every number that it belongs to no message.
func free(context.Context, sluice.ChatID, int64) (bool, error) { return false, nil }

func TestAbilitiesAreUsed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := start(t, sessionOptions)
		id := g.login()
		full := &fullNetwork{network: g.net}
		g.driver = full
		g.reopen()
		time.Sleep(time.Second)
		synctest.Wait()
		p := g.prepare(id)
		g.must(g.Type(t.Context(), id, p, sluice.Typing{For: time.Second}))
		m := sluice.Message{Instance: id, ID: "1772366400000"}
		for _, prepared := range []sluice.Prepared{p, nil} {
			full.last.sought = ""
			s, fate, err := g.FindSent(t.Context(), m, prepared, free)
			g.must(err)
			if s.ID != 9 || fate != sluice.FateSent || full.last.sought != m.ID {
				t.Errorf("prepared %v, found %+v, %v", prepared != nil, s, fate)
			}
		}
		others := func(context.Context, sluice.ChatID, int64) (bool, error) { return true, nil }
		if _, fate, err := g.FindSent(t.Context(), m, p, others); err != nil || fate != sluice.FateAbsent {
			t.Errorf("another's is found: %v, %v", fate, err)
		}
		if full.last.typed != time.Second {
			t.Errorf("typed %v", full.last.typed)
		}
	})
}

func TestWithoutAConnectionTheAccountWaits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := start(t, sessionOptions)
		id := g.add()
		m, p := sluice.Message{Instance: id}, prepared{}
		_, prepare := g.Prepare(t.Context(), m)
		s, send := g.Send(t.Context(), id, p)
		_, _, find := g.FindSent(t.Context(), m, p, free)
		want := &sluice.Error{
			Code: sluice.Unavailable, Text: "There is no connection to the network",
			Scope: sluice.ScopeAccount, Reason: sluice.WaitsOffline,
		}
		for i, err := range []error{prepare, send, find, g.Type(t.Context(), id, p, sluice.Typing{For: time.Second})} {
			if diff := cmp.Diff(error(want), err); diff != "" {
				t.Errorf("call %d (-want +got):\n%s", i, diff)
			}
		}
		if !s.Wire.IsZero() {
			t.Error("something was written")
		}
	})
}

// prepare prepares a message on the instance's line.
func (g *gateway) prepare(id sluice.InstanceID) sluice.Prepared {
	g.t.Helper()
	p, err := g.Prepare(g.t.Context(), sluice.Message{Instance: id, Chat: "10000000"})
	g.must(err)
	return p
}

// sendSlowly begins a send on the instance's line that ends when release is
// called, or with an error when the line does.
func sendSlowly(g *gateway, id sluice.InstanceID) (sent <-chan result[sluice.Sent], release func()) {
	g.t.Helper()
	done := make(chan struct{})
	l := g.net.line(id)
	l.onSend = func(ctx context.Context) (sluice.Sent, error) {
		for {
			select {
			case <-done:
				return sluice.Sent{ID: 7, Wire: time.Now()}, nil
			case <-ctx.Done():
				return sluice.Sent{}, ctx.Err()
			case <-time.After(time.Second):
				if !l.isUp() {
					return sluice.Sent{Wire: time.Now()}, &sluice.Error{Code: sluice.Unknown, Text: "lost"}
				}
			}
		}
	}
	p := g.prepare(id)
	return later(func() (sluice.Sent, error) { return g.Send(g.t.Context(), id, p) }), func() { close(done) }
}

func TestWhatOneAccountPreparedAnotherDoesNotSend(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := start(t, sessionOptions)
		id := g.login()
		m := sluice.Message{Instance: id, ID: "1772366400000", Chat: "10000000"}
		p, err := g.Prepare(t.Context(), m)
		g.must(err)
		g.must(g.Logout(t.Context(), id))
		asked := later(func() (sluice.Prompt, error) { return g.QR(t.Context(), id) })
		g.net.line(id).sink.State(sluice.Change{State: sluice.Authorized, Account: sluice.Account{ID: "70000002"}})
		now(t, asked)
		g.is(id, sluice.Authorized)

		s, err := g.Send(t.Context(), id, p)
		if sluice.CodeOf(err) != sluice.Unavailable || !s.Wire.IsZero() {
			t.Errorf("sent %+v, %v", s, err)
		}
		if _, _, err := g.FindSent(t.Context(), m, p, free); sluice.CodeOf(err) != sluice.Unavailable {
			t.Errorf("looked for it: %v", err)
		}
		if p, err = g.Prepare(t.Context(), m); err != nil {
			t.Fatalf("prepared anew: %v", err)
		}
		if s, err = g.Send(t.Context(), id, p); err != nil || s.ID == 0 {
			t.Errorf("prepared anew: %+v, %v", s, err)
		}
	})
}

func TestADrainLetsSendsEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := start(t, sessionOptions)
		id, idle := g.login(), g.login()
		sent, release := sendSlowly(g, id)
		g.stop()
		time.Sleep(10 * time.Second)
		synctest.Wait()
		if !g.connected(id) || g.connected(idle) {
			t.Errorf("connected: the busy one %t, the idle one %t", g.connected(id), g.connected(idle))
		}
		if _, err := g.Send(t.Context(), id, prepared{}); sluice.CodeOf(err) != sluice.Unavailable {
			t.Errorf("a send that begins now: %v", err)
		}
		select {
		case _ = <-g.stopped:
			t.Fatal("Run returned with a send under way")
		default:
		}
		release()
		if s := now(t, sent); s.ID != 7 {
			t.Errorf("sent %+v", s)
		}
		synctest.Wait()
		g.stopped <- <-g.stopped // it has returned
		if g.connected(id) {
			t.Error("it is still connected")
		}
		if told := g.told(id); !slices.Equal(told, []sluice.State{sluice.Authorized}) {
			t.Errorf("the client was told %v", told)
		}
	})
}

func TestADrainDoesNotWaitForEver(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := start(t, session.Options{DrainFor: 20 * time.Second})
		id := g.login()
		sent, _ := sendSlowly(g, id)
		began := time.Now()
		g.stop()
		g.stopped <- <-g.stopped
		if took := time.Since(began); took < 20*time.Second || took > 25*time.Second {
			t.Errorf("the drain took %v", took)
		}
		if r := <-sent; sluice.CodeOf(r.err) != sluice.Unknown {
			t.Errorf("the send ended with %v", r.err)
		}
	})
}

func TestADrainRecordsWhatTheNetworkSaidLast(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := start(t, sessionOptions)
		id := g.login()
		_, release := sendSlowly(g, id)
		g.stop()
		synctest.Wait()
		bans(g, id)
		release()
		g.stopped <- <-g.stopped
		g.is(id, sluice.BlockedState)
	})
}

func TestADrainAnswersWhoWaitsForALogin(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := start(t, sessionOptions)
		id := g.add()
		asked := later(func() (sluice.Prompt, error) { return g.QR(t.Context(), id) })
		g.stop()
		synctest.Wait()
		select {
		case r := <-asked:
			if sluice.CodeOf(r.err) != sluice.Unavailable {
				t.Errorf("answer %+v", r)
			}
		default:
			t.Error("the caller still waits")
		}
	})
}

func TestARevocationDuringASend(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := start(t, sessionOptions)
		id := g.login()
		sent, _ := sendSlowly(g, id)
		revokes(g, id)
		g.is(id, sluice.NotAuthorized)
		time.Sleep(time.Second)
		if r := <-sent; sluice.CodeOf(r.err) != sluice.Unknown {
			t.Errorf("the send ended with %v", r.err)
		}
		if _, err := g.Send(t.Context(), id, prepared{}); sluice.CodeOf(err) != sluice.Unavailable {
			t.Errorf("the next send: %v", err)
		}
	})
}

func TestLogoutKeepsTheQueueAndWipesTheRest(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := start(t, sessionOptions)
		id := g.login()
		l := g.net.line(id)
		g.must(l.values.Put(t.Context(), map[string][]byte{"peer/1": []byte("hash")}))
		_, err := g.disk.Enqueue(t.Context(), sluice.Message{Instance: id, Chat: "10000000", Body: sluice.TextBody{Text: "hi"}}, sluice.Once{})
		g.must(err)
		g.must(g.Logout(t.Context(), id))
		if n, err := g.disk.Count(t.Context(), id); err != nil || n != 1 {
			t.Errorf("%d messages in the queue, %v", n, err)
		}
		if _, _, logouts := l.asked(); logouts != 1 {
			t.Errorf("%d logouts at the network", logouts)
		}
		if _, ok, err := l.values.Get(t.Context(), "peer/1"); ok || err != nil || g.hasSession(id) {
			t.Errorf("values are left (%v)", err)
		}
	})
}

func TestLogoutDoesNotWaitForAnUnreachableNetwork(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := start(t, sessionOptions)
		id := g.login()
		g.net.line(id).onLogout = func(ctx context.Context) error {
			<-ctx.Done()
			return &sluice.Error{Code: sluice.Unavailable, Err: ctx.Err()}
		}
		began := time.Now()
		g.must(g.Logout(t.Context(), id))
		if took := time.Since(began); took > 10*time.Second {
			t.Errorf("it took %v", took)
		}
		g.is(id, sluice.NotAuthorized)
		if g.connected(id) || g.hasSession(id) {
			t.Error("the session is still there")
		}
	})
}

func TestLogoutBeforeTheFirstConnectReachesTheNetwork(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := start(t, session.Options{StartRate: 0.001})
		first, second := g.login(), g.login()
		g.reopen()
		for _, id := range []sluice.InstanceID{first, second} {
			g.must(g.Logout(t.Context(), id))
			if _, _, logouts := g.net.line(id).asked(); logouts != 1 {
				t.Errorf("%d logouts at the network", logouts)
			}
		}
	})
}

func TestInstancesAreCountedByState(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := start(t, sessionOptions)
		gone := g.login()
		g.login()
		g.add()
		suspended(g)
		g.must(g.disk.Remove(t.Context(), gone))
		synctest.Wait()
		for state, want := range map[sluice.State]float64{
			sluice.Authorized: 1, sluice.NotAuthorized: 1, sluice.SuspendedState: 1,
		} {
			if got := g.value("sluice_session_instances", string(state)); got != want {
				t.Errorf("%v instances are %s, want %v", got, state, want)
			}
		}
		if got := g.value("sluice_session_connections"); got != 2 {
			t.Errorf("%v connections", got)
		}
	})
}
