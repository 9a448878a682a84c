package greenapi_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
)

// TestPathsThatClientsReallySend takes each sloppy form of one address, by GET
// and by POST, and wants the method's own answer: a redirect would lose a body.
func TestPathsThatClientsReallySend(t *testing.T) {
	for _, form := range []string{
		"/waInstance{id}/METHOD/{token}",
		"//waInstance{id}/METHOD/{token}",
		"/waInstance{id}//METHOD/{token}",
		"/waInstance{id}/METHOD//{token}",
		"///waInstance{id}///METHOD///{token}///",
		"/waInstance{id}/METHOD/{token}/",
		"/v3/waInstance{id}/METHOD/{token}",
		"//v3//waInstance{id}/METHOD/{token}",
		"/waaInstance{id}/METHOD/{token}",
		"/WAINSTANCE{id}/METHOD/{token}",
		"/wainstance{id}/METHOD/{token}/?unknown=1",
		"/%77aInstance{id}/METHOD/{token}",
		"/./waInstance{id}/./METHOD/{token}/.",
		"/x/../waInstance{id}/METHOD/y/z/../../{token}",
		"/../%2e%2E//waInstance{id}/%2e/METHOD/{token}/7/..",
		"/x/../v3/waInstance{id}/METHOD/{token}",
		"/waInstance{id}/METHOD/{token}/1/2/3/../../..",
		"/waInstance{id}/METHOD/{token}%2F..",
	} {
		for _, method := range []string{"sendMessage", "SendMessage", "SENDMESSAGE", "s%65ndMessage"} {
			path := strings.ReplaceAll(form, "METHOD", method)
			want := http.StatusOK
			if strings.HasSuffix(path, "%2F..") {
				want = http.StatusUnauthorized // part of the token, not of the path
			}
			w := newWorld()
			r := w.ask(http.MethodPost, path, `{"chatId":"10000000","message":"test"}`)
			if r.StatusCode != want {
				t.Errorf("POST %s: status %d, want %d", path, r.StatusCode, want)
			}
			if len(w.queue.items) != 1 && want == http.StatusOK {
				t.Errorf("POST %s: %d messages in the queue, want 1", path, len(w.queue.items))
			}
		}
		path := strings.ReplaceAll(form, "METHOD", "GetMessagesCount")
		if r := newWorld().ask(http.MethodGet, path, ""); r.StatusCode != http.StatusOK && !strings.Contains(path, "%2F") {
			t.Errorf("GET %s: status %d, want 200", path, r.StatusCode)
		}
	}
	for _, path := range []string{"/partner/GETINSTANCES/{partner}", "//Partner//getInstances/{partner}/", "/v3/partner/getInstances/{partner}"} {
		if r := newWorld().ask(http.MethodGet, path, ""); r.StatusCode != http.StatusOK {
			t.Errorf("GET %s: status %d, want 200", path, r.StatusCode)
		}
	}
}

func TestPathsThatAreNone(t *testing.T) {
	for _, tt := range []struct {
		path, shown string
	}{
		{"/waInstance{id}", "/waInstance4900000001"},
		{"/waInstance{id}/getSettings", "/waInstance4900000001/getSettings"},
		{"/waInstance{id}/getSettings/{token}/more", "/waInstance4900000001/getSettings/***"},
		{"/waInstance{id}/get%20Settings/{token}?receiveTimeout=5", "/waInstance4900000001/get Settings/***"},
		{"/waInstance{id}/{token}/getSettings/a/b/c", "/waInstance4900000001/" + token + "/***"}, // a token of letters alone is taken for a name
		{"/waInstance{id}/c4a7feed/getSettings", "/waInstance4900000001/***/***"},
		{"/partner/c4a7feed/getInstances", "/partner/***/***"},
		{"//v3//WaInstance{id}/nothing/{token}", "/WaInstance4900000001/nothing/***"},
		{"/v3/v3/waInstance{id}", "/v3/***"},
		{"/", ""},
		{"/partner", "/partner"},
		{"/download/4900/x.jpg", "/download/***/***"},
		{"/waInstance{id}/getSettings/../c4a7feed", "/waInstance4900000001/***"},
		{"/waInstance{id}/getSettings/{token}/..", "/waInstance4900000001/getSettings"},
		{"/waInstance{id}/../..", ""},
	} {
		r := newWorld().ask(http.MethodGet, tt.path, "")
		want := `{"statusCode":404,"timestamp":"2026-01-31T12:00:00.000Z","path":"` + tt.shown + `","message":"Not Found"}`
		if got := text(t, r); r.StatusCode != http.StatusNotFound || got != want {
			t.Errorf("%s: %d %s\nwant 404 %s", tt.path, r.StatusCode, got, want)
		}
	}
}

