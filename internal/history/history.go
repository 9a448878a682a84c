// Package history decides, from what clients were answered and from what the
// fake network received, whether a run kept the promise: nothing accepted is
// lost, doubled, out of order, early, sent while it must not be, or told wrong.
//
// The gateway's own log is no evidence here. Clients note what they asked, when,
// and what they were answered; the network notes which wire attempts arrived, by
// its own monotonic clock, what it answered, and which messages became visible;
// the gateway's last word on each message is read once all is still. [Check]
// joins them in one pass over each, so that a run of millions of messages is
// judged in seconds. A run that has fewer kinds of evidence is judged by those
// that it has.
//
// Small things that many may touch at once, a setting, one message's life, one
// receipt, are compared with a model instead: see [CheckModels].
package history

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"time"
)

// Never is the time of what has not happened.
const Never = time.Duration(math.MaxInt64)

// A Request is one sendMessage of one client. Every request carries a text of
// its own; that is what joins the logs.
type Request struct {
	Account string // as the network names the instance's account
	Text    string
	Seq     int  // position in the order in which one client asked, from 0
	OK      bool // answered 200; false: the answer was lost, so it may exist or not

	// What a closer look has; the zero values are judged by nothing.
	ID           string // idMessage
	Chat         string // as the network numbers it
	Written      string // the chat as the client wrote it
	Call, Return time.Duration
}

// An Answer is what the network made of a wire attempt.
type Answer string

// The answers. Those with a result end the doubt about the attempt.
const (
	Unknown Answer = ""        // nobody noted it
	Taken   Answer = "taken"   // and the gateway was told so
	Refused Answer = "refused" // for good
	Waits   Answer = "waits"   // the account has to
	Aside   Answer = "aside"   // the chat has to, or what needs one method
	Fault   Answer = "fault"   // of the network: no result, and the chat waits
	Silence Answer = "silence" // lost, late or cut off: no result
)

// An Arrival is a wire attempt or a visible message at the network.
type Arrival struct {
	At       time.Duration // by the network's monotonic clock
	Account  string
	Text     string
	RandomID string

	// What a closer look has.
	Chat    string
	As      string        // who was logged in
	Answer  Answer        // of an attempt
	Took    time.Duration // until the answer
	Perhaps Answer        // that a kill has taken along or not; Answer is Silence then
}

// A Run is everything that was seen of one run.
type Run struct {
	Interval time.Duration // least time between two messages of an account, unless a change says otherwise
	Requests []Request     // by client, in the order asked
	Calls    []Arrival     // every wire attempt, in the order of arrival
	Visible  []Arrival     // every message that the other side sees, in the order of arrival

	// What a closer look has.
	Slack   time.Duration // how long the gateway may take to act on what it was told
	Changes []Change      // by account, in the order of their calls
	Lookups []Arrival     // of chats that were refused for good, for a message
	Cuts    []Arrival     // attempts that never arrived, recorded or not: their process was killed
	Asides  []Hold        // chats that the network made wait
	Waits   []Wait        // what it asked to wait for how long
	Clock   []Step        // of the gateway's wall clock, as far as it trusts it
	Lists   []List
	Endings []Ending // the gateway's last word; nil: whatever was accepted must be visible
	Told    []Told   // by account, in the order received
	Events  []Event  // by account, in the order in which they happened
}

// A Kind names what a violation breaks.
type Kind string

// The kinds of violation.
const (
	Lost     Kind = "lost"     // I1: answered 200 and neither visible nor accounted for
	Doubled  Kind = "doubled"  // I6: visible more than once
	Phantom  Kind = "phantom"  // I2: visible, listed or told, and nobody asked for it
	Swapped  Kind = "swapped"  // I3: first attempts in another order than asked
	Early    Kind = "early"    // I4: less than the interval after the last attempt of the message before
	Ungated  Kind = "ungated"  // I5: sent while not authorized or paused
	Hasty    Kind = "hasty"    // sent before a wait was over that the network asked for
	Renamed  Kind = "renamed"  // I6: a repeat with another random id
	Doubts   Kind = "doubts"   // I6: another message was begun while one was in doubt
	Expired  Kind = "expired"  // I7: sent after a day, or expired before one
	Listed   Kind = "listed"   // I8: the list or the count is wrong
	Revived  Kind = "revived"  // I9: sent after it was cleared, taken out or edited
	Untold   Kind = "untold"   // I10: an event or an outcome that the client never got
	Mistold  Kind = "mistold"  // I10: told wrong, twice, or out of order
	Stalled  Kind = "stalled"  // I4b: still waiting although nothing was in the way
	Misorder Kind = "misorder" // I3: ids are not in the order of the requests
)

