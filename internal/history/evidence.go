package history

import "time"

// A Change is what somebody did to an account, or to what it has waiting.
type Change struct {
	Account      string
	Kind         ChangeKind
	Call, Return time.Duration // Return: Never while nobody knows whether it was done
	OK           bool          // it was done; false with Return Never: perhaps
	Value        time.Duration // of Interval
	On           bool          // of Paused and Session: the state from then on
	As           string        // of Session: who is logged in
	Text         string        // of Edit and TakeOut: the message's first text
	NewText      string        // of Edit
}

// A ChangeKind is what a change changes.
type ChangeKind string

// The kinds of change.
const (
	Interval ChangeKind = "interval"
	Paused   ChangeKind = "paused"
	Session  ChangeKind = "session"
	Clear    ChangeKind = "clear"
	TakeOut  ChangeKind = "take out"
	Edit     ChangeKind = "edit"
)

// A Hold is a chat that the network made wait, from At on.
type Hold struct {
	At         time.Duration
	Account    string
	Chat       string
	Unresolved bool // it was met before the chat's number was known
	Unclear    bool // it did not tell whether it shows a message in doubt
	kept       bool // what was in doubt there is not sent by itself any more
}

// A Wait is how long the network asked an account, or one message of it, to wait.
type Wait struct {
	From, Until time.Duration
	Account, As string
	Text        string // the message; "": all
}

// A Step is a moment from which the gateway's wall clock is By away from the
// network's.
type Step struct {
	At, By time.Duration
	Start  bool // a process started here, whatever the step
}

// A List is one answer of showMessagesQueue, and of getMessagesCount beside it.
type List struct {
	Account      string
	Call, Return time.Duration
	IDs          []string
	Count        int
	Still        bool // nothing moved between the two: the count is the list's length
}

// An Ending is what the gateway says at last of a message.
type Ending struct {
	Account string
	ID      string
	Text    string // as it stands at last
	Status  string // as the API spells it: pending, delivered, failed, noAccount, expired, cleared
}

// A Told is one notification as a client received it.
type Told struct {
	Account string
	At      time.Duration // when the client had it
	Deleted time.Duration // when the client had deleted it; Never: it did not
	Perhaps bool          // the answer to its delete was lost
	Receipt int64
	Status  string // of a status: as the API spells it
	ID      string // of a status: the message
	Event   string // of a message: its text
	ByPhone bool   // told as sent from another app
}

// An Event is what the network has to tell of an account.
type Event struct {
	Account string
	Text    string
	ByPhone bool // sent from another app of the account
	As      string
}

// states walks through the values of one kind of change. It is asked for rising
// times.
type states struct {
	changes []Change // of one kind, by call
	next    int      // the first that has not begun
	open    []Change // that have begun, and may not be done or may be undone by none
	slack   time.Duration
}

func (a *account) states(k ChangeKind, slack time.Duration) *states {
	s := &states{slack: slack}
	for _, ch := range a.changes {
		if ch.Kind == k && (ch.OK || ch.Return == Never) {
			s.changes = append(s.changes, ch)
		}
	}
	return s
}

// possible returns the changes of which any may be the last one at t. Without
// one that is certain, the state before the first change may hold too.
func (s *states) possible(t time.Duration) (list []Change, certain bool) {
	for s.next < len(s.changes) && s.changes[s.next].Call <= t {
		s.open = append(s.open, s.changes[s.next])
		s.next++
	}
	// The last one that was surely done before t hides all that were surely done
	// before it was asked for.
	last := -1
	for i, ch := range s.open {
		if ch.OK && ch.Return+s.slack < t && (last < 0 || ch.Call >= s.open[last].Call) {
			last = i
		}
	}
	if last < 0 {
		return s.open, false
	}
	kept := s.open[:0]
	for i, ch := range s.open {
		if i >= last || ch.Return+s.slack >= s.open[last].Call && ch.Return != Never {
			kept = append(kept, ch)
		}
	}
	s.open = kept
	return s.open, true
}
