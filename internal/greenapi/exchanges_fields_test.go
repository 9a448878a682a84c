package greenapi_test

import (
	"net/http"
	"strings"
	"time"

	"sluice"
)

// messageExchanges meet each way in which a message can be wrong.
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

// settingsExchanges meet each way in which settings can be wrong.
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
