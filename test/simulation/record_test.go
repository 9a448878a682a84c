package simulation

import (
	"slices"
	"sync"
	"time"

	"sluice/internal/history"
	"sluice/test/linear"
)

// A recorder keeps the evidence.
type recorder struct {
	begun time.Time

	mu      sync.Mutex // guards the rest
	all     history.Run
	ops     []linear.Operation
	strokes []stroke
}

// A stroke is something that fate did.
type stroke struct {
	at   time.Duration
	text string
}

// note adds to the evidence.
func (r *recorder) note(add func(run *history.Run)) {
	r.mu.Lock()
	defer r.mu.Unlock()
	add(&r.all)
}

// call logs an attempt whose answer is not known yet, and returns its place.
func (r *recorder) call(a history.Arrival) int {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.all.Calls = append(r.all.Calls, a)
	return len(r.all.Calls) - 1
}

// answered logs how an attempt ended.
func (r *recorder) answered(place int, a history.Answer) {
	r.mu.Lock()
	defer r.mu.Unlock()
	c := &r.all.Calls[place]
	if c.Answer == "" {
		c.Answer, c.Took = a, time.Since(r.begun)-c.At
	}
}

// cut makes the answers unknown that a process got in its last moment: it may
// not have recorded them.
func (r *recorder) cut(now, slack time.Duration) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for i := range r.all.Calls {
		c := &r.all.Calls[i]
		if c.Answer != history.Silence && (c.Answer == "" || c.At+c.Took+slack >= now) {
			c.Answer, c.Perhaps = history.Silence, c.Answer
		}
	}
	r.all.Waits = slices.DeleteFunc(r.all.Waits, func(w history.Wait) bool { return w.From+slack >= now })
}

// doubtful says whether a message, told by its first words, has had an attempt
// without a result.
func (r *recorder) doubtful(words string) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	texts := []string{words}
	for _, c := range r.all.Changes {
		if c.Kind == history.Edit && c.Text == words {
			texts = append(texts, c.NewText)
		}
	}
	return slices.ContainsFunc(r.all.Calls, func(c history.Arrival) bool {
		without := c.Answer == "" || c.Answer == history.Silence || c.Answer == history.Fault
		return without && slices.Contains(texts, c.Text)
	})
}

// clock logs that the gateway trusts another wall clock from now on.
func (r *recorder) clock(at, by time.Duration, start bool) {
	r.note(func(run *history.Run) { run.Clock = append(run.Clock, history.Step{At: at, By: by, Start: start}) })
}

// operation logs a call for the models.
func (r *recorder) operation(o linear.Operation) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.ops = append(r.ops, o)
}

// run returns the evidence.
func (r *recorder) run(p plan) history.Run {
	r.mu.Lock()
	defer r.mu.Unlock()
	run := r.all
	run.Interval, run.Slack = 500*time.Millisecond, p.slack()
	run.Calls = slices.Clone(run.Calls)
	if run.Endings == nil {
		run.Endings = []history.Ending{}
	}
	return run
}
