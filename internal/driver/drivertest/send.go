package drivertest

import (
	"context"
	"testing"
	"time"

	"sluice"
	"sluice/internal/driver"
)

func sendings() []aCase {
	return []aCase{
		{"to a number, a phone, a username, a group and a supergroup", everyAddress},
		{"a quote becomes a reply, in its own chat alone", quotes},
		{"a quote that has vanished does not stop the message", lostQuote},
		{"the typing indicator lasts as long as it is told", typing},
		{"a repeat with the same key is one visible message", repeats},
		{"a repeat that is answered with the first message is one too", oldRepeats},
		{"a dead context writes nothing", cancelled},
		{"nobody behind a phone is no account", nobody},
		{"a number may be unknown until the dialogs are read", numbers},
	}
}

func everyAddress(t *testing.T, n Network) {
	r, a := settled(t, n)
	rows := []struct {
		chat sluice.ChatID
		want sluice.ChatID
		kind sluice.ChatType
	}{
		{a.Known, a.Known, sluice.ChatUser},
		{sluice.ChatID(a.KnownPhone + "@c.us"), a.Known, sluice.ChatUser},
		{sluice.ChatID("@" + a.KnownName), a.Known, sluice.ChatUser},
		{a.Group, a.Group, sluice.ChatGroup},
		{a.Supergroup, a.Supergroup, sluice.ChatSupergroup},
	}
	for _, row := range rows {
		m := text(row.chat, "to "+string(row.chat))
		p := r.prepare(t, m)
		if got := p.Peer(); got.Chat != row.want || got.Type != row.kind || got.Name == "" || got.First {
			t.Errorf("%s is %+v", row.chat, got)
		}
		before := time.Now()
		sent, err := r.conn.Send(limited(t), p)
		if err != nil {
			t.Fatalf("%s: %v", row.chat, err)
		}
		if sent.Wire.Before(before) || sent.Wire.After(time.Now()) {
			t.Errorf("%s: written at %v", row.chat, sent.Wire)
		}
		if sent.ID == 0 || sent.At.IsZero() || sent.Duplicate {
			t.Errorf("%s: %+v", row.chat, sent)
		}
		all := n.Seen.Messages(t, a)
		if last := all[len(all)-1]; last.Number != sent.ID || last.Chat != row.want || last.Text != "to "+string(row.chat) {
			t.Errorf("%s: the network has %+v, the driver says %d", row.chat, last, sent.ID)
		}
	}
}

func quotes(t *testing.T, n Network) {
	r, a := settled(t, n)
	first := r.send(t, text(a.Known, "one"))
	rows := []struct {
		chat  sluice.ChatID
		quote sluice.Ref
		want  int64
	}{
		{a.Known, sluice.Ref{Chat: a.Known, Number: first.ID}, first.ID},
		{a.Group, sluice.Ref{Chat: a.Known, Number: first.ID}, 0},
		{a.Known, sluice.Ref{}, 0},
	}
	for _, row := range rows {
		m := text(row.chat, "two")
		m.Quote = row.quote
		r.send(t, m)
		all := n.Seen.Messages(t, a)
		if last := all[len(all)-1]; last.ReplyTo != row.want {
			t.Errorf("quoting %+v in %s is a reply to %d, want %d", row.quote, row.chat, last.ReplyTo, row.want)
		}
	}
}

func lostQuote(t *testing.T, n Network) {
	r, a := settled(t, n)
	m := text(a.Known, "one")
	m.Quote = sluice.Ref{Chat: a.Known, Number: 1_000_000}
	r.send(t, m)
	r.visible(t, a, "one")
}

func typing(t *testing.T, n Network) {
	r, a := settled(t, n)
	typer, ok := r.conn.(driver.Typer)
	if !ok {
		t.Skip("this driver shows no typing")
	}
	p := r.prepare(t, text(a.Known, "one"))
	const long = 300 * time.Millisecond
	began := time.Now()
	if err := typer.Type(limited(t), p, sluice.Typing{For: long, Kind: "record_voice_note"}); err != nil {
		t.Fatal(err)
	}
	if took := time.Since(began); took < long {
		t.Errorf("it took %v, want %v", took, long)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := typer.Type(ctx, p, sluice.Typing{For: time.Hour}); err == nil {
		t.Error("it goes on when its context has ended")
	}
}

func repeats(t *testing.T, n Network) {
	r, a := settled(t, n)
	m := text(a.Known, "one")
	r.send(t, m)
	if again := r.send(t, m); !again.Duplicate {
		t.Errorf("the repeat: %+v", again)
	}
	r.send(t, text(a.Known, "one")) // another message with the same text
	r.visible(t, a, "one", "one")

	next := r.again(t) // and across a restart
	next.authorized(t)
	if again := next.send(t, m); !again.Duplicate {
		t.Errorf("the repeat after a restart: %+v", again)
	}
	all := next.visible(t, a, "one", "one")
	if all[0].Repeats != 2 || all[1].Repeats != 0 {
		t.Errorf("the network saw %d and %d repeats", all[0].Repeats, all[1].Repeats)
	}
}

func oldRepeats(t *testing.T, n Network) {
	r, a := settled(t, n)
	n.Faults.Strike(t, a, OldRepeats)
	m := text(a.Known, "one")
	first := r.send(t, m)
	if again := r.send(t, m); again.ID != first.ID {
		t.Errorf("the repeat is %d, the message %d", again.ID, first.ID)
	}
	r.visible(t, a, "one")
}

func cancelled(t *testing.T, n Network) {
	r, a := settled(t, n)
	p := r.prepare(t, text(a.Known, "one"))
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	sent, err := r.conn.Send(ctx, p)
	if err == nil || !sent.Wire.IsZero() {
		t.Errorf("%+v, %v", sent, err)
	}
	r.send(t, text(a.Known, "two"))
	r.visible(t, a, "two")
}

func nobody(t *testing.T, n Network) {
	r, a := settled(t, n)
	for _, chat := range []sluice.ChatID{sluice.ChatID(a.Nobody + "@c.us"), "@nobody_has_this_name"} {
		_, err := r.conn.Prepare(limited(t), text(chat, "one"))
		refused(t, err, sluice.Error{Code: sluice.NotFound})
	}
}

func numbers(t *testing.T, n Network) {
	store := NewValues()
	a := n.Owners.Plant(t, instance, store, 230)
	n.Faults.Strike(t, a, SlowDialogs)
	r := start(t, n, store)
	r.authorized(t)
	_, err := r.conn.Prepare(limited(t), text(a.Dialog, "early"))
	refused(t, err, sluice.Error{Code: sluice.Unavailable, Scope: sluice.ScopeChat, Reason: sluice.WaitsResolving})

	r.sink.wait(t, "the dialogs to be read", func(s *sink) bool { return s.known })
	r.send(t, text(a.Dialog, "later"))
	r.visible(t, a, "later")
	_, err = r.conn.Prepare(limited(t), text(a.Unmet, "never"))
	refused(t, err, sluice.Error{Code: sluice.NotFound})

	next := r.again(t) // what is known stays known
	next.authorized(t)
	next.sink.wait(t, "it to be told again", func(s *sink) bool { return s.known })
	next.send(t, text(a.Dialog, "again"))
}
