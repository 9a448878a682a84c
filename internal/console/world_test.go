package console_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/cockroachdb/pebble/v2/vfs"
	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
	"github.com/getkin/kin-openapi/routers/legacy"

	"sluice"
	"sluice/internal/access"
	"sluice/internal/console"
	"sluice/internal/console/news"
	"sluice/internal/greenapi"
	"sluice/internal/reference"
	"sluice/internal/store"
	"sluice/internal/store/pebble"
)

const (
	operatorToken = "operator-token-of-the-tests"
	public        = "https://sluice.example"
)

// A world is a console over a real store, with the rest of the program played.
type world struct {
	t        testing.TB
	store    *store.Store
	keeper   *access.Keeper
	news     *news.News
	sessions *sessions
	handler  http.Handler
	server   *console.Server
	a, b     sluice.InstanceID // authorized, and not
	tokens   map[sluice.InstanceID]string

	deliveries []sluice.Delivery
	fetched    []string
	unchecked  bool // answers are not held against the description
}

func newWorld(t testing.TB) *world {
	t.Helper()
	return newWorldOf(t, store.Options{})
}

func newWorldOf(t testing.TB, opts store.Options) *world {
	t.Helper()
	time.Sleep(time.Until(time.Date(2026, 1, 31, 12, 0, 0, 0, time.UTC))) // ids have 13 digits
	w := &world{t: t, news: news.New(nil), sessions: &sessions{}, tokens: map[sluice.InstanceID]string{}}
	e, err := pebble.Open(pebble.Options{Dir: "data", FS: vfs.NewMem(), Memory: 8 << 20})
	w.must(err)
	opts.Born = w.news.Born
	w.store, err = store.New(context.WithoutCancel(t.Context()), e, opts)
	w.must(err)
	t.Cleanup(func() { w.must(w.store.Close()) })
	w.keeper, err = access.Open(t.Context(), w.store.Deployment(), access.Options{})
	w.must(err)
	w.a, w.b = w.create("one"), w.create("two")
	w.authorize(w.a)
	w.sessions.store, w.sessions.news = w.store, w.news
	w.server = &console.Server{
		Access: w.keeper, Instances: w.store, Queue: w.store, Switches: w.store, Journal: w.store, Notifications: w.store,
		Sessions: w.sessions, News: w.news, OperatorToken: operatorToken, PublicURL: public, MediaURL: public,
		Version: console.Version{Version: "0.1.0", Go: "go1.26"},
		Gateway: console.Gateway{
			API: echo{}, Settings: greenapi.ParseSettings,
			Body:       func(id sluice.InstanceID, n sluice.Notification) []byte { return greenapi.Body(id, n, noLink) },
			FileURL:    noLink,
			Fetch:      func(_ sluice.InstanceID, _ sluice.MessageID, url string) { w.fetched = append(w.fetched, url) },
			Private:    func(url string) bool { return strings.Contains(url, "192.168.") },
			Deliveries: func(sluice.InstanceID) []sluice.Delivery { return w.deliveries },
			Checks: func(context.Context) []console.Check {
				return []console.Check{{Name: "store", OK: true, Code: "works", Text: "The store takes writes."}}
			},
			Follow: func() console.Changes { return w.store.Changes() },
		},
	}
	w.handler = w.server.Handler()
	return w
}

func noLink(sluice.InstanceID, sluice.MessageID, sluice.File, time.Time) string {
	return public + "/download/4900/x.jpg"
}

func (w *world) must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) create(name string) sluice.InstanceID {
	w.t.Helper()
	settings := sluice.Settings{Interval: sluice.MinInterval, NotifyIncoming: true, NotifyAPI: true, NotifyStatus: true}
	i, token, err := w.store.Create(w.t.Context(), sluice.Instance{Name: name, Settings: settings}, "")
	w.must(err)
	w.tokens[i.ID] = string(token)
	return i.ID
}

func (w *world) authorize(id sluice.InstanceID) {
	w.t.Helper()
	w.must(w.store.SetState(w.t.Context(), id, sluice.Change{State: sluice.Authorized, Account: sluice.Account{ID: "500", Phone: "79990000000", Name: "Own"}}))
}

