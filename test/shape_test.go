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
		for _, d := range s.file.Decls {
			f, ok := d.(*ast.FuncDecl)
			if !ok {
				continue
			}
			if n := f.Type.Params.NumFields(); n > maxParameters+1 { // and a context
				t.Errorf("%s: %s takes %d parameters; use a struct", s.set.Position(f.Pos()), f.Name.Name, n)
			}
		}
	}
}

// A test that sleeps on the wall clock fails on a slow machine.
func TestNoTestSleepsOnTheWallClock(t *testing.T) {
	for _, s := range sources(t) {
		bubbled := slices.ContainsFunc(s.file.Imports, func(i *ast.ImportSpec) bool { return i.Path.Value == `"testing/synctest"` })
		if bubbled || !strings.HasSuffix(s.path, "_test.go") || helpsBubbles(s) {
			continue
		}
		ast.Inspect(s.file, func(n ast.Node) bool {
			if sel, ok := n.(*ast.SelectorExpr); ok && sel.Sel.Name == "Sleep" {
				if x, ok := sel.X.(*ast.Ident); ok && x.Name == "time" {
					t.Errorf("%s: time.Sleep outside of a synctest bubble", s.set.Position(n.Pos()))
				}
			}
			return true
		})
	}
}

// helpsBubbles says whether other test files of the package run their tests in
// bubbles: then s may hold what they share.
func helpsBubbles(s source) bool {
	files, _ := filepath.Glob(filepath.Join(filepath.Dir(s.path), "*_test.go"))
	return slices.ContainsFunc(files, func(path string) bool {
		f, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ImportsOnly)
		return err == nil && slices.ContainsFunc(f.Imports, func(i *ast.ImportSpec) bool { return i.Path.Value == `"testing/synctest"` })
	})
}
