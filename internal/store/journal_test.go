package store_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"sluice"
	"sluice/internal/store"
)

// lookup returns a message that the journal has.
func lookup(t tb, s *store.Store, id sluice.InstanceID, m sluice.MessageID) sluice.Record {
	t.Helper()
	r, ok, err := s.Lookup(t.Context(), id, m)
	if err != nil || !ok {
		t.Fatalf("lookup of %s: %v, %v", m, ok, err)
	}
	return r
}

func history(t tb, s *store.Store, id sluice.InstanceID, chat sluice.ChatID, limit int) []sluice.Record {
	t.Helper()
	list, err := s.History(t.Context(), id, chat, limit)
	must(t, err)
	return list
}

func last(t tb, s *store.Store, id sluice.InstanceID, in bool, since time.Time) []sluice.Record {
	t.Helper()
	list, err := s.Last(t.Context(), id, in, since, 5000)
	must(t, err)
	return list
}

func idsOf(list []sluice.Record) []sluice.MessageID {
	ids := make([]sluice.MessageID, 0, len(list))
	for _, r := range list {
		ids = append(ids, r.ID)
	}
	return ids
}

func TestTheJournalKnowsHowEachMessageEnded(t *testing.T) {
	bubble(t, func(t *testing.T) {
		b := openBox(t, store.Options{})
		id := create(t, b.Store)
		m := map[string]sluice.MessageID{}
		add := func(name string, chat sluice.ChatID) sluice.MessageID {
			m[name] = enqueue(t, b.Store, text(id, chat, name))
			return m[name]
		}
		add("sent", "10")
		send(t, b.Store, next(t, b.Store, id), 1)
		sentAt := time.Now()
		add("read", "11")
		send(t, b.Store, next(t, b.Store, id), 2)
		receive(t, b.Store, id, sluice.Event{Kind: sluice.EventRead, At: time.Now().Add(time.Hour), Chat: user("11"), Number: 2})
		add("failed", "12")
		finish(t, b.Store, next(t, b.Store, id), sluice.Sent{}, sluice.Outcome{Status: sluice.StatusFailed, Description: "No (X)"})
		add("aside", "13")
		must(t, b.Postpone(t.Context(), next(t, b.Store, id), sluice.Sent{}, user("13"), slow))
		add("in flight", "14")
		flying := next(t, b.Store, id)
		time.Sleep(time.Until(flying.NotBefore))
		attempt(t, b.Store, flying)
		add("waiting", "15")
		for _, name := range []string{"taken out", "taken out of the middle"} {
			if ok, err := b.TakeOut(t.Context(), id, add(name, "16")); !ok || err != nil {
				t.Fatalf("take out: %v, %v", ok, err)
			}
			add("behind "+name, "17")
		}
		want := map[string]sluice.Status{
			"sent": sluice.StatusSent, "read": sluice.StatusRead, "failed": sluice.StatusFailed, "aside": sluice.StatusPending,
			"in flight": sluice.StatusPending, "waiting": sluice.StatusPending, "taken out": sluice.StatusCleared,
			"behind taken out": sluice.StatusPending, "taken out of the middle": sluice.StatusCleared,
			"behind taken out of the middle": sluice.StatusPending,
		}
		check := func() {
			t.Helper()
			for name, status := range want {
				r := lookup(t, b.Store, id, m[name])
				if r.Status != status || r.Content.Text != sluice.Text(name) || !r.ByAPI || r.Incoming || r.ID != m[name] {
					t.Errorf("%s: %+v, want %s", name, r, status)
				}
			}
			var gone []sluice.MessageID
			for name, status := range want {
				if status != sluice.StatusPending {
					gone = append(gone, m[name])
				}
			}
			slices.Sort(gone)
			slices.Reverse(gone)
			if diff := cmp.Diff(gone, idsOf(last(t, b.Store, id, false, time.Unix(0, 0)))); diff != "" {
				t.Errorf("those that have left the queue (-want +got):\n%s", diff)
			}
		}
		check()
		b.reopen()
		authorize(t, b.Store, id)
		check()
		r := lookup(t, b.Store, id, m["sent"])
		if !r.At.Equal(sentAt.Truncate(time.Millisecond)) || r.Ref != (sluice.Ref{Chat: "10", Number: 1}) || r.Chat.Type != sluice.ChatUser {
			t.Errorf("what was sent is %+v", r)
		}
		if r := lookup(t, b.Store, id, m["failed"]); r.Description != "No (X)" || r.Ref != (sluice.Ref{}) {
			t.Errorf("what failed is %+v", r)
		}
		if r := lookup(t, b.Store, id, m["read"]); r.At.After(time.Now()) {
			t.Errorf("reading a message dates it at %v", r.At)
		}
		must(t, b.Clear(t.Context(), id))
		for _, name := range []string{"aside", "waiting", "behind taken out", "behind taken out of the middle"} {
			want[name] = sluice.StatusCleared
		}
		check()
		if _, ok, err := b.Lookup(t.Context(), id, "1234567890123"); ok || err != nil {
			t.Errorf("an unknown id: %v, %v", ok, err)
		}
	})
}

