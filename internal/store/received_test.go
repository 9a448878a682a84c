package store_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"sluice"
	"sluice/internal/store"
)

func TestARepeatedEventIsDropped(t *testing.T) {
	bubble(t, func(t *testing.T) {
		b := openBox(t, store.Options{})
		id := create(t, b.Store)
		message := incoming(1, "hi")
		reaction := message
		reaction.Kind, reaction.Key, reaction.Content.Text = sluice.EventReaction, "r1", "👍"
		edit := message
		edit.Kind, edit.Key, edit.Content.Text = sluice.EventEdited, "e1", "hello"
		deletion := sluice.Event{Kind: sluice.EventDeleted, At: time.Now(), Number: 1, Key: "d1"}
		for range 3 {
			for _, e := range []sluice.Event{message, reaction, edit, deletion} {
				receive(t, b.Store, id, e)
			}
			b.reopen()
			time.Sleep(time.Hour)
		}
		list := told(t, b.Store, id)
		var types []sluice.ContentType
		for _, n := range list {
			types = append(types, n.Content.Type)
			if n.Type != sluice.NotifyIncoming || n.Chat.Chat != "10" {
				t.Errorf("told: %+v", n)
			}
			if n.Content.Type != sluice.ContentText && n.Content.Concerns != list[0].Message {
				t.Errorf("it concerns %s, want %s", n.Content.Concerns, list[0].Message)
			}
		}
		want := []sluice.ContentType{sluice.ContentText, sluice.ContentReaction, sluice.ContentEdited, sluice.ContentDeleted}
		if fmt.Sprint(types) != fmt.Sprint(want) {
			t.Fatalf("told %v, want %v", types, want)
		}
	})
}

// TestNoNameOfAFileActs: what a sender calls a file is kept as a name alone,
// wherever it is told.
func TestNoNameOfAFileActs(t *testing.T) {
	for given, want := range map[string]string{
		"a.pdf":                    "a.pdf",
		"Makefile":                 "Makefile",
		"":                         "",
		"../../e.txt":              "e.txt",
		"..\\..\\a\u202Etxt.exe\n": "atxt.exe",
		"/etc/cron.d/x\x00.sh":     "x.sh",
		strings.Repeat("я", 999):   strings.Repeat("я", sluice.MaxFileName),
		"..":                       "file",
	} {
		bubble(t, func(t *testing.T) {
			s := openMem(t, store.Options{})
			id := create(t, s)
			file := func(number int64) sluice.Event {
				e := incoming(number, "")
				e.Content = sluice.Content{Type: sluice.ContentDocument, File: &sluice.File{Remote: "r", Name: given}}
				return e
			}
			received, answer, edited := file(1), file(2), file(1)
			answer.ReplyTo, edited.Kind, edited.Key = 1, sluice.EventEdited, "e"
			for _, e := range []sluice.Event{received, answer, edited} {
				receive(t, s, id, e)
			}
			older := file(3)
			older.At = older.At.Add(-time.Hour)
			quoting := incoming(4, "see")
			quoting.Content.Quoted = &sluice.Quoted{ID: "1", Type: sluice.ContentDocument, File: &sluice.File{Name: given}}
			absorbed, err := s.Absorb(t.Context(), id, []sluice.Event{older, quoting})
			if err != nil {
				t.Fatal(err)
			}
			var names []string
			add := func(c sluice.Content) {
				if c.File != nil {
					names = append(names, c.File.Name)
				}
				if c.Quoted != nil {
					names = append(names, c.Quoted.File.Name)
				}
			}
			for _, n := range told(t, s, id) {
				add(n.Content)
			}
			for _, r := range append(absorbed, history(t, s, id, "10", 10)...) {
				add(r.Content)
			}
			if len(names) != 11 {
				t.Errorf("%d names are told", len(names))
			}
			for _, name := range names {
				if name != want {
					t.Errorf("%q is told as %q, want %q", given, name, want)
				}
			}
			if given != "" && received.Content.File.Name != given {
				t.Error("what the caller has was changed")
			}
		})
	}
}

func TestAnEventAboutAnUnknownMessage(t *testing.T) {
	bubble(t, func(t *testing.T) {
		s := openMem(t, store.Options{})
		id := create(t, s)
		about := incoming(9, "new text")
		about.Key = "x"
		for _, kind := range []sluice.EventKind{sluice.EventReaction, sluice.EventDeleted} {
			about.Kind = kind
			receive(t, s, id, about)
		}
		if n := pending(t, s, id); n != 0 {
			t.Fatalf("told of %d", n)
		}
		about.Kind, about.At = sluice.EventEdited, time.Now().Add(-time.Hour)
		receive(t, s, id, about)
		list := told(t, s, id)
		if len(list) != 1 || list[0].Content.Concerns.Number() != about.At.Unix()*1000 {
			t.Fatalf("an edit tells %+v", list)
		}
	})
}

