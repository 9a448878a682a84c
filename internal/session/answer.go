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

// marks are instances of which something is remembered until the process ends.
type marks struct {
	mu  sync.Mutex
	ids map[sluice.InstanceID]struct{} // guarded by mu
}

func (m *marks) add(id sluice.InstanceID) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.ids == nil {
		m.ids = map[sluice.InstanceID]struct{}{}
	}
	m.ids[id] = struct{}{}
}

func (m *marks) remove(id sluice.InstanceID) {
	m.mu.Lock()
	defer m.mu.Unlock()
	delete(m.ids, id)
}

func (m *marks) has(id sluice.InstanceID) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	_, ok := m.ids[id]
	return ok
}
