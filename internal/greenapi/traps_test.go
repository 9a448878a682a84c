package greenapi_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"sluice"
	"sluice/internal/greenapi"
)

// The tests of this file are named after what official clients trip over.

func TestTrapEmptyPollIsExactlyNull(t *testing.T) {
	got := wire(t, serve(t, newWorld()), "GET /waInstance{id}/receiveNotification/{token}?receiveTimeout=1 HTTP/1.1\r\nHost: x\r\n\r\n")
	head, body, _ := strings.Cut(got, "\r\n\r\n")
	if body != "null" || !strings.Contains(head, "\r\nContent-Length: 4\r\n") {
		t.Errorf("answer %q", got)
	}
}

func TestTrapReceiveTimeoutOfTwo(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld()
		if r := w.ask(http.MethodGet, "/waInstance{id}/receiveNotification/{token}?receiveTimeout=2", ""); r.StatusCode != http.StatusOK {
			t.Errorf("status %d", r.StatusCode)
		}
		if w.inbox.timeout != 2*time.Second {
			t.Errorf("it waits %v", w.inbox.timeout)
		}
	})
}

func TestTrapLetterCase(t *testing.T) {
	for _, method := range []string{"GetStateInstance", "getstateinstance", "GETSTATEINSTANCE"} {
		newWorld().get(t, method)
	}
	newWorld().post(t, "SendMessage", `{"chatId":"10000000","message":"x"}`)
}

// TestTrapRedirects posts through a client that would follow one.
func TestTrapRedirects(t *testing.T) {
	w := newWorld()
	address := serve(t, w)
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error {
		t.Error("a redirect")
		return http.ErrUseLastResponse
	}}
	for _, path := range []string{"//waInstance{id}/sendMessage/{token}", "/waInstance{id}//sendMessage/{token}/", "//v3/waInstance{id}/sendMessage/{token}"} {
		r, err := client.Post("http://"+address+full(path), "application/json", strings.NewReader(`{"chatId":"10000000","message":"x"}`))
		if err != nil {
			t.Fatal(err)
		}
		_ = r.Body.Close()
		if r.StatusCode != http.StatusOK {
			t.Errorf("%s: status %d", path, r.StatusCode)
		}
	}
	if len(w.queue.items) != 3 {
		t.Errorf("%d messages, want 3", len(w.queue.items))
	}
}

func TestTrapContentTypeOfErrors(t *testing.T) {
	for _, path := range []string{"/waInstance{id}/nothing/{token}", "/partner/getInstances/x", "/waInstance{id}/deleteNotification/{token}"} {
		r := newWorld().ask(http.MethodDelete, path, "")
		if got := r.Header.Get("Content-Type"); got != "application/json; charset=utf-8" {
			t.Errorf("%s: Content-Type %q", path, got)
		}
	}
}

// TestTrapContentTypeOfRequests sends a body under each type that clients use.
func TestTrapContentTypeOfRequests(t *testing.T) {
	for _, kind := range []string{"", "text/plain", "application/json", "application/x-www-form-urlencoded", "*/*"} {
		w := newWorld()
		r := w.ask(http.MethodPost, "/waInstance{id}/sendMessage/{token}", `{"chatId":"10000000","message":"x"}`, "Content-Type", kind)
		if r.StatusCode != http.StatusOK {
			t.Errorf("Content-Type %q: status %d", kind, r.StatusCode)
		}
	}
}

func TestTrapListsAreNeverNull(t *testing.T) {
	w := newWorld()
	if got := w.get(t, "showMessagesQueue"); got != "[]" {
		t.Errorf("an empty queue is %s", got)
	}
	clear(w.accounts.list)
	if got := text(t, w.ask(http.MethodGet, "/partner/getInstances/{partner}", "")); got != "[]" {
		t.Errorf("no instances are %s", got)
	}
}

func TestTrapRebootAndLogoutAreObjects(t *testing.T) {
	for _, method := range []string{"reboot", "logout"} {
		if got := newWorld().get(t, method); !strings.HasPrefix(got, "{") {
			t.Errorf("%s answers %s", method, got)
		}
	}
}

// TestTrapBodiesOfGet sends what clients send along with GET and DELETE.
func TestTrapBodiesOfGet(t *testing.T) {
	for _, body := range []string{"{}", `{"minutes":60}`, "1440", "null", "\xff{", strings.Repeat("x", 200<<10)} {
		w := newWorld()
		w.want(t, http.StatusOK, http.MethodGet, "getSettings", body)
		w.want(t, http.StatusOK, http.MethodDelete, "clearWebhooksQueue", body)
	}
}

