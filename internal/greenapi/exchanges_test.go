package greenapi_test

import (
	"maps"
	"net/http"
	"strings"
	"time"

	"sluice"
)

// exchanges are those of [TestGolden], by method.
func exchanges() map[string][]exchange {
	const get, post, del = http.MethodGet, http.MethodPost, http.MethodDelete
	on, id2 := true, "1763115112345"
	incoming := sluice.Notification{
		Type: sluice.NotifyIncoming, WID: "79876543210@c.us", At: time.Unix(1763115112, 0), Message: "1763115112345",
		Chat:    sluice.Peer{Chat: "10000000", Type: sluice.ChatUser, Name: "Example"},
		Sender:  sluice.Peer{Chat: "10000000", Type: sluice.ChatUser, Name: "Example", Phone: "79998887766"},
		Content: sluice.Content{Type: sluice.ContentText, Text: "hi"},
	}
	all := map[string][]exchange{
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
			{
				name: "throttled", verb: post, body: `{"phoneNumber":79876543210}`,
				given: replies(sluice.Reply{Heard: true, Problem: sluice.ProblemLimited, Wait: 29500 * time.Millisecond}),
			},
			{name: "logged in already", verb: post, body: `{"phoneNumber":79876543210}`, given: replies(sluice.Reply{Problem: sluice.ProblemRegistered})},
			{
				name: "Telegram refuses the number", verb: post, body: `{"phoneNumber":79876543210}`,
				given: replies(sluice.Reply{Heard: true, Problem: sluice.ProblemPhoneInvalid}),
			},
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
	for _, more := range []map[string][]exchange{
		fileExchanges(), sendingExchanges(), groupExchanges(), serviceExchanges(), checkExchanges(), journalExchanges(),
	} {
		maps.Copy(all, more)
	}
	return all
}
