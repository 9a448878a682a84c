package console_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"sluice"
	"sluice/internal/store"
)

func TestTheJournalIsSearched(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		for k := range 6 {
			w.enqueue(w.a, "10000000", fmt.Sprint("Order ", k))
			w.finish(w.a, []sluice.Status{sluice.StatusSent, sluice.StatusFailed}[k%2])
			time.Sleep(time.Second)
		}
		w.receive(w.a, 99, sluice.Content{Type: sluice.ContentImage, Text: "a picture", File: &sluice.File{Remote: "r", Name: "Cat.jpg", MIME: "image/jpeg", Size: 7}})
		w.enqueue(w.a, "10000000", "waits")
		for query, want := range map[string]int{
			"": 7, "direction=incoming": 1, "direction=outgoing": 6, "status=failed": 3, "text=ORDER": 6, "text=order+3": 1, "text=cat.jpg": 1,
			"text=example": 1, "chat=10000000": 7, "chat=1": 0, "type=imageMessage": 1, "limit=2": 2, "text=why": 3,
		} {
			a := w.call("GET", "/v1/instances/{a}/journal?"+query, "").want(http.StatusOK)
			if got := a.length("messages"); got != want {
				t.Errorf("%q: %d messages, want %d: %s", query, got, want, a.body)
			}
		}
		a := w.call("GET", "/v1/instances/{a}/journal?limit=1", "").want(http.StatusOK)
		if a.text("messages.0.file.downloadUrl") == "" || a.text("messages.0.senderName") != "Example" || a.text("messages.0.text") != "a picture" {
			t.Errorf("the newest: %s", a.body)
		}
		b := w.call("GET", "/v1/instances/{a}/journal?limit=1&before="+a.text("next"), "").want(http.StatusOK)
		if b.text("messages.0.text") != "Order 5" || b.text("messages.0.description") != "why" || b.at("messages.0.retriable") != true {
			t.Errorf("the one before: %s", b.body)
		}
		if c := w.call("GET", "/v1/instances/{a}/journal/"+b.text("messages.0.idMessage"), "").want(http.StatusOK); c.text("request.message") != "Order 5" {
			t.Errorf("alone: %s", c.body)
		}
		w.call("GET", "/v1/instances/{a}/journal/1769860800999", "").refused(http.StatusNotFound, "not_found")
		if f := w.call("GET", "/v1/instances/{a}/files", "").want(http.StatusOK); f.length("files") != 1 || f.text("files.0.name") != "Cat.jpg" {
			t.Errorf("the files: %s", f.body)
		}
	})
}

func TestWhatFailedIsSentAnewAsAnotherMessage(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		var failed []sluice.MessageID
		for k := range 3 {
			w.enqueue(w.a, "10000000", fmt.Sprint("Order ", k))
			failed = append(failed, w.finish(w.a, sluice.StatusFailed))
		}
		w.enqueue(w.a, "10000000", "fine")
		sent := w.finish(w.a, sluice.StatusSent)
		const retry = "/v1/instances/{a}/journal/retry"
		a := w.call("POST", retry, `{"ids":["`+string(failed[1])+`"]}`).want(http.StatusOK)
		if a.number("count") != 1 || a.text("retried.0.from") != string(failed[1]) || a.text("retried.0.to") == string(failed[1]) {
			t.Errorf("one: %s", a.body)
		}
		q := w.call("GET", "/v1/instances/{a}/queue", "")
		if q.length("messages") != 1 || q.text("messages.0.text") != "Order 1" || q.text("messages.0.idMessage") != a.text("retried.0.to") {
			t.Errorf("the queue: %s", q.body)
		}
		if m := w.call("GET", "/v1/instances/{a}/journal/"+string(failed[1]), "").want(http.StatusOK); m.at("retriable") != false || m.text("sentAgainAs") != a.text("retried.0.to") {
			t.Errorf("the old one: %s", m.body)
		}
		w.call("POST", retry, `{"ids":["`+string(failed[1])+`"]}`).refused(http.StatusConflict, "conflict")
		w.call("POST", retry, `{"ids":["`+string(sent)+`"]}`).refused(http.StatusConflict, "conflict")
		w.call("POST", retry, `{"ids":["1769860800999"]}`).refused(http.StatusNotFound, "not_found")
		w.call("POST", retry, `{}`).refused(http.StatusBadRequest, "invalid")
		w.call("POST", retry, `{"all":true,"statuses":["delivered"]}`).refused(http.StatusBadRequest, "invalid")
		dry := w.call("POST", retry, `{"all":true,"dryRun":true}`).want(http.StatusOK)
		if dry.number("count") != 2 {
			t.Errorf("the dry run: %s", dry.body)
		}
		w.call("POST", retry, `{"all":true,"confirm":"3"}`).refused(http.StatusConflict, "conflict")
		all := w.call("POST", retry, `{"all":true,"confirm":"2"}`).want(http.StatusOK)
		var order []string
		for k := range all.length("retried") {
			order = append(order, all.text(fmt.Sprintf("retried.%d.from", k)))
		}
		if want := []string{string(failed[0]), string(failed[2])}; all.number("count") != 2 || !slices.Equal(order, want) {
			t.Errorf("sent anew in the order %v, want %v", order, want)
		}
		if n, err := w.store.Count(t.Context(), w.a); n != 3 || err != nil {
			t.Errorf("%d wait (%v), want 3", n, err)
		}
	})
}

