package queue_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing/synctest"
	"time"

	"sluice"
)

// A network is the other side. It takes what is sent, answers as it is told,
// and keeps a log of its own, which is the evidence.
type network struct {
	start     time.Time                    // timelines count from it
	strangers []sluice.ChatID              // chats that never wrote to us
	preparing time.Duration                // how long Prepare takes
	takes     time.Duration                // how long Send takes
	blank     bool                         // a duplicate's number is not told
	unclear   bool                         // what became of a message cannot be seen
	prepare   func(m sluice.Message) error // refuses to prepare; nil: never
	sending   func(c call)                 // told as a send begins; nil: nobody

	mu       sync.Mutex
	answers  map[string][]answer // by text, used up in order; then it takes the message
	next     []answer            // for whatever comes, before answers
	refuse   []error             // for what is prepared next
	calls    []call
	faults   []fault
	taken    map[[16]byte]int64 // what the chats show: the message's number by Key
	busy     time.Time
	prepared int // at that moment
	looked   int // for what is in doubt
}

// A call is one request to send.
type call struct {
	at       time.Time
	instance sluice.InstanceID
	id       sluice.MessageID
	key      [16]byte
	chat     sluice.ChatID // numeric
	text     string
	local    bool // it never left the gateway
	done     bool // and this is how it ended:
	err      error
}

// A fault is what the network had against a message.
type fault struct {
	at        time.Time
	m         sluice.MessageID
	preparing bool
	err       error
}

// An answer is how a send ends otherwise than well.
type answer struct {
	err   error
	local bool // nothing was written
	lost  bool // the network took the message, and the sender does not learn it
}

// ready is a prepared message.
type ready struct {
	m    sluice.Message
	peer sluice.Peer
}

func (r ready) Peer() sluice.Peer { return r.peer }

func text(m sluice.Message) string { return string(m.Body.(sluice.TextBody).Text) }

// resolve knows one person by phone, name and number. All else is a number.
func (n *network) resolve(c sluice.ChatID) sluice.Peer {
	if _, phone := c.Phone(); phone || c == "@someone" {
		c = "10000000"
	}
	return sluice.Peer{Chat: c, Type: sluice.ChatUser, First: slices.Contains(n.strangers, c)}
}

func (n *network) Prepare(ctx context.Context, m sluice.Message) (sluice.Prepared, error) {
	if err := pass(ctx, n.preparing); err != nil {
		return nil, err
	}
	if err := n.refusal(m); err != nil {
		return nil, err
	}
	if n.prepare != nil {
		if err := n.prepare(m); err != nil {
			return nil, err
		}
	}
	return ready{m, n.resolve(m.Chat)}, nil
}

func (n *network) refusal(m sluice.Message) error {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.prepared++; n.busy != time.Now() {
		n.busy, n.prepared = time.Now(), 0
	} else if n.prepared > 1000 {
		panic(fmt.Sprintf("the lane spins at %v over %s to %s: %v", n.busy.Sub(n.start), m.ID, m.Chat, n.faults))
	}
	if len(n.refuse) == 0 {
		return nil
	}
	err := n.refuse[0]
	n.refuse = n.refuse[1:]
	n.faults = append(n.faults, fault{time.Now(), m.ID, true, err})
	return err
}

func (n *network) Type(ctx context.Context, _ sluice.InstanceID, _ sluice.Prepared, t sluice.Typing) error {
	return pass(ctx, t.For)
}

func (n *network) Send(ctx context.Context, id sluice.InstanceID, p sluice.Prepared) (sluice.Sent, error) {
	r := p.(ready)
	c := call{at: time.Now(), instance: id, id: r.m.ID, key: r.m.Key, chat: r.peer.Chat, text: text(r.m)}
	a, number := n.begin(&c)
	if n.sending != nil {
		n.sending(c)
	}
	if a.local {
		return sluice.Sent{}, n.end(number, a.err)
	}
	s := sluice.Sent{Wire: c.at}
	if err := pass(ctx, n.takes); err != nil {
		return s, n.end(number, err)
	}
	if a.err == nil || a.lost {
		s.ID, s.Duplicate = n.take(c.key)
		s.At = time.Now()
	}
	if a.err != nil || s.Duplicate && n.blank {
		s.ID = 0
	}
	return s, n.end(number, a.err)
}

