package session

import (
	"context"
	"errors"
	"sync"

	"sluice"
)

// loggedIn is the answer to whoever waits when a login succeeds.
func loggedIn() answer {
	return answer{prompt: sluice.Prompt{Problem: sluice.ProblemRegistered}, reply: sluice.Reply{Heard: true}}
}

// reply is an answer that needed no network.
func reply(p sluice.Problem) answer { return answer{reply: sluice.Reply{Problem: p}} }

// prompt is the answer that p is: to the one who draws it p itself, to the one
// who entered something the reason of the API.
func prompt(p sluice.Prompt) answer {
	r := sluice.Reply{Heard: true, Problem: p.Problem, Wait: p.Wait}
	switch p.Problem {
	case "":
		if p.Step == sluice.StepPassword {
			r.Problem = sluice.ProblemPasswordNeeded
		}
	case sluice.ProblemNetworkTrouble, sluice.ProblemTimeout:
		r.Heard, r.Problem = false, sluice.ProblemTimeout
	case sluice.ProblemLoginSuperseded, sluice.ProblemUnscanned:
		r.Heard, r.Problem = false, sluice.ProblemNotStarted
	case sluice.ProblemNoAppID:
		r.Heard = false
	case sluice.ProblemAccountBlocked:
		r.Problem = sluice.ProblemPhoneBanned
	}
	return answer{prompt: p, reply: r}
}

// failure is the answer when a step could not be begun. What a page can show
// as a problem is one; everything else is an error.
func failure(err error) answer {
	e, _ := errors.AsType[*sluice.Error](err)
	switch {
	case errors.Is(err, context.DeadlineExceeded):
	case e == nil:
		return answer{err: err}
	case e.Code == sluice.Limited:
		return prompt(sluice.Prompt{Problem: sluice.ProblemLimited, Wait: e.Wait})
	case e.Code == sluice.Blocked:
		return prompt(sluice.Prompt{Problem: sluice.ProblemAccountBlocked})
	case e.Code != sluice.Unavailable && e.Code != sluice.Unknown:
		return answer{err: err}
	}
	return prompt(sluice.Prompt{Problem: sluice.ProblemNetworkTrouble})
}

// lapsed remembers whose code has run out, so that entering it late is told
// from never having asked for one. It is not kept across restarts.
type lapsed struct {
	mu  sync.Mutex
	ids map[sluice.InstanceID]struct{} // guarded by mu
}

func (l *lapsed) add(id sluice.InstanceID) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.ids == nil {
		l.ids = map[sluice.InstanceID]struct{}{}
	}
	l.ids[id] = struct{}{}
}

func (l *lapsed) remove(id sluice.InstanceID) {
	l.mu.Lock()
	defer l.mu.Unlock()
	delete(l.ids, id)
}

func (l *lapsed) has(id sluice.InstanceID) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	_, ok := l.ids[id]
	return ok
}
