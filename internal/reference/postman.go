package reference

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

// Types of the collection format 2.1, as far as they are used.
type (
	collection struct {
		Info      info       `json:"info"`
		Items     []folder   `json:"item"`
		Variables []variable `json:"variable"`
	}
	info struct {
		Name        string `json:"name"`
		Description string `json:"description"`
		Schema      string `json:"schema"`
	}
	folder struct {
		Name        string `json:"name"`
		Description string `json:"description"`
		Items       []item `json:"item"`
	}
	item struct {
		Name      string   `json:"name"`
		Request   request  `json:"request"`
		Responses []string `json:"response"` // always empty, and asked for
		Events    []event  `json:"event"`
	}
	request struct {
		Method      string     `json:"method"`
		Description string     `json:"description"`
		Headers     []variable `json:"header"`
		Body        *body      `json:"body,omitempty"`
		URL         address21  `json:"url"`
	}
	address21 struct {
		Raw   string     `json:"raw"`
		Host  []string   `json:"host"`
		Path  []string   `json:"path,omitempty"`
		Query []variable `json:"query,omitempty"`
	}
	body struct {
		Mode    string         `json:"mode"`
		Raw     string         `json:"raw,omitempty"`
		Form    []variable     `json:"formdata,omitempty"`
		File    *variable      `json:"file,omitempty"`
		Options map[string]any `json:"options,omitempty"`
	}
	variable struct {
		Key         string `json:"key,omitempty"`
		Value       string `json:"value"`
		Description string `json:"description,omitempty"`
		Type        string `json:"type,omitempty"`
		Source      string `json:"src,omitempty"`
		Disabled    bool   `json:"disabled,omitempty"`
	}
	event struct {
		Listen string `json:"listen"`
		Script script `json:"script"`
	}
	script struct {
		Type string   `json:"type"`
		Exec []string `json:"exec"`
	}
)

// carried says which part of an answer is kept, and by which name later requests
// use it.
var carried = map[string]struct{ key, name string }{
	"updateApiToken":      {"apiTokenInstance", "apiTokenInstance"},
	"sendMessage":         {"idMessage", "idMessage"},
	"sendFileByUpload":    {"idMessage", "idMessageOfFile"},
	"uploadFile":          {"urlFile", "urlFile"},
	"receiveNotification": {"receiptId", "receiptId"},
	"createGroup":         {"chatId", "groupId"},
	"createInstance":      {"idInstance", "newInstance"},
}

// Collection returns the Postman collection of the API of the server at
// publicURL: a folder for each tag, and in each request a check of the status.
func Collection(publicURL, mediaURL string) ([]byte, error) {
	d, operations, err := read()
	if err != nil {
		return nil, err
	}
	c := collection{
		Info: info{Name: d.Info.Title, Description: d.Info.Description, Schema: "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"},
		Variables: []variable{
			{Key: "partnerToken"},
			{Key: "newInstance", Value: "4900000002"},
			{Key: "idMessage", Value: "1763115112345"},
			{Key: "idMessageOfFile", Value: "1763115112346"},
			{Key: "urlFile", Value: placeholder + "/download/4900/3f9a.pdf"},
			{Key: "groupId", Value: "-10000000000000"},
			{Key: "receiptId", Value: "1234567"},
		},
	}
	for _, tag := range d.Tags {
		f := folder{Name: tag.Name, Description: tag.Description, Items: []item{}}
		for _, o := range operations {
			if !slices.Contains(o.Tags, tag.Name) || strings.HasPrefix(o.path, "/v1/") { // which the console is for
				continue
			}
			i, err := o.item()
			if err != nil {
				return nil, fmt.Errorf("put %s into the collection: %w", o.ID, err)
			}
			f.Items = append(f.Items, i)
		}
		if len(f.Items) > 0 {
			c.Items = append(c.Items, f)
		}
	}
	return filled(c, publicURL, mediaURL)
}

// Environment returns the Postman environment of the server at publicURL; the
// number and the token of the instance are to be entered.
func Environment(publicURL, mediaURL string) ([]byte, error) {
	type entry struct {
		Key     string `json:"key"`
		Value   string `json:"value"`
		Type    string `json:"type"`
		Enabled bool   `json:"enabled"`
	}
	return filled(struct {
		Name   string  `json:"name"`
		Values []entry `json:"values"`
		Scope  string  `json:"_postman_variable_scope"`
	}{"Sluice", []entry{
		{"apiUrl", placeholder, "default", true},
		{"mediaUrl", strings.TrimSuffix(base(publicURL, mediaURL), "/download"), "default", true},
		{"idInstance", "", "default", true},
		{"apiTokenInstance", "", "secret", true},
	}, "environment"}, publicURL, mediaURL)
}

// base is where files are, as [OpenAPI] has it.
func base(publicURL, mediaURL string) string {
	for _, u := range []string{mediaURL, publicURL} {
		if a := address(u); a != "" {
			return a
		}
	}
	return placeholder
}

// filled is the JSON of v with the address of the server in it.
func filled(v any, publicURL, mediaURL string) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(v); err != nil {
		return nil, err
	}
	public := address(publicURL)
	if public == "" {
		public = placeholder
	}
	return []byte(strings.NewReplacer(placeholder+"/download", base(publicURL, mediaURL)+"/download", placeholder, public).Replace(b.String())), nil
}

