package main

import (
	"bytes"
	"debug/buildinfo"
	"encoding/json"
	"os"
	"testing"
)

// TestTheBillNamesWhatTheBinaryWasBuiltFrom reads the test's own binary, or the
// one that the whole-binary tests use.
func TestTheBillNamesWhatTheBinaryWasBuiltFrom(t *testing.T) {
	path := os.Getenv("SLUICE_BINARY")
	if path == "" {
		path = os.Args[0]
	}
	info, err := buildinfo.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var first, again bytes.Buffer
	if err := write(&first, path, "1.2.3"); err != nil {
		t.Fatal(err)
	}
	if err := write(&again, path, "1.2.3"); err != nil || !bytes.Equal(first.Bytes(), again.Bytes()) {
		t.Errorf("the second bill differs, %v", err)
	}
	var b bill
	if err := json.Unmarshal(first.Bytes(), &b); err != nil {
		t.Fatal(err)
	}
	if b.Format != "CycloneDX" || b.Metadata.Component.Name != info.Main.Path || b.Metadata.Component.Version != "1.2.3" || b.Components[0].Version != info.GoVersion {
		t.Errorf("the bill begins %.300s", first.Bytes())
	}
	listed := map[string]string{}
	for _, c := range b.Components[1:] {
		listed[c.Name+"@"+c.Version] = c.Properties[0].Value
	}
	for _, m := range info.Deps {
		if listed[m.Path+"@"+m.Version] != m.Sum {
			t.Errorf("%s %s is missing", m.Path, m.Version)
		}
	}
	if len(listed) != len(info.Deps) {
		t.Errorf("%d modules are listed, %d are in the binary", len(listed), len(info.Deps))
	}
}

func TestWhatIsNoBinaryHasNoBill(t *testing.T) {
	if err := write(&bytes.Buffer{}, "main.go", "1"); err == nil {
		t.Error("a text has a bill")
	}
}
