package sandbox_test

import (
	"bytes"
	"testing"

	"github.com/gotd/td/tg"
	"github.com/gotd/td/tgerr"

	"sluice/internal/sandbox"
)

func TestEveryContentIsShownToTheOtherSide(t *testing.T) {
	s, _ := start(t, sandbox.Options{})
	_, c := planted(t, s, sandbox.Order{})
	to := user(t, c, "silent")
	correct := 1
	answers := []tg.PollAnswerClass{
		&tg.InputPollAnswer{Text: tg.TextWithEntities{Text: "a"}}, &tg.InputPollAnswer{Text: tg.TextWithEntities{Text: "b"}},
	}
	point := &tg.InputGeoPoint{Lat: 55.5, Long: 37.5}
	tests := []struct {
		in   tg.InputMediaClass
		kind string
		fits func(m tg.MessageMediaClass, row sandbox.Message) bool
	}{
		{&tg.InputMediaGeoPoint{GeoPoint: point}, sandbox.KindLocation, func(m tg.MessageMediaClass, row sandbox.Message) bool {
			return m.(*tg.MessageMediaGeo).Geo.(*tg.GeoPoint).Long == 37.5 && row.Latitude == 55.5
		}},
		{&tg.InputMediaVenue{GeoPoint: point, Title: "Cafe", Address: "Street"}, sandbox.KindVenue, func(m tg.MessageMediaClass, row sandbox.Message) bool {
			return m.(*tg.MessageMediaVenue).Title == "Cafe" && row.Address == "Street"
		}},
		{&tg.InputMediaContact{PhoneNumber: "79998887766", FirstName: "Ex"}, sandbox.KindContact, func(m tg.MessageMediaClass, row sandbox.Message) bool {
			return m.(*tg.MessageMediaContact).UserID == 10000000 && row.Phone == "79998887766" && row.FirstName == "Ex"
		}},
		{
			&tg.InputMediaPoll{Poll: tg.Poll{Question: tg.TextWithEntities{Text: "q"}, Answers: answers, Quiz: true}, CorrectAnswers: []int{correct}},
			sandbox.KindPoll, func(m tg.MessageMediaClass, row sandbox.Message) bool {
				p := m.(*tg.MessageMediaPoll).Poll
				return p.Question.Text == "q" && len(p.Answers) == 2 && p.Quiz && row.Question == "q" && len(row.Options) == 2 && *row.Correct == 1
			},
		},
		{&tg.InputMediaDice{Emoticon: "🎲"}, sandbox.KindDice, func(m tg.MessageMediaClass, row sandbox.Message) bool {
			return m.(*tg.MessageMediaDice).Emoticon == "🎲" && row.Emoji == "🎲"
		}},
		{
			&tg.InputMediaUploadedDocument{
				File: upload(t, c, "v", []byte("ogg")), MimeType: "audio/ogg",
				Attributes: []tg.DocumentAttributeClass{&tg.DocumentAttributeAudio{Voice: true, Duration: 3}},
			}, sandbox.KindVoice, func(m tg.MessageMediaClass, row sandbox.Message) bool {
				return m.(*tg.MessageMediaDocument).Voice && row.Duration == 3 && row.MIME == "audio/ogg"
			},
		},
	}
	for i, tt := range tests {
		answer, err := send(t, c, to, tt.in, int64(i)+1)
		if err != nil {
			t.Errorf("%s: %v", tt.kind, err)
			continue
		}
		row := s.Messages(int64(i))[0]
		if m := held[tg.MessageMediaClass](t, answer); row.Kind != tt.kind || !tt.fits(m, row) {
			t.Errorf("%s: shown as %v, evidence %+v", tt.kind, m, row)
		}
	}
}

