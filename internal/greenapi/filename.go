package greenapi

import (
	"mime"
	"net/url"
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxFileName is the length of a file's name.
const maxFileName = 255

// fileName makes a name with an extension of what a client calls its file, be
// that a full path, "blob", or nothing.
func fileName(given, kind string) string {
	name := strings.ToValidUTF8(given, "\uFFFD")
	name = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return -1
		}
		return r
	}, name)
	name = strings.TrimSpace(name[strings.LastIndexAny(name, `/\`)+1:])
	name = strings.TrimRight(name, ".")
	base, extension := name, extensionOf(kind)
	if dot := strings.LastIndexByte(name, '.'); dot >= 0 {
		base, extension = name[:dot], name[dot:]
	}
	if base == "" {
		base = "file"
	}
	for utf8.RuneCountInString(base)+utf8.RuneCountInString(extension) > maxFileName {
		base, extension = shorter(base, extension)
	}
	return base + extension
}

// shorter takes the last character away, of the extension when that is the long one.
func shorter(base, extension string) (string, string) {
	if len(extension) > len(base) {
		_, n := utf8.DecodeLastRuneInString(extension)
		return base, extension[:len(extension)-n]
	}
	_, n := utf8.DecodeLastRuneInString(base)
	return base[:len(base)-n], extension
}

// headerName reads the name of a file in a header: as it is, or percent-encoded.
func headerName(value string) string {
	if plain, err := url.PathUnescape(value); err == nil && utf8.ValidString(plain) {
		value = plain
	}
	return strings.TrimSpace(value)
}

// mediaType is a Content-Type without its parameters, "" when there is none.
func mediaType(contentType string) string {
	kind, _, err := mime.ParseMediaType(contentType)
	if err != nil {
		return ""
	}
	return kind
}
