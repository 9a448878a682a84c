package telegram_test

import (
	"slices"
	"testing"

	"sluice"
	"sluice/internal/driver/telegram"
	"sluice/internal/sandbox"
)

func TestEachItemOfAnAlbumIsAMessageOfItsOwn(t *testing.T) {
	t.Parallel()
	w := newWorld(t, sandbox.Options{}, telegram.Options{})
	r, a, _ := logged(t, w)
	n, err := w.Sandbox.Write(sandbox.Writing{
		Account: string(a.ID), Chat: string(a.Known), From: string(a.Known), Text: "two of them",
		Album: []sandbox.Content{{Kind: sandbox.KindPhoto}, {Kind: sandbox.KindVideo}},
	})
	must(t, err)
	w.Write(t, a, a.Known, a.Known, "behind")
	r.heard(t, "behind")
	var got []sluice.ContentType
	for _, e := range r.sink.all() {
		if e.Number == int64(n) && e.Content.Text != "two of them" {
			t.Errorf("the caption is %q", string(e.Content.Text))
		}
		got = append(got, e.Content.Type)
	}
	if want := []sluice.ContentType{sluice.ContentImage, sluice.ContentVideo, sluice.ContentText}; !slices.Equal(got, want) {
		t.Errorf("told were %v, want %v", got, want)
	}
}

func TestAPostOfAChannelIsSentByTheChannel(t *testing.T) {
	t.Parallel()
	w := newWorld(t, sandbox.Options{}, telegram.Options{})
	r, a, _ := logged(t, w)
	id, err := w.Gather(sandbox.Gathering{Account: string(a.ID), Type: "channel", Name: "News", Owner: "10000002"})
	must(t, err)
	chat := sluice.ChatID(id)
	number := w.Write(t, a, chat, chat, "today")
	r.heard(t, "today")
	for _, e := range r.sink.all() {
		if e.Content.Text != "today" {
			continue
		}
		if e.Chat.Chat != chat || e.Chat.Type != sluice.ChatChannel || e.Sender.Chat != chat || e.Sender.Name != "News" ||
			e.Scope != chat || e.Number != number || e.Outgoing {
			t.Errorf("%+v", e)
		}
	}
}
