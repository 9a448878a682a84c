package sandbox

import (
	"encoding/json"

	"github.com/gotd/td/bin"
	"github.com/gotd/td/tg"
)

// The kinds of content that a message may have beside its text.
const (
	KindText         = "text"
	KindLink         = "link" // a text with a preview of a page
	KindPhoto        = "photo"
	KindVideo        = "video"
	KindVideoNote    = "videoNote"
	KindAnimation    = "animation"
	KindDocument     = "document"
	KindAudio        = "audio"
	KindVoice        = "voice"
	KindSticker      = "sticker"
	KindLocation     = "location"
	KindLiveLocation = "liveLocation"
	KindVenue        = "venue"
	KindContact      = "contact"
	KindPoll         = "poll"
	KindDice         = "dice"
)

// A Content is what a message shows beside its text, as partners write it and as
// evidence tells it. Which fields count depends on Kind.
type Content struct {
	Kind string `json:"kind,omitempty"` // "": a text

	// Of files. Without Bytes the file is made up, with Size bytes if that is more
	// than a sample has.
	Bytes    []byte  `json:"bytes,omitempty"`  // base64 in JSON; never told by evidence
	Size     int64   `json:"size,omitempty"`   // in bytes
	SHA256   string  `json:"sha256,omitempty"` // hexadecimal; told by evidence
	Name     string  `json:"name,omitempty"`
	MIME     string  `json:"mime,omitempty"`
	Width    int     `json:"width,omitempty"`
	Height   int     `json:"height,omitempty"`
	Duration float64 `json:"duration,omitempty"` // seconds
	Animated bool    `json:"animated,omitempty"` // of a sticker: .tgs
	Away     bool    `json:"away,omitempty"`     // it lies at the second data centre

	// Of the locations; Title and Address of a venue, Title and About of a link too.
	Latitude  float64 `json:"latitude,omitempty"`
	Longitude float64 `json:"longitude,omitempty"`
	Period    int     `json:"period,omitempty"` // of a live location, seconds
	Title     string  `json:"title,omitempty"`
	Address   string  `json:"address,omitempty"`

	// Of a contact.
	Phone     string `json:"phone,omitempty"`
	FirstName string `json:"firstName,omitempty"`
	LastName  string `json:"lastName,omitempty"`
	VCard     string `json:"vcard,omitempty"`

	// Of a poll.
	Question string   `json:"question,omitempty"`
	Options  []string `json:"options,omitempty"`
	Multiple bool     `json:"multiple,omitempty"`
	Quiz     bool     `json:"quiz,omitempty"`
	Correct  *int     `json:"correct,omitempty"` // of a quiz, counted from 0
	Public   bool     `json:"public,omitempty"`  // shows who voted for what

	// Of a dice, a sticker (Emoji alone) and a link.
	Emoji string `json:"emoji,omitempty"`
	Value int    `json:"value,omitempty"`
	URL   string `json:"url,omitempty"`
	About string `json:"about,omitempty"`
}

// A media is what a message in a box shows beside its text. Files and polls are
// named by number, all else is there. Kind says which fields count; it is never
// empty or KindText.
type media struct {
	Kind string   `json:"kind"`
	File int64    `json:"file,omitempty"`
	Poll int64    `json:"poll,omitempty"`
	More *Content `json:"more,omitempty"` // of the kinds without file and poll
}

// filed says whether the kind is one of files.
func filed(kind string) bool {
	switch kind {
	case KindPhoto, KindVideo, KindVideoNote, KindAnimation, KindDocument, KindAudio, KindVoice, KindSticker:
		return true
	default:
		return false
	}
}

// kindOf tells what a document is by its attributes.
func kindOf(list []tg.DocumentAttributeClass) string {
	kind := KindDocument
	for _, a := range list {
		switch a := a.(type) {
		case *tg.DocumentAttributeSticker:
			return KindSticker
		case *tg.DocumentAttributeAnimated:
			return KindAnimation
		case *tg.DocumentAttributeAudio:
			kind = KindAudio
			if a.Voice {
				kind = KindVoice
			}
		case *tg.DocumentAttributeVideo:
			kind = KindVideo
			if a.RoundMessage {
				kind = KindVideoNote
			}
		}
	}
	return kind
}

// attributes are those of a document; in JSON as Telegram writes them.
type attributes []tg.DocumentAttributeClass

// MarshalJSON writes the attributes one after another.
func (a attributes) MarshalJSON() ([]byte, error) {
	var b bin.Buffer
	b.PutVectorHeader(len(a))
	for _, one := range a {
		if err := one.Encode(&b); err != nil {
			return nil, err
		}
	}
	return json.Marshal(b.Buf)
}

// UnmarshalJSON reads what MarshalJSON wrote.
func (a *attributes) UnmarshalJSON(text []byte) error {
	var raw []byte
	if err := json.Unmarshal(text, &raw); err != nil {
		return err
	}
	b := &bin.Buffer{Buf: raw}
	n, err := b.VectorHeader()
	if err != nil {
		return err
	}
	*a = nil
	for range n {
		one, err := tg.DecodeDocumentAttribute(b)
		if err != nil {
			return err
		}
		*a = append(*a, one)
	}
	return nil
}

// describe tells a media as evidence does.
func (s *scene) describe(m *media) Content {
	switch {
	case m == nil:
		return Content{Kind: KindText}
	case m.Poll != 0:
		return s.world.poll(m.Poll).describe()
	case m.More != nil:
		out := *m.More
		out.Kind = m.Kind
		return out
	}
	f, ok := s.depot.find(m.File)
	if !ok {
		return Content{Kind: m.Kind}
	}
	out := Content{
		Kind: m.Kind, Size: f.Content.Size, SHA256: f.Content.Hash, Name: f.Name, MIME: f.MIME,
		Width: f.Width, Height: f.Height,
	}
	for _, a := range f.Attributes {
		switch a := a.(type) {
		case *tg.DocumentAttributeFilename:
			out.Name = a.FileName
		case *tg.DocumentAttributeVideo:
			out.Duration, out.Width, out.Height = a.Duration, a.W, a.H
		case *tg.DocumentAttributeAudio:
			out.Duration, out.Title = float64(a.Duration), a.Title
		case *tg.DocumentAttributeSticker:
			out.Emoji = a.Alt
		case *tg.DocumentAttributeImageSize:
			out.Width, out.Height = a.W, a.H
		}
	}
	out.Animated = f.MIME == "application/x-tgsticker"
	return out
}
