package reference_test

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"sluice/internal/reference"
)

// ask returns what the handler of a server at https://api.example answers.
func ask(t *testing.T, path string, headers ...string) (*http.Response, string) {
	t.Helper()
	r := httptest.NewRequest(http.MethodGet, path, nil)
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	reference.Handler("https://api.example/base/", "https://media.example").ServeHTTP(w, r)
	body, err := io.ReadAll(w.Result().Body)
	if err != nil {
		t.Fatal(err)
	}
	return w.Result(), string(body)
}

func TestWhatIsServedNamesThisServer(t *testing.T) {
	for path, kind := range map[string]string{
		"/openapi.yaml": "application/yaml; charset=utf-8", "/postman.json": "application/json; charset=utf-8",
		"/postman-environment.json": "application/json; charset=utf-8",
	} {
		r, body := ask(t, path)
		if r.StatusCode != http.StatusOK || r.Header.Get("Content-Type") != kind {
			t.Errorf("%s: %s, %q", path, r.Status, r.Header.Get("Content-Type"))
		}
		if strings.Contains(body, "sluice.example") {
			t.Errorf("%s names a server that there is not", path)
		}
		if !strings.Contains(body, "https://media.example") {
			t.Errorf("%s does not name the server of files", path)
		}
		if path != "/postman.json" && !strings.Contains(body, "https://api.example/base") {
			t.Errorf("%s does not name the server", path)
		}
	}
}

func TestAnAddressCannotChangeTheDocument(t *testing.T) {
	for _, hostile := range []string{"https://x/\"\npaths: {}", "https://x/\npaths: {}", "not an address", ""} {
		spec := string(reference.OpenAPI(hostile, hostile))
		if strings.Contains(spec, "\npaths: {}") || !strings.Contains(spec, "\npaths:\n") {
			t.Errorf("%q changes the document", hostile)
		}
	}
}

func TestThePageRunsNothingInlineAndAsksNobodyElse(t *testing.T) {
	r, page := ask(t, "/docs/api")
	policy := r.Header.Get("Content-Security-Policy")
	if !strings.Contains(policy, "default-src 'none'") || strings.Contains(policy, "unsafe") || !strings.Contains(policy, "connect-src 'self' https://api.example;") {
		t.Errorf("policy %q", policy)
	}
	for _, outside := range []string{"https://", "http://", "<script>", "style=", "onload"} {
		if strings.Contains(page, outside) {
			t.Errorf("the page contains %s", outside)
		}
	}
	for part := range strings.SplitSeq(page, `"`) {
		if !strings.HasPrefix(part, "api/") {
			continue
		}
		if r, body := ask(t, "/docs/"+part); r.StatusCode != http.StatusOK || body == "" || r.Header.Get("X-Content-Type-Options") != "nosniff" {
			t.Errorf("%s: %s, %d bytes", part, r.Status, len(body))
		}
	}
}

func TestFilesGoOutPackedToWhoeverTakesThem(t *testing.T) {
	const path = "/docs/api/swagger-ui-bundle.js"
	packed, small := ask(t, path, "Accept-Encoding", "gzip")
	plain, large := ask(t, path)
	if packed.Header.Get("Content-Encoding") != "gzip" || plain.Header.Get("Content-Encoding") != "" {
		t.Errorf("encodings %q and %q", packed.Header.Get("Content-Encoding"), plain.Header.Get("Content-Encoding"))
	}
	if len(small) > 500e3 || !strings.Contains(large, "SwaggerUIBundle") {
		t.Errorf("%d bytes packed, %d plain", len(small), len(large))
	}
	again, body := ask(t, path, "If-None-Match", plain.Header.Get("ETag"))
	if again.StatusCode != http.StatusNotModified || body != "" {
		t.Errorf("known to the client, and yet: %s, %d bytes", again.Status, len(body))
	}
}

// TestAddressesOfOthersHaveNoMatch so that the API answers them.
func TestAddressesOfOthersHaveNoMatch(t *testing.T) {
	h := reference.Handler("https://api.example", "")
	for request, want := range map[string]string{
		"GET /": "", "GET /docs/api/LICENSE.txt": "", "GET /postman": "", "POST /openapi.yaml": "", "GET /what/isThis/d75b3a66/7": "",
		"GET /openapi.yaml": "GET /openapi.yaml", "HEAD /openapi.yaml": "GET /openapi.yaml", "GET /docs/api/": "GET /docs/api/{$}",
	} {
		verb, path, _ := strings.Cut(request, " ")
		if _, got := h.Handler(httptest.NewRequest(verb, path, http.NoBody)); got != want {
			t.Errorf("%s has the match %q, want %q", request, got, want)
		}
	}
	if r, _ := ask(t, "/docs/api/"); r.StatusCode != http.StatusSeeOther {
		t.Errorf("the page's address with a slash: %s", r.Status)
	}
}

func TestTheEnvironmentHasTheFourVariablesOfTheOriginal(t *testing.T) {
	_, body := ask(t, "/postman-environment.json")
	var e struct {
		Values []struct{ Key, Value string }
	}
	if err := json.Unmarshal([]byte(body), &e); err != nil {
		t.Fatal(err)
	}
	got := map[string]string{}
	for _, v := range e.Values {
		got[v.Key] = v.Value
	}
	for key, want := range map[string]string{"apiUrl": "https://api.example/base", "mediaUrl": "https://media.example", "idInstance": "", "apiTokenInstance": ""} {
		if value, ok := got[key]; !ok || value != want {
			t.Errorf("%s is %q, want %q", key, value, want)
		}
	}
	if len(got) != 4 {
		t.Errorf("%d variables", len(got))
	}
}
