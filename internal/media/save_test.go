package media_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"testing/iotest"
	"time"

	"sluice"
	"sluice/internal/media"
)

func TestAnUploadIsServedUnderItsLinkAndSentByIt(t *testing.T) {
	w := open(t, func(o *media.Options) { o.Files, o.Dir = nil, t.TempDir() })
	content := "\xff\xd8\xff\xe0" + random("picture", 200_000)
	s := w.save("cat.jpg", "text/html", content)
	if s.MIME != "image/jpeg" || s.Size != int64(len(content)) || s.Name != "cat.jpg" {
		t.Errorf("got %+v", s)
	}
	for range 2 {
		if got := w.ask(http.MethodGet, s.URL); got.Code != http.StatusOK || got.Body.String() != content {
			t.Errorf("got %d, %d bytes", got.Code, got.Body.Len())
		}
		u, err := w.Upload(t.Context(), w.message(s.URL))
		if err != nil {
			t.Fatal(err)
		}
		data, err := io.ReadAll(u)
		if err != nil || string(data) != content || u.Name != "file.bin" || u.MIME != "image/jpeg" || u.Size != s.Size {
			t.Errorf("got %d bytes, %+v, %v", len(data), u, err)
		}
		if err := u.Close(); err != nil {
			t.Error(err)
		}
		w.restart()
	}
}

func TestASaveIsRefused(t *testing.T) {
	tests := []struct {
		name string
		from io.Reader
		want sluice.Code
	}{
		{"when it is empty", strings.NewReader(""), sluice.Invalid},
		{"when it is too large", strings.NewReader(strings.Repeat("x", 1000)), sluice.TooLarge},
		{"when the server's own limit ends it", http.MaxBytesReader(nil, io.NopCloser(strings.NewReader(strings.Repeat("x", 900))), 100), sluice.TooLarge},
		{"when the client goes away", iotest.TimeoutReader(iotest.OneByteReader(strings.NewReader("abc"))), sluice.Internal},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			files := newMemory()
			w := open(t, func(o *media.Options) { o.Files, o.MaxFile = files, 999 })
			_, err := w.Save(t.Context(), shop, "a.txt", "", tt.from)
			if got := sluice.CodeOf(err); got != tt.want {
				t.Errorf("got %v (%s)", err, got)
			}
			names, parts := files.names()
			if len(names) != 0 || parts != 0 || w.figure("sluice_media_stored_bytes", "") != 0 {
				t.Errorf("left: %v, %d begun, %v bytes counted", names, parts, w.figure("sluice_media_stored_bytes", ""))
			}
			if _, err := w.Save(t.Context(), shop, "a.txt", "", strings.NewReader(strings.Repeat("x", 999))); err != nil {
				t.Errorf("the largest file: %v", err)
			}
		})
	}
}

