package greenapi_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/cockroachdb/pebble/v2/vfs"
	"github.com/google/go-cmp/cmp"

	"sluice"
	"sluice/internal/greenapi"
	"sluice/internal/notify"
	"sluice/internal/store"
	"sluice/internal/store/pebble"
)

// A house is a server over the real store and the real inbox, with one instance
// that the partner has made.
type house struct {
	world
	store *store.Store
	token string
}

func newHouse(t *testing.T) *house {
	t.Helper()
	engine, err := pebble.Open(pebble.Options{Dir: "data", FS: vfs.NewMem(), Memory: 8 << 20})
	if err != nil {
		t.Fatal(err)
	}
	st, err := store.New(t.Context(), engine, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := st.Close(); err != nil {
			t.Error(err)
		}
	})
	h := &house{store: st, world: *newWorld()}
	h.server.Instances, h.server.Queue, h.server.Notifications = st, st, notify.New(st, notify.Options{})
	h.server.Journal = st
	h.handler = h.server.Handler()
	var made struct {
		ID    int64  `json:"idInstance"`
		Token string `json:"apiTokenInstance"`
	}
	answer := text(t, h.ask(http.MethodPost, "/partner/createInstance/{partner}", `{"incomingWebhook":"yes"}`))
	if err := json.Unmarshal([]byte(answer), &made); err != nil || made.ID != int64(id) {
		t.Fatalf("%s: %v", answer, err)
	}
	h.token = made.Token
	return h
}

// call asks for a method of the instance with its own token.
func (h *house) call(t *testing.T, verb, method, body string, headers ...string) (int, string) {
	t.Helper()
	name, query, _ := strings.Cut(method, "?")
	name, rest, _ := strings.Cut(name, "/")
	r := h.ask(verb, "/waInstance{id}/"+name+"/"+h.token+"/"+rest+"?"+query, body, headers...)
	return r.StatusCode, text(t, r)
}

// good wants 200 and returns the body.
func (h *house) good(t *testing.T, verb, method, body string, headers ...string) string {
	t.Helper()
	status, got := h.call(t, verb, method, body, headers...)
	if status != http.StatusOK {
		t.Fatalf("%s: %d %s", method, status, got)
	}
	return got
}

// TestSevenHundredMessages is the seed page's example, writ large: the list has
// the first 500, the count is exact.
func TestSevenHundredMessages(t *testing.T) {
	h := newHouse(t)
	var want strings.Builder
	for n := range 700 {
		var answer struct {
			ID string `json:"idMessage"`
		}
		got := h.good(t, http.MethodPost, "sendMessage", fmt.Sprintf(`{"chatId":"10000000","message":"test %d"}`, n))
		if err := json.Unmarshal([]byte(got), &answer); err != nil || !regexp.MustCompile(`^[1-9][0-9]{12}$`).MatchString(answer.ID) {
			t.Fatalf("answer %s", got)
		}
		if n < 500 {
			fmt.Fprintf(&want, `,{"messageID":"%s","type":"sendMessage","body":{"chatId":"10000000","message":"test %d"}}`, answer.ID, n)
		}
	}
	if got := h.good(t, http.MethodGet, "getMessagesCount", ""); got != `{"count":700}` {
		t.Errorf("count %s", got)
	}
	if got := h.good(t, http.MethodGet, "showMessagesQueue", ""); got != "["+want.String()[1:]+"]" {
		t.Errorf("the list differs: %.200s", got)
	}
	if got := h.good(t, http.MethodGet, "clearMessagesQueue", ""); got != `{"isCleared":true}` {
		t.Errorf("clear %s", got)
	}
	if got := h.good(t, http.MethodGet, "showMessagesQueue", ""); got != `[]` {
		t.Errorf("then %s", got)
	}
}

