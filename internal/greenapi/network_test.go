package greenapi_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"sluice"
)

// needAccount are the methods that need an account, each with a request that is
// right.
func needAccount() []example {
	var list []example
	for _, e := range documentedExamples() {
		switch e.method {
		case "setProfilePicture", "createGroup", "updateGroupName", "updateGroupSettings", "getGroupData", "addGroupParticipant",
			"removeGroupParticipant", "setGroupAdmin", "removeAdmin", "setGroupPicture", "leaveGroup", "readChat", "getAvatar", "getContacts",
			"getChats", "getContactInfo", "editMessage", "deleteMessage", "archiveChat", "unarchiveChat", "sendTyping", "checkAccount":
			list = append(list, e)
		}
	}
	return list
}

// request makes the request of an example.
func (e example) request(w *world) *http.Response {
	verb := http.MethodPost
	if e.body == "" {
		verb = http.MethodGet
	}
	return w.ask(verb, "/waInstance{id}/"+e.method+"/{token}"+e.path, e.body, "Content-Type", e.kind)
}

// TestWhatNeedsAnAccount asks each method in each state.
func TestWhatNeedsAnAccount(t *testing.T) {
	list := needAccount()
	if len(list) != 22 {
		t.Fatalf("%d methods, want 22", len(list))
	}
	for _, e := range list {
		for s, ready := range map[sluice.State]bool{
			sluice.Authorized: true, sluice.SuspendedState: true, sluice.NotAuthorized: false,
			sluice.PendingPassword: false, sluice.Starting: false, sluice.BlockedState: false,
		} {
			w := newWorld()
			state(s)(w)
			r := e.request(w)
			got := text(t, r)
			refused := strings.Contains(got, `"instance is starting or not authorized"`)
			want := http.StatusOK
			if !ready && e.method != "checkAccount" {
				want = http.StatusBadRequest
			}
			if r.StatusCode != want || refused == ready || ready != (len(w.network.asked) > 0) {
				t.Errorf("%s in %s: %d %s, asked %v", e.method, s, r.StatusCode, got, w.network.asked)
			}
		}
	}
}

// TestTroubleWithTheNetwork gives each method each kind of trouble and looks at
// what the client is told, and when.
func TestTroubleWithTheNetwork(t *testing.T) {
	const s = time.Second
	limited := func(d time.Duration) error { return &sluice.Error{Code: sluice.Limited, Wait: d} }
	gone := &sluice.Error{Code: sluice.Unavailable}
	for _, tt := range []struct {
		name   string
		given  func(*network)
		after  time.Duration
		status int
		text   string
		asked  int
	}{
		{"nothing", func(*network) {}, 0, 200, "", 1},
		{"a connection after two looks", func(n *network) { n.away = 2 }, 300 * time.Millisecond, 200, "", 1},
		{"no connection", func(n *network) { n.away = 1000 }, 25 * s, 502, "Bad Gateway", 0},
		{"silence", func(n *network) { n.silent = true }, 25 * s, 502, "Bad Gateway", 1},
		{"a short wait", func(n *network) { n.errs = []error{limited(10 * s)} }, 10 * s, 200, "", 2},
		{"two short waits", func(n *network) { n.errs = []error{limited(10 * s), limited(9 * s)} }, 19 * s, 200, "", 3},
		{"too many short waits", func(n *network) { n.errs = []error{limited(10 * s), limited(10 * s), limited(6 * s)} }, 20 * s, 429, "Telegram asks to wait 6 seconds", 3},
		{"a long wait", func(n *network) { n.err = limited(11 * s) }, 0, 429, "Telegram asks to wait 11 seconds", 1},
		{"a short wait after a late connection", func(n *network) { n.away, n.errs = 11, []error{limited(10 * s)} }, 15100 * time.Millisecond, 429, "Telegram asks to wait 10 seconds", 1},
		{"lost in the middle", func(n *network) { n.err = &sluice.Error{Code: sluice.Unknown} }, 0, 502, "Bad Gateway", 1},
		{"a connection that is not up yet", func(n *network) { n.errs = []error{gone, gone, gone} }, 700 * time.Millisecond, 200, "", 4},
		{"a connection that stays down", func(n *network) { n.err = gone }, 25 * s, 502, "Bad Gateway", 16},
		{"a fault of ours", func(n *network) { n.err = fmt.Errorf("rpc: 17") }, 0, 500, "Internal Server Error", 1},
	} {
		t.Run(tt.name, func(t *testing.T) {
			for _, e := range needAccount() {
				if e.method == "checkAccount" || e.method == "setProfilePicture" && tt.status == 429 {
					continue // they have words of their own
				}
				synctest.Test(t, func(t *testing.T) {
					w := newWorld()
					tt.given(w.network)
					began := time.Now()
					r := e.request(w)
					got := text(t, r)
					if r.StatusCode != tt.status || !strings.Contains(got, tt.text) || time.Since(began) != tt.after {
						t.Errorf("%s after %v: %d %s\nwant after %v: %d %s", e.method, time.Since(began), r.StatusCode, got, tt.after, tt.status, tt.text)
					}
					if len(w.network.asked) != tt.asked {
						t.Errorf("%s asked %d times, want %d", e.method, len(w.network.asked), tt.asked)
					}
				})
			}
		})
	}
}

