package greenapi_test

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"sluice"
)

var update = flag.Bool("update", false, "write testdata/*.golden anew")

// An exchange is one request and what it meets.
type exchange struct {
	name    string
	verb    string
	path    string // behind the method and the token
	body    string
	headers []string
	given   func(*world)
}

// TestGolden compares every method's answers, byte for byte, with testdata.
func TestGolden(t *testing.T) {
	for method, exchanges := range exchanges() {
		t.Run(method, func(t *testing.T) {
			var b strings.Builder
			synctest.Test(t, func(t *testing.T) { // what waits for the network waits in no time
				for _, e := range exchanges {
					play(t, &b, method, e)
				}
			})
			file := filepath.Join("testdata", strings.ReplaceAll(method, "/", "-")+".golden")
			if *update {
				if err := os.WriteFile(file, []byte(b.String()), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(want), b.String()); diff != "" {
				t.Errorf("%s (-want +got):\n%s", file, diff)
			}
		})
	}
}

// play makes one request and writes down how it went.
func play(t *testing.T, b *strings.Builder, method string, e exchange) {
	t.Helper()
	w := newWorld()
	if e.given != nil {
		e.given(w)
	}
	path := "/waInstance{id}/" + method + "/{token}" + e.path
	if name, ok := strings.CutPrefix(method, "partner/"); ok {
		path = "/partner/" + name + "/{partner}" + e.path
	}
	r := w.ask(e.verb, path, e.body, e.headers...)
	got := text(t, r)
	fmt.Fprintf(b, "== %s\n%s %s\n", e.name, e.verb, path)
	for i := 0; i < len(e.headers); i += 2 {
		fmt.Fprintf(b, "%s: %s\n", e.headers[i], e.headers[i+1])
	}
	if e.body != "" {
		fmt.Fprintf(b, "%s\n", strings.ToValidUTF8(strings.ReplaceAll(e.body, "\r\n", "\n"), "?"))
	}
	fmt.Fprintf(b, "\n%d", r.StatusCode)
	if wait := r.Header.Get("Retry-After"); wait != "" {
		fmt.Fprintf(b, " Retry-After: %s", wait)
	}
	fmt.Fprintf(b, "\n%s\n\n", got)
	if length := r.Header.Get("Content-Length"); length != strconv.Itoa(len(got)) {
		t.Errorf("%s: Content-Length %s of %d bytes", e.name, length, len(got))
	}
	if kind := r.Header.Get("Content-Type"); got != "" && kind != "application/json; charset=utf-8" {
		t.Errorf("%s: Content-Type %q", e.name, kind)
	}
	if r.Header.Get("Cache-Control") != "no-store" {
		t.Errorf("%s: Cache-Control %q", e.name, r.Header.Get("Cache-Control"))
	}
}

func state(s sluice.State) func(*world) {
	return func(w *world) {
		w.accounts.change(func(i *sluice.Instance) {
			i.State = s
			if !s.Ready() {
				i.Account = sluice.Account{}
			}
			if s == sluice.SuspendedState {
				i.SuspendedUntil = now.Add(time.Hour)
			}
		})
	}
}

func withWebhook(w *world) {
	w.inbox.err = &sluice.Error{Code: sluice.Invalid, Text: "Message cannot be received because custom webhook url is set. Clear the webhook url first and wait about 1 minute"}
	w.accounts.change(func(i *sluice.Instance) { i.Settings.WebhookURL = "https://receiver.example/hook?a=1&b=<2>" })
}

func broken(w *world) {
	err := errors.New("pebble: batch 17 is torn")
	w.accounts.err, w.queue.err, w.inbox.err, w.sessions.err = err, err, err, err
	w.journal.err, w.network.err = err, err
}

func fails(e *sluice.Error) func(*world) {
	return func(w *world) { w.accounts.err, w.queue.err, w.inbox.err, w.sessions.err = e, e, e, e }
}

func prompts(p sluice.Prompt) func(*world) {
	return func(w *world) { w.sessions.prompt = p }
}

func replies(r sluice.Reply) func(*world) { return func(w *world) { w.sessions.reply = r } }

// answers lets the network answer with an error.
func answers(e *sluice.Error) func(*world) { return func(w *world) { w.network.err = e } }

// refused lets the network refuse for good.
func refused(w *world) {
	w.network.err = &sluice.Error{Code: sluice.Refused, Text: "chat_admin_required"}
}

func queued(messages ...sluice.Message) func(*world) {
	return func(w *world) {
		for _, m := range messages {
			if _, err := w.queue.Enqueue(nil, m, sluice.Once{}); err != nil { //nolint:staticcheck // the fake needs no context
				panic(err)
			}
		}
	}
}