func TestSendingAnewEndsWhereTheQueueIsFull(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorldOf(t, store.Options{QueueLimit: 2})
		one := w.enqueue(w.a, "10000000", "one")
		two := w.enqueue(w.a, "10000000", "two")
		w.finish(w.a, sluice.StatusFailed)
		w.finish(w.a, sluice.StatusFailed)
		w.enqueue(w.a, "10000000", "three")
		const retry = "/v1/instances/{a}/journal/retry"
		a := w.call("POST", retry, `{"ids":["`+string(one)+`","`+string(two)+`"]}`).refused(http.StatusServiceUnavailable, "full")
		if a.number("error.details.count") != 1 || a.text("error.details.retried.0.from") != string(one) {
			t.Errorf("what was done is told as %s", a.body)
		}
		a = w.call("POST", retry, `{"ids":["`+string(two)+`"]}`).refused(http.StatusServiceUnavailable, "full")
		if a.at("error.details") != nil {
			t.Errorf("nothing was done: %s", a.body)
		}
	})
}

func TestNothingIsSentAnewTwiceHoweverLateItIsAsked(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		const retry = "/v1/instances/{a}/journal/retry"
		for range 2 {
			w.enqueue(w.a, "10000000", "monday")
			w.finish(w.a, sluice.StatusFailed)
		}
		w.call("POST", retry, `{"all":true,"confirm":"2"}`).want(http.StatusOK)
		for range 2 {
			w.finish(w.a, sluice.StatusSent)
		}
		time.Sleep(48 * time.Hour)
		w.enqueue(w.a, "10000000", "wednesday")
		late := w.finish(w.a, sluice.StatusFailed)
		if dry := w.call("POST", retry, `{"all":true,"dryRun":true}`).want(http.StatusOK); dry.number("count") != 1 || dry.text("oldestAt") != stamp(time.UnixMilli(late.Number())) {
			t.Errorf("the dry run: %s", dry.body)
		}
		if a := w.call("POST", retry, `{"all":true,"confirm":"1"}`).want(http.StatusOK); a.length("retried") != 1 || a.text("retried.0.from") != string(late) {
			t.Errorf("all: %s", a.body)
		}
		if q := w.call("GET", "/v1/instances/{a}/queue", ""); q.length("messages") != 1 || q.text("messages.0.text") != "wednesday" {
			t.Errorf("the queue: %s", q.body)
		}
	})
}

func TestAForwardCountsOnceAmongWhatIsSentAnew(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		_, err := w.store.Enqueue(t.Context(), sluice.Message{
			Instance: w.a, Chat: "10000000", Body: sluice.ForwardBody{From: "10000001", Messages: slices.Repeat([]sluice.MessageID{"1234567890123"}, 3)},
		}, sluice.Once{})
		w.must(err)
		first := w.finish(w.a, sluice.StatusFailed)
		const retry = "/v1/instances/{a}/journal/retry"
		part := w.call("POST", retry, `{"ids":["`+string(sluice.MessageIDOf(first.Number()+2))+`"]}`).refused(http.StatusConflict, "conflict")
		if want := string(first); !strings.Contains(part.text("error.text"), want) {
			t.Errorf("a part of it is refused without a word of %s: %s", want, part.body)
		}
		if a := w.call("POST", retry, `{"all":true,"confirm":"1"}`).want(http.StatusOK); a.number("count") != 1 {
			t.Errorf("all: %s", a.body)
		}
		list := w.call("GET", "/v1/instances/{a}/journal", "").want(http.StatusOK)
		for k := range 3 {
			if at := fmt.Sprintf("messages.%d.", k); list.at(at+"retriable") != false || list.text(at+"sentAgainAs") == "" {
				t.Errorf("part %d: %s", k, list.body)
			}
		}
	})
}

