package queue

import (
	"cmp"
	"context"
	"fmt"
	"time"

	"sluice"
	"sluice/internal/lanes"
)

const (
	// longestSleep bounds the sleep of a lane. Waits of an earlier process are
	// known by the wall clock alone, so a lane asks anew now and then: the clock
	// may have been set, or the machine asleep.
	longestSleep = time.Minute

	// refusedPause is between an attempt that was refused and the next look,
	// unless something changes, so that no lane ever spins.
	refusedPause = 100 * time.Millisecond
)

// A try is one message on its way through a lane.
type try struct {
	message sluice.Message
	due     time.Time   // when it could go at the earliest
	began   time.Time   // when its turn had come
	peer    sluice.Peer // zero before Prepare has found it
	sent    sluice.Sent
	err     error
}

// A lane empties one instance's queue. All of it belongs to its goroutine.
type lane struct {
	*Queue
	id     sluice.InstanceID
	faults map[sluice.MessageID]int // tries that failed for no known reason, of what still waits
}

// Step waits for the turn of what is next, and tries to send it once. False:
// nothing is left that may be sent.
func (l *lane) Step(ctx, work context.Context, wake <-chan struct{}) (bool, error) {
	m, ok, err := l.store.Next(ctx, l.id)
	if !ok || err != nil {
		return false, err
	}
	return true, l.send(ctx, work, m, wake)
}

// send waits for m's turn, makes one attempt and records how it ended. When
// something changed meanwhile it returns nil and the lane starts over. Its
// errors are the store's.
func (l *lane) send(ctx, work context.Context, m sluice.Message, wake <-chan struct{}) error {
	wait := time.Until(m.NotBefore)
	due := time.Now().Add(max(wait, 0))
	if !lanes.Sleep(ctx, min(wait, longestSleep), wake) || wait > longestSleep {
		return nil
	}
	t := try{message: m, due: due, began: time.Now()}
	ready, err := l.sender.Prepare(ctx, m)
	if err != nil {
		return l.unsent(ctx, t, err)
	}
	t.peer = ready.Peer()
	if aside, err := l.store.Follow(ctx, m, t.peer); aside || err != nil {
		return err
	}
	settled, absent, err := l.clarify(ctx, t, ready)
	if settled || err != nil {
		return err
	}
	if m.Typing.For > 0 { // no wake cuts it short: Attempt looks at whatever changed
		_ = l.sender.Type(ctx, m.Instance, ready, m.Typing) // only an ornament
		t.due = t.due.Add(m.Typing.For)
	}
	if ctx.Err() != nil {
		return nil
	}
	if absent {
		if err := l.store.Absent(work, m); err != nil {
			return err
		}
	}
	wake = l.store.Watch(m.Instance, sluice.TopicQueue)            // what came before is no reason why it is refused
	ok, err := l.store.Attempt(work, m.Instance, m.ID, m.Revision) // durable before the network write
	if err != nil {
		return err
	}
	if !ok {
		return l.refused(ctx, t, ready, wake)
	}
	t = l.transmit(work, t, ready)
	if absent { // how this try ends is how the message does
		t.message.Doubt = time.Time{}
	}
	return l.settle(work, t)
}

// clarify looks for a message in doubt for so long that the network may not
// recognise a repeat any more. It says whether t is settled, and whether m is
// known not to be there.
func (l *lane) clarify(ctx context.Context, t try, p sluice.Prepared) (settled, absent bool, err error) {
	age := time.Since(t.message.Doubt)
	if t.message.Doubt.IsZero() || age >= 0 && age <= l.opts.Doubt { // below zero: the clock was set back, and nobody knows
		return false, false, nil
	}
	found, fate, err := l.look(ctx, t, p)
	switch {
	case err != nil: // it cannot be seen now
		return true, false, l.unsent(ctx, t, err)
	case fate == sluice.FateAbsent: // that alone is sent again
		return false, true, nil
	case fate == sluice.FateUnclear:
		return true, false, l.postpone(ctx, t, hold(nil))
	}
	return true, false, l.settle(ctx, found)
}

// look looks for t's message in the chat that its tries went to. With FateSent
// the try is returned as one that has sent it. An error is one to wait after: a
// chat that cannot be looked into at all leaves the fate unclear.
func (l *lane) look(ctx context.Context, t try, p sluice.Prepared) (try, sluice.Fate, error) {
	m := t.message
	m.Chat = cmp.Or(m.Went.Chat, t.peer.Chat)
	if m.Chat == "" {
		return t, sluice.FateUnclear, nil
	}
	sent, fate, err := l.sender.FindSent(ctx, m, p, func(ctx context.Context, scope sluice.ChatID, number int64) (bool, error) {
		return l.store.Taken(ctx, m, scope, number)
	})
	if _, later := l.wait(m, err, 1); err != nil && !later && ctx.Err() == nil {
		return t, sluice.FateUnclear, nil
	}
	if err != nil || fate != sluice.FateSent {
		return t, fate, err
	}
	if t.peer.Chat != m.Chat {
		t.peer = m.Went
	}
	sent.Wire = t.sent.Wire
	t.sent, t.err = sent, nil
	return t, fate, nil
}