func TestAnEndedRequestEndsItsSave(t *testing.T) {
	w := open(t, nil)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := w.Save(ctx, shop, "a", "", strings.NewReader(random("x", 100_000))); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

func TestNoFaultOfTheDiskLeavesHalfAFile(t *testing.T) {
	content := random("content", 150_000)
	for n := 1; ; n++ {
		files := newMemory()
		files.at, files.err = n, errDisk
		w := open(t, func(o *media.Options) { o.Files = files })
		_, err := w.Save(t.Context(), shop, "a.bin", "", strings.NewReader(content))
		names, parts := files.names()
		if err == nil {
			if n < 5 {
				t.Fatalf("only %d operations failed", n-1)
			}
			return
		}
		if sluice.CodeOf(err) != sluice.Internal || len(names) != 0 || parts != 0 || w.figure("sluice_media_stored_bytes", "") != 0 {
			t.Fatalf("operation %d: %v, left %v, %d begun", n, err, names, parts)
		}
		if s := w.save("a.bin", "", content); w.ask(http.MethodGet, s.URL).Body.String() != content {
			t.Fatalf("operation %d: the next file is not whole", n)
		}
		w.stop()
	}
}

func TestAFullDiskDropsIncomingMediaAndHeals(t *testing.T) {
	files := newMemory()
	w := open(t, func(o *media.Options) { o.Files = files })
	w.network.put(string(first), random("in", 100_000))
	link := w.URL(shop, first, sluice.File{Name: "a.bin"}, w.clock.now())
	if got := w.ask(http.MethodGet, link); got.Code != http.StatusOK {
		t.Fatalf("got %d", got.Code)
	}
	files.mu.Lock()
	files.room, files.full = 100_000, &fs.PathError{Op: "write", Path: "x", Err: syscall.ENOSPC}
	files.mu.Unlock()
	_, err := w.Save(t.Context(), shop, "a.bin", "", strings.NewReader(random("out", 200_000)))
	_ = codeOf(t, err, sluice.Full)
	if names, parts := files.names(); len(names) != 0 || parts != 0 {
		t.Errorf("left: %v, %d begun", names, parts)
	}
	files.mu.Lock()
	files.room = -1
	files.mu.Unlock()
	w.save("a.bin", "", "fits now")
}

func TestTheQuotaDropsTheOldestIncomingMediaFirst(t *testing.T) {
	w := open(t, func(o *media.Options) { o.Quota = 250_000 })
	mine := w.save("mine.bin", "", random("mine", 50_000))
	var links []string
	for i := range 3 {
		id := sluice.MessageIDOf(first.Number() + int64(i))
		w.network.put(string(id), random(string(id), 90_000))
		links = append(links, w.URL(shop, id, sluice.File{Name: "a.bin"}, w.clock.now()))
		if got := w.ask(http.MethodGet, links[i]); got.Code != http.StatusOK {
			t.Fatalf("got %d", got.Code)
		}
	}
	before := w.network.asked()
	for _, l := range links[1:] {
		w.ask(http.MethodGet, l)
	}
	if w.ask(http.MethodGet, mine.URL).Code != http.StatusOK || w.network.asked() != before {
		t.Error("a younger one, or the client's, went first")
	}
	w.ask(http.MethodGet, links[0])
	if w.network.asked() != before+1 {
		t.Error("the oldest one is still there")
	}
	if _, err := w.Save(t.Context(), shop, "a", "", strings.NewReader(random("x", 260_000))); sluice.CodeOf(err) != sluice.Full {
		t.Errorf("got %v", err)
	}
	if w.ask(http.MethodGet, mine.URL).Code != http.StatusOK {
		t.Error("what is to be sent was dropped")
	}
}

func TestWhatACrashLeavesIsNeverServedNorSent(t *testing.T) {
	dir := t.TempDir()
	w := open(t, func(o *media.Options) { o.Files, o.Dir = nil, dir })
	s := w.save("a.bin", "", random("content", 150_000))
	w.stop()
	path := only(t, dir)
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "parts", "left"), whole[:70_000], 0o600); err != nil {
		t.Fatal(err)
	}
	for _, size := range []int{0, 1, 27, 28, 65_536, 150_000, len(whole) - 28, len(whole) - 1} {
		if err := os.WriteFile(path, whole[:size], 0o600); err != nil {
			t.Fatal(err)
		}
		w.start()
		if got := w.ask(http.MethodGet, s.URL); got.Code != http.StatusGone {
			t.Errorf("%d bytes: got %d", size, got.Code)
		}
		_, err := w.Upload(t.Context(), w.message(s.URL))
		_ = codeOf(t, err, sluice.Refused)
		w.stop()
	}
	if left, _ := os.ReadDir(filepath.Join(dir, "parts")); len(left) != 0 {
		t.Errorf("left: %v", left)
	}
}

func TestEveryFlippedBitIsFound(t *testing.T) {
	files := newMemory()
	w := open(t, func(o *media.Options) { o.Files = files })
	content := random("content", 100_000)
	s := w.save("a.bin", "", content)
	names, _ := files.names()
	whole := files.files[names[0]].data
	for at := range whole {
		if at < len(content) && at%997 != 0 {
			continue // of the content some, of the trailer all
		}
		flipped := bytes.Clone(whole)
		flipped[at] ^= 1 << (at % 8)
		files.put(names[0], flipped)
		if u, err := w.Upload(t.Context(), w.message(s.URL)); err == nil {
			_ = u.Close()
			t.Fatalf("byte %d of %d: it would have been sent", at, len(whole))
		}
		files.put(names[0], flipped)
		switch got := w.ask(http.MethodGet, s.URL); {
		case got.Code != http.StatusOK:
		case got.Body.Len() == len(content):
			t.Fatalf("byte %d of %d: nobody saw it", at, len(whole))
		case !strings.HasPrefix(content, got.Body.String()):
			t.Fatalf("byte %d of %d: wrong bytes were handed out", at, len(whole))
		}
	}
	if w.figure("sluice_media_damaged_total", "") == 0 {
		t.Error("it is not counted")
	}
}

