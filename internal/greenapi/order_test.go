package greenapi_test

import (
	"net/http"
	"strings"
	"testing"

	"sluice"
	"sluice/internal/greenapi"
)

// TestOrderOfTheChecks starts with a request in which everything is wrong and
// puts one thing right at a time: each answer names the first thing left.
func TestOrderOfTheChecks(t *testing.T) {
	w := newWorld()
	w.server.Limits = map[string]float64{"sendMessage": 0.001}
	w.handler = w.server.Handler()
	w.queue.err = &sluice.Error{Code: sluice.Full}
	w.accounts.change(func(i *sluice.Instance) { i.Deleted = now })
	used := func() { // takes the two tokens that there are
		for range 2 {
			w.ask(http.MethodPost, "/waInstance{id}/sendMessage/{token}", `{}`)
		}
	}
	full := func() { w.handler = w.server.Handler() }
	large, wide := strings.Repeat("{", 100<<10+1), `{"chatId":"x","message":`
	steps := []struct {
		name, verb, path, body string
		before                 func()
		status                 int
		text                   string
	}{
		{"verb", "PATCH", "/waInstance1/sendMessage/x", large, nil, 404, "Not Found"},
		{"method", "POST", "/waInstance1/sendMassage/x", large, nil, 404, "Not Found"},
		{"number", "POST", "/waInstance1x/sendMessage/x", large, nil, 403, ""},
		{"instance", "POST", "/waInstance1/sendMessage/x", large, nil, 403, ""},
		{"token", "POST", "/waInstance{id}/sendMessage/x", large, nil, 401, ""},
		{"deleted", "POST", "/waInstance{id}/sendMessage/{token}", large, nil, 400, "Instance is deleted"},
		{"limit", "POST", "/waInstance{id}/sendMessage/{token}", large, func() {
			w.accounts.change(func(i *sluice.Instance) { i.Deleted = sluice.Instance{}.Deleted })
			used()
		}, 429, "Too Many Requests"},
		{"size", "POST", "/waInstance{id}/sendMessage/{token}", large, full, 500, "request entity too large"},
		{"JSON", "POST", "/waInstance{id}/sendMessage/{token}", wide, full, 400, "Unexpected end of JSON input"},
		{"first field", "POST", "/waInstance{id}/sendMessage/{token}", wide + `""}`, full, 400, "'chatId' must be one of"},
		{"second field", "POST", "/waInstance{id}/sendMessage/{token}", `{"chatId":"1","message":""}`, full, 400, "'message' is not allowed"},
		{"queue", "POST", "/waInstance{id}/sendMessage/{token}", `{"chatId":"1","message":"x"}`, full, 503, "Queue limit reached"},
	}
	for _, tt := range steps {
		if tt.before != nil {
			tt.before()
		}
		r := w.ask(tt.verb, tt.path, tt.body)
		got := text(t, r)
		if r.StatusCode != tt.status || !strings.Contains(got, tt.text) || (tt.text == "") != (got == "") {
			t.Errorf("%s: %d %s\nwant %d with %q", tt.name, r.StatusCode, got, tt.status, tt.text)
		}
	}
}

// The methods with their verb and rate, as they are documented.
var documented = []struct {
	method, verb string
	rps          float64
}{
	{"getStateInstance", "GET", 1},
	{"getSettings", "GET", 1},
	{"setSettings", "POST", 1},
	{"getAccountSettings", "GET", 1},
	{"reboot", "GET", 1},
	{"logout", "GET", 1},
	{"updateApiToken", "GET", 1},
	{"qr", "GET", 3},
	{"startAuthorization", "POST", 1},
	{"sendAuthorizationCode", "POST", 1},
	{"sendAuthorizationPassword", "POST", 1},
	{"sendMessage", "POST", 50},
	{"showMessagesQueue", "GET", 1},
	{"getMessagesCount", "GET", 1},
	{"clearMessagesQueue", "GET", 1},
	{"getWebhooksCount", "GET", 1},
	{"clearWebhooksQueue", "DELETE", 1},
	{"receiveNotification", "GET", 100},
	{"deleteNotification", "DELETE", 100},
	{"downloadFile", "POST", 5},
	{"setProfilePicture", "POST", 0.1},
	{"sendFileByUpload", "POST", 50},
	{"sendFileByUrl", "POST", 50},
	{"uploadFile", "POST", 50},
	{"sendLocation", "POST", 50},
	{"sendContact", "POST", 50},
	{"sendPoll", "POST", 50},
	{"forwardMessages", "POST", 50},
	{"getChatHistory", "POST", 1},
	{"getMessage", "POST", 1},
	{"lastIncomingMessages", "GET", 1},
	{"lastOutgoingMessages", "GET", 1},
	{"createGroup", "POST", 1},
	{"updateGroupName", "POST", 1},
	{"updateGroupSettings", "POST", 1},
	{"getGroupData", "POST", 1},
	{"addGroupParticipant", "POST", 10},
	{"removeGroupParticipant", "POST", 10},
	{"setGroupAdmin", "POST", 10},
	{"removeAdmin", "POST", 10},
	{"setGroupPicture", "POST", 1},
	{"leaveGroup", "POST", 10},
	{"checkAccount", "POST", 10},
	{"readChat", "POST", 10},
	{"getAvatar", "POST", 10},
	{"getContacts", "GET", 1},
	{"getChats", "GET", 1},
	{"getContactInfo", "POST", 1},
	{"editMessage", "POST", 1},
	{"deleteMessage", "POST", 10},
	{"archiveChat", "POST", 10},
	{"unarchiveChat", "POST", 10},
	{"sendTyping", "POST", 10},
}

