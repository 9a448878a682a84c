package test

import (
	"go/ast"
	"go/token"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// secretName is how our variables with a secret, or the hash of one, are called.
var secretName = regexp.MustCompile(`(?i)(token|secret|password|cookie|partner)$|^(Hash|hash)$`)

// TestSecretsAreComparedInConstantTime looks for comparisons that stop at the first
// difference. Tokens are compared by Token.Is and hashes by access.same, and nothing
// else compares a secret. The sandbox has none.
func TestSecretsAreComparedInConstantTime(t *testing.T) {
	places := map[string]int{"../instance.go": 1, "../internal/access/session.go": 1}
	looked := 0
	for _, s := range sources(t) {
		if strings.HasSuffix(s.path, "_test.go") || strings.HasPrefix(s.path, "../internal/sandbox/") {
			continue
		}
		ast.Inspect(s.file, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.BinaryExpr:
				looked++
				if (n.Op == token.EQL || n.Op == token.NEQ) && (secret(n.X) || secret(n.Y)) && !fixed(n.X) && !fixed(n.Y) {
					t.Errorf("%s: a secret is compared letter by letter; use Token.Is", s.set.Position(n.Pos()))
				}
			case *ast.CallExpr:
				f, ok := n.Fun.(*ast.SelectorExpr)
				if ok && slices.Contains([]string{"Equal", "EqualFold", "Compare"}, f.Sel.Name) && slices.ContainsFunc(n.Args, secret) {
					t.Errorf("%s: %s may stop at the first difference of a secret; use Token.Is", s.set.Position(n.Pos()), f.Sel.Name)
				}
			case *ast.SelectorExpr:
				if n.Sel.Name == "ConstantTimeCompare" {
					if places[s.path]--; places[s.path] < 0 {
						t.Errorf("%s: another comparison in constant time; use Token.Is", s.set.Position(n.Pos()))
					}
				}
			}
			return true
		})
	}
	for path, left := range places {
		if left != 0 {
			t.Errorf("%s compares nothing in constant time any more", path)
		}
	}
	if looked < 1000 {
		t.Errorf("only %d comparisons were looked at", looked)
	}
}

// secret says whether an expression is a secret by its name. A named constant, such
// as a step of a login, is none.
func secret(x ast.Expr) bool {
	switch x := x.(type) {
	case *ast.Ident:
		return secretName.MatchString(x.Name)
	case *ast.SelectorExpr:
		if pkg, ok := x.X.(*ast.Ident); ok && pkg.Name == "sluice" {
			return false
		}
		return secretName.MatchString(x.Sel.Name)
	case *ast.CallExpr: // a conversion
		return len(x.Args) == 1 && secret(x.Args[0])
	}
	return false
}

// fixed says whether an expression is a literal, or nil: what is known tells nothing.
func fixed(x ast.Expr) bool {
	switch x := x.(type) {
	case *ast.BasicLit:
		return true
	case *ast.Ident:
		return x.Name == "nil"
	}
	return false
}
