package simulation

import (
	"context"
	"math/rand/v2"
	"time"

	"sluice"
	"sluice/internal/history"
)

// operate is the instance's operator, who does things at a bad moment.
func (c *client) operate(ctx context.Context, r *rand.Rand) {
	user := 0
	for pass(ctx, about(r, 4*c.plan.busy)) {
		deed := pick(r, pause, clearQueue, logout, other, reboot)
		if !c.plan.allowed[deed] {
			continue
		}
		c.stroke(deed, c.id)
		switch deed {
		case pause:
			c.pause(true)
			pass(ctx, about(r, time.Minute))
			c.pause(false)
		case clearQueue:
			a, made := c.ask(func(ctx context.Context, p *process) error { return p.store.Clear(ctx, c.id) })
			if made {
				c.change(a, history.Change{Kind: history.Clear})
			}
		case reboot:
			_, _ = c.ask(func(ctx context.Context, p *process) error { return p.sessions.Reboot(ctx, c.id) })
		case other:
			user = 1 - user
			fallthrough
		case logout:
			c.logout()
			pass(ctx, about(r, time.Minute))
			c.login(ctx, accountOf(c.id, user))
		}
	}
	c.mu.Lock()
	c.users[c.id] = accountOf(c.id, user)
	c.mu.Unlock()
}

func (c *client) pause(on bool) {
	for range 3 { // a gateway that is down is asked again
		a, made := c.ask(func(ctx context.Context, p *process) error {
			if on {
				return p.store.Pause(ctx, c.id, "an operator")
			}
			return p.store.Resume(ctx, c.id)
		})
		if made {
			c.change(a, history.Change{Kind: history.Paused, On: on})
		}
		if a.ok {
			return
		}
		time.Sleep(time.Minute)
	}
}

func (c *client) logout() {
	a, made := c.ask(func(ctx context.Context, p *process) error { return p.sessions.Logout(ctx, c.id) })
	if made {
		c.change(a, history.Change{Kind: history.Session})
	}
}

// login has user scan the instance's QR. From the call on it may be logged in.
func (c *client) login(ctx context.Context, user string) {
	c.net.mu.Lock()
	c.net.scans[c.id] = user
	c.net.mu.Unlock()
	a, made := c.ask(func(ctx context.Context, p *process) error {
		_, err := p.sessions.QR(ctx, c.id)
		return err
	})
	if made {
		c.log.note(func(run *history.Run) {
			run.Changes = append(run.Changes, history.Change{
				Account: c.name, Kind: history.Session, Call: a.from, Return: history.Never, On: true, As: user,
			})
		})
	}
	pass(ctx, sec)
}

// fate strikes until ctx ends.
func (w *world) fate(ctx context.Context, r *rand.Rand) {
	for pass(ctx, about(r, w.plan.calm)) {
		f := pick(r, strokes...)
		if !w.plan.allowed[f] {
			continue
		}
		id := instanceOf(r.IntN(w.plan.instances))
		w.stroke(f, id)
		switch f {
		case disconnect, hangUp:
			w.net.mu.Lock()
			if l := w.net.lines[id]; l != nil && l.up {
				l.kick(map[fault]kick{disconnect: kickLost, hangUp: kickEnd}[f])
				l.drop()
			}
			w.net.mu.Unlock()
		case revoke:
			w.net.revoke(id)
			w.again(ctx, r, id)
		case powerLoss:
			w.kill(pick(r, 0, 0, 10, 50, 90), r)
			w.later(ctx, r)
		case killed:
			w.kill(100, r)
			w.later(ctx, r)
		case restart:
			w.stop()
			w.later(ctx, r)
		case clockStep:
			w.step(pick(r, 0, 2*time.Minute, -2*time.Minute, hour, -hour, 24*hour, -24*hour))
		}
	}
	w.mu.Lock()
	down := w.process == nil
	w.mu.Unlock()
	if down {
		w.start(ctx)
	}
}

// later starts the gateway again, at once or after a while.
func (w *world) later(ctx context.Context, r *rand.Rand) {
	pass(ctx, pick(r, 0, 0, 700*ms, time.Minute, hour))
	w.start(ctx)
}

// again logs an instance in that was thrown out, as the account that it had.
func (w *world) again(ctx context.Context, r *rand.Rand, id sluice.InstanceID) {
	pass(ctx, about(r, time.Minute))
	w.net.mu.Lock()
	user := w.net.scans[id]
	w.net.mu.Unlock()
	c := &client{world: w, id: id, name: nameOf(id)}
	c.login(ctx, user)
}

// step sets how far the wall clock is away. The gateway follows small steps at once, and large
// ones after a restart.
func (w *world) step(to time.Duration) {
	w.mu.Lock()
	w.wall = to
	p, off := w.process, (w.wall - w.trusted).Abs()
	if p != nil && off <= 5*time.Minute {
		w.trusted = w.wall
		w.log.clock(w.now(), w.trusted, false)
	}
	w.mu.Unlock()
	if p != nil {
		_, _, _ = w.call(func(_ context.Context, p *process) error { p.store.Instances(); return nil })
	}
}

// heal ends all faults, and lets the time pass in which all that waits must leave.
// Whoever finds an instance logged out logs it in again.
func (w *world) heal() {
	w.net.heal()
	for k := range w.plan.instances {
		c := &client{world: w, id: instanceOf(k), name: nameOf(instanceOf(k))}
		c.pause(false)
		c.setInterval(sluice.MinInterval)
	}
	for end := w.now() + w.plan.healing(); w.now() < end; time.Sleep(hour) {
		time.Sleep(20 * time.Minute) // a line that is away comes back within
		for k := range w.plan.instances {
			c := &client{world: w, id: instanceOf(k), name: nameOf(instanceOf(k))}
			i, err := w.process.store.Instance(c.id)
			w.must(err)
			if i.State == sluice.NotAuthorized {
				w.mu.Lock()
				user := w.users[c.id]
				w.mu.Unlock()
				c.login(w.t.Context(), user)
			}
		}
	}
}

// last takes the gateway's last word on every message.
func (w *world) last() {
	for k := range w.plan.instances {
		id := instanceOf(k)
		records, err := w.process.store.Last(w.t.Context(), id, false, time.Unix(0, 0), 100_000)
		w.must(err)
		for _, r := range records {
			if !r.ByAPI {
				continue
			}
			e := history.Ending{Account: nameOf(id), ID: string(r.ID), Text: words(r), Status: string(r.Status)}
			w.log.note(func(run *history.Run) { run.Endings = append(run.Endings, e) })
		}
		w.rest(id)
		c := &client{world: w, id: id, name: nameOf(id)}
		c.list()
	}
}

// rest takes the last word on the messages that still wait: there should be none.
func (w *world) rest(id sluice.InstanceID) {
	items, err := w.process.store.Show(w.t.Context(), id, 100_000)
	w.must(err)
	for _, i := range items {
		r, _, err := w.process.store.Lookup(w.t.Context(), id, i.ID)
		w.must(err)
		e := history.Ending{Account: nameOf(id), ID: string(r.ID), Text: words(r), Status: string(r.Status)}
		w.log.note(func(run *history.Run) { run.Endings = append(run.Endings, e) })
	}
}
