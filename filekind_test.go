package sluice_test

import (
	"testing"

	"sluice"
)

func TestAFileIsSentByItsExtension(t *testing.T) {
	tests := []struct {
		name string
		size int64
		want sluice.FileKind
	}{
		{"a.jpg", 1, sluice.FilePhoto},
		{"a.JPEG", 10 << 20, sluice.FilePhoto},
		{"a.png", 10<<20 + 1, sluice.FileDocument},
		{"a.webp", 1, sluice.FilePhoto},
		{"a.gif", 1, sluice.FileAnimation},
		{"a.mp4", 1, sluice.FileVideo},
		{"a.tar.mov", 100 << 20, sluice.FileVideo},
		{"a.webm", 1, sluice.FileVideo},
		{"a.mp3", 1, sluice.FileAudio},
		{"a.m4a", 1, sluice.FileAudio},
		{"a.flac", 1, sluice.FileAudio},
		{"a.wav", 1, sluice.FileAudio},
		{"a.aac", 1, sluice.FileAudio},
		{"a.ogg", 1, sluice.FileVoice},
		{"a.oga", 1, sluice.FileVoice},
		{"a.opus", 1, sluice.FileVoice},
		{"a.pdf", 1, sluice.FileDocument},
		{"jpg", 1, sluice.FileDocument},
		{"", 1, sluice.FileDocument},
	}
	for _, tt := range tests {
		if got := sluice.FileKindOf(tt.name, tt.size); got != tt.want {
			t.Errorf("%s of %d bytes: got %s, want %s", tt.name, tt.size, got, tt.want)
		}
	}
}
