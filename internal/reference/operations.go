package reference

import (
	"fmt"
	"net/http"
	"strings"

	"go.yaml.in/yaml/v3"
)

// A description is what the collection needs of openapi.yaml. The order of the file
// is kept: it is the order of the documents.
type description struct {
	Info struct {
		Title       string `yaml:"title"`
		Description string `yaml:"description"`
	} `yaml:"info"`
	Tags []struct {
		Name        string `yaml:"name"`
		Description string `yaml:"description"`
	} `yaml:"tags"`
	Paths yaml.Node `yaml:"paths"`
}

// An operation is one verb of one address.
type operation struct {
	path, verb  string
	ID          string      `yaml:"operationId"`
	Tags        []string    `yaml:"tags"`
	Summary     string      `yaml:"summary"`
	Description string      `yaml:"description"`
	Parameters  []parameter `yaml:"parameters"`
	Body        struct {
		Content map[string]struct {
			Schema   yaml.Node `yaml:"schema"`
			Examples yaml.Node `yaml:"examples"`
		} `yaml:"content"`
	} `yaml:"requestBody"`
}

// A parameter of the query or a header; those that are named by reference have
// no name here.
type parameter struct {
	Name        string `yaml:"name"`
	In          string `yaml:"in"`
	Description string `yaml:"description"`
	Example     string `yaml:"example"`
}

// read returns the description and its operations in the order of the file.
func read() (description, []operation, error) {
	var d description
	if err := yaml.Unmarshal([]byte(openapi), &d); err != nil {
		return d, nil, fmt.Errorf("read openapi.yaml: %w", err)
	}
	var all []operation
	for path, item := range pairs(&d.Paths) {
		for verb, node := range pairs(item) {
			o := operation{path: path, verb: strings.ToUpper(verb)}
			switch o.verb {
			case http.MethodGet, http.MethodPost, http.MethodDelete:
			default: // parameters, and HEAD, which nobody calls by hand
				continue
			}
			if err := node.Decode(&o); err != nil {
				return d, nil, fmt.Errorf("read %s %s of openapi.yaml: %w", verb, path, err)
			}
			all = append(all, o)
		}
	}
	return d, all, nil
}

// pairs are the keys and values of a mapping, in its order.
func pairs(n *yaml.Node) func(yield func(string, *yaml.Node) bool) {
	return func(yield func(string, *yaml.Node) bool) {
		if n.Kind != yaml.MappingNode {
			return
		}
		for i := 0; i+1 < len(n.Content); i += 2 {
			if !yield(n.Content[i].Value, n.Content[i+1]) {
				return
			}
		}
	}
}

// at returns the value of a key, or an empty node.
func at(n *yaml.Node, key string) *yaml.Node {
	for k, v := range pairs(n) {
		if k == key {
			return v
		}
	}
	return &yaml.Node{}
}

// example returns the first example of the JSON body, or false if it takes none.
func (o *operation) example() (*yaml.Node, bool) {
	examples := o.Body.Content["application/json"].Examples
	for _, e := range pairs(&examples) {
		return at(e, "value"), true
	}
	return nil, false
}