func TestPartnersWriteEveryKind(t *testing.T) {
	s, _ := start(t, sandbox.Options{})
	a, c := planted(t, s, sandbox.Order{})
	if _, err := c.Self(t.Context()); err != nil {
		t.Fatal(err)
	}
	document := func(m *tg.Message) *tg.Document { return m.Media.(*tg.MessageMediaDocument).Document.(*tg.Document) }
	options := sandbox.Content{Question: "q", Options: []string{"a", "b"}, Multiple: true}
	tests := map[string]struct {
		in   sandbox.Content
		fits func(m *tg.Message) bool
	}{
		sandbox.KindPhoto:     {sandbox.Content{}, func(m *tg.Message) bool { return m.Media.(*tg.MessageMediaPhoto).Photo.(*tg.Photo).ID != 0 }},
		sandbox.KindVideo:     {sandbox.Content{Duration: 2.5}, func(m *tg.Message) bool { return m.Media.(*tg.MessageMediaDocument).Video }},
		sandbox.KindVideoNote: {sandbox.Content{}, func(m *tg.Message) bool { return m.Media.(*tg.MessageMediaDocument).Round }},
		sandbox.KindAnimation: {sandbox.Content{}, func(m *tg.Message) bool { return len(document(m).Attributes) == 2 && len(document(m).Thumbs) == 2 }},
		sandbox.KindDocument: {sandbox.Content{Name: "a.txt", MIME: "text/plain", Bytes: []byte("hi")}, func(m *tg.Message) bool {
			return document(m).Size == 2 && document(m).MimeType == "text/plain"
		}},
		sandbox.KindAudio:        {sandbox.Content{Duration: 9}, func(m *tg.Message) bool { return document(m).MimeType == "audio/mpeg" }},
		sandbox.KindVoice:        {sandbox.Content{}, func(m *tg.Message) bool { return m.Media.(*tg.MessageMediaDocument).Voice }},
		sandbox.KindSticker:      {sandbox.Content{Animated: true}, func(m *tg.Message) bool { return document(m).MimeType == "application/x-tgsticker" }},
		sandbox.KindLocation:     {sandbox.Content{Latitude: 1}, func(m *tg.Message) bool { return m.Media.(*tg.MessageMediaGeo).Geo.(*tg.GeoPoint).Lat == 1 }},
		sandbox.KindLiveLocation: {sandbox.Content{Period: 60}, func(m *tg.Message) bool { return m.Media.(*tg.MessageMediaGeoLive).Period == 60 }},
		sandbox.KindVenue:        {sandbox.Content{Title: "Cafe"}, func(m *tg.Message) bool { return m.Media.(*tg.MessageMediaVenue).Title == "Cafe" }},
		sandbox.KindContact: {sandbox.Content{Phone: "1234567", FirstName: "A"}, func(m *tg.Message) bool {
			return m.Media.(*tg.MessageMediaContact).PhoneNumber == "1234567"
		}},
		sandbox.KindPoll: {options, func(m *tg.Message) bool { return m.Media.(*tg.MessageMediaPoll).Poll.MultipleChoice }},
		sandbox.KindDice: {sandbox.Content{}, func(m *tg.Message) bool { return m.Media.(*tg.MessageMediaDice).Emoticon == "🎲" }},
		sandbox.KindLink: {sandbox.Content{URL: "https://example.com/a", Title: "T"}, func(m *tg.Message) bool {
			return m.Media.(*tg.MessageMediaWebPage).Webpage.(*tg.WebPage).Title == "T"
		}},
	}
	for kind, tt := range tests {
		tt.in.Kind = kind
		write(t, s, sandbox.Writing{Account: a.Phone, From: "10000000", Text: "words", Content: tt.in})
		if m := message(t, next[*tg.UpdateNewMessage](t, c).Message); m.Message != "words" || !tt.fits(m) {
			t.Errorf("%s is shown as %v", kind, m)
		}
	}
}

func TestAMadeUpFileHasItsSize(t *testing.T) {
	s, _ := start(t, sandbox.Options{})
	a, c := planted(t, s, sandbox.Order{})
	if _, err := c.Self(t.Context()); err != nil {
		t.Fatal(err)
	}
	write(t, s, sandbox.Writing{Account: a.Phone, From: "10000000", Content: sandbox.Content{Kind: sandbox.KindDocument, Size: 3_000_000}})
	m := message(t, next[*tg.UpdateNewMessage](t, c).Message)
	got, err := download(t, c, m.Media.(*tg.MessageMediaDocument).Document.(*tg.Document).AsInputDocumentFileLocation(""))
	if err != nil || len(got) != 3_000_000 || !bytes.HasPrefix(got, []byte("%PDF")) {
		t.Errorf("downloaded %d bytes, %v", len(got), err)
	}
}

func TestAnAlbumIsSeveralMessages(t *testing.T) {
	s, _ := start(t, sandbox.Options{})
	a, c := planted(t, s, sandbox.Order{})
	if _, err := c.Self(t.Context()); err != nil {
		t.Fatal(err)
	}
	photo := sandbox.Content{Kind: sandbox.KindPhoto}
	first := write(t, s, sandbox.Writing{Account: a.Phone, From: "10000000", Text: "both", Album: []sandbox.Content{photo, photo}})
	got := map[int]*tg.Message{}
	for range 2 {
		m := message(t, next[*tg.UpdateNewMessage](t, c).Message)
		got[m.ID] = m
	}
	x, y := got[first], got[first+1]
	if x == nil || y == nil || x.GroupedID == 0 || x.GroupedID != y.GroupedID || x.Message != "both" || y.Message != "" {
		t.Fatalf("the album is %v", got)
	}
	in := func(m *tg.Message) tg.InputMediaClass {
		return &tg.InputMediaPhoto{ID: m.Media.(*tg.MessageMediaPhoto).Photo.(*tg.Photo).AsInput()}
	}
	_, err := c.api.MessagesSendMultiMedia(t.Context(), &tg.MessagesSendMultiMediaRequest{
		Peer: user(t, c, "silent"), MultiMedia: []tg.InputSingleMedia{{Media: in(x), RandomID: 1, Message: "mine"}, {Media: in(y), RandomID: 2}},
	})
	must(t, err)
	rows := s.Messages(0)
	if len(rows) != 2 || rows[0].Album == "" || rows[0].Album != rows[1].Album || rows[0].RandomID != "1" || rows[1].RandomID != "2" {
		t.Errorf("sent as %+v", rows)
	}
	calls := s.Calls(sandbox.CallFilter{Method: "send"})
	if n := len(calls); n != 1 || len(calls[0].RandomIDs) != 2 {
		t.Errorf("the calls are %+v", calls)
	}
}

