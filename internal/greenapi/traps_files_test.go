package greenapi_test

import (
	"encoding/json"
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"sluice"
	"sluice/internal/greenapi"
)

// The rest of the tests that are named after what official clients trip over.

// TestTrapOnlyFourAnswersAreEmpty: all others that are no list are objects.
func TestTrapOnlyFourAnswersAreEmpty(t *testing.T) {
	empty, lists := map[string]bool{}, map[string]bool{}
	for _, e := range documentedExamples() {
		if e.method == "receiveNotification" {
			continue // null is one of its answers
		}
		w := newWorld()
		if e.given != nil {
			e.given(w)
		}
		r := e.request(w)
		if r.StatusCode == http.StatusNotFound {
			r = w.ask(http.MethodDelete, "/waInstance{id}/"+e.method+"/{token}"+e.path, "")
		}
		switch got := text(t, r); {
		case r.StatusCode != http.StatusOK:
			t.Errorf("%s: %d %s", e.method, r.StatusCode, got)
		case got == "":
			empty[e.method] = true
			if r.Header.Get("Content-Length") != "0" || r.Header.Get("Content-Type") != "" {
				t.Errorf("%s: headers %v of nothing", e.method, r.Header)
			}
		case got[0] == '[':
			lists[e.method] = true
		case got[0] != '{':
			t.Errorf("%s answers %s", e.method, got)
		}
	}
	if diff := cmp.Diff(map[string]bool{"deleteMessage": true, "archiveChat": true, "unarchiveChat": true, "sendTyping": true}, empty); diff != "" {
		t.Errorf("empty (-want +got):\n%s", diff)
	}
	want := map[string]bool{
		"showMessagesQueue": true, "getChatHistory": true, "lastIncomingMessages": true, "lastOutgoingMessages": true, "getContacts": true, "getChats": true,
	}
	if diff := cmp.Diff(want, lists); diff != "" {
		t.Errorf("lists (-want +got):\n%s", diff)
	}
}

// TestTrapEmptyListsOfEverything: with nothing to list there is an empty list.
func TestTrapEmptyListsOfEverything(t *testing.T) {
	w := newWorld()
	w.network.peers, w.journal.list = nil, nil
	for _, method := range []string{"getContacts", "getChats", "lastIncomingMessages", "lastOutgoingMessages"} {
		if got := w.get(t, method); got != "[]" {
			t.Errorf("%s: %s", method, got)
		}
	}
	if got := w.post(t, "getChatHistory", `{"chatId":"10000000"}`); got != "[]" {
		t.Errorf("getChatHistory: %s", got)
	}
	w.network.group.Members = nil
	if got := w.post(t, "getGroupData", `{"chatId":"-100"}`); !strings.HasSuffix(got, `"participants":[]}`) {
		t.Errorf("getGroupData: %s", got)
	}
	if got := w.post(t, "createGroup", `{"groupName":"T","type":"supergroup"}`); !strings.HasPrefix(got, "{") {
		t.Errorf("createGroup: %s", got)
	}
}

