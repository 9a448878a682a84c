package greenapi_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestNoTokenReachesAnotherInstance tries every method on the victim's address with
// the token of another instance and with one that nobody has, and on the other's
// own address with the victim's numbers. The victim's state is the same afterwards,
// and its words stay its own.
func TestNoTokenReachesAnotherInstance(t *testing.T) {
	const words = "for the owner alone"
	h := newHouse(t)
	var mallory struct {
		ID    int64  `json:"idInstance"`
		Token string `json:"apiTokenInstance"`
	}
	if err := json.Unmarshal([]byte(text(t, h.ask(http.MethodPost, "/partner/createInstance/{partner}", `{}`))), &mallory); err != nil || mallory.ID == int64(id) {
		t.Fatalf("instance %d, %v", mallory.ID, err)
	}
	var sent struct {
		ID string `json:"idMessage"`
	}
	for range 3 {
		if err := json.Unmarshal([]byte(h.good(t, http.MethodPost, "sendMessage", `{"chatId":"10000000","message":"`+words+`"}`)), &sent); err != nil {
			t.Fatal(err)
		}
	}
	before := h.state(t)
	if !strings.Contains(before, words) || !strings.Contains(before, `{"count":3}`) {
		t.Fatalf("there is nothing to steal: %s", before)
	}
	body := fmt.Sprintf(`{"chatId":"10000000","idMessage":%q,"message":"x","messages":[%q],"chatIdFrom":"10000000","quotedMessageId":%q,"phoneNumber":79998887766}`, sent.ID, sent.ID, sent.ID)
	nobody, leaks := strings.Repeat("0", 50), 0
	for _, m := range documented {
		for _, verb := range []string{http.MethodGet, http.MethodPost, http.MethodDelete} {
			for _, token := range []string{mallory.Token, nobody} {
				r := h.ask(verb, "/waInstance{id}/"+m.method+"/"+token, body)
				if got := text(t, r); r.StatusCode != http.StatusUnauthorized && r.StatusCode != http.StatusNotFound || strings.Contains(got, words) {
					leaks++
					t.Errorf("%s %s with the token %s: %d %s", verb, m.method, token, r.StatusCode, got)
				}
			}
		}
		if m.method == "receiveNotification" {
			continue // there is none, and it would wait
		}
		path := fmt.Sprintf("/waInstance%d/%s/%s", mallory.ID, m.method, mallory.Token)
		if m.method == "deleteNotification" {
			path += "/1"
		}
		if m.method == "logout" || m.method == "updateApiToken" {
			continue // of its own
		}
		if got := text(t, h.ask(m.verb, path, body)); strings.Contains(got, words) {
			leaks++
			t.Errorf("%s hands out another's words: %s", m.method, got)
		}
	}
	if diff := cmp.Diff(before, h.state(t)); diff != "" {
		leaks++
		t.Errorf("the victim's state (-before +after):\n%s", diff)
	}
	t.Logf("tenants: routes=%d identities=3 leaks=%d", len(documented), leaks)
}

// state is what the first instance's owner sees of it.
func (h *house) state(t *testing.T) string {
	t.Helper()
	all := ""
	for _, method := range []string{"getMessagesCount", "showMessagesQueue", "getWebhooksCount", "getSettings", "getStateInstance", "lastOutgoingMessages", "lastIncomingMessages"} {
		all += h.good(t, http.MethodGet, method, "") + "\n"
	}
	return all
}
