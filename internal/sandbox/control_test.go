package sandbox_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/gotd/td/tg"

	"sluice/internal/sandbox"
)

// ask makes one control call and decodes the answer.
func ask(t *testing.T, s *sandbox.Sandbox, method, path, body string, into any) int {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), method, "http://127.0.0.1"+path, strings.NewReader(body))
	w := httptest.NewRecorder()
	s.Control().ServeHTTP(w, r)
	if into == nil {
		return w.Code
	}
	if err := json.Unmarshal(w.Body.Bytes(), into); err != nil {
		t.Fatalf("%s %s answered %q: %v", method, path, w.Body, err)
	}
	return w.Code
}

func TestTheControlInterfaceDrivesAnAccount(t *testing.T) {
	s, _ := start(t, sandbox.Options{})
	var connect sandbox.Connect
	if code := ask(t, s, "GET", "/connect", "", &connect); code != 200 || connect != s.Connect() || connect.Address == "" || connect.DC != 2 {
		t.Errorf("/connect answered %d %+v", code, connect)
	}
	var made sandbox.Planted
	body := `{"phone":"+7 900 111-22-33","planted":true,"idInstance":4900000001,"password":"secret"}`
	if code := ask(t, s, "POST", "/accounts", body, &made); code != 200 || made.Phone != "79001112233" || !made.Password {
		t.Fatalf("/accounts answered %d %+v", code, made)
	}
	c := dial(t, s, login{session: made.Session, device: "4900000001"})
	if self, err := c.Self(t.Context()); err != nil || self.Phone != made.Phone {
		t.Fatalf("the planted session is %v, %v", self, err)
	}
	var wrote struct {
		MessageID int `json:"messageId"`
	}
	if code := ask(t, s, "POST", "/write", `{"idInstance":"4900000001","from":"10000000","text":"hi"}`, &wrote); code != 200 {
		t.Fatalf("/write answered %d", code)
	}
	if m := message(t, next[*tg.UpdateNewMessage](t, c).Message); m.ID != wrote.MessageID || m.Message != "hi" {
		t.Errorf("the account got %v", m)
	}
	touch := func(path, more string) {
		t.Helper()
		id, _ := json.Marshal(wrote.MessageID)
		if code := ask(t, s, "POST", path, `{"idInstance":4900000001,"chat":"10000000","messageId":`+string(id)+more+`}`, nil); code != 200 {
			t.Errorf("%s answered %d", path, code)
		}
	}
	touch("/edit", `,"text":"hello"`)
	if m := message(t, next[*tg.UpdateEditMessage](t, c).Message); m.Message != "hello" {
		t.Errorf("edited to %v", m)
	}
	touch("/react", `,"reaction":"👍"`)
	if u := next[*tg.UpdateMessageReactions](t, c); u.MsgID != wrote.MessageID {
		t.Errorf("the reaction is %v", u)
	}
	touch("/delete", "")
	if u := next[*tg.UpdateDeleteMessages](t, c); u.Messages[0] != wrote.MessageID {
		t.Errorf("deleted %v", u)
	}
	if _, err := text(t, c, user(t, c, "silent"), "to be read", 9); err != nil {
		t.Fatal(err)
	}
	if code := ask(t, s, "POST", "/read", `{"idInstance":4900000001,"chat":"10000001"}`, nil); code != 200 {
		t.Errorf("/read answered %d", code)
	}
	next[*tg.UpdateReadHistoryOutbox](t, c)
	wantEvidence(t, s)
}

func wantEvidence(t *testing.T, s *sandbox.Sandbox) {
	t.Helper()
	var rows []map[string]any
	ask(t, s, "GET", "/messages", "", &rows)
	if len(rows) != 1 || rows[0]["text"] != "to be read" || rows[0]["chat"] != "10000001" || rows[0]["randomId"] != "9" || rows[0]["account"] != "20000001" {
		t.Errorf("/messages answered %v", rows)
	}
	if ask(t, s, "GET", "/messages?after=1", "", &rows); len(rows) != 0 {
		t.Errorf("after the last there are %v", rows)
	}
	ask(t, s, "GET", "/calls?method=send&idInstance=4900000001&account=20000001", "", &rows)
	if len(rows) != 1 || rows[0]["answer"] != "ok" || rows[0]["method"] != "messages.sendMessage" || rows[0]["randomId"] != "9" {
		t.Errorf("/calls answered %v", rows)
	}
	if ask(t, s, "GET", "/calls?method=send&idInstance=1", "", &rows); len(rows) != 0 {
		t.Errorf("the calls of another instance are %v", rows)
	}
}