func TestWhatIsSentAnewAnswersAndTypesAsBefore(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		quoted := w.enqueue(w.a, "10000000", "a question")
		w.finish(w.a, sluice.StatusSent)
		_, err := w.store.Enqueue(t.Context(), sluice.Message{
			Instance: w.a, Chat: "10000000", Body: sluice.TextBody{Text: "the answer"}, Quoted: quoted,
			Typing: sluice.Typing{For: 3 * time.Second, Kind: "recording"},
		}, sluice.Once{})
		w.must(err)
		id := w.finish(w.a, sluice.StatusFailed)
		a := w.call("GET", "/v1/instances/{a}/journal/"+string(id), "").want(http.StatusOK)
		if a.text("request.quotedMessageId") != string(quoted) || a.number("request.typingTime") != 3000 || a.text("request.typingType") != "recording" {
			t.Errorf("the journal: %s", a.body)
		}
		w.call("POST", "/v1/instances/{a}/journal/retry", `{"ids":["`+string(id)+`"]}`).want(http.StatusOK)
		m, ok, err := w.store.Next(t.Context(), w.a)
		if want := (sluice.Typing{For: 3 * time.Second, Kind: "recording"}); !ok || err != nil || m.Quoted != quoted || m.Typing != want {
			t.Errorf("next is %q, which answers %q and types %+v (%v)", m.Body, m.Quoted, m.Typing, err)
		}
	})
}

func TestAFileThatIsSentAnewIsFetchedAnew(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		const url = "https://files.example/a.pdf"
		_, err := w.store.Enqueue(t.Context(), sluice.Message{
			Instance: w.a, Chat: "10000000", Body: sluice.FileBody{URL: url, Name: "a.pdf"},
		}, sluice.Once{})
		w.must(err)
		id := w.finish(w.a, sluice.StatusFailed)
		w.call("POST", "/v1/instances/{a}/journal/retry", `{"ids":["`+string(id)+`"]}`).want(http.StatusOK)
		if !slices.Equal(w.fetched, []string{url}) {
			t.Errorf("fetched %v", w.fetched)
		}
	})
}

func TestNotificationsAreListedDeletedAndToldAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		for k := range 3 {
			w.receive(w.a, int64(k+1), sluice.Content{Type: sluice.ContentText, Text: sluice.Text(fmt.Sprint(k))})
		}
		const notes = "/v1/instances/{a}/notifications"
		a := w.call("GET", notes+"?limit=2", "").want(http.StatusOK)
		if a.number("count") != 3 || a.length("notifications") != 2 || a.text("notifications.1.body.messageData.textMessageData.textMessage") != "1" {
			t.Errorf("the first page: %s", a.body)
		}
		b := w.call("GET", notes+"?after="+a.text("next"), "").want(http.StatusOK)
		if b.length("notifications") != 1 || b.number("notifications.0.receiptId") != 3 {
			t.Errorf("the second: %s", b.body)
		}
		w.call("DELETE", notes+"/2", "").want(http.StatusNoContent)
		w.call("DELETE", notes+"/2", "").refused(http.StatusNotFound, "not_found")
		w.call("DELETE", notes+"/x", "").refused(http.StatusBadRequest, "invalid")
		e := w.call("GET", "/v1/instances/{a}/events", "").want(http.StatusOK)
		if e.length("events") != 3 || e.at("events.1.pending") != false || e.at("events.0.pending") != true {
			t.Errorf("the events: %s", e.body)
		}
		if again := w.call("POST", "/v1/instances/{a}/events/2/resend", "").want(http.StatusOK); again.number("receiptId") != 4 {
			t.Errorf("told again: %s", again.body)
		}
		w.call("POST", "/v1/instances/{a}/events/9/resend", "").refused(http.StatusNotFound, "not_found")
		last := w.call("GET", notes+"?after=3", "")
		if last.text("notifications.0.body.messageData.textMessageData.textMessage") != "1" {
			t.Errorf("it is told as %s", last.body)
		}
	})
}