// TestTrapUploads sends files in all the ways in which clients do.
func TestTrapUploads(t *testing.T) {
	chat := part{name: "chatId", value: "10000000"}
	for _, tt := range []struct {
		name, method, body string
		headers            []string
		want               kept
	}{
		{"raw", "uploadFile", jpeg, []string{"Content-Type", "image/jpeg", "GA-Filename", "a.jpg"}, kept{Name: "a.jpg", MIME: "image/jpeg"}},
		{"raw without GA-Filename", "uploadFile", jpeg, []string{"Content-Type", "image/jpeg"}, kept{Name: "file.jpg", MIME: "image/jpeg"}},
		{"raw without type", "uploadFile", jpeg, []string{"GA-Filename", "a.jpg"}, kept{Name: "a.jpg"}},
		{"raw under the type of curl", "uploadFile", jpeg, []string{"Content-Type", "application/x-www-form-urlencoded"}, kept{Name: "file.bin", MIME: "application/x-www-form-urlencoded"}},
		{"raw that is JSON", "uploadFile", `{"chatId":`, []string{"Content-Type", "application/json"}, kept{Name: "file.json", MIME: "application/json"}},
		{"multipart", "uploadFile", form(part{"file", jpeg, "a.jpg", "image/jpeg"}), []string{"Content-Type", formType}, kept{Name: "a.jpg", MIME: "image/jpeg"}},
		{"multipart without a file name", "uploadFile", form(part{"file", jpeg, "", "image/jpeg"}), []string{"Content-Type", formType}, kept{Name: "file.jpg", MIME: "image/jpeg"}},
		{"multipart, more letters than needed", "uploadFile", form(part{"file", jpeg, "a.jpg", "Image/JPEG; x=1"}), []string{"Content-Type", `Multipart/Form-Data; charset=utf-8; boundary="b"`}, kept{Name: "a.jpg", MIME: "image/jpeg"}},
		{"multipart with a boundary of Java's mail", "uploadFile", bounded("----=_Part_1_2.3", part{"file", jpeg, "a.jpg", "image/jpeg"}), []string{"Content-Type", "multipart/form-data; boundary=----=_Part_1_2.3"}, kept{Name: "a.jpg", MIME: "image/jpeg"}},
		{"multipart with a boundary that needs quotes", "sendFileByUpload", bounded("a/b:c?", chat, part{"file", jpeg, "a.jpg", "image/jpeg"}), []string{"Content-Type", "Multipart/Form-Data ; charset=utf-8 ; Boundary = a/b:c? ; x"}, kept{Name: "a.jpg", MIME: "image/jpeg"}},
		{"multipart with quotes in the wrong company", "sendFileByUpload", bounded("a=b", chat, part{"file", jpeg, "a.jpg", "image/jpeg"}), []string{"Content-Type", `multipart/form-data; boundary="a=b"; x=y=z`}, kept{Name: "a.jpg", MIME: "image/jpeg"}},
		{"the file before the chat", "sendFileByUpload", form(part{"file", jpeg, "a.jpg", "image/jpeg"}, chat), []string{"Content-Type", formType}, kept{Name: "a.jpg", MIME: "image/jpeg"}},
		{"a full path of Windows", "sendFileByUpload", form(chat, part{"file", jpeg, `C:\fakepath\a.jpg`, ""}), []string{"Content-Type", formType}, kept{Name: "a.jpg"}},
		{"a full path", "sendFileByUpload", form(chat, part{"file", jpeg, `/home/me/a.jpg`, ""}), []string{"Content-Type", formType}, kept{Name: "a.jpg"}},
		{"a blob", "sendFileByUpload", form(chat, part{"file", jpeg, "blob", "image/jpeg"}), []string{"Content-Type", formType}, kept{Name: "blob.jpg", MIME: "image/jpeg"}},
		{"letters of Python", "sendFileByUpload", form(chat, part{"file", jpeg, "файл.jpg", ""}), []string{"Content-Type", formType}, kept{Name: "файл.jpg"}},
	} {
		w := newWorld()
		r := w.ask(http.MethodPost, "/waInstance{id}/"+tt.method+"/{token}", tt.body, tt.headers...)
		if r.StatusCode != http.StatusOK {
			t.Errorf("%s: %d %s", tt.name, r.StatusCode, text(t, r))
			continue
		}
		got := w.media.files[0]
		if want := tt.want; got.Name != want.Name || got.MIME != want.MIME {
			t.Errorf("%s: kept %q of type %q, want %q of type %q", tt.name, got.Name, got.MIME, want.Name, want.MIME)
		}
		if strings.HasPrefix(string(got.start), "--") {
			t.Errorf("%s: kept %q, which is a form", tt.name, got.start)
		}
	}
}

// TestTrapUploadsToTheOtherHost: whatever host is asked serves everything.
func TestTrapUploadsToTheOtherHost(t *testing.T) {
	for _, host := range []string{"4900.api.green-api.com", "4900.media.green-api.com", "localhost:8080", "x"} {
		for _, request := range []string{
			"POST /waInstance{id}/uploadFile/{token} HTTP/1.1\r\nHost: " + host + "\r\nContent-Length: 1\r\n\r\nx",
			"GET /waInstance{id}/getSettings/{token} HTTP/1.1\r\nHost: " + host + "\r\n\r\n",
		} {
			if got := wire(t, serve(t, newWorld()), request); !strings.HasPrefix(got, "HTTP/1.1 200 ") {
				t.Errorf("%s: %.60q", host, got)
			}
		}
	}
}

func TestTrapLetterCaseOfTheRest(t *testing.T) {
	w := newWorld()
	w.post(t, "CheckAccount", `{"phoneNumber":79876543210}`)
	w.get(t, "GetChats")
	for _, m := range documented { // as PHP spells them
		pascal := strings.ToUpper(m.method[:1]) + m.method[1:]
		if r := newWorld().ask(m.verb, "/waInstance{id}/"+pascal+"/x", ""); r.StatusCode != http.StatusUnauthorized {
			t.Errorf("%s: status %d", pascal, r.StatusCode)
		}
	}
}

