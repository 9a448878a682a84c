package main

import "fmt"

// A figure is one row of the board.
type figure struct {
	name string
	run  string                                   // whose log tells
	read func(r record) (value string, good bool) // "": the log does not tell
}

// missed is said of a figure that is not what was promised.
const missed = "MISSED"

// judge reads a figure. One that its run does not tell is missed: evidence that is
// lost is not there.
func (f figure) judge(records map[string]record) (verdict, value string) {
	r, ok := records[f.run]
	if !ok {
		return "", "not run"
	}
	value, good := f.read(r)
	switch {
	case value == "":
		return missed, f.run + ".log does not tell it"
	case !good:
		return missed, value
	default:
		return "ok", value
	}
}

// The runs.
const (
	campaign = "campaign"
	worlds   = "simulate"
	disks    = "disk"
	planted  = "mutants"
	guards   = "guards"
	secrets  = "secrets"
)

// figures are in the order of the promise.
var figures = []figure{
	{"acknowledged messages lost, kill -9", campaign, func(r record) (string, bool) {
		cycles, ok := r.sum("campaign:", "campaign: ")
		acks, _ := r.count("campaign:", ` (\d+) accepted`)
		lost := r.broken("lost")
		return told(ok, "%d of %d acknowledged, %d kills", lost, acks, cycles), lost == 0 && r.passed()
	}},
	{"acknowledged messages lost, power loss, 0-100 % kept", disks, func(r record) (string, bool) {
		points, ok := r.sum("power:", "points=")
		return told(ok, "%s of %d images", verdict(r.passed(), "0", "some"), points), r.passed()
	}},
	{"crash points passed", disks, func(r record) (string, bool) {
		points, ok := r.sum("power: percent=0 ", "points=")
		return told(ok, "%s of %d: each write of the disk", verdict(r.passed(), "all", "not all"), points), r.passed()
	}},
	{"visible duplicates; repeats with a changed id", worlds, func(r record) (string, bool) {
		calls, ok := r.sum("simulation:", "calls=")
		doubled, renamed := r.broken("doubled"), r.broken("renamed")
		return told(ok, "%d; %d of %d sends", doubled, renamed, calls), doubled+renamed == 0
	}},
	{"sends begun while another was in doubt", worlds, broken("doubts")},
	{"sends earlier than the interval, or than told to wait", worlds, broken("early", "hasty")},
	{"sends while not authorized or paused", worlds, broken("ungated")},
	{"order inversions per instance, per chat where set aside", worlds, broken("swapped", "misorder")},
	{"damage injected, silent", disks, func(r record) (string, bool) {
		injected, ok := r.sum("damage:", "injected=")
		silent, _ := r.sum("damage:", "silent=")
		return told(ok, "%d, %d", injected, silent), silent == 0
	}},
	{"acknowledged after a failed write or sync", disks, func(r record) (string, bool) {
		operations, ok := r.sum("faults:", "operations=")
		acked, _ := r.sum("faults:", "acknowledged=")
		return told(ok, "%d, with a fault at each of %d operations", acked, operations), acked == 0 && r.passed()
	}},
	{"seeds; failing; simulated instance-years", worlds, func(r record) (string, bool) {
		seeds, ok := r.sum("simulation:", "seeds=")
		failed, _ := r.sum("simulation:", "failed=")
		days, _ := r.sum("simulation:", "days=")
		return told(ok, "%d; %d; %.1f", seeds, failed, float64(days)/365), failed == 0 && r.passed()
	}},
	{"pairs of fault and condition met", worlds, func(r record) (string, bool) {
		pairs, ok := r.sum("simulation:", "pairs=")
		met, _ := r.sum("simulation:", "met=")
		return told(ok, "%d of %d", met, pairs), met == pairs
	}},
	{"planted bugs caught", planted, func(r record) (string, bool) {
		caught, ok := r.sum("mutants:", "caught=")
		of, _ := r.sum("mutants:", "of=")
		return told(ok, "%d of %d", caught, of), caught == of && r.passed()
	}},
	{"scripts on which model and engines agree", disks, func(r record) (string, bool) {
		scripts, ok := r.count("[rapid]", `OK, passed (\d+) tests`)
		return told(ok, "%d, on Pebble", scripts), r.passed()
	}},
	{"small histories compared with a model; illegal", worlds, func(r record) (string, bool) {
		histories, ok := r.sum("simulation:", "histories=")
		illegal, _ := r.count("no order explains", `(no order explains)`)
		return told(ok, "%d; %d", histories, illegal), illegal == 0
	}},
	{"connections to forbidden addresses", guards, func(r record) (string, bool) {
		forms := r.lines("--- PASS: Test")
		return told(forms > 0, "%s of %d forms", verdict(r.passed(), "0", "some"), forms), r.passed()
	}},
	{"canary in outputs; leaks between tenants", secrets, func(r record) (string, bool) {
		outputs, ok := r.sum("canary:", "outputs=")
		hits, _ := r.sum("canary:", "hits=")
		routes, both := r.sum("tenants:", "routes=")
		leaks, _ := r.sum("tenants:", "leaks=")
		return told(ok && both, "%d in %d outputs; %d of %d routes, as 3 identities", hits, outputs, leaks, routes), hits+leaks == 0 && r.passed()
	}},
	{"leaks after a soak: goroutines, descriptors, memory", campaign, func(r record) (string, bool) {
		seconds, ok := r.sum("soak:", "seconds=")
		goroutines, _ := r.sum("soak:", "goroutines=")
		descriptors, _ := r.sum("soak:", "descriptors=")
		growth := fmt.Sprintf("memory is judged from an hour on; this took %d s", seconds)
		small := true
		if seconds >= 3600 {
			hundredths, _ := r.sum("soak:", "hundredths=")
			growth, small = fmt.Sprintf("%.2f %% an hour", float64(hundredths)/100), hundredths <= 50
		}
		return told(ok, "%d; %d; %s", goroutines, descriptors, growth), small && r.ended("TestASoakLeavesNothingBehind")
	}},
	{"recovery of a million; fail-over to the first send", campaign, func(r record) (string, bool) {
		messages, ok := r.sum("recovery:", "messages=")
		million, _ := r.sum("recovery:", "million=")
		ready, _ := r.sum("recovery:", "ready=")
		return told(ok, "%d ms a million (%d waited, ready in %d ms); fail-over: not built", million, messages, ready),
			million <= 2000 && r.ended("TestADeepQueue")
	}},
	{"webhook events lost; out of order; fuzzing; equal builds", campaign, webhooks},
}

// broken reads how many violations of some kinds the worlds have met.
func broken(kinds ...string) func(record) (string, bool) {
	return func(r record) (string, bool) {
		calls, ok := r.sum("simulation:", "calls=")
		n := r.broken(kinds...)
		return told(ok, "%d of %d sends", n, calls), n == 0
	}
}

// told formats a figure, "" for one that the run does not have.
func told(ok bool, format string, args ...any) string {
	if !ok {
		return ""
	}
	return fmt.Sprintf(format, args...)
}

func verdict(good bool, yes, no string) string {
	if good {
		return yes
	}
	return no
}
