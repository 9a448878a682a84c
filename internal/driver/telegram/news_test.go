package telegram_test

import (
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

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

// TestEachChangeOfAReactionIsToldWithItsOwnTime has somebody change their mind: a
// reaction is dated by when it was set, one taken back by when that is told.
func TestEachChangeOfAReactionIsToldWithItsOwnTime(t *testing.T) {
	t.Parallel()
	began := time.Now().UTC().Truncate(time.Second)
	var minutes atomic.Int64
	now := func() time.Time { return began.Add(time.Duration(minutes.Load()) * time.Minute) }
	w := newWorld(t, sandbox.Options{Now: now}, telegram.Options{Now: now})
	r, a, _ := logged(t, w)
	number := w.Write(t, a, a.Known, a.Known, "what do you say?")
	r.heard(t, "what do you say?")
	type change struct {
		Emoji sluice.Text
		At    time.Time
	}
	var want []change
	keys := map[string]bool{}
	for _, emoji := range []string{"👍", "🔥", "", "👍", ""} {
		minutes.Add(1)
		w.React(t, a, a.Known, number, emoji)
		want = append(want, change{sluice.Text(emoji), now()})
		var got []change
		r.sink.wait(t, "the change", func(j *journal) bool {
			got = nil
			for _, e := range j.events {
				if e.Kind == sluice.EventReaction {
					got, keys[e.Key] = append(got, change{e.Content.Text, e.At}), true
				}
			}
			return len(got) >= len(want)
		})
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatalf("(-want +got):\n%s", diff)
		}
	}
	if len(keys) != len(want) {
		t.Errorf("%d changes have %d keys: a store takes those that share one for repeats", len(want), len(keys))
	}
}
