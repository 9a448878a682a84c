package telegram

import (
	"path"
	"strings"

	"github.com/gotd/td/tg"

	"sluice"
)

// photoLimit is the size above which Telegram takes a picture as a document
// alone.
const photoLimit = 10 << 20

// A form is as what a file is shown.
type form uint8

const (
	asDocument form = iota
	asPhoto
	asAnimation
	asVideo
	asAudio
	asVoice
)

// forms says by the extension of its name as what a file goes out.
var forms = map[string]form{
	".jpg": asPhoto, ".jpeg": asPhoto, ".png": asPhoto, ".webp": asPhoto,
	".gif": asAnimation,
	".mp4": asVideo, ".mov": asVideo, ".webm": asVideo,
	".mp3": asAudio, ".m4a": asAudio, ".flac": asAudio, ".wav": asAudio, ".aac": asAudio,
	".ogg": asVoice, ".oga": asVoice, ".opus": asVoice,
}

// A shape is how a file is shown.
type shape struct {
	form form
	name string
	mime string
}

func shapeOf(f sluice.Upload) shape {
	s := shape{form: forms[strings.ToLower(path.Ext(f.Name))], name: f.Name, mime: f.MIME}
	if s.form == asPhoto && f.Size > photoLimit {
		s.form = asDocument
	}
	if s.mime == "" {
		s.mime = "application/octet-stream"
	}
	return s
}

// media returns what a request names the uploaded file with.
func (s shape) media(input tg.InputFileClass) tg.InputMediaClass {
	if s.form == asPhoto {
		return &tg.InputMediaUploadedPhoto{File: input}
	}
	d := &tg.InputMediaUploadedDocument{File: input, MimeType: s.mime, ForceFile: s.form == asDocument}
	d.Attributes = []tg.DocumentAttributeClass{&tg.DocumentAttributeFilename{FileName: s.name}}
	switch s.form {
	case asAnimation:
		d.Attributes = append(d.Attributes, &tg.DocumentAttributeAnimated{})
	case asVideo:
		d.Attributes = append(d.Attributes, &tg.DocumentAttributeVideo{SupportsStreaming: true})
	case asAudio:
		d.Attributes = append(d.Attributes, &tg.DocumentAttributeAudio{})
	case asVoice:
		d.MimeType = "audio/ogg"
		d.Attributes = append(d.Attributes, &tg.DocumentAttributeAudio{Voice: true})
	}
	return d
}

// plain returns the same file as a document.
func (s shape) plain() shape {
	s.form = asDocument
	return s
}
