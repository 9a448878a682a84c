package simulation

import (
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"sluice/internal/history"
	"sluice/test/linear"
)

var (
	seeds = flag.Int("seeds", 40, "how many seeds to run")
	from  = flag.Uint64("from", 1, "the first of them")
	only  = flag.Uint64("seed", 0, "run this seed alone, and tell all; 0: not")
	times = flag.Int("times", 1, "how often to run each seed")
	often = flag.Int("often", 0, "how often each fault is to meet each condition; 0: not asked")
	show  = flag.Bool("coverage", false, "print what met what")
)

// corpus holds the seeds that once failed, one a line, with what they found.
const corpus = "testdata/seeds"

// A tally is what many worlds have shown.
type tally struct {
	mu       sync.Mutex // guards the rest
	worlds   int
	days     float64 // that instances have lived
	messages int
	calls    int
	models   int
	failed   []uint64
	coverage coverage
}

func TestSeeds(t *testing.T) {
	all := remembered(t)
	for k := range uint64(*seeds) {
		all = append(all, *from+k)
	}
	if *only != 0 {
		all = []uint64{*only}
	}
	all = slices.Repeat(all, *times)
	next := make(chan uint64, len(all))
	for _, s := range all {
		next <- s
	}
	close(next)
	began, sum := time.Now(), &tally{coverage: coverage{}}
	t.Run("worlds", func(t *testing.T) {
		for w := range 2 {
			t.Run(strconv.Itoa(w), func(t *testing.T) {
				t.Parallel()
				for s := range next {
					if sum.live(t, s); sum.lost() {
						return
					}
				}
			})
		}
	})
	pairs, met, missing := sum.coverage.table(max(*often, 1))
	t.Logf("simulation: seeds=%d failed=%d days=%.0f messages=%d calls=%d histories=%d pairs=%d met=%d commit=%s",
		sum.worlds, len(sum.failed), sum.days, sum.messages, sum.calls, sum.models, pairs, met, commit())
	t.Logf("%.0f instance-days a minute", sum.days/time.Since(began).Minutes())
	if *show {
		t.Logf("what met what:\n%s\nmissing: %s", sum.coverage, strings.Join(missing, ", "))
	}
	if *often > 0 && met < pairs {
		t.Errorf("%d of %d pairs of fault and condition were met less than %d times: %s", pairs-met, pairs, *often, strings.Join(missing, ", "))
	}
}

// lost says whether enough has gone wrong to look at that first.
func (sum *tally) lost() bool {
	sum.mu.Lock()
	defer sum.mu.Unlock()
	return len(sum.failed) >= 10
}

// live runs one seed and reports what went wrong.
func (sum *tally) live(t *testing.T, seed uint64) {
	var (
		w      *world
		broken []history.Violation
		judged linear.Judgement
	)
	synctest.Test(t, func(t *testing.T) {
		w, broken = run(t, seed)
		judged = linear.Check(w.log.ops)
	})
	sum.mu.Lock()
	defer sum.mu.Unlock()
	sum.worlds++
	sum.days += float64(w.plan.instances) * (w.plan.horizon + w.plan.healing()).Hours() / 24
	sum.messages += len(w.log.all.Requests)
	sum.calls += len(w.log.all.Calls)
	sum.models += judged.Histories
	sum.coverage.add(w.net.coverage)
	if len(broken) == 0 && len(judged.Illegal) == 0 {
		return
	}
	sum.failed = append(sum.failed, seed)
	t.Errorf("seed=%d commit=%s replay: go test ./test/simulation -run Seeds -seed %d -v", seed, commit(), seed)
	for _, v := range broken[:min(len(broken), 5)] {
		t.Error(v)
	}
	for _, m := range judged.Illegal[:min(len(judged.Illegal), 2)] {
		t.Error("no order explains ", m)
	}
	if *only != 0 {
		t.Log(w.tell())
	}
}

// tell writes down all that happened, in order.
func (w *world) tell() string {
	type line struct {
		at   time.Duration
		text string
	}
	var lines []line
	add := func(at time.Duration, format string, args ...any) {
		lines = append(lines, line{at, fmt.Sprintf(format, args...)})
	}
	all := w.log.all
	for _, r := range all.Requests {
		add(r.Call, "%s asks to send %s to %s: %s, ok %t", r.Account, r.Text, r.Written, r.ID, r.OK)
	}
	for _, c := range all.Calls {
		add(c.At, "%s sends %s to %s as %s: %s after %v", c.Account, c.Text, c.Chat, c.As, c.Answer, c.Took)
	}
	for _, c := range all.Changes {
		add(c.Call, "%s %s: on %t as %s, %s %s, %v; ok %t until %v", c.Account, c.Kind, c.On, c.As, c.Text, c.NewText, c.Value, c.OK, c.Return)
	}
	for _, n := range all.Told {
		add(n.At, "%s is told %d: %s %s %s, deleted %v", n.Account, n.Receipt, n.ID, n.Status, n.Event, n.Deleted)
	}
	for _, h := range all.Asides {
		add(h.At, "%s: chat %s has to wait", h.Account, h.Chat)
	}
	for _, h := range all.Waits {
		add(h.From, "%s as %s: wait until %v %s", h.Account, h.As, h.Until, h.Text)
	}
	for _, s := range all.Clock {
		add(s.At, "the clock is %v ahead, start %t", s.By, s.Start)
	}
	for _, l := range all.Lists {
		add(l.Call, "%s lists %v", l.Account, l.IDs)
	}
	for _, s := range w.log.strokes {
		add(s.at, "%s", s.text)
	}
	slices.SortStableFunc(lines, func(a, b line) int { return int(a.at - b.at) })
	var b strings.Builder
	fmt.Fprintf(&b, "%+v\n", w.plan)
	for _, l := range lines {
		fmt.Fprintf(&b, "%v %s\n", l.at, l.text)
	}
	return b.String()
}

// remembered returns the seeds of the corpus.
func remembered(t *testing.T) []uint64 {
	t.Helper()
	data, err := os.ReadFile(filepath.FromSlash(corpus))
	if err != nil {
		t.Fatal(err)
	}
	var list []uint64
	for line := range strings.Lines(string(data)) {
		number, _, _ := strings.Cut(strings.TrimSpace(line), " ")
		if number == "" || number[0] == '#' {
			continue
		}
		seed, err := strconv.ParseUint(number, 10, 64)
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, seed)
	}
	return list
}

// commit names what is tested.
func commit() string {
	out, err := exec.Command("git", "rev-parse", "--short", "HEAD").Output()
	if err != nil {
		return "unknown"
	}
	return strings.TrimSpace(string(out))
}