func TestAMessageMetLateGetsTheIDOfItsTime(t *testing.T) {
	bubble(t, func(t *testing.T) {
		b := openBox(t, store.Options{})
		id := create(t, b.Store)
		time.Sleep(48 * time.Hour)
		now := enqueue(t, b.Store, text(id, "10", "a"))
		at := time.Now().Add(-10 * time.Hour)
		for n := range 3 {
			e := incoming(int64(n+1), "late")
			e.At = at
			receive(t, b.Store, id, e)
		}
		e := incoming(4, "fresh")
		receive(t, b.Store, id, e)
		for n, note := range told(t, b.Store, id) {
			want := at.Unix()*1000 + int64(n)
			if n == 3 {
				want = now.Number() + 1
			}
			if note.Message.Number() != want {
				t.Fatalf("message %d is %s, want %d", n, note.Message, want)
			}
		}
		e.At, e.Number = time.Now().Add(-31*24*time.Hour), 5
		receive(t, b.Store, id, e)
		if n := pending(t, b.Store, id); n != 0 {
			t.Fatal("a message older than the journal is told")
		}
	})
}

func TestAnOwnAPISendIsNeverToldAsSentFromElsewhere(t *testing.T) {
	tests := []struct {
		name   string
		number int64 // of the answer; 0: lost
		echo   int64
		text   string
		want   []sluice.NotificationType
	}{
		{"the echo comes while the answer is awaited", 7, 7, "a", []sluice.NotificationType{sluice.NotifyAPI}},
		{"the number is lost", 0, 7, "a", []sluice.NotificationType{sluice.NotifyAPI}},
		{"another one is sent by hand", 7, 8, "by hand", []sluice.NotificationType{sluice.NotifyAPI, sluice.NotifyOutgoing}},
		{"the same words by hand", 7, 8, "a", []sluice.NotificationType{sluice.NotifyAPI, sluice.NotifyOutgoing}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			bubble(t, func(t *testing.T) {
				b := openBox(t, store.Options{})
				id := create(t, b.Store)
				enqueue(t, b.Store, text(id, "10", "a"))
				m := next(t, b.Store, id)
				attempt(t, b.Store, m)
				e := incoming(tt.echo, tt.text)
				e.Outgoing = true
				receive(t, b.Store, id, e)
				receive(t, b.Store, id, e)
				if n := pending(t, b.Store, id); n != 0 {
					t.Fatal("told before the answer is known")
				}
				b.reopen()
				authorize(t, b.Store, id)
				m = next(t, b.Store, id)
				finish(t, b.Store, m, sluice.Sent{ID: tt.number, Wire: time.Now()}, sluice.Outcome{Status: sluice.StatusSent})
				if tt.number != 0 {
					e.Number = tt.number
					receive(t, b.Store, id, e) // and once more, after the answer
				}
				var got []sluice.NotificationType
				for _, n := range told(t, b.Store, id) {
					if n.Type != sluice.NotifyStatus {
						got = append(got, n.Type)
					}
				}
				if fmt.Sprint(got) != fmt.Sprint(tt.want) {
					t.Fatalf("told %v, want %v", got, tt.want)
				}
			})
		})
	}
}

func TestWhatTheOtherSideReadsIsToldOnce(t *testing.T) {
	bubble(t, func(t *testing.T) {
		b := openBox(t, store.Options{})
		id := create(t, b.Store)
		var ids []sluice.MessageID
		for k := range 6 {
			ids = append(ids, enqueue(t, b.Store, text(id, "10", "a")))
			send(t, b.Store, next(t, b.Store, id), int64(10*k+10))
			receive(t, b.Store, id, incoming(int64(10*k+11), "answer"))
		}
		told(t, b.Store, id)
		read := func(upTo int64, want ...sluice.MessageID) {
			t.Helper()
			e := sluice.Event{Kind: sluice.EventRead, At: time.Now(), Chat: user("10"), Number: upTo}
			receive(t, b.Store, id, e)
			got := map[sluice.MessageID]bool{}
			for _, n := range told(t, b.Store, id) {
				if n.Status != sluice.StatusRead || !n.ByAPI {
					t.Fatalf("told %+v", n)
				}
				got[n.Message] = true
			}
			if len(got) != len(want) {
				t.Fatalf("read up to %d tells of %v, want %v", upTo, got, want)
			}
			for _, m := range want {
				if !got[m] {
					t.Fatalf("read up to %d does not tell of %s", upTo, m)
				}
			}
		}
		read(9)
		read(35, ids[0], ids[1], ids[2])
		read(35)
		read(40, ids[3])
		read(20)
		b.reopen()
		read(1000, ids[4], ids[5])
		read(1000)
	})
}

