package greenapi_test

import (
	"net/http"
	"time"

	"sluice"
)

// serviceExchanges are those of the service methods but one.
func serviceExchanges() map[string][]exchange {
	const get = http.MethodGet
	chat := func(more ...exchange) []exchange {
		return append([]exchange{
			asked("done", `{"chatId":"10000000"}`),
			asked("missing", `{}`),
			asked("none", `{"chatId":"Anna"}`),
			asked("unknown", `{"chatId":"10000000"}`).in(answers(&sluice.Error{Code: sluice.NotFound})),
			asked("throttled", `{"chatId":"10000000"}`).in(answers(&sluice.Error{Code: sluice.Limited, Wait: time.Minute})),
			asked("refused", `{"chatId":"10000000"}`).in(refused),
			asked("not authorized", `{"chatId":"10000000"}`).in(state(sluice.NotAuthorized)),
			asked("a fault of ours", `{"chatId":"10000000"}`).in(broken),
		}, more...)
	}
	list := func() []exchange {
		return []exchange{
			{name: "all", verb: get},
			{name: "one", verb: get, path: "?count=1"},
			{name: "fewer than one", verb: get, path: "?count=-5"},
			{name: "no number", verb: get, path: "?count=many"},
			{name: "nobody", verb: get, given: func(w *world) { w.network.peers = nil }},
			{name: "not authorized", verb: get, given: state(sluice.NotAuthorized)},
			{name: "throttled", verb: get, given: answers(&sluice.Error{Code: sluice.Limited, Wait: time.Minute})},
			{name: "out of reach", verb: get, given: answers(&sluice.Error{Code: sluice.Unavailable})},
			{name: "refused", verb: get, given: refused},
		}
	}
	hidden := func(w *world) {
		w.network.profile = sluice.Profile{Peer: sluice.Peer{Chat: "-1001", Type: sluice.ChatChannel, Name: "News"}}
	}
	return map[string][]exchange{
		"readChat": chat(
			asked("up to a message", `{"chatId":"10000000","idMessage":"1763115112345"}`),
			asked("no message", `{"chatId":"10000000","idMessage":""}`),
			asked("an unknown message", `{"chatId":"10000000","idMessage":"1763115112399"}`),
			asked("a message that is none", `{"chatId":"10000000","idMessage":"x"}`),
			asked("a message of another chat", `{"chatId":"20000000","idMessage":"1763115112345"}`),
		),
		"getAvatar":      chat(asked("none there", `{"chatId":"-1001"}`).in(hidden)),
		"getContactInfo": chat(asked("hidden", `{"chatId":"-1001"}`).in(hidden)),
		"archiveChat":    chat(),
		"unarchiveChat":  chat(),
		"getContacts":    list(),
		"getChats":       list(),
		"sendTyping": {
			asked("done", to(`"typingTime":1000`)),
			asked("recording", to(`"typingTime":"20000","typingType":"record_video"`)),
			asked("no chat", `{"typingTime":1000}`),
			asked("no time", to(`"typingType":"text"`)),
			asked("an empty time", to(`"typingTime":""`)),
			asked("zero", to(`"typingTime":0`)),
			asked("too long", to(`"typingTime":20001`)),
			asked("an unknown way", to(`"typingTime":1000,"typingType":"dance"`)),
			asked("not authorized", to(`"typingTime":1000`)).in(state(sluice.Starting)),
			asked("refused", to(`"typingTime":1000`)).in(refused),
		},
		"editMessage": {
			asked("sent", to(`"idMessage":"1763115112399","message":"new"`)).in(ours(sluice.StatusSent, 9)),
			asked("queued", to(`"idMessage":"1763115112399","message":"new"`)).in(ours(sluice.StatusPending, 0)),
			asked("queued, not authorized", to(`"idMessage":"1763115112399","message":"new"`)).in(func(w *world) {
				ours(sluice.StatusPending, 0)(w)
				state(sluice.NotAuthorized)(w)
			}),
			asked("a caption", to(`"idMessage":"1763115112346","message":"new"`)),
			asked("a caption too long", to(`"idMessage":"1763115112346","message":"`+long(1025)+`"`)),
			asked("incoming", to(`"idMessage":"1763115112345","message":"new"`)),
			asked("failed", to(`"idMessage":"1763115112399","message":"new"`)).in(ours(sluice.StatusFailed, 0)),
			asked("a place", to(`"idMessage":"1763115112399","message":"new"`)).in(func(w *world) {
				ours(sluice.StatusSent, 9)(w)
				w.journal.change(func(r *sluice.Record) { r.Request = sluice.LocationBody{} })
			}),
			asked("refused", to(`"idMessage":"1763115112399","message":"new"`)).in(func(w *world) {
				ours(sluice.StatusSent, 9)(w)
				w.network.err = &sluice.Error{Code: sluice.Refused, Text: "message_edit_time_expired"}
			}),
			asked("gone at the network", to(`"idMessage":"1763115112399","message":"new"`)).in(func(w *world) {
				ours(sluice.StatusSent, 9)(w)
				w.network.err = &sluice.Error{Code: sluice.NotFound}
			}),
			asked("unknown", to(`"idMessage":"1763115112399","message":"new"`)),
			asked("of another chat", `{"chatId":"20000000","idMessage":"1763115112346","message":"new"}`),
			asked("no id", to(`"message":"new"`)),
			asked("an id that is none", to(`"idMessage":"BAE5","message":"new"`)),
			asked("no chat", `{"idMessage":"1763115112346","message":"new"}`),
			asked("no message", to(`"idMessage":"1763115112346"`)),
			asked("a blank message", to(`"idMessage":"1763115112346","message":" "`)),
			asked("a message too long", to(`"idMessage":"1763115112346","message":"`+long(4097)+`"`)),
			asked("not authorized", to(`"idMessage":"1763115112399","message":"new"`)).in(func(w *world) {
				ours(sluice.StatusSent, 9)(w)
				state(sluice.NotAuthorized)(w)
			}),
		},
		"deleteMessage": {
			asked("sent", to(`"idMessage":"1763115112346"`)),
			asked("only for oneself", to(`"idMessage":"1763115112346","onlySenderDelete":true`)),
			asked("queued, not authorized", to(`"idMessage":"1763115112399"`)).in(func(w *world) {
				ours(sluice.StatusPending, 0)(w)
				state(sluice.NotAuthorized)(w)
			}),
			asked("incoming", to(`"idMessage":"1763115112345"`)),
			asked("unknown", to(`"idMessage":"1763115112399"`)),
			asked("deleted already", to(`"idMessage":"1763115112399"`)).in(func(w *world) {
				ours(sluice.StatusSent, 9)(w)
				w.journal.change(func(r *sluice.Record) { r.Deleted = true })
			}),
			asked("cleared", to(`"idMessage":"1763115112399"`)).in(ours(sluice.StatusCleared, 0)),
			asked("no id", `{"chatId":"10000000"}`),
			asked("no chat", `{"idMessage":"1763115112346"}`),
			asked("a word", to(`"idMessage":"1763115112346","onlySenderDelete":"yes"`)),
			asked("refused", to(`"idMessage":"1763115112346"`)).in(func(w *world) {
				w.network.err = &sluice.Error{Code: sluice.Refused, Text: "message_delete_forbidden"}
			}),
			asked("not authorized", to(`"idMessage":"1763115112346"`)).in(state(sluice.NotAuthorized)),
			asked("the store is away", to(`"idMessage":"1763115112346"`)).in(func(w *world) { w.journal.err = &sluice.Error{Code: sluice.Unavailable} }),
		},
	}
}