func TestAChatsHistoryHasBothDirections(t *testing.T) {
	bubble(t, func(t *testing.T) {
		b := openBox(t, store.Options{})
		id := create(t, b.Store)
		var want []sluice.MessageID
		for k := range 9 {
			chat := []sluice.ChatID{"10", "+", "20"}[k%3]
			if chat == "+" {
				chat = "79990001122@c.us" // finish resolves it to 777
			}
			m := enqueue(t, b.Store, text(id, chat, "out"))
			send(t, b.Store, next(t, b.Store, id), int64(100+k))
			if chat == "10" {
				want = append(want, m)
			}
			e := incoming(int64(200+k), "in")
			if k%2 == 0 {
				e.Chat, e.Sender = user("20"), user("20")
			}
			receive(t, b.Store, id, e)
			if k%2 == 1 {
				n := told(t, b.Store, id)
				want = append(want, n[len(n)-1].Message)
			}
			time.Sleep(7 * time.Hour)
		}
		enqueue(t, b.Store, text(id, "10", "waiting"))
		slices.Reverse(want)
		if diff := cmp.Diff(want, idsOf(history(t, b.Store, id, "10", 100))); diff != "" {
			t.Errorf("history (-want +got):\n%s", diff)
		}
		if diff := cmp.Diff(want[:3], idsOf(history(t, b.Store, id, "10", 3))); diff != "" {
			t.Errorf("the latest three (-want +got):\n%s", diff)
		}
		b.reopen()
		if got := history(t, b.Store, id, "79990001122@c.us", 100); len(got) != 3 || got[0].Chat.Chat != "777" {
			t.Errorf("by phone: %+v", got)
		}
		if got := history(t, b.Store, id, "777", 100); len(got) != 3 {
			t.Errorf("by number: %+v", got)
		}
		for _, unknown := range []sluice.ChatID{"@never", "99", "70000000000@c.us"} {
			if got := history(t, b.Store, id, unknown, 100); len(got) != 0 {
				t.Errorf("of %s: %+v", unknown, got)
			}
		}
	})
}

func TestAChatIsResolvedForGood(t *testing.T) {
	bubble(t, func(t *testing.T) {
		b := openBox(t, store.Options{})
		id := create(t, b.Store)
		resolves := func(written, want sluice.ChatID) {
			t.Helper()
			if got, ok := b.ResolvedChat(t.Context(), id, written); got != want || ok != (want != "") {
				t.Errorf("%s is %q, %v; want %q", written, got, ok, want)
			}
		}
		enqueue(t, b.Store, text(id, "@Name", "a"))
		resolves("@Name", "")
		resolves("-1001", "-1001")
		send(t, b.Store, next(t, b.Store, id), 1)
		resolves("@Name", "777")
		resolves("@name", "777")
		enqueue(t, b.Store, text(id, "79990001122@c.us", "b"))
		must(t, b.Postpone(t.Context(), next(t, b.Store, id), sluice.Sent{}, user("778"), slow))
		resolves("79990001122@c.us", "778")
		if r := lookup(t, b.Store, id, shown(t, b.Store, id)[0]); r.Chat.Chat != "778" {
			t.Errorf("what waits for %v", r.Chat)
		}
		must(t, b.KeepResolved(t.Context(), id, "@Looked_Up", "779"))
		resolves("@looked_up", "779")
		must(t, b.KeepResolved(t.Context(), id, "@looked_up", "")) // nobody
		must(t, b.Values(id).DeleteAll(t.Context()))               // a logout
		b.reopen()
		resolves("@name", "777")
		resolves("@looked_up", "779")
		must(t, b.Remove(t.Context(), id))
		resolves("@name", "")
	})
}

