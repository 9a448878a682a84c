package greenapi_test

import (
	"bytes"
	"net/http"
	"strings"
	"testing"

	"sluice"
	"sluice/internal/greenapi"
	files "sluice/internal/media"
	"sluice/internal/store"
)

var (
	_ greenapi.Media = (*files.Media)(nil)
	_ greenapi.Queue = (*store.Store)(nil)
)

// TestFilesAreServedAsTheyWereUploaded goes through the real media and queue:
// what is uploaded is there under its address, what is sent names it, and a
// picture reaches the network whole.
func TestFilesAreServedAsTheyWereUploaded(t *testing.T) {
	h := newHouse(t)
	m, err := files.Open(nil, files.Options{Dir: t.TempDir(), MediaURL: "https://sluice.example"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = m.Close() })
	h.server.Media, h.server.Others = m, http.NewServeMux()
	h.server.Others.Handle("/download/", m.Handler())
	h.handler = h.server.Handler()
	content := strings.Repeat("0123456789", 100_000)

	raw := h.good(t, http.MethodPost, "uploadFile", content, "GA-Filename", "a.txt")
	address, ok := strings.CutPrefix(strings.TrimSuffix(raw, `"}`), `{"urlFile":"https://sluice.example`)
	if !ok || !strings.HasPrefix(address, "/download/4900/") || !strings.HasSuffix(address, ".txt") {
		t.Fatalf("answer %s", raw)
	}
	if got := text(t, h.ask(http.MethodGet, address, "")); got != content {
		t.Errorf("%d bytes are served of %d", len(got), len(content))
	}
	sent := h.good(t, http.MethodPost, "sendFileByUpload", form(part{"file", content, "b.txt", ""}, part{name: "chatId", value: "10000000"}), "Content-Type", formType)
	_, url, _ := strings.Cut(sent, `"urlFile":"`)
	if list := h.good(t, http.MethodGet, "showMessagesQueue", ""); !strings.Contains(list, `"type":"sendFileByUrl","body":{"chatId":"10000000","urlFile":"`+strings.TrimSuffix(url, `"}`)+`","fileName":"b.txt"}`) {
		t.Errorf("queued %s of %s", list, sent)
	}
	if status, got := h.call(t, http.MethodPost, "uploadFile", "", "GA-Filename", "a.txt"); status != http.StatusBadRequest || !strings.Contains(got, `"File is empty"`) {
		t.Errorf("of nothing: %d %s", status, got)
	}

	change := sluice.Change{State: sluice.Authorized, Account: sluice.Account{ID: "20000000", Phone: "79876543210"}}
	if err := h.store.SetState(t.Context(), id, change); err != nil {
		t.Fatal(err)
	}
	picture := form(part{"file", jpeg + string(bytes.Repeat([]byte("x"), 1<<20)), "me.jpg", "image/jpeg"})
	got := h.good(t, http.MethodPost, "setProfilePicture", picture, "Content-Type", formType)
	if !strings.Contains(got, `"setProfilePicture":true`) || h.network.asked[0] != "portrait 1048587 of 1048587" {
		t.Errorf("picture: %s, asked %v", got, h.network.asked)
	}
}