func TestFiftyUploadsAtATimeStayApart(t *testing.T) {
	w := open(t, func(o *media.Options) { o.Files, o.Dir = nil, t.TempDir() })
	saved := make([]sluice.Saved, 50)
	var g sync.WaitGroup
	for i := range saved {
		g.Go(func() { saved[i] = w.save("a.bin", "", random(fmt.Sprint("upload", i), 100_000)) })
	}
	g.Wait()
	for i, s := range saved {
		if got := w.ask(http.MethodGet, s.URL).Body.String(); got != random(fmt.Sprint("upload", i), 100_000) {
			t.Errorf("upload %d is another", i)
		}
	}
}

func TestDaysAreDroppedWhenNoMessageCanNeedThem(t *testing.T) {
	dir := t.TempDir()
	w := open(t, func(o *media.Options) { o.Files, o.Dir = nil, dir })
	now := w.clock.now().UTC()
	midnight := now.Truncate(24 * time.Hour).Add(24 * time.Hour)
	w.clock.step(midnight.Add(-time.Second).Sub(now)) // the last second of a day
	s := w.save("a.bin", "", "content")
	m := w.message(s.URL)
	m.Queued = m.Queued.Add(24*time.Hour - 3*time.Second) // accepted while the link lived
	w.clock.step(48*time.Hour - 3*time.Second)            // and not sent for as long as it may wait
	w.restart()
	if got, err := w.fetched(m); err != nil || got != "content" {
		t.Errorf("got %q, %v", got, err)
	}
	late := w.message(s.URL)
	_, err := w.Upload(t.Context(), late)
	_ = codeOf(t, err, sluice.Refused)
	only(t, dir)
	w.clock.step(30 * time.Minute) // a send that has begun may go on
	w.restart()
	only(t, dir)
	w.clock.step(30*time.Minute + 5*time.Second)
	w.restart()
	if names, err := filepath.Glob(filepath.Join(dir, "2*")); err != nil || len(names) != 0 {
		t.Errorf("left: %v, %v", names, err)
	}
	if w.figure("sluice_media_stored_bytes", "") != 0 {
		t.Error("it is still counted")
	}
}

func TestFilesOfADeletedInstanceGoAtOnce(t *testing.T) {
	files := newMemory()
	w := open(t, func(o *media.Options) { o.Files = files })
	mine := w.save("a.bin", "", "mine")
	theirs, err := w.Save(t.Context(), other, "a.bin", "", strings.NewReader("theirs"))
	if err != nil {
		t.Fatal(err)
	}
	w.Forget(shop)
	names, _ := files.names()
	if len(names) != 1 || !strings.Contains(names[0], fmt.Sprint(other)) {
		t.Errorf("left: %v", names)
	}
	w.network.put(string(first), "content")
	if got := w.ask(http.MethodGet, w.URL(shop, first, sluice.File{}, w.clock.now())).Code; got != http.StatusGone || w.network.asked() != 0 {
		t.Errorf("a link to the network: got %d", got)
	}
	if a, b := w.ask(http.MethodGet, mine.URL).Code, w.ask(http.MethodGet, theirs.URL).Code; a != http.StatusGone || b != http.StatusOK {
		t.Errorf("got %d and %d", a, b)
	}
	if _, err := w.Save(t.Context(), shop, "a", "", strings.NewReader("late")); sluice.CodeOf(err) != sluice.Deleted {
		t.Errorf("got %v", err)
	}
	w.opts.Alive = func(id sluice.InstanceID) bool { return id != other }
	w.restart()
	if names, _ := files.names(); len(names) != 0 {
		t.Errorf("left after a restart: %v", names)
	}
}

// only returns the one file below dir that has its name.
func only(t *testing.T, dir string) (found string) {
	t.Helper()
	n := 0
	err := filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if err == nil && e.Type().IsRegular() && !strings.Contains(path, "parts") {
			found = path
			n++
		}
		return err
	})
	if err != nil || n != 1 {
		t.Fatalf("%d files, %v", n, err)
	}
	return found
}