func TestFaultsAreSetListedAndTakenAway(t *testing.T) {
	s, _ := start(t, sandbox.Options{})
	var set sandbox.Fault
	if code := ask(t, s, "POST", "/fault", `{"do":"error","error":"FLOOD_WAIT_30","method":"send","times":2}`, &set); code != 200 || set.ID != 1 {
		t.Errorf("answered %d %+v", code, set)
	}
	var all []sandbox.Fault
	ask(t, s, "GET", "/fault", "", &all)
	if len(all) != 1 || all[0] != set {
		t.Errorf("listed %+v, set %+v", all, set)
	}
	if code := ask(t, s, "DELETE", "/fault?id=1", "", nil); code != 200 {
		t.Errorf("taking it away answered %d", code)
	}
	ask(t, s, "POST", "/fault", `{"do":"dropAfter"}`, nil)
	ask(t, s, "DELETE", "/fault", "", nil)
	if ask(t, s, "GET", "/fault", "", &all); len(all) != 0 {
		t.Errorf("left are %+v", all)
	}
}

func TestWrongControlCallsSayWhatToDo(t *testing.T) {
	s, _ := start(t, sandbox.Options{})
	if _, err := s.AddAccount(t.Context(), sandbox.Order{Phone: "79001112233"}); err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		method, path, body string
		status             int
		text               string
	}{
		{"GET", "/nothing", "", 404, "docs/sandbox.md"},
		{"POST", "/messages", "{}", 404, "docs/sandbox.md"},
		{"POST", "/accounts", "", 400, "the body is empty"},
		{"POST", "/accounts", "[]", 400, "not what this call takes"},
		{"POST", "/accounts", "{} {}", 400, "one JSON object"},
		{"POST", "/accounts", `{"fone":"79001112234"}`, 400, `"fone"`},
		{"POST", "/accounts", `{"phone":"123"}`, 400, "7 to 15 digits"},
		{"POST", "/accounts", `{"phone":"70001112233"}`, 400, "belong to nobody"},
		{"POST", "/accounts", `{"dialogs":-1}`, 400, "'dialogs'"},
		{"POST", "/accounts", `{"planted":true,"idInstance":true}`, 400, "idInstance must be a number"},
		{"GET", "/code", "", 400, "name the phone"},
		{"GET", "/code?phone=79001112233", "", 404, "start the login first"},
		{"POST", "/scan", `{}`, 400, "'idInstance' is required"},
		{"POST", "/scan", `{"idInstance":4900000001,"phone":"1"}`, 400, "7 to 15 digits"},
		{"POST", "/scan", `{"idInstance":4900000001}`, 409, "ask for the QR first"},
		{"GET", "/messages?after=x", "", 400, "'after' must be a number"},
		{"GET", "/calls?after=-1", "", 400, "'after' must be a number"},
		{"POST", "/write", `{"idInstance":4900000001,"from":"10000000","text":"a"}`, 400, "not logged in here"},
		{"POST", "/write", `{"from":"10000000","text":"a"}`, 400, "name an account"},
		{"POST", "/write", `{"account":"79001112233","from":"x","text":"a"}`, 400, "'from'"},
		{"POST", "/write", `{"account":"79001112233","from":"10000000","text":""}`, 400, "'text'"},
		{"POST", "/write", `{"account":"79001112233","from":"999","text":"a"}`, 400, "no user 999"},
		{"POST", "/write", `{"account":"79001112233","from":"10000000","chat":"x","text":"a"}`, 400, "is not a chat"},
		{"POST", "/write", `{"account":"79001112233","from":"10000001","chat":"10000000","text":"a"}`, 400, "private chat"},
		{"POST", "/write", `{"account":"79001112233","from":"10000001","chat":"-30000001","text":"a"}`, 400, "must be in the group"},
		{"POST", "/write", `{"account":"79001112233","from":"10000001","chat":"-1001400000001","text":"a"}`, 400, "must be in the supergroup"},
		{"POST", "/edit", `{"account":"79001112233","chat":"10000000","messageId":99,"text":"a"}`, 400, "no message 99"},
		{"POST", "/edit", `{"account":"79001112233","chat":"10000000","messageId":1}`, 400, "'text'"},
		{"POST", "/react", `{"account":"79001112233","chat":"10000000","messageId":3,"from":"10000001","reaction":"a"}`, 400, "private chat"},
		{"POST", "/read", `{"account":"79001112233","chat":""}`, 400, "is not a chat"},
		{"POST", "/write", `{"account":"79001112233","from":"10000000","kind":"song"}`, 400, "'kind'"},
		{"POST", "/write", `{"account":"79001112233","from":"10000000","kind":"contact"}`, 400, "'phone'"},
		{"POST", "/write", `{"account":"79001112233","from":"10000000","kind":"venue"}`, 400, "'title'"},
		{"POST", "/write", `{"account":"79001112233","from":"10000000","kind":"link","text":"none"}`, 400, "'url'"},
		{"POST", "/write", `{"account":"79001112233","from":"10000000","kind":"poll","question":"q"}`, 400, "'options'"},
		{"POST", "/write", `{"account":"79001112233","from":"10000000","kind":"photo","bytes":"aGVsbG8="}`, 400, "not a photo"},
		{"POST", "/write", `{"account":"79001112233","from":"10000000","kind":"document","size":-1}`, 400, "'size'"},
		{"POST", "/write", `{"account":"79001112233","from":"10000000","album":[{"kind":"poll"}]}`, 400, "'options'"},
		{"POST", "/write", `{"account":"79001112233","from":"10000000","album":[{"kind":"dice"}]}`, 400, "'album'"},
		{"POST", "/write", `{"account":"79001112233","from":"-1001400000001","text":"a"}`, 400, "supergroup"},
		{"POST", "/vote", `{"account":"79001112233","chat":"10000000","messageId":3}`, 400, "not a poll"},
		{"POST", "/accounts", `{"portrait":"aGVsbG8="}`, 400, "'portrait'"},
		{"POST", "/chats", `{"account":"79001112233","type":"team","name":"a"}`, 400, "'type'"},
		{"POST", "/chats", `{"account":"79001112233","type":"group"}`, 400, "'name'"},
		{"POST", "/chats", `{"account":"79001112233","type":"group","name":"a","owner":"x"}`, 400, "'owner'"},
		{"POST", "/chats", `{"account":"79001112233","chat":"-1"}`, 400, "no group"},
		{"POST", "/chats", `{"account":"79001112233","chat":"-30000001","add":["x"]}`, 400, "'add'"},
		{"POST", "/chats", `{"account":"79001112233","chat":"-30000001","add":["99"]}`, 400, "no user 99"},
		{"POST", "/chats", `{"account":"79001112233","chat":"-30000001","promote":["99"]}`, 400, "not in this chat"},
		{"POST", "/chats", `{"account":"79001112233","chat":"-30000001","denied":["all"]}`, 400, "'denied'"},
		{"POST", "/chats", `{"account":"79001112233","chat":"-1001400000001","slowMode":-1}`, 400, "'slowMode'"},
		{"POST", "/fault", `{"do":"flood_wait"}`, 400, "docs/sandbox.md"},
		{"POST", "/fault", `{"do":"error"}`, 400, "FLOOD_WAIT_30"},
		{"POST", "/fault", `{"do":"delay"}`, 400, "'seconds'"},
		{"POST", "/fault", `{"do":"flood","seconds":1}`, 400, "'limit'"},
		{"POST", "/fault", `{"do":"duplicates","form":"x"}`, 400, "error or original"},
		{"POST", "/fault", `{"do":"dropAfter","times":-2}`, 400, "'times'"},
		{"POST", "/fault", `{"do":"dropAfter","chat":"x"}`, 400, "is not a chat"},
		{"POST", "/fault", `{"do":"dropAfter","method":"messages.sendMesage"}`, 400, "messages.sendMesage"},
		{"POST", "/fault", `{"do":"dropAfter","account":"1"}`, 400, "name an account"},
		{"POST", "/fault", `{"do":"outage"}`, 400, "'seconds'"},
		{"POST", "/fault", `{"do":"ban","idInstance":1}`, 400, "not logged in here"},
		{"POST", "/fault", `{"do":"badSalt","account":"79001112233"}`, 400, "strict"},
		{"DELETE", "/fault?id=7", "", 404, "GET /fault"},
	}
	for _, tt := range tests {
		t.Run(tt.method+" "+tt.path+" "+tt.body, func(t *testing.T) {
			var got struct {
				Error string `json:"error"`
			}
			if code := ask(t, s, tt.method, tt.path, tt.body, &got); code != tt.status || !strings.Contains(got.Error, tt.text) {
				t.Errorf("answered %d %q, want %d and %q", code, got.Error, tt.status, tt.text)
			}
		})
	}
}

