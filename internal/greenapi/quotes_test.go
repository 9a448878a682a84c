package greenapi_test

import (
	"net/http"
	"strings"
	"testing"

	"sluice"
)

// TestStrictQuotes wants a quoted message to be known in its chat, as far as the
// chat is known.
func TestStrictQuotes(t *testing.T) {
	for _, tt := range []struct {
		name, chat, quote string
		given             func(*world)
		ok                bool
	}{
		{"of the chat", "10000000", "1763115112345", nil, true},
		{"of the chat, by its phone", "79876543210@c.us", "1763115112345", nil, true},
		{"of another chat", "20000000", "1763115112345", nil, false},
		{"unknown", "10000000", "1763115112399", nil, false},
		{"known, to a phone that was never resolved", "79990001122@c.us", "1763115112345", nil, true},
		{"unknown, to a phone that was never resolved", "79990001122@c.us", "1763115112399", nil, false},
		{"queued", "10000000", "1763115112399", ours(sluice.StatusPending, 0), true},
		{"no quote", "10000000", "", nil, true},
	} {
		for _, strict := range []bool{true, false} {
			w := newWorld()
			w.server.StrictQuotes = strict
			w.handler = w.server.Handler()
			if tt.given != nil {
				tt.given(w)
			}
			r := w.ask(http.MethodPost, "/waInstance{id}/sendMessage/{token}", `{"chatId":"`+tt.chat+`","message":"x","quotedMessageId":"`+tt.quote+`"}`)
			got := text(t, r)
			if want := tt.ok || !strict; (r.StatusCode == http.StatusOK) != want {
				t.Errorf("%s, strict %v: %d %s", tt.name, strict, r.StatusCode, got)
			}
			if r.StatusCode == http.StatusBadRequest && !strings.Contains(got, `"Validation failed. Details: 'quotedMessageId' not found in this chat"`) {
				t.Errorf("%s: %s", tt.name, got)
			}
		}
	}
}

// TestStrictQuotesKeepTheOrderOfTheFields: what stands before is told first, and
// a fault of the store is a fault.
func TestStrictQuotesKeepTheOrderOfTheFields(t *testing.T) {
	w := newWorld()
	w.server.StrictQuotes = true
	w.handler = w.server.Handler()
	for body, want := range map[string]string{
		`{"chatId":"10000000","message":"","quotedMessageId":"1763115112399"}`:                 "'message' is not allowed to be empty",
		`{"chatId":"10000000","message":"x","quotedMessageId":"1763115112399","typingTime":5}`: "'quotedMessageId' not found in this chat",
	} {
		if got := w.want(t, http.StatusBadRequest, http.MethodPost, "sendMessage", body); !strings.Contains(got, want) {
			t.Errorf("%s: %s", body, got)
		}
	}
	broken(w)
	w.want(t, http.StatusInternalServerError, http.MethodPost, "sendMessage", `{"chatId":"10000000","message":"x","quotedMessageId":"1763115112399"}`)
}
