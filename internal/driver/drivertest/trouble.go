package drivertest

import (
	"net"
	"testing"
	"time"

	"sluice"
)

func troubles() []aCase {
	cases := []aCase{
		{"a request that was lost is sent", lostRequest},
		{"an answer that was lost is no second message", lostAnswer},
		{"an answer that was lost after it was confirmed leaves a doubt", lostConfirmed},
		{"an answer that never comes leaves a doubt", noAnswer},
		{"a wait for look-ups holds those alone, and survives a restart", floodedLookUp},
		{"the account is restricted for new chats first", restricted},
		{"without a connection nothing is written", offline},
		{"with a dead proxy nothing is sent directly", deadProxy},
	}
	for _, row := range answers() {
		cases = append(cases, aCase{row.name, row.run})
	}
	return cases
}

// An answered is a send that the network answers with an error.
type answered struct {
	name  string
	fault Fault
	want  sluice.Error
}

func answers() []answered {
	return []answered{
		{"a flood wait holds the account", FloodSend, sluice.Error{Code: sluice.Limited, Wait: 30 * time.Second, Reason: sluice.WaitsFlood}},
		{"slow mode holds the chat", SlowMode, sluice.Error{Code: sluice.Limited, Wait: 30 * time.Second, Scope: sluice.ScopeChat, Reason: sluice.WaitsSlowMode}},
		{"a fault of the network leaves a doubt and holds the chat", ServerFault, sluice.Error{Code: sluice.Unknown, Scope: sluice.ScopeChat, Reason: sluice.WaitsFault}},
		{"a restriction on a known chat holds the account", Restricted, sluice.Error{Code: sluice.Suspended, Reason: sluice.WaitsSuspended}},
		{"what is forbidden is refused for good", Forbidden, sluice.Error{Code: sluice.Refused}},
	}
}

func (a answered) run(t *testing.T, n Network) {
	r, account := settled(t, n)
	m := text(account.Known, "one")
	p := r.prepare(t, m)
	n.Faults.Strike(t, account, a.fault)
	sent, err := r.conn.Send(limited(t), p)
	refused(t, err, a.want)
	if sent.Wire.IsZero() {
		t.Error("a request was written, and the wire time is zero")
	}
	r.visible(t, account)
	r.send(t, m) // the same key goes on being good
	r.visible(t, account, "one")
}

func lostRequest(t *testing.T, n Network) {
	r, a := settled(t, n)
	m := text(a.Known, "one")
	p := r.prepare(t, m)
	n.Faults.Strike(t, a, LoseRequest)
	_, err := r.conn.Send(limited(t), p)
	r.finally(t, m, err)
	r.visible(t, a, "one")
}

func lostAnswer(t *testing.T, n Network) {
	r, a := settled(t, n)
	m := text(a.Known, "one")
	p := r.prepare(t, m)
	n.Faults.Strike(t, a, LoseAnswer)
	_, err := r.conn.Send(limited(t), p)
	r.finally(t, m, err)
	r.visible(t, a, "one")
}

// finally repeats m as the queue would, until it is sent.
func (r *rig) finally(t *testing.T, m sluice.Message, err error) {
	t.Helper()
	for err != nil {
		if code := sluice.CodeOf(err); code != sluice.Unknown && code != sluice.Unavailable {
			t.Fatalf("lost: %v", err)
		}
		var p sluice.Prepared
		if p, err = r.conn.Prepare(limited(t), m); err == nil {
			_, err = r.conn.Send(limited(t), p)
		}
	}
}

func lostConfirmed(t *testing.T, n Network) {
	r, a := settled(t, n)
	m := text(a.Known, "one")
	p := r.prepare(t, m)
	n.Faults.Strike(t, a, LoseConfirmed)
	began := time.Now()
	sent, err := r.conn.Send(limited(t), p)
	refused(t, err, sluice.Error{Code: sluice.Unknown, Reason: sluice.WaitsOffline})
	if sent.Wire.IsZero() {
		t.Error("the wire time says that nothing was written")
	}
	all := r.visible(t, a, "one")

	m.Doubt = began
	r.found(t, m, nobodys, sluice.FateSent, all[0].Number)
	if again := r.send(t, m); !again.Duplicate {
		t.Errorf("the repeat: %+v", again)
	}
	r.visible(t, a, "one")
}

