package sluice_test

import (
	"strings"
	"testing"

	"sluice"
)

func TestAnInstanceBringsItsNumberAndTokenAlong(t *testing.T) {
	for n, want := range map[int64]bool{0: false, -1: false, 1: true, 1101000001: true, 9999999999: true, 10000000000: false} {
		if _, ok := sluice.ParseInstanceID(n); ok != want {
			t.Errorf("number %d: %v, want %v", n, ok, want)
		}
	}
	for s, want := range map[string]bool{
		"": false, strings.Repeat("a", 15): false, strings.Repeat("a", 16): true, "0123456789abcdefABCXYZ": true,
		strings.Repeat("a", 128): true, strings.Repeat("a", 129): false, "0123456789abcdef-": false, "0123456789abcdef\n": false,
	} {
		if _, ok := sluice.ParseToken(s); ok != want {
			t.Errorf("token %q: %v, want %v", s, ok, want)
		}
	}
}

func TestAnInstanceIsChecked(t *testing.T) {
	long := strings.Repeat("я", sluice.MaxName)
	for want, rows := range map[string][]sluice.Instance{
		"": {
			{}, {Name: long}, {Link: sluice.Link{AppID: 1, AppHash: "a", Device: "Desk", Proxy: "socks5h://10.0.0.1"}},
		},
		"'name' must have at most 255 characters":                {{Name: long + "я"}},
		"api_id and api_hash belong together":                    {{Link: sluice.Link{AppID: 1}}, {Link: sluice.Link{AppHash: "a"}}, {Link: sluice.Link{AppID: -1, AppHash: "a"}}},
		"'proxy' must be a socks5://, http:// or mtproxy:// URL": {{Link: sluice.Link{Proxy: "10.0.0.1:1080"}}},
	} {
		for _, i := range rows {
			if err := i.Check(); (err == nil) != (want == "") || err != nil && (sluice.CodeOf(err) != sluice.Invalid || !strings.Contains(err.Error(), want)) {
				t.Errorf("%+v: %v, want %q", i, err, want)
			}
		}
	}
}

func TestATokenIsItselfAndNothingElse(t *testing.T) {
	const token = "aaaaaaaaaabbbbbbbbbb"
	for given, want := range map[string]bool{token: true, token[1:]: false, token + "a": false, "": false, "AAAAAAAAAABBBBBBBBBB": false} {
		if sluice.Token(token).Is(given) != want {
			t.Errorf("%q: want %v", given, want)
		}
	}
	if sluice.Token("").Is("") {
		t.Error("the empty token opens")
	}
}
