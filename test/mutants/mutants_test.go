package mutants_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"sluice/test/mutants"
)

var live = flag.Bool("mutants", false, "build and run the mutants, which takes minutes")

// TestMutantsApply keeps the list in step with the code: each change has one
// place, and makes a difference.
func TestMutantsApply(t *testing.T) {
	names := map[string]bool{}
	for _, m := range mutants.All {
		if names[m.Name] {
			t.Errorf("two mutants are called %q", m.Name)
		}
		names[m.Name] = true
		if _, ok := mutate(t, m); !ok {
			t.Errorf("%s: its text is not in %s exactly once; look what has become of it", m.Name, m.File)
		}
	}
	if len(names) < 30 {
		t.Errorf("%d mutants, want 30", len(names))
	}
}

// TestMutantsAreCaught is the measure of all other tests.
func TestMutantsAreCaught(t *testing.T) {
	if !*live {
		t.Skip("make mutants runs them")
	}
	for _, gate := range gates() {
		if out, err := test(t, gate); err != nil {
			t.Fatalf("go test %s is red without any mutant:\n%s", gate, out)
		}
	}
	caught := 0
	for _, m := range mutants.All {
		t.Run(m.Name, func(t *testing.T) {
			if out, red := run(t, m); red {
				caught++
				t.Logf("caught by go test %s: %s", m.Gate, firstFailure(out))
			} else {
				t.Errorf("go test %s does not notice it", m.Gate)
			}
		})
	}
	t.Logf("mutants: caught=%d of=%d", caught, len(mutants.All))
}

// mutate returns the text of m's file with the bug in it.
func mutate(t *testing.T, m mutants.Mutant) (string, bool) {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("..", "..", filepath.FromSlash(m.File)))
	if err != nil {
		t.Fatal(err)
	}
	if m.Old == m.New || strings.Count(string(data), m.Old) != 1 {
		return "", false
	}
	return strings.Replace(string(data), m.Old, m.New, 1), true
}

// run runs m's gate with the bug compiled in, and says whether it turned red. One
// that does not compile is no mutant.
func run(t *testing.T, m mutants.Mutant) (out []byte, red bool) {
	t.Helper()
	text, ok := mutate(t, m)
	if !ok {
		t.Fatal("it does not apply any more")
	}
	root, err := filepath.Abs(filepath.Join("..", ".."))
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	file, overlay := filepath.Join(dir, "mutant.go"), filepath.Join(dir, "overlay.json")
	list, err := json.Marshal(map[string]map[string]string{"Replace": {filepath.Join(root, filepath.FromSlash(m.File)): file}})
	if err != nil {
		t.Fatal(err)
	}
	for name, data := range map[string][]byte{file: []byte(text), overlay: list} {
		if err := os.WriteFile(name, data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	out, err = test(t, m.Gate, "-overlay="+overlay)
	if bytes.Contains(out, []byte("[build failed]")) || bytes.Contains(out, []byte("no tests to run")) {
		t.Fatalf("it does not build, or its gate is empty:\n%s", out)
	}
	return out, err != nil
}

// gates returns what has to be green without a mutant.
func gates() []string {
	seen := map[string]bool{}
	for _, m := range mutants.All {
		seen[m.Gate] = true
	}
	return slices.Sorted(maps.Keys(seen))
}

// test runs the tests of one gate.
func test(t *testing.T, gate string, flags ...string) ([]byte, error) {
	t.Helper()
	fields := strings.Fields(gate)
	args := slices.Concat([]string{"test", "-count=1", "-vet=off", "-failfast", "-timeout=3m"}, flags, fields)
	cmd := exec.CommandContext(t.Context(), "go", args...)
	cmd.Dir = filepath.Join("..", "..")
	return cmd.CombinedOutput()
}

// firstFailure returns the line that names what failed.
func firstFailure(out []byte) string {
	for line := range strings.Lines(string(out)) {
		line = strings.TrimSpace(line)
		if strings.HasPrefix(line, "--- FAIL") || strings.HasPrefix(line, "panic:") || strings.HasPrefix(line, "fatal error:") {
			return line
		}
	}
	return "its end"
}
