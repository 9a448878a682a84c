package telegram

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/gotd/td/telegram/updates"
	"github.com/gotd/td/tg"
	"golang.org/x/sync/errgroup"

	"sluice"
)

// channelDifferences is how many channels of an account are caught up with at a
// time.
const channelDifferences = 4

// startTime is how long the account waits for its update state.
const startTime = 10 * time.Second

// serve is a link's work once it is connected: a login if one is asked for,
// then whatever an account needs until ctx ends or the account is gone. It
// returns the session of a login.
func (c *Conn) serve(ctx context.Context, l *link, job *login) ([]byte, error) {
	var session []byte
	var self *tg.User
	var err error
	if job != nil {
		if err := c.logIn(ctx, l, job); err != nil {
			return nil, err
		}
		if self, err = c.askSelf(ctx, l); err != nil {
			return nil, err
		}
		if session, err = c.admit(ctx, l, self); err != nil {
			return nil, err
		}
		c.loggedIn()
		l.member.Store(true)
	} else if self, err = c.awaitSelf(ctx, l); err != nil {
		return nil, err
	}
	return session, c.work(ctx, l, self)
}

// awaitSelf waits until Telegram has said who we are. The library asks at each
// connect; when that fails it is asked again here.
func (c *Conn) awaitSelf(ctx context.Context, l *link) (*tg.User, error) {
	select {
	case self := <-l.selves:
		return self, nil
	case err := <-l.lost:
		return nil, err
	case _ = <-l.failed:
		return c.askSelf(ctx, l)
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

func (c *Conn) askSelf(ctx context.Context, l *link) (*tg.User, error) {
	for pause := time.Second; ; pause = min(2*pause, time.Minute) {
		self, err := l.client.Self(ctx)
		if err == nil {
			return self, nil
		}
		if _, ok := gone(err); ok {
			return nil, err
		}
		c.log.WarnContext(ctx, "telegram: account not told, asked again", "err", err)
		if !wait(ctx, max(pause, classify(err, call{}).Wait)) {
			return nil, ctx.Err()
		}
	}
}

// work runs all that an account needs.
func (c *Conn) work(ctx context.Context, l *link, self *tg.User) error {
	g, ctx := errgroup.WithContext(ctx)
	started := make(chan struct{})
	run := func(f func() error) { g.Go(func() error { return guarded(f) }) }
	run(func() error { return c.runUpdates(ctx, l, self.ID, started) })
	run(func() error {
		select {
		case <-started:
		case <-time.After(startTime): // updates wait in the feed
		case err := <-l.lost:
			return err
		case <-ctx.Done():
			return nil
		}
		c.attach(l, self.ID)
		c.welcome(ctx, self)
		run(func() error { c.readPeers(ctx, l); return nil })
		return c.watch(ctx, l)
	})
	err := g.Wait()
	c.attach(nil, 0)
	c.leaveGaps(ctx, l)
	if failed := c.progress.close(ctx); failed != nil && !errors.Is(failed, errShut) {
		c.log.WarnContext(ctx, "telegram: update state not stored, read again later", "err", failed)
	}
	return err
}

// welcome reports who is logged in, and stores it.
func (c *Conn) welcome(ctx context.Context, self *tg.User) {
	data, err := json.Marshal(accountRecord(self))
	if err == nil {
		err = c.values.put(ctx, map[string][]byte{accountValue: data})
	}
	if err != nil && ctx.Err() == nil {
		c.log.WarnContext(ctx, "telegram: account not stored", "err", err)
	}
	c.sink.State(sluice.Change{State: sluice.Authorized, Account: account(self), Why: "connected"})
}

// watch reports each loss of the connection, and its return once Telegram has
// said again who we are.
func (c *Conn) watch(ctx context.Context, l *link) error {
	var chores sync.WaitGroup
	defer chores.Wait()
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	var again, missed <-chan time.Time // when the channels are looked through once more, and the gaps
	for told := true; ; {
		l.mu.Lock()
		ready, changed := l.ready, l.changed
		l.mu.Unlock()
		if !ready && told {
			told = false
			c.sink.State(sluice.Change{State: sluice.Starting, Why: "connection lost"})
		}
		select {
		case <-changed:
		case err := <-l.lost:
			return err
		case self := <-l.selves: // told after each connect
			told = true
			c.welcome(ctx, self)
			c.catchUp(ctx, l)
		case chore := <-l.chores:
			chores.Go(func() {
				if err := guarded(func() error { chore(ctx); return nil }); err != nil {
					c.log.ErrorContext(ctx, "telegram: a chore failed", "err", err)
				}
			})
		case <-l.gaps.wake:
			if pause := c.closeGaps(ctx, l); pause > 0 {
				missed = time.After(pause)
			}
		case <-missed:
			missed = nil
			offerLatest(l.gaps.wake, struct{}{})
		case pause := <-l.behind:
			if again == nil {
				again = time.After(pause)
			}
		case <-again:
			again = nil
			c.catchUp(ctx, l)
		case _ = <-l.failed:
			self, err := c.askSelf(ctx, l)
			if err != nil {
				return err
			}
			told = true
			c.welcome(ctx, self)
			c.catchUp(ctx, l)
		case <-ctx.Done():
			return nil
		}
	}
}

// An updateSource puts updates in order, fills gaps and hands them on.
type updateSource interface {
	Handle(ctx context.Context, u tg.UpdatesClass) error
	HandleAffected(ctx context.Context, channel int64, pts, ptsCount int) error
	Run(ctx context.Context, api updates.API, user int64, opt updates.AuthOptions) error
}

// runUpdates keeps an updateSource running and feeds it. started is closed when
// the first one has loaded its state: before that updates wait in the feed.
func (c *Conn) runUpdates(ctx context.Context, l *link, self int64, started chan struct{}) error {
	for pause := time.Second; ctx.Err() == nil; pause = min(2*pause, time.Minute) {
		err := c.runSource(ctx, l, self, started)
		if ctx.Err() != nil {
			return nil
		}
		if _, ok := gone(err); ok {
			return err
		}
		c.log.WarnContext(ctx, "telegram: updates stopped, started again", "err", err)
		wait(ctx, pause)
	}
	return nil
}

func (c *Conn) runSource(ctx context.Context, l *link, self int64, started chan struct{}) error {
	if err := c.progress.load(ctx); err != nil {
		return fmt.Errorf("load update state: %w", err)
	}
	source := c.newSource(l, self)
	var pumping sync.WaitGroup
	defer pumping.Wait()
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	return source.Run(ctx, insistent{l.client.API(), l.fallBehind}, self, updates.AuthOptions{
		OnStart: func(context.Context) {
			closeOnce(started)
			pumping.Go(func() { pump(ctx, l.feed, source) })
		},
	})
}

func (c *Conn) newSource(l *link, self int64) updateSource {
	return updates.New(updates.Config{
		Handler:                         handlerFunc(c.receiver.handler(self)),
		OnChannelTooLong:                func(id int64) { c.noteGap(l, channelChat(id)) },
		OnTooLong:                       func() { c.noteGap(l, "") },
		Storage:                         c.progress,
		AccessHasher:                    hashes{c.peers},
		UserAccessHasher:                hashes{c.peers},
		MaxChannelDifferenceConcurrency: channelDifferences,
	})
}

type handlerFunc func(ctx context.Context, u tg.UpdatesClass) error

func (f handlerFunc) Handle(ctx context.Context, u tg.UpdatesClass) error { return f(ctx, u) }

func closeOnce(ch chan struct{}) {
	select {
	case <-ch:
	default:
		close(ch)
	}
}

// pump hands the feed to a source, which refuses only when ctx ends.
func pump(ctx context.Context, f *feed, source updateSource) {
	for {
		item, ok := f.next(ctx)
		if !ok {
			return
		}
		var err error
		if item.update != nil {
			err = source.Handle(ctx, item.update)
		} else {
			err = source.HandleAffected(ctx, item.channel, item.pts, item.ptsCount)
		}
		if err != nil {
			return
		}
	}
}
