package greenapi_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"sluice"
)

// TestPollWaitsAsLongAsItIsTold measures each wait and wants null, not sooner
// and not later.
func TestPollWaitsAsLongAsItIsTold(t *testing.T) {
	for query, want := range map[string]time.Duration{
		"":                                   5 * time.Second,
		"?receiveTimeout=":                   5 * time.Second,
		"?other=7":                           5 * time.Second,
		"?receiveTimeout=2":                  2 * time.Second,
		"?receiveTimeout=2.9":                2 * time.Second,
		"?receiveTimeout=0":                  time.Second,
		"?receiveTimeout=0.5":                time.Second,
		"?receiveTimeout=-7":                 time.Second,
		"?receiveTimeout=60":                 time.Minute,
		"?receiveTimeout=61":                 time.Minute,
		"?receiveTimeout=1e999":              time.Minute,
		"?receiveTimeout=-1e999":             time.Second,
		"?receiveTimeout=2&receiveTimeout=3": 2 * time.Second,
	} {
		synctest.Test(t, func(t *testing.T) {
			w := newWorld()
			began := time.Now()
			r := w.ask(http.MethodGet, "/waInstance{id}/receiveNotification/{token}"+query, "")
			if got := text(t, r); r.StatusCode != http.StatusOK || got != "null" {
				t.Errorf("%q: %d %q, want null", query, r.StatusCode, got)
			}
			if took := time.Since(began); took != want {
				t.Errorf("%q took %v, want %v", query, took, want)
			}
		})
	}
}

func TestPollAnswersAsSoonAsSomethingHappens(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld()
		go func() {
			time.Sleep(3 * time.Second)
			w.inbox.add(sluice.Notification{Type: sluice.NotifyState, At: now, State: sluice.Starting})
		}()
		began := time.Now()
		r := w.ask(http.MethodGet, "/waInstance{id}/receiveNotification/{token}?receiveTimeout=20", "")
		if got := text(t, r); !strings.HasPrefix(got, `{"receiptId":1234567,"body":{"typeWebhook":"stateInstanceChanged",`) {
			t.Errorf("answer %s", got)
		}
		if took := time.Since(began); took != 3*time.Second {
			t.Errorf("it took %v, want 3s", took)
		}
	})
}

// TestPollEndsWithTheServer cancels the request's context, as a shutdown does.
func TestPollEndsWithTheServer(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld()
		ctx, stop := context.WithTimeout(t.Context(), 2*time.Second)
		defer stop()
		r := httptest.NewRequestWithContext(ctx, http.MethodGet, "/", http.NoBody)
		r.URL = &url.URL{Path: full("/waInstance{id}/receiveNotification/{token}"), RawQuery: "receiveTimeout=60"}
		recorder := httptest.NewRecorder()
		w.handler.ServeHTTP(recorder, r)
		if got := recorder.Body.String(); recorder.Code != http.StatusOK || got != "null" {
			t.Errorf("%d %q, want null", recorder.Code, got)
		}
	})
}

// TestWhoGoesAwayIsNoFault makes a store call fail because the client has gone:
// that is nothing for the log.
func TestWhoGoesAwayIsNoFault(t *testing.T) {
	w := newWorld()
	ctx, gone := context.WithCancel(t.Context())
	gone()
	w.queue.err = ctx.Err()
	r := httptest.NewRequestWithContext(ctx, http.MethodGet, "/", http.NoBody)
	r.URL.Path = full("/waInstance{id}/getMessagesCount/{token}")
	w.handler.ServeHTTP(httptest.NewRecorder(), r)
	if strings.Contains(w.log.String(), `"level":"ERROR"`) {
		t.Errorf("log: %s", w.log.String())
	}
	w.handler.ServeHTTP(httptest.NewRecorder(), r.WithContext(t.Context()))
	if !strings.Contains(w.log.String(), `"level":"ERROR"`) {
		t.Error("the same error with the client there is not logged")
	}
}
