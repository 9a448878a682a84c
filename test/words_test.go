package test

import (
	"go/ast"
	"go/token"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// TestErrorsAreTranslatedWordForWord looks in the sources for each error text that the
// console knows in Russian: one that was changed there would be read in English again.
func TestErrorsAreTranslatedWordForWord(t *testing.T) {
	words, err := os.ReadFile("../web/src/i18n/ru.ts")
	if err != nil {
		t.Fatal(err)
	}
	_, block, _ := strings.Cut(string(words), "\n  texts: {\n")
	block, _, _ = strings.Cut(block, "\n  },\n")
	known := map[string]bool{}
	for _, s := range sources(t) {
		if strings.HasSuffix(s.path, "_test.go") {
			continue
		}
		ast.Inspect(s.file, func(n ast.Node) bool {
			if l, ok := n.(*ast.BasicLit); ok && l.Kind == token.STRING {
				text, _ := strconv.Unquote(l.Value)
				known[text] = true
			}
			return true
		})
	}
	keys := regexp.MustCompile(`(?:'([^']+)'|"([^"]+)"): '`).FindAllStringSubmatch(block, -1)
	if len(keys) < 10 {
		t.Fatalf("only %d texts are translated", len(keys))
	}
	field := regexp.MustCompile(`^'(\w+)' (.*)$`)
	for _, k := range keys {
		text := k[1] + k[2]
		if m := field.FindStringSubmatch(text); m != nil && known[m[1]] {
			text = m[2]
		}
		if !known[text] {
			t.Errorf("no error says %q", text)
		}
	}
}