func TestTheLastEventsWaitBehindManyOthers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		w.unchecked = true // the answers are long
		for k := range 600 {
			w.receive(w.a, int64(k+1), sluice.Content{Type: sluice.ContentText, Text: sluice.Text(fmt.Sprint(k))})
		}
		w.call("DELETE", "/v1/instances/{a}/notifications/599", "").want(http.StatusNoContent)
		e := w.call("GET", "/v1/instances/{a}/events", "").want(http.StatusOK)
		for k := range e.length("events") {
			if got := e.at(fmt.Sprintf("events.%d.pending", k)); got != (k != 1) {
				t.Errorf("event %d waits: %v", k, got)
			}
		}
		if e.length("events") != 100 {
			t.Errorf("there are %d", e.length("events"))
		}
	})
}

func TestDeadLettersAreSentAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		for k := range 2 {
			w.receive(w.a, int64(k+1), sluice.Content{Type: sluice.ContentText, Text: "x"})
			if ok, err := w.store.Bury(t.Context(), w.a, int64(k+1)); !ok || err != nil {
				t.Fatalf("bury: %v, %v", ok, err)
			}
		}
		a := w.call("GET", "/v1/instances/{a}/dead-letters", "").want(http.StatusOK)
		if a.length("letters") != 2 || a.number("letters.0.receiptId") != 2 {
			t.Errorf("the letters: %s", a.body)
		}
		const resend = "/v1/instances/{a}/dead-letters/resend"
		w.call("POST", resend, `{}`).refused(http.StatusBadRequest, "invalid")
		if a := w.call("POST", resend, `{"receiptIds":[1]}`).want(http.StatusOK); a.number("resent") != 1 {
			t.Errorf("one: %s", a.body)
		}
		if a := w.call("POST", resend, `{"all":true}`).want(http.StatusOK); a.number("resent") != 1 {
			t.Errorf("all: %s", a.body)
		}
	})
}

func TestSettingsComeWithWarnings(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		const settings = "/v1/instances/{a}/settings"
		codes := func(a reply) (list []string) {
			for k := range a.length("warnings") {
				list = append(list, a.text(fmt.Sprintf("warnings.%d.code", k)))
			}
			return list
		}
		if a := w.call("GET", settings, "").want(http.StatusOK); !slices.Equal(codes(a), []string{"fast"}) || a.at("settings.incomingWebhook") != true {
			t.Errorf("as made: %s", a.body)
		}
		a := w.call("PATCH", settings, `{"delaySendMessagesMilliseconds":600000,"webhookUrl":"http://192.168.1.5/hook/secret","webhookUrlToken":"s","stateWebhook":true}`).want(http.StatusOK)
		if !slices.Equal(codes(a), []string{"slow", "private_webhook"}) || a.number("warnings.0.perDay") != 144 || a.at("settings.webhookUrlTokenSet") != true {
			t.Errorf("changed: %s", a.body)
		}
		w.call("PATCH", settings, `{"delaySendMessagesMilliseconds":499}`).refused(http.StatusBadRequest, "invalid")
		w.call("PATCH", settings, `{}`).refused(http.StatusBadRequest, "invalid")
		if a := w.call("GET", settings, "", w.signIn("anna", sluice.RoleViewer)...); a.text("settings.webhookUrl") != "192.168.1.5" {
			t.Errorf("a viewer sees %s", a.body)
		}
		w.deliveries = []sluice.Delivery{{At: time.Now(), Receipt: 1, Attempt: 3, Took: time.Second, Error: "connection refused"}}
		w.receive(w.a, 1, sluice.Content{Type: sluice.ContentText, Text: "x"})
		i := w.call("GET", "/v1/instances/{a}", "").want(http.StatusOK)
		if i.text("notifications.webhook") != "192.168.1.5" || i.text("notifications.failing.error") != "connection refused" || i.number("notifications.failing.attempt") != 3 {
			t.Errorf("the instance: %s", i.body)
		}
		if d := w.call("GET", "/v1/instances/{a}/deliveries", "").want(http.StatusOK); d.number("deliveries.0.tookMs") != 1000 || d.at("deliveries.0.status") != nil {
			t.Errorf("the deliveries: %s", d.body)
		}
	})
}

