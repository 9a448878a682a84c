package store_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"sluice"
	"sluice/internal/store"
)

func TestEditsAndDeletionsMarkTheJournal(t *testing.T) {
	bubble(t, func(t *testing.T) {
		b := openBox(t, store.Options{})
		id := create(t, b.Store)
		receive(t, b.Store, id, incoming(1, "theirs"))
		picture := incoming(2, "caption")
		picture.Content.Type, picture.Content.File = sluice.ContentImage, &sluice.File{Remote: "r"}
		receive(t, b.Store, id, picture)
		notes := told(t, b.Store, id)
		theirs, pictured := notes[0].Message, notes[1].Message
		ours := enqueue(t, b.Store, text(id, "10", "ours"))
		send(t, b.Store, next(t, b.Store, id), 3)
		file := enqueue(t, b.Store, sluice.Message{Instance: id, Chat: "10", Body: sluice.FileBody{URL: "u", Name: "a.pdf"}})
		send(t, b.Store, next(t, b.Store, id), 4)
		told(t, b.Store, id)
		edit := func(n int64, words string) {
			e := incoming(n, words)
			e.Kind, e.Key, e.Content.Type = sluice.EventEdited, words, ""
			e.Outgoing = n > 2
			receive(t, b.Store, id, e)
		}
		edit(1, "see http://x")
		edit(2, "new caption")
		edit(3, "ours, edited")
		edit(4, "a caption")
		b.reopen()
		for m, want := range map[sluice.MessageID]sluice.Content{
			theirs:   {Type: sluice.ContentLink, Text: "see http://x"},
			pictured: {Type: sluice.ContentImage, Text: "new caption", File: &sluice.File{Remote: "r"}},
			ours:     {Type: sluice.ContentText, Text: "ours, edited"},
			file:     {Type: sluice.ContentDocument, Text: "a caption", File: &sluice.File{Name: "a.pdf", MIME: "application/pdf"}},
		} {
			r := lookup(t, b.Store, id, m)
			if diff := cmp.Diff(want, r.Content); diff != "" || !r.Edited || r.Deleted {
				t.Errorf("edited %v, deleted %v (-want +got):\n%s", r.Edited, r.Deleted, diff)
			}
		}
		for n := range int64(4) {
			receive(t, b.Store, id, sluice.Event{Kind: sluice.EventDeleted, At: time.Now(), Number: n + 1, Key: fmt.Sprint(n)})
		}
		for _, r := range history(t, b.Store, id, "10", 10) {
			if !r.Deleted || !r.Edited {
				t.Errorf("deleted %v, edited %v: %+v", r.Deleted, r.Edited, r)
			}
		}
		type row struct {
			Type    sluice.NotificationType
			What    sluice.ContentType
			Which   sluice.MessageID
			Sender  sluice.ChatID
			Chat    sluice.ChatID
			Through bool
		}
		var got []row
		for _, n := range told(t, b.Store, id) {
			got = append(got, row{n.Type, n.Content.Type, n.Content.Concerns, n.Sender.Chat, n.Chat.Chat, n.ByAPI})
		}
		want := []row{
			{sluice.NotifyIncoming, sluice.ContentEdited, theirs, "10", "10", false},
			{sluice.NotifyIncoming, sluice.ContentEdited, pictured, "10", "10", false},
			{sluice.NotifyAPI, sluice.ContentEdited, ours, "10", "10", true}, // whom the network named
			{sluice.NotifyAPI, sluice.ContentEdited, file, "10", "10", true},
			{sluice.NotifyIncoming, sluice.ContentDeleted, theirs, "10", "10", false},
			{sluice.NotifyIncoming, sluice.ContentDeleted, pictured, "10", "10", false},
			{sluice.NotifyAPI, sluice.ContentDeleted, ours, account.ID, "10", true},
			{sluice.NotifyAPI, sluice.ContentDeleted, file, account.ID, "10", true},
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("told (-want +got):\n%s", diff)
		}
	})
}

func TestAChangeThroughTheAPIIsToldOnce(t *testing.T) {
	for _, echoFirst := range []bool{true, false} {
		t.Run(fmt.Sprintf("the network speaks first: %v", echoFirst), func(t *testing.T) {
			bubble(t, func(t *testing.T) {
				s := openMem(t, store.Options{})
				id := create(t, s)
				m := enqueue(t, s, text(id, "10", "a"))
				send(t, s, next(t, s, id), 1)
				told(t, s, id)
				both := func(echo sluice.Event, mark func() (bool, error)) {
					t.Helper()
					if echoFirst {
						receive(t, s, id, echo)
					}
					if ok, err := mark(); !ok || err != nil {
						t.Fatalf("mark: %v, %v", ok, err)
					}
					if !echoFirst {
						receive(t, s, id, echo)
					}
				}
				for _, words := range []sluice.Text{"b", "c", "b"} {
					e := incoming(1, string(words))
					e.Kind, e.Key, e.Outgoing, e.Sender = sluice.EventEdited, time.Now().String(), true, user(account.ID)
					both(e, func() (bool, error) { return s.MarkEdited(t.Context(), id, m, words) })
					if r := lookup(t, s, id, m); r.Content.Text != words || !r.Edited {
						t.Errorf("it is %+v", r)
					}
					time.Sleep(time.Second)
				}
				gone := sluice.Event{Kind: sluice.EventDeleted, At: time.Now(), Number: 1, Key: "d"}
				both(gone, func() (bool, error) { return s.MarkDeleted(t.Context(), id, m) })
				if !lookup(t, s, id, m).Deleted {
					t.Error("it is not marked as deleted")
				}
				var got []string
				for _, n := range told(t, s, id) {
					got = append(got, fmt.Sprint(n.Type, n.Content.Type, n.Content.Text, n.Sender.Chat, n.Chat.Chat, n.ByAPI))
				}
				edited := func(words string) string {
					return fmt.Sprint(sluice.NotifyAPI, sluice.ContentEdited, words, account.ID, "10", true)
				}
				want := []string{
					edited("b"), edited("c"), edited("b"),
					fmt.Sprint(sluice.NotifyAPI, sluice.ContentDeleted, "", account.ID, "10", true),
				}
				if diff := cmp.Diff(want, got); diff != "" {
					t.Errorf("told (-want +got):\n%s", diff)
				}
				if ok, err := s.MarkDeleted(t.Context(), id, "1234567890123"); ok || err != nil {
					t.Errorf("an unknown message is marked: %v", err)
				}
			})
		})
	}
}