// TestTrapSettingsAreStrings decodes the settings into the types that clients use.
func TestTrapSettingsAreStrings(t *testing.T) {
	var got map[string]any
	if err := json.Unmarshal([]byte(newWorld().get(t, "getSettings")), &got); err != nil {
		t.Fatal(err)
	}
	if len(got) != 15 {
		t.Errorf("%d keys, want 15", len(got))
	}
	for key, value := range got {
		_, isNumber := value.(float64)
		_, isString := value.(string)
		if wantNumber := key == "delaySendMessagesMilliseconds"; isNumber != wantNumber || isString == wantNumber {
			t.Errorf("%s is %T", key, value)
		}
	}
}

func TestTrapUnknownSettings(t *testing.T) {
	w := newWorld()
	const url = "https://receiver.example/%7Ehook?a=1&b=<2>#é"
	w.post(t, "setSettings", `{"webhookUrl":"`+url+`","enableMessagesHistory":"yes","typeInstance":"whatsapp","countryInstance":null}`)
	if got := w.get(t, "getSettings"); !strings.Contains(got, `"webhookUrl":"`+url+`"`) {
		t.Errorf("the webhook's address is not echoed byte for byte: %s", got)
	}
}

// TestTrapTypesOfNumbersAndIds decodes answers into what Java has for them.
func TestTrapTypesOfNumbersAndIds(t *testing.T) {
	var answer struct {
		Receipt int32 `json:"receiptId"`
		Body    struct {
			At       int64  `json:"timestamp"`
			ID       string `json:"idMessage"`
			Instance struct {
				ID int64 `json:"idInstance"`
			} `json:"instanceData"`
			Sender struct {
				Chat  string `json:"chatId"`
				Phone int64  `json:"senderPhoneNumber"`
			} `json:"senderData"`
		} `json:"body"`
	}
	w := newWorld()
	w.inbox.add(notifications()[0].n)
	if err := json.Unmarshal([]byte(w.get(t, "receiveNotification")), &answer); err != nil {
		t.Error(err)
	}
}

// TestTrapExtraNotificationKeys compares all keys with the documented ones.
func TestTrapExtraNotificationKeys(t *testing.T) {
	known := strings.Fields(`typeWebhook instanceData idInstance wid typeInstance timestamp idMessage senderData messageData
		chatId chatType sender chatName senderName senderType senderContactName senderPhoneNumber typeMessage textMessageData
		textMessage forwardingScore isForwarded extendedTextMessageData text description title jpegThumbnail quotedMessage
		stanzaId participant editedMessageData deletedMessageData status sendByApi stateInstance fileMessageData stickerMessageData
		downloadUrl caption fileName isAnimated mimeType locationMessageData nameLocation address latitude longitude
		contactMessageData displayName vcard pollMessageData name options multipleAnswers`)
	allowed := map[string]bool{}
	for _, key := range known {
		allowed[key] = true
	}
	for _, tt := range notifications() {
		var body map[string]any
		if err := json.Unmarshal(greenapi.Body(id, tt.n, newMedia().URL), &body); err != nil {
			t.Fatal(err)
		}
		for _, key := range keys(body) {
			if !allowed[key] {
				t.Errorf("%s has the key %s", tt.name, key)
			}
		}
	}
}

// keys are the keys of an object and of those in it.
func keys(object map[string]any) []string {
	var all []string
	for key, value := range object {
		all = append(all, key)
		if inner, ok := value.(map[string]any); ok {
			all = append(all, keys(inner)...)
		}
	}
	return all
}

func TestTrapPartnerErrors(t *testing.T) {
	r := newWorld().ask(http.MethodGet, "/partner/getInstances/wrong", "")
	if got := text(t, r); r.StatusCode != http.StatusOK || got != `{"code":401,"description":"Unauthorized"}` {
		t.Errorf("%d %s", r.StatusCode, got)
	}
	r = newWorld().ask(http.MethodPost, "/partner/deleteInstanceAccount/{partner}", `{"idInstance":1}`)
	if got := text(t, r); r.StatusCode != http.StatusOK || got != `{"code":404,"description":"Not found"}` {
		t.Errorf("%d %s", r.StatusCode, got)
	}
}

func TestTrapOlderNames(t *testing.T) {
	w := newWorld()
	w.get(t, "clearWebhooksQueue")
	w.get(t, "getMessagesCountAsync")
	w.get(t, "getWebhooksCountAsync")
}