func (w *world) enqueue(id sluice.InstanceID, chat sluice.ChatID, text string) sluice.MessageID {
	w.t.Helper()
	m, err := w.store.Enqueue(w.t.Context(), sluice.Message{Instance: id, Chat: chat, Body: sluice.TextBody{Text: sluice.Text(text)}}, sluice.Once{})
	w.must(err)
	return m
}

// finish takes the next message out of the queue as the lane does.
func (w *world) finish(id sluice.InstanceID, status sluice.Status) sluice.MessageID {
	w.t.Helper()
	m, ok, err := w.store.Next(w.t.Context(), id)
	if err != nil || !ok {
		w.t.Fatalf("next: %v, %v", ok, err)
	}
	time.Sleep(time.Until(m.NotBefore)) // of the bubble's clock
	if ok, err := w.store.Attempt(w.t.Context(), id, m.ID, m.Revision); err != nil || !ok {
		w.t.Fatalf("attempt: %v, %v", ok, err)
	}
	sent, why := sluice.Sent{Wire: time.Now()}, "why"
	if status == sluice.StatusSent {
		sent.ID, sent.At, why = m.ID.Number(), time.Now(), ""
	}
	w.must(w.store.Finish(w.t.Context(), m, sent, sluice.Peer{Chat: m.Chat, Type: sluice.ChatUser}, sluice.Outcome{Status: status, Description: why}))
	return m.ID
}

func (w *world) receive(id sluice.InstanceID, number int64, c sluice.Content) {
	w.t.Helper()
	p := sluice.Peer{Chat: "10000000", Type: sluice.ChatUser, Name: "Example"}
	w.must(w.store.Receive(w.t.Context(), id, sluice.Event{
		Kind: sluice.EventMessage, At: time.Now(), Chat: p, Sender: p, Number: number, Content: c,
	}))
}

// path fills in {a}, the first instance, and {b}, the second.
func (w *world) path(path string) string {
	return strings.NewReplacer("{a}", number(w.a), "{b}", number(w.b)).Replace(path)
}

func number(id sluice.InstanceID) string { data, _ := json.Marshal(id); return string(data) }

// A reply is an answer, checked against the description of the API.
type reply struct {
	t    testing.TB
	code int
	head http.Header
	body []byte

	decoded func() (any, error) // body, decoded once
}

func newReply(t testing.TB, r *httptest.ResponseRecorder) reply {
	body := r.Body.Bytes()
	return reply{t, r.Code, r.Header(), body, sync.OnceValues(func() (v any, err error) {
		err = json.Unmarshal(body, &v)
		return v, err
	})}
}

// call asks as the operator, unless a header says otherwise.
func (w *world) call(verb, path, body string, headers ...string) reply {
	w.t.Helper()
	r := httptest.NewRequest(verb, public+w.path(path), strings.NewReader(body))
	r.TLS = nil // a proxy in front speaks it
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	r.Header.Set("Authorization", "Bearer "+operatorToken)
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Del(headers[i])
		if headers[i+1] != "" {
			r.Header.Set(headers[i], headers[i+1])
		}
	}
	out := httptest.NewRecorder()
	w.handler.ServeHTTP(out, r)
	a := newReply(w.t, out)
	if !w.unchecked {
		a.check(verb, w.path(path))
	}
	return a
}

// as is the headers of a caller with another token.
func as(token string) []string { return []string{"Authorization", "Bearer " + token} }

// describe is the description of the API, read once.
var describe = sync.OnceValues(func() (routers.Router, error) {
	doc, err := openapi3.NewLoader().LoadFromData(reference.OpenAPI(public, public))
	if err != nil {
		return nil, err
	}
	return legacy.NewRouter(doc)
})