// item is the request of o, filled in, with its check.
func (o *operation) item() (item, error) {
	r := request{Method: o.verb, Description: o.Description, Headers: []variable{}, URL: o.url()}
	for _, p := range o.Parameters {
		if p.In == "header" && p.Name != "" {
			r.Headers = append(r.Headers, variable{Key: p.Name, Value: p.Example, Description: p.Description, Disabled: o.verb == "GET"})
		}
	}
	if err := o.fill(&r); err != nil {
		return item{}, err
	}
	lines := []string{
		"pm.test('" + o.ID + " answers 200', function () {",
		"    pm.response.to.have.status(200);",
		"});",
	}
	if c, ok := carried[o.ID]; ok {
		where := "collectionVariables"
		if c.name == "apiTokenInstance" {
			where = "environment"
		}
		lines = append(lines,
			"const answer = pm.response.code === 200 ? pm.response.json() : null;",
			fmt.Sprintf("if (answer && answer.%s) {", c.key),
			fmt.Sprintf("    pm.%s.set('%s', answer.%s);", where, c.name, c.key),
			"}")
	}
	return item{o.ID, r, []string{}, []event{{"test", script{"text/javascript", lines}}}}, nil
}

// url is the address in the form that users of the API know.
func (o *operation) url() address21 {
	host, path := "{{apiUrl}}", strings.NewReplacer("{", "{{", "}", "}}").Replace(o.path)
	switch o.ID {
	case "sendFileByUpload", "uploadFile":
		host = "{{mediaUrl}}"
	case "download":
		host, path = "{{urlFile}}", ""
	}
	u := address21{Raw: host + path, Host: []string{host}}
	if path != "" {
		u.Path = strings.Split(path[1:], "/")
	}
	for _, p := range o.Parameters {
		if p.In == "query" {
			u.Query = append(u.Query, variable{Key: p.Name, Value: p.Example, Description: p.Description})
		}
	}
	for i, q := range u.Query {
		u.Raw += map[bool]string{true: "?", false: "&"}[i == 0] + q.Key + "=" + q.Value
	}
	return u
}

// fill gives r the body of the first example.
func (o *operation) fill(r *request) error {
	if e, ok := o.example(); ok {
		var b bytes.Buffer
		if err := o.write(&b, e, ""); err != nil {
			return err
		}
		r.Headers = append(r.Headers, variable{Key: "Content-Type", Value: "application/json"})
		r.Body = &body{Mode: "raw", Raw: b.String(), Options: map[string]any{"raw": map[string]string{"language": "json"}}}
		return nil
	}
	if _, ok := o.Body.Content["application/octet-stream"]; ok {
		r.Headers = append(r.Headers, variable{Key: "Content-Type", Value: "text/plain"})
		r.Body = &body{Mode: "file", File: &variable{Source: "a.txt"}}
		return nil
	}
	form, ok := o.Body.Content["multipart/form-data"]
	if !ok {
		return nil
	}
	r.Body = &body{Mode: "formdata"}
	for key, schema := range pairs(at(&form.Schema, "properties")) {
		v := variable{Key: key, Type: "text", Description: at(schema, "description").Value}
		switch key {
		case "file":
			v.Type, v.Source = "file", map[bool]string{true: "a.txt", false: "picture.jpg"}[o.ID == "sendFileByUpload"]
		case "chatId":
			v.Value = o.variable(key, "10000000")
		default:
			v.Disabled = true
		}
		r.Body.Form = append(r.Body.Form, v)
	}
	return nil
}

// variable is value, or what an earlier request has put in its place.
func (o *operation) variable(key, value string) string {
	switch {
	case key == "chatId" && slices.Contains(o.Tags, "Groups"):
		return "{{groupId}}"
	case key == "idMessage" && o.ID == "downloadFile":
		return "{{idMessageOfFile}}"
	case key == "idMessage":
		return "{{idMessage}}"
	case key == "urlFile":
		return "{{urlFile}}"
	}
	return value
}

// write renders an example as JSON for people: the keys in the order of the
// file, and two blanks for each depth.
func (o *operation) write(b *bytes.Buffer, n *yaml.Node, indent string) error {
	inner := indent + "  "
	switch n.Kind {
	case yaml.MappingNode:
		b.WriteString("{")
		for i := 0; i+1 < len(n.Content); i += 2 {
			key := n.Content[i].Value
			fmt.Fprintf(b, "%s\n%s%q: ", map[bool]string{true: ","}[i > 0], inner, key)
			if err := o.member(b, key, n.Content[i+1], inner); err != nil {
				return err
			}
		}
		b.WriteString("\n" + indent + "}")
		return nil
	case yaml.SequenceNode:
		b.WriteString("[")
		for i, c := range n.Content {
			b.WriteString(map[bool]string{true: ", "}[i > 0])
			if err := o.write(b, c, inner); err != nil {
				return err
			}
		}
		b.WriteString("]")
		return nil
	}
	var v any
	if err := n.Decode(&v); err != nil {
		return err
	}
	text, err := json.Marshal(v)
	b.Write(text)
	return err
}

// member writes the value of one key of a mapping.
func (o *operation) member(b *bytes.Buffer, key string, n *yaml.Node, indent string) error {
	switch {
	case key == "messages" && o.ID == "forwardMessages":
		b.WriteString(`["{{idMessage}}"]`)
		return nil
	case key == "idInstance":
		b.WriteString("{{newInstance}}")
		return nil
	case n.Kind == yaml.ScalarNode && o.variable(key, n.Value) != n.Value:
		fmt.Fprintf(b, "%q", o.variable(key, n.Value))
		return nil
	}
	return o.write(b, n, indent)
}
