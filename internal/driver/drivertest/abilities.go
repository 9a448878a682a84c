package drivertest

import (
	"bytes"
	"slices"
	"testing"

	"sluice"
)

func abilities() []aCase {
	return []aCase{
		{"a sent text and a caption get another wording", editing},
		{"a sent message is taken back", deleting},
		{"a short wait is sat out", briefWait},
		{"contacts, chats, who is behind a phone, what a chat shows", directory},
		{"the account's own picture", ownPicture},
		{"what the network remembers of a chat", history},
	}
}

// able returns an ability of the connection; without it the case is over.
func able[A any](t *testing.T, r *rig) A {
	t.Helper()
	ability, ok := r.conn.(A)
	if !ok {
		t.Skip("this driver is not able to")
	}
	return ability
}

func editing(t *testing.T, n Network) {
	r, a := settled(t, n)
	edit := able[sluice.Editor](t, r)
	for _, chat := range []sluice.ChatID{a.Known, a.Supergroup} {
		for _, m := range []sluice.Message{text(chat, "first"), r.file(chat, "a.pdf", "application/pdf", noise(10))} {
			ref := sluice.Ref{Chat: chat, Number: r.send(t, m).ID}
			for range 2 { // the second time it has that wording already
				if err := edit.EditMessage(limited(t), ref, "second"); err != nil {
					t.Fatal(err)
				}
			}
			if got := r.last(t, a); !got.Edited {
				t.Errorf("in %s: %+v", chat, got)
			}
			e := r.sink.event(t, "the own edit", func(e sluice.Event) bool {
				return e.Kind == sluice.EventEdited && e.Number == ref.Number && e.Chat.Chat == chat
			})
			if !e.Outgoing || e.Content.Text != "second" {
				t.Errorf("told as %+v", e)
			}
		}
	}
	err := edit.EditMessage(limited(t), sluice.Ref{Chat: a.Known, Number: 1_000_000}, "x")
	refused(t, err, sluice.Error{Code: sluice.NotFound})
	err = edit.EditMessage(limited(t), sluice.Ref{Chat: a.Unmet, Number: 1}, "x")
	refused(t, err, sluice.Error{Code: sluice.NotFound})
}

func deleting(t *testing.T, n Network) {
	r, a := settled(t, n)
	edit := able[sluice.Editor](t, r)
	for _, chat := range []sluice.ChatID{a.Known, a.Supergroup} {
		ref := sluice.Ref{Chat: chat, Number: r.send(t, text(chat, "first")).ID}
		if err := edit.DeleteMessage(limited(t), ref, false); err != nil {
			t.Fatal(err)
		}
		if got := r.last(t, a); !got.Deleted {
			t.Errorf("in %s: %+v", chat, got)
		}
		e := r.sink.event(t, "the own deletion", func(e sluice.Event) bool {
			return e.Kind == sluice.EventDeleted && e.Number == ref.Number && (e.Scope == chat) == (chat == a.Supergroup)
		})
		if !e.Outgoing || e.Key == "" {
			t.Errorf("told as %+v", e)
		}
	}
	n.Others.Write(t, a, a.Known, a.Known, "still heard")
	r.sink.event(t, "what comes next", saying("still heard"))
}

func briefWait(t *testing.T, n Network) {
	r, a := settled(t, n)
	edit := able[sluice.Editor](t, r)
	ref := sluice.Ref{Chat: a.Known, Number: r.send(t, text(a.Known, "first")).ID}
	n.Faults.Strike(t, a, BriefFlood)
	if err := edit.EditMessage(limited(t), ref, "second"); err != nil {
		t.Fatal(err)
	}
	if !r.last(t, a).Edited {
		t.Error("it is not edited")
	}
}