// begin logs c and returns how it is to end, and its place in the log.
func (n *network) begin(c *call) (answer, int) {
	n.mu.Lock()
	defer n.mu.Unlock()
	var a answer
	if queue := n.answers[c.text]; len(queue) > 0 {
		a, n.answers[c.text] = queue[0], queue[1:]
	}
	if len(n.next) > 0 {
		a, n.next = n.next[0], n.next[1:]
	}
	if a.err != nil {
		n.faults = append(n.faults, fault{c.at, c.id, false, a.err})
	}
	c.local = a.local
	n.calls = append(n.calls, *c)
	return a, len(n.calls) - 1
}

func (n *network) end(number int, err error) error {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.calls[number].done, n.calls[number].err = true, err
	return err
}

// take shows the message in its chat, once, and returns its number there.
func (n *network) take(key [16]byte) (number int64, known bool) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if number, known = n.taken[key]; !known {
		number = int64(len(n.taken) + 1)
		n.taken[key] = number
	}
	return number, known
}

// FindSent looks at what the chats show, as a history does: by chat and text.
func (n *network) FindSent(ctx context.Context, m sluice.Message, _ sluice.Prepared, taken sluice.Taken) (sluice.Sent, sluice.Fate, error) {
	n.mu.Lock()
	n.looked++
	begin := m.Doubt.Add(-5 * sec)
	if begin.After(time.Now()) { // the clock was set back
		begin = time.Now().Add(-24 * hour)
	}
	var numbers []int64
	for _, s := range n.shown() {
		if s.chat == m.Chat && s.text == text(m) && !s.at.Before(begin) {
			numbers = append(numbers, n.taken[s.key])
		}
	}
	n.mu.Unlock()
	var fits []int64
	for _, number := range numbers {
		others, err := taken(ctx, "", number)
		if err != nil {
			return sluice.Sent{}, sluice.FateUnclear, err
		}
		if !others {
			fits = append(fits, number)
		}
	}
	switch {
	case n.unclear:
		return sluice.Sent{}, sluice.FateUnclear, nil
	case len(fits) == 0:
		return sluice.Sent{}, sluice.FateAbsent, nil
	case len(fits) == 1:
		return sluice.Sent{ID: fits[0], At: time.Now(), Duplicate: true}, sluice.FateSent, nil
	}
	return sluice.Sent{}, sluice.FateUnclear, nil
}

// shown returns the first call of each message that a chat shows. Callers hold mu.
func (n *network) shown() []call {
	var list []call
	for _, c := range n.calls {
		known := slices.ContainsFunc(list, func(o call) bool { return o.key == c.key })
		if n.taken[c.key] != 0 && !known {
			list = append(list, c)
		}
	}
	return list
}

// timeline returns every request that was written, as "when text".
func (n *network) timeline() []string {
	n.mu.Lock()
	defer n.mu.Unlock()
	var lines []string
	for _, c := range n.calls {
		if c.local {
			continue
		}
		lines = append(lines, c.at.Sub(n.start).String()+" "+c.text)
	}
	return lines
}

// all returns every call, once nothing moves any more.
func (n *network) all() []call {
	synctest.Wait()
	n.mu.Lock()
	defer n.mu.Unlock()
	return slices.Clone(n.calls)
}

// shows says whether the message with this key is in its chat.
func (n *network) shows(key [16]byte) bool {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.taken[key] != 0
}

// refusals returns all that the network had against messages.
func (n *network) refusals() []fault {
	n.mu.Lock()
	defer n.mu.Unlock()
	return slices.Clone(n.faults)
}

// log returns all calls and how they ended.
func (n *network) log() string {
	n.mu.Lock()
	defer n.mu.Unlock()
	var b strings.Builder
	for _, c := range n.calls {
		fmt.Fprintf(&b, "\n%v %s to %s %s: local %v, done %v, %v", c.at.Sub(n.start), c.id, c.chat, c.text, c.local, c.done, c.err)
	}
	return b.String()
}

// texts returns what the chats show, in order of arrival.
func (n *network) texts() []string {
	n.mu.Lock()
	defer n.mu.Unlock()
	texts := make([]string, len(n.taken))
	for _, c := range n.calls {
		if number, ok := n.taken[c.key]; ok {
			texts[number-1] = c.text
		}
	}
	return texts
}

// pass lets d pass, unless ctx ends.
func pass(ctx context.Context, d time.Duration) error {
	if d <= 0 {
		return ctx.Err()
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