// TestAChangeOfAnAPIMessageNamesItsChat: whoever made the change, and though the
// network often does not say where.
func TestAChangeOfAnAPIMessageNamesItsChat(t *testing.T) {
	silent := sluice.Peer{Chat: "10", Type: sluice.ChatUser, Name: strings.Repeat("Тихий", 60)}
	for name, change := range map[string]func(*store.Store, sluice.InstanceID, sluice.MessageID) error{
		"edited through the API": func(s *store.Store, id sluice.InstanceID, m sluice.MessageID) error {
			_, err := s.MarkEdited(context.Background(), id, m, "b")
			return err
		},
		"deleted through the API": func(s *store.Store, id sluice.InstanceID, m sluice.MessageID) error {
			_, err := s.MarkDeleted(context.Background(), id, m)
			return err
		},
		"deleted with the phone": func(s *store.Store, id sluice.InstanceID, _ sluice.MessageID) error {
			return s.Receive(context.Background(), id, sluice.Event{Kind: sluice.EventDeleted, At: time.Now(), Number: 7, Key: "d"})
		},
	} {
		t.Run(name, func(t *testing.T) {
			bubble(t, func(t *testing.T) {
				b := openBox(t, store.Options{})
				id := create(t, b.Store)
				m := next(t, b.Store, func() sluice.InstanceID { enqueue(t, b.Store, text(id, "10", "a")); return id }())
				attempt(t, b.Store, m)
				sent := sluice.Sent{ID: 7, At: time.Now(), Wire: time.Now()}
				if err := b.Finish(t.Context(), m, sent, silent, sluice.Outcome{Status: sluice.StatusSent}); err != nil {
					t.Fatal(err)
				}
				told(t, b.Store, id)
				b.reopen()
				if err := change(b.Store, id, m.ID); err != nil {
					t.Fatal(err)
				}
				list := told(t, b.Store, id)
				if len(list) != 1 || list[0].Chat != silent {
					t.Errorf("told %+v", list)
				}
				if r := lookup(t, b.Store, id, m.ID); r.Chat != silent {
					t.Errorf("the journal has %+v", r.Chat)
				}
			})
		})
	}
}

func TestAReactionNamesWhoWroteTheMessage(t *testing.T) {
	bubble(t, func(t *testing.T) {
		s := openMem(t, store.Options{})
		id := create(t, s)
		receive(t, s, id, incoming(1, "theirs"))
		ours := enqueue(t, s, text(id, "10", "ours"))
		send(t, s, next(t, s, id), 2)
		theirs := told(t, s, id)[0].Message
		for n, want := range map[int64]*sluice.Quoted{
			1: {ID: theirs, Participant: "10"}, 2: {ID: ours, Participant: account.ID},
		} {
			e := incoming(n, "👍")
			e.Kind, e.Key = sluice.EventReaction, fmt.Sprint(n)
			e.Outgoing = n == 1
			receive(t, s, id, e)
			got := told(t, s, id)
			if len(got) != 1 || got[0].Content.Concerns != want.ID || (got[0].Type == sluice.NotifyIncoming) != (n == 2) {
				t.Fatalf("a reaction to %d tells %+v", n, got)
			}
			if diff := cmp.Diff(want, got[0].Content.Quoted); diff != "" {
				t.Errorf("it names (-want +got):\n%s", diff)
			}
		}
		if got := history(t, s, id, "10", 10); len(got) != 2 {
			t.Errorf("reactions are in the journal: %+v", got)
		}
	})
}

func TestADeletionOfAnUnknownMessageTellsNothing(t *testing.T) {
	bubble(t, func(t *testing.T) {
		b := openBox(t, store.Options{Retention: 24 * time.Hour})
		id := create(t, b.Store)
		run(t, b)
		receive(t, b.Store, id, incoming(1, "a"))
		time.Sleep(5 * 24 * time.Hour) // the text is gone, the number is not
		receive(t, b.Store, id, sluice.Event{Kind: sluice.EventDeleted, At: time.Now(), Number: 1, Key: "d"})
		receive(t, b.Store, id, sluice.Event{Kind: sluice.EventDeleted, At: time.Now(), Scope: "-1001", Chat: user("-1001"), Number: 1, Key: "e"})
		if n := pending(t, b.Store, id); n != 0 {
			t.Errorf("told of %d", n)
		}
	})
}
