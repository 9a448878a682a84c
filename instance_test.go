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
