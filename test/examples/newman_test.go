package examples

import (
	"encoding/json"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"
)

// modules is where npm has put newman: `make samples` does it.
const modules = "../../.cache/node/node_modules"

func TestNewmanRunsThePostmanCollection(t *testing.T) {
	needs(t)
	d := newDemo(t)
	collection := filepath.Join(d.dir, "collection.json")
	requests := rearrange(t, d.api+"/postman.json", collection)
	report := filepath.Join(d.dir, "report.json")
	newman, err := filepath.Abs(filepath.Join(modules, "newman", "bin", "newman.js"))
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), "node", newman, "run", collection,
		"--environment", fetch(t, d.api+"/postman-environment.json", filepath.Join(d.dir, "environment.json")),
		"--env-var", "idInstance="+d.values["{{idInstance}}"], "--env-var", "apiTokenInstance="+d.values["{{apiTokenInstance}}"],
		"--env-var", "partnerToken="+d.values["{{partnerToken}}"],
		"--working-dir", d.dir, "--reporters", "json", "--reporter-json-export", report)
	out, failed := cmd.CombinedOutput()
	data, err := os.ReadFile(report)
	if err != nil {
		t.Fatalf("newman: %v\n%s", failed, out)
	}
	var ran struct {
		Run struct {
			Stats struct {
				Assertions struct{ Total, Failed int }
			}
			Failures []struct {
				Error  struct{ Message, Test string }
				Source struct{ Name string }
			}
		}
	}
	if err := json.Unmarshal(data, &ran); err != nil {
		t.Fatal(err)
	}
	for _, f := range ran.Run.Failures {
		t.Errorf("%s: %s", f.Source.Name, f.Error.Message)
	}
	if made := ran.Run.Stats.Assertions.Total; made == 0 || made != requests {
		t.Errorf("%d assertions were made in %d requests", made, requests)
	}
	if failed != nil && len(ran.Run.Failures) == 0 {
		t.Errorf("newman: %v\n%s", failed, out)
	}
}

// fetch writes what url answers into a file.
func fetch(t *testing.T, url, file string) string {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	answer, err := (&http.Client{}).Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = answer.Body.Close() }()
	data, err := io.ReadAll(answer.Body)
	if err != nil || answer.StatusCode != http.StatusOK {
		t.Fatalf("%s: %s, %v", url, answer.Status, err)
	}
	if err := os.WriteFile(file, data, 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

// rearrange writes the collection with what ends a login at its end, and returns
// how many requests it has.
func rearrange(t *testing.T, url, file string) int {
	t.Helper()
	data, err := os.ReadFile(fetch(t, url, file))
	if err != nil {
		t.Fatal(err)
	}
	type item = map[string]any
	var c struct {
		Info     item   `json:"info"`
		Variable []item `json:"variable"`
		Item     []struct {
			Name string `json:"name"`
			Item []item `json:"item"`
		} `json:"item"`
	}
	if err := json.Unmarshal(data, &c); err != nil {
		t.Fatal(err)
	}
	var last []item
	n := 0
	for i, folder := range c.Item {
		n += len(folder.Item)
		c.Item[i].Item = slices.DeleteFunc(folder.Item, func(one item) bool {
			ends := one["name"] == "logout" || one["name"] == "reboot"
			if ends {
				last = append(last, one)
			}
			return ends
		})
	}
	end := &c.Item[len(c.Item)-1]
	end.Item = append(end.Item, last...)
	if data, err = json.Marshal(c); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, data, 0o600); err != nil {
		t.Fatal(err)
	}
	return n
}