func noAnswer(t *testing.T, n Network) {
	r, a := settled(t, n)
	m := text(a.Known, "one")
	p := r.prepare(t, m)
	n.Faults.Strike(t, a, NoAnswer)
	sent, err := r.conn.Send(limited(t), p)
	refused(t, err, sluice.Error{Code: sluice.Unknown, Reason: sluice.WaitsOffline})
	if sent.Wire.IsZero() {
		t.Error("the wire time says that nothing was written")
	}
	if again := r.send(t, m); !again.Duplicate {
		t.Errorf("the repeat: %+v", again)
	}
	r.visible(t, a, "one")
}

func floodedLookUp(t *testing.T, n Network) {
	r, a := settled(t, n)
	n.Faults.Strike(t, a, FloodLookUp)
	m := text(sluice.ChatID(a.Stranger+"@c.us"), "one")
	want := sluice.Error{Code: sluice.Limited, Wait: 30 * time.Second, Scope: sluice.ScopeMethod, Reason: sluice.WaitsMethod}
	_, err := r.conn.Prepare(limited(t), m)
	refused(t, err, want)
	asked := n.Seen.LookUps(t, a)
	_, err = r.conn.Prepare(limited(t), m)
	refused(t, err, want)
	r.send(t, text(a.Known, "two"))

	next := r.again(t)
	next.authorized(t)
	_, err = next.conn.Prepare(limited(t), m)
	refused(t, err, want)
	if now := n.Seen.LookUps(t, a); now != asked {
		t.Errorf("%d look-ups before the wait is over", now-asked)
	}
	next.visible(t, a, "two")
}

func restricted(t *testing.T, n Network) {
	r, a := settled(t, n)
	p := r.prepare(t, text(sluice.ChatID(a.Stranger+"@c.us"), "one"))
	if !p.Peer().First {
		t.Errorf("%+v never wrote", p.Peer())
	}
	n.Faults.Strike(t, a, Restricted)
	_, err := r.conn.Send(limited(t), p)
	refused(t, err, sluice.Error{Code: sluice.Suspended, Scope: sluice.ScopeChat, Reason: sluice.WaitsFirstContact})
	r.send(t, text(a.Known, "two"))
	r.visible(t, a, "two")
}

func offline(t *testing.T, n Network) {
	r, a := settled(t, n)
	p := r.prepare(t, text(a.Known, "one"))
	n.Faults.Strike(t, a, Outage)
	r.sink.state(t, "starting", func(c sluice.Change) bool { return c.State == sluice.Starting })
	ctx := limited(t)
	sent, err := r.conn.Send(ctx, p)
	if err != nil {
		refused(t, err, sluice.Error{Code: sluice.Unavailable, Reason: sluice.WaitsOffline})
		if !sent.Wire.IsZero() {
			t.Error("the wire time says that something was written")
		}
		r.visible(t, a)
	}
	r.authorized(t)
	r.finally(t, text(a.Known, "two"), &sluice.Error{Code: sluice.Unavailable, Text: "not sent yet"})
}

func deadProxy(t *testing.T, n Network) {
	store := NewValues()
	a := n.Owners.Plant(t, instance, store, 0)
	before := n.Seen.Calls(t, instance)
	address, tried := brokenProxy(t)
	r := startLinked(t, n, store, sluice.Link{Proxy: "socks5://" + address})
	for range 3 {
		select {
		case <-tried:
		case <-time.After(patience):
			t.Fatal("the proxy is not tried")
		}
	}
	_, err := r.conn.Prepare(limited(t), text(a.Known, "one"))
	refused(t, err, sluice.Error{Code: sluice.Unavailable, Reason: sluice.WaitsOffline})
	if calls := n.Seen.Calls(t, instance); calls != before {
		t.Errorf("%d calls came past the proxy", calls-before)
	}
}

// brokenProxy serves a proxy that hangs up, and tells of each try.
func brokenProxy(t *testing.T) (address string, tried <-chan struct{}) {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	tries, done := make(chan struct{}, 1), make(chan struct{})
	go func() {
		defer close(done)
		for {
			c, err := ln.Accept()
			if err != nil {
				return
			}
			_ = c.Close()
			select {
			case tries <- struct{}{}:
			default:
			}
		}
	}()
	t.Cleanup(func() {
		_ = ln.Close()
		<-done
	})
	return ln.Addr().String(), tries
}
