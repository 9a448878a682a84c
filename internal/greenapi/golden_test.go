package greenapi_test

import (
	"errors"
	"flag"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"sluice"
)

var update = flag.Bool("update", false, "write testdata/*.golden anew")

// An exchange is one request and what it meets.
type exchange struct {
	name    string
	verb    string
	path    string // behind the method and the token
	body    string
	headers []string
	given   func(*world)
}

// TestGolden compares every method's answers, byte for byte, with testdata.
func TestGolden(t *testing.T) {
	for method, exchanges := range exchanges() {
		t.Run(method, func(t *testing.T) {
			var b strings.Builder
			for _, e := range exchanges {
				play(t, &b, method, e)
			}
			file := filepath.Join("testdata", strings.ReplaceAll(method, "/", "-")+".golden")
			if *update {
				if err := os.WriteFile(file, []byte(b.String()), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(want), b.String()); diff != "" {
				t.Errorf("%s (-want +got):\n%s", file, diff)
			}
		})
	}
}

// play makes one request and writes down how it went.
func play(t *testing.T, b *strings.Builder, method string, e exchange) {
	t.Helper()
	w := newWorld()
	if e.given != nil {
		e.given(w)
	}
	path := "/waInstance{id}/" + method + "/{token}" + e.path
	if name, ok := strings.CutPrefix(method, "partner/"); ok {
		path = "/partner/" + name + "/{partner}" + e.path
	}
	r := w.ask(e.verb, path, e.body, e.headers...)
	got := text(t, r)
	fmt.Fprintf(b, "== %s\n%s %s\n", e.name, e.verb, path)
	for i := 0; i < len(e.headers); i += 2 {
		fmt.Fprintf(b, "%s: %s\n", e.headers[i], e.headers[i+1])
	}
	if e.body != "" {
		fmt.Fprintf(b, "%s\n", e.body)
	}
	fmt.Fprintf(b, "\n%d", r.StatusCode)
	if wait := r.Header.Get("Retry-After"); wait != "" {
		fmt.Fprintf(b, " Retry-After: %s", wait)
	}
	fmt.Fprintf(b, "\n%s\n\n", got)
	if length := r.Header.Get("Content-Length"); length != strconv.Itoa(len(got)) {
		t.Errorf("%s: Content-Length %s of %d bytes", e.name, length, len(got))
	}
	if kind := r.Header.Get("Content-Type"); got != "" && kind != "application/json; charset=utf-8" {
		t.Errorf("%s: Content-Type %q", e.name, kind)
	}
	if r.Header.Get("Cache-Control") != "no-store" {
		t.Errorf("%s: Cache-Control %q", e.name, r.Header.Get("Cache-Control"))
	}
}

func state(s sluice.State) func(*world) {
	return func(w *world) {
		w.accounts.change(func(i *sluice.Instance) {
			i.State = s
			if !s.Ready() {
				i.Account = sluice.Account{}
			}
			if s == sluice.SuspendedState {
				i.SuspendedUntil = now.Add(time.Hour)
			}
		})
	}
}

func withWebhook(w *world) {
	w.inbox.err = &sluice.Error{Code: sluice.Invalid, Text: "Message cannot be received because custom webhook url is set. Clear the webhook url first and wait about 1 minute"}
	w.accounts.change(func(i *sluice.Instance) { i.Settings.WebhookURL = "https://receiver.example/hook?a=1&b=<2>" })
}

func broken(w *world) {
	err := errors.New("pebble: batch 17 is torn")
	w.accounts.err, w.queue.err, w.inbox.err, w.sessions.err = err, err, err, err
}

func fails(e *sluice.Error) func(*world) {
	return func(w *world) { w.accounts.err, w.queue.err, w.inbox.err, w.sessions.err = e, e, e, e }
}

func prompts(p sluice.Prompt) func(*world) {
	return func(w *world) { w.sessions.prompt = p }
}

func replies(r sluice.Reply) func(*world) { return func(w *world) { w.sessions.reply = r } }

func queued(messages ...sluice.Message) func(*world) {
	return func(w *world) {
		for _, m := range messages {
			if _, err := w.queue.Enqueue(nil, m, sluice.Once{}); err != nil { //nolint:staticcheck // the fake needs no context
				panic(err)
			}
		}
	}
}

func exchanges() map[string][]exchange {
	const get, post, del = http.MethodGet, http.MethodPost, http.MethodDelete
	on, id2 := true, "1763115112345"
	incoming := sluice.Notification{
		Type: sluice.NotifyIncoming, WID: "79876543210@c.us", At: time.Unix(1763115112, 0), Message: "1763115112345",
		Chat:    sluice.Peer{Chat: "10000000", Type: sluice.ChatUser, Name: "Example"},
		Sender:  sluice.Peer{Chat: "10000000", Type: sluice.ChatUser, Name: "Example", Phone: "79998887766"},
		Content: sluice.Content{Type: sluice.ContentText, Text: "hi"},
	}
	return map[string][]exchange{
		"getStateInstance": {
			{name: "authorized", verb: get},
			{name: "a fresh one", verb: get, given: state(sluice.NotAuthorized)},
		},
		"getSettings": {
			{name: "of a new instance", verb: get},
			{name: "nobody is logged in, a webhook with signs", verb: get, given: func(w *world) {
				state(sluice.NotAuthorized)(w)
				withWebhook(w)
				w.accounts.change(func(i *sluice.Instance) {
					s := &i.Settings
					s.WebhookToken, s.Interval = "Basic <&>", 3*time.Second
					s.MarkRead, s.MarkReadOnReply, s.KeepOnline, s.NotifyStatus, s.NotifyPhone = on, on, on, on, on
					s.NotifyAPI, s.NotifyIncoming, s.NotifyState, s.NotifyEdited, s.NotifyDeleted = on, on, on, on, on
				})
			}},
		},
		"setSettings": settingsExchanges(),
		"getAccountSettings": {
			{name: "authorized", verb: get},
			{name: "nobody is logged in", verb: get, given: state(sluice.NotAuthorized)},
			{name: "suspended", verb: get, given: state(sluice.SuspendedState)},
			{name: "suspended until a while ago", verb: get, given: func(w *world) {
				w.accounts.change(func(i *sluice.Instance) { i.SuspendedUntil = now.Add(-time.Hour) })
			}},
		},
		"getWaSettings": {{name: "the older name", verb: get}},
		"reboot": {
			{name: "done", verb: get},
			{name: "not possible now", verb: get, given: fails(&sluice.Error{Code: sluice.Unavailable})},
			{name: "a fault of ours", verb: get, given: broken},
		},
		"logout": {
			{name: "done", verb: get},
			{name: "a fault of ours", verb: get, given: broken},
		},
		"updateApiToken": {{name: "a new one", verb: get}},
		"qr": {
			{name: "a picture", verb: get, given: prompts(sluice.Prompt{Step: sluice.StepQR, QR: "tg://login?token=AQIDBA"})},
			{name: "logged in", verb: get, given: prompts(sluice.Prompt{Problem: sluice.ProblemRegistered})},
			{name: "password awaited", verb: get, given: prompts(sluice.Prompt{Step: sluice.StepPassword, Problem: sluice.ProblemPasswordNeeded})},
			{name: "password awaited from now on", verb: get, given: prompts(sluice.Prompt{Step: sluice.StepPassword})},
			{name: "blocked", verb: get, given: prompts(sluice.Prompt{Problem: sluice.ProblemAccountBlocked})},
			{name: "blocked as it turned out", verb: get, given: fails(&sluice.Error{Code: sluice.Blocked})},
			{name: "nobody scanned it", verb: get, given: prompts(sluice.Prompt{Problem: sluice.ProblemUnscanned})},
			{name: "Telegram out of reach", verb: get, given: prompts(sluice.Prompt{Problem: sluice.ProblemNetworkTrouble})},
			{name: "no connection in time", verb: get, given: fails(&sluice.Error{Code: sluice.Unavailable})},
			{name: "no api_id", verb: get, given: prompts(sluice.Prompt{Problem: sluice.ProblemNoAppID})},
			{name: "a proxy that cannot work", verb: get, given: fails(&sluice.Error{
				Code: sluice.Invalid, Text: "'proxy' must be a socks5://, http:// or mtproxy:// URL",
			})},
			{name: "a fault of ours", verb: get, given: broken},
		},
		"startAuthorization": {
			{name: "a code was sent", verb: post, body: `{"phoneNumber":79876543210}`, given: replies(sluice.Reply{Heard: true})},
			{name: "digits as a string", verb: post, body: `{"phoneNumber":"79876543210"}`, given: replies(sluice.Reply{Heard: true})},
			{name: "throttled", verb: post, body: `{"phoneNumber":79876543210}`,
				given: replies(sluice.Reply{Heard: true, Problem: sluice.ProblemLimited, Wait: 29500 * time.Millisecond})},
			{name: "logged in already", verb: post, body: `{"phoneNumber":79876543210}`, given: replies(sluice.Reply{Problem: sluice.ProblemRegistered})},
			{name: "Telegram refuses the number", verb: post, body: `{"phoneNumber":79876543210}`,
				given: replies(sluice.Reply{Heard: true, Problem: sluice.ProblemPhoneInvalid})},
			{name: "no connection", verb: post, body: `{"phoneNumber":79876543210}`, given: replies(sluice.Reply{Problem: sluice.ProblemNetworkTrouble})},
			{name: "no connection, said as an error", verb: post, body: `{"phoneNumber":79876543210}`, given: fails(&sluice.Error{Code: sluice.Unavailable})},
			{name: "missing", verb: post},
			{name: "null", verb: post, body: `{"phoneNumber":null}`},
			{name: "empty", verb: post, body: `{"phoneNumber":""}`},
			{name: "with a plus", verb: post, body: `{"phoneNumber":"+79876543210"}`},
			{name: "a fraction", verb: post, body: `{"phoneNumber":7987654321.5}`},
			{name: "too short", verb: post, body: `{"phoneNumber":123456}`},
			{name: "too long", verb: post, body: `{"phoneNumber":1234567890123456}`},
			{name: "far too long", verb: post, body: `{"phoneNumber":1e300}`},
		},
		"sendAuthorizationCode": {
			{name: "right", verb: post, body: `{"code":"01234"}`, given: replies(sluice.Reply{Heard: true})},
			{name: "as an integer, with a password", verb: post, body: `{"code":12345,"password":"secret"}`, given: replies(sluice.Reply{Heard: true})},
			{name: "wrong", verb: post, body: `{"code":"01234"}`, given: replies(sluice.Reply{Heard: true, Problem: sluice.ProblemCodeWrong})},
			{name: "the password is missing", verb: post, body: `{"code":"01234"}`, given: replies(sluice.Reply{Heard: true, Problem: sluice.ProblemPasswordNeeded})},
			{name: "nothing was started", verb: post, body: `{"code":"01234"}`, given: replies(sluice.Reply{Problem: sluice.ProblemNotStarted})},
			{name: "missing", verb: post, body: `{}`},
			{name: "blank", verb: post, body: `{"code":"  "}`},
			{name: "a boolean", verb: post, body: `{"code":true}`},
			{name: "password is no string", verb: post, body: `{"code":"01234","password":5}`},
		},
		"sendAuthorizationPassword": {
			{name: "right", verb: post, body: `{"password":"secret"}`, given: replies(sluice.Reply{Heard: true})},
			{name: "forgotten meanwhile", verb: post, body: `{"password":"secret"}`, given: replies(sluice.Reply{Heard: true, Problem: sluice.ProblemForgotten})},
			{name: "missing", verb: post, body: `{}`},
			{name: "empty", verb: post, body: `{"password":""}`},
		},
		"sendMessage": messageExchanges(),
		"showMessagesQueue": {
			{name: "the seed's example", verb: get, given: func(w *world) {
				w.queue.items = []sluice.Item{{ID: "1762333029830", Kind: sluice.KindText, Span: 1, Body: []byte(`{"chatId":"10000000","message":"test"}`)}}
			}},
			{name: "empty", verb: get},
			{name: "every kind", verb: get, given: queued(
				sluice.Message{Chat: "@someone", Body: sluice.TextBody{Text: "<&> \"\n é", LinkPreview: &on}, Quoted: sluice.MessageID(id2), Typing: sluice.Typing{For: 5 * time.Second, Kind: "text"}},
				sluice.Message{Chat: "10000000", Body: sluice.FileBody{URL: "https://sluice.example/a.pdf", Name: "a.pdf", Caption: "c"}},
				sluice.Message{Chat: "10000000", Body: sluice.LocationBody{Latitude: 55.75, Longitude: 37.61}},
				sluice.Message{Chat: "10000000", Body: sluice.ContactBody{Contact: sluice.Contact{Phone: 79876543210, First: "Example"}}},
				sluice.Message{Chat: "-10000000000000", Body: sluice.PollBody{Question: "Q?", Options: []sluice.PollOption{{Text: "a"}, {Text: "b", Object: true}}}},
				sluice.Message{Chat: "10000000", Body: sluice.ForwardBody{From: "20000000", Messages: []sluice.MessageID{"1762000000000", "1762000000001"}}},
			)},
			{name: "a fault of ours", verb: get, given: broken},
		},
		"getMessagesCount": {
			{name: "none", verb: get},
			{name: "two", verb: get, given: queued(sluice.Message{Body: sluice.TextBody{Text: "a"}}, sluice.Message{Body: sluice.TextBody{Text: "b"}})},
			{name: "the store is away", verb: get, given: fails(&sluice.Error{Code: sluice.Unavailable, Wait: 2500 * time.Millisecond})},
		},
		"getMessagesCountAsync": {{name: "the alias", verb: get}},
		"clearMessagesQueue":    {{name: "also when empty", verb: get}},
		"getWebhooksCount": {
			{name: "none", verb: get},
			{name: "one", verb: get, given: func(w *world) { w.inbox.add(incoming) }},
		},
		"getWebhooksCountAsync": {{name: "the alias", verb: get}},
		"clearWebhooksQueue": {
			{name: "by DELETE", verb: del},
			{name: "by GET", verb: get},
			{name: "too soon", verb: get, given: func(w *world) { w.inbox.left = 45001 * time.Millisecond }},
		},
		"receiveNotification": {
			{name: "a message", verb: get, given: func(w *world) { w.inbox.add(incoming) }},
			{name: "a time that is none", verb: get, path: "?receiveTimeout=soon"},
			{name: "not a number for Go", verb: get, path: "?receiveTimeout=NaN"},
			{name: "a webhook is set", verb: get, given: withWebhook},
		},
		"deleteNotification": {
			{name: "pending", verb: del, path: "/1234567", given: func(w *world) { w.inbox.add(incoming) }},
			{name: "unknown", verb: del, path: "/7"},
			{name: "minus one", verb: del, path: "/-1"},
			{name: "beyond all receipts", verb: del, path: "/99999999999999999999"},
			{name: "missing", verb: del},
			{name: "not a number", verb: del, path: "/abc"},
			{name: "a webhook is set", verb: del, path: "/1234567", given: withWebhook},
			{name: "too much behind it", verb: del, path: "/1/2"},
		},
		"unknownMethod": {{name: "a method that there is not", verb: get, path: "/7/8"}},
		"partner/createInstance": {
			{name: "no body", verb: post},
			{name: "with settings", verb: post, body: `{"name":"shop 2","delaySendMessagesMilliseconds":3000,"incomingWebhook":"yes"}`},
			{name: "a bad setting", verb: post, body: `{"delaySendMessagesMilliseconds":1}`},
			{name: "a long name", verb: post, body: `{"name":"` + strings.Repeat("é", 256) + `"}`},
			{name: "broken JSON", verb: post, body: `{"name"}`},
			{name: "too large", verb: post, body: `{"name":"` + strings.Repeat(" ", 100<<10) + `"}`},
			{name: "wrong verb", verb: get},
			{name: "a fault of ours", verb: post, given: broken},
		},
		"partner/getInstances": {
			{name: "one", verb: get},
			{name: "a deleted one", verb: get, given: func(w *world) {
				w.accounts.change(func(i *sluice.Instance) { i.Deleted = now.Add(time.Minute) })
			}},
			{name: "none", verb: get, given: func(w *world) { clear(w.accounts.list) }},
		},
		"partner/deleteInstanceAccount": {
			{name: "by number", verb: post, body: `{"idInstance":4900000001}`},
			{name: "by digits", verb: post, body: `{"idInstance":"4900000001"}`},
			{name: "unknown", verb: post, body: `{"idInstance":5}`},
			{name: "missing", verb: post, body: `{}`},
			{name: "not a number", verb: post, body: `{"idInstance":"abc"}`},
		},
		"partner/unknown": {{name: "a method that there is not", verb: get}},
	}
}

func messageExchanges() []exchange {
	const post = http.MethodPost
	body := func(name, body string) exchange { return exchange{name: name, verb: post, body: body} }
	key := func(name string, keys ...string) exchange {
		e := body(name, `{"chatId":"10000000","message":"test"}`)
		for _, k := range keys {
			e.headers = append(e.headers, "Idempotency-Key", k)
		}
		return e
	}
	ok := `{"chatId":"10000000","message":"test"}`
	list := []exchange{
		body("the seed's message", ok),
		body("all fields", `{"chatId":"10000000","message":"text","quotedMessageId":"1763115112345","typingTime":5000,"typingType":"record_video","linkPreview":false}`),
		body("absent in every way", `{"chatId":"10000000","message":"text","quotedMessageId":"","typingTime":0,"typingType":null,"linkPreview":""}`),
		body("numbers as strings", `{"chatId":"10000000","message":"text","typingTime":"1500"}`),
		body("a whole number with a point", `{"chatId":"10000000","message":"text","typingTime":1.5e3}`),
		body("unknown fields", `{"chatId":"10000000","message":"text","archiveChat":true,"customPreview":{"title":["x"]}}`),
		body("4096 characters", `{"chatId":"10000000","message":"`+strings.Repeat("щ", 4096)+`"}`),
		key("with a key", "order-17"),

		body("nothing", ``),
		body("an empty object", `{}`),
		body("null", `{"chatId":null}`),
		body("only blanks", `{"chatId":" \t"}`),
		body("a boolean", `{"chatId":true}`),
		body("no chat", `{"chatId":"Anna"}`),
		body("a fraction", `{"chatId":1.5,"message":"x"}`),
		body("no message", `{"chatId":"10000000"}`),
		body("an empty message", `{"chatId":"10000000","message":""}`),
		body("a blank message", `{"chatId":"10000000","message":" \n\u00a0 "}`),
		body("a message that is a number", `{"chatId":"10000000","message":5}`),
		body("4097 characters", `{"chatId":"10000000","message":"`+strings.Repeat("щ", 4097)+`"}`),
		body("a quote that is no id", `{"chatId":"10000000","message":"x","quotedMessageId":"BAE5F4886F6F2D05"}`),
		body("a quote that is a number", `{"chatId":"10000000","message":"x","quotedMessageId":1763115112345}`),
		body("typing too short", `{"chatId":"10000000","message":"x","typingTime":999}`),
		body("typing too long", `{"chatId":"10000000","message":"x","typingTime":20001}`),
		body("typing a fraction", `{"chatId":"10000000","message":"x","typingTime":1000.5}`),
		body("typing an object", `{"chatId":"10000000","message":"x","typingTime":{}}`),
		body("typing in an unknown way", `{"chatId":"10000000","message":"x","typingType":"dance"}`),
		body("a preview that is a word", `{"chatId":"10000000","message":"x","linkPreview":"true"}`),
		body("several errors: the first counts", `{"typingTime":5,"message":"","chatId":"Anna"}`),

		body("broken: a word", `{"chatId":x}`),
		body("broken: not ASCII", `{"é":1,é}`),
		body("broken: a comma too many", `{"a":1,}`),
		body("broken: something behind", `{} {}`),
		body("broken: a line in a string", "{\"message\":\"a\nb\"}"),
		body("broken: ends early", `{"chatId":"10000000","message":"te`),
		body("broken: ends early behind a colon", `{"chatId":`),
		body("broken: only a blank", ` `),
		body("broken: the last byte", `{"chatId":"10000000"]`),
		body("an array", `[]`),
		body("a number", `7`),
		body("null itself", `null`),
		body("not UTF-8", "{\"message\":\"\xff\"}"),
		key("an empty key", ""),
		key("a key with a blank", "order 17"),
		key("a key too long", strings.Repeat("k", 129)),
	}
	full := &sluice.Error{Code: sluice.Full, Wait: 10 * time.Second}
	for _, e := range []exchange{
		{name: "the queue is full", given: fails(full)},
		{name: "the store is away", given: fails(&sluice.Error{Code: sluice.Unavailable, Text: "draining"})},
		{name: "a fault of ours", given: broken},
		{name: "a panic", given: func(w *world) { w.queue.boom = "index out of range" }},
		{name: "deleted at the same moment", given: fails(&sluice.Error{Code: sluice.Deleted})},
		{name: "another body under the same key", headers: []string{"Idempotency-Key", "order-17"}, given: func(w *world) {
			w.queue.once = map[string]sluice.Once{"order-17": {Key: "order-17"}}
		}},
	} {
		e.verb, e.body = post, ok
		list = append(list, e)
	}
	return list
}

func settingsExchanges() []exchange {
	body := func(name, body string) exchange { return exchange{name: name, verb: http.MethodPost, body: body} }
	return []exchange{
		body("one switch", `{"incomingWebhook":"yes"}`),
		body("booleans", `{"incomingWebhook":true,"stateWebhook":false}`),
		body("unknown and read-only keys", `{"wid":"1@c.us","typeInstance":"x","sendFromUTC":"10:00","enableMessagesHistory":"yes"}`),
		body("a webhook is cleared", `{"webhookUrl":"","webhookUrlToken":""}`),
		body("the interval as digits", `{"delaySendMessagesMilliseconds":"600000"}`),
		body("only null", `{"webhookUrl":null}`),
		body("no key", `{}`),
		body("no body", ``),
		body("a webhook that is no URL", `{"webhookUrl":"receiver.example/hook"}`),
		body("a webhook of another kind", `{"webhookUrl":"ftp://receiver.example"}`),
		body("a webhook without a host", `{"webhookUrl":"http://:80/"}`),
		body("a webhook that is a number", `{"webhookUrl":7}`),
		body("a webhook too long", `{"webhookUrl":"https://receiver.example/`+strings.Repeat("a", 2048)+`"}`),
		body("a token too long", `{"webhookUrlToken":"`+strings.Repeat("a", 1025)+`"}`),
		body("a token with a line", `{"webhookUrlToken":"a\nb"}`),
		body("too fast", `{"delaySendMessagesMilliseconds":499}`),
		body("not fast at all", `{"delaySendMessagesMilliseconds":600001}`),
		body("zero is a value", `{"delaySendMessagesMilliseconds":0}`),
		body("not a number", `{"delaySendMessagesMilliseconds":"soon"}`),
		body("neither yes nor no", `{"incomingWebhook":"on"}`),
		body("one is not yes", `{"keepOnlineStatus":1}`),
		{name: "a fault of ours", verb: http.MethodPost, body: `{"incomingWebhook":"yes"}`, given: broken},
	}
}
