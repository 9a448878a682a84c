package greenapi_test

import (
	"fmt"
	"net/http"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

// limited returns a world with the original's limits.
func limited(chosen map[string]float64) *world {
	w := newWorld()
	w.server.Limits = chosen
	w.handler = w.server.Handler()
	return w
}

// status asks and returns the status and Retry-After.
func status(w *world, verb, method string) string {
	r := w.ask(verb, "/waInstance{id}/"+method+"/{token}", `{"chatId":"1","message":"x"}`)
	if wait := r.Header.Get("Retry-After"); wait != "" {
		return fmt.Sprintf("%d after %s s", r.StatusCode, wait)
	}
	return fmt.Sprint(r.StatusCode)
}

func TestLimits(t *testing.T) {
	const get, post = http.MethodGet, http.MethodPost
	type step struct {
		after        time.Duration
		verb, method string
		want         string
	}
	for _, tt := range []struct {
		name   string
		chosen map[string]float64
		steps  []step
	}{
		{"of a method with one a second, two at once pass", nil, []step{
			{0, get, "getSettings", "200"},
			{0, get, "getSettings", "200"},
			{0, get, "getSettings", "429 after 1 s"},
			{999 * time.Millisecond, get, "getSettings", "429 after 1 s"},
			{time.Millisecond, get, "getSettings", "200"},
			{0, get, "getSettings", "429 after 1 s"},
		}},
		{"methods do not disturb each other", nil, []step{
			{0, get, "getSettings", "200"},
			{0, get, "getSettings", "200"},
			{0, get, "getStateInstance", "200"},
		}},
		{"aliases share, in any letter case", nil, []step{
			{0, get, "getMessagesCount", "200"},
			{0, get, "GetMessagesCountAsync", "200"},
			{0, get, "getMessagesCount", "429 after 1 s"},
			{0, get, "GETMESSAGESCOUNTASYNC", "429 after 1 s"},
		}},
		{"both verbs share", nil, []step{
			{0, get, "clearWebhooksQueue", "200"},
			{0, http.MethodDelete, "clearWebhooksQueue", "200"},
			{0, get, "clearWebhooksQueue", "429 after 1 s"},
		}},
		{"a slow method says how long to wait", map[string]float64{"GetSettings": 0.1}, []step{
			{0, get, "getSettings", "200"},
			{0, get, "getSettings", "200"},
			{0, get, "getSettings", "429 after 10 s"},
			{7500 * time.Millisecond, get, "getSettings", "429 after 3 s"},
			{2500 * time.Millisecond, get, "getSettings", "200"},
		}},
		{"zero is no limit", map[string]float64{"getsettings": 0}, []step{
			{0, get, "getSettings", "200"},
			{0, get, "getSettings", "200"},
			{0, get, "getSettings", "200"},
		}},
		{"a request that fails takes a token too", nil, []step{
			{0, post, "setSettings", "200"},
			{0, post, "setSettings", "200"},
			{0, post, "setSettings", "429 after 1 s"},
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := limited(tt.chosen)
				for n, s := range tt.steps {
					time.Sleep(s.after)
					if got := status(w, s.verb, s.method); got != s.want {
						t.Errorf("step %d: %s answered %s, want %s", n, s.method, got, s.want)
					}
				}
			})
		})
	}
}

// TestFiftyMessagesPassAtOnce and the 51st does not.
func TestFiftyMessagesPassAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := limited(nil)
		for n := range 50 {
			if got := status(w, http.MethodPost, "sendMessage"); got != "200" {
				t.Fatalf("message %d: %s", n+1, got)
			}
		}
		if got := status(w, http.MethodPost, "sendMessage"); got != "429 after 1 s" {
			t.Errorf("message 51: %s", got)
		}
		time.Sleep(20 * time.Millisecond)
		if got := status(w, http.MethodPost, "sendMessage"); got != "200" {
			t.Errorf("20 ms later: %s", got)
		}
	})
}

// TestWhoIsNotLetInTakesNoToken lets strangers ask a lot.
func TestWhoIsNotLetInTakesNoToken(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := limited(nil)
		for range 100 {
			if r := w.ask(http.MethodGet, "/waInstance{id}/getSettings/guess", ""); r.StatusCode != http.StatusUnauthorized {
				t.Fatalf("a stranger got %d", r.StatusCode)
			}
		}
		if got := status(w, http.MethodGet, "getSettings"); got != "200" {
			t.Errorf("the owner got %s", got)
		}
	})
}

// TestRefusedRequestsTakeNothing hammers an empty bucket: it fills as if nobody
// had asked.
func TestRefusedRequestsTakeNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := limited(nil)
		passed := 0
		for range 10_000 {
			if status(w, http.MethodGet, "getSettings") == "200" {
				passed++
			}
			time.Sleep(time.Millisecond)
		}
		if passed != 11 { // two at the start, then one a second
			t.Errorf("%d passed in ten seconds, want 11", passed)
		}
	})
}

func TestManyAtOnceDoNotShareTheLastToken(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := limited(map[string]float64{"getStateInstance": 3})
		var passed atomic.Int32
		var all sync.WaitGroup
		for range 50 {
			all.Go(func() {
				if status(w, http.MethodGet, "getStateInstance") == "200" {
					passed.Add(1)
				}
			})
		}
		all.Wait()
		if passed.Load() != 3 {
			t.Errorf("%d passed at once, want 3", passed.Load())
		}
	})
}