func TestForwardedMessagesNameTheirOrigin(t *testing.T) {
	s, _ := start(t, sandbox.Options{})
	a, c := planted(t, s, sandbox.Order{})
	ids := []int{
		write(t, s, sandbox.Writing{Account: a.Phone, From: "10000000", Text: "words"}),
		write(t, s, sandbox.Writing{Account: a.Phone, From: "10000000", Text: "caption", Content: sandbox.Content{Kind: sandbox.KindPhoto}}),
	}
	r := &tg.MessagesForwardMessagesRequest{
		FromPeer: user(t, c, "example"), ToPeer: user(t, c, "silent"), ID: append(ids, 999), RandomID: []int64{1, 2, 3},
	}
	answer, err := c.api.MessagesForwardMessages(t.Context(), r)
	must(t, err)
	if sentID(t, answer, 2) != sentID(t, answer, 1)+1 {
		t.Error("the messages do not follow each other")
	}
	rows := s.Messages(0)
	if len(rows) != 2 || rows[0].Forward != "10000000" || rows[1].Kind != sandbox.KindPhoto || rows[1].Text != "caption" || rows[1].Chat != "10000001" {
		t.Errorf("visible is %+v", rows)
	}
	if _, err := c.api.MessagesForwardMessages(t.Context(), r); !tgerr.Is(err, "RANDOM_ID_DUPLICATE") {
		t.Errorf("a repeat: %v", err)
	}
	r.RandomID, r.ID, r.DropAuthor, r.DropMediaCaptions = []int64{4}, ids[1:], true, true
	_, err = c.api.MessagesForwardMessages(t.Context(), r)
	must(t, err)
	if row := s.Messages(2)[0]; row.Forward != "" || row.Text != "" {
		t.Errorf("without author and caption: %+v", row)
	}
}

func TestACaptionIsEdited(t *testing.T) {
	s, _ := start(t, sandbox.Options{})
	_, c := planted(t, s, sandbox.Order{})
	to := user(t, c, "silent")
	answer, err := send(t, c, to, &tg.InputMediaUploadedPhoto{File: upload(t, c, "a.jpg", picture(t, 9, 9))}, 1)
	must(t, err)
	edit := &tg.MessagesEditMessageRequest{Peer: to, ID: sentID(t, answer, 1)}
	edit.SetMessage("other words")
	edited, err := c.api.MessagesEditMessage(t.Context(), edit)
	must(t, err)
	m := message(t, list(edited)[0].(*tg.UpdateEditMessage).Message)
	if _, ok := m.Media.(*tg.MessageMediaPhoto); !ok || m.Message != "other words" || m.EditDate == 0 {
		t.Errorf("edited to %v", m)
	}
	edit.SetMessage(string(bytes.Repeat([]byte("x"), 1025)))
	if _, err := c.api.MessagesEditMessage(t.Context(), edit); !tgerr.Is(err, "MEDIA_CAPTION_TOO_LONG") {
		t.Errorf("a long caption: %v", err)
	}
}

func TestAPollCountsVotes(t *testing.T) {
	s, _ := start(t, sandbox.Options{})
	a, c := planted(t, s, sandbox.Order{})
	if _, err := c.Self(t.Context()); err != nil {
		t.Fatal(err)
	}
	id := write(t, s, sandbox.Writing{
		Account: a.Phone, From: "10000000", Content: sandbox.Content{Kind: sandbox.KindPoll, Question: "q", Options: []string{"a", "b"}},
	})
	next[*tg.UpdateNewMessage](t, c)
	must(t, s.Vote(sandbox.Touch{Account: a.Phone, Chat: "10000000", MessageID: id, Options: []int{1}}))
	if u := next[*tg.UpdateMessagePoll](t, c); u.Results.TotalVoters != 1 || len(u.Results.Results) != 0 {
		t.Errorf("before the own vote there is %v", u.Results)
	}
	vote := &tg.MessagesSendVoteRequest{Peer: user(t, c, "example"), MsgID: id, Options: [][]byte{[]byte("1")}}
	answer, err := c.api.MessagesSendVote(t.Context(), vote)
	must(t, err)
	r := list(answer)[0].(*tg.UpdateMessagePoll).Results
	if r.TotalVoters != 2 || r.Results[1].Voters != 2 || !r.Results[1].Chosen {
		t.Errorf("afterwards there is %v", r)
	}
	vote.Options = [][]byte{[]byte("7")}
	if _, err := c.api.MessagesSendVote(t.Context(), vote); !tgerr.Is(err, "OPTION_INVALID") {
		t.Errorf("another option: %v", err)
	}
}
