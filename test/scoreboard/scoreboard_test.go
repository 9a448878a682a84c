package main

import (
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// whole is what runs log of which all is well, each with the lines that matter.
var whole = map[string]string{
	campaign: "    campaign_test.go:1: campaign: 30 cycles, 783 accepted, 783 visible\n" +
		"    habits_test.go:1: webhook: campaign=\"habits\" receivers=24 events=600 deliveries=700 lost=0 misordered=0\n" +
		"    soak_test.go:1: soak: seconds=3600 goroutines=0 descriptors=0 hundredths=9 of a percent an hour of memory\n" +
		"--- PASS: TestASoakLeavesNothingBehind (60.00s)\n" +
		"    deep_test.go:1: recovery: messages=1000100 ready=700ms empty=500ms million=200ms\n" +
		"--- PASS: TestADeepQueue (60.00s)\n",
	worlds: "    seeds_test.go:1: simulation: seeds=2000 failed=0 days=3650 messages=5 calls=7 histories=9 pairs=10 met=10 commit=abc\n",
	disks: "    corruption_test.go:1: damage: injected=90 noticed=22 indifferent=68 silent=0\n" +
		"    crash_test.go:1: power: percent=0 points=114 steps=57\n" +
		"    fault_test.go:1: faults: operations=135 fatal=78 acknowledged=0\n" +
		"    model_test.go:1: [rapid] OK, passed 100 tests (328.480941ms)\n",
	planted: "    mutants_test.go:1: caught by go test ./internal/store: --- FAIL: TestX (0.01s)\n" +
		"    mutants_test.go:1: mutants: caught=36 of=36\n",
	guards: "--- PASS: TestNoFormOfAPrivateAddressIsDialled (0.07s)\n",
	secrets: "    canary_test.go:1: canary: outputs=600 lines=9000 hits=0\n" +
		"    tenants_test.go:1: tenants: routes=150 identities=3 leaks=0\n",
	fuzzing: "== sluice FuzzA\nfuzz: elapsed: 0s, gathering baseline coverage: 3/3 completed, now fuzzing with 2 workers\n" +
		"fuzz: elapsed: 3s, execs: 9 (3/sec), new interesting: 0 (total: 3)\nfuzz: elapsed: 1h30m3s, execs: 99 (3/sec), new interesting: 0 (total: 3)\n" +
		"PASS\nok  \tsluice\t5403.1s\n" +
		"== sluice FuzzB\nfuzz: elapsed: 0s, now fuzzing with 2 workers\nfuzz: elapsed: 2h0m1s, execs: 99 (3/sec)\nPASS\nok  \tsluice\t7201.1s\n",
	builds: "builds: compared=2 equal=2\n",
}

// ended is the log of a run of commit abc that ended with an exit code.
func ended(log string, code int) string { return fmt.Sprintf("commit=abc\n%sexit=%d\n", log, code) }

// logs are the whole runs, and others in the place of some.
func logs(instead map[string]string) map[string]string {
	all := map[string]string{}
	for run, log := range whole {
		all[run] = ended(log, 0)
	}
	maps.Copy(all, instead)
	return all
}

// board prints the scoreboard of commit abc, or another.
func board(t *testing.T, logs map[string]string, commit string) (bad int, rows []string) {
	t.Helper()
	dir := t.TempDir()
	for run, log := range logs {
		if err := os.WriteFile(filepath.Join(dir, run+".log"), []byte(log), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	var out strings.Builder
	bad, err := score(&out, dir, commit)
	if err != nil {
		t.Fatal(err)
	}
	rows = strings.Split(strings.TrimSpace(out.String()), "\n")[2:]
	if n := strings.Count(out.String(), missed); n != bad || len(rows) != 20 {
		t.Errorf("%d missed of 20 figures, shown are %d of %d:\n%s", bad, n, len(rows), &out)
	}
	return bad, rows
}

func TestAFigureIsOfThisCommitOrNotRun(t *testing.T) {
	for _, tt := range []struct {
		name, commit string
		logs         map[string]string
		notRun       int
	}{
		{"all of it", "abc", logs(nil), 0},
		{"of another commit", "def", logs(nil), 20},
		{"nothing", "abc", nil, 20},
		{"the campaign alone", "abc", map[string]string{campaign: ended(whole[campaign], 0)}, 16}, // all but 1, 18, 19 and a part of 20
	} {
		bad, rows := board(t, tt.logs, tt.commit)
		n := 0
		for _, row := range rows {
			if strings.HasSuffix(row, "  not run") {
				n++
			}
		}
		if bad != 0 || n != tt.notRun {
			t.Errorf("%s: %d missed, %d not run; want %d\n%s", tt.name, bad, n, tt.notRun, strings.Join(rows, "\n"))
		}
	}
}

// A run that was made must show all that it is to show, and that it came to its end.
func TestEvidenceThatIsLostIsMissed(t *testing.T) {
	for run, log := range whole {
		broken := map[string]string{
			"an empty log":              "commit=abc\n",
			"nothing but a good end":    ended("", 0),
			"a failure without a word":  ended(log, 1),
			"a run that was broken off": "commit=abc\n" + log,
			"a package that does not compile beside one that is well": ended("FAIL\tsluice/internal/media [build failed]\n"+log+"ok  \tsluice/internal/webhook\t0.1s\nFAIL\n", 1),
			"a package of which no test is left":                      ended(log+"testing: warning: no tests to run\nPASS\nok  \tsluice/internal/media\t0.1s [no tests to run]\n", 0),
		}
		for line := range strings.Lines(log) {
			if !dispensable(run, line) {
				broken["without "+strings.TrimSpace(line)] = ended(strings.Replace(log, line, "", 1), 0)
			}
		}
		for name, text := range broken {
			if bad, rows := board(t, logs(map[string]string{run: text}), "abc"); bad == 0 {
				t.Errorf("%s, %s: nothing is missed\n%s", run, name, strings.Join(rows, "\n"))
			}
		}
	}
}

// dispensable says whether no figure needs a line. Of a target that was fuzzed
// several are told while it lasts.
func dispensable(run, line string) bool {
	return strings.Contains(line, "caught by") || run == fuzzing && !strings.Contains(line, "fuzzing with")
}

func TestAFigureThatIsNotAsPromisedIsMissed(t *testing.T) {
	for _, tt := range []struct {
		name, run, old, now string
		want                []string
	}{
		{"sent early", worlds, "    seeds_test.go:1: ", "    seeds_test.go:1: early: account 0, \"a\": 1s\n    seeds_test.go:1: ", []string{"MISSED  1 of 7 sends"}},
		{"a world that failed", worlds, "failed=0", "failed=1", []string{"MISSED  2000; 1; 10.0"}},
		{"a pair that was not met", worlds, "met=10", "met=9", []string{"MISSED  9 of 10"}},
		{"a mutant that lives", planted, "caught=36", "caught=35", []string{"MISSED  35 of 36"}},
		{"a leak", secrets, "leaks=0", "leaks=2", []string{"MISSED  0 in 600 outputs; 2 of 150 routes"}},
		{"memory that grows", campaign, "hundredths=9 ", "hundredths=51 ", []string{"MISSED  0; 0; 0.51 % an hour"}},
		{"memory after a short soak", campaign, "seconds=3600", "seconds=20", []string{"ok      0; 0; memory is judged from an hour on; this took 20 s"}},
	} {
		_, rows := board(t, logs(map[string]string{tt.run: ended(strings.Replace(whole[tt.run], tt.old, tt.now, 1), 0)}), "abc")
		for _, w := range tt.want {
			if !slices.ContainsFunc(rows, func(row string) bool { return strings.Contains(row, w) }) {
				t.Errorf("%s: no %q in\n%s", tt.name, w, strings.Join(rows, "\n"))
			}
		}
	}
}

func TestTheLastFigureIsOfThreeRuns(t *testing.T) {
	const short = "ok      0; 0, of 600; fuzz not run; builds not run"
	alone := map[string]string{campaign: ended(whole[campaign], 0)}
	with := func(run, log string, code int) map[string]string {
		all := maps.Clone(alone)
		all[run] = ended(log, code)
		return all
	}
	tests := []struct {
		name string
		logs map[string]string
		want string
	}{
		{"nothing but the campaign", alone, short},
		{"one lost", with(campaign, strings.Replace(whole[campaign], "lost=0", "lost=1", 1), 0), "MISSED  1; 0, of 600; fuzz not run; builds not run"},
		{"a campaign that failed", with(campaign, "--- FAIL: TestX\n"+whole[campaign], 1), "MISSED  0; 0, of 600"},
		{"all of it", logs(nil), "ok      0; 0, of 600; 2 fuzz targets, 3.00 processor hours each, 0 failed; 2 of 2 builds equal"},
		{
			"a target that failed", with(fuzzing, whole[fuzzing]+"--- FAIL: FuzzB\n", 1),
			"MISSED  0; 0, of 600; 2 fuzz targets, 3.00 processor hours each, 1 failed",
		},
		{"no target", with(fuzzing, "make: *** No rule\n", 2), "MISSED  0; 0, of 600; 0 fuzz targets"},
		{"a target that was not fuzzed", with(fuzzing, "== sluice FuzzA\nok  \tsluice\t0.1s\n", 0), "MISSED  0; 0, of 600; 1 fuzz targets, 0.00"},
		{"builds that differ", with(builds, "builds: compared=2 equal=1\n", 1), "MISSED  0; 0, of 600; fuzz not run; 1 of 2 builds equal"},
		{"builds that failed", with(builds, "no space left on device\n", 1), "MISSED  0; 0, of 600; fuzz not run; 0 of 0 builds equal"},
		{"no campaign", map[string]string{builds: ended(whole[builds], 0)}, "not run"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, rows := board(t, tt.logs, "abc")
			if last := rows[len(rows)-1]; !strings.Contains(last, tt.want) {
				t.Errorf("the last row is %q, want %q in it", last, tt.want)
			}
		})
	}
}

// The Makefile writes what is read here: the commit, what a run says and how it
// ended, and fails as the run does.
func TestARunLeavesItsCommitAndItsEnd(t *testing.T) {
	for program, want := range map[string]string{"true": "exit=0", "false": "exit=1"} {
		dir := t.TempDir()
		cmd := exec.CommandContext(t.Context(), "make", "-C", filepath.Join("..", ".."), "guards", "GO="+program, "SCORES="+dir)
		cmd.Env = slices.DeleteFunc(os.Environ(), func(v string) bool { return strings.HasPrefix(v, "MAKE") || strings.HasPrefix(v, "MFLAGS=") })
		out, err := cmd.CombinedOutput()
		if failed := err != nil; failed != (program == "false") {
			t.Errorf("make guards with %s: %v\n%s", program, err, out)
		}
		log, err := os.ReadFile(filepath.Join(dir, guards+".log"))
		if err != nil {
			t.Fatal(err)
		}
		if lines := strings.Split(string(log), "\n"); len(lines) != 3 || lines[0] != "commit="+commit() || lines[1] != want {
			t.Errorf("after %s the log is %q, want the commit %s and %s", program, log, commit(), want)
		}
	}
}
