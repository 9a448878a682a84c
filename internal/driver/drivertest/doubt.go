package drivertest

import (
	"context"
	"slices"
	"testing"
	"time"

	"sluice"
	"sluice/internal/driver"
)

// doubts are what is found out about messages whose answers were lost. The
// connection that sent them is gone each time: what it remembered is no help.
func doubts() []aCase {
	return []aCase{
		{"what has arrived is found", doubtArrived},
		{"what has not arrived is absent", doubtAbsent},
		{"a twin that is another message's is not taken for it", doubtTwin},
		{"of two that fit nobody can tell which it is", doubtTwo},
		{"what was edited since may be it", doubtEdited},
		{"another file, or another forward, is not taken for it", doubtOther},
		{"in the account's own chat it is found as well", doubtOwnChat},
		{"a text is known by what the network keeps of it", doubtFolded},
		{"what differs in signs alone may be it", doubtClose},
		{"with clocks that are far apart it is found", doubtApart},
		{"after a clock was set back nothing is absent that is shown", doubtSetBack},
		{"what lies further back than a search goes is not absent", doubtFar},
	}
}

// nobodys says of every number that it belongs to no message.
func nobodys(context.Context, sluice.ChatID, int64) (bool, error) { return false, nil }

// those says of some numbers that they belong to other messages.
func those(numbers ...int64) sluice.Taken {
	return func(_ context.Context, _ sluice.ChatID, n int64) (bool, error) {
		return slices.Contains(numbers, n), nil
	}
}

// found looks into the chat for m, and checks what it finds.
func (r *rig) found(t *testing.T, m sluice.Message, taken sluice.Taken, fate sluice.Fate, number int64) {
	t.Helper()
	finder, ok := r.conn.(driver.DuplicateFinder)
	if !ok {
		t.Skip("this driver cannot look")
	}
	sent, got, err := finder.FindSent(limited(t), m, taken)
	if err != nil || got != fate || sent.ID != number {
		t.Errorf("the chat has it as %d, fate %q, %v; want %d, %q", sent.ID, got, err, number, fate)
	}
}

// lose sends m and loses the answer.
func (r *rig) lose(t *testing.T, a Account, m sluice.Message) sluice.Message {
	t.Helper()
	p := r.prepare(t, m)
	m.Doubt = time.Now()
	r.Faults.Strike(t, a, LoseConfirmed)
	_, err := r.conn.Send(limited(t), p)
	refused(t, err, sluice.Error{Code: sluice.Unknown, Reason: sluice.WaitsOffline})
	return m
}

// back is a new connection, with its dialogs read.
func (r *rig) back(t *testing.T) *rig {
	t.Helper()
	next := r.again(t)
	next.authorized(t)
	next.sink.wait(t, "the dialogs to be read", func(s *sink) bool { return s.known })
	return next
}

func doubtArrived(t *testing.T, n Network) {
	r, a := settled(t, n)
	m := r.lose(t, a, text(a.Known, "one"))
	all := r.visible(t, a, "one")
	next := r.back(t)
	next.found(t, m, nobodys, sluice.FateSent, all[0].Number)
	m.Body = sluice.TextBody{Text: "something else"}
	m.Key[0]++
	next.found(t, m, nobodys, sluice.FateAbsent, 0)
}

func doubtAbsent(t *testing.T, n Network) {
	r, a := settled(t, n)
	m := text(a.Known, "one")
	m.Doubt = time.Now()
	r.send(t, text(a.Known, "another"))
	n.Others.Write(t, a, a.Known, a.Known, "one")
	r.back(t).found(t, m, nobodys, sluice.FateAbsent, 0)
}

func doubtTwin(t *testing.T, n Network) {
	r, a := settled(t, n)
	first := r.send(t, text(a.Known, "your order is ready"))
	m := text(a.Known, "your order is ready")
	m.Doubt = time.Now() // tried, and nothing of it was written
	next := r.back(t)
	next.found(t, m, those(first.ID), sluice.FateAbsent, 0)

	m = next.lose(t, a, m)
	all := next.visible(t, a, "your order is ready", "your order is ready")
	next.back(t).found(t, m, those(first.ID), sluice.FateSent, all[1].Number)
}

func doubtTwo(t *testing.T, n Network) {
	r, a := settled(t, n)
	m := r.lose(t, a, text(a.Known, "one"))
	all := r.visible(t, a, "one")
	other := n.Others.Write(t, a, a.Known, a.ID, "one")
	next := r.back(t)
	next.found(t, m, nobodys, sluice.FateUnclear, 0)
	next.found(t, m, those(other), sluice.FateSent, all[0].Number)
	next.found(t, m, those(other, all[0].Number), sluice.FateAbsent, 0)
}

func doubtEdited(t *testing.T, n Network) {
	r, a := settled(t, n)
	m := r.lose(t, a, text(a.Known, "one"))
	all := r.visible(t, a, "one")
	n.Others.Edit(t, a, a.Known, all[0].Number, "two")
	next := r.back(t)
	next.found(t, m, nobodys, sluice.FateUnclear, 0)
	next.found(t, m, those(all[0].Number), sluice.FateAbsent, 0)
}

