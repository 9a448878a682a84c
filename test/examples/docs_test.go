package examples

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"go.yaml.in/yaml/v3"

	"sluice/internal/reference"
)

var update = flag.Bool("update", false, "write docs/methods anew")

// pages is where a page of each method group is.
const pages = "../../docs/methods"

func TestThePagesOfTheMethodsFollowFromTheDescriptionAndTheSamples(t *testing.T) {
	var doc yaml.Node
	if err := yaml.Unmarshal(reference.OpenAPI("", ""), &doc); err != nil {
		t.Fatal(err)
	}
	b := book{t, doc.Content[0]}
	files := map[string]string{"README.md": b.contents()}
	for _, tag := range b.at(b.root, "tags").Content {
		name := b.at(tag, "name").Value
		files[file(name)] = b.page(name, b.at(tag, "description").Value)
	}
	if *update {
		for name, text := range files {
			if err := os.WriteFile(filepath.Join(pages, name), []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
	for name, text := range files {
		got, err := os.ReadFile(filepath.Join(pages, name))
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(text, string(got)); diff != "" {
			t.Errorf("docs/methods/%s is not what `go test ./test/examples -update` writes (-want +got):\n%s", name, diff)
		}
	}
	all, err := os.ReadDir(pages)
	if err != nil || len(all) != len(files) {
		t.Errorf("%d pages, want %d, %v", len(all), len(files), err)
	}
}

// file is the page of a tag.
func file(tag string) string {
	return strings.NewReplacer(":", "", " ", "-").Replace(strings.ToLower(tag)) + ".md"
}

// A book is written from the nodes of the description, whose order it keeps.
type book struct {
	t    *testing.T
	root *yaml.Node
}

// An entry is one operation: where it is, and what it says.
type entry struct {
	path, verb string
	item, op   *yaml.Node
}

func (b book) at(n *yaml.Node, keys ...string) *yaml.Node {
	for _, key := range keys {
		next := &yaml.Node{}
		for i := 0; i+1 < len(n.Content) && n.Kind == yaml.MappingNode; i += 2 {
			if n.Content[i].Value == key {
				next = n.Content[i+1]
			}
		}
		n = b.resolve(next)
	}
	return n
}

// resolve follows a reference.
func (b book) resolve(n *yaml.Node) *yaml.Node {
	if n.Kind == yaml.MappingNode && len(n.Content) == 2 && n.Content[0].Value == "$ref" {
		return b.at(b.root, strings.Split(strings.TrimPrefix(n.Content[1].Value, "#/"), "/")...)
	}
	return n
}

func (b book) entries(tag string) []entry {
	var all []entry
	paths := b.at(b.root, "paths")
	for i := 0; i+1 < len(paths.Content); i += 2 {
		item := paths.Content[i+1]
		for j := 0; j+1 < len(item.Content); j += 2 {
			op := item.Content[j+1]
			if tags := b.at(op, "tags"); len(tags.Content) > 0 && tags.Content[0].Value == tag {
				all = append(all, entry{paths.Content[i].Value, strings.ToUpper(item.Content[j].Value), item, op})
			}
		}
	}
	return all
}

const notice = "<!-- Written by `go test ./test/examples -update` from internal/reference/openapi.yaml and examples/. -->\n"

func (b book) contents() string {
	var s strings.Builder
	s.WriteString(notice + "# The methods\n\nThe whole API, as a running gateway shows it at `/docs/api`, by group. What all have in common is in [compatibility](../compatibility.md).\n\n| group | methods |\n| --- | --- |\n")
	for _, tag := range b.at(b.root, "tags").Content {
		name := b.at(tag, "name").Value
		var methods []string
		for _, e := range b.entries(name) {
			id := b.at(e.op, "operationId").Value
			methods = append(methods, fmt.Sprintf("[%s](%s#%s)", id, file(name), strings.ToLower(id)))
		}
		fmt.Fprintf(&s, "| [%s](%s) | %s |\n", name, file(name), strings.Join(methods, ", "))
	}
	return s.String()
}

func (b book) page(tag, about string) string {
	var s strings.Builder
	fmt.Fprintf(&s, "%s# %s\n\n%s [All groups](README.md)\n", notice, tag, about)
	for _, e := range b.entries(tag) {
		b.method(&s, e)
	}
	return s.String()
}

// method writes the part of one operation.
func (b book) method(s *strings.Builder, e entry) {
	id := b.at(e.op, "operationId").Value
	address := strings.NewReplacer("{", "{{", "}", "}}").Replace(e.path)
	fmt.Fprintf(s, "\n## %s\n\n%s\n\n```\n%s {{apiUrl}}%s\n```\n", id, b.at(e.op, "description").Value, e.verb, address)
	var facts []string
	if rate := b.at(e.op, "x-rate-limit").Value; rate != "" {
		facts = append(facts, "Requests a second: "+rate+".")
	}
	if b.at(e.op, "x-needs-authorized").Value == "true" {
		facts = append(facts, "Works in the states `authorized` and `suspended` alone.")
	}
	for _, alias := range b.at(e.op, "x-aliases").Content {
		facts = append(facts, "Also called `"+alias.Value+"`.")
	}
	if len(facts) > 0 {
		s.WriteString("\n" + strings.Join(facts, " ") + "\n")
	}
	b.fields(s, e)
	b.answers(s, e.op)
	b.samples(s, id)
}

// fields writes what the request takes.
func (b book) fields(s *strings.Builder, e entry) {
	var rows []string
	for _, p := range append(b.at(e.item, "parameters").Content, b.at(e.op, "parameters").Content...) {
		p = b.resolve(p)
		name, in := b.at(p, "name").Value, b.at(p, "in").Value
		if in == "path" && strings.Contains("idInstance apiTokenInstance partnerToken", name) {
			continue
		}
		rows = append(rows, b.row(name, in, b.at(p, "required").Value == "true", b.at(p, "schema"), b.at(p, "description").Value))
	}
	content := b.at(e.op, "requestBody", "content")
	for i := 0; i+1 < len(content.Content); i += 2 {
		kind := content.Content[i].Value
		schema := b.at(content.Content[i+1], "schema")
		if kind == "application/octet-stream" {
			rows = append(rows, "| the bytes | body | string | yes | |")
			continue
		}
		rows = append(rows, b.properties(schema, map[bool]string{true: "body", false: "form"}[kind == "application/json"])...)
	}
	if len(rows) > 0 {
		s.WriteString("\n| field | in | type | required | |\n| --- | --- | --- | --- | --- |\n" + strings.Join(rows, "\n") + "\n")
	}
}

// properties are the rows of an object, or of all objects that it consists of.
func (b book) properties(schema *yaml.Node, in string) []string {
	var rows []string
	for _, part := range b.at(schema, "allOf").Content {
		rows = append(rows, b.properties(b.resolve(part), in)...)
	}
	required := map[string]bool{}
	for _, name := range b.at(schema, "required").Content {
		required[name.Value] = true
	}
	list := b.at(schema, "properties")
	for i := 0; i+1 < len(list.Content); i += 2 {
		name, p := list.Content[i].Value, b.resolve(list.Content[i+1])
		rows = append(rows, b.row(name, in, required[name], p, b.at(p, "description").Value))
	}
	return rows
}

func (b book) row(name, in string, required bool, schema *yaml.Node, about string) string {
	kind := b.at(schema, "type").Value
	if kind == "" {
		kind = "yes/no"
	}
	var limits []string
	for _, l := range [][2]string{{"minLength", "at least %s characters"}, {"maxLength", "at most %s characters"}, {"minimum", "at least %s"}, {"maximum", "at most %s"}, {"minItems", "at least %s"}, {"maxItems", "at most %s"}, {"default", "default `%s`"}} {
		if v := b.at(schema, l[0]).Value; v != "" {
			limits = append(limits, fmt.Sprintf(l[1], v))
		}
	}
	var values []string
	for _, v := range b.at(schema, "enum").Content {
		values = append(values, "`"+v.Value+"`")
	}
	if len(values) > 0 {
		limits = append(limits, "one of "+strings.Join(values, " "))
	}
	text := strings.Join(limits, ", ")
	if text != "" {
		text = strings.ToUpper(text[:1]) + text[1:] + "."
	}
	text = strings.TrimSpace(about + " " + text)
	return fmt.Sprintf("| %s | %s | %s | %s | %s |", name, in, kind, map[bool]string{true: "yes", false: "no"}[required], text)
}

// answers writes the examples of the good answer, and the codes of the others.
func (b book) answers(s *strings.Builder, op *yaml.Node) {
	responses := b.at(op, "responses")
	var codes []string
	for i := 0; i+1 < len(responses.Content); i += 2 {
		code, r := responses.Content[i].Value, b.resolve(responses.Content[i+1])
		if code != "200" {
			codes = append(codes, "`"+code+"`")
			continue
		}
		fmt.Fprintf(s, "\nAnswer: %s\n", b.at(r, "description").Value)
		examples := b.at(r, "content", "application/json", "examples")
		if len(examples.Content) == 0 {
			continue
		}
		s.WriteString("\n```json\n")
		for j := 1; j < len(examples.Content); j += 2 {
			s.WriteString(b.json(b.at(examples.Content[j], "value")) + "\n")
		}
		s.WriteString("```\n")
	}
	if len(codes) > 0 {
		fmt.Fprintf(s, "\nOther codes: %s ([errors](../compatibility.md#errors)).\n", strings.Join(codes, ", "))
	}
}

// json writes a value on one line, its keys in their order.
func (b book) json(n *yaml.Node) string {
	var parts []string
	switch n.Kind {
	case yaml.MappingNode:
		for i := 0; i+1 < len(n.Content); i += 2 {
			parts = append(parts, fmt.Sprintf("%q:%s", n.Content[i].Value, b.json(n.Content[i+1])))
		}
		return "{" + strings.Join(parts, ",") + "}"
	case yaml.SequenceNode:
		for _, c := range n.Content {
			parts = append(parts, b.json(c))
		}
		return "[" + strings.Join(parts, ",") + "]"
	}
	var v any
	if err := n.Decode(&v); err != nil {
		b.t.Fatal(err)
	}
	text, err := json.Marshal(v)
	if err != nil {
		b.t.Fatal(err)
	}
	return string(text)
}

// samples writes the sample in curl, and where the others are.
func (b book) samples(s *strings.Builder, id string) {
	dir := filepath.Join(folder, id)
	if _, err := os.Stat(dir); err != nil {
		return // health, downloads, and the second verb of a method
	}
	fmt.Fprintf(s, "\n```sh\n%s```\n", sample(b.t, id, "curl.sh"))
	var others []string
	for _, o := range [][2]string{{"Python", "python.py"}, {"Java RestTemplate", "RestTemplate.java"}, {"Java Unirest", "Unirest.java"}, {"PHP", "php.php"}, {"JavaScript", "js.mjs"}, {"Go", "go.go"}, {"VBA", "vba.bas"}} {
		others = append(others, fmt.Sprintf("[%s](../../examples/%s/%s)", o[0], id, o[1]))
	}
	fmt.Fprintf(s, "\nThe same in %s.\n", strings.Join(others, " · "))
}
