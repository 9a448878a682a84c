// Package filetype reads the types by which clients and Telegram name files, and
// says which extension a file of a type gets.
//
// The extension decides how a file is sent: a photo whose type is not understood
// goes as a document. So the names that clients use beside the registered ones are
// read as what they mean; all others are those of the library that recognises
// files by their bytes.
package filetype

import (
	"mime"
	"strings"

	"github.com/gabriel-vasile/mimetype"
)

// Of returns the type that a Content-Type names, without its parameters, which may
// be anything. It is "" when there is no type.
func Of(contentType string) string {
	bare, _, _ := strings.Cut(contentType, ";")
	kind, _, err := mime.ParseMediaType(bare)
	if err != nil {
		return ""
	}
	return meant(kind)
}

// Extension returns the extension, with its dot, of a file of a type; ".bin" when
// the type says nothing.
func Extension(contentType string) string {
	kind := Of(contentType)
	switch kind {
	case "application/x-tgsticker":
		return ".tgs"
	case "audio/ogg":
		return ".ogg"
	case "audio/mp4": // as a file .mp4 it would go as a video
		return ".m4a"
	}
	if known := mimetype.Lookup(kind); known != nil && known.Extension() != "" {
		return known.Extension()
	}
	return ".bin"
}

// meant returns what is meant by a type, if it is another name of one.
func meant(kind string) string {
	switch kind {
	case "image/jpg", "image/pjpeg", "image/x-jpeg", "image/x-jpg", "image/x-citrix-jpeg":
		return "image/jpeg"
	case "image/x-png", "image/x-citrix-png":
		return "image/png"
	case "image/x-webp":
		return "image/webp"
	case "image/vnd.microsoft.icon":
		return "image/x-icon"
	case "audio/x-mp3", "audio/mpeg3", "audio/x-mpeg3", "audio/x-mpeg-3":
		return "audio/mpeg"
	case "audio/m4a":
		return "audio/x-m4a"
	case "audio/x-aac", "audio/aacp":
		return "audio/aac"
	case "audio/x-flac":
		return "audio/flac"
	case "audio/opus", "audio/oga", "audio/x-ogg":
		return "audio/ogg"
	case "video/x-mp4":
		return "video/mp4"
	case "text/x-vcard", "text/directory":
		return "text/vcard"
	case "text/json":
		return "application/json"
	case "application/csv", "text/x-csv":
		return "text/csv"
	}
	return kind
}
