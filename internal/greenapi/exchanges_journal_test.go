package greenapi_test

import (
	"net/http"
	"strings"
	"time"

	"sluice"
)

// everyContent fills the journal with a message of each type.
func everyContent(w *world) {
	w.journal.list = nil
	for n, tt := range notifications() {
		if tt.n.Type != sluice.NotifyIncoming || strings.HasPrefix(tt.name, "a reaction") || tt.n.Content.Concerns != "" {
			continue
		}
		w.journal.list = append(w.journal.list, sluice.Record{
			ID: sluice.MessageIDOf(1763115112900 - int64(n)), Incoming: true, At: tt.n.At, Chat: tt.n.Chat, Sender: tt.n.Sender,
			Content: tt.n.Content, Edited: n%2 == 1, Deleted: n%3 == 1,
		})
		w.journal.list[len(w.journal.list)-1].Chat.Chat = "10000000"
	}
}

// journalExchanges are those of the journals.
func journalExchanges() map[string][]exchange {
	const get = http.MethodGet
	older := func(w *world) {
		user := sluice.Peer{Chat: "10000000", Type: sluice.ChatUser, Name: "Example"}
		w.network.events = []sluice.Event{
			{Kind: sluice.EventMessage, At: time.Unix(1763115000, 0), Chat: user, Sender: user, Number: 6, Content: sluice.Content{Type: sluice.ContentText, Text: "older"}},
			{Kind: sluice.EventRead, At: time.Unix(1763114000, 0), Chat: user},
		}
	}
	recent := func(w *world) {
		for i := range w.journal.list {
			w.journal.list[i].At = now.Add(-time.Duration(i+1) * 10 * time.Minute)
		}
	}
	return map[string][]exchange{
		"getChatHistory": {
			asked("both directions", `{"chatId":"10000000"}`),
			asked("filled up", `{"chatId":"79876543210@c.us"}`).in(older),
			asked("one", `{"chatId":"10000000","count":1}`).in(older),
			asked("more than there may be", `{"chatId":"10000000","count":"99999999999"}`),
			asked("each kind", `{"chatId":"10000000"}`).in(everyContent),
			asked("every status", `{"chatId":"10000000"}`).in(func(w *world) {
				w.journal.list = nil
				for n, s := range []sluice.Status{"", sluice.StatusPending, sluice.StatusSent, sluice.StatusFailed, sluice.StatusNoAccount, sluice.StatusExpired, sluice.StatusCleared} {
					w.journal.sent(sluice.MessageIDOf(1763115112900+int64(n)), "10000000", s, 0)
				}
			}),
			asked("not authorized", `{"chatId":"10000000"}`).in(func(w *world) { older(w); state(sluice.NotAuthorized)(w) }),
			asked("Telegram is silent", `{"chatId":"10000000"}`).in(func(w *world) { older(w); answers(&sluice.Error{Code: sluice.Unavailable})(w) }),
			asked("never resolved", `{"chatId":"79990001122@c.us"}`),
			asked("nothing", `{"chatId":"20000000"}`),
			asked("no chat", `{}`),
			asked("zero", `{"chatId":"10000000","count":0}`),
			asked("a word", `{"chatId":"10000000","count":"many"}`),
			asked("a fault of ours", `{"chatId":"10000000"}`).in(broken),
		},
		"getMessage": {
			asked("incoming", to(`"idMessage":"1763115112345"`)),
			asked("outgoing, not authorized", to(`"idMessage":"1763115112346"`)).in(state(sluice.NotAuthorized)),
			asked("queued", to(`"idMessage":"1763115112399"`)).in(ours(sluice.StatusPending, 0)),
			asked("queued to a phone", `{"chatId":"79990001122@c.us","idMessage":"1763115112399"}`).in(func(w *world) {
				w.journal.sent("1763115112399", "79990001122@c.us", sluice.StatusPending, 0)
			}),
			asked("queued to another phone", `{"chatId":"79990001133@c.us","idMessage":"1763115112399"}`).in(func(w *world) {
				w.journal.sent("1763115112399", "79990001122@c.us", sluice.StatusPending, 0)
			}),
			asked("unknown", to(`"idMessage":"1763115112399"`)),
			asked("of another chat", `{"chatId":"@nobody","idMessage":"1763115112345"}`),
			asked("no id", `{"chatId":"10000000"}`),
			asked("no chat", `{"idMessage":"1763115112345"}`),
		},
		"lastIncomingMessages": {
			{name: "one", verb: get, given: recent},
			{name: "of ten minutes", verb: get, path: "?minutes=15", given: recent},
			{name: "fewer than one", verb: get, path: "?minutes=0", given: recent},
			{name: "none", verb: get},
			{name: "no number", verb: get, path: "?minutes=all"},
			{name: "a fault of ours", verb: get, given: broken},
		},
		"lastOutgoingMessages": {
			{name: "one, queued ones are not there", verb: get, given: func(w *world) { ours(sluice.StatusPending, 0)(w); recent(w) }},
			{name: "more than there may be", verb: get, path: "?minutes=1e9", given: recent},
			{name: "none", verb: get},
			{name: "no number", verb: get, path: "?minutes=NaN"},
		},
		"downloadFile": {
			asked("a link", to(`"idMessage":"1763115112346"`)),
			asked("no file", to(`"idMessage":"1763115112345"`)),
			asked("unknown", to(`"idMessage":"1763115112399"`)),
			asked("no id", `{"chatId":"10000000"}`),
			asked("no chat", `{"idMessage":"1763115112346"}`),
			asked("not authorized", to(`"idMessage":"1763115112346"`)).in(state(sluice.NotAuthorized)),
			asked("not authorized, but it is here", to(`"idMessage":"1763115112346"`)).in(func(w *world) {
				state(sluice.NotAuthorized)(w)
				w.media.held = true
			}),
		},
	}
}
