package app_test

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"io/fs"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"sluice/internal/app"
	"sluice/internal/greenapi"
)

// TestCanariesStayInTheCage drives a gateway at log level debug through nearly
// all that it can do, right and wrong, and looks for every secret in everything
// that comes out: the log, answers, metrics, profiles, and what is on disk.
func TestCanariesStayInTheCage(t *testing.T) {
	dir := t.TempDir()
	ended := t.Run("drive", func(t *testing.T) {
		c := newCage(t, dir)
		c.sendAndReceive()
		c.everyMethodWrongly()
		c.files()
		c.garbage()
		c.logins()
		c.tokens()
		c.logout()
		c.operators()
		copied := t.TempDir()
		if _, err := app.Backup(t.Context(), c.cfg, filepath.Join(copied, "backup"), false, nil); err != nil {
			t.Fatal(err)
		}
		checkDisk(t, copied)
		c.check(dir)
	})
	if ended {
		checkDisk(t, dir) // once more, when all is written
	}
}

// sendAndReceive sends to a phone and a chat, and has it told to the webhook.
func (c *cage) sendAndReceive() {
	c.Helper()
	for _, chat := range []string{canaryPhone + "@c.us", "10000000"} {
		if code, got := c.method(http.MethodPost, "sendMessage", "", fmt.Sprintf(`{"chatId":%q,"message":%q}`, chat, canaryText)); code != http.StatusOK {
			c.Fatalf("sendMessage: %d %s", code, got)
		}
	}
	late := time.After(time.Minute)
	for received := 0; received < 2; {
		select {
		case body := <-c.told:
			if strings.Contains(body, `"typeWebhook":"incomingMessageReceived"`) {
				received++
			}
		case <-late:
			c.Fatalf("after a minute: %d received; log: %s", received, c.log.bytes())
		}
	}
	c.method(http.MethodPost, "checkAccount", "", `{"phoneNumber":`+canaryPhone+`}`)
	c.method(http.MethodPost, "getChatHistory", "", `{"chatId":"10000000"}`)
	for _, method := range []string{"lastIncomingMessages", "lastOutgoingMessages", "getSettings", "getAccountSettings", "showMessagesQueue", "getContacts"} {
		c.method(http.MethodGet, method, "", "")
	}
}

// everyMethodWrongly asks for each method in ways that fail.
func (c *cage) everyMethodWrongly() {
	fields := fmt.Sprintf(`{"chatId":"%s@c.us","message":%q,"password":%q,"urlFile":"%s/x.txt?key=%s"`, canaryPhone, canaryText, canaryPassword, c.hook.URL, canaryLinkKey)
	coded := forms(canaryToken)[5] // percent-encoded
	for method := range greenapi.Rates() {
		if method == "logout" || method == "updateApiToken" || method == "reboot" {
			continue
		}
		body := fields
		if method == "uploadFile" { // which keeps all of it as a file
			body = canaryText
		}
		for _, path := range []string{
			"waInstance1101000001/" + method + "/" + canaryToken + "x", "waInstance1101000002/" + method + "/" + canaryToken,
			"waInstance1101000001/" + method + "s/" + canaryToken, "waInstance1101000001/" + canaryToken + "/" + method,
			"waInstance1101000001/" + method + "/" + coded + "/1/2", "v3//waInstance1101000001/" + method + "/" + coded + "?receiveTimeout=1",
			"elsewhere/" + method + "/" + canaryToken,
		} {
			for _, verb := range []string{http.MethodPost, http.MethodGet, "PATCH"} {
				if method != "receiveNotification" || verb != http.MethodGet { // which would wait
					c.ask(verb, c.API+"/"+path, body, "Referer", c.API+"/"+canaryToken, "X-Request-Id", "r1")
				}
			}
		}
		c.method(http.MethodPost, method, "", body+"}") // whole, and often too fast
	}
}