func directory(t *testing.T, n Network) {
	r, a := settled(t, n)
	who := able[sluice.Directory](t, r)
	is := func(id sluice.ChatID) func(sluice.Peer) bool {
		return func(p sluice.Peer) bool { return p.Chat == id }
	}
	contacts, err := who.Contacts(limited(t))
	if err != nil || slices.ContainsFunc(contacts, func(p sluice.Peer) bool { return p.Contact == "" || p.Type == "" }) {
		t.Errorf("contacts %+v, %v", contacts, err)
	}
	n.Others.Write(t, a, a.Group, a.Member, "latest")
	chats, err := who.Chats(limited(t), 0)
	if err != nil || !slices.ContainsFunc(chats, is(a.Known)) || !slices.ContainsFunc(chats, is(a.Supergroup)) || chats[0].Chat != a.Group {
		t.Errorf("chats %+v, %v", chats, err)
	}
	if some, err := who.Chats(limited(t), 1); err != nil || len(some) != 1 || some[0].Chat != a.Group {
		t.Errorf("one chat is %+v, %v", some, err)
	}
	for _, id := range []sluice.ChatID{sluice.ChatID(a.KnownPhone + "@c.us"), sluice.ChatID("@" + a.KnownName)} {
		if p, err := who.Lookup(limited(t), id); err != nil || p.Chat != a.Known || p.Username != a.KnownName {
			t.Errorf("behind %s is %+v, %v", string(id), p, err)
		}
	}
	_, err = who.Profile(limited(t), a.Unmet)
	refused(t, err, sluice.Error{Code: sluice.NotFound})
	before := len(contacts)
	if _, err := who.Lookup(limited(t), sluice.ChatID(a.Stranger+"@c.us")); err != nil {
		t.Error(err)
	}
	if contacts, err := who.Contacts(limited(t)); err != nil || len(contacts) != before {
		t.Errorf("a look-up left contacts behind: %d, before %d, %v", len(contacts), before, err)
	}
	_, err = who.Lookup(limited(t), sluice.ChatID(a.Nobody+"@c.us"))
	refused(t, err, sluice.Error{Code: sluice.NotFound})
	for _, id := range []sluice.ChatID{a.Known, a.Group, a.Supergroup} {
		if p, err := who.Profile(limited(t), id); err != nil || p.Chat != id || p.Name == "" {
			t.Errorf("profile of %s: %+v, %v", id, p, err)
		}
	}
}

func ownPicture(t *testing.T, n Network) {
	r, a := settled(t, n)
	data := picture(t)
	remote, err := able[sluice.Portrait](t, r).SetPortrait(limited(t), bytes.NewReader(data), int64(len(data)))
	if err != nil || remote == "" {
		t.Fatalf("%q, %v", remote, err)
	}
	r.fetches(t, remote, data)
	p, err := able[sluice.Directory](t, r).Profile(limited(t), a.ID)
	if err != nil {
		t.Fatal(err)
	}
	r.fetches(t, p.Avatar, data)
}

// fetches checks what a file holds.
func (r *rig) fetches(t *testing.T, f sluice.Remote, want []byte) {
	t.Helper()
	var got bytes.Buffer
	if err := able[sluice.Downloader](t, r).Download(limited(t), f, &got); err != nil || !bytes.Equal(got.Bytes(), want) {
		t.Errorf("%d bytes, want %d, %v", got.Len(), len(want), err)
	}
}

func history(t *testing.T, n Network) {
	r, a := settled(t, n)
	past := able[sluice.Historian](t, r)
	n.Others.Write(t, a, a.Known, a.Known, "one")
	middle := r.send(t, text(a.Known, "two")).ID
	n.Others.Write(t, a, a.Known, a.Known, "three")
	all, err := past.History(limited(t), a.Known, 0, 3)
	if err != nil || len(all) != 3 {
		t.Fatalf("%+v, %v", all, err)
	}
	for i, want := range []sluice.Text{"three", "two", "one"} {
		if all[i].Content.Text != want || all[i].Outgoing != (want == "two") || all[i].Kind != sluice.EventMessage {
			t.Errorf("message %d is %+v", i, all[i])
		}
	}
	if older, err := past.History(limited(t), a.Known, middle, 1); err != nil || len(older) != 1 || older[0].Content.Text != "one" {
		t.Errorf("before the second: %+v, %v", older, err)
	}
	_, err = past.History(limited(t), a.Unmet, 0, 1)
	refused(t, err, sluice.Error{Code: sluice.NotFound})
}
