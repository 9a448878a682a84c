package main

import (
	"fmt"
	"regexp"
	"strings"
	"time"
)

// The runs that the last figure reads beside its own. They take long, so they are
// made by hand.
const (
	fuzzing = "fuzz"
	builds  = "builds"
)

var beside = []string{fuzzing, builds}

// webhooks reads what became of notifications at receivers of every vice, and
// what was fuzzed and built twice.
func webhooks(r record) (string, bool) {
	events, ok := r.sum("webhook: campaign=", "events=")
	lost, _ := r.sum("webhook: campaign=", " lost=")
	misordered, _ := r.sum("webhook: campaign=", "misordered=")
	fuzzed, whole := fuzz(r.all)
	built, equal := twice(r.all)
	return told(ok, "%d; %d, of %d; %s; %s", lost, misordered, events, fuzzed, built),
		lost+misordered == 0 && r.passed() && whole && equal
}

// fuzz says for how long each target was fuzzed at least, and whether all held.
func fuzz(all map[string]record) (string, bool) {
	r, ok := all[fuzzing]
	if !ok {
		return "fuzz not run", true
	}
	targets, least := 0, time.Duration(0)
	for _, part := range strings.Split("\n"+r.text, "\n== ")[1:] {
		if took := processor(part); targets == 0 || took < least {
			least = took
		}
		targets++
	}
	failed := r.lines("--- FAIL")
	return fmt.Sprintf("%d fuzz targets, %.2f processor hours each, %d failed", targets, least.Hours(), failed), least > 0 && r.passed()
}

// processor is how much of processors a fuzz target has had.
func processor(part string) time.Duration {
	var workers int
	if m := regexp.MustCompile(`fuzzing with (\d+) worker`).FindStringSubmatch(part); m != nil {
		_, _ = fmt.Sscan(m[1], &workers)
	}
	all := regexp.MustCompile(`fuzz: elapsed: (\S+), execs`).FindAllStringSubmatch(part, -1)
	if len(all) == 0 {
		return 0
	}
	took, err := time.ParseDuration(all[len(all)-1][1])
	if err != nil {
		return 0
	}
	return took * time.Duration(workers)
}

// twice says whether two builds were the same.
func twice(all map[string]record) (string, bool) {
	r, ok := all[builds]
	if !ok {
		return "builds not run", true
	}
	compared, ok := r.sum("builds:", "compared=")
	equal, _ := r.sum("builds:", "equal=")
	return fmt.Sprintf("%d of %d builds equal", equal, compared), ok && equal == compared && r.passed()
}
