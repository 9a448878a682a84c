package drivertest

import (
	"testing"

	"sluice"
)

func receivings() []aCase {
	return []aCase{
		{"a text from a user, a group and a supergroup", incoming},
		{"an edit, a reaction, a deletion", changes},
		{"a read receipt", readReceipt},
		{"what the account sent from another app, not what we sent", elsewhere},
		{"an event that is refused is offered again", refusedOnce},
	}
}

func incoming(t *testing.T, n Network) {
	r, a := settled(t, n)
	rows := []struct {
		name  string
		chat  sluice.ChatID
		from  sluice.ChatID
		kind  sluice.ChatType
		scope sluice.ChatID
	}{
		{"private", a.Known, a.Known, sluice.ChatUser, ""},
		{"group", a.Group, a.Member, sluice.ChatGroup, ""},
		{"supergroup", a.Supergroup, a.Member, sluice.ChatSupergroup, a.Supergroup},
	}
	for _, row := range rows {
		number := n.Others.Write(t, a, row.chat, row.from, row.name)
		e := r.sink.event(t, row.name, saying(row.name))
		if e.Outgoing || e.Chat.Chat != row.chat || e.Chat.Type != row.kind || e.Chat.Name == "" {
			t.Errorf("%s: it came in %+v", row.name, e.Chat)
		}
		if e.Sender.Chat != row.from || e.Sender.Name == "" {
			t.Errorf("%s: it came from %+v", row.name, e.Sender)
		}
		if e.Number != number || e.Scope != row.scope || e.At.IsZero() || e.Content.Type != sluice.ContentText {
			t.Errorf("%s: %+v, want number %d", row.name, e, number)
		}
	}
}

func changes(t *testing.T, n Network) {
	r, a := settled(t, n)
	for _, chat := range []sluice.ChatID{a.Known, a.Supergroup} {
		from := a.Known
		if chat != a.Known {
			from = a.Member
		}
		words := "first in " + string(chat)
		number := n.Others.Write(t, a, chat, from, words)
		r.sink.event(t, words, saying(words))

		n.Others.Edit(t, a, chat, number, "edited")
		if e := r.sink.event(t, "the edit", of(sluice.EventEdited, number)); e.Content.Text != "edited" || e.Key == "" {
			t.Errorf("edited in %s: %+v", chat, e)
		}
		if chat == a.Known {
			n.Others.React(t, a, chat, number, "👍")
			if e := r.sink.event(t, "the reaction", of(sluice.EventReaction, number)); e.Content.Text != "👍" || e.Sender.Chat != a.Known || e.Key == "" {
				t.Errorf("reaction: %+v", e)
			}
			n.Others.React(t, a, chat, number, "")
			r.sink.event(t, "the reaction to be taken back", func(e sluice.Event) bool {
				return e.Kind == sluice.EventReaction && e.Number == number && e.Content.Text == ""
			})
		}
		n.Others.Delete(t, a, chat, number)
		e := r.sink.event(t, "the deletion", func(e sluice.Event) bool {
			return e.Kind == sluice.EventDeleted && e.Number == number && (e.Scope == chat) == (chat == a.Supergroup)
		})
		if e.Key == "" {
			t.Errorf("deleted in %s: %+v", chat, e)
		}
	}
}

func readReceipt(t *testing.T, n Network) {
	r, a := settled(t, n)
	sent := r.send(t, text(a.Known, "one"))
	n.Others.Read(t, a, a.Known)
	e := r.sink.event(t, "the receipt", func(e sluice.Event) bool { return e.Kind == sluice.EventRead && e.Chat.Chat == a.Known })
	if e.Number < sent.ID || e.Key == "" {
		t.Errorf("%+v, want up to %d", e, sent.ID)
	}
}

func elsewhere(t *testing.T, n Network) {
	r, a := settled(t, n)
	ours := r.send(t, text(a.Known, "ours"))
	number := n.Others.Write(t, a, a.Known, a.ID, "theirs")
	e := r.sink.event(t, "theirs", saying("theirs"))
	if !e.Outgoing || e.Number != number || e.Chat.Chat != a.Known || e.Sender.Chat != a.ID {
		t.Errorf("%+v", e)
	}
	n.Others.Write(t, a, a.Known, a.Known, "last")
	r.sink.event(t, "last", saying("last"))
	r.sink.wait(t, "nothing", func(s *sink) bool {
		for _, e := range s.events {
			if e.Kind == sluice.EventMessage && e.Number == ours.ID {
				t.Errorf("our own send is offered: %+v", e)
			}
		}
		return true
	})
}

func refusedOnce(t *testing.T, n Network) {
	r, a := settled(t, n)
	r.sink.tell(func() { r.sink.refuse = 2 })
	n.Others.Write(t, a, a.Known, a.Known, "one")
	n.Others.Write(t, a, a.Known, a.Known, "two")
	r.sink.event(t, "two", saying("two"))
	r.inOrder(t, "one", "two")
}

// inOrder checks the texts that came in.
func (r *rig) inOrder(t *testing.T, want ...string) {
	t.Helper()
	r.sink.mu.Lock()
	defer r.sink.mu.Unlock()
	k := 0
	for _, e := range r.sink.events {
		if k < len(want) && e.Kind == sluice.EventMessage && e.Content.Text == sluice.Text(want[k]) {
			k++
		}
	}
	if k != len(want) {
		t.Errorf("told were %+v, want %q in that order", r.sink.events, want)
	}
}
