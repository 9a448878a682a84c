package greenapi_test

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"testing/synctest"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"sluice"
	"sluice/internal/greenapi"
)

// TestBodies tries the tolerances that hold for all bodies.
func TestBodies(t *testing.T) {
	for _, tt := range []struct {
		name, body, want string // want: what is queued
	}{
		{"a byte order mark", "\uFEFF{\"chatId\":\"1\",\"message\":\"x\"}", `{"chatId":"1","message":"x"}`},
		{"blanks around", " \r\n\t{ \"chatId\" : \"1\" , \"message\" : \"x\" } \n", `{"chatId":"1","message":"x"}`},
		{"of a repeated key the last", `{"message":"a","chatId":"1","message":"b"}`, `{"chatId":"1","message":"b"}`},
		{"a repeated key that was no string", `{"message":5,"chatId":"1","message":"b"}`, `{"chatId":"1","message":"b"}`},
		{"keys with escapes", `{"ch\u0061tId":"1","message":"x"}`, `{"chatId":"1","message":"x"}`},
		{"keys in another case are unknown", `{"chatId":"1","ChatID":"2","message":"x","MESSAGE":""}`, `{"chatId":"1","message":"x"}`},
		{"all that JSON can escape", `{"chatId":"1","message":"\"\\\/\b\f\n\r\t\u00e9\ud83d\ude00"}`, `{"chatId":"1","message":"\"\\/\b\f\n\r\té😀"}`},
		{"half a character", `{"chatId":"1","message":"\ud83d"}`, `{"chatId":"1","message":"` + "\uFFFD" + `"}`},
		{"signs of HTML", `{"chatId":"1","message":"<b>&"}`, `{"chatId":"1","message":"<b>&"}`},
		{"4096 characters outside of the first plane", `{"chatId":"1","message":"` + strings.Repeat("😀", 4096) + `"}`, `{"chatId":"1","message":"` + strings.Repeat("😀", 4096) + `"}`},
		{"as large as it may be", `{"chatId":"1","message":"x","more":"` + strings.Repeat("m", 100<<10-38) + `"}`, `{"chatId":"1","message":"x"}`},
	} {
		w := newWorld()
		w.post(t, "sendMessage", tt.body)
		if got := string(w.queue.items[0].Body); got != tt.want {
			t.Errorf("%s: queued %s, want %s", tt.name, got, tt.want)
		}
	}
}

func TestBodiesAreLimitedTo100KB(t *testing.T) {
	fits := `{"chatId":"1","message":"x","more":"` + strings.Repeat("m", 100<<10-38) + `"}`
	if len(fits) != 102_400 {
		t.Fatalf("%d bytes", len(fits))
	}
	address := serve(t, newWorld())
	for _, chunked := range []bool{false, true} {
		for extra, want := range map[string]int{"": 200, " ": 500, strings.Repeat(" ", 1<<20): 500} {
			var body io.Reader = strings.NewReader(fits + extra)
			if chunked {
				body = io.MultiReader(body) // of a length that the client does not know
			}
			r, err := http.Post("http://"+address+full("/waInstance{id}/sendMessage/{token}"), "", body)
			if err != nil {
				t.Fatal(err)
			}
			got, err := io.ReadAll(r.Body)
			if err != nil {
				t.Fatal(err)
			}
			_ = r.Body.Close()
			if r.StatusCode != want || want == 500 && !strings.Contains(string(got), `"statusCode":500,`) {
				t.Errorf("%d bytes more, chunked %v: %d %s", len(extra), chunked, r.StatusCode, got)
			}
			if want == 500 && !strings.HasSuffix(string(got), `"message":"request entity too large"}`) {
				t.Errorf("the text is %s", got)
			}
		}
	}
}

// TestExpectIsHonoured sends the body only when it is asked for.
func TestExpectIsHonoured(t *testing.T) {
	conn, err := net.Dial("tcp", serve(t, newWorld()))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close() }()
	const body = `{"chatId":"1","message":"x"}`
	_, _ = fmt.Fprintf(conn, full("POST /waInstance{id}/sendMessage/{token} HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: %d\r\n\r\n"), len(body))
	lines := bufio.NewReader(conn)
	if line, _ := lines.ReadString('\n'); line != "HTTP/1.1 100 Continue\r\n" {
		t.Fatalf("first %q", line)
	}
	_, _ = lines.ReadString('\n')
	_, _ = io.WriteString(conn, body)
	if line, _ := lines.ReadString('\n'); line != "HTTP/1.1 200 OK\r\n" {
		t.Errorf("then %q", line)
	}
}