// bodies are requests with what they become.
func bodies() map[string]struct {
	body sluice.Body
	want sluice.Content
} {
	yes := true
	return map[string]struct {
		body sluice.Body
		want sluice.Content
	}{
		"a text": {sluice.TextBody{Text: "hi"}, sluice.Content{Type: sluice.ContentText, Text: "hi"}},
		"a link": {
			sluice.TextBody{Text: "see https://example.com"},
			sluice.Content{Type: sluice.ContentLink, Text: "see https://example.com"},
		},
		"a photo": {
			sluice.FileBody{URL: "https://x/y", Name: "A.JPG", Caption: "c"},
			sluice.Content{Type: sluice.ContentImage, Text: "c", File: &sluice.File{Name: "A.JPG", MIME: "image/jpeg"}},
		},
		"an animation": {
			sluice.FileBody{Name: "a.gif"},
			sluice.Content{Type: sluice.ContentVideo, File: &sluice.File{Name: "a.gif", MIME: "image/gif", Animated: true}},
		},
		"a video": {
			sluice.FileBody{Name: "a.mov"},
			sluice.Content{Type: sluice.ContentVideo, File: &sluice.File{Name: "a.mov", MIME: "video/quicktime"}},
		},
		"a voice": {
			sluice.FileBody{Name: "a.opus"},
			sluice.Content{Type: sluice.ContentAudio, File: &sluice.File{Name: "a.opus", MIME: "audio/ogg"}},
		},
		"music": {
			sluice.FileBody{Name: "a.mp3"},
			sluice.Content{Type: sluice.ContentAudio, File: &sluice.File{Name: "a.mp3", MIME: "audio/mpeg"}},
		},
		"a document": {
			sluice.FileBody{Name: "a.pdf"},
			sluice.Content{Type: sluice.ContentDocument, File: &sluice.File{Name: "a.pdf", MIME: "application/pdf"}},
		},
		"a file of an unknown kind": {
			sluice.FileBody{Name: "a.xyz"}, sluice.Content{Type: sluice.ContentDocument, File: &sluice.File{Name: "a.xyz"}},
		},
		"a venue": {
			sluice.LocationBody{Latitude: 1.5, Longitude: -2, Name: "n", Address: "a"},
			sluice.Content{Type: sluice.ContentLocation, Location: &sluice.Location{Latitude: 1.5, Longitude: -2, Name: "n", Address: "a"}},
		},
		"a contact": {
			sluice.ContactBody{Contact: sluice.Contact{Phone: 79876543210, First: "Ann", Company: "Acme"}},
			sluice.Content{Type: sluice.ContentContact, Card: &sluice.Card{
				Name: "Ann", VCard: "BEGIN:VCARD\nVERSION:3.0\nN:;Ann;;;\nFN:Ann\nORG:Acme\nTEL;TYPE=CELL:+79876543210\nEND:VCARD",
			}},
		},
		"a poll": {
			sluice.PollBody{Question: "Q?", Options: []sluice.PollOption{{Text: "a"}, {Text: "b", Object: true}}, Multiple: &yes},
			sluice.Content{Type: sluice.ContentPoll, Poll: &sluice.Poll{Question: "Q?", Options: []string{"a", "b"}, Multiple: true}},
		},
	}
}

func TestARequestIsShownAsWhatItBecomes(t *testing.T) {
	for name, tt := range bodies() {
		t.Run(name, func(t *testing.T) {
			bubble(t, func(t *testing.T) {
				s := openMem(t, store.Options{})
				id := create(t, s)
				m := enqueue(t, s, sluice.Message{Instance: id, Chat: "10", Body: tt.body})
				send(t, s, next(t, s, id), 1)
				if diff := cmp.Diff(tt.want, told(t, s, id)[0].Content); diff != "" {
					t.Errorf("the notification (-want +got):\n%s", diff)
				}
				r := lookup(t, s, id, m)
				if diff := cmp.Diff(tt.want, r.Content); diff != "" {
					t.Errorf("the record (-want +got):\n%s", diff)
				}
				if diff := cmp.Diff(tt.body, r.Request); diff != "" {
					t.Errorf("the request (-want +got):\n%s", diff)
				}
			})
		})
	}
}

func TestAQuoteShowsWhatItQuotes(t *testing.T) {
	bubble(t, func(t *testing.T) {
		s := openMem(t, store.Options{})
		id := create(t, s)
		picture := incoming(1, "look")
		picture.Content.Type, picture.Content.File = sluice.ContentImage, &sluice.File{Remote: "r", Name: "a.jpg"}
		receive(t, s, id, picture)
		pictured := told(t, s, id)[0].Message
		answer := text(id, "10", "nice")
		answer.Quoted = pictured
		answered := enqueue(t, s, answer)
		send(t, s, next(t, s, id), 2)
		back := incoming(3, "thanks")
		back.ReplyTo = 2
		receive(t, s, id, back)
		notes := told(t, s, id)
		want := &sluice.Quoted{ID: pictured, Participant: "10", Type: sluice.ContentImage, Text: "look", File: picture.Content.File}
		if diff := cmp.Diff(want, notes[0].Content.Quoted); diff != "" {
			t.Errorf("our answer (-want +got):\n%s", diff)
		}
		if diff := cmp.Diff(want, lookup(t, s, id, answered).Content.Quoted); diff != "" {
			t.Errorf("our answer in the journal (-want +got):\n%s", diff)
		}
		want = &sluice.Quoted{ID: answered, Participant: account.ID, Type: sluice.ContentText, Text: "nice"}
		if diff := cmp.Diff(want, notes[2].Content.Quoted); diff != "" {
			t.Errorf("their answer (-want +got):\n%s", diff)
		}
		elsewhere := text(id, "20", "not here")
		elsewhere.Quoted = pictured
		m := enqueue(t, s, elsewhere)
		send(t, s, next(t, s, id), 4)
		if q := lookup(t, s, id, m).Content.Quoted; q != nil || told(t, s, id)[0].Content.Quoted != nil {
			t.Errorf("a message of another chat is quoted: %+v", q)
		}
		gone := sluice.Event{Kind: sluice.EventDeleted, At: time.Now(), Number: 1, Key: "d"}
		receive(t, s, id, gone)
		enqueue(t, s, answer)
		if m := next(t, s, id); m.Quote != (sluice.Ref{}) {
			t.Errorf("a deleted message is quoted: %+v", m.Quote)
		}
	})
}

