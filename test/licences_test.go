package test

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// licences are those that go together with Apache-2.0, by words that no other
// one has. The order matters: some quote others.
var licences = []struct{ name, words string }{
	{"MPL-2.0", "mozilla public license"}, // it names those of GNU
	{"AGPL", "gnu affero general public license"},
	{"LGPL", "gnu lesser general public license"},
	{"GPL", "gnu general public license"},
	{"SSPL", "server side public license"},
	{"BUSL", "business source license"},
	{"CC-BY-NC", "noncommercial"},
	{"Apache-2.0", "apache license version 2.0"},
	{"Apache-2.0", "licensed under the apache license, version 2.0"},
	{"ISC", "permission to use, copy, modify, and/or distribute this software"},
	{"ISC", "permission to use, copy, modify, and distribute this software for any purpose"},
	{"MIT", "permission is hereby granted, free of charge, to any person obtaining a copy"},
	{"BSD", "redistribution and use in source and binary forms, with or without modification, are permitted"},
	{"Unlicense", "this is free and unencumbered software released into the public domain"},
}

// allowed are the names that may be in the binary. MPL-2.0 asks for its own
// files alone, which we do not change.
var allowed = []string{"Apache-2.0", "MPL-2.0", "ISC", "MIT", "BSD", "Unlicense"}

// licence names the licence of a text, "" when it is unknown.
func licence(text string) string {
	words := strings.Join(strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return strings.ContainsRune(" \t\r\n*#/", r) }), " ")
	words = strings.ReplaceAll(words, "license, version", "license version")
	for _, l := range licences {
		if strings.Contains(words, strings.ReplaceAll(l.words, "license, version", "license version")) {
			return l.name
		}
	}
	return ""
}

// TestEveryLicenceGoesTogetherWithOurs looks at each module that is in the
// binary.
func TestEveryLicenceGoesTogetherWithOurs(t *testing.T) {
	out, err := exec.Command("go", "list", "-deps", "-f", "{{with .Module}}{{if not .Main}}{{.Path}}\t{{.Dir}}{{end}}{{end}}", "../cmd/sluice").Output()
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Fields(string(out))
	seen := map[string]int{}
	for i := 0; i+1 < len(lines); i += 2 {
		path, dir := lines[i], lines[i+1]
		if seen[path]++; seen[path] > 1 {
			continue
		}
		names := licencesIn(t, dir)
		if len(names) == 0 {
			t.Errorf("%s has no licence file that we know of in %s", path, dir)
		}
		for file, name := range names {
			if !slices.Contains(allowed, name) {
				t.Errorf("%s: %s is %q, which is not in the list", path, file, name)
			}
		}
	}
	if len(seen) < 40 {
		t.Errorf("only %d modules were looked at", len(seen))
	}
}

// licencesIn names the licences of a module by their files.
func licencesIn(t *testing.T, dir string) map[string]string {
	t.Helper()
	names := map[string]string{}
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		upper := strings.ToUpper(e.Name())
		if e.IsDir() || !strings.HasPrefix(upper, "LICENSE") && !strings.HasPrefix(upper, "LICENCE") && !strings.HasPrefix(upper, "COPYING") {
			continue
		}
		text, err := os.ReadFile(filepath.Join(dir, e.Name()))
		if err != nil {
			t.Fatal(err)
		}
		names[e.Name()] = licence(string(text))
	}
	return names
}

func TestLicencesAreToldApart(t *testing.T) {
	for text, want := range map[string]string{
		"GNU GENERAL PUBLIC LICENSE\n   Version 3":                                         "GPL",
		"GNU AFFERO GENERAL PUBLIC LICENSE":                                                "AGPL",
		"GNU LESSER GENERAL PUBLIC LICENSE, based on the GNU General Public License":       "LGPL",
		"Apache License\n  Version 2.0, January 2004":                                      "Apache-2.0",
		"Permission is hereby granted, free of charge,\nto any person obtaining a copy of": "MIT",
		"All rights reserved.":                                                             "",
	} {
		if got := licence(text); got != want {
			t.Errorf("%.40q is %q, want %q", text, got, want)
		}
	}
	if got := licencesIn(t, "..")["LICENSE"]; got != "Apache-2.0" {
		t.Errorf("our own licence is %q", got)
	}
}
