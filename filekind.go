package sluice

import (
	"path"
	"strings"
)

// A FileKind is how a chat shows a file that was sent.
type FileKind string

// The kinds of file.
const (
	FilePhoto     FileKind = "photo"
	FileAnimation FileKind = "animation"
	FileVideo     FileKind = "video"
	FileAudio     FileKind = "audio"
	FileVoice     FileKind = "voice"
	FileDocument  FileKind = "document"
)

// maxPhoto is the size beyond which a picture goes as a document.
const maxPhoto = 10 << 20

// FileKindOf returns how a file of that name and size is sent. Only the
// extension counts: it is what the client chose.
func FileKindOf(name string, size int64) FileKind {
	switch strings.ToLower(strings.TrimPrefix(path.Ext(name), ".")) {
	case "jpg", "jpeg", "png", "webp":
		if size > maxPhoto {
			return FileDocument
		}
		return FilePhoto
	case "gif":
		return FileAnimation
	case "mp4", "mov", "webm":
		return FileVideo
	case "mp3", "m4a", "flac", "wav", "aac":
		return FileAudio
	case "ogg", "oga", "opus":
		return FileVoice
	}
	return FileDocument
}
