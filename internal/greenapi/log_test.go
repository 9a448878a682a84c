package greenapi_test

import (
	"bytes"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// TestSecretsStayOutOfLogsAndErrors makes every kind of request fail in every
// way and looks for the token, the text and the phone number.
func TestSecretsStayOutOfLogsAndErrors(t *testing.T) {
	const words, phone = "meet me at nine", "79990001122"
	for _, given := range []func(*world){func(*world) {}, broken, func(w *world) { w.queue.boom = "boom" }} {
		w := newWorld()
		given(w)
		for _, m := range documented {
			for _, path := range []string{
				"/waInstance{id}/METHOD/{token}", "/waInstance{id}/METHOD/{token}/x", "/waInstance9/METHOD/{token}",
				"/waInstanceX/METHOD/{token}/1/2/3", "/waInstance{id}/METHOD/{token}x", "/waInstance{id}/METHOT/{token}", "/elsewhere/METHOD/{token}",
			} {
				if m.method == "receiveNotification" && w.inbox.err == nil {
					continue // it would wait
				}
				body := `{"chatId":"` + phone + `@c.us","message":"` + words + `","phoneNumber":` + phone + `,"code":"` + words + `","password":"` + words + `"}`
				for _, b := range []string{body, body[:60], `{"chatId":5.5,"phoneNumber":"` + words + `"}`} {
					got := text(t, w.ask(m.verb, strings.ReplaceAll(path, "METHOD", m.method), b))
					if strings.Contains(got, token) || strings.Contains(got, words) {
						t.Errorf("%s answers %s", path, got)
					}
				}
			}
		}
		w.ask(http.MethodPost, "/partner/createInstance/{partner}", `{"webhookUrl":"`+words+`"}`)
		for _, secret := range []string{token, words, phone, partner} {
			if strings.Contains(w.log.String(), secret) {
				t.Errorf("%q is in the log", secret)
			}
		}
	}
}

// lines are the lines of a log without what differs from run to run.
func lines(t *testing.T, log *bytes.Buffer) []map[string]any {
	t.Helper()
	var all []map[string]any
	for d := json.NewDecoder(log); d.More(); {
		var line map[string]any
		if err := d.Decode(&line); err != nil {
			t.Fatal(err)
		}
		for _, key := range []string{"time", "took"} {
			delete(line, key)
		}
		all = append(all, line)
	}
	return all
}

func TestLogLines(t *testing.T) {
	w := newWorld()
	w.ask(http.MethodGet, "/v3//WAINSTANCE{id}/GETSETTINGS/{token}", "", "X-Request-Id", "r1")
	w.ask(http.MethodGet, "/waInstance{id}/getSecrets/{token}", "", "X-Request-Id", "r2")
	w.ask(http.MethodGet, "/partner/getInstances/{partner}", "", "X-Request-Id", "r3")
	want := []map[string]any{
		{"level": "DEBUG", "msg": "api: request", "route": "getSettings", "instance": 4900000001.0, "request": "r1", "code": 200.0, "err": nil},
		{"level": "DEBUG", "msg": "api: request", "route": "unknown", "instance": 0.0, "request": "r2", "code": 404.0, "err": "Not Found: Not Found"},
		{"level": "DEBUG", "msg": "api: request", "route": "partner/getInstances", "instance": 0.0, "request": "r3", "code": 200.0, "err": nil},
	}
	if diff := cmp.Diff(want, lines(t, &w.log)); diff != "" {
		t.Errorf("log (-want +got):\n%s", diff)
	}
}

// TestAPanicIsLoggedOnce and the next request is served.
func TestAPanicIsLoggedOnce(t *testing.T) {
	w := newWorld()
	w.queue.boom = "index out of range"
	got := w.want(t, http.StatusInternalServerError, http.MethodPost, "sendMessage", `{"chatId":"10000000","message":"x"}`)
	if strings.Contains(got, "range") || strings.Contains(got, "goroutine") {
		t.Errorf("the client is told %s", got)
	}
	errors := 0
	for _, line := range lines(t, &w.log) {
		if line["level"] == "ERROR" {
			errors++
			if text, _ := line["err"].(string); !strings.Contains(text, "index out of range") || !strings.Contains(text, "fakes_test.go") {
				t.Errorf("the log does not say where: %v", line)
			}
		}
	}
	if errors != 1 {
		t.Errorf("%d lines, want 1", errors)
	}
	w.queue.boom = nil
	w.post(t, "sendMessage", `{"chatId":"10000000","message":"x"}`)
}

func TestFigures(t *testing.T) {
	w := newWorld()
	registry := prometheus.NewRegistry()
	w.server.Metrics = registry
	w.handler = w.server.Handler()
	w.get(t, "GETSETTINGS")
	w.get(t, "getSettings")
	w.ask(http.MethodGet, "/waInstance{id}/guess/{token}", "")
	w.ask(http.MethodGet, "/waInstance{id}/getSettings/guess", "")
	w.ask(http.MethodGet, "/partner/getInstances/{partner}", "")
	recorder := httptest.NewRecorder()
	promhttp.HandlerFor(registry, promhttp.HandlerOpts{}).ServeHTTP(recorder, httptest.NewRequest(http.MethodGet, "/metrics", http.NoBody))
	for _, want := range []string{
		`sluice_api_requests_total{code="200",method="getSettings"} 2`,
		`sluice_api_requests_total{code="200",method="partner/getInstances"} 1`,
		`sluice_api_requests_total{code="401",method="getSettings"} 1`,
		`sluice_api_requests_total{code="404",method="unknown"} 1`,
		`sluice_api_request_seconds_count{method="getSettings"} 3`,
	} {
		if !strings.Contains(recorder.Body.String(), "\n"+want+"\n") {
			t.Errorf("no line %s in\n%s", want, recorder.Body)
		}
	}
}
