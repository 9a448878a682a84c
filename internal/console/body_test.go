package console_test

import (
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/getkin/kin-openapi/openapi3"

	"sluice/internal/reference"
)

// takers are the calls that read a body themselves, by what the description says
// of them.
func takers(t *testing.T) (calls [][2]string) {
	t.Helper()
	doc, err := openapi3.NewLoader().LoadFromData(reference.OpenAPI(public, public))
	if err != nil {
		t.Fatal(err)
	}
	for path, item := range doc.Paths.Map() {
		for verb, call := range item.Operations() {
			handedOn := strings.HasSuffix(path, "/api/{method}") || strings.HasSuffix(path, "/sandbox/{call}")
			if strings.HasPrefix(path, "/v1/") && call.RequestBody != nil && !handedOn {
				calls = append(calls, [2]string{verb, strings.NewReplacer("{idInstance}", "{a}", "{name}", "anna").Replace(path)})
			}
		}
	}
	if len(calls) < 13 {
		t.Fatalf("only %d calls read a body: %v", len(calls), calls)
	}
	return calls
}

func TestEveryBodyIsBounded(t *testing.T) {
	w := newWorld(t)
	w.unchecked = true // that a body may be too large is described for no call
	big := `{"link":"` + strings.Repeat("a", 300<<10) + `"}`
	for _, call := range takers(t) {
		a := w.call(call[0], call[1], big).refused(http.StatusRequestEntityTooLarge, "invalid")
		if got := a.text("error.text"); got != "the body has more than 256 KiB" {
			t.Errorf("%s: %s", call, got)
		}
	}
}

// A silent client has sent a part of a body and sends nothing more. It is also the
// writer of its answer, so that it can be given a deadline as a connection is.
type silent struct {
	*httptest.ResponseRecorder
	server net.Conn
}

func (s silent) SetReadDeadline(at time.Time) error { return s.server.SetReadDeadline(at) }

func TestEveryBodyComesInTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		for _, call := range takers(t) {
			client, server := net.Pipe()
			go func() { _, _ = client.Write([]byte(`{"settings":`)) }()
			gone := time.AfterFunc(time.Hour, func() { _ = client.Close() })
			r := httptest.NewRequest(call[0], public+w.path(call[1]), server)
			r.Header.Set("Authorization", "Bearer "+operatorToken)
			out, began := httptest.NewRecorder(), time.Now()
			w.handler.ServeHTTP(silent{out, server}, r)
			newReply(t, out).refused(http.StatusBadRequest, "invalid")
			if took := time.Since(began); took != 30*time.Second {
				t.Errorf("%s: the answer comes after %v", call, took)
			}
			gone.Stop()
			_ = client.Close()
		}
	})
}

func TestBodiesAreObjectsThatFit(t *testing.T) {
	w := newWorld(t)
	for _, body := range []string{`{`, `[]`, `{"link":1}`, `{"unknown":1}`, `{} {}`, `"x"`} {
		w.call("POST", "/v1/session", body, visitor()...).refused(http.StatusBadRequest, "invalid")
	}
}