// TestCheckAccountHasWordsOfItsOwn for what others tell with an error.
func TestCheckAccountHasWordsOfItsOwn(t *testing.T) {
	for _, tt := range []struct {
		name   string
		err    *sluice.Error
		status int
		text   string
	}{
		{"a wait", &sluice.Error{Code: sluice.Limited, Wait: 30 * time.Second}, 200, `{"status":false,"data":{"status":"fail","reason":"rate_limit_exceeded","retryAfter":30}}`},
		{"less than an hour", &sluice.Error{Code: sluice.Limited, Wait: time.Hour - 1}, 200, `"retryAfter":3600}`},
		{"an hour", &sluice.Error{Code: sluice.Limited, Wait: time.Hour}, 469, `"message":"User get contact info limit reached"}`},
		{"no connection", &sluice.Error{Code: sluice.Unavailable}, 500, `"message":"messenger is unavailable"}`},
	} {
		synctest.Test(t, func(t *testing.T) {
			w := newWorld()
			w.network.err = tt.err
			if got := w.want(t, tt.status, http.MethodPost, "checkAccount", `{"phoneNumber":79876543210}`); !strings.Contains(got, tt.text) {
				t.Errorf("%s: %s", tt.name, got)
			}
		})
	}
}

// TestWhatTheNetworkIsAsked compares what a request asks for with what it says.
func TestWhatTheNetworkIsAsked(t *testing.T) {
	for _, tt := range []struct{ method, body, want string }{
		{"readChat", `{"chatId":"@example"}`, "read @example/0"},
		{"readChat", `{"chatId":"@example","idMessage":"1763115112345"}`, "read @example/7"},
		{"archiveChat", `{"chatId":"10000000"}`, "archive 10000000 true"},
		{"unarchiveChat", `{"chatId":"10000000"}`, "archive 10000000 false"},
		{"sendTyping", `{"chatId":"10000000","typingTime":1500}`, "type 10000000 1.5s "},
		{"sendTyping", `{"chatId":"10000000","typingTime":1500,"typingType":"upload_photo"}`, "type 10000000 1.5s upload_photo"},
		{"checkAccount", `{"phoneNumber":79876543210}`, "lookup 79876543210@c.us"},
		{"checkAccount", `{"username":"@example"}`, "lookup @example"},
		{"getAvatar", `{"chatId":"79876543210@c.us"}`, "profile 79876543210@c.us"},
		{"editMessage", `{"chatId":"10000000","idMessage":"1763115112346","message":"<x>"}`, "edit 10000000/8 <x>"},
		{"deleteMessage", `{"chatId":"79876543210@c.us","idMessage":"1763115112346"}`, "delete 10000000/8 false"},
		{"deleteMessage", `{"chatId":"10000000","idMessage":"1763115112346","onlySenderDelete":true}`, "delete 10000000/8 true"},
		{"createGroup", `{"groupName":"T","chatIds":[1,2],"messageAutoDeleteTime":7}`, "create T 2 false 168h0m0s"},
		{"createGroup", `{"groupName":"T","type":"supergroup"}`, "create T 0 true 0s"},
		{"updateGroupSettings", `{"groupId":"100","chatId":"-100","allowParticipantsSendMedia":false,"allowParticipantsPinMessages":true}`, "rights -100 map[allowParticipantsPinMessages:true allowParticipantsSendMedia:false]"},
		{"updateGroupName", `{"groupId":"100@g.us","groupName":"T"}`, "rename -100 T"},
		{"addGroupParticipant", `{"chatId":"-100","participantChatId":"@example"}`, "add -100 @example"},
		{"removeGroupParticipant", `{"chatId":"-100","participantChatId":7}`, "remove -100 7"},
		{"setGroupAdmin", `{"chatId":"-100","participantChatId":7}`, "admin -100 7 true"},
		{"removeAdmin", `{"chatId":"-100","participantChatId":7}`, "admin -100 7 false"},
		{"leaveGroup", `{"chatId":"@example"}`, "leave @example"},
		{"getChatHistory", `{"chatId":"79876543210@c.us"}`, "history 10000000 before 7, 100"},
	} {
		w := newWorld()
		w.post(t, tt.method, tt.body)
		if diff := cmp.Diff([]string{tt.want}, w.network.asked); diff != "" {
			t.Errorf("%s %s (-want +got):\n%s", tt.method, tt.body, diff)
		}
	}
}
