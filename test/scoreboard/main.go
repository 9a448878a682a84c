// Command scoreboard prints the figures by which the promise is measured.
//
// It runs nothing. The runs leave their logs in a directory, each with the commit
// that it was made of on its first line and its exit code on the last, and the
// figures are read from there: a figure without a run of this commit is "not run",
// never an old value, and one that its run does not tell is missed.
//
//	go run ./test/scoreboard .cache/scores
package main

import (
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: scoreboard DIRECTORY")
		os.Exit(2)
	}
	bad, err := score(os.Stdout, os.Args[1], commit())
	if err != nil {
		fmt.Fprintln(os.Stderr, "scoreboard:", err)
	}
	if err != nil || bad > 0 {
		os.Exit(1)
	}
}

// commit names what is measured.
func commit() string {
	out, err := exec.Command("git", "rev-parse", "--short", "HEAD").Output()
	if err != nil {
		return "unknown"
	}
	return strings.TrimSpace(string(out))
}

// A record is what one run has logged.
type record struct {
	text string
	all  map[string]record // of this commit
}

// score prints the board and returns how many figures miss their target.
func score(w io.Writer, dir, commit string) (bad int, err error) {
	records := map[string]record{}
	runs := slices.Clone(beside)
	for _, f := range figures {
		runs = append(runs, f.run)
	}
	for _, run := range runs {
		data, err := os.ReadFile(filepath.Join(dir, run+".log"))
		if os.IsNotExist(err) {
			continue
		}
		if err != nil {
			return 0, err
		}
		if first, rest, _ := strings.Cut(string(data), "\n"); first == "commit="+commit {
			records[run] = record{rest, records}
		}
	}
	var b strings.Builder
	fmt.Fprintf(&b, "scoreboard of commit %s\n\n", commit)
	for i, f := range figures {
		verdict, value := f.judge(records)
		if verdict == missed {
			bad++
		}
		fmt.Fprintf(&b, "%2d  %-58s %-7s %s\n", i+1, f.name, verdict, value)
	}
	_, err = io.WriteString(w, b.String())
	return bad, err
}

// sum adds up the numbers that follow key in all lines that hold mark.
func (r record) sum(mark, key string) (total int, found bool) {
	return r.count(mark, regexp.QuoteMeta(key)+`(\d+)`)
}

// count adds up what a pattern finds in all lines that hold mark, one for what is
// no number.
func (r record) count(mark, expression string) (total int, found bool) {
	pattern := regexp.MustCompile(expression)
	for line := range strings.Lines(r.text) {
		if m := pattern.FindStringSubmatch(line); m != nil && strings.Contains(line, mark) {
			n, err := strconv.Atoi(m[1])
			if err != nil {
				n = 1
			}
			total, found = total+n, true
		}
	}
	return total, found
}

// lines counts the lines that hold mark.
func (r record) lines(mark string) int { return strings.Count(r.text, mark) }

// passed says whether the run came to its end, all of it was well, and each of its
// packages had a test to run.
func (r record) passed() bool {
	return strings.HasSuffix(r.text, "\nexit=0\n") && !strings.Contains(r.text, "[no tests to run]")
}

// ended says whether one test of the run ended well.
func (r record) ended(test string) bool { return strings.Contains(r.text, "--- PASS: "+test+" ") }

// broken counts the violations of one kind that the run has told of.
func (r record) broken(kinds ...string) int {
	n := 0
	for _, k := range kinds {
		n += strings.Count(r.text, ": "+k+": account ")
	}
	return n
}
