package golden

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"sluice"
	"sluice/internal/chaos"
)

// The instances of a directory.
const (
	settled  = 4900000001 // has a journal and notifications, and waits for a flood
	doubtful = 4900000002 // has sent what was not answered
	fresh    = 4900000003 // was never logged in, and has a file that waits
	slow     = 4900000004 // waits for a chat, and is paused
	changed  = 4900000005 // has another account than the one that sent; and knows an Idempotency-Key
)

const fileText = "a file that waits"

// TestWrite makes the directory of a release: `make golden VERSION=0.1.0`.
func TestWrite(t *testing.T) {
	if *write == "" {
		t.Skip("-write names the release whose directory is to be made")
	}
	g := start(t, t.TempDir())
	g.settle()
	g.doubt(doubtful)
	g.wait()
	g.slow()
	g.change()
	made := directory{told: told{Written: time.Now().UnixMilli(), Media: g.url, Doubts: g.doubts()}}
	g.kill()
	made.files = collect(t, g.dir)
	synctest.Test(t, func(t *testing.T) { // of a copy, and with the clock of the kill
		s := made.open(t, made.disk(t))
		now := tell(t, s)
		made.told.Instances, made.told.Operators = now.Instances, now.Operators
		must(t, s.Close())
	})
	made.save(t, *write)
}

// A gateway is a sandbox and a gateway, two processes on directories that last.
type gateway struct {
	t             *testing.T
	binary, dir   string
	sandbox, url  string // of their control interface and API
	log           *chaos.Lines
	fake, process *chaos.Process
	tokens        map[int]string
}

// start runs both on what the directory holds.
func start(t *testing.T, dir string) *gateway {
	t.Helper()
	g := &gateway{t: t, binary: program(t), dir: dir, log: &chaos.Lines{}, tokens: map[int]string{}}
	var at [3]string
	for k := range at {
		a, err := chaos.FreeAddress()
		must(t, err)
		at[k] = a
	}
	g.sandbox, g.url = "http://"+at[0], "http://"+at[1]
	var err error
	g.fake, err = chaos.Start(t.Context(), g.binary, g.log, "sandbox", "--listen", at[2], "--control", at[0], "--data", filepath.Join(dir, "sandbox"))
	must(t, err)
	t.Cleanup(func() { _ = g.fake.Kill() })
	must(t, g.fake.Ready(t.Context(), g.sandbox+"/connect"))
	g.process, err = chaos.Start(t.Context(), g.binary, g.log, "serve", "--data", g.data(), "--listen", at[1], "--sandbox", g.sandbox,
		"--queue-on-other-account", "hold", "--log-format", "text")
	must(t, err)
	t.Cleanup(func() { _ = g.process.Kill() })
	must(t, g.process.Ready(t.Context(), g.url+"/readyz"))
	return g
}

func (g *gateway) data() string { return filepath.Join(g.dir, "gateway") }

// kill ends both at one moment, the gateway first.
func (g *gateway) kill() {
	g.t.Helper()
	must(g.t, g.process.Kill())
	must(g.t, g.fake.Kill())
}

// settle has messages of all fates, and then a flood.
func (g *gateway) settle() {
	g.add(settled, true, "--name", "settled", "--device", "Golden")
	g.say(settled, "10000000", "one")
	g.until(func() bool { return strings.Contains(g.method(settled, "GET", "lastIncomingMessages", ""), "one") })
	first := g.say(settled, "10000001", "two")
	g.send(settled, fmt.Sprintf(`{"chatId":"10000001","message":"an answer","quotedMessageId":%q}`, first))
	g.say(settled, "10000005", "to one who has blocked us")
	g.drained(settled)
	g.method(settled, "POST", "editMessage", fmt.Sprintf(`{"chatId":"10000001","idMessage":%q,"message":"two, edited"}`, first))
	g.control("/write", `{"idInstance":%d,"from":"10000001","kind":"document","name":"a.txt","mime":"text/plain","bytes":"aGVsbG8="}`, settled)
	g.until(func() bool { return strings.Contains(g.method(settled, "GET", "lastIncomingMessages", ""), "a.txt") })
	g.control("/fault", `{"do":"error","error":"FLOOD_WAIT_1800","method":"send","idInstance":%d}`, settled)
	for n := range 3 {
		g.say(settled, "10000001", fmt.Sprint("after the flood ", n))
	}
	g.until(func() bool {
		return strings.Contains(g.ask("GET", g.sandbox+"/calls?method=messages.sendMessage", "", nil), "FLOOD_WAIT_1800")
	})
}