// refused deals with an attempt that was not allowed. Mostly something changed
// meanwhile, and the lane starts over. But a message in doubt that the store
// offers as before is overdue: the client is told how it has ended. The store
// alone judges that, as its clock does not follow a jump of the wall clock.
func (l *lane) refused(ctx context.Context, t try, p sluice.Prepared, wake <-chan struct{}) error {
	overdue, err := l.overdue(ctx, t.message, wake)
	if err != nil {
		return err
	}
	if !overdue {
		lanes.Sleep(ctx, refusedPause, wake)
		return nil
	}
	found, fate, err := l.look(ctx, t, p)
	switch {
	case err != nil:
		return l.unsent(ctx, t, err)
	case fate == sluice.FateAbsent:
		return l.finish(ctx, t, sluice.Expired())
	case fate == sluice.FateUnclear:
		return l.finish(ctx, t, sluice.ExpiredInDoubt())
	}
	return l.settle(ctx, found)
}

// overdue says whether time alone is why m may not be attempted: nothing has
// changed since wake was taken, and it is m's turn all the same.
func (l *lane) overdue(ctx context.Context, m sluice.Message, wake <-chan struct{}) (bool, error) {
	if m.Doubt.IsZero() { // the store passes over it by itself
		return false, nil
	}
	next, ok, err := l.store.Next(ctx, l.id)
	if err != nil || !ok || next.ID != m.ID || time.Until(next.NotBefore) > 0 {
		return false, err
	}
	select {
	case <-wake:
		return false, nil
	default:
		return true, nil
	}
}

// unsent settles a message of which nothing was written. When ctx has ended,
// that is why, and there is nothing to record.
func (l *lane) unsent(ctx context.Context, t try, err error) error {
	if ctx.Err() != nil {
		return nil
	}
	t.sent, t.err = sluice.Sent{}, err
	return l.settle(ctx, t)
}

// transmit sends. The network may take m, or say that it has it already, without
// telling its number: then that is looked up.
func (l *lane) transmit(work context.Context, t try, p sluice.Prepared) try {
	ctx, cancel := context.WithTimeout(work, l.opts.Timeout)
	defer cancel()
	began := time.Now()
	t.sent, t.err = l.sender.Send(ctx, t.message.Instance, p)
	if t.err != nil && ctx.Err() != nil {
		t.err = unfinished(t.sent, t.err)
	}
	if t.err != nil || t.sent.ID != 0 {
		return t
	}
	sought := t
	if t.message.Doubt.IsZero() {
		sought.message.Doubt = began
	}
	if found, fate, err := l.look(ctx, sought, p); err == nil && fate == sluice.FateSent {
		t.sent, t.peer = found.sent, found.peer
	}
	return t
}

// settle records how a try ended, even if ctx ends meanwhile. An error that would
// end a message in doubt is no result yet: an earlier try may have arrived.
func (l *lane) settle(ctx context.Context, t try) error {
	w, stays := l.wait(t.message, t.err, l.count(t))
	if !stays && t.err != nil && !t.message.Doubt.IsZero() {
		found, fate, err := l.look(ctx, t, nil)
		switch {
		case ctx.Err() != nil:
			return nil // stays in doubt
		case err != nil && sluice.CodeOf(err) != sluice.Internal:
			w, stays = l.wait(t.message, err, 0)
		case fate == sluice.FateUnclear:
			w, stays = hold(t.err), true
		}
		t = found
	}
	if stays {
		return l.postpone(ctx, t, w)
	}
	delete(l.faults, t.message.ID)
	return l.finish(ctx, t, outcome(t.err))
}

// postpone keeps t's message in the queue, even if ctx ends meanwhile.
func (l *lane) postpone(ctx context.Context, t try, w sluice.Wait) error {
	err := l.store.Postpone(context.WithoutCancel(ctx), t.message, t.sent, t.peer, w)
	l.report(ctx, t, waits, w)
	return recorded(t, err)
}

// finish takes t's message out of the queue, even if ctx ends meanwhile.
func (l *lane) finish(ctx context.Context, t try, o sluice.Outcome) error {
	err := l.store.Finish(context.WithoutCancel(ctx), t.message, t.sent, t.peer, o)
	l.report(ctx, t, string(o.Status), sluice.Wait{})
	return recorded(t, err)
}

// count returns how many tries of this message have failed for no known reason,
// with this one; 0: this one has not.
func (l *lane) count(t try) int {
	if sluice.CodeOf(t.err) != sluice.Internal {
		return 0
	}
	l.faults[t.message.ID]++
	return l.faults[t.message.ID]
}

// recorded adds to err, of the store, what it was to record.
func recorded(t try, err error) error {
	if err != nil {
		return fmt.Errorf("record how message %s ended: %w", t.message.ID, err)
	}
	return nil
}
