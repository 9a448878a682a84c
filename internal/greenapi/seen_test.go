package greenapi_test

import (
	"net/http"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sluice/internal/greenapi"
)

func TestWhoeverAsksIsToldHowClientsUseTheAPI(t *testing.T) {
	w := newWorld()
	var got []greenapi.Seen
	w.server.Seen = func(s greenapi.Seen) { got = append(got, s) }
	w.handler = w.server.Handler()
	for _, request := range [][2]string{
		{"SendMessage", `{"chatId":"10000000","message":"hi","archiveChat":true,"linkPreview":false,"a":1}`},
		{"sendMessage", `{"message":"hi","archiveChat":true}`},
		{"setSettings", `{"incomingWebhook":"yes","webhookUrl":"","pollMessageWebhook":"yes"}`},
		{"sendTelepathy", `{}`},
	} {
		w.ask(http.MethodPost, "/waInstance{id}/"+request[0]+"/{token}", request[1])
	}
	w.ask(http.MethodGet, "/waInstance{id}/getSettings/wrong", "")
	want := []greenapi.Seen{
		{Instance: id, Method: "sendMessage", Status: 200, Unknown: []string{"a", "archiveChat"}},
		{Instance: id, Method: "sendMessage", Status: 400, Refused: "Validation failed. Details: 'chatId' is required"},
		{Instance: id, Method: "setSettings", Status: 200, Unknown: []string{"pollMessageWebhook"}},
		{Status: 404, Refused: "Not Found"},
		{Method: "getSettings", Status: 401},
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("-want +got:\n%s", d)
	}
}
