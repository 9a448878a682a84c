package greenapi

import (
	"net/url"
	"strings"
	"unicode/utf8"

	"sluice"
	"sluice/internal/filetype"
)

// fileName makes a name of what a file of that type is called, if it is called
// anything.
func fileName(given, kind string) string { return sluice.FileName(given, filetype.Extension(kind)) }

// headerName reads the name of a file in a header: as it is, or percent-encoded.
func headerName(value string) string {
	if plain, err := url.PathUnescape(value); err == nil && utf8.ValidString(plain) {
		value = plain
	}
	return strings.TrimSpace(value)
}
