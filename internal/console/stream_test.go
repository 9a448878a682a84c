package console_test

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"sluice"
)

// A listener is a client of the stream.
type listener struct {
	t      testing.TB
	events chan told
	end    context.CancelFunc
	ended  chan struct{} // closed when the server has ended the stream
	head   http.Header
	status int
}

// told is one event of a stream.
type told struct {
	id, kind string
	data     map[string]any
}

// pipe is an answer that is read while it is written.
type pipe struct {
	*io.PipeWriter
	head   http.Header
	status chan int
}

func (p *pipe) Header() http.Header { return p.head }

func (p *pipe) WriteHeader(status int) { p.status <- status }

func (p *pipe) Flush() {}

// listen opens a stream. The end of the test ends it.
func (w *world) listen(path string, headers ...string) *listener {
	w.t.Helper()
	ctx, cancel := context.WithCancel(w.t.Context())
	r := httptest.NewRequest(http.MethodGet, public+w.path(path), http.NoBody).WithContext(ctx)
	r.Header.Set("Authorization", "Bearer "+operatorToken)
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Del(headers[i])
		if headers[i+1] != "" {
			r.Header.Set(headers[i], headers[i+1])
		}
	}
	read, write := io.Pipe()
	out := &pipe{write, http.Header{}, make(chan int, 1)}
	l := &listener{t: w.t, events: make(chan told, 1000), end: cancel, ended: make(chan struct{}), head: out.head}
	go func() {
		w.handler.ServeHTTP(out, r)
		_ = write.Close()
		close(l.ended)
	}()
	go l.read(read)
	l.status = <-out.status
	w.t.Cleanup(func() { cancel(); <-l.ended })
	return l
}

func (l *listener) read(r io.Reader) {
	defer close(l.events)
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, 1<<20)
	e := told{}
	for lines.Scan() {
		name, value, _ := strings.Cut(lines.Text(), ": ")
		switch name {
		case "id":
			e.id = value
		case "event":
			e.kind = value
		case "data":
			if err := json.Unmarshal([]byte(value), &e.data); err != nil {
				l.t.Errorf("%s: %v", value, err)
			}
		case "": // the end of an event, or a comment
			if value != "" {
				e.kind = "beat"
			}
			if e.kind != "" {
				l.events <- e
			}
			e = told{}
		}
	}
}

// next returns the next event of a kind, and passes over all others.
func (l *listener) next(kind string) told {
	l.t.Helper()
	late := time.After(time.Minute) // of the bubble's clock
	for {
		select {
		case e, ok := <-l.events:
			if !ok {
				l.t.Fatalf("the stream ended before %s", kind)
			}
			if e.kind == kind {
				return e
			}
		case <-late:
			l.t.Fatalf("%s does not come", kind)
		}
	}
}

// none says that no event of a kind is told within a while.
func (l *listener) none(kinds ...string) {
	l.t.Helper()
	time.Sleep(2 * time.Second)
	synctest.Wait()
	for {
		select {
		case e, ok := <-l.events:
			if !ok {
				return
			}
			for _, kind := range kinds {
				if e.kind == kind {
					l.t.Errorf("%s is told: %v", kind, e.data)
				}
			}
		default:
			return
		}
	}
}

// run runs what publishes until the test ends.
func (w *world) run() {
	ctx, cancel := context.WithCancel(w.t.Context())
	ended := make(chan error, 1)
	go func() { ended <- w.server.Run(ctx) }()
	synctest.Wait() // from now on no change is missed
	w.t.Cleanup(func() {
		cancel()
		if err := <-ended; err != nil {
			w.t.Errorf("run: %v", err)
		}
	})
}

func (e told) at(path string) any {
	var v any = e.data
	for name := range strings.SplitSeq(path, ".") {
		m, _ := v.(map[string]any)
		v = m[name]
	}
	return v
}

