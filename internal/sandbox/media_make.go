package sandbox

import (
	"strconv"

	"github.com/gotd/td/tg"
)

// maxSample is how big a made-up file may be, in bytes.
const maxSample = 4 << 30

// made makes what a partner's message holds; nil for a text.
func (s *scene) made(c Content, text string) (*media, error) {
	switch {
	case c.Kind == "" || c.Kind == KindText:
		return nil, nil // a text holds nothing
	case filed(c.Kind):
		return s.madeFile(c)
	case c.Kind == KindPoll:
		return s.madePoll(c)
	case c.Kind == KindContact && (c.Phone == "" || c.FirstName == ""):
		return nil, badf("a contact needs 'phone' and 'firstName'")
	case c.Kind == KindVenue && c.Title == "":
		return nil, badf("a venue needs 'title'")
	case c.Kind == KindDice && c.Emoji == "":
		c.Emoji, c.Value = "🎲", max(1, c.Value)
	case c.Kind == KindLink && c.URL == "":
		found := preview(text)
		if found == nil {
			return nil, badf("a link needs 'url', or a text that holds one")
		}
		c.URL = found.More.URL
	}
	switch c.Kind {
	case KindContact, KindVenue, KindDice, KindLink, KindLocation, KindLiveLocation:
		return &media{Kind: c.Kind, More: &c}, nil
	default:
		return nil, badf("'kind' is %q: docs/sandbox.md lists the kinds there are", c.Kind)
	}
}

// madeFile makes a file of the bytes that are given, or a sample.
func (s *scene) madeFile(c Content) (*media, error) {
	if c.Size < 0 || c.Size > maxSample || c.Size > smallUpload && c.Kind == KindPhoto {
		return nil, badf("'size' must be 0 to %d, of a photo %d", maxSample, smallUpload)
	}
	sampled := c.Kind
	if c.Animated {
		sampled = sampleAnimated
	}
	what := sampleContent(sampled, c.Size)
	if len(c.Bytes) > 0 {
		var err error
		if what, err = s.depot.store(c.Bytes); err != nil {
			return nil, err
		}
	}
	f, err := s.dressed(c, what)
	if err != nil {
		return nil, err
	}
	return &media{Kind: c.Kind, File: f.ID}, nil
}

// dressed makes a file that shows what a partner says of it.
func (s *scene) dressed(c Content, what content) (*file, error) {
	if c.Kind == KindPhoto {
		f, err := s.photo(what, c.Name, s.away(c.Away))
		if err != nil {
			return nil, badf("'bytes' are not a photo: JPEG, PNG, GIF or WebP, of %d bytes at most", smallUpload)
		}
		return f, nil
	}
	f := file{Date: s.date(), Content: what, MIME: c.MIME, Name: c.Name, Attributes: c.attributes(), Place: s.away(c.Away)}
	if f.MIME == "" {
		f.MIME = c.usualMIME()
	}
	if c.Kind == KindVideo || c.Kind == KindAnimation || c.Kind == KindVideoNote {
		if err := s.picture(&f, sampleJPEG()); err != nil {
			return nil, err
		}
	}
	return s.addFile(f)
}

func (c Content) usualMIME() string {
	switch {
	case c.Animated:
		return "application/x-tgsticker"
	case c.Kind == KindVideo, c.Kind == KindVideoNote, c.Kind == KindAnimation:
		return "video/mp4"
	case c.Kind == KindAudio:
		return "audio/mpeg"
	case c.Kind == KindVoice:
		return "audio/ogg"
	case c.Kind == KindSticker:
		return "image/webp"
	default:
		return "application/pdf"
	}
}

// attributes are those that Telegram gives a file of the kind.
func (c Content) attributes() attributes {
	var out attributes
	side := func(n int) int { return max(n, 1) }
	switch c.Kind {
	case KindVideo, KindVideoNote:
		out = append(out, &tg.DocumentAttributeVideo{RoundMessage: c.Kind == KindVideoNote, Duration: c.Duration, W: side(c.Width), H: side(c.Height)})
	case KindAnimation:
		out = append(out, &tg.DocumentAttributeAnimated{}, &tg.DocumentAttributeVideo{Nosound: true, Duration: c.Duration, W: side(c.Width), H: side(c.Height)})
	case KindAudio, KindVoice:
		out = append(out, &tg.DocumentAttributeAudio{Voice: c.Kind == KindVoice, Duration: int(c.Duration), Title: c.Title})
	case KindSticker:
		out = append(out, &tg.DocumentAttributeImageSize{W: 512, H: 512},
			&tg.DocumentAttributeSticker{Alt: c.Emoji, Stickerset: &tg.InputStickerSetEmpty{}})
	}
	switch {
	case c.Name != "":
		out = append(out, &tg.DocumentAttributeFilename{FileName: c.Name})
	case c.Animated:
		out = append(out, &tg.DocumentAttributeFilename{FileName: "AnimatedSticker.tgs"})
	case c.Kind == KindSticker:
		out = append(out, &tg.DocumentAttributeFilename{FileName: "sticker.webp"})
	}
	return out
}

func (s *scene) madePoll(c Content) (*media, error) {
	p, correct := poll{Content: c}, 0
	p.Kind = ""
	for i := range c.Options {
		p.Keys = append(p.Keys, []byte(strconv.Itoa(i)))
	}
	if c.Quiz && c.Correct != nil {
		correct = 1
	}
	if err := p.check(correct); err != nil {
		return nil, badf("a poll needs 'question', 2 to %d 'options' that all differ, and a quiz 'correct': %v", maxOptions, err)
	}
	return s.addPoll(p)
}
