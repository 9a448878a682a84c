// Package test drives the built binary from outside, as its users do.
//
// The scripts beside this file read like terminal sessions; each runs in a
// directory and a home of its own. The commands that they have beyond those of
// testscript are in commands_test.go, those of the seed's scenario in
// seed_test.go. The binary is built once: by `make test`, which names it in
// SLUICE_BINARY, or here.
package test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

func TestScripts(t *testing.T) {
	dir := filepath.Dir(binary(t))
	testscript.Run(t, testscript.Params{
		Dir:                 ".",
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Setup: func(e *testscript.Env) error {
			e.Setenv("PATH", dir+string(os.PathListSeparator)+os.Getenv("PATH"))
			e.Setenv("HOME", filepath.Join(e.WorkDir, "home"))
			e.Values[processes{}] = map[string]*process{}
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"start": cmdStart, "end": cmdEnd, "crash": cmdCrash,
			"http": cmdHTTP, "until": cmdUntil, "json": cmdJSON, "let": cmdLet, "mode": cmdMode,
			"flood": cmdFlood, "besieged": cmdBesieged, "listed": cmdListed, "paced": cmdPaced, "statuses": cmdStatuses,
		},
	})
}

// binary returns a program called sluice: the one that the whole run has built,
// or one built here.
func binary(t testing.TB) string {
	t.Helper()
	if path := os.Getenv("SLUICE_BINARY"); path != "" {
		return path
	}
	path := filepath.Join(t.TempDir(), "sluice")
	out, err := exec.CommandContext(t.Context(), "go", "build", "-o", path, "sluice/cmd/sluice").CombinedOutput()
	if err != nil {
		t.Fatalf("go build: %v\n%s", err, out)
	}
	return path
}

// want ends the script unless ok.
func want(ts *testscript.TestScript, ok bool, format string, args ...any) {
	if !ok {
		ts.Fatalf("%s", fmt.Sprintf(format, args...))
	}
}
