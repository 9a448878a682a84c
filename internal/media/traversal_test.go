package media_test

import (
	"io/fs"
	"net/http"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"sluice"
	"sluice/internal/media"
)

// places is how everything is called that is kept, whatever a client calls it.
var places = regexp.MustCompile(`^(parts|[0-9]{8}|[0-9]{8}/[0-9]+|[0-9]{8}/[0-9]+/[a-z][0-9a-f]{32})$`)

// TestNoNameChoosesAPlace takes in files whose names, and references of the
// network, that would lead elsewhere if they were paths.
func TestNoNameChoosesAPlace(t *testing.T) {
	outer := t.TempDir()
	inner := filepath.Join(outer, "a", "b", "media")
	w := open(t, func(o *media.Options) { o.Files, o.Dir = nil, inner })
	names := []string{
		"../../../evil.txt", `..\..\evil.txt`, "/etc/passwd", `C:\evil.txt`, `\\host\share\evil.txt`, "a\x00/../../evil.txt", "%2e%2e%2fevil.txt",
		"..%2fevil.txt", "....//evil.txt", ".", "..", "...", "CON", "NUL.txt", "aux.c", "COM1", "a.txt:stream", "~root/evil.txt", "$HOME/evil.txt",
		"\uff0e\uff0e\uff0fevil.txt", "\u202e\u2066txt.exe", "a\r\nb.txt", "\xff\xfe.txt", "-rf", "|id", strings.Repeat("../", 1400) + "evil.txt", strings.Repeat("x", 4096),
	}
	for n, name := range names {
		saved := w.save(name, "text/plain", "content of "+name)
		if got := w.ask(http.MethodGet, saved.URL); got.Code != http.StatusOK || got.Body.String() != "content of "+name {
			t.Errorf("%.40q: %d", name, got.Code)
		}
		w.network.put(name, "content")
		link := w.URL(shop, "", sluice.File{Remote: sluice.Remote(name), Name: name, Size: 7}, w.clock.now())
		if got := w.ask(http.MethodGet, link); got.Code != http.StatusOK {
			t.Errorf("remote %d, %.40q: %d %s", n, name, got.Code, got.Body)
		}
	}
	files := 0
	err := filepath.WalkDir(outer, func(path string, e fs.DirEntry, err error) error {
		if err != nil || strings.HasPrefix(inner, path) {
			return err
		}
		rest, err := filepath.Rel(inner, path)
		if err != nil || !places.MatchString(filepath.ToSlash(rest)) {
			t.Errorf("%s was made, %v", path, err)
		}
		if e.Type().IsRegular() {
			files++
		}
		return nil
	})
	if err != nil || files != 2*len(names) {
		t.Errorf("%d files are kept of %d, %v", files, 2*len(names), err)
	}
}