// TestBodyMustArriveInTime gives a client 30 s, and a poll all that it asks for.
func TestBodyMustArriveInTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		for request, want := range map[string]struct {
			after time.Duration
			first string
		}{
			"POST /waInstance{id}/sendMessage/{token} HTTP/1.1\r\nHost: x\r\nContent-Length: 50\r\n\r\n{\"chatId\":": {30 * time.Second, "HTTP/1.1 400 Bad Request\r\n"},
			"POST /waInstance{id}/sendMessage/wrong HTTP/1.1\r\nHost: x\r\nContent-Length: 50\r\n\r\n{\"chatId\":":   {5 * time.Second, "HTTP/1.1 401 Unauthorized\r\n"},
			"GET /waInstance{id}/getSettings/{token} HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n": {5 * time.Second, "HTTP/1.1 200 OK\r\n"},
			"GET /waInstance{id}/receiveNotification/{token}?receiveTimeout=60 HTTP/1.1\r\nHost: x\r\n\r\n":          {60 * time.Second, "HTTP/1.1 200 OK\r\n"},
		} {
			client, server := net.Pipe()
			ln := &single{conn: make(chan net.Conn, 1), closed: make(chan struct{})}
			ln.conn <- server
			s := greenapi.NewHTTPServer(newWorld().handler, slog.New(slog.DiscardHandler))
			done := make(chan error, 1)
			go func() { done <- s.Serve(ln) }()
			began := time.Now()
			if _, err := io.WriteString(client, full(request)); err != nil {
				t.Fatal(err)
			}
			line, err := bufio.NewReader(client).ReadString('\n')
			if line != want.first || time.Since(began) != want.after {
				t.Errorf("after %v: %q (%v), want after %v: %q", time.Since(began), line, err, want.after, want.first)
			}
			_ = client.Close()
			_ = s.Close()
			_ = <-done
		}
	})
}

// single is a listener with one connection.
type single struct {
	conn   chan net.Conn
	closed chan struct{}
}

func (s *single) Accept() (net.Conn, error) {
	select {
	case c := <-s.conn:
		return c, nil
	case <-s.closed:
		return nil, net.ErrClosed
	}
}

func (s *single) Close() error   { close(s.closed); return nil }
func (s *single) Addr() net.Addr { return &net.TCPAddr{} }

// TestSettingsAreAllOrNothing changes one setting at a time, and then several of
// which one is wrong.
func TestSettingsAreAllOrNothing(t *testing.T) {
	defaults := sluice.DefaultSettings()
	with := func(change func(*sluice.Settings)) sluice.Settings {
		s := defaults
		change(&s)
		return s
	}
	for body, want := range map[string]sluice.Settings{
		`{"webhookUrl":"https://r.example/"}`:         with(func(s *sluice.Settings) { s.WebhookURL = "https://r.example/" }),
		`{"webhookUrlToken":"Basic x"}`:               with(func(s *sluice.Settings) { s.WebhookToken = "Basic x" }),
		`{"delaySendMessagesMilliseconds":3000}`:      with(func(s *sluice.Settings) { s.Interval = 3 * time.Second }),
		`{"markIncomingMessagesReaded":"yes"}`:        with(func(s *sluice.Settings) { s.MarkRead = true }),
		`{"markIncomingMessagesReadedOnReply":"yes"}`: with(func(s *sluice.Settings) { s.MarkReadOnReply = true }),
		`{"outgoingWebhook":"yes"}`:                   with(func(s *sluice.Settings) { s.NotifyStatus = true }),
		`{"outgoingMessageWebhook":true}`:             with(func(s *sluice.Settings) { s.NotifyPhone = true }),
		`{"outgoingAPIMessageWebhook":"yes"}`:         with(func(s *sluice.Settings) { s.NotifyAPI = true }),
		`{"incomingWebhook":"yes"}`:                   with(func(s *sluice.Settings) { s.NotifyIncoming = true }),
		`{"stateWebhook":"yes"}`:                      with(func(s *sluice.Settings) { s.NotifyState = true }),
		`{"keepOnlineStatus":"yes"}`:                  with(func(s *sluice.Settings) { s.KeepOnline = true }),
		`{"editedMessageWebhook":"yes"}`:              with(func(s *sluice.Settings) { s.NotifyEdited = true }),
		`{"deletedMessageWebhook":"yes"}`:             with(func(s *sluice.Settings) { s.NotifyDeleted = true }),
		`{"incomingWebhook":"","stateWebhook":null}`:  defaults,
	} {
		w := newWorld()
		w.post(t, "setSettings", body)
		i, _ := w.accounts.Instance(id)
		if diff := cmp.Diff(want, i.Settings); diff != "" {
			t.Errorf("%s (-want +got):\n%s", body, diff)
		}
		created := newWorld()
		created.ask(http.MethodPost, "/partner/createInstance/{partner}", body)
		i, _ = created.accounts.Instance(id + 1)
		if diff := cmp.Diff(want, i.Settings); diff != "" {
			t.Errorf("created with %s (-want +got):\n%s", body, diff)
		}
		w.post(t, "setSettings", `{"webhookUrl":"","webhookUrlToken":"","incomingWebhook":false}`)
		if i, _ := w.accounts.Instance(id); i.Settings.WebhookURL != "" || i.Settings.WebhookToken != "" || i.Settings.NotifyIncoming {
			t.Errorf("%s: not cleared: %+v", body, i.Settings)
		}
	}
	w := newWorld()
	w.want(t, http.StatusBadRequest, http.MethodPost, "setSettings", `{"incomingWebhook":"yes","stateWebhook":true,"deletedMessageWebhook":"maybe"}`)
	if i, _ := w.accounts.Instance(id); i.Settings != defaults {
		t.Errorf("something was changed: %+v", i.Settings)
	}
}

