package media

import (
	"path"
	"strings"

	"github.com/gabriel-vasile/mimetype"

	"sluice"
	"sluice/internal/filetype"
)

// fileName makes a name of what a file of that type is called, if it is called
// anything.
func fileName(given, kind string) string { return sluice.FileName(given, filetype.Extension(kind)) }

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
	kind := filetype.Of(declared)
	if kind == "" {
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
