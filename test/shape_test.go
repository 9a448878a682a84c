package test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// The size budget. It is generous: a file that meets it is already too long.
const (
	maxFile       = 500 // lines of code
	maxTestFile   = 700 // lines of a test, whose tables are long
	maxParameters = 5
)

// A source is one Go file of the module.
type source struct {
	path string
	file *ast.File
	set  *token.FileSet
}

func sources(t *testing.T) []source {
	t.Helper()
	var all []source
	err := filepath.WalkDir("..", func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name := d.Name()
		if d.IsDir() && path != ".." && (strings.HasPrefix(name, ".") || name == "node_modules" || name == "testdata") {
			return filepath.SkipDir
		}
		if path == filepath.Join("..", "examples") { // samples for others, in their own shape
			return filepath.SkipDir
		}
		if d.IsDir() || filepath.Ext(name) != ".go" {
			return nil
		}
		set := token.NewFileSet()
		f, err := parser.ParseFile(set, path, nil, parser.ParseComments)
		all = append(all, source{path, f, set})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(all) < 50 {
		t.Fatalf("only %d files: the test looks in the wrong place", len(all))
	}
	return all
}

func TestFilesAreReadInOneSitting(t *testing.T) {
	for _, s := range sources(t) {
		limit := maxFile
		if strings.HasSuffix(s.path, "_test.go") {
			limit = maxTestFile
		}
		if lines := s.set.File(s.file.Pos()).LineCount(); lines > limit {
			t.Errorf("%s has %d lines, more than %d: split it by noun", s.path, lines, limit)
		}
	}
}

func TestNoPackageIsADrawer(t *testing.T) {
	drawers := []string{"util", "utils", "common", "helper", "helpers", "types", "shared", "base", "misc", "models"}
	for _, s := range sources(t) {
		if slices.Contains(drawers, s.file.Name.Name) {
			t.Errorf("%s: package %s names no subject", s.path, s.file.Name.Name)
		}
	}
}

func TestEveryPackageSaysHowItWorks(t *testing.T) {
	says := map[string]bool{}
	for _, s := range sources(t) {
		dir := filepath.Dir(s.path)
		test := strings.HasSuffix(s.path, "_test.go") && !strings.HasPrefix(dir, "../test")
		if !test {
			says[dir] = says[dir] || s.file.Doc.Text() != ""
		}
	}
	for dir, ok := range says {
		if !ok {
			t.Errorf("%s has no package comment", dir)
		}
	}
}

func TestNoFunctionTakesATrainOfArguments(t *testing.T) {
	for _, s := range sources(t) {
		ast.Inspect(s.file, func(n ast.Node) bool {
			if f, ok := n.(*ast.FuncType); ok {
				if n := parameters(f); n > maxParameters {
					t.Errorf("%s: a function takes %d parameters; use a struct", s.set.Position(f.Pos()), n)
				}
			}
			return true
		})
	}
}

// parameters counts what a function takes, beside the context or the test that it
// runs in.
func parameters(f *ast.FuncType) int {
	n := f.Params.NumFields()
	if n == 0 {
		return 0
	}
	switch typeName(f.Params.List[0].Type) {
	case "context.Context", "testing.T", "testing.B", "testing.TB":
		return n - 1
	default:
		return n
	}
}