func TestARepeatedKeyGetsTheFirstAnswer(t *testing.T) {
	h := newHouse(t)
	send := func(body string) (int, string) {
		return h.call(t, http.MethodPost, "sendMessage", body, "Idempotency-Key", "order-17")
	}
	_, first := send(`{"chatId":"10000000","message":"x"}`)
	if status, again := send(`{ "message":"x", "chatId":10000000 }`); status != http.StatusOK || again != first {
		t.Errorf("again: %d %s, want %s", status, again, first)
	}
	if status, other := send(`{"chatId":"10000000","message":"y"}`); status != http.StatusConflict || !strings.Contains(other, `"Idempotency-Key was used with another body"`) {
		t.Errorf("another body: %d %s", status, other)
	}
	if got := h.good(t, http.MethodGet, "getMessagesCount", ""); got != `{"count":1}` {
		t.Errorf("count %s", got)
	}
}

// What the API changes at the network stands in the journal at once, whether the
// network tells of it or not, and the client hears of it.
func TestAChangeOfASentMessageIsJournaledAtOnce(t *testing.T) {
	h := newHouse(t)
	h.good(t, http.MethodPost, "setSettings", `{"outgoingAPIMessageWebhook":"yes","editedMessageWebhook":"yes","deletedMessageWebhook":"yes"}`)
	message := h.sent(t, "first")
	to := fmt.Sprintf(`{"chatId":"10000000","idMessage":%q`, message)
	if got := h.good(t, http.MethodPost, "editMessage", to+`,"message":"second"}`); got != fmt.Sprintf(`{"idMessage":%q}`, message) {
		t.Errorf("editMessage answers %s", got)
	}
	if got := h.good(t, http.MethodPost, "getMessage", to+`}`); !strings.Contains(got, `"isEdited":true,"isDeleted":false,"textMessage":"second"`) {
		t.Errorf("edited, it is %s", got)
	}
	h.good(t, http.MethodPost, "deleteMessage", to+`}`)
	if got := h.good(t, http.MethodPost, "getMessage", to+`}`); !strings.Contains(got, `"isEdited":true,"isDeleted":true,"textMessage":"second"`) {
		t.Errorf("deleted, it is %s", got)
	}
	var told []string
	for range 3 {
		_, n, ok, err := h.server.Notifications.Poll(t.Context(), id, time.Second)
		if err != nil || !ok {
			t.Fatalf("told %v, then %v", told, err)
		}
		told = append(told, string(n.Content.Type))
		h.drop(t)
	}
	if diff := cmp.Diff([]string{"textMessage", "editedMessage", "deletedMessage"}, told); diff != "" {
		t.Errorf("told (-want +got):\n%s", diff)
	}
}

// sent logs the instance in and has a text sent, as a lane would.
func (h *house) sent(t *testing.T, words string) sluice.MessageID {
	t.Helper()
	change := sluice.Change{State: sluice.Authorized, Account: sluice.Account{ID: "20000000", Phone: "79876543210"}}
	if err := h.store.SetState(t.Context(), id, change); err != nil {
		t.Fatal(err)
	}
	h.good(t, http.MethodPost, "sendMessage", fmt.Sprintf(`{"chatId":"10000000","message":%q}`, words))
	m, ok, err := h.store.Next(t.Context(), id)
	if err != nil || !ok {
		t.Fatalf("nothing is next: %v", err)
	}
	if ok, err := h.store.Attempt(t.Context(), id, m.ID, m.Revision); err != nil || !ok {
		t.Fatalf("no attempt: %v", err)
	}
	sent := sluice.Sent{ID: 9, At: time.Now(), Wire: time.Now()}
	if err := h.store.Finish(t.Context(), m, sent, sluice.Peer{Chat: "10000000", Type: sluice.ChatUser}, sluice.Outcome{Status: sluice.StatusSent}); err != nil {
		t.Fatal(err)
	}
	return m.ID
}

// drop deletes the notification that is next.
func (h *house) drop(t *testing.T) {
	t.Helper()
	receipt, _, ok, err := h.server.Notifications.Poll(t.Context(), id, time.Second)
	if err != nil || !ok {
		t.Fatalf("there is none: %v", err)
	}
	if _, err := h.server.Notifications.Delete(t.Context(), id, receipt); err != nil {
		t.Fatal(err)
	}
}

