package greenapi_test

import (
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"sluice"
)

const (
	edit   = `{"chatId":"10000000","idMessage":"1763115112399","message":"new"}`
	remove = `{"chatId":"10000000","idMessage":"1763115112399"}`
)

// TestQueuedMessagesAreChangedInEveryState without asking the network.
func TestQueuedMessagesAreChangedInEveryState(t *testing.T) {
	for _, s := range []sluice.State{
		sluice.NotAuthorized, sluice.PendingPassword, sluice.Starting, sluice.Authorized, sluice.SuspendedState, sluice.BlockedState,
	} {
		w := newWorld()
		ours(sluice.StatusPending, 0)(w)
		state(s)(w)
		if got := w.post(t, "editMessage", edit); got != `{"idMessage":"1763115112399"}` {
			t.Errorf("%s: editMessage answers %s", s, got)
		}
		if got := w.post(t, "deleteMessage", remove); got != "" {
			t.Errorf("%s: deleteMessage answers %s", s, got)
		}
		if diff := cmp.Diff([]string{"1763115112399 {new <nil>}"}, w.queue.edits); diff != "" {
			t.Errorf("%s: edits (-want +got):\n%s", s, diff)
		}
		if diff := cmp.Diff([]sluice.MessageID{"1763115112399"}, w.queue.taken); diff != "" {
			t.Errorf("%s: taken out (-want +got):\n%s", s, diff)
		}
		if len(w.network.asked) > 0 {
			t.Errorf("%s: the network was asked: %v", s, w.network.asked)
		}
	}
}

// TestAnEditKeepsTheRestOfAQueuedMessage changes a caption and a text.
func TestAnEditKeepsTheRestOfAQueuedMessage(t *testing.T) {
	off := false
	for _, tt := range []struct {
		request sluice.Body
		want    string
	}{
		{sluice.FileBody{URL: "https://x/a", Name: "a.pdf", Caption: "old"}, "1763115112399 {https://x/a a.pdf new}"},
		{sluice.TextBody{Text: "old", LinkPreview: &off}, "1763115112399 {new 0x"},
	} {
		w := newWorld()
		ours(sluice.StatusPending, 0)(w)
		w.journal.change(func(r *sluice.Record) { r.Request = tt.request })
		w.post(t, "editMessage", edit)
		if len(w.queue.edits) != 1 || !strings.HasPrefix(w.queue.edits[0], tt.want) {
			t.Errorf("edits %v, want %s", w.queue.edits, tt.want)
		}
	}
	for _, b := range []sluice.Body{sluice.LocationBody{}, sluice.PollBody{}, sluice.ContactBody{}, sluice.ForwardBody{}} {
		w := newWorld()
		ours(sluice.StatusPending, 0)(w)
		w.journal.change(func(r *sluice.Record) { r.Request = b })
		if got := w.want(t, http.StatusBadRequest, http.MethodPost, "editMessage", edit); !strings.Contains(got, `"Only messages with a text or a caption can be edited"`) {
			t.Errorf("%T: %s", b, got)
		}
	}
}

// TestAChangeWaitsForASendUnderWay changes a message while it is being sent: it
// is changed at the network as soon as that has it.
func TestAChangeWaitsForASendUnderWay(t *testing.T) {
	for method, tt := range map[string]struct{ body, want string }{
		"editMessage":   {edit, "edit 10000000/9 new"},
		"deleteMessage": {remove, "delete 10000000/9 false"},
	} {
		synctest.Test(t, func(t *testing.T) {
			w := newWorld()
			ours(sluice.StatusPending, 0)(w)
			w.queue.sending = true
			go func() {
				time.Sleep(3 * time.Second)
				w.queue.ring() // something else changes
				time.Sleep(6 * time.Second)
				w.journal.change(func(r *sluice.Record) {
					r.Status, r.Ref = sluice.StatusSent, sluice.Ref{Chat: "10000000", Number: 9}
				})
				w.queue.ring()
			}()
			began := time.Now()
			w.post(t, method, tt.body)
			if took := time.Since(began); took != 9*time.Second {
				t.Errorf("%s took %v, want 9s", method, took)
			}
			if diff := cmp.Diff([]string{tt.want}, w.network.asked); diff != "" {
				t.Errorf("%s (-want +got):\n%s", method, diff)
			}
		})
		synctest.Test(t, func(t *testing.T) {
			w := newWorld()
			ours(sluice.StatusPending, 0)(w)
			w.queue.sending = true
			began := time.Now()
			w.want(t, http.StatusBadGateway, http.MethodPost, method, tt.body)
			if took := time.Since(began); took != 10*time.Second {
				t.Errorf("%s gave up after %v, want 10s", method, took)
			}
		})
	}
}

// TestASendThatFailsMeanwhile leaves nothing to change.
func TestASendThatFailsMeanwhile(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld()
		ours(sluice.StatusPending, 0)(w)
		w.queue.sending = true
		go func() {
			time.Sleep(time.Second)
			w.journal.change(func(r *sluice.Record) { r.Status = sluice.StatusFailed })
			w.queue.ring()
		}()
		if got := w.want(t, http.StatusBadRequest, http.MethodPost, "deleteMessage", remove); !strings.Contains(got, `"Message not found"`) {
			t.Errorf("answer %s", got)
		}
	})
}