// check holds an answer against the description.
func (a reply) check(verb, path string) {
	a.t.Helper()
	router, err := describe()
	if err != nil {
		a.t.Fatal(err)
	}
	r := httptest.NewRequest(verb, public+path, http.NoBody)
	route, params, err := router.FindRoute(r)
	if err != nil {
		if a.code != http.StatusNotFound {
			a.t.Errorf("%s %s is not described: %v", verb, path, err)
		}
		return
	}
	in := &openapi3filter.ResponseValidationInput{
		RequestValidationInput: &openapi3filter.RequestValidationInput{Request: r, PathParams: params, Route: route},
		Status:                 a.code, Header: a.head, Body: io.NopCloser(bytes.NewReader(a.body)),
		Options: &openapi3filter.Options{IncludeResponseStatus: true},
	}
	if err := openapi3filter.ValidateResponse(a.t.Context(), in); err != nil {
		a.t.Errorf("%s %s: its answer is not as described: %v\n%s", verb, path, err, a.body)
	}
	if a.head.Get("Cache-Control") != "no-store" || a.head.Get("X-Content-Type-Options") != "nosniff" || a.head.Get("Access-Control-Allow-Origin") != "" {
		a.t.Errorf("%s %s: its headers are %v", verb, path, a.head)
	}
}

// want checks the status.
func (a reply) want(code int) reply {
	a.t.Helper()
	if a.code != code {
		a.t.Errorf("the answer is %d %s, want %d", a.code, a.body, code)
	}
	return a
}

// refused checks the status and the code of an error.
func (a reply) refused(status int, code string) reply {
	a.t.Helper()
	a.want(status)
	if got := a.text("error.code"); got != code {
		a.t.Errorf("the code is %q, want %q: %s", got, code, a.body)
	}
	return a
}

// at returns a value of the answer: names, and numbers of elements, with dots.
func (a reply) at(path string) any {
	a.t.Helper()
	v, err := a.decoded()
	if err != nil {
		a.t.Fatalf("%s: %v", a.body, err)
	}
	for name := range strings.SplitSeq(path, ".") {
		switch x := v.(type) {
		case map[string]any:
			v = x[name]
		case []any:
			var i int
			if err := json.Unmarshal([]byte(name), &i); err != nil || i >= len(x) {
				return nil
			}
			v = x[i]
		default:
			return nil
		}
	}
	return v
}

func (a reply) text(path string) string { s, _ := a.at(path).(string); return s }

func (a reply) number(path string) int { n, _ := a.at(path).(float64); return int(n) }

func (a reply) length(path string) int { l, _ := a.at(path).([]any); return len(l) }

// echo is the compatible API: it answers what it was asked.
type echo struct{}

func (echo) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	w.Header().Set("Access-Control-Allow-Origin", "*")
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(http.StatusTeapot)
	_ = json.NewEncoder(w).Encode(map[string]any{
		"path": r.URL.Path, "query": r.URL.RawQuery, "verb": r.Method, "body": string(body),
		"secrets": r.Header.Get("Authorization") + r.Header.Get("Cookie"),
	})
}

// sessions play the part that logs accounts in.
type sessions struct {
	store  *store.Store
	news   *news.News
	prompt sluice.Prompt
	reply  sluice.Reply
	err    error
	calls  []string
}

func (s *sessions) note(call string) { s.calls = append(s.calls, call) }

func (s *sessions) QR(context.Context, sluice.InstanceID) (sluice.Prompt, error) {
	s.note("qr")
	return s.prompt, s.err
}

func (s *sessions) StartLogin(_ context.Context, id sluice.InstanceID, p sluice.Phone) (sluice.Reply, error) {
	s.note("phone " + string(p))
	if s.reply.Problem == "" && s.err == nil {
		s.news.Prompted(id, sluice.Prompt{Step: sluice.StepCode, Via: "app"})
	}
	return s.reply, s.err
}

func (s *sessions) EnterCode(_ context.Context, _ sluice.InstanceID, code, password string) (sluice.Reply, error) {
	s.note("code " + code + " " + password)
	return s.reply, s.err
}

func (s *sessions) EnterPassword(ctx context.Context, id sluice.InstanceID, password string) (sluice.Reply, error) {
	s.note("password " + password)
	if s.reply.Problem == "" && s.err == nil {
		s.err = s.store.SetState(ctx, id, sluice.Change{State: sluice.Authorized, Account: sluice.Account{ID: "501"}})
	}
	return s.reply, s.err
}

func (s *sessions) Logout(ctx context.Context, id sluice.InstanceID) error {
	s.note("logout")
	return s.store.SetState(ctx, id, sluice.Change{State: sluice.NotAuthorized})
}

func (s *sessions) Reboot(context.Context, sluice.InstanceID) error { s.note("reboot"); return s.err }
