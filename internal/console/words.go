package console

import (
	"strings"
	"unicode/utf8"

	"sluice"
)

// lineLength is how much of a text is shown in a list, in characters.
const lineLength = 200

// wordsOf are the texts of a message that people search for, the one to be shown
// first.
func wordsOf(b sluice.Body) []string {
	switch b := b.(type) {
	case sluice.TextBody:
		return []string{string(b.Text)}
	case sluice.FileBody:
		if b.Caption == "" {
			return []string{b.Name, b.URL}
		}
		return []string{string(b.Caption), b.Name, b.URL}
	case sluice.LocationBody:
		return []string{strings.TrimSpace(b.Name + " " + b.Address)}
	case sluice.ContactBody:
		return []string{strings.Join(strings.Fields(b.Contact.First+" "+b.Contact.Middle+" "+b.Contact.Last+" "+b.Contact.Company), " ")}
	case sluice.PollBody:
		words := []string{string(b.Question)}
		for _, o := range b.Options {
			words = append(words, o.Text)
		}
		return words
	case sluice.ForwardBody:
		words := []string{string(b.From)}
		for _, m := range b.Messages {
			words = append(words, string(m))
		}
		return words
	}
	return []string{""}
}

// contentWords are the texts of a message that was sent or received.
func contentWords(c sluice.Content) []string {
	words := []string{string(c.Text)}
	if c.File != nil {
		words = append(words, c.File.Name)
	}
	if c.Location != nil {
		words = append(words, c.Location.Name, c.Location.Address)
	}
	if c.Card != nil {
		words = append(words, c.Card.Name)
	}
	if c.Poll != nil {
		words = append(words, c.Poll.Question)
	}
	return append(words, c.Title)
}

// firstOf returns the first text that is not empty, cut to a line.
func firstOf(words []string) string {
	for _, w := range words {
		if w != "" {
			return cut(w)
		}
	}
	return ""
}

func cut(s string) string {
	if utf8.RuneCountInString(s) <= lineLength {
		return s
	}
	n := 0
	for i := range s {
		if n++; n > lineLength {
			return s[:i] + "…"
		}
	}
	return s
}

// contains says whether one of the texts holds text, in any letter case; every one
// holds "". text is in lower case.
func contains(words []string, text string) bool {
	if text == "" {
		return true
	}
	for _, w := range words {
		if strings.Contains(strings.ToLower(w), text) {
			return true
		}
	}
	return false
}