// A Violation is one broken promise.
type Violation struct {
	Kind    Kind
	Account string
	Text    string
	Detail  string
}

// String returns the violation as one line.
func (v Violation) String() string {
	return fmt.Sprintf("%s: account %s, %q: %s", v.Kind, v.Account, v.Text, v.Detail)
}

// Check returns every violation of the run, none when the promise was kept.
func Check(r Run) []Violation {
	c := newChecker(r)
	c.conservation()
	c.patience()
	for _, account := range c.accounts {
		c.stalled(account)
		c.identities(account)
		c.order(account)
		c.repeats(account)
		c.pace(account)
		c.gate(account)
		c.age(account)
		c.withdrawn(account)
		c.lists(account)
		c.told(account)
	}
	return c.found
}

// Repeats counts the wire attempts beyond the first of each message: how often
// a send in doubt was made again.
func Repeats(calls []Arrival) int {
	seen := map[string]struct{}{}
	for _, a := range calls {
		seen[a.Text] = struct{}{}
	}
	return len(calls) - len(seen)
}

// A checker has a run taken apart by account.
type checker struct {
	Run
	byText   map[string]*message
	accounts []*account
	found    []Violation
}

// An account is what was seen of one.
type account struct {
	name     string
	messages []*message // in the order asked
	calls    []Arrival  // by time
	cuts     []Arrival  // by time
	changes  []Change   // by call
	asides   []Hold     // by time
	lists    []List
	told     []Told
	events   []Event
	ids      []*message // by id; see named
}

// A message is what was seen of one.
type message struct {
	Request
	texts   []string // the first one, and what edits made of it
	calls   []Arrival
	cuts    []Arrival
	refused []time.Duration // when a look-up of its chat was
	visible int
	ending  *Ending
}

func newChecker(r Run) *checker {
	c := &checker{Run: r, byText: make(map[string]*message, len(r.Requests))}
	by := map[string]*account{}
	of := func(name string) *account {
		a := by[name]
		if a == nil {
			a = &account{name: name}
			by[name] = a
			c.accounts = append(c.accounts, a)
		}
		return a
	}
	for _, q := range r.Requests {
		m := &message{Request: q, texts: []string{q.Text}}
		c.byText[q.Text] = m
		of(q.Account).messages = append(of(q.Account).messages, m)
	}
	for _, ch := range byTime(r.Changes, func(ch Change) time.Duration { return ch.Call }) {
		of(ch.Account).changes = append(of(ch.Account).changes, ch)
		if m := c.byText[ch.Text]; ch.Kind == Edit && m != nil {
			m.texts = append(m.texts, ch.NewText)
			c.byText[ch.NewText] = m
		}
	}
	for _, a := range byTime(r.Calls, func(a Arrival) time.Duration { return a.At }) {
		of(a.Account).calls = append(of(a.Account).calls, a)
		if m := c.byText[a.Text]; m != nil {
			m.calls = append(m.calls, a)
		}
	}
	for _, a := range byTime(r.Cuts, func(a Arrival) time.Duration { return a.At }) {
		of(a.Account).cuts = append(of(a.Account).cuts, a)
		if m := c.byText[a.Text]; m != nil {
			m.cuts = append(m.cuts, a)
		}
	}
	for _, a := range r.Lookups {
		if m := c.byText[a.Text]; m != nil {
			m.refused = append(m.refused, a.At)
		}
	}
	for _, h := range byTime(r.Asides, func(h Hold) time.Duration { return h.At }) {
		of(h.Account).asides = append(of(h.Account).asides, h)
	}
	for _, l := range r.Lists {
		of(l.Account).lists = append(of(l.Account).lists, l)
	}
	for _, t := range r.Told {
		of(t.Account).told = append(of(t.Account).told, t)
	}
	for _, e := range r.Events {
		of(e.Account).events = append(of(e.Account).events, e)
	}
	slices.SortFunc(c.accounts, func(a, b *account) int { return cmp.Compare(a.name, b.name) })
	return c
}

func byTime[T any](all []T, at func(T) time.Duration) []T {
	sorted := slices.Clone(all)
	slices.SortStableFunc(sorted, func(a, b T) int { return cmp.Compare(at(a), at(b)) })
	return sorted
}

func (c *checker) report(k Kind, account, text, format string, args ...any) {
	c.found = append(c.found, Violation{k, account, text, fmt.Sprintf(format, args...)})
}