// doubt has a send whose answers never come, and others behind it.
func (g *gateway) doubt(id int) {
	g.add(id, true)
	g.control("/fault", `{"do":"silent","method":"send","idInstance":%d,"times":-1}`, id)
	for n := range 3 {
		g.say(id, "10000001", fmt.Sprintf("%d in doubt %d", id, n))
	}
	g.until(func() bool {
		return strings.Contains(g.ask("GET", g.sandbox+"/messages", "", nil), fmt.Sprintf("%d in doubt 0", id))
	})
}

// wait has an instance without an account, where a message is taken out of the
// middle and another one edited.
func (g *gateway) wait() {
	g.add(fresh, false, "--proxy", "socks5://user:secret@127.0.0.1:1")
	var ids []string
	for n := range 12 {
		ids = append(ids, g.say(fresh, "10000001", fmt.Sprint("waits ", n)))
	}
	g.method(fresh, "POST", "deleteMessage", fmt.Sprintf(`{"chatId":"10000001","idMessage":%q}`, ids[4]))
	g.method(fresh, "POST", "editMessage", fmt.Sprintf(`{"chatId":"10000001","idMessage":%q,"message":"waits, edited"}`, ids[7]))
	saved := g.ask("POST", g.address(fresh, "uploadFile"), fileText, http.Header{"Content-Type": {"text/plain"}, "Ga-Filename": {"waits.txt"}})
	var file struct {
		URL string `json:"urlFile"`
	}
	must(g.t, json.Unmarshal([]byte(saved), &file))
	g.method(fresh, "POST", "sendFileByUrl", fmt.Sprintf(`{"chatId":"10000001","urlFile":%q,"fileName":"waits.txt","caption":"with words"}`, file.URL))
}

// slow has a chat that allows a message an hour, and another that waits behind
// nobody; then it is paused.
func (g *gateway) slow() {
	g.add(slow, true)
	account := g.account(slow)
	chat := fmt.Sprint(-1001400000000 - account%20000000)
	g.control("/chats", `{"idInstance":%d,"chat":%q,"slowMode":3600}`, slow, chat)
	for n := range 3 {
		g.say(slow, chat, fmt.Sprint("slowly ", n))
		g.say(slow, "10000001", fmt.Sprint("meanwhile ", n))
	}
	g.until(func() bool { return strings.Contains(g.ask("GET", g.sandbox+"/messages", "", nil), "meanwhile 2") })
	g.drainedTo(slow, 2)
	g.ask("POST", fmt.Sprintf("%s/v1/instances/%d/queue/pause", g.url, slow), "", http.Header{"Authorization": {"Bearer " + g.tokens[slow]}})
	g.say(slow, "10000001", "paused")
}

// change has a message in doubt when another account logs in.
func (g *gateway) change() {
	g.doubt(changed)
	g.ask("POST", g.address(changed, "sendMessage"), `{"chatId":"10000001","message":"once"}`,
		http.Header{"Idempotency-Key": {onceKey}, "Content-Type": {"application/json"}})
	g.method(changed, "GET", "logout", "")
	g.until(func() bool {
		return strings.Contains(g.method(changed, "GET", "getStateInstance", ""), "notAuthorized")
	})
	g.until(func() bool {
		g.method(changed, "GET", "qr", "")
		code, _ := g.try("POST", g.sandbox+"/scan", fmt.Sprintf(`{"idInstance":%d,"phone":"79005551234"}`, changed), nil)
		return code == http.StatusOK
	})
	g.authorized(changed)
}

// doubts returns the random_ids of what was sent and not answered, by idMessage.
func (g *gateway) doubts() map[sluice.MessageID]string {
	g.t.Helper()
	var rows []struct{ Text, RandomID string }
	must(g.t, json.Unmarshal([]byte(g.ask("GET", g.sandbox+"/messages", "", nil)), &rows))
	found := map[sluice.MessageID]string{}
	for _, id := range []int{doubtful, changed} {
		var list []struct {
			ID   sluice.MessageID `json:"messageID"`
			Body struct{ Message string }
		}
		must(g.t, json.Unmarshal([]byte(g.method(id, "GET", "showMessagesQueue", "")), &list))
		for _, r := range rows {
			if r.Text == fmt.Sprintf("%d in doubt 0", id) && list[0].Body.Message == r.Text {
				found[list[0].ID] = r.RandomID
			}
		}
	}
	if len(found) != 2 {
		g.t.Fatalf("%d messages are in doubt, want 2: %v", len(found), rows)
	}
	return found
}