func TestADeletedInstance(t *testing.T) {
	h := newHouse(t)
	remove := func() string {
		return text(t, h.ask(http.MethodPost, "/partner/deleteInstanceAccount/{partner}", `{"idInstance":4900000001}`))
	}
	if got := remove(); got != `{"deleteInstanceAccount":true}` {
		t.Fatalf("deleting answers %s", got)
	}
	if status, got := h.call(t, http.MethodGet, "getSettings", ""); status != http.StatusBadRequest || !strings.Contains(got, `"Instance is deleted"`) {
		t.Errorf("with its token: %d %s", status, got)
	}
	if r := h.ask(http.MethodGet, "/waInstance{id}/getSettings/wrong", ""); r.StatusCode != http.StatusUnauthorized || text(t, r) != "" {
		t.Errorf("with another: %d", r.StatusCode)
	}
	if got := remove(); got != `{"code":404,"description":"Not found"}` {
		t.Errorf("deleting it again answers %s", got)
	}
	list := text(t, h.ask(http.MethodGet, "/partner/getInstances/{partner}", ""))
	if !strings.Contains(list, `"deleted":true`) || strings.Contains(list, `"timeDeleted":""`) {
		t.Errorf("the list says %s", list)
	}
}

func TestSettingsAreKept(t *testing.T) {
	h := newHouse(t)
	h.good(t, http.MethodPost, "setSettings", `{"webhookUrl":"https://r.example/?a=<1>&b","delaySendMessagesMilliseconds":3000,"stateWebhook":true}`)
	got := h.good(t, http.MethodGet, "getSettings", "")
	const want = `{"wid":"","typeInstance":"telegram","webhookUrl":"https://r.example/?a=<1>&b","webhookUrlToken":"",` +
		`"delaySendMessagesMilliseconds":3000,"markIncomingMessagesReaded":"no","markIncomingMessagesReadedOnReply":"no",` +
		`"outgoingWebhook":"no","outgoingMessageWebhook":"no","outgoingAPIMessageWebhook":"no","incomingWebhook":"yes",` +
		`"stateWebhook":"yes","keepOnlineStatus":"no","editedMessageWebhook":"no","deletedMessageWebhook":"no"}`
	if got != want {
		t.Errorf("settings %s\nwant %s", got, want)
	}
	for method, verb := range map[string]string{"receiveNotification": http.MethodGet, "deleteNotification/1": http.MethodDelete} {
		status, got := h.call(t, verb, method, "")
		if status != http.StatusBadRequest || !strings.Contains(got, `"Message cannot be received because custom webhook url is set. Clear the webhook url first and wait about 1 minute"`) {
			t.Errorf("%s with a webhook: %d %s", method, status, got)
		}
	}
}

