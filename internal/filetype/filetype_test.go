package filetype_test

import (
	"testing"

	"sluice"
	"sluice/internal/filetype"
)

// TestTypesAsClientsNameThem gives each name a file can come under.
func TestTypesAsClientsNameThem(t *testing.T) {
	for _, tt := range []struct{ given, kind, extension string }{
		{"image/jpeg", "image/jpeg", ".jpg"},
		{"image/jpg", "image/jpeg", ".jpg"},
		{"image/pjpeg", "image/jpeg", ".jpg"},
		{"Image/X-PNG", "image/png", ".png"},
		{"image/jpeg; name=фото.jpg", "image/jpeg", ".jpg"},
		{"image/jpeg; charset", "image/jpeg", ".jpg"},
		{"image/jpeg; a=1; a=2", "image/jpeg", ".jpg"},
		{" image/jpeg ;", "image/jpeg", ".jpg"},
		{"audio/x-mp3", "audio/mpeg", ".mp3"},
		{"audio/opus", "audio/ogg", ".ogg"},
		{"audio/ogg; codecs=opus", "audio/ogg", ".ogg"},
		{"audio/m4a", "audio/x-m4a", ".m4a"},
		{"audio/mp4", "audio/mp4", ".m4a"},
		{"text/x-vcard", "text/vcard", ".vcf"},
		{"application/x-tgsticker", "application/x-tgsticker", ".tgs"},
		{"application/octet-stream", "application/octet-stream", ".bin"},
		{"application/x-own", "application/x-own", ".bin"},
		{"no type", "", ".bin"},
		{"image/", "", ".bin"},
		{"", "", ".bin"},
	} {
		if got := filetype.Of(tt.given); got != tt.kind {
			t.Errorf("%q is of type %q, want %q", tt.given, got, tt.kind)
		}
		if got := filetype.Extension(tt.given); got != tt.extension {
			t.Errorf("%q gets %q, want %q", tt.given, got, tt.extension)
		}
	}
}

// TestAFileIsSentAsItsTypeSays looks at what the extension makes of a message.
func TestAFileIsSentAsItsTypeSays(t *testing.T) {
	for given, want := range map[string]sluice.FileKind{
		"image/jpg": sluice.FilePhoto, "image/x-png": sluice.FilePhoto, "image/webp": sluice.FilePhoto, "image/gif": sluice.FileAnimation,
		"video/mp4": sluice.FileVideo, "video/quicktime": sluice.FileVideo, "audio/x-mp3": sluice.FileAudio, "audio/mp4": sluice.FileAudio,
		"audio/m4a": sluice.FileAudio, "audio/x-wav": sluice.FileAudio, "audio/x-flac": sluice.FileAudio, "audio/aacp": sluice.FileAudio,
		"audio/opus": sluice.FileVoice, "audio/ogg": sluice.FileVoice, "text/x-vcard": sluice.FileDocument, "": sluice.FileDocument,
	} {
		if got := sluice.FileKindOf("file"+filetype.Extension(given), 1); got != want {
			t.Errorf("%q goes as %s, want %s", given, got, want)
		}
	}
}