func TestAForwardIsAsManyMessages(t *testing.T) {
	bubble(t, func(t *testing.T) {
		b := openBox(t, store.Options{})
		id := create(t, b.Store)
		receive(t, b.Store, id, incoming(1, "first"))
		own := enqueue(t, b.Store, text(id, "10", "second"))
		send(t, b.Store, next(t, b.Store, id), 2)
		source := []sluice.MessageID{told(t, b.Store, id)[0].Message, own, "1234567890123"}
		forward := sluice.Message{Instance: id, Chat: "@to_me", Body: sluice.ForwardBody{From: "10", Messages: source}}
		first := enqueue(t, b.Store, forward)
		ids := []sluice.MessageID{first, sluice.MessageIDOf(first.Number() + 1), sluice.MessageIDOf(first.Number() + 2)}
		for k, m := range ids {
			if r := lookup(t, b.Store, id, m); r.Status != sluice.StatusPending || !r.Content.Forwarded || r.ID != m {
				t.Errorf("message %d waits as %+v", k, r)
			}
		}
		m := next(t, b.Store, id)
		if diff := cmp.Diff([]sluice.Ref{{Chat: "10", Number: 1}, {Chat: "10", Number: 2}, {}}, m.Forwarded); diff != "" {
			t.Fatalf("what is to be forwarded (-want +got):\n%s", diff)
		}
		time.Sleep(time.Until(m.NotBefore))
		attempt(t, b.Store, m)
		finish(t, b.Store, m, sluice.Sent{ID: 51, IDs: []int64{51, 52, 0}, Wire: time.Now()}, sluice.Outcome{Status: sluice.StatusSent})
		b.reopen()
		authorize(t, b.Store, id)
		var got []string
		for _, n := range told(t, b.Store, id) {
			got = append(got, fmt.Sprintf("%s %s %s %v", n.Message, n.Status, n.Content.Text, n.Content.Forwarded))
		}
		want := []string{
			string(ids[0]) + "  first true", string(ids[0]) + " delivered  false",
			string(ids[1]) + "  second true", string(ids[1]) + " delivered  false",
			string(ids[2]) + "  [unsupported message: forwardMessages] true", string(ids[2]) + " delivered  false",
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("told (-want +got):\n%s", diff)
		}
		for k, words := range []sluice.Text{"first", "second"} {
			r := lookup(t, b.Store, id, ids[k])
			if r.Status != sluice.StatusSent || r.Content.Text != words || r.Ref != (sluice.Ref{Chat: "777", Number: int64(51 + k)}) {
				t.Errorf("message %d is %+v", k, r)
			}
		}
		backwards := []sluice.MessageID{ids[2], ids[1], ids[0]}
		if diff := cmp.Diff(backwards, idsOf(history(t, b.Store, id, "@to_me", 10))); diff != "" {
			t.Errorf("history (-want +got):\n%s", diff)
		}
		if diff := cmp.Diff(append(backwards, own), idsOf(last(t, b.Store, id, false, time.Unix(0, 0)))); diff != "" {
			t.Errorf("the last ones (-want +got):\n%s", diff)
		}
		receive(t, b.Store, id, sluice.Event{Kind: sluice.EventRead, At: time.Now(), Chat: user("777"), Number: 51})
		receive(t, b.Store, id, sluice.Event{Kind: sluice.EventDeleted, At: time.Now(), Number: 52, Key: "d"})
		first0, second := lookup(t, b.Store, id, ids[0]), lookup(t, b.Store, id, ids[1])
		if first0.Status != sluice.StatusRead || first0.Deleted || second.Status != sluice.StatusSent || !second.Deleted {
			t.Errorf("one was read and the other is gone: %+v, %+v", first0, second)
		}
	})
}
