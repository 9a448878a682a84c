package webhook

import (
	"context"
	"fmt"
	"sync"
	"time"

	"sluice"
	"sluice/internal/lanes"
)

// A stream pushes the notifications of one instance. Its goroutine owns all
// fields but those of the last group.
type stream struct {
	*Pusher
	id sluice.InstanceID

	target  target    // whom the fields below are about
	next    time.Time // no try before, with a monotonic reading; zero: at once
	receipt int64     // the head that was looked at last
	tries   int       // that failed, of receipt
	buried  bool      // a notification was buried, and none delivered since
	suspect bool      // the last try failed or was slow
	rested  bool      // the first delivery of this process was spread

	// What the metrics read.
	mu      sync.Mutex
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

// Step waits for the head's turn, or posts it once. False: there is nothing to
// push. Its errors are the store's.
func (s *stream) Step(ctx, work context.Context, wake <-chan struct{}) (bool, error) {
	j, ok, err := s.look(ctx)
	if !ok || err != nil {
		return false, err
	}
	if wait := time.Until(s.next); wait > 0 {
		lanes.Sleep(ctx, wait, wake)
		return true, nil
	}
	place, ok := s.stand(ctx)
	if !ok {
		return true, nil
	}
	slot, err := s.gate.enter(ctx, s.suspect)
	if err != nil {
		s.hosts.leave(place)
		return true, nil //nolint:nilerr // ctx has ended
	}
	slot.place = place
	defer s.vacate(slot)
	if slot.waited || place.waited { // what was looked at may have changed
		if j, ok, err = s.look(ctx); !ok || err != nil || time.Until(s.next) > 0 {
			return ok, err
		}
	}
	return true, s.push(work, j, slot)
}

// look returns what is to be pushed, and whether there is anything. While the
// target is left alone for a minute it does not look at the head.
func (s *stream) look(ctx context.Context) (job, bool, error) {
	to, err := s.Pusher.target(s.id)
	if err != nil || to.url == "" {
		return job{}, false, err
	}
	if to != s.target {
		s.target, s.next, s.tries, s.buried, s.suspect = to, time.Time{}, 0, false, false
		s.note(s.since, false)
	}
	if time.Until(s.next) > 0 {
		return job{}, true, nil
	}
	receipt, n, ok, err := s.store.Head(ctx, s.id)
	if !ok || err != nil {
		return job{}, false, err
	}
	if now, err := s.Pusher.target(s.id); err != nil || now != to { // n may have been born since
		return s.look(ctx)
	}
	if receipt != s.receipt {
		s.receipt, s.tries = receipt, 0
	}
	s.note(n.At, s.failing)
	if !s.rested {
		s.rested, s.next = true, s.first(n)
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
func (s *stream) push(work context.Context, j job, slot *slot) error {
	began := time.Now()
	d := sluice.Delivery{At: s.opts.Now(), Receipt: j.receipt, Attempt: s.tries + 1}
	r := s.exchange(work, s.id, j, slot)
	d.Took, d.Status, d.Error = time.Since(began), r.status, r.text
	err := s.settle(context.WithoutCancel(work), &d, r.outcome)
	s.journal.add(s.id, d)
	s.opts.Delivered(s.id, d)
	s.report(work, s.id, d, r.outcome)
	if err != nil {
		return fmt.Errorf("record delivery %d: %w", j.receipt, err)
	}
	return nil
}

// settle records how a delivery ended, and decides when the next may begin.
func (s *stream) settle(ctx context.Context, d *sluice.Delivery, o outcome) error {
	switch o {
	case delivered:
		s.tries, s.next, s.buried, s.suspect = 0, time.Time{}, false, d.Took > patience
		s.note(s.since, false)
		_, err := s.store.Ack(ctx, s.id, d.Receipt)
		return err
	case changed, stopped: // says nothing about the receiver
		return nil
	}
	s.tries++
	s.next, s.suspect = time.Now().Add(s.opts.Retry+s.jitter()), true
	s.note(s.since, true)
	if s.opts.StuckAfter == 0 || s.tries < s.opts.StuckAfter {
		return nil
	}
	var err error
	if d.Buried, err = s.store.Bury(ctx, s.id, d.Receipt); err != nil {
		return err
	}
	if !s.buried { // the letter may have been at fault; if the next fails too, it was the receiver
		s.next = time.Time{}
	}
	s.tries, s.buried = 0, true
	return nil
}

// jitter keeps the tries of many instances at one receiver, which fail together,
// from coming back together. It only adds.
func (p *Pusher) jitter() time.Duration {
	return time.Duration(p.opts.Random() * float64(p.opts.Retry) / 12)
}

// note tells the metrics how the stream stands.
func (s *stream) note(since time.Time, failing bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.since, s.failing = since, failing
}