// TestOnce wants equal requests to look equal, however they are written.
func TestOnce(t *testing.T) {
	once := func(body string) sluice.Once {
		w := newWorld()
		if r := w.ask(http.MethodPost, "/waInstance{id}/sendMessage/{token}", body, "Idempotency-Key", "k"); r.StatusCode != http.StatusOK {
			t.Fatalf("%s: status %d", body, r.StatusCode)
		}
		return w.queue.once["k"]
	}
	same := []string{
		`{"chatId":"1","message":"x","typingTime":1000}`,
		` {"typingTime":"1000", "message":"\u0078", "chatId":1, "unknown":true, "quotedMessageId":""}`,
	}
	if once(same[0]) != once(same[1]) {
		t.Error("the same request, written otherwise, counts as another")
	}
	for _, other := range []string{
		`{"chatId":"2","message":"x","typingTime":1000}`, `{"chatId":"1","message":"X","typingTime":1000}`,
		`{"chatId":"1","message":"x"}`, `{"chatId":"1","message":"x","typingTime":1000,"linkPreview":true}`,
	} {
		if once(same[0]) == once(other) {
			t.Errorf("%s counts as %s", other, same[0])
		}
	}
}

// FuzzBody sends any body: the answer is 200 or says what is wrong, and what is
// queued is what was sent.
func FuzzBody(f *testing.F) {
	for _, body := range []string{
		`{"chatId":"10000000","message":"test"}`, `{"chatId":-100,"message":"\ud800","typingTime":"5000"}`, "\uFEFF{}", `{"a":[{"b":1e5}]`,
		`[]`, `{"chatId":"1","message":"x","typingTime":1e4,"linkPreview":false}`, "{\"message\":\"\xff\"}", `{"":0}`, strings.Repeat("[", 11_000),
	} {
		f.Add(body)
	}
	f.Fuzz(func(t *testing.T, body string) {
		w := newWorld()
		r := w.ask(http.MethodPost, "/waInstance{id}/sendMessage/{token}", body)
		got := text(t, r)
		if !json.Valid([]byte(got)) {
			t.Fatalf("answer %q", got)
		}
		switch r.StatusCode {
		case http.StatusOK:
			if !utf8.ValidString(body) || len(w.queue.items) != 1 || !json.Valid(w.queue.items[0].Body) {
				t.Errorf("accepted: queued %v", w.queue.items)
			}
		case http.StatusBadRequest:
			if !strings.Contains(got, "Validation failed. Details: '") && !strings.Contains(got, " in JSON at position ") && !strings.Contains(got, "Unexpected end of JSON input") {
				t.Errorf("answer %s", got)
			}
			if strings.Contains(got, "in JSON") == json.Valid([]byte(strings.TrimPrefix(body, "\uFEFF"))) && strings.Contains(got, "in JSON") {
				t.Errorf("answer %s to valid JSON", got)
			}
		case http.StatusInternalServerError:
			if len(body) <= 100<<10 {
				t.Errorf("answer %s", got)
			}
		default:
			t.Errorf("status %d", r.StatusCode)
		}
	})
}

// FuzzQuery asks to wait for any time: it is one that is allowed, or 400.
func FuzzQuery(f *testing.F) {
	for _, s := range []string{"5", "-1", "1e3", "0x10", "NaN", "∞", "5;6", "%35", "+5", "1_000", " 5"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, seconds string) {
		w := newWorld()
		w.inbox.add(notifications()[0].n)
		r := httptest.NewRequest(http.MethodGet, full("/waInstance{id}/receiveNotification/{token}"), http.NoBody)
		r.URL.RawQuery = url.Values{"receiveTimeout": {seconds}}.Encode()
		recorder := httptest.NewRecorder()
		w.handler.ServeHTTP(recorder, r)
		switch recorder.Code {
		case http.StatusOK:
			if w.inbox.timeout < time.Second || w.inbox.timeout > time.Minute {
				t.Errorf("%q waits %v", seconds, w.inbox.timeout)
			}
		case http.StatusBadRequest:
		default:
			t.Errorf("%q: status %d", seconds, recorder.Code)
		}
	})
}
