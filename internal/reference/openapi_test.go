package reference_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"image"
	"image/jpeg"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"

	"sluice"
	"sluice/internal/greenapi"
	"sluice/internal/reference"
)

// spec reads openapi.yaml and validates it, its examples too.
func spec(t *testing.T) *openapi3.T {
	t.Helper()
	doc, err := openapi3.NewLoader().LoadFromData(reference.OpenAPI("", ""))
	if err != nil {
		t.Fatal(err)
	}
	if err := doc.Validate(t.Context(), openapi3.EnableExamplesValidation()); err != nil {
		t.Fatal(err)
	}
	return doc
}

// methods are the operations of an instance by method, then verb.
func methods(doc *openapi3.T) map[string]map[string]*openapi3.Operation {
	found := map[string]map[string]*openapi3.Operation{}
	for path, item := range doc.Paths.Map() {
		rest, ok := strings.CutPrefix(path, "/waInstance{idInstance}/")
		if !ok {
			continue
		}
		name, _, _ := strings.Cut(rest, "/")
		found[name] = item.Operations()
	}
	return found
}

func TestEveryExampleIsValid(t *testing.T) {
	doc := spec(t)
	for name, operations := range methods(doc) {
		for verb, o := range operations {
			if o.Summary == "" || o.Description == "" || len(o.Tags) != 1 {
				t.Errorf("%s %s is not described", verb, name)
			}
			for code, r := range o.Responses.Map() {
				if c := r.Value.Content.Get("application/json"); c != nil && len(c.Examples) == 0 {
					t.Errorf("%s %s: its answer %s has no example", verb, name, code)
				}
			}
			if o.RequestBody == nil {
				continue
			}
			if c := o.RequestBody.Value.Content.Get("application/json"); c != nil && len(c.Examples) == 0 {
				t.Errorf("%s %s: its request has no example", verb, name)
			}
		}
	}
}

func TestTheFileAndTheTableOfRoutesNameTheSameMethodsAndLimits(t *testing.T) {
	documented := methods(spec(t))
	rates := greenapi.Rates()
	for name, rps := range rates {
		if documented[name] == nil {
			t.Errorf("%s is served, but not described", name)
		}
		for verb, o := range documented[name] {
			if got, ok := number(o.Extensions["x-rate-limit"]); !ok || got != rps {
				t.Errorf("%s %s: a limit of %v is described, %v is kept", verb, name, o.Extensions["x-rate-limit"], rps)
			}
		}
	}
	for name := range documented {
		if _, ok := rates[name]; !ok {
			t.Errorf("%s is described, but not served", name)
		}
	}
}

func number(v any) (float64, bool) {
	switch n := v.(type) {
	case float64:
		return n, true
	case int:
		return float64(n), true
	case uint64:
		return float64(n), true
	}
	return 0, false
}

// accounts knows one instance, which is not logged in; asked for anything else,
// it fails, and so do all other collaborators, which are not there.
type accounts struct {
	greenapi.Registry
	greenapi.Accounts
}

func (accounts) Authenticate(sluice.InstanceID, string) error { return nil }

func (accounts) Instance(id sluice.InstanceID) (sluice.Instance, error) {
	return sluice.Instance{ID: id, State: sluice.NotAuthorized, Settings: sluice.DefaultSettings()}, nil
}

func TestTheFileAndTheTableOfRoutesNameTheSameVerbs(t *testing.T) {
	api := (&greenapi.Server{Instances: accounts{}, PartnerToken: "t"}).Handler()
	for path, item := range spec(t).Paths.Map() {
		if !strings.HasPrefix(path, "/waInstance") && !strings.HasPrefix(path, "/partner") {
			continue
		}
		names := []string{strings.Split(path, "/")[2]}
		for _, o := range item.Operations() {
			names = append(names, list(o.Extensions["x-aliases"])...)
		}
		for _, name := range names {
			url := filled(strings.Replace(path, "/"+names[0]+"/", "/"+name+"/", 1))
			for _, verb := range []string{http.MethodGet, http.MethodPost, http.MethodDelete, http.MethodPut} {
				r := call(api, verb, url, "{")
				if documented := item.GetOperation(verb) != nil; documented == (r.Code == http.StatusNotFound) {
					t.Errorf("%s %s is described: %v, and answers %d", verb, path, documented, r.Code)
				}
			}
		}
	}
}

func list(v any) []string {
	var out []string
	all, _ := v.([]any)
	for _, e := range all {
		s, _ := e.(string)
		out = append(out, s)
	}
	return out
}

func filled(path string) string {
	return strings.NewReplacer("{idInstance}", "4900000001", "{apiTokenInstance}", "t", "{partnerToken}", "t", "{receiptId}", "7").Replace(path)
}

func call(h http.Handler, verb, url, body string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(verb, url, strings.NewReader(body))
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

// media takes every file in and forgets it.
type media struct{ greenapi.Media }

func (media) Save(_ context.Context, _ sluice.InstanceID, _, _ string, r io.Reader) (sluice.Saved, error) {
	size, err := io.Copy(io.Discard, r)
	return sluice.Saved{Size: size}, err
}

func TestTheFileAndTheTableOfRoutesNameTheSameMethodsThatNeedALogin(t *testing.T) {
	api := (&greenapi.Server{Instances: accounts{}, Media: media{}}).Handler()
	for name, operations := range methods(spec(t)) {
		if name == "editMessage" || name == "deleteMessage" {
			continue // what is in the queue is changed in every state; greenapi tests both
		}
		for verb, o := range operations {
			needs, _ := o.Extensions["x-needs-authorized"].(bool)
			kind, body := request(t, o)
			r := httptest.NewRequest(verb, filled("/waInstance{idInstance}/"+name+"/{apiTokenInstance}"), bytes.NewReader(body))
			r.Header.Set("Content-Type", kind)
			w := httptest.NewRecorder()
			api.ServeHTTP(w, r)
			refused := strings.Contains(w.Body.String(), "instance is starting or not authorized")
			if needs != refused {
				t.Errorf("%s %s needs a login: %v, and answers %d %s", verb, name, needs, w.Code, w.Body)
			}
		}
	}
}

// request is the body of the first example of o, or a form with a picture.
func request(t *testing.T, o *openapi3.Operation) (kind string, body []byte) {
	t.Helper()
	if o.RequestBody == nil {
		return "", nil
	}
	if c := o.RequestBody.Value.Content.Get("application/json"); c != nil {
		for _, e := range c.Examples {
			data, err := json.Marshal(e.Value.Value)
			if err != nil {
				t.Fatal(err)
			}
			return "application/json", data
		}
	}
	var b bytes.Buffer
	form := multipart.NewWriter(&b)
	part, err := form.CreateFormFile("file", "picture.jpg")
	if err != nil {
		t.Fatal(err)
	}
	if err := jpeg.Encode(part, image.NewGray(image.Rect(0, 0, 8, 8)), nil); err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(form.WriteField("chatId", "-10000000000000"), form.Close()); err != nil {
		t.Fatal(err)
	}
	return form.FormDataContentType(), b.Bytes()
}