// ours puts one of our own texts on top of the journal.
func ours(s sluice.Status, number int64) func(*world) {
	return func(w *world) { w.journal.sent("1763115112399", "10000000", s, number) }
}

// checkExchanges are those of checkAccount.
func checkExchanges() map[string][]exchange {
	const phone = `{"phoneNumber":79876543210}`
	return map[string][]exchange{"checkAccount": {
		asked("found by phone", phone),
		asked("found by username", `{"username":"@example","force":true}`),
		asked("digits as a string", `{"phoneNumber":"79876543210"}`),
		asked("the phone wins", `{"phoneNumber":79876543210,"username":"Anna"}`),
		asked("no phone but a username", `{"phoneNumber":null,"username":"@example"}`),
		asked("as little as can be", `{"username":"@example"}`).in(func(w *world) { w.network.profile.Peer = sluice.Peer{Chat: "10000000", Type: sluice.ChatBot} }),
		asked("the phone is hidden, but was asked for", phone).in(func(w *world) { w.network.profile.Phone = "" }),
		asked("not found", phone).in(answers(&sluice.Error{Code: sluice.NotFound})),
		asked("a channel", `{"username":"@example"}`).in(func(w *world) { w.network.profile.Peer = sluice.Peer{Chat: "-1001", Type: sluice.ChatChannel} }),
		asked("not authorized", phone).in(state(sluice.NotAuthorized)),
		asked("throttled", phone).in(answers(&sluice.Error{Code: sluice.Limited, Wait: 29500 * time.Millisecond})),
		asked("throttled for long", phone).in(answers(&sluice.Error{Code: sluice.Limited, Wait: time.Hour})),
		asked("out of reach", phone).in(answers(&sluice.Error{Code: sluice.Unavailable})),
		asked("lost meanwhile", phone).in(answers(&sluice.Error{Code: sluice.Unauthorized})),
		asked("neither", `{}`),
		asked("a short phone", `{"phoneNumber":123456}`),
		asked("a long phone", `{"phoneNumber":"1234567890123456"}`),
		asked("a plus", `{"phoneNumber":"+79876543210"}`),
		asked("a boolean", `{"phoneNumber":true}`),
		asked("a username without its sign", `{"username":"example"}`),
		asked("a username that is a number", `{"username":5}`),
		asked("force is a word", `{"username":"@example","force":"yes"}`),
		asked("a fault of ours", phone).in(broken),
	}}
}
