package greenapi_test

import (
	"bytes"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"sluice"
	"sluice/internal/greenapi"
)

const (
	id      sluice.InstanceID = sluice.FirstInstance
	token                     = "aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeee"
	partner                   = "pppppppppp"
)

// now is when all tests happen, by the wall clock.
var now = time.Date(2026, 1, 31, 12, 0, 0, 0, time.UTC)

// A world is a server and all that stands behind it.
type world struct {
	accounts *accounts
	queue    *queue
	inbox    *inbox
	sessions *sessions
	media    *media
	journal  *journal
	network  *network
	log      bytes.Buffer
	server   greenapi.Server
	handler  http.Handler
}

// newWorld returns a world with one authorized instance and no limits.
func newWorld() *world {
	w := &world{accounts: newAccounts(), queue: &queue{}, inbox: newInbox(), sessions: &sessions{}, media: newMedia(), journal: newJournal(), network: newNetwork()}
	limits := map[string]float64{}
	for method := range greenapi.Rates() {
		limits[method] = 0
	}
	w.server = greenapi.Server{
		Instances:     w.accounts,
		Queue:         w.queue,
		Notifications: w.inbox,
		Sessions:      w.sessions,
		Media:         w.media,
		Journal:       w.journal,
		Network:       w.network,
		PublicURL:     "https://sluice.example",
		PartnerToken:  partner,
		Limits:        limits,
		Log:           slog.New(slog.NewJSONHandler(&w.log, &slog.HandlerOptions{Level: slog.LevelDebug})),
		Now:           func() time.Time { return now },
	}
	w.handler = w.server.Handler()
	return w
}

// ask sends one request; the path may name {id}, {token} and {partner}.
func (w *world) ask(verb, path, body string, headers ...string) *http.Response {
	r := httptest.NewRequest(verb, "/", strings.NewReader(body))
	if body == "" {
		r = httptest.NewRequest(verb, "/", http.NoBody)
	}
	u, err := url.ParseRequestURI(full(path))
	if err != nil {
		panic(err)
	}
	r.URL, r.RequestURI = u, full(path)
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Add(headers[i], headers[i+1])
	}
	recorder := httptest.NewRecorder()
	w.handler.ServeHTTP(recorder, r)
	return recorder.Result()
}

func full(path string) string {
	return strings.NewReplacer("{id}", "4900000001", "{token}", token, "{partner}", partner).Replace(path)
}

// get and post ask for a method of the one instance and return the body.
func (w *world) get(t *testing.T, method string) string {
	t.Helper()
	return w.want(t, http.StatusOK, http.MethodGet, method, "")
}

func (w *world) post(t *testing.T, method, body string) string {
	t.Helper()
	return w.want(t, http.StatusOK, http.MethodPost, method, body)
}

func (w *world) want(t *testing.T, status int, verb, method, body string) string {
	t.Helper()
	r := w.ask(verb, "/waInstance{id}/"+method+"/{token}", body)
	got := text(t, r)
	if r.StatusCode != status {
		t.Fatalf("%s %s: status %d, want %d: %s", verb, method, r.StatusCode, status, got)
	}
	return got
}

func text(t *testing.T, r *http.Response) string {
	t.Helper()
	data, err := io.ReadAll(r.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}