func TestTheControlInterfaceMakesGroupsAndPolls(t *testing.T) {
	s, _ := start(t, sandbox.Options{})
	a, c := planted(t, s, sandbox.Order{Instance: "4900000001"})
	if _, err := c.Self(t.Context()); err != nil {
		t.Fatal(err)
	}
	var made struct {
		Chat string `json:"chat"`
	}
	body := `{"idInstance":4900000001,"type":"supergroup","name":"Club","owner":"10000002","add":["10000003"],"promote":["` + a.Account.Account + `"],"slowMode":5}`
	if code := ask(t, s, "POST", "/chats", body, &made); code != 200 || !strings.HasPrefix(made.Chat, "-100") {
		t.Fatalf("/chats answered %d %+v", code, made)
	}
	if code := ask(t, s, "POST", "/chats", `{"idInstance":4900000001,"chat":"`+made.Chat+`","name":"Band","remove":["10000003"]}`, &made); code != 200 {
		t.Fatalf("/chats answered %d", code)
	}
	var wrote struct {
		MessageID int `json:"messageId"`
	}
	body = `{"idInstance":4900000001,"from":"10000002","chat":"` + made.Chat + `","kind":"poll","question":"q","options":["a","b"]}`
	if code := ask(t, s, "POST", "/write", body, &wrote); code != 200 {
		t.Fatalf("/write answered %d", code)
	}
	id, _ := json.Marshal(wrote.MessageID)
	body = `{"idInstance":4900000001,"from":"10000002","chat":"` + made.Chat + `","messageId":` + string(id) + `,"options":[1]}`
	if code := ask(t, s, "POST", "/vote", body, nil); code != 200 {
		t.Fatalf("/vote answered %d", code)
	}
	if u := next[*tg.UpdateMessagePoll](t, c); u.Results.TotalVoters != 1 {
		t.Errorf("the results are %v", u.Results)
	}
	dialogs, err := c.api.MessagesGetDialogs(t.Context(), &tg.MessagesGetDialogsRequest{OffsetPeer: &tg.InputPeerEmpty{}, Limit: 1})
	must(t, err)
	list, _ := dialogs.AsModified()
	club := list.GetChats()[0].(*tg.Channel)
	if rights, admin := club.GetAdminRights(); club.Title != "Band" || club.ParticipantsCount != 2 || !club.SlowmodeEnabled || !admin || !rights.BanUsers {
		t.Errorf("the supergroup is %v", club)
	}
}

func TestWebPagesCannotControlTheSandbox(t *testing.T) {
	s, _ := start(t, sandbox.Options{})
	for _, change := range []func(r *http.Request){
		func(r *http.Request) { r.Host = "evil.example" },
		func(r *http.Request) { r.Host = "10.0.0.1:80" },
		func(r *http.Request) { r.Header.Set("Origin", "http://evil.example") },
	} {
		r := httptest.NewRequestWithContext(t.Context(), "GET", "http://localhost:8090/messages", nil)
		change(r)
		w := httptest.NewRecorder()
		s.Control().ServeHTTP(w, r)
		if w.Code != http.StatusForbidden {
			t.Errorf("%s with origin %q answered %d", r.Host, r.Header.Get("Origin"), w.Code)
		}
	}
}
