package telegram_test

import (
	"bytes"
	"testing"

	"sluice"
	"sluice/internal/driver/drivertest"
	"sluice/internal/driver/telegram"
	"sluice/internal/sandbox"
)

// Each of these exchanges a key with the second data centre.

func TestAFileIsFetchedFromAnotherDataCentre(t *testing.T) {
	t.Parallel()
	w := newWorld(t, sandbox.Options{}, telegram.Options{})
	r, a, _ := logged(t, w)
	want := bytes.Repeat([]byte("far away "), 200_000)
	_, err := w.Sandbox.Write(sandbox.Writing{Account: string(a.ID), Chat: string(a.Known), From: string(a.Known), Text: "far", Content: sandbox.Content{
		Kind: sandbox.KindDocument, Bytes: want, Away: true,
	}})
	must(t, err)
	r.heard(t, "far")
	var got bytes.Buffer
	for _, e := range r.sink.all() {
		if e.Content.File != nil {
			must(t, r.Conn.(sluice.Downloader).Download(t.Context(), e.Content.File.Remote, &got))
		}
	}
	if !bytes.Equal(got.Bytes(), want) {
		t.Errorf("%d bytes, want %d", got.Len(), len(want))
	}
}

// A data centre that does not know the account ends no session.
func TestARefusalOfAnotherDataCentreEndsNoSession(t *testing.T) {
	t.Parallel()
	w := newWorld(t, sandbox.Options{}, telegram.Options{})
	r, a, store := logged(t, w)
	_, err := w.Sandbox.Write(sandbox.Writing{Account: string(a.ID), Chat: string(a.Known), From: string(a.Known), Text: "far", Content: sandbox.Content{
		Kind: sandbox.KindDocument, Bytes: []byte("far away"),
	}})
	must(t, err)
	r.heard(t, "far")
	w.fault(t, sandbox.Fault{Do: sandbox.DoError, Method: "upload.getFile", Error: "AUTH_KEY_UNREGISTERED", Code: 401, Times: 1, Account: string(a.ID)})
	var got bytes.Buffer
	for _, e := range r.sink.all() {
		if e.Content.File != nil {
			if err := r.Conn.(sluice.Downloader).Download(t.Context(), e.Content.File.Remote, &got); err == nil {
				t.Error("the fault was not met")
			}
			must(t, r.Conn.(sluice.Downloader).Download(t.Context(), e.Content.File.Remote, &got))
		}
	}
	if got.String() != "far away" {
		t.Errorf("got %q", got.String())
	}
	sendText(t, r, a.Known, "still here")
	r.stop()
	run(t, w, store, sluice.Link{}).authorized(t)
}

// It exchanges four keys, which is work for a processor: not beside others.
func TestAnAccountOfAnotherDataCentreLogsInAndComesBack(t *testing.T) {
	for name, method := range map[string]sluice.LoginMethod{"by code": {Phone: "79001112233"}, "by QR": {}} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, sandbox.Options{}, telegram.Options{})
			_, err := w.AddAccount(t.Context(), sandbox.Order{Phone: "79001112233", Away: true})
			must(t, err)
			store := drivertest.NewValues()
			r := run(t, w, store, sluice.Link{})
			must(t, r.Login(t.Context(), method))
			if method.Phone == "" {
				r.until(t, "the QR", func(c sluice.Change) bool { return c.Prompt.Step == sluice.StepQR })
				w.Scan(t, first, "79001112233")
			} else {
				r.until(t, "the code", func(c sluice.Change) bool { return c.Prompt.Step == sluice.StepCode })
				must(t, r.Answer(t.Context(), sluice.Answer{Code: w.Code(t, method.Phone)}))
			}
			r.authorized(t)
			r.stop()
			next := run(t, w, store, sluice.Link{})
			next.authorized(t)
			sendText(t, next, "79998887767@c.us", "from afar")
		})
	}
}
