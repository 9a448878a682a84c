package sluice

import (
	"path"
	"strings"
	"unicode"
	"unicode/utf8"
)

// MaxFileName is the length of a file's name in code points.
const MaxFileName = 255

// FileName makes a name with an extension of what somebody calls a file, be that
// a full path, "blob", or nothing; ext, with its dot, is what a name without one
// gets. Characters that act instead of showing are dropped: controls, line ends,
// and those that turn the direction of writing, which make an extension read as
// another one.
func FileName(given, ext string) string {
	name := strings.Map(shown, strings.ToValidUTF8(given, "\uFFFD"))
	name = name[strings.LastIndexAny(name, `/\`)+1:]
	name = strings.TrimRight(strings.TrimSpace(name), ". ")
	if own := path.Ext(name); own != "" {
		name, ext = strings.TrimSuffix(name, own), own
	}
	if name == "" {
		name = "file"
	}
	ext = cut(ext, max(MaxFileName/2, MaxFileName-utf8.RuneCountInString(name)))
	return cut(name, MaxFileName-utf8.RuneCountInString(ext)) + ext
}

func shown(r rune) rune {
	if unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) || r == '\u2028' || r == '\u2029' {
		return -1
	}
	return r
}

// cut returns the first n characters of s, or all of it.
func cut(s string, n int) string {
	for at := range s {
		if n == 0 {
			return s[:at]
		}
		n--
	}
	return s
}
