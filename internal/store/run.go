package store

import (
	"context"
	"fmt"
	"time"

	"golang.org/x/sync/errgroup"

	"sluice"
)

// CommitTime is how long it takes lately until a commit is durable; 0: none was made
// yet.
func (s *Store) CommitTime() time.Duration { return time.Duration(s.committer.lasts.Load()) }

// dropEvery is how often days that are over are looked for.
const dropEvery = time.Hour

// Run wakes the instances that have something waiting, ends what is over, and
// drops old days, until ctx ends. It returns the fault when the engine fails:
// the process is to end then.
func (s *Store) Run(ctx context.Context) error {
	g, ctx := errgroup.WithContext(ctx)
	g.Go(func() error { return s.watchCommitter(ctx) })
	g.Go(func() error { return s.wakeAll(ctx) })
	g.Go(func() error { return s.expireAll(ctx) })
	g.Go(func() error { return s.dropDays(ctx) })
	err := g.Wait()
	if failure := s.committer.failure(); failure != nil {
		return failure
	}
	return err
}

// watchCommitter ends with the committer.
func (s *Store) watchCommitter(ctx context.Context) error {
	select {
	case <-ctx.Done():
		return nil
	case <-s.committer.ended:
		return s.committer.failure()
	}
}

// wakeAll reads where each instance stands and wakes those with something
// waiting. One that is asked for earlier is read then.
func (s *Store) wakeAll(ctx context.Context) error {
	for _, i := range s.Instances() {
		if ctx.Err() != nil {
			return nil //nolint:nilerr // asked to stop
		}
		if err := s.wakeOne(ctx, i.ID); err != nil && sluice.CodeOf(err) != sluice.Deleted {
			return fmt.Errorf("read an instance: %w", err)
		}
	}
	return nil
}

func (s *Store) wakeOne(ctx context.Context, id sluice.InstanceID) error {
	i, err := s.use(ctx, id)
	if err != nil {
		return err
	}
	var tell topics
	if i.count() > 0 {
		tell |= tellQueue
	}
	if i.note.rows() > 0 {
		tell |= tellNotes
	}
	i.mu.Unlock()
	if tell != 0 {
		s.watchers.tell([]signal{{id, tell}})
	}
	return nil
}

// arm puts what i has waiting on the agenda.
func (s *Store) arm(i *instance) {
	if i.count() > 0 {
		s.due.set(&i.queued, i, false, time.Now())
	}
	if i.note.rows() > 0 {
		s.due.set(&i.noted, i, true, time.Now())
	}
}

func (s *Store) armOut(i *instance, at int64) {
	s.due.set(&i.queued, i, false, s.clock.at(at+lifetime.Milliseconds()))
}

func (s *Store) armNote(i *instance, at int64) {
	s.due.set(&i.noted, i, true, s.clock.at(at+lifetime.Milliseconds()))
}

// expireAll ends what is over when it is, one instance after the other.
func (s *Store) expireAll(ctx context.Context) error {
	timer := time.NewTimer(0)
	defer timer.Stop()
	for {
		i, notes, wait, ok := s.due.take()
		if i != nil {
			if err := s.expireLane(ctx, i, notes); err != nil {
				return err
			}
			continue
		}
		var due <-chan time.Time
		if ok {
			timer.Reset(wait)
			due = timer.C
		}
		select {
		case <-ctx.Done():
			return nil
		case <-due:
		case <-s.due.wake:
		}
	}
}

// expireLane looks at one lane of one instance, and puts it on the agenda anew.
func (s *Store) expireLane(ctx context.Context, i *instance, notes bool) error {
	s.settle(i)
	if err := s.ready(ctx, i); err != nil {
		i.mu.Unlock()
		if sluice.CodeOf(err) == sluice.Deleted {
			return nil
		}
		return err
	}
	var (
		item = &i.queued
		next time.Time
		err  error
	)
	if notes {
		item = &i.noted
		next, err = s.expireHead(ctx, i)
	} else {
		next, err = s.expire(ctx, i)
	}
	if err == nil && !next.IsZero() {
		s.due.set(item, i, notes, next)
	}
	return err
}

// expireHead passes over the notifications that are over, if any, and says when
// the next one is. It unlocks i.
func (s *Store) expireHead(ctx context.Context, i *instance) (time.Time, error) {
	due, ok, err := s.noteDue(ctx, i)
	if err != nil || !ok {
		i.mu.Unlock()
		return time.Time{}, err
	}
	if left := due.Sub(s.clock.now()); left > 0 {
		i.mu.Unlock()
		return time.Now().Add(left), nil
	}
	return time.Now(), s.work(ctx, i, func(d *draft) error {
		d.tell |= tellNotes
		return s.expireNotes(ctx, i)
	})
}

// dropDays erases days whose rows nobody needs any more.
func (s *Store) dropDays(ctx context.Context) error {
	ticker := time.NewTicker(dropEvery)
	defer ticker.Stop()
	var last Day
	for {
		today := DayOf(s.clock.millis())
		if today != last {
			if err := s.drop(ctx, today); err != nil {
				return err
			}
			last = today
		}
		select {
		case <-ctx.Done():
			return nil
		case <-ticker.C:
		}
	}
}

// drop erases what is older than its retention. Cursors that still point into
// those days are moved first, so that nothing goes uncounted.
func (s *Store) drop(ctx context.Context, today Day) error {
	for _, i := range s.Instances() {
		if err := s.moveOn(ctx, i.ID, today); err != nil && sluice.CodeOf(err) != sluice.Deleted {
			return err
		}
	}
	for kept, days := range map[Kept]int64{
		KeptNotifications: 2,
		KeptMessages:      int64(s.opts.Retention/day) + 1,
		KeptNumbers:       int64(s.opts.NumberRetention/day) + 1,
		KeptLetters:       letterDays,
	} {
		if err := s.engine.DropBefore(ctx, kept, Day(max(0, int64(today)-days))); err != nil { //nolint:gosec // a day
			return fmt.Errorf("drop old days: %w", err)
		}
	}
	return nil
}

// moveOn ends all of an instance that stands in days about to be dropped.
func (s *Store) moveOn(ctx context.Context, id sluice.InstanceID, today Day) error {
	i, err := s.use(ctx, id)
	if err != nil {
		return err
	}
	if i.note.rows() > 0 && i.note.HeadDay+2 < today {
		if _, err := s.expireHead(ctx, i); err != nil {
			return err
		}
		if i, err = s.use(ctx, id); err != nil {
			return err
		}
	}
	limit := max(0, int64(today)-int64(s.opts.Retention/day)-1)
	for i.count() > 0 && s.oldest(i) < limit*dayMillis {
		before := i.count()
		if _, err := s.expire(ctx, i); err != nil {
			return err
		}
		if i, err = s.use(ctx, id); err != nil {
			return err
		}
		if i.count() == before {
			break
		}
	}
	i.mu.Unlock()
	return nil
}

// oldest returns the lowest id that may be in the queue.
func (s *Store) oldest(i *instance) int64 {
	id := i.out.HeadID
	if i.out.Overdue > 0 {
		id = min(id, i.out.OverdueFrom)
	}
	if i.aside.len() > 0 {
		id = min(id, i.aside.byID[0].ID)
	}
	return id
}