func TestReadingReachesBehindWhatWasReadBefore(t *testing.T) {
	bubble(t, func(t *testing.T) {
		s := openMem(t, store.Options{})
		id := create(t, s)
		m := enqueue(t, s, text(id, "10", "a"))
		time.Sleep(time.Second)
		receive(t, s, id, byHand(5, "10", "typed while it waits"))
		read := sluice.Event{Kind: sluice.EventRead, At: time.Now(), Chat: user("10"), Number: 5}
		receive(t, s, id, read)
		send(t, s, next(t, s, id), 7)
		read.Number = 7
		receive(t, s, id, read)
		if r := lookup(t, s, id, m); r.Status != sluice.StatusRead {
			t.Errorf("it is %s", r.Status)
		}
	})
}

func TestReadingReachesIntoAForward(t *testing.T) {
	bubble(t, func(t *testing.T) {
		s := openMem(t, store.Options{})
		id := create(t, s)
		receive(t, s, id, incoming(1, "source"))
		source := told(t, s, id)[0].Message
		b := sluice.ForwardBody{From: "10", Messages: slices.Repeat([]sluice.MessageID{source}, 60)}
		number := int64(100)
		for range 3 { // the store looks at 100 at a time
			enqueue(t, s, sluice.Message{Instance: id, Chat: "20", Body: b})
			m := next(t, s, id)
			time.Sleep(time.Until(m.NotBefore))
			attempt(t, s, m)
			sent := sluice.Sent{Wire: time.Now()}
			for range b.Messages {
				number++
				sent.IDs = append(sent.IDs, number)
			}
			finish(t, s, m, sent, sluice.Outcome{Status: sluice.StatusSent})
		}
		receive(t, s, id, sluice.Event{Kind: sluice.EventRead, At: time.Now(), Chat: user("20"), Number: number})
		for _, r := range history(t, s, id, "20", 1000) {
			if r.Status != sluice.StatusRead {
				t.Fatalf("%s is %s", r.ID, r.Status)
			}
		}
	})
}

func TestAQuoteCarriesTheNetworksNumber(t *testing.T) {
	bubble(t, func(t *testing.T) {
		s := openMem(t, store.Options{})
		id := create(t, s)
		receive(t, s, id, incoming(31, "question"))
		asked := told(t, s, id)[0].Message
		own := enqueue(t, s, text(id, "10", "a"))
		send(t, s, next(t, s, id), 32)
		for _, tt := range []struct {
			quoted sluice.MessageID
			want   sluice.Ref
		}{
			{asked, sluice.Ref{Chat: "10", Number: 31}},
			{own, sluice.Ref{Chat: "10", Number: 32}},
			{"1234567890123", sluice.Ref{}},
		} {
			m := text(id, "10", "answer")
			m.Quoted = tt.quoted
			enqueue(t, s, m)
			got := next(t, s, id)
			if got.Quote != tt.want || got.Quoted != tt.quoted {
				t.Errorf("quoting %s gives %+v, want %+v", tt.quoted, got.Quote, tt.want)
			}
			send(t, s, got, 40+tt.want.Number)
		}
		receive(t, s, id, sluice.Event{
			Kind: sluice.EventMessage, At: time.Now(), Chat: user("10"), Sender: user("10"), Number: 90, ReplyTo: 32,
			Content: sluice.Content{Type: sluice.ContentText, Text: "re"},
		})
		list := told(t, s, id)
		q := list[len(list)-1].Content.Quoted
		if q == nil || q.ID != own || q.Text != "a" || q.Participant != account.ID {
			t.Fatalf("an answer quotes %+v", q)
		}
	})
}

func TestSettingsDecideAtBirth(t *testing.T) {
	bubble(t, func(t *testing.T) {
		s := openMem(t, store.Options{ExpiredSilently: true})
		id := create(t, s)
		must(t, s.UpdateSettings(t.Context(), id, func(o *sluice.Settings) { *o = sluice.DefaultSettings() }))
		receive(t, s, id, incoming(1, "a"))
		enqueue(t, s, text(id, "10", "a"))
		send(t, s, next(t, s, id), 2)
		if n := pending(t, s, id); n != 0 {
			t.Fatalf("told of %d with all switches off", n)
		}
		enqueue(t, s, text(id, "10", "b"))
		finish(t, s, next(t, s, id), sluice.Sent{}, sluice.Outcome{Status: sluice.StatusNoAccount, Description: "No"})
		if list := told(t, s, id); len(list) != 1 || list[0].Status != sluice.StatusNoAccount || list[0].WID != "79990000000@c.us" {
			t.Fatalf("a failure tells %+v", list)
		}
	})
}