// TestAMessageComesIn and is told until it is deleted.
func TestAMessageComesIn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHouse(t)
		if err := h.store.SetState(t.Context(), id, sluice.Change{State: sluice.Authorized, Account: sluice.Account{ID: "20000000", Phone: "79876543210"}}); err != nil {
			t.Fatal(err)
		}
		began := time.Now()
		go func() {
			time.Sleep(3 * time.Second)
			user := sluice.Peer{Chat: "10000000", Type: sluice.ChatUser, Name: "Example", Phone: "79998887766"}
			err := h.store.Receive(t.Context(), id, sluice.Event{
				Kind: sluice.EventMessage, At: time.Unix(1763115112, 0), Chat: user, Sender: user, Number: 7,
				Content: sluice.Content{Type: sluice.ContentText, Text: "hi"},
			})
			if err != nil {
				t.Error(err)
			}
		}()
		first := h.good(t, http.MethodGet, "receiveNotification?receiveTimeout=30", "")
		if took := time.Since(began); took != 3*time.Second {
			t.Errorf("it came after %v, want 3s", took)
		}
		want := regexp.MustCompile(`^\{"receiptId":(\d+),"body":\{"typeWebhook":"incomingMessageReceived","instanceData":\{"idInstance":4900000001,` +
			`"wid":"79876543210@c.us","typeInstance":"telegram"\},"timestamp":1763115112,"idMessage":"\d{12,13}","senderData":\{"chatId":"10000000",` +
			`"chatType":"user","sender":"10000000","chatName":"Example","senderName":"Example","senderType":"user","senderContactName":"",` +
			`"senderPhoneNumber":79998887766\},"messageData":\{"typeMessage":"textMessage","textMessageData":\{"textMessage":"hi",` +
			`"forwardingScore":0,"isForwarded":false\}\}\}\}$`)
		match := want.FindStringSubmatch(first)
		if match == nil {
			t.Fatalf("it is %s", first)
		}
		if again := h.good(t, http.MethodGet, "receiveNotification", ""); again != first {
			t.Errorf("then it is %s", again)
		}
		if got := h.good(t, http.MethodDelete, "deleteNotification/"+match[1], ""); got != `{"result":true,"reason":""}` {
			t.Errorf("deleting answers %s", got)
		}
		if got := h.good(t, http.MethodDelete, "deleteNotification/"+match[1], ""); got != `{"result":false,"reason":"notification not found"}` {
			t.Errorf("deleting again answers %s", got)
		}
		if got := h.good(t, http.MethodGet, "receiveNotification", ""); got != "null" {
			t.Errorf("then there is %s", got)
		}
	})
}

// TestANewTokenEndsPolls and the old one is void.
func TestANewTokenEndsPolls(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHouse(t)
		old := h.token
		go func() {
			time.Sleep(2 * time.Second)
			if status, got := h.call(t, http.MethodGet, "updateApiToken", ""); status != http.StatusOK {
				t.Errorf("a new token: %d %s", status, got)
			}
		}()
		began := time.Now()
		if got := h.good(t, http.MethodGet, "receiveNotification?receiveTimeout=60", ""); got != "null" {
			t.Errorf("the poll answers %s", got)
		}
		if took := time.Since(began); took != 2*time.Second {
			t.Errorf("it took %v, want 2s", took)
		}
		synctest.Wait()
		if r := h.ask(http.MethodGet, "/waInstance{id}/getSettings/"+old, ""); r.StatusCode != http.StatusUnauthorized {
			t.Errorf("the old token: %d", r.StatusCode)
		}
	})
}

func TestClearingNotificationsTwice(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHouse(t)
		if got := h.good(t, http.MethodDelete, "clearWebhooksQueue", ""); got != `{"isCleared":true,"reason":""}` {
			t.Errorf("first: %s", got)
		}
		time.Sleep(14500 * time.Millisecond)
		if got := h.good(t, http.MethodGet, "clearWebhooksQueue", ""); got != `{"isCleared":false,"reason":"Too many requests","leftTime":46}` {
			t.Errorf("then: %s", got)
		}
	})
}

// TestMovedInstances keeps the id and the token of an account that comes from
// the original.
func TestMovedInstances(t *testing.T) {
	h := newHouse(t)
	if _, _, err := h.store.Create(t.Context(), sluice.Instance{ID: 7103, Settings: sluice.DefaultSettings()}, "d75b3a66374942c5b3c019c698abc2067e151558acbd412345"); err != nil {
		t.Fatal(err)
	}
	r := h.ask(http.MethodGet, "/waInstance7103/getStateInstance/d75b3a66374942c5b3c019c698abc2067e151558acbd412345", "")
	if got := text(t, r); got != `{"stateInstance":"notAuthorized"}` {
		t.Errorf("%d %s", r.StatusCode, got)
	}
}

