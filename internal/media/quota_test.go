package media_test

import (
	"bytes"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"sluice"
	"sluice/internal/media"
)

// upload saves n files of 100,000 bytes for an instance, and returns how many were
// taken and what refused the first that was not.
func (w *world) upload(id sluice.InstanceID, n int) (taken int, refused error) {
	w.t.Helper()
	for i := range n {
		_, err := w.Save(w.t.Context(), id, "a.bin", "", strings.NewReader(random(fmt.Sprint("upload", i), 100_000)))
		switch {
		case err == nil:
			taken++
		case refused == nil:
			refused = err
		}
	}
	return taken, refused
}

// TestAnInstanceLeavesRoomForTheFilesOfOthers has an instance upload until it is
// refused: alone it may take half of the quota, and when that is taken its eighth.
// Deleted files, days that are over and a restart change nothing about the rule.
func TestAnInstanceLeavesRoomForTheFilesOfOthers(t *testing.T) {
	const quota = 4_000_000
	w := open(t, func(o *media.Options) { o.Files, o.Dir, o.Quota = nil, t.TempDir(), quota })
	taken, err := w.upload(other, 60)
	if taken != 20 {
		t.Errorf("alone it has %d files", taken)
	}
	if e := codeOf(t, err, sluice.Full); !strings.Contains(e.Text, "share") {
		t.Errorf("told %q", e.Text)
	}
	for range 2 {
		if taken, err := w.upload(other, 1); taken != 0 {
			t.Errorf("it has one more: %v", err)
		}
		w.restart()
	}
	for i := range sluice.InstanceID(4) {
		if taken, _ := w.upload(shop+1000+i, 10); taken != 5 && i < 3 || taken < 4 && i == 3 { // trailers count after a restart
			t.Errorf("instance %d has %d files", i, taken)
		}
	}
	if taken, err := w.upload(shop, 1); taken != 0 || strings.Contains(codeOf(t, err, sluice.Full).Text, "share") {
		t.Errorf("beyond the quota: %d, %v", taken, err)
	}
	w.Forget(other)
	if taken, err := w.upload(shop, 1); taken != 1 {
		t.Errorf("there is room again: %v", err)
	}
	w.clock.step(96 * time.Hour)
	w.restart()
	if taken, err := w.upload(shop, 60); taken != 20 {
		t.Errorf("after days alone: %d files, %v", taken, err)
	}
}

// TestWhatNoMessageCarriesTakesNoRoom uploads for a queue that is full, again and again.
func TestWhatNoMessageCarriesTakesNoRoom(t *testing.T) {
	const quota = 4_000_000
	w := open(t, func(o *media.Options) { o.Files, o.Dir, o.Quota = nil, t.TempDir(), quota })
	kept := w.save("a.bin", "", "kept")
	for k := range 60 {
		s := w.save("a.bin", "", random(fmt.Sprint("upload", k), 100_000))
		w.Discard(other, s.URL) // whose it is not
		if got, err := w.fetched(w.message(s.URL)); err != nil || len(got) != 100_000 {
			t.Fatalf("upload %d: %d bytes, %v", k, len(got), err)
		}
		w.Discard(shop, s.URL)
		_, err := w.Upload(t.Context(), w.message(s.URL))
		_ = codeOf(t, err, sluice.Refused)
		w.Discard(shop, s.URL)
	}
	w.Discard(shop, "https://elsewhere.example/a.bin")
	w.Discard(shop, "")
	if got, err := w.fetched(w.message(kept.URL)); err != nil || got != "kept" {
		t.Errorf("what is to be sent is %q, %v", got, err)
	}
}

// TestWhatComesInLeavesNoInstanceWithoutItsShare has incoming media fill the quota:
// it goes for what is to be sent, and does not count in anybody's share.
func TestWhatComesInLeavesNoInstanceWithoutItsShare(t *testing.T) {
	w := open(t, func(o *media.Options) { o.Quota = 4_000_000 })
	for i := range 60 {
		id := sluice.MessageIDOf(first.Number() + int64(i))
		w.network.put(string(id), random(string(id), 100_000))
		if got := w.ask(http.MethodGet, w.URL(shop, id, sluice.File{}, w.clock.now())); got.Code != http.StatusOK {
			t.Fatalf("got %d", got.Code)
		}
	}
	if taken, err := w.upload(shop, 60); taken != 20 {
		t.Errorf("%d files were taken, then %v", taken, err)
	}
}

// TestTheOperatorIsToldWhoHasTheQuota has many files refused: that is logged once an
// hour, with who has most, and each is counted.
func TestTheOperatorIsToldWhoHasTheQuota(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var log bytes.Buffer
		w := open(t, func(o *media.Options) { o.Quota, o.Log = 4_000_000, slog.New(slog.NewTextHandler(&log, nil)) })
		_, _ = w.upload(shop, 3)
		_, _ = w.upload(other, 30)
		const line = `msg="media: the quota is used up" quota=4000000`
		if text := log.String(); strings.Count(text, line) != 1 || !strings.Contains(text, fmt.Sprintf("most=\"%d: 1700000, %d: 300000\"", other, shop)) {
			t.Errorf("logged %s", text)
		}
		if n := w.figure("sluice_media_refused_total", "share"); n != 13 {
			t.Errorf("%v were refused", n)
		}
		time.Sleep(time.Hour)
		_, _ = w.upload(other, 2)
		if n := strings.Count(log.String(), line); n != 2 {
			t.Errorf("an hour later it is logged %d times", n)
		}
		w.stop()
	})
}

// TestAFileThatFindsNoRoomIsToldSo has a fetch meet the share of its instance until
// it is given up: the client reads why.
func TestAFileThatFindsNoRoomIsToldSo(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		server := wired(t, func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write(make([]byte, 100_000)) })
		w := open(t, func(o *media.Options) { o.Quota, o.Dial = 4_000_000, server.dial })
		_, _ = w.upload(shop, 30)
		_, err := w.fetched(w.message(goodServer))
		want := "File from url was not kept: The instance's share of the quota for files is used up"
		if e := codeOf(t, err, sluice.Refused); e.Text != want {
			t.Errorf("told %q", e.Text)
		}
		w.stop()
	})
}
