package queue

import (
	"context"
	"fmt"
	"time"

	"sluice"
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

// drain sends until nothing is left that may be sent, or ctx ends. A send that
// has begun by then may go on until work ends.
func (l *lane) drain(ctx, work context.Context) {
	for faults := 0; ctx.Err() == nil; {
		wake := l.store.Watch(l.id, sluice.TopicQueue)
		m, ok, err := l.store.Next(ctx, l.id)
		if ok && err == nil {
			err = l.send(ctx, work, m, wake)
		}
		switch {
		case ok && err == nil:
			faults = 0
		case err == nil || gone(err):
			if l.end(l.id, wake) {
				return
			}
		case ctx.Err() == nil:
			l.opts.Log.Error("queue: the store failed", "instance", l.id, "err", err)
			sleep(ctx, l.pause(faults, time.Minute), nil)
			faults++
		}
	}
	l.end(l.id, nil)
}

// send waits for m's turn, makes one attempt and records how it ended. When
// something changed meanwhile it returns nil and the lane starts over. Its
// errors are the store's.
func (l *lane) send(ctx, work context.Context, m sluice.Message, wake <-chan struct{}) error {
	wait := time.Until(m.NotBefore)
	due := time.Now().Add(max(wait, 0))
	if !sleep(ctx, min(wait, longestSleep), wake) || wait > longestSleep {
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
	if !m.Doubt.IsZero() {
		if ended, err := l.clarify(ctx, t, ready); ended || err != nil {
			return err
		}
	}
	if m.Typing.For > 0 { // no wake cuts it short: Attempt looks at whatever changed
		_ = l.sender.Type(ctx, m.Instance, ready, m.Typing) // only an ornament
		t.due = t.due.Add(m.Typing.For)
	}
	if ctx.Err() != nil {
		return nil
	}
	ok, err := l.store.Attempt(work, m.Instance, m.ID, m.Revision) // durable before the network write
	if err != nil {
		return err
	}
	if !ok {
		return l.refused(ctx, t, ready, wake)
	}
	t.sent, t.err = l.transmit(work, m, ready)
	return l.settle(work, t)
}

// clarify looks for a message in doubt for so long that the network may not
// recognise a repeat any more. It says whether t is settled.
func (l *lane) clarify(ctx context.Context, t try, p sluice.Prepared) (bool, error) {
	if l.opts.Now().Sub(t.message.Doubt) <= l.opts.Doubt {
		return false, nil
	}
	return l.find(ctx, t, p)
}

// find looks for t's message in its chat. It says whether t is settled: the
// message is there, or that cannot be seen now.
func (l *lane) find(ctx context.Context, t try, p sluice.Prepared) (bool, error) {
	sent, err := l.sender.FindSent(ctx, t.message, p)
	switch {
	case err != nil:
		return true, l.unsent(ctx, t, err)
	case sent.ID == 0:
		return false, nil
	}
	t.sent = sent
	return true, l.settle(ctx, t)
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
		sleep(ctx, refusedPause, wake)
		return nil
	}
	if settled, err := l.find(ctx, t, p); settled || err != nil {
		return err
	}
	err = l.store.Finish(context.WithoutCancel(ctx), t.message, sluice.Sent{}, t.peer, expired)
	l.report(ctx, t, string(expired.Status), sluice.Wait{})
	return recorded(t, err)
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

// transmit sends. The network may say that it has m already, from a try whose
// answer was lost together with m's number: then that is looked up.
func (l *lane) transmit(work context.Context, m sluice.Message, p sluice.Prepared) (sluice.Sent, error) {
	ctx, cancel := context.WithTimeout(work, l.opts.Timeout)
	defer cancel()
	began := l.opts.Now()
	sent, err := l.sender.Send(ctx, m.Instance, p)
	if err != nil && ctx.Err() != nil {
		return sent, unfinished(sent, err)
	}
	if err != nil || sent.ID != 0 || !sent.Duplicate {
		return sent, err
	}
	if m.Doubt.IsZero() {
		m.Doubt = began
	}
	if found, err := l.sender.FindSent(ctx, m, p); err == nil {
		sent.ID, sent.At = found.ID, found.At
	}
	return sent, nil
}

// settle records how a try ended, even if ctx ends meanwhile.
func (l *lane) settle(ctx context.Context, t try) error {
	record := context.WithoutCancel(ctx)
	if w, ok := l.wait(t.message, t.err, l.count(t)); ok {
		err := l.store.Postpone(record, t.message, t.sent, t.peer, w)
		l.report(ctx, t, waits, w)
		return recorded(t, err)
	}
	delete(l.faults, t.message.ID)
	o := outcome(t.err)
	err := l.store.Finish(record, t.message, t.sent, t.peer, o)
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

// sleep waits for d, and says whether it did: not when ctx ended or wake was
// closed before. A nil wake never is.
func sleep(ctx context.Context, d time.Duration, wake <-chan struct{}) bool {
	if d <= 0 {
		return ctx.Err() == nil
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-wake:
	case <-ctx.Done():
	}
	return false
}
