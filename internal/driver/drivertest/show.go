package drivertest

import (
	"bytes"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sluice"
)

func showings() []aCase {
	return []aCase{
		{"whatever a message may show", everyContent},
		{"a file is fetched, also when its name is stale", download},
		{"a caption is edited", editedCaption},
		{"an answer names what it answers", answering},
	}
}

func everyContent(t *testing.T, n Network) {
	r, a := settled(t, n)
	rows := []struct {
		name string
		give sluice.Content
		file []byte
	}{
		{"a link", sluice.Content{Type: sluice.ContentLink, Text: "see https://example.com", Title: "Example", About: "a page"}, nil},
		{"a forwarded text", sluice.Content{Type: sluice.ContentText, Text: "old", Forwarded: true}, nil},
		{"a picture", sluice.Content{Type: sluice.ContentImage, Text: "look", File: &sluice.File{MIME: "image/jpeg"}}, picture(t)},
		{"a video", sluice.Content{Type: sluice.ContentVideo, File: &sluice.File{Name: "v.mp4", MIME: "video/mp4"}}, noise(5000)},
		{"an animation", sluice.Content{Type: sluice.ContentVideo, File: &sluice.File{Name: "a.mp4", MIME: "video/mp4", Animated: true}}, noise(5000)},
		{"an audio", sluice.Content{Type: sluice.ContentAudio, File: &sluice.File{Name: "a.mp3", MIME: "audio/mpeg"}}, noise(5000)},
		{"a document", sluice.Content{Type: sluice.ContentDocument, Text: "read", File: &sluice.File{Name: "d.pdf", MIME: "application/pdf"}}, noise(5000)},
		{"a sticker", sluice.Content{Type: sluice.ContentSticker, File: &sluice.File{Name: "s.webp", MIME: "image/webp"}}, noise(500)},
		{"a place", sluice.Content{Type: sluice.ContentLocation, Location: &sluice.Location{Latitude: 55.755826, Longitude: 37.6173}}, nil},
		{"a venue", sluice.Content{Type: sluice.ContentLocation, Location: &sluice.Location{Latitude: 1.5, Longitude: 2.5, Name: "Bar", Address: "Street 1"}}, nil},
		{"a contact", sluice.Content{Type: sluice.ContentContact, Card: &sluice.Card{Name: "Ann Lee", VCard: "BEGIN:VCARD\nEND:VCARD"}}, nil},
		{"a poll", sluice.Content{Type: sluice.ContentPoll, Poll: &sluice.Poll{Question: "Which?", Options: []string{"a", "b"}, Multiple: true}}, nil},
	}
	for _, row := range rows {
		number := n.Others.Show(t, a, Show{Chat: a.Known, From: a.Known, Content: row.give, File: row.file})
		e := r.sink.event(t, row.name, func(e sluice.Event) bool { return e.Kind == sluice.EventMessage && e.Number == number })
		got := e.Content
		if got.File != nil {
			if got.File.Remote == "" || got.File.Size != int64(len(row.file)) {
				t.Errorf("%s: %d bytes, want %d, at %q", row.name, got.File.Size, len(row.file), got.File.Remote)
			}
			if small := got.File.Thumbnail; row.give.Type == sluice.ContentImage && !bytes.HasPrefix(small, []byte{0xff, 0xd8, 0xff}) {
				t.Errorf("%s: no small JPEG beside it", row.name)
			}
			bare := *got.File
			bare.Remote, bare.Size, bare.Thumbnail = "", 0, nil
			got.File = &bare
		}
		if diff := cmp.Diff(row.give, got); diff != "" {
			t.Errorf("%s: %s", row.name, diff)
		}
	}
}

func download(t *testing.T, n Network) {
	r, a := settled(t, n)
	able, ok := r.conn.(sluice.Downloader)
	if !ok {
		t.Skip("this driver fetches no files")
	}
	data := noise(2_500_000)
	shown := sluice.Content{Type: sluice.ContentDocument, File: &sluice.File{Name: "d.bin", MIME: "application/octet-stream"}}
	for _, chat := range []sluice.ChatID{a.Known, a.Supergroup} {
		from := a.Known
		if chat != a.Known {
			from = a.Member
		}
		number := n.Others.Show(t, a, Show{Chat: chat, From: from, Content: shown, File: data})
		e := r.sink.event(t, "the document", func(e sluice.Event) bool {
			return e.Kind == sluice.EventMessage && e.Number == number && e.Chat.Chat == chat
		})
		for _, f := range []Fault{"", Stale} {
			if f != "" {
				n.Faults.Strike(t, a, f)
			}
			var got bytes.Buffer
			if err := able.Download(limited(t), e.Content.File.Remote, &got); err != nil {
				t.Fatalf("in %s, %s: %v", chat, f, err)
			}
			if !bytes.Equal(got.Bytes(), data) {
				t.Errorf("in %s: %d bytes, want %d", chat, got.Len(), len(data))
			}
		}
		n.Others.Delete(t, a, chat, number)
		n.Faults.Strike(t, a, Stale)
		err := able.Download(limited(t), e.Content.File.Remote, &bytes.Buffer{})
		refused(t, err, sluice.Error{Code: sluice.NotFound})
	}
	sent := r.send(t, r.file(a.Known, "own.bin", "application/octet-stream", data))
	where, err := able.Locate(limited(t), sluice.Ref{Chat: a.Known, Number: sent.ID})
	if err != nil {
		t.Fatal(err)
	}
	r.fetches(t, where, data)
	bare := r.send(t, text(a.Known, "one"))
	for _, number := range []int64{bare.ID, bare.ID + 1000} {
		_, err := able.Locate(limited(t), sluice.Ref{Chat: a.Known, Number: number})
		refused(t, err, sluice.Error{Code: sluice.NotFound})
	}
	for _, nothing := range []sluice.Remote{"", "{}", "x"} {
		if err := able.Download(limited(t), nothing, &bytes.Buffer{}); sluice.CodeOf(err) != sluice.NotFound {
			t.Errorf("%q: %v", nothing, err)
		}
	}
}

func editedCaption(t *testing.T, n Network) {
	r, a := settled(t, n)
	shown := sluice.Content{Type: sluice.ContentDocument, Text: "first", File: &sluice.File{Name: "d.pdf", MIME: "application/pdf"}}
	number := n.Others.Show(t, a, Show{Chat: a.Known, From: a.Known, Content: shown, File: noise(100)})
	n.Others.Edit(t, a, a.Known, number, "second")
	if e := r.sink.event(t, "the edit", of(sluice.EventEdited, number)); e.Content.Text != "second" || e.Outgoing {
		t.Errorf("%+v", e)
	}
}

func answering(t *testing.T, n Network) {
	r, a := settled(t, n)
	first := n.Others.Write(t, a, a.Known, a.Known, "question")
	number := n.Others.Show(t, a, Show{
		Chat: a.Known, From: a.Known, Content: sluice.Content{Type: sluice.ContentText, Text: "answer"}, ReplyTo: first,
	})
	e := r.sink.event(t, "the answer", of(sluice.EventMessage, number))
	if e.ReplyTo != first {
		t.Errorf("it answers %d, want %d", e.ReplyTo, first)
	}
}