func TestAStreamTellsWhatChangesAsItChanges(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		w.run()
		all, one := w.listen("/v1/events"), w.listen("/v1/events?instance={a}")
		if one.status != http.StatusOK || one.head.Get("Content-Type") != "text/event-stream; charset=utf-8" || one.head.Get("X-Accel-Buffering") != "no" || one.head.Get("Cache-Control") != "no-store" {
			t.Errorf("%d %v", one.status, one.head)
		}
		if e := one.next("hello"); e.at("resumed") != false {
			t.Errorf("hello: %v", e.data)
		}
		all.next("hello")
		w.must(w.store.Pause(t.Context(), w.a, "anna"))
		id := w.enqueue(w.a, "10000000", "hi")
		w.enqueue(w.b, "10000000", "elsewhere")
		if e := all.next("instance"); e.at("instance.queue.paused.by") != "anna" && e.at("instance.idInstance") != float64(w.b) {
			t.Errorf("the instance: %v", e.data)
		}
		e := one.next("queue")
		messages, _ := e.at("messages").([]any)
		if len(messages) != 1 || messages[0].(map[string]any)["idMessage"] != string(id) || messages[0].(map[string]any)["waitsFor"] != "paused" {
			t.Errorf("the queue: %v", e.data)
		}
		w.receive(w.a, 1, sluice.Content{Type: sluice.ContentText, Text: "answer"})
		if e := one.next("notification"); e.at("body.messageData.textMessageData.textMessage") != "answer" || e.at("pending") != true {
			t.Errorf("the notification: %v", e.data)
		}
		w.news.Delivered(w.a, sluice.Delivery{At: time.Now(), Receipt: 1, Attempt: 1, Status: 500, Error: "it answered 500"})
		if e := one.next("delivery"); e.at("delivery.error") != "it answered 500" {
			t.Errorf("the delivery: %v", e.data)
		}
		w.news.Prompted(w.b, sluice.Prompt{Step: sluice.StepQR, QR: "tg://login?token=AQIDBA"})
		e = all.next("login")
		for e.at("login.idInstance") != float64(w.b) { // of the first it is told that it is done
			e = all.next("login")
		}
		if e.at("login.step") != "qr" {
			t.Errorf("the login: %v", e.data)
		}
		w.must(w.store.Remove(t.Context(), w.b))
		if e := all.next("removed"); e.at("idInstance") != float64(w.b) {
			t.Errorf("removed: %v", e.data)
		}
		all.next("beat")
		all.none("queue", "notification", "delivery", "message")
	})
}

func TestRevisionsAreDenseAndAStreamGoesOnWhereItBroke(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		w.run()
		l := w.listen("/v1/events?instance={a}")
		l.next("hello")
		w.enqueue(w.a, "10000000", "first")
		last := l.next("queue")
		l.end()
		<-l.ended
		w.enqueue(w.a, "10000000", "second")
		time.Sleep(10 * time.Second)
		newest := ""
		for _, how := range []string{"header", "query"} {
			path, header := "/v1/events?instance={a}", last.id
			if how == "query" {
				path, header = path+"&lastEventId="+last.id, ""
			}
			again := w.listen(path, "Last-Event-ID", header)
			if e := again.next("hello"); e.at("resumed") != true || e.at("revision") != last.at("revision") {
				t.Errorf("%s: hello: %v", how, e.data)
			}
			want := int(last.at("revision").(float64))
			for {
				e := <-again.events
				if want++; e.at("revision") != float64(want) {
					t.Fatalf("%s: revision %v, want %d", how, e.at("revision"), want)
				}
				newest = e.id
				if messages, _ := e.at("messages").([]any); len(messages) == 2 {
					break
				}
			}
			again.end()
			<-again.ended
		}
		time.Sleep(31 * time.Second) // nobody looks, so nothing is made
		w.enqueue(w.a, "10000000", "third")
		time.Sleep(time.Second)
		for _, id := range []string{newest, last.id, "nonsense", "0-1"} {
			late := w.listen("/v1/events?instance={a}", "Last-Event-ID", id)
			if e := late.next("hello"); e.at("resumed") != false {
				t.Errorf("%s: hello: %v", id, e.data)
			}
		}
	})
}

func TestWhoComesBackTooLateFetchesAllAnew(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t) // nothing runs, so no entry is made that tells of a gap
		l := w.listen("/v1/events")
		hello := l.next("hello")
		l.end()
		<-l.ended
		for _, tt := range []struct {
			after   time.Duration
			resumed bool
		}{{29 * time.Second, true}, {30 * time.Second, false}} {
			time.Sleep(tt.after)
			again := w.listen("/v1/events", "Last-Event-ID", hello.id)
			if hello = again.next("hello"); hello.at("resumed") != tt.resumed {
				t.Errorf("after %v: %v", tt.after, hello.data)
			}
			again.end()
			<-again.ended
		}
	})
}

func TestASlowClientBeginsAnew(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		w.run()
		l := w.listen("/v1/events?instance={a}")
		first := l.next("hello")
		for k := range 60 { // more than is remembered
			for n := range 100 {
				w.news.Delivered(w.a, sluice.Delivery{Receipt: int64(100*k + n)})
			}
			time.Sleep(time.Second)
			for len(l.events) > 0 {
				<-l.events
			}
		}
		late := w.listen("/v1/events?instance={a}", "Last-Event-ID", first.id)
		if e := late.next("hello"); e.at("resumed") != false {
			t.Errorf("hello: %v", e.data)
		}
	})
}

func TestAStreamShowsWhatItsCallerMaySee(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		w.run()
		own := w.listen("/v1/events?instance={b}", as(w.tokens[w.b])...)
		guest := w.listen("/v1/events", w.guest(w.b)...)
		viewer := w.listen("/v1/events?instance={b}", w.signIn("anna", sluice.RoleViewer)...)
		for _, l := range []*listener{own, guest, viewer} {
			l.next("hello")
		}
		w.enqueue(w.a, "10000000", "of the other")
		w.news.Prompted(w.a, sluice.Prompt{Step: sluice.StepQR, QR: "tg://login?token=AQIDBA"})
		own.none("instance", "login", "queue")
		guest.none("instance", "login", "queue", "metrics")
		w.enqueue(w.b, "10000000", "own")
		w.news.Prompted(w.b, sluice.Prompt{Step: sluice.StepQR, QR: "tg://login?token=AQIDBA"})
		own.next("login")
		own.next("queue")
		if e := guest.next("login"); e.at("login.qr.url") != "tg://login?token=AQIDBA" {
			t.Errorf("the guest's picture: %v", e.data)
		}
		viewer.next("queue")
		viewer.none("login") // a picture lets somebody in
		guest.none("instance", "queue", "metrics")
	})
}

