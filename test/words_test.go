package test

import (
	"go/ast"
	"go/token"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"sluice"
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
	translated := map[string]bool{}
	keys := regexp.MustCompile(`(?:'([^']+)'|"([^"]+)"): '`).FindAllStringSubmatch(block, -1)
	if len(keys) < 10 {
		t.Fatalf("only %d texts are translated", len(keys))
	}
	field := regexp.MustCompile(`^'(\w+)' (.*)$`)
	for _, k := range keys {
		text := k[1] + k[2]
		translated[text] = true
		if m := field.FindStringSubmatch(text); m != nil && known[m[1]] && known[m[2]] {
			continue
		}
		if !known[text] {
			t.Errorf("no error says %q", text)
		}
	}
	for _, text := range verdicts(t) {
		if !translated[text] {
			t.Errorf("%q, with which a message may fail, is not translated", text)
		}
	}
}

// verdicts returns the sentences that tell why a message was not sent: ours, and those
// of Telegram's errors that end one.
func verdicts(t *testing.T) []string {
	t.Helper()
	texts := []string{
		sluice.Expired().Description, sluice.ExpiredInDoubt().Description, "The gateway failed to send this message",
		"Telegram refused it", "Telegram restricts this account", "Telegram restricts writing to new chats",
	}
	for _, s := range sources(t) {
		if !strings.HasSuffix(s.path, "driver/telegram/classify.go") {
			continue
		}
		ast.Inspect(s.file, func(n ast.Node) bool {
			l, ok := n.(*ast.CompositeLit)
			if !ok || len(l.Elts) != 2 {
				return true
			}
			code, isCode := l.Elts[0].(*ast.SelectorExpr)
			text, isText := l.Elts[1].(*ast.BasicLit)
			if isCode && isText && (code.Sel.Name == "Refused" || code.Sel.Name == "NotFound") {
				words, _ := strconv.Unquote(text.Value)
				texts = append(texts, words)
			}
			return true
		})
	}
	if len(texts) < 20 {
		t.Errorf("only %d sentences are found", len(texts))
	}
	return texts
}