// files uploads one, hands out its link, and asks for links that are none.
func (c *cage) files() {
	c.Helper()
	code, got := c.method(http.MethodPost, "uploadFile", "", canaryText, "Content-Type", "text/plain", "GA-Filename", url.PathEscape(canaryText+".txt"))
	_, link, ok := strings.Cut(got, `"urlFile":"`)
	if code != http.StatusOK || !ok {
		c.Fatalf("uploadFile: %d %s", code, got)
	}
	link = strings.TrimSuffix(link, `"}`)
	_, name, _ := strings.Cut(link, "/download/")
	c.all["name of a file link"] = strings.TrimSuffix(name[strings.IndexByte(name, '/')+1:], ".txt")
	if code, got := c.ask(http.MethodGet, link, ""); code != http.StatusOK || got != canaryText {
		c.Errorf("the link answers %d %s", code, got)
	}
	c.ask(http.MethodGet, link+"x", "")
	c.ask(http.MethodPost, link, "")
	c.method(http.MethodPost, "sendFileByUrl", "", fmt.Sprintf(`{"chatId":"10000000","urlFile":"%s/file.txt?key=%s","fileName":"a.txt","caption":%q}`, c.hook.URL, canaryLinkKey, canaryText))
	c.method(http.MethodPost, "sendFileByUrl", "", fmt.Sprintf(`{"chatId":"10000000","urlFile":"http://user:%s@127.0.0.1:1/%s","fileName":"a.txt"}`, canaryLinkKey, canaryLinkKey))
}

// garbage is what no HTTP client would send.
func (c *cage) garbage() {
	c.Helper()
	for _, request := range []string{
		"GET /waInstance1101000001/getSettings/" + canaryToken + " HTTP/9\r\n\r\n",
		"GET /waInstance1101000001/getSettings/" + canaryToken + "\r\n\r\n",
		"G\x00T /waInstance1101000001/getSettings/" + canaryToken + " HTTP/1.1\r\nHost: x\r\n\r\n",
		"GET /%zz/" + canaryToken + " HTTP/1.1\r\nHost: x\r\n\r\n",
		"GET /waInstance1101000001/getSettings/" + canaryToken + " HTTP/1.1\r\nHost: x\r\nBad Header: " + canaryToken + "\r\n\r\n",
		"GET /waInstance1101000001/getSettings/" + canaryToken + " HTTP/1.1\r\nHost: x\r\nX: " + strings.Repeat("x", 100<<10) + "\r\n\r\n",
		"POST /waInstance1101000001/sendMessage/" + canaryToken + " HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: x\r\n\r\n" + canaryText,
		"POST /waInstance1101000001/sendMessage/" + canaryToken + " HTTP/1.1\r\nHost: x\r\nContent-Length: 500\r\n\r\n" + canaryText,
		"\x16\x03\x01\x02\x00\x01" + canaryToken,
	} {
		conn, err := net.Dial("tcp", strings.TrimPrefix(c.API, "http://"))
		if err != nil {
			c.Fatal(err)
		}
		_, _ = io.WriteString(conn, request)
		_ = conn.(*net.TCPConn).CloseWrite()
		got, _ := io.ReadAll(bufio.NewReader(conn)) // it may be reset after the answer
		_ = conn.Close()
		c.outputs["400 "+request[:20]] = got
	}
}

// logins tries to log the second instance in, whose proxy is not there. It does
// not wait for the end of all attempts.
func (c *cage) logins() {
	c.client.Timeout = 2 * time.Second
	defer func() { c.client.Timeout = time.Minute }()
	for method, body := range map[string]string{
		"startAuthorization":        `{"phoneNumber":` + canaryPhone + `}`,
		"sendAuthorizationCode":     fmt.Sprintf(`{"code":"12345","password":%q}`, canaryPassword),
		"sendAuthorizationPassword": fmt.Sprintf(`{"password":%q}`, canaryPassword),
	} {
		r, err := c.client.Post(fmt.Sprintf("%s/waInstance%d/%s/%s", c.API, c.second.ID, method, c.second.Token), "", strings.NewReader(body))
		if err != nil {
			continue
		}
		got, _ := io.ReadAll(r.Body) // as far as it came
		_ = r.Body.Close()
		c.outputs[r.Status+" "+method] = got
	}
}

// tokens manages instances as a partner does, and renews the token.
func (c *cage) tokens() {
	c.Helper()
	c.ask(http.MethodGet, c.API+"/partner/getInstances/x"+canaryPartner, "")
	c.ask(http.MethodPost, c.API+"/partner/createInstance/"+canaryPartner, `{"webhookUrl":"`+c.hook.URL)
	c.ask(http.MethodGet, c.API+"/partner/"+canaryPartner+"/getInstances", "")
	r, err := c.client.Get(fmt.Sprintf("%s/waInstance%d/updateApiToken/%s", c.API, c.second.ID, c.second.Token))
	if err != nil {
		c.Fatal(err)
	}
	defer func() { _ = r.Body.Close() }()
	got, err := io.ReadAll(r.Body)
	_, token, ok := strings.Cut(string(got), `"apiTokenInstance":"`)
	if err != nil || !ok {
		c.Fatalf("updateApiToken: %s %v", got, err)
	}
	c.all["renewed token"] = strings.TrimSuffix(token, `"}`)
	c.ask(http.MethodGet, fmt.Sprintf("%s/waInstance%d/getStateInstance/%s", c.API, c.second.ID, c.second.Token), "")
	c.method(http.MethodGet, "reboot", "", "")
}