func doubtOther(t *testing.T, n Network) {
	r, a := settled(t, n)
	pdf := r.file(a.Known, "a.pdf", "application/pdf", noise(500))
	pdf.Body = sluice.FileBody{URL: fileURL + "a.pdf", Name: "a.pdf"}
	photo := r.file(a.Group, "b.jpg", "image/jpeg", picture(t))
	photo.Body = sluice.FileBody{URL: fileURL + "b.jpg", Name: "b.jpg"}
	pass := body(a.Supergroup, sluice.ForwardBody{From: a.Known, Messages: []sluice.MessageID{"1763115112345"}})
	pass.Forwarded = []sluice.Ref{{Chat: a.Known, Number: n.Others.Write(t, a, a.Known, a.Known, "one")}}
	by := map[sluice.ChatID]sluice.Content{
		a.Known:      {Type: sluice.ContentDocument, File: &sluice.File{Name: "b.txt", MIME: "text/plain"}},
		a.Group:      {Type: sluice.ContentDocument, File: &sluice.File{Name: "b.txt", MIME: "text/plain"}},
		a.Supergroup: {Type: sluice.ContentText, Text: "two", Forwarded: true},
	}
	for _, m := range []sluice.Message{pdf, photo, pass} {
		m.Doubt = time.Now() // tried, and nothing of it was written
		show := Show{Chat: m.Chat, From: a.ID, Content: by[m.Chat]}
		if show.Content.File != nil {
			show.File = noise(500)
		}
		other := n.Others.Show(t, a, show)
		r = r.back(t)
		r.found(t, m, nobodys, sluice.FateUnclear, 0)
		r.found(t, m, those(other), sluice.FateAbsent, 0)
		m = r.lose(t, a, m)
		sent := r.last(t, a)
		r = r.back(t)
		r.found(t, m, those(other), sluice.FateSent, sent.Number)
	}
}

func doubtOwnChat(t *testing.T, n Network) {
	r, a := settled(t, n)
	m := r.lose(t, a, text(a.ID, "one"))
	all := r.visible(t, a, "one")
	next := r.back(t)
	next.found(t, m, nobodys, sluice.FateSent, all[0].Number)
	next.found(t, m, those(all[0].Number), sluice.FateAbsent, 0)
	n.Others.Edit(t, a, a.ID, all[0].Number, "two")
	next.found(t, m, nobodys, sluice.FateUnclear, 0)
	next.sink.event(t, "the message", func(e sluice.Event) bool {
		return e.Kind == sluice.EventMessage && e.Number == all[0].Number && e.Outgoing && e.Sender.Chat == a.ID
	})
}

func doubtFolded(t *testing.T, n Network) {
	r, a := settled(t, n)
	for _, b := range []sluice.Body{
		sluice.TextBody{Text: " one\r\n\ttwo\u2028\u200b \x01three "},
		sluice.LocationBody{Latitude: 1, Longitude: 2, Name: " a\tb\r "},
		sluice.ContactBody{Contact: sluice.Contact{Phone: 79501000001, First: "a\tb\r"}},
		sluice.PollBody{Question: "\ta\r\nb", Options: []sluice.PollOption{{Text: "c"}, {Text: "d"}}},
	} {
		m := text(a.Known, "")
		m.Body = b
		m = r.lose(t, a, m)
		all := n.Seen.Messages(t, a)
		r = r.back(t)
		r.found(t, m, nobodys, sluice.FateSent, all[len(all)-1].Number)
	}
}

func doubtClose(t *testing.T, n Network) {
	r, a := settled(t, n)
	m := text(a.Known, "one: two")
	m.Doubt = time.Now() // tried, and nothing of it was written
	other := n.Others.Write(t, a, a.Known, a.ID, "one - two")
	next := r.back(t)
	next.found(t, m, nobodys, sluice.FateUnclear, 0)
	next.found(t, m, those(other), sluice.FateAbsent, 0)
}

func doubtApart(t *testing.T, n Network) {
	for _, d := range []time.Duration{time.Hour, -time.Hour} {
		n.Apart(d)
		r, a := settled(t, n)
		m := r.lose(t, a, text(a.Known, "one"))
		all := r.visible(t, a, "one")
		next := r.back(t)
		next.found(t, m, nobodys, sluice.FateSent, all[0].Number)
		next.found(t, m, those(all[0].Number), sluice.FateAbsent, 0)
		next.stop()
	}
}

func doubtSetBack(t *testing.T, n Network) {
	r, a := settled(t, n)
	m := r.lose(t, a, text(a.Known, "one"))
	next := r.back(t)
	for _, by := range []time.Duration{5 * time.Minute, time.Hour} {
		m.Doubt = time.Now().Add(by)
		next.found(t, m, nobodys, sluice.FateUnclear, 0)
	}
	m.Body, m.Key[0] = sluice.TextBody{Text: "two"}, m.Key[0]+1
	next.found(t, m, nobodys, sluice.FateAbsent, 0)
}

// deep is more than any driver reads back.
const deep = 3100

func doubtFar(t *testing.T, n Network) {
	r, a := settled(t, n)
	m := r.lose(t, a, text(a.Group, "one"))
	r.stop()
	for range deep {
		n.Others.Write(t, a, a.Group, a.Member, "something else")
	}
	next := r.back(t)
	next.found(t, m, nobodys, sluice.FateUnclear, 0)
}
