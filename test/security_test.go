package test

import (
	"go/ast"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// A proof is what a page names: a test, or a script.
var proof = regexp.MustCompile("`((?:Test|Fuzz|Benchmark)[A-Z][A-Za-z0-9]*|[a-z]+\\.txtar|[a-z]+\\.test\\.mjs)`")

// TestEveryProofOfTheSecurityPageExists looks for each test that SECURITY.md
// names, and for a proof in each row.
func TestEveryProofOfTheSecurityPageExists(t *testing.T) {
	page := read(t, "../SECURITY.md")
	wantProofs(t, page, 60)
	for line := range strings.Lines(page) {
		row := regexp.MustCompile(`^\| (T\d+) `).FindStringSubmatch(line)
		if row != nil && !proof.MatchString(line) && !strings.Contains(line, "see below") {
			t.Errorf("%s has no proof, and does not say so", row[1])
		}
		if row != nil && strings.Contains(line, "see below") && !strings.Contains(page, "("+row[1]+")") {
			t.Errorf("%s is to be seen below, and is not there", row[1])
		}
	}
}

// TestEveryProofOfThePromiseExists looks for each test that docs/proof.md names,
// and for one in each row about a fault or a bug.
func TestEveryProofOfThePromiseExists(t *testing.T) {
	page := read(t, "../docs/proof.md")
	wantProofs(t, page, 60)
	_, tables, _ := strings.Cut(page, "## The faults")
	for line := range strings.Lines(tables) {
		heading := strings.HasPrefix(line, "| ---") || strings.HasPrefix(line, "| fault |") || strings.HasPrefix(line, "| what was wrong |")
		if strings.HasPrefix(line, "| ") && !heading && !proof.MatchString(line) {
			t.Errorf("nothing guards %s", line)
		}
	}
}

// wantProofs wants that each proof a page names exists, and at least so many.
func wantProofs(t *testing.T, page string, atLeast int) {
	t.Helper()
	exists := map[string]bool{}
	for _, s := range sources(t) {
		for _, d := range s.file.Decls {
			if f, ok := d.(*ast.FuncDecl); ok && f.Recv == nil && strings.HasSuffix(s.path, "_test.go") {
				exists[f.Name.Name] = true
			}
		}
	}
	scripts, err := filepath.Glob("*.txtar")
	if err != nil {
		t.Fatal(err)
	}
	pages, err := filepath.Glob("../web/test/*.test.mjs")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range append(scripts, pages...) {
		exists[filepath.Base(name)] = true
	}
	named := proof.FindAllStringSubmatch(page, -1)
	for _, m := range named {
		if !exists[m[1]] {
			t.Errorf("the page names %s, which does not exist", m[1])
		}
	}
	if len(named) < atLeast {
		t.Errorf("only %d tests are named", len(named))
	}
}

func read(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