// add makes an instance, logged in or not.
func (g *gateway) add(id int, in bool, flags ...string) {
	g.t.Helper()
	settings := filepath.Join(g.t.TempDir(), "settings.json")
	must(g.t, os.WriteFile(settings, []byte(`{"delaySendMessagesMilliseconds":1000,"outgoingWebhook":"yes","incomingWebhook":"yes","stateWebhook":"yes","outgoingAPIMessageWebhook":"yes","webhookUrlToken":"golden token"}`), 0o600))
	flags = append([]string{"instance", "add", "--data", g.data(), "--id", fmt.Sprint(id), "--sandbox", g.sandbox, "--settings", settings, "--json"}, flags...)
	if in {
		var made struct{ Session string }
		must(g.t, json.Unmarshal([]byte(g.control("/accounts", `{"planted":true,"idInstance":%d}`, id)), &made))
		session := filepath.Join(g.t.TempDir(), "session")
		must(g.t, os.WriteFile(session, []byte(made.Session), 0o600))
		flags = append(flags, "--session", session)
	}
	cmd := exec.CommandContext(g.t.Context(), g.binary, flags...)
	cmd.Env, cmd.Stderr = chaos.Environ(), g.log
	out, err := cmd.Output()
	if err != nil {
		g.t.Fatalf("instance add: %v\n%s", err, g.log)
	}
	var added struct {
		Token string `json:"apiTokenInstance"`
	}
	must(g.t, json.Unmarshal(out, &added))
	g.tokens[id] = added.Token
	if in {
		g.authorized(id)
	}
}

func (g *gateway) authorized(id int) {
	g.t.Helper()
	g.until(func() bool { return g.method(id, "GET", "getStateInstance", "") == `{"stateInstance":"authorized"}` })
}

// account is the user number of the account that an instance is logged in to.
func (g *gateway) account(id int) int64 {
	g.t.Helper()
	var settings struct {
		Chat int64 `json:"chatId,string"`
	}
	must(g.t, json.Unmarshal([]byte(g.method(id, "GET", "getAccountSettings", "")), &settings))
	return settings.Chat
}

func (g *gateway) drained(id int) { g.t.Helper(); g.drainedTo(id, 0) }

func (g *gateway) drainedTo(id, n int) {
	g.t.Helper()
	g.until(func() bool { return g.method(id, "GET", "getMessagesCount", "") == fmt.Sprintf(`{"count":%d}`, n) })
}

// say sends a text and returns its idMessage.
func (g *gateway) say(id int, chat, text string) string {
	g.t.Helper()
	return g.send(id, fmt.Sprintf(`{"chatId":%q,"message":%q}`, chat, text))
}

func (g *gateway) send(id int, body string) string {
	g.t.Helper()
	var sent struct {
		ID string `json:"idMessage"`
	}
	must(g.t, json.Unmarshal([]byte(g.method(id, "POST", "sendMessage", body)), &sent))
	return sent.ID
}

func (g *gateway) address(id int, method string) string {
	return fmt.Sprintf("%s/waInstance%d/%s/%s", g.url, id, method, g.tokens[id])
}

// method asks for a method of an instance, as often as its limit makes it.
func (g *gateway) method(id int, verb, method, body string) string {
	g.t.Helper()
	return g.ask(verb, g.address(id, method), body, nil)
}

// control asks the sandbox.
func (g *gateway) control(path, body string, args ...any) string {
	g.t.Helper()
	return g.ask("POST", g.sandbox+path, fmt.Sprintf(body, args...), nil)
}

func (g *gateway) ask(verb, url, body string, header http.Header) (answer string) {
	g.t.Helper()
	g.until(func() bool {
		var code int
		code, answer = g.try(verb, url, body, header)
		if code != http.StatusOK && code != http.StatusTooManyRequests {
			g.t.Fatalf("%s %s: %d %s\n%s", verb, url, code, answer, g.log)
		}
		return code == http.StatusOK
	})
	return answer
}

func (g *gateway) try(verb, url, body string, header http.Header) (int, string) {
	g.t.Helper()
	r, err := http.NewRequestWithContext(g.t.Context(), verb, url, strings.NewReader(body))
	must(g.t, err)
	r.Header = header.Clone()
	client := http.Client{Timeout: time.Minute}
	answer, err := client.Do(r)
	must(g.t, err)
	defer func() { _ = answer.Body.Close() }()
	text, err := io.ReadAll(answer.Body)
	must(g.t, err)
	return answer.StatusCode, strings.TrimSpace(string(text))
}

// until asks again and again, for a minute.
func (g *gateway) until(ok func() bool) {
	g.t.Helper()
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	late := time.After(time.Minute)
	for !ok() {
		select {
		case <-tick.C:
		case <-late:
			g.t.Fatalf("not within a minute; the log:\n%s", g.log)
		}
	}
}

// program returns the binary: the one that the whole run has built, or one built
// here.
func program(t *testing.T) string {
	t.Helper()
	if path := os.Getenv("SLUICE_BINARY"); path != "" {
		return path
	}
	path := filepath.Join(t.TempDir(), "sluice")
	out, err := exec.CommandContext(t.Context(), "go", "build", "-o", path, "sluice/cmd/sluice").CombinedOutput()
	if err != nil {
		t.Fatalf("go build: %v\n%s", err, out)
	}
	return path
}
