package sluice_test

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"sluice"
)

func TestParseChatID(t *testing.T) {
	for _, tt := range []struct {
		given string
		want  sluice.ChatID
		ok    bool
	}{
		{"10000000", "10000000", true},
		{"1", "1", true},
		{"-5098765432", "-5098765432", true},
		{"-1001234567890", "-1001234567890", true},
		{"79876543210@c.us", "79876543210@c.us", true},
		{"1234567@c.us", "1234567@c.us", true},
		{"123456789012345@c.us", "123456789012345@c.us", true},
		{"@name", "@name", true},
		{"@Name_42", "@Name_42", true},
		{"@" + strings.Repeat("n", 32), sluice.ChatID("@" + strings.Repeat("n", 32)), true},
		{"1234567890@g.us", "-1234567890", true},
		{"-1001234567890@g.us", "-1001234567890", true},

		{"", "", false},
		{"0", "", false},
		{"-0", "", false},
		{"007", "", false},
		{"+10000000", "", false},
		{"--1", "", false},
		{"1.5", "", false},
		{" 1", "", false},
		{"1 ", "", false},
		{"1\x00", "", false},
		{"١٢٣٤", "", false},
		{strings.Repeat("9", 19), "", false},
		{"123456@c.us", "", false},
		{"1234567890123456@c.us", "", false},
		{"+79876543210@c.us", "", false},
		{"-79876543210@c.us", "", false},
		{"@c.us", "", false},
		{"79876543210@C.US", "", false},
		{"79876543210", "79876543210", true}, // a number of Telegram's, not a phone
		{"@abc", "", false},
		{"@" + strings.Repeat("n", 33), "", false},
		{"@na-me", "", false},
		{"@имя_имя", "", false},
		{"name", "", false},
		{"@g.us", "", false},
		{"@name@g.us", "", false},
		{"Anna", "", false},
	} {
		got, ok := sluice.ParseChatID(tt.given)
		if ok != tt.ok || ok && got != tt.want {
			t.Errorf("%q: %q, %v; want %q, %v", tt.given, got, ok, tt.want, tt.ok)
		}
	}
}

// TestEveryChatIDHasOneForm makes ids of each form: exactly one of the three
// questions is answered with yes, and reading them again changes nothing.
func TestEveryChatIDHasOneForm(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		given := rapid.OneOf(
			rapid.StringMatching(`-?[1-9][0-9]{0,17}`),
			rapid.StringMatching(`[0-9]{7,15}@c\.us`),
			rapid.StringMatching(`@[A-Za-z0-9_]{4,32}`),
			rapid.StringMatching(`-?[1-9][0-9]{0,17}@g\.us`),
		).Draw(t, "chat")
		chat, ok := sluice.ParseChatID(given)
		if !ok {
			t.Fatalf("%q is refused", given)
		}
		wantOneForm(t, chat)
	})
}

func FuzzParseChatID(f *testing.F) {
	for _, s := range []string{"10000000", "-1001", "79876543210@c.us", "@name", "1@g.us", "-@g.us", "@", "@c.us", "1@c.us@g.us", "\xff"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if chat, ok := sluice.ParseChatID(s); ok {
			wantOneForm(t, chat)
			if strings.ContainsAny(string(chat), " \t\n\"\\<>") {
				t.Errorf("%q became %q", s, chat)
			}
		}
	})
}

func wantOneForm(t interface{ Errorf(string, ...any) }, chat sluice.ChatID) {
	_, phone := chat.Phone()
	_, name := chat.Username()
	forms := 0
	for _, is := range []bool{phone, name, chat.Numeric()} {
		if is {
			forms++
		}
	}
	if forms != 1 {
		t.Errorf("%q has %d forms", chat, forms)
	}
	if again, ok := sluice.ParseChatID(string(chat)); !ok || again != chat {
		t.Errorf("%q becomes %q, %v", chat, again, ok)
	}
}

func TestPartsOfChatIDs(t *testing.T) {
	if phone, ok := sluice.ChatID("79876543210@c.us").Phone(); !ok || phone != "79876543210" {
		t.Errorf("phone %q, %v", string(phone), ok)
	}
	if name, ok := sluice.ChatID("@name").Username(); !ok || name != "name" {
		t.Errorf("username %q, %v", name, ok)
	}
}