// logout ends the session while the webhook's receiver refuses, and answers with
// what it was told.
func (c *cage) logout() {
	c.Helper()
	c.refuse.Store(true)
	c.method(http.MethodGet, "logout", "", "")
	for late := time.After(time.Minute); ; {
		select {
		case <-c.refused:
			return
		case <-late:
			c.Fatal("nothing was posted for a minute")
		}
	}
}

// operators reads what the operator's listener tells.
func (c *cage) operators() {
	c.Helper()
	for _, path := range []string{
		"/metrics", "/healthz", "/readyz?verbose", "/version", "/debug/pprof/", "/debug/pprof/cmdline", "/debug/pprof/goroutine?debug=2",
		"/debug/pprof/heap?debug=1", "/debug/pprof/heap", "/debug/pprof/trace?seconds=0.1", "/debug/pprof/" + canaryToken,
	} {
		if code, got := c.ask(http.MethodGet, c.Admin+path, ""); code != http.StatusOK && !strings.HasSuffix(path, canaryToken) {
			c.Errorf("%s: %d %s", path, code, got)
		}
	}
	for _, path := range []string{
		"/openapi.yaml", "/postman.json", "/docs/api", "/console/", "/console/?t=x", "/v1/instances", "/v1/instances/1101000001", "/v1/instances/1101000001/queue",
		"/v1/instances/1101000001/" + canaryToken, "/v1/events", "/v1/" + canaryPartner,
	} {
		for _, bearer := range []string{"", "x", canaryToken + "x", c.second.Token, canaryPartner + "x"} {
			c.ask(http.MethodGet, c.API+path, "", "Authorization", "Bearer "+bearer, "Cookie", "sluice_session="+canaryToken)
		}
	}
}

// check looks through all that came out. An answer that succeeds may hold what
// the client has stored there: texts, phones and its own webhook, never a key.
func (c *cage) check(dir string) {
	c.Helper()
	log := c.log.bytes()
	for name, secret := range c.all {
		if secret == "" {
			c.Fatalf("there is no %s", name)
		}
	}
	if n := strings.Count(string(log), `"api: request"`); n < 500 || len(c.outputs) < 500 {
		c.Errorf("only %d requests are in the log, %d answers", n, len(c.outputs))
	}
	total := 0
	defer func() {
		c.Logf("canary: outputs=%d lines=%d hits=%d", len(c.outputs), bytes.Count(log, []byte("\n")), total)
	}()
	for _, found := range hits(log, c.all) {
		total++
		c.Errorf("the log has the %s", found)
		c.Logf("%s", around(log, found))
	}
	own := map[string]string{}
	for _, name := range []string{"token", "token that was made", "renewed token", "partner token", "session key", "half a session key", "sealing secret", "signing secret", "proxy password", "two-step password"} {
		own[name] = c.all[name]
	}
	for asked, answer := range c.outputs {
		if c.Failed() {
			return // one is enough to look at
		}
		secrets := c.all
		if strings.HasPrefix(asked, "200 ") && !strings.Contains(asked, c.Admin) {
			secrets = own
		}
		for _, found := range hits(answer, secrets) {
			total++
			c.Errorf("%s\nanswers with the %s:\n%.600s", asked, found, answer)
		}
	}
	checkDisk(c.T, dir)
}

// around shows where a secret was found.
func around(log []byte, found string) string {
	_, form, _ := strings.Cut(found, " as ")
	at := strings.Index(string(log), form)
	if at < 0 {
		return ""
	}
	return string(log[max(0, at-300):min(len(log), at+300)])
}

// checkDisk looks for what must be sealed. Texts and phones are stored in clear.
func checkDisk(t *testing.T, dir string) {
	t.Helper()
	secrets := canaries()
	delete(secrets, "text")
	delete(secrets, "phone")
	delete(secrets, "key of a link") // of a urlFile, which is part of a stored message
	files := 0
	err := filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if err != nil || !e.Type().IsRegular() {
			return err
		}
		data, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		files++
		for _, found := range hits(data, secrets) {
			t.Errorf("%s holds the %s", path, found)
		}
		return nil
	})
	if err != nil || files < 3 {
		t.Errorf("%d files on disk, %v", files, err)
	}
}
