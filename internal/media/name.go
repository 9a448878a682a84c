package media

import (
	"mime"
	"path"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/gabriel-vasile/mimetype"
)

// maxName is the length of a file's name in code points.
const maxName = 255

// FileName makes a name with an extension of what a client calls its file, be
// that a path, "blob", or nothing. Characters that act instead of showing are
// dropped: controls, line ends, and those that turn the direction of writing,
// which make an extension read as another one.
func FileName(given, kind string) string {
	name := strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) || r == '\u2028' || r == '\u2029' {
			return -1
		}
		return r
	}, strings.ToValidUTF8(given, "\uFFFD"))
	name = name[strings.LastIndexAny(name, `/\`)+1:]
	name = strings.TrimRight(strings.TrimSpace(name), ". ")
	ext := path.Ext(name)
	base := strings.TrimSuffix(name, ext)
	if ext == "" {
		ext = extensionOf(kind)
	}
	if base == "" {
		base = "file"
	}
	for utf8.RuneCountInString(ext) > maxName/2 {
		_, n := utf8.DecodeLastRuneInString(ext)
		ext = ext[:len(ext)-n]
	}
	for utf8.RuneCountInString(base)+utf8.RuneCountInString(ext) > maxName {
		_, n := utf8.DecodeLastRuneInString(base)
		base = base[:len(base)-n]
	}
	return base + ext
}

// extensionOf returns the extension of a MIME type, ".bin" for an unknown one.
func extensionOf(kind string) string {
	if known := mimetype.Lookup(kind); known != nil && known.Extension() != "" {
		return known.Extension()
	}
	return ".bin"
}

// extOf returns the extension for a link: a few plain letters and digits.
func extOf(name string) string {
	ext := strings.ToLower(strings.TrimPrefix(path.Ext(name), "."))
	for _, r := range ext {
		if (r < 'a' || r > 'z') && (r < '0' || r > '9') {
			return "bin"
		}
	}
	if ext == "" || len(ext) > 10 {
		return "bin"
	}
	return ext
}

// refine returns what a file is: what its bytes say, or the declared type where
// the bytes only say less: an archive or a text can be many things.
func refine(sniffed *mimetype.MIME, declared string) string {
	if sniffed == nil {
		return "application/octet-stream"
	}
	kind, _, err := mime.ParseMediaType(declared)
	if err != nil {
		return sniffed.String()
	}
	known := mimetype.Lookup(kind)
	if known == nil {
		switch sniffed.String() {
		case "application/octet-stream", "application/zip", "application/gzip":
			return kind
		}
		return sniffed.String()
	}
	for up := known.Parent(); up != nil; up = up.Parent() {
		if up.Is(sniffed.String()) && !sniffed.Is("application/octet-stream") {
			return known.String()
		}
	}
	return sniffed.String()
}