// TestAProxyIsTheOperatorsAffair changes it over and over: the gateway would dial
// whatever a client names there, and what it holds is a secret.
func TestAProxyIsTheOperatorsAffair(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		const path, secret = "/v1/instances/{a}", "socks5://user:hunter2@10.0.0.1:1080"
		if a := w.call("PATCH", path, `{"name":"shop","proxy":"`+secret+`"}`).want(http.StatusOK); a.text("name") != "shop" || a.at("proxied") != true {
			t.Errorf("changed: %s", a.body)
		}
		link := func() sluice.Link {
			i, err := w.store.Instance(w.a)
			w.must(err)
			return i.Link
		}
		if got := link().Proxy; got != secret {
			t.Errorf("the store has %q", got)
		}
		if a := w.call("GET", path+"/settings", "").want(http.StatusOK); a.text("proxy") != "socks5://10.0.0.1:1080" {
			t.Errorf("an operator is told %s", a.body)
		}
		owner := as(w.tokens[w.a])
		if a := w.call("GET", path+"/settings", "", owner...).want(http.StatusOK); a.at("proxy") != nil {
			t.Errorf("the instance's own token is told %s", a.body)
		}
		w.call("PATCH", path, `{"name":"mine","proxy":""}`, owner...).refused(http.StatusForbidden, "forbidden")
		w.call("PATCH", path, `{"name":"mine","proxy":"10.0.0.1:1080"}`).refused(http.StatusBadRequest, "invalid")
		w.call("PATCH", path, `{}`).refused(http.StatusBadRequest, "invalid")
		if a := w.call("GET", path, ""); a.text("name") != "shop" || link().Proxy != secret {
			t.Errorf("refused and yet changed: %s, %q", a.body, link().Proxy)
		}
		if a := w.call("PATCH", path, `{"proxy":""}`).want(http.StatusOK); a.text("name") != "shop" || a.at("proxied") != false || link() != (sluice.Link{}) {
			t.Errorf("without a proxy: %s", a.body)
		}
		audit := w.call("GET", "/v1/audit", "").want(http.StatusOK)
		for k, want := range []string{"instance.proxy ", "instance.proxy socks5://10.0.0.1:1080", "instance.rename shop"} {
			at := fmt.Sprintf("entries.%d.", k)
			if got := audit.text(at+"action") + " " + audit.text(at+"target"); got != want {
				t.Errorf("the trail has %q, want %q", got, want)
			}
		}
		if strings.Contains(string(audit.body), "hunter2") {
			t.Errorf("the trail tells a secret: %s", audit.body)
		}
	})
}

func TestInstancesAreListedMadeAndRemoved(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		a := w.call("POST", "/v1/instances", `{"name":"shop","settings":{"incomingWebhook":"yes"}}`).want(http.StatusCreated)
		if a.number("queue.intervalMs") != 3000 || len(a.text("apiTokenInstance")) != 50 {
			t.Errorf("made: %s", a.body)
		}
		id := fmt.Sprint(a.number("idInstance"))
		w.call("POST", "/v1/instances", `{"idInstance":`+id+`}`).refused(http.StatusConflict, "conflict")
		for _, body := range []string{`{"idInstance":-1}`, `{"apiTokenInstance":"short"}`, `{"proxy":"x"}`, `{"settings":{"incomingWebhook":"maybe"}}`} {
			w.call("POST", "/v1/instances", body).refused(http.StatusBadRequest, "invalid")
		}
		w.call("POST", "/v1/instances", `{"idInstance":1101000001,"apiTokenInstance":"d75b3a66374942c5b3c019c698abc2067e151558acbd412345","settings":{"delaySendMessagesMilliseconds":500}}`).want(http.StatusCreated)
		for query, want := range map[string]int{"": 4, "text=SHOP": 1, "text=1101": 1, "state=authorized": 1, "limit=3": 3} {
			if a := w.call("GET", "/v1/instances?"+query, "").want(http.StatusOK); a.length("instances") != want || a.number("total") != 4 || a.number("states.authorized") != 1 {
				t.Errorf("%q: %d, want %d: %s", query, a.length("instances"), want, a.body)
			}
		}
		first := w.call("GET", "/v1/instances?limit=3", "")
		if a := w.call("GET", "/v1/instances?after="+first.text("next"), ""); a.length("instances") != 1 || a.text("instances.0.name") != "shop" {
			t.Errorf("the second page: %s", a.body)
		}
		if a := w.call("PATCH", "/v1/instances/"+id, `{"name":"market"}`).want(http.StatusOK); a.text("name") != "market" {
			t.Errorf("renamed: %s", a.body)
		}
		longest := strings.Repeat("я", sluice.MaxName) // as the compatible API and the command line take it
		w.call("PATCH", "/v1/instances/"+id, `{"name":"`+longest+`"}`).want(http.StatusOK)
		w.call("PATCH", "/v1/instances/"+id, `{"name":"`+longest+`я"}`).refused(http.StatusBadRequest, "invalid")
		w.call("POST", "/v1/instances", `{"name":"`+longest+`я"}`).refused(http.StatusBadRequest, "invalid")
		w.call("DELETE", "/v1/instances/"+id, "").refused(http.StatusConflict, "conflict")
		w.call("DELETE", "/v1/instances/"+id+"?confirm="+id, "").want(http.StatusNoContent)
		w.call("GET", "/v1/instances/"+id, "").refused(http.StatusNotFound, "not_found")
		w.call("GET", "/v1/instances/x", "").refused(http.StatusBadRequest, "invalid")
		w.call("POST", "/v1/instances/{a}/reboot", "").want(http.StatusOK)
		if a := w.call("POST", "/v1/instances/{a}/logout", "").want(http.StatusOK); a.text("state") != "notAuthorized" || a.at("account") != nil {
			t.Errorf("logged out: %s", a.body)
		}
	})
}

