package sluice_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"sluice"
)

func TestAFileNameIs(t *testing.T) {
	tests := []struct{ given, ext, want string }{
		{"report.pdf", ".bin", "report.pdf"},
		{"/home/me/report.pdf", ".bin", "report.pdf"},
		{`C:\Users\me\report.pdf`, ".bin", "report.pdf"},
		{"../../etc/passwd", ".bin", "passwd.bin"},
		{"..", ".bin", "file.bin"},
		{"a.", ".png", "a.png"},
		{"blob", ".png", "blob.png"},
		{"", ".jpg", "file.jpg"},
		{"a\r\nSet-Cookie: b=c.txt", ".bin", "aSet-Cookie: b=c.txt"},
		{"a\x00b.txt", ".bin", "ab.txt"},
		{"\u202egpj.exe", ".bin", "gpj.exe"},
		{"a\u2028b.txt", ".bin", "ab.txt"},
		{"  счёт.pdf. ", ".bin", "счёт.pdf"},
		{"a\xffb.txt", ".bin", "a\uFFFDb.txt"},
		{".htaccess", ".bin", "file.htaccess"},
		{strings.Repeat("ж", 300) + ".pdf", ".bin", strings.Repeat("ж", 251) + ".pdf"},
		{"a." + strings.Repeat("x", 300), ".bin", "a." + strings.Repeat("x", 253)},
		{strings.Repeat("a", 300) + "." + strings.Repeat("x", 300), ".bin", strings.Repeat("a", 128) + "." + strings.Repeat("x", 126)},
	}
	for _, tt := range tests {
		if diff := cmp.Diff(tt.want, sluice.FileName(tt.given, tt.ext)); diff != "" {
			t.Errorf("%q: %s", tt.given, diff)
		}
	}
}

func FuzzAFileNameIsHarmless(f *testing.F) {
	f.Add("../a\r\n\u202e.txt", ".txt")
	f.Fuzz(func(t *testing.T, given, ext string) {
		if path := strings.TrimPrefix(ext, "."); path == ext || strings.ContainsAny(path, "./\\\r\n\x00\u202e\u2066") || !utf8.ValidString(ext) {
			return // the extension of a type, which we choose
		}
		got := sluice.FileName(given, ext)
		if got == "" || strings.ContainsAny(got, "/\\\r\n\x00\u202e\u2066") || !strings.Contains(got, ".") || utf8.RuneCountInString(got) > 255 {
			t.Errorf("%q became %q", given, got)
		}
	})
}
