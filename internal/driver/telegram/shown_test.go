package telegram_test

import (
	"cmp"
	"strings"
	"testing"

	"sluice"
	"sluice/internal/driver/drivertest"
	"sluice/internal/sandbox"
)

// contentOf says in the gateway's words what the sandbox has seen of a message.
func contentOf(m sandbox.Message) sluice.Content {
	c := sluice.Content{Type: types()[m.Kind], Text: sluice.Text(m.Text), Forwarded: m.Forward != ""}
	switch c.Type {
	case sluice.ContentImage, sluice.ContentVideo, sluice.ContentAudio, sluice.ContentDocument, sluice.ContentSticker:
		c.File = &sluice.File{Name: m.Name, MIME: m.MIME, Size: m.Size, Animated: m.Kind == sandbox.KindAnimation}
	case sluice.ContentLocation:
		c.Location = &sluice.Location{Latitude: m.Latitude, Longitude: m.Longitude, Name: m.Title, Address: m.Address}
	case sluice.ContentContact:
		c.Card = &sluice.Card{Name: strings.TrimSpace(m.FirstName + " " + m.LastName), VCard: m.VCard}
	case sluice.ContentPoll:
		c.Poll = &sluice.Poll{Question: m.Question, Options: m.Options, Multiple: m.Multiple}
	}
	return c
}

func types() map[string]sluice.ContentType {
	return map[string]sluice.ContentType{
		"": sluice.ContentText, sandbox.KindText: sluice.ContentText, sandbox.KindLink: sluice.ContentLink,
		sandbox.KindPhoto: sluice.ContentImage, sandbox.KindVideo: sluice.ContentVideo, sandbox.KindAnimation: sluice.ContentVideo,
		sandbox.KindDocument: sluice.ContentDocument, sandbox.KindAudio: sluice.ContentAudio, sandbox.KindVoice: sluice.ContentAudio,
		sandbox.KindSticker: sluice.ContentSticker, sandbox.KindLocation: sluice.ContentLocation, sandbox.KindVenue: sluice.ContentLocation,
		sandbox.KindContact: sluice.ContentContact, sandbox.KindPoll: sluice.ContentPoll,
	}
}

// Show has somebody show a content.
func (w *world) Show(t *testing.T, a drivertest.Account, s drivertest.Show) int64 {
	t.Helper()
	in := sandbox.Writing{
		Account: string(a.ID), Chat: string(s.Chat), From: string(s.From), Text: string(s.Content.Text), ReplyTo: int(s.ReplyTo),
		Content: shown(s),
	}
	if s.Content.Forwarded {
		in.Forward = "Somebody"
	}
	n, err := w.Sandbox.Write(in)
	must(t, err)
	return int64(n)
}

func shown(s drivertest.Show) sandbox.Content {
	c := sandbox.Content{Bytes: s.File, URL: "https://example.com", Title: s.Content.Title, About: s.Content.About}
	for kind, of := range types() {
		if of == s.Content.Type && kind != sandbox.KindAnimation && kind != sandbox.KindVoice && kind != sandbox.KindVenue {
			c.Kind = cmp.Or(c.Kind, kind)
		}
	}
	if f := s.Content.File; f != nil {
		c.Name, c.MIME = f.Name, f.MIME
		if f.Animated {
			c.Kind = sandbox.KindAnimation
		}
	}
	if l := s.Content.Location; l != nil {
		c.Latitude, c.Longitude, c.Title, c.Address = l.Latitude, l.Longitude, l.Name, l.Address
		if l.Name != "" {
			c.Kind = sandbox.KindVenue
		}
	}
	if card := s.Content.Card; card != nil {
		c.FirstName, c.LastName, _ = strings.Cut(card.Name, " ")
		c.Phone, c.VCard = "79998887700", card.VCard
	}
	if p := s.Content.Poll; p != nil {
		c.Question, c.Options, c.Multiple = p.Question, p.Options, p.Multiple
	}
	return c
}