// TestEveryRoute walks the table of the API: what is refused is refused alike
// everywhere, and nothing runs that is refused.
func TestEveryRoute(t *testing.T) {
	rates := greenapi.Rates()
	if len(rates) != len(documented) {
		t.Errorf("%d methods, want %d", len(rates), len(documented))
	}
	for _, m := range documented {
		if rates[m.method] != m.rps {
			t.Errorf("%s: %v requests a second, want %v", m.method, rates[m.method], m.rps)
		}
		t.Run(m.method, func(t *testing.T) {
			wrong := "POST"
			if m.verb == wrong {
				wrong = "GET"
			}
			gone := func(w *world) { w.accounts.change(func(i *sluice.Instance) { i.Deleted = now }) }
			for _, tt := range []struct {
				name, verb, path string
				given            func(*world)
				status           int
				empty            bool
			}{
				{"wrong verb", wrong, "/waInstance{id}/METHOD/{token}", nil, 404, false},
				{"HEAD", "HEAD", "/waInstance{id}/METHOD/{token}", nil, 404, false},
				{"PUT", "PUT", "/waInstance{id}/METHOD/{token}", nil, 404, false},
				{"no token", m.verb, "/waInstance{id}/METHOD", nil, 404, false},
				{"wrong token", m.verb, "/waInstance{id}/METHOD/{token}x", nil, 401, true},
				{"token in another case", m.verb, "/waInstance{id}/METHOD/" + strings.ToUpper(token), nil, 401, true},
				{"unknown instance", m.verb, "/waInstance4900000009/METHOD/{token}", nil, 403, true},
				{"no number", m.verb, "/waInstanceX/METHOD/{token}", nil, 403, true},
				{"nothing for a number", m.verb, "/waInstance/METHOD/{token}", nil, 403, true},
				{"a sign before the number", m.verb, "/waInstance+{id}/METHOD/{token}", nil, 403, true},
				{"deleted", m.verb, "/waInstance{id}/METHOD/{token}", gone, 400, false},
				{"deleted, wrong token", m.verb, "/waInstance{id}/METHOD/x", gone, 401, true},
			} {
				w := newWorld()
				if tt.given != nil {
					tt.given(w)
				}
				r := w.ask(tt.verb, strings.ReplaceAll(tt.path, "METHOD", m.method), "")
				if got := text(t, r); r.StatusCode != tt.status || (got == "") != tt.empty {
					t.Errorf("%s: %d %q, want %d, empty: %v", tt.name, r.StatusCode, got, tt.status, tt.empty)
				}
				if len(w.sessions.asked) > 0 || len(w.queue.items) > 0 || len(w.network.asked) > 0 || len(w.media.files) > 0 {
					t.Errorf("%s: the method ran: %v", tt.name, w.sessions.asked)
				}
			}
		})
	}
}

func TestPartnerIsLetInByItsTokenAlone(t *testing.T) {
	const unauthorized = `{"code":401,"description":"Unauthorized"}`
	w := newWorld()
	for _, method := range []string{"getInstances", "createInstance", "deleteInstanceAccount"} {
		verb := http.MethodPost
		if method == "getInstances" {
			verb = http.MethodGet
		}
		for _, secret := range []string{"x", partner + "x", strings.ToUpper(partner), token} {
			r := w.ask(verb, "/partner/"+method+"/"+secret, `{`)
			if got := text(t, r); r.StatusCode != http.StatusOK || got != unauthorized {
				t.Errorf("%s with a wrong token: %d %s", method, r.StatusCode, got)
			}
		}
	}
	w.server.PartnerToken = ""
	w.handler = w.server.Handler()
	if got := text(t, w.ask(http.MethodGet, "/partner/getInstances/x", "")); got != unauthorized {
		t.Errorf("without a token configured: %s", got)
	}
}