// TestAQueuedMessageIsFoundEditedAndTakenBack over the real journal and queue.
func TestAQueuedMessageIsFoundEditedAndTakenBack(t *testing.T) {
	h := newHouse(t)
	const phone = "79876543210@c.us"
	sent := h.good(t, http.MethodPost, "sendMessage", `{"chatId":"`+phone+`","message":"first"}`)
	message := strings.Trim(strings.TrimPrefix(sent, `{"idMessage":`), `"}`)
	about := `{"chatId":"` + phone + `","idMessage":"` + message + `"`
	wantIn := func(what, got string, parts ...string) {
		t.Helper()
		for _, part := range parts {
			if !strings.Contains(got, part) {
				t.Errorf("%s: %s, want %s in it", what, got, part)
			}
		}
	}
	wantIn("queued", h.good(t, http.MethodPost, "getMessage", about+`}`), `"statusMessage":"pending"`, `"textMessage":"first"`, `"chatId":"`+phone+`"`)
	h.good(t, http.MethodPost, "editMessage", about+`,"message":"second"}`)
	wantIn("the list", h.good(t, http.MethodGet, "showMessagesQueue", ""), `"body":{"chatId":"`+phone+`","message":"second"}`)
	if got := h.good(t, http.MethodPost, "deleteMessage", about+`}`); got != "" {
		t.Errorf("deleteMessage answers %s", got)
	}
	if got := h.good(t, http.MethodGet, "showMessagesQueue", ""); got != "[]" {
		t.Errorf("then the queue is %s", got)
	}
	wantIn("taken out", h.good(t, http.MethodPost, "getMessage", about+`}`), `"statusMessage":"cleared"`, `"textMessage":"second"`)
	if status, got := h.call(t, http.MethodPost, "deleteMessage", about+`}`); status != http.StatusBadRequest {
		t.Errorf("deleted again: %d %s", status, got)
	}
	if len(h.network.asked) > 0 {
		t.Errorf("the network was asked: %v", h.network.asked)
	}
}

// TestTheJournalIsFilledUp with what the network remembers, once.
func TestTheJournalIsFilledUp(t *testing.T) {
	h := newHouse(t)
	if err := h.store.SetState(t.Context(), id, sluice.Change{State: sluice.Authorized, Account: sluice.Account{ID: "20000000", Phone: "79876543210"}}); err != nil {
		t.Fatal(err)
	}
	user := sluice.Peer{Chat: "10000000", Type: sluice.ChatUser, Name: "Example"}
	event := func(number int64, text sluice.Text, ago time.Duration) sluice.Event {
		return sluice.Event{
			Kind: sluice.EventMessage, At: time.Now().Add(-ago).Truncate(time.Second), Chat: user, Sender: user, Number: number,
			Content: sluice.Content{Type: sluice.ContentText, Text: text},
		}
	}
	if err := h.store.Receive(t.Context(), id, event(7, "new", time.Minute)); err != nil {
		t.Fatal(err)
	}
	h.network.events = []sluice.Event{event(6, "old", time.Hour), event(5, "older", 2*time.Hour)}
	texts := regexp.MustCompile(`"textMessage":"(\w+)"`)
	for n := range 2 {
		got := h.good(t, http.MethodPost, "getChatHistory", `{"chatId":"10000000"}`)
		var list []string
		for _, match := range texts.FindAllStringSubmatch(got, -1) {
			list = append(list, match[1])
		}
		if strings.Join(list, " ") != "new old older" {
			t.Errorf("look %d: %s", n, got)
		}
	}
	if h.network.asked[0] != "history 10000000 before 7, 100" {
		t.Errorf("asked %v", h.network.asked)
	}
	h.server.Now = nil
	h.handler = h.server.Handler()
	if got := h.good(t, http.MethodGet, "lastIncomingMessages?minutes=30", ""); strings.Count(got, `"idMessage"`) != 1 || !strings.Contains(got, `"textMessage":"new"`) {
		t.Errorf("the last half hour: %s", got)
	}
}

var (
	_ greenapi.Instances = (*store.Store)(nil)
	_ greenapi.Journal   = (*store.Store)(nil)
)
