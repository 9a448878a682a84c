package webhook

import (
	"context"
	"fmt"
	"time"

	"sluice"
)

// A stream pushes the notifications of one instance. Its goroutine owns all
// fields but those of the last group.
type stream struct {
	id sluice.InstanceID

	target  target    // whom the fields below are about
	next    time.Time // no try before, with a monotonic reading; zero: at once
	receipt int64     // the head that was looked at last
	tries   int       // that failed, of receipt
	buried  bool      // a notification was buried, and none delivered since
	suspect bool      // the last try failed or was slow
	rested  bool      // the first delivery of this process was spread

	// What the metrics read; guarded by Pusher.mu.
	since   time.Time // when what the head tells of happened; zero: not known yet
	failing bool
}

// A target is where notifications go.
type target struct {
	url   string
	token sluice.Token
}

// A job is one notification and its way.
type job struct {
	target  target
	receipt int64
	note    sluice.Notification
}

// drain is a stream: it pushes until nothing is left to push, or ctx ends. A
// delivery that has begun by then may go on until work ends.
func (p *Pusher) drain(ctx, work context.Context, s *stream) {
	for faults := 0; ctx.Err() == nil; {
		wake := p.store.Watch(s.id, sluice.TopicNotifications)
		busy, err := p.step(ctx, work, s, wake)
		switch {
		case err == nil && busy:
			faults = 0
		case err == nil || gone(err):
			if p.end(s, wake) {
				return
			}
		case ctx.Err() == nil:
			p.opts.Log.Error("webhook: the store failed", "instance", s.id, "err", err)
			sleep(ctx, min(time.Second<<min(faults, 6), time.Minute), nil)
			faults++
		}
	}
	p.end(s, nil)
}

// step waits for the head's turn, or posts it once. False: there is nothing to
// push. Its errors are the store's.
func (p *Pusher) step(ctx, work context.Context, s *stream, wake <-chan struct{}) (bool, error) {
	j, ok, err := p.look(ctx, s)
	if !ok || err != nil {
		return false, err
	}
	if wait := time.Until(s.next); wait > 0 {
		sleep(ctx, wait, wake)
		return true, nil
	}
	slot, err := p.gate.enter(ctx, s.suspect)
	if err != nil {
		return true, nil //nolint:nilerr // ctx has ended
	}
	defer slot.leave()
	if slot.waited { // what was looked at may have changed
		if j, ok, err = p.look(ctx, s); !ok || err != nil || time.Until(s.next) > 0 {
			return ok, err
		}
	}
	return true, p.push(work, s, j, slot)
}

// look returns what is to be pushed, and whether there is anything. While the
// target is left alone for a minute it does not look at the head.
func (p *Pusher) look(ctx context.Context, s *stream) (job, bool, error) {
	to, err := p.target(s.id)
	if err != nil || to.url == "" {
		return job{}, false, err
	}
	if to != s.target {
		s.target, s.next, s.tries, s.buried, s.suspect = to, time.Time{}, 0, false, false
		p.note(s, s.since, false)
	}
	if time.Until(s.next) > 0 {
		return job{}, true, nil
	}
	receipt, n, ok, err := p.store.Head(ctx, s.id)
	if !ok || err != nil {
		return job{}, false, err
	}
	if receipt != s.receipt {
		s.receipt, s.tries = receipt, 0
	}
	p.note(s, n.At, s.failing)
	if !s.rested {
		s.rested, s.next = true, p.first(n)
	}
	return job{target: to, receipt: receipt, note: n}, true, nil
}

// target returns where an instance's notifications go; the zero value is
// nowhere.
func (p *Pusher) target(id sluice.InstanceID) (target, error) {
	i, err := p.store.Instance(id)
	switch {
	case err != nil:
		return target{}, err
	case !i.Deleted.IsZero():
		p.journal.forget(id)
		return target{}, nil
	}
	return target{url: i.Settings.WebhookURL, token: i.Settings.WebhookToken}, nil
}

// first returns when n may be pushed by a stream that has just started. What
// happened before the process started is spread, so that a restart does not meet
// all receivers in one moment. The network tells time in seconds.
func (p *Pusher) first(n sluice.Notification) time.Time {
	if !n.At.Before(p.woke.Truncate(time.Second)) {
		return time.Time{}
	}
	return p.began.Add(time.Duration(p.opts.Random() * float64(p.opts.Spread)))
}

// push makes one delivery and records how it ended, even if work ends meanwhile.
func (p *Pusher) push(work context.Context, s *stream, j job, slot *slot) error {
	began := time.Now()
	d := sluice.Delivery{At: p.opts.Now(), Receipt: j.receipt, Attempt: s.tries + 1}
	r := p.exchange(work, s.id, j, slot)
	d.Took, d.Status, d.Error = time.Since(began), r.status, r.text
	err := p.settle(context.WithoutCancel(work), s, &d, r.outcome)
	p.journal.add(s.id, d)
	p.report(work, s.id, d, r.outcome)
	if err != nil {
		return fmt.Errorf("record delivery %d: %w", j.receipt, err)
	}
	return nil
}

// settle records how a delivery ended, and decides when the next may begin.
func (p *Pusher) settle(ctx context.Context, s *stream, d *sluice.Delivery, o outcome) error {
	switch o {
	case delivered:
		s.tries, s.next, s.buried, s.suspect = 0, time.Time{}, false, d.Took > patience
		p.note(s, s.since, false)
		_, err := p.store.Ack(ctx, s.id, d.Receipt)
		return err
	case changed, stopped: // says nothing about the receiver
		return nil
	}
	s.tries++
	s.next, s.suspect = time.Now().Add(p.opts.Retry), true
	p.note(s, s.since, true)
	if p.opts.StuckAfter == 0 || s.tries < p.opts.StuckAfter {
		return nil
	}
	var err error
	if d.Buried, err = p.store.Bury(ctx, s.id, d.Receipt); err != nil {
		return err
	}
	if !s.buried { // the letter may have been at fault; if the next fails too, it was the receiver
		s.next = time.Time{}
	}
	s.tries, s.buried = 0, true
	return nil
}

// note tells the metrics how s stands.
func (p *Pusher) note(s *stream, since time.Time, failing bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	s.since, s.failing = since, failing
}

// gone says whether err is that the instance does not exist any more.
func gone(err error) bool {
	code := sluice.CodeOf(err)
	return code == sluice.NotFound || code == sluice.Deleted
}

// sleep waits for d, until ctx ends or wake is closed. A nil wake never is.
func sleep(ctx context.Context, d time.Duration, wake <-chan struct{}) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-wake:
	case <-ctx.Done():
	}
}
