package queue

import (
	"cmp"
	"errors"
	"time"

	"sluice"
)

// mostFaults is how many tries a message gets that fails for a reason that
// nobody knows. Tries that found no connection, say, do not count. Each sets its
// chat aside, so a poisoned message holds up its own chat for about two minutes,
// and nothing else.
const mostFaults = 8

// A rule is what one kind of error means for the queue.
type rule struct {
	reason sluice.Reason
	most   time.Duration // pauses grow up to it, unless the network names one; 0: the store knows
}

// A kind is what an error says can be done, and what has to wait.
type kind struct {
	code  sluice.Code
	scope sluice.Scope
}

// rules are the errors after which a message stays in the queue. All others
// are final.
var rules = map[kind]rule{
	{sluice.Limited, sluice.ScopeAccount}:      {sluice.WaitsFlood, time.Minute},
	{sluice.Limited, sluice.ScopeMethod}:       {sluice.WaitsMethod, time.Minute},
	{sluice.Limited, sluice.ScopeChat}:         {sluice.WaitsSlowMode, time.Minute},
	{sluice.Unavailable, sluice.ScopeAccount}:  {sluice.WaitsOffline, time.Minute},
	{sluice.Unavailable, sluice.ScopeMethod}:   {sluice.WaitsMethod, 30 * time.Second},
	{sluice.Unavailable, sluice.ScopeChat}:     {sluice.WaitsResolving, 30 * time.Second},
	{sluice.Unknown, sluice.ScopeAccount}:      {sluice.WaitsOffline, time.Minute},
	{sluice.Unknown, sluice.ScopeMethod}:       {sluice.WaitsFault, 5 * time.Minute},
	{sluice.Unknown, sluice.ScopeChat}:         {sluice.WaitsFault, 5 * time.Minute},
	{sluice.Suspended, sluice.ScopeAccount}:    {sluice.WaitsSuspended, 0},
	{sluice.Suspended, sluice.ScopeChat}:       {sluice.WaitsFirstContact, 0},
	{sluice.Unauthorized, sluice.ScopeAccount}: {sluice.WaitsOffline, time.Minute}, // until the state follows
	{sluice.Blocked, sluice.ScopeAccount}:      {sluice.WaitsOffline, time.Minute}, // likewise
	{sluice.Full, sluice.ScopeAccount}:         {sluice.WaitsOffline, time.Minute}, // of our own disk
	{sluice.Internal, sluice.ScopeChat}:        {sluice.WaitsFault, 5 * time.Minute},
}

// announced are the reasons whose end is told by a release. Asking again only finds
// what was never told, and costs a commit for each message that waits.
var announced = map[sluice.Reason]time.Duration{sluice.WaitsFile: 5 * time.Minute}

// wait returns how m waits after err, and false when err is none or final. An
// error for no known reason is the faults-th of m.
func (q *Queue) wait(m sluice.Message, err error, faults int) (sluice.Wait, bool) {
	if err == nil {
		return sluice.Wait{}, false
	}
	e, ok := errors.AsType[*sluice.Error](err)
	if !ok {
		e = &sluice.Error{}
	}
	code, scope, pauses := sluice.CodeOf(err), e.Scope, m.Attempts
	switch code {
	case sluice.Unauthorized, sluice.Blocked, sluice.Full:
		scope = sluice.ScopeAccount
	case sluice.Internal:
		scope, pauses = sluice.ScopeChat, faults-1
		if faults >= mostFaults {
			return sluice.Wait{}, false
		}
	}
	r, ok := rules[kind{code, scope}]
	if !ok {
		return sluice.Wait{}, false
	}
	w := sluice.Wait{Scope: scope, Reason: cmp.Or(e.Reason, r.reason), For: e.Wait, Text: sluice.TextOf(err)}
	if w.For <= 0 && r.most > 0 {
		w.For = q.pause(pauses, max(r.most, announced[w.Reason]))
	}
	return w, true
}

// hold is how a message waits of which nobody can tell whether it was sent: to
// send it again could double it, to give it up could lose it. The operator
// decides, or its time is over.
func hold(err error) sluice.Wait {
	return sluice.Wait{Scope: sluice.ScopeChat, Reason: sluice.WaitsHeld, Text: sluice.TextOf(err)}
}

// pause returns the pause after n earlier ones: 1 s, doubled each time, up to
// most, and spread so that those who failed together do not return together.
func (q *Queue) pause(n int, most time.Duration) time.Duration {
	d := min(time.Second<<min(n, 20), most*4/5)
	return d + time.Duration(q.opts.Random()*float64(d/4))
}

// outcome returns how a message leaves the queue after err.
func outcome(err error) sluice.Outcome {
	o := sluice.Outcome{Status: sluice.StatusFailed, Description: sluice.TextOf(err)}
	switch sluice.CodeOf(err) {
	case "":
		return sluice.Outcome{Status: sluice.StatusSent}
	case sluice.NotFound:
		o.Status = sluice.StatusNoAccount
	case sluice.Internal:
		o.Description = "The gateway failed to send this message"
	}
	return o
}

// unfinished gives err, with which a send ended because its time was over, a
// meaning: what was written is in doubt, and the rest has not happened. What
// the network has answered stays as it is.
func unfinished(s sluice.Sent, err error) error {
	if sluice.CodeOf(err) != sluice.Internal {
		return err
	}
	e := &sluice.Error{Code: sluice.Unavailable, Err: err}
	if !s.Wire.IsZero() {
		e.Code = sluice.Unknown
	}
	return e
}