func TestTrapGroupID(t *testing.T) {
	for body, want := range map[string]string{
		`{"groupId":"100200@g.us"}`:                 "leave -100200",
		`{"groupId":"-100200"}`:                     "leave -100200",
		`{"chatId":"-7","groupId":"-100200@g.us"}`:  "leave -7",
		`{"chatId":"","groupId":"-100200@g.us"}`:    "leave -100200",
		`{"chatId":"100200@g.us","groupId":"Anna"}`: "leave -100200",
	} {
		w := newWorld()
		w.post(t, "leaveGroup", body)
		if diff := cmp.Diff([]string{want}, w.network.asked); diff != "" {
			t.Errorf("%s (-want +got):\n%s", body, diff)
		}
	}
}

// TestTrapGoSDK sends what Go's SDK does: options as objects, coordinates of 32
// bits, everything as JSON, and a picture that is nothing.
func TestTrapGoSDK(t *testing.T) {
	w := newWorld()
	send := func(method, body string) (int, string) {
		r := w.ask(http.MethodPost, "/waInstance{id}/"+method+"/{token}", body, "Content-Type", "application/json")
		return r.StatusCode, text(t, r)
	}
	for method, body := range map[string]string{
		"sendPoll":     `{"chatId":"10000000","message":"Q?","options":[{"optionName":"a"},{"optionName":"b"}],"multipleAnswers":false}`,
		"sendLocation": `{"chatId":"10000000","latitude":55.755825,"longitude":37.617298,"nameLocation":"","address":""}`,
	} {
		if status, got := send(method, body); status != http.StatusOK {
			t.Errorf("%s: %d %s", method, status, got)
		}
	}
	if status, got := send("setProfilePicture", ""); status != http.StatusBadRequest || !strings.HasSuffix(got, `"message":"File is empty"}`) {
		t.Errorf("setProfilePicture: %d %s", status, got)
	}
}

// TestTrapSmallHeaderBuffer looks at the headers of each method's answer.
func TestTrapSmallHeaderBuffer(t *testing.T) {
	for _, e := range documentedExamples() {
		size := 0
		for key, values := range e.request(newWorldFor(e)).Header {
			size += len(key) + len(strings.Join(values, ", ")) + 4
		}
		if size > 1<<10 {
			t.Errorf("%s: headers of %d bytes", e.method, size)
		}
	}
	if s := greenapi.NewHTTPServer(http.NotFoundHandler(), slog.New(slog.DiscardHandler)); s.IdleTimeout < 75*time.Second {
		t.Errorf("idle connections are closed after %v", s.IdleTimeout)
	}
}

// TestTrapNothingTakesThirtySeconds asks every method over a network that says
// nothing.
func TestTrapNothingTakesThirtySeconds(t *testing.T) {
	for _, e := range documentedExamples() {
		synctest.Test(t, func(t *testing.T) {
			w := newWorldFor(e)
			w.network.silent = true
			began := time.Now()
			_ = e.request(w)
			if took := time.Since(began); took > 25*time.Second {
				t.Errorf("%s took %v", e.method, took)
			}
		})
	}
}

// TestTrapWebhookBodyIsTheBareNotification: what is pushed has no envelope, and
// is what a poll has in its body.
func TestTrapWebhookBodyIsTheBareNotification(t *testing.T) {
	for _, tt := range notifications() {
		var body map[string]json.RawMessage
		if err := json.Unmarshal(greenapi.Body(id, tt.n, newMedia().URL), &body); err != nil {
			t.Fatal(err)
		}
		if body["typeWebhook"] == nil || body["receiptId"] != nil || body["body"] != nil {
			t.Errorf("%s: %v", tt.name, body)
		}
	}
}

// TestTrapPhoneIsResolvedLaterByAllThatSends: nobody is asked within the request.
func TestTrapPhoneIsResolvedLaterByAllThatSends(t *testing.T) {
	for _, s := range []sluice.State{sluice.Authorized, sluice.NotAuthorized} {
		for _, e := range documentedExamples() {
			if !strings.HasPrefix(e.method, "send") || strings.HasPrefix(e.method, "sendAuth") || e.method == "sendTyping" {
				continue
			}
			w := newWorldFor(e)
			state(s)(w)
			for _, chat := range []string{"-10000000000000", "10000000"} {
				e.body = strings.Replace(e.body, chat, "79876543210@c.us", 1)
			}
			if r := e.request(w); r.StatusCode != http.StatusOK || len(w.network.asked) > 0 || len(w.queue.items) != 1 {
				t.Errorf("%s in %s: status %d, asked %v", e.method, s, r.StatusCode, w.network.asked)
			}
		}
	}
}

// newWorldFor returns the world that an example needs.
func newWorldFor(e example) *world {
	w := newWorld()
	if e.given != nil {
		e.given(w)
	}
	return w
}
