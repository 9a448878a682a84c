package reference_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
)

// recorded are the answers of the API that its own tests hold byte for byte.
const recorded = "../greenapi/testdata"

// An exchange is one recorded request and its answer.
type exchange struct {
	name, verb, method string
	code               int
	wait, answer       string
}

// head is the first line of an exchange, tail its answer: always the last lines.
var (
	head = regexp.MustCompile(`^([^\n]*)\n([A-Z]+) /(?:waInstance\{id\}|partner)/([^/\n?]*)`)
	tail = regexp.MustCompile(`\n\n(\d{3})(?: Retry-After: (\d+))?\n([^\n]*)\n*$`)
)

func exchanges(t *testing.T, file string) []exchange {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var all []exchange
	for _, part := range strings.Split("\n"+string(data), "\n== ")[1:] {
		first, last := head.FindStringSubmatch(part), tail.FindStringSubmatch(part)
		if first == nil || last == nil {
			t.Fatalf("%s: what is this?\n%.300s", file, part)
		}
		code, err := strconv.Atoi(last[1])
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, exchange{first[1], first[2], first[3], code, last[2], last[3]})
	}
	return all
}

func TestEveryRecordedAnswerIsAsDescribed(t *testing.T) {
	doc := spec(t)
	files, err := filepath.Glob(filepath.Join(recorded, "*.golden"))
	if err != nil {
		t.Fatal(err)
	}
	checked := 0
	for _, file := range files {
		if filepath.Base(file) == "notifications.golden" {
			continue // below
		}
		for _, e := range exchanges(t, file) {
			check(t, doc, e)
			checked++
		}
	}
	if checked < 500 {
		t.Errorf("only %d answers were found", checked)
	}
	t.Logf("%d answers", checked)
}

func TestEveryRecordedNotificationIsAsDescribed(t *testing.T) {
	schema := spec(t).Components.Schemas["Notification"].Value
	data, err := os.ReadFile(filepath.Join(recorded, "notifications.golden"))
	if err != nil {
		t.Fatal(err)
	}
	checked := 0
	for line := range strings.Lines(string(data)) {
		if !strings.HasPrefix(line, "{") {
			continue
		}
		checked++
		if err := fits(schema, strings.TrimSpace(line)); err != nil {
			t.Errorf("%s\n%v", line, err)
		}
	}
	if checked < 30 {
		t.Errorf("only %d notifications were found", checked)
	}
}

// check holds one answer against its description.
func check(t *testing.T, doc *openapi3.T, e exchange) {
	t.Helper()
	var r *openapi3.Response
	switch o := operation(doc, e.method, e.verb); {
	case o != nil && o.Responses.Status(e.code) != nil:
		r = o.Responses.Status(e.code).Value
	case o == nil && e.code == 404:
		r = doc.Components.Responses["NotFound"].Value
	default:
		t.Errorf("%s: %s: %s answers %d, which is not described", e.method, e.name, e.verb, e.code)
		return
	}
	if _, promised := r.Headers["Retry-After"]; promised != (e.wait != "") {
		t.Errorf("%s: %s: Retry-After is described: %v, and is %q", e.method, e.name, promised, e.wait)
	}
	content := r.Content.Get("application/json")
	if content == nil {
		if e.answer != "" {
			t.Errorf("%s: %s: %d is described as empty, and is %s", e.method, e.name, e.code, e.answer)
		}
		return
	}
	if err := fits(content.Schema.Value, e.answer); err != nil {
		t.Errorf("%s: %s: %s\n%v", e.method, e.name, e.answer, err)
	}
}

func fits(schema *openapi3.Schema, text string) error {
	var v any
	if err := json.Unmarshal([]byte(text), &v); err != nil {
		return err
	}
	return schema.VisitJSON(v, openapi3.VisitAsResponse(), openapi3.MultiErrors())
}

// operation finds a method by its name or an alias.
func operation(doc *openapi3.T, method, verb string) *openapi3.Operation {
	for path, item := range doc.Paths.Map() {
		o := item.GetOperation(verb)
		if o == nil {
			continue
		}
		if parts := strings.Split(path, "/"); len(parts) > 2 && parts[2] == method {
			return o
		}
		if slices.Contains(list(o.Extensions["x-aliases"]), method) {
			return o
		}
	}
	return nil
}