func TestTrapFormsOfChatIds(t *testing.T) {
	for given, want := range map[string]sluice.ChatID{
		`"10000000"`:           "10000000",
		`10000000`:             "10000000",
		`-1001234567890`:       "-1001234567890",
		`"-5098765432"`:        "-5098765432",
		`"79876543210@c.us"`:   "79876543210@c.us",
		`"@some_name"`:         "@some_name",
		`"1234567890@g.us"`:    "-1234567890",
		`"-1234567890@g.us"`:   "-1234567890",
		`"\u0031\u0030000000"`: "10000000",
	} {
		w := newWorld()
		w.post(t, "sendMessage", `{"chatId":`+given+`,"message":"x"}`)
		if got := string(w.queue.items[0].Body); got != `{"chatId":"`+string(want)+`","message":"x"}` {
			t.Errorf("%s became %s", given, got)
		}
	}
	for _, bad := range []string{`"Anna"`, `"7987654@c.us "`, `"123456@c.us"`, `"1234567890123456@c.us"`, `"@ab"`, `"@na-me"`, `"@"`, `"--1"`, `"1-1"`, `"@g.us"`, `"0"`} {
		got := newWorld().want(t, http.StatusBadRequest, http.MethodPost, "sendMessage", `{"chatId":`+bad+`,"message":"x"}`)
		if !strings.Contains(got, `'chatId' must be one of the next formats: 'phone_number@c.us' or 'chatId'"`) {
			t.Errorf("%s: %s", bad, got)
		}
	}
}

func TestTrapEmptyQuoteAndZeroTyping(t *testing.T) {
	for _, zero := range []string{"0", `"0"`, "0.0", `""`, "null"} {
		w := newWorld()
		w.post(t, "sendMessage", `{"chatId":"10000000","message":"x","quotedMessageId":"","typingTime":`+zero+`}`)
		if got := string(w.queue.items[0].Body); got != `{"chatId":"10000000","message":"x"}` {
			t.Errorf("typingTime %s: %s", zero, got)
		}
	}
}

// TestTrapRepeatedPosts wants two equal requests to be two messages.
func TestTrapRepeatedPosts(t *testing.T) {
	w := newWorld()
	first := w.post(t, "sendMessage", `{"chatId":"10000000","message":"x"}`)
	if second := w.post(t, "sendMessage", `{"chatId":"10000000","message":"x"}`); first == second {
		t.Errorf("both are %s", first)
	}
}

// TestTrapErrorsOnReceive: whatever the account's state, a poll answers 200.
func TestTrapErrorsOnReceive(t *testing.T) {
	for _, s := range []sluice.State{sluice.NotAuthorized, sluice.PendingPassword, sluice.Starting, sluice.SuspendedState, sluice.BlockedState} {
		synctest.Test(t, func(t *testing.T) {
			w := newWorld()
			state(s)(w)
			if got := w.get(t, "receiveNotification"); got != "null" {
				t.Errorf("%s: %s", s, got)
			}
		})
	}
}

func TestTrapSameHeadUntilDeleted(t *testing.T) {
	w := newWorld()
	for _, tt := range notifications()[:2] {
		w.inbox.add(tt.n)
	}
	first := w.get(t, "receiveNotification")
	if again := w.get(t, "receiveNotification"); again != first {
		t.Errorf("then another: %s", again)
	}
	if r := w.ask(http.MethodDelete, "/waInstance{id}/deleteNotification/{token}/1234567", ""); r.StatusCode != http.StatusOK {
		t.Fatalf("deleting answers %d", r.StatusCode)
	}
	if next := w.get(t, "receiveNotification"); next == first {
		t.Errorf("the same after it was deleted")
	}
}

// TestTrapPhoneIsResolvedLater accepts a phone number without asking anyone.
func TestTrapPhoneIsResolvedLater(t *testing.T) {
	w := newWorld()
	w.sessions.err = &sluice.Error{Code: sluice.Unavailable}
	w.post(t, "sendMessage", `{"chatId":"79876543210@c.us","message":"x"}`)
	if diff := cmp.Diff([]string(nil), w.sessions.asked); diff != "" {
		t.Errorf("asked: %s", diff)
	}
}

func TestTrapCaches(t *testing.T) {
	for _, path := range []string{"/waInstance{id}/showMessagesQueue/{token}", "/waInstance{id}/showMessagesQueue/x", "/nothing", "/partner/getInstances/{partner}"} {
		if got := newWorld().ask(http.MethodGet, path, "").Header.Get("Cache-Control"); got != "no-store" {
			t.Errorf("%s: Cache-Control %q", path, got)
		}
	}
}