func TestAStreamEndsWithItsSession(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		w.run()
		me, guest := w.signIn("anna", sluice.RoleOperator), w.guest(w.b)
		mine, theirs, token := w.listen("/v1/events", me...), w.listen("/v1/events", guest...), w.listen("/v1/events?instance={a}", as(w.tokens[w.a])...)
		w.call("DELETE", "/v1/session", "", me...).want(http.StatusNoContent)
		mine.next("signedOut")
		<-mine.ended
		w.authorize(w.b)
		if e := theirs.next("login"); e.at("login.step") != "done" {
			t.Errorf("the guest's last word: %v", e.data)
		}
		theirs.next("signedOut")
		<-theirs.ended
		if _, err := w.store.RenewToken(t.Context(), w.a); err != nil {
			t.Fatal(err)
		}
		token.next("signedOut")
		<-token.ended
	})
}

// TestATenantLeavesStreamsToOthers opens as many as it can, and an operator, whoever
// has another instance and a guest still come in.
func TestATenantLeavesStreamsToOthers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		w.run()
		var open []*listener
		for range 50 {
			open = append(open, w.listen("/v1/events?instance={a}", as(w.tokens[w.a])...))
		}
		if last := w.listen("/v1/events?instance={a}", as(w.tokens[w.a])...); last.status != http.StatusTooManyRequests {
			t.Errorf("one more is answered %d", last.status)
		}
		for range 60 {
			open = append(open, w.listen("/v1/events?instance={a}"))
		}
		open = append(open, w.listen("/v1/events?instance={b}", as(w.tokens[w.b])...), w.listen("/v1/events?instance={a}", w.guest(w.a)...))
		for k, l := range open {
			if l.status != http.StatusOK {
				t.Errorf("stream %d: %d", k, l.status)
			}
		}
		open[0].end()
		<-open[0].ended
		if again := w.listen("/v1/events?instance={a}", as(w.tokens[w.a])...); again.status != http.StatusOK {
			t.Errorf("in place of one that ended: %d", again.status)
		}
	})
}

// TestTenantsTogetherLeaveStreamsToOperators has as many instances as it takes.
func TestTenantsTogetherLeaveStreamsToOperators(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		w.run()
		opened := 0
		for range 19 {
			id := w.create("tenant")
			for range 50 {
				if w.listen("/v1/events?instance="+number(id), as(w.tokens[id])...).status == http.StatusOK {
					opened++
				}
			}
		}
		if opened != 900 {
			t.Errorf("%d streams of tenants are open", opened)
		}
		opened = 0
		for range 101 {
			if w.listen("/v1/events").status == http.StatusOK {
				opened++
			}
		}
		if opened != 100 {
			t.Errorf("%d streams of operators are open", opened)
		}
	})
}

func TestDrainingEndsEveryStream(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		l := w.listen("/v1/events")
		l.next("hello")
		w.news.Drain()
		w.news.Drain() // twice does no harm
		<-l.ended
	})
}

func TestFiguresAreCountedByTheStep(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		w.run()
		l := w.listen("/v1/events?instance={b}")
		all := w.listen("/v1/events")
		l.next("hello")
		time.Sleep(time.Second)
		for k := range 3 {
			w.enqueue(w.b, "10000000", fmt.Sprint(k))
			w.news.Happened(happenedQueued(w.b))
		}
		e := all.next("metrics")
		if e.at("queued") != float64(3) || e.at("waiting") != float64(3) {
			t.Errorf("all: %v", e.data)
		}
		if e := l.next("metrics"); e.at("queued") != float64(3) {
			t.Errorf("one: %v", e.data)
		}
		time.Sleep(20 * time.Second)
		for query, want := range map[string]string{"minutes=1": "[0 0 3 0 0 0]", "minutes=1&instance={b}": "[0 0 3 0 0 0]", "minutes=1&instance={a}": "[0 0 0 0 0 0]"} {
			a := w.call("GET", "/v1/metrics?"+query, "").want(http.StatusOK)
			if got := fmt.Sprint(a.at("queued")); got != want {
				t.Errorf("%s: queued %s, want %s", query, got, want)
			}
		}
		if a := w.call("GET", "/v1/metrics?minutes=1", ""); fmt.Sprint(a.at("waiting")) != "[0 0 3 3 3 3]" {
			t.Errorf("waiting: %s", a.body)
		}
		if a := w.call("GET", "/v1/instances", ""); a.number("waiting") != 3 {
			t.Errorf("in all: %s", a.body)
		}
		w.call("GET", "/v1/metrics?minutes=361", "").refused(http.StatusBadRequest, "invalid")
	})
}
