package app

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
)

// TestAPlaceIsComparedAsFarAsItIsKnown because not every disk and image says all.
func TestAPlaceIsComparedAsFarAsItIsKnown(t *testing.T) {
	here := place{Inode: 7, Born: 1_700_000_000_123_456_789, Machine: "a"}
	for _, tt := range []struct {
		name  string
		there place
		want  bool
	}{
		{"the same", here, true},
		{"a copy on a disk that numbers alike", place{7, here.Born + 1, "a"}, false},
		{"a copy of the same moment", place{8, here.Born, "a"}, false},
		{"a disk in another machine", place{7, here.Born, "b"}, false},
		{"an image without a number", place{7, here.Born, ""}, true},
		{"a disk that does not say when a file was born", place{7, 0, "a"}, true},
		{"one that does not, and numbers otherwise", place{8, 0, "a"}, false},
		{"a system that says nothing", place{}, true},
	} {
		if here.same(tt.there) != tt.want || tt.there.same(here) != tt.want {
			t.Errorf("%s: want %v", tt.name, tt.want)
		}
	}
}

// TestANodeIsItsFile and not what is written in it.
func TestANodeIsItsFile(t *testing.T) {
	d := open(t, t.TempDir())
	made, err := d.newNode()
	if err != nil {
		t.Fatal(err)
	}
	if made.Inode == 0 || len(made.ID) != 32 {
		t.Errorf("made %+v", made)
	}
	if read, err := d.node(); err != nil || read != made {
		t.Errorf("read %+v, %v; made %+v", read, err, made)
	}
	text, err := os.ReadFile(d.file(nodeFile))
	if err != nil {
		t.Fatal(err)
	}
	name := filepath.Join(t.TempDir(), nodeFile)
	if err := os.WriteFile(name, text, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := readNode(name); !errors.Is(err, errMoved) {
		t.Errorf("a copy is taken for the file: %v", err)
	}
	again, err := d.newNode()
	if err != nil || again.ID == made.ID {
		t.Errorf("made %+v again, %v", again, err)
	}
}