func TestMethodsAreCalledWithoutAToken(t *testing.T) {
	w := newWorld(t)
	me := w.signIn("anna", sluice.RoleOperator)
	w.unchecked = true
	a := w.call("POST", "/v1/instances/{a}/api/sendMessage?x=1", `{"message":"hi"}`, me...).want(http.StatusTeapot)
	if want := "/waInstance" + number(w.a) + "/sendMessage/" + w.tokens[w.a]; a.text("path") != want || a.text("query") != "x=1" ||
		a.text("verb") != "POST" || a.text("body") != `{"message":"hi"}` || a.text("secrets") != "" {
		t.Errorf("the method got %s", a.body)
	}
	if a.head.Get("Access-Control-Allow-Origin") != "" {
		t.Errorf("other origins are let in: %v", a.head)
	}
	b := w.call("DELETE", "/v1/instances/{a}/api/deleteNotification/7", "", me...)
	if want := "/waInstance" + number(w.a) + "/deleteNotification/" + w.tokens[w.a] + "/7"; b.text("path") != want {
		t.Errorf("with an argument: %s", b.body)
	}
	w.call("GET", "/v1/instances/{a}/api/getSettings", "", me...)
	deeds, err := w.keeper.Deeds(t.Context(), 0, 10, "api.call")
	w.must(err)
	var noted []string
	for _, d := range deeds {
		noted = append(noted, d.Target)
	}
	if want := []string{"deleteNotification", "sendMessage"}; !slices.Equal(noted, want) {
		t.Errorf("noted %v, want %v", noted, want)
	}
	w.unchecked = false
	w.call("POST", "/v1/sandbox/scan", `{}`).refused(http.StatusNotFound, "not_found")
}

func TestTheSandboxIsPlayedFromTheConsole(t *testing.T) {
	w := newWorld(t)
	var got []string
	w.server.Sandbox = http.HandlerFunc(func(out http.ResponseWriter, r *http.Request) {
		got = append(got, r.Method+" "+r.URL.RequestURI()+" "+r.Host+r.Header.Get("Origin")+r.Header.Get("Authorization"))
		_ = json.NewEncoder(out).Encode(struct{}{})
	})
	w.handler = w.server.Handler()
	w.unchecked = true
	w.call("GET", "/v1/sandbox/messages?after=3", "").want(http.StatusOK)
	w.call("DELETE", "/v1/sandbox/fault?id=1", "", "Origin", public, "Sec-Fetch-Site", "same-origin").want(http.StatusOK)
	want := []string{"GET /messages?after=3 127.0.0.1", "DELETE /fault?id=1 127.0.0.1"}
	if !slices.Equal(got, want) {
		t.Errorf("the sandbox got %q, want %q", got, want)
	}
}