func TestOtherPathsGoElsewhere(t *testing.T) {
	w := newWorld()
	w.server.Others = http.NewServeMux()
	w.server.Others.HandleFunc("GET /docs/", func(w http.ResponseWriter, r *http.Request) {
		_, _ = w.Write([]byte("docs at " + r.URL.Path))
	})
	w.handler = w.server.Handler()
	for _, tt := range []struct{ verb, path, want string }{
		{http.MethodGet, "/docs/", "docs at /docs/"},
		{http.MethodGet, "/docs/waInstance1", "docs at /docs/waInstance1"},
		{http.MethodPost, "/docs/", `"path":"/docs","message":"Not Found"`},
		{http.MethodGet, "/", `"path":"","message":"Not Found"`},
		{http.MethodGet, "/v3", `"path":"","message":"Not Found"`},
		{http.MethodGet, "/what/isThis/d75b3a66374942c5b3c019c698abc206/7", `"path":"/what/isThis/***","message":"Not Found"`},
		{http.MethodGet, "/what/d75b3a66374942c5b3c019c698abc206", `"path":"/what/***","message":"Not Found"`},
		{http.MethodGet, "/wainstances/x", `"path":"/wainstances/x","message":"Not Found"`},
		{http.MethodGet, "/partner/x/y", `"path":"/partner/x/***","message":"Not Found"`},
		{http.MethodGet, "/v3/waInstance1/a/b/c", `"path":"/waInstance1/a/***","message":"Not Found"`},
		{http.MethodPost, "//nosuch", `"path":"/nosuch","message":"Not Found"`},
		{http.MethodPost, "/api//waInstance1/a/b", `"path":"/api/***/***","message":"Not Found"`},
		{http.MethodPost, "//", `"path":"","message":"Not Found"`},
		{http.MethodGet, "/docs/../waInstance1/a/b/c", `"path":"/waInstance1/a/***","message":"Not Found"`},
	} {
		r := w.ask(tt.verb, tt.path, "", "X-Request-Id", "r1")
		if got := text(t, r); !strings.Contains(got, tt.want) {
			t.Errorf("%s %s answered %q, want %q in it", tt.verb, tt.path, got, tt.want)
		}
		missing := strings.Contains(tt.want, "Not Found")
		if found := r.StatusCode == http.StatusOK; found == missing || missing && r.Header.Get("X-Request-Id") != "r1" {
			t.Errorf("%s %s: %d, headers %v", tt.verb, tt.path, r.StatusCode, r.Header)
		}
	}
	if r := w.ask(http.MethodGet, "/docs/", ""); r.Header.Get("Access-Control-Allow-Origin") != "" {
		t.Error("what is no address of the API is open to pages of other sites")
	}
}

// FuzzPath asks for any path by any verb: it is never a redirect, never a fault
// of ours, and what is not the instance's own token never runs a method.
func FuzzPath(f *testing.F) {
	for _, path := range []string{
		"/waInstance4900000001/getSettings/" + token, "//v3//waaInstance4900000001/%71r/x/", "/partner/getInstances/" + partner,
		"/waInstance/getSettings/x", "/waInstance99999999999999999999/qr/x", "/%zz/%2f/../.", "/v3/v3/v3", "*", "/waInstance0/qr/\x00\xff",
	} {
		f.Add(http.MethodGet, path)
		f.Add("POST", path)
	}
	f.Add("PATCH", "/waInstance4900000001/getSettings/"+token)
	f.Add("GET", "pArtner/getInstAnCes/0")
	f.Fuzz(func(t *testing.T, verb, path string) {
		w := newWorld()
		w.inbox.add(notifications()[0].n) // so that nobody waits
		r := httptest.NewRequest(http.MethodGet, "/", http.NoBody)
		r.Method = verb
		u, err := url.ParseRequestURI("/" + path)
		if err != nil {
			t.Skip("net/http refuses it before us")
		}
		r.URL = u
		recorder := httptest.NewRecorder()
		w.handler.ServeHTTP(recorder, r)
		refused := strings.HasPrefix(recorder.Body.String(), `{"code":`) // to partners with 200
		switch code := recorder.Code; {
		case code >= 300 && code < 400, code >= 500:
			t.Errorf("%q %q: status %d: %s", verb, path, code, recorder.Body)
		case code == http.StatusOK && !refused && !strings.Contains(u.Path, token) && !strings.Contains(u.Path, partner):
			t.Errorf("%q %q ran without a token", verb, path)
		}
		if strings.Contains(w.log.String(), token) {
			t.Errorf("%q %q: the token is in the log: %s", verb, path, w.log.String())
		}
	})
}
