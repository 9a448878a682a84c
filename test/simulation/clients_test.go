package simulation

import (
	"context"
	"fmt"
	"math/rand/v2"
	"time"

	"sluice"
	"sluice/internal/history"
	"sluice/test/linear"
)

// A client is those who use one instance: a program that sends, one that reads,
// an operator, and the people who write to the account.
type client struct {
	*world
	id   sluice.InstanceID
	name string
}

// asked is what a call left behind.
type asked struct {
	from, until time.Duration // until: history.Never when nobody knows
	known, ok   bool
}

// ask makes a call and notes when. False: the gateway is down.
func (c *client) ask(do func(ctx context.Context, p *process) error) (asked, bool) {
	a := asked{from: c.now()}
	made, known, err := c.call(do)
	a.until, a.known, a.ok = c.now(), known, err == nil && known
	if !known {
		a.until = history.Never
	}
	return a, made
}

// change logs what a call changed, or may have.
func (c *client) change(a asked, ch history.Change) {
	if a.known && !a.ok {
		return
	}
	ch.Account, ch.Call, ch.Return, ch.OK = c.name, a.from, a.until, a.ok
	c.log.note(func(run *history.Run) { run.Changes = append(run.Changes, ch) })
}

// A sent message is what a client remembers of one.
type sentMessage struct {
	id   sluice.MessageID
	text string // the first one
}

// write sends, edits, takes out and looks, until ctx ends.
func (c *client) write(ctx context.Context, r *rand.Rand) {
	var mine []sentMessage
	for seq := 0; pass(ctx, about(r, c.plan.busy)); {
		switch k := r.IntN(20); {
		case k < 10:
			for range 1 + r.IntN(4) {
				if m, ok := c.send(r, seq); ok {
					mine = append(mine, m)
				}
				seq++
			}
		case k < 12 && len(mine) > 0 && c.plan.allowed[edit]:
			c.edit(mine[len(mine)-1-r.IntN(min(len(mine), 5))], seq)
			seq++
		case k < 14 && len(mine) > 0 && c.plan.allowed[takeOut]:
			c.takeOut(mine[len(mine)-1-r.IntN(min(len(mine), 5))])
		case k < 16 && len(mine) > 0:
			c.lookUp(mine[r.IntN(len(mine))])
		case k < 18:
			c.list()
		case c.plan.allowed[interval]:
			c.setInterval(pick(r, sluice.MinInterval, sluice.MinInterval, 3*sec, time.Minute))
		}
	}
}

var chats = []sluice.ChatID{"10", "11", "12", "20", "21", "10000000", "79876543210@c.us", "@someone"}

func (c *client) send(r *rand.Rand, seq int) (sentMessage, bool) {
	m := sluice.Message{Instance: c.id, Chat: pick(r, chats...)}
	words := fmt.Sprintf("%s-%d", c.name, seq)
	m.Body = sluice.TextBody{Text: sluice.Text(words)}
	if r.IntN(8) == 0 {
		m.Typing.For = time.Duration(r.IntN(4)) * sec
	}
	var id sluice.MessageID
	a, made := c.ask(func(ctx context.Context, p *process) (err error) {
		id, err = p.store.Enqueue(ctx, m, sluice.Once{})
		return err
	})
	if !made || a.known && !a.ok {
		return sentMessage{}, false
	}
	if !a.known {
		id = ""
	}
	c.log.note(func(run *history.Run) {
		run.Requests = append(run.Requests, history.Request{
			Account: c.name, Text: words, Seq: seq, OK: a.ok, ID: string(id),
			Chat: string(resolve(m.Chat).Chat), Written: string(m.Chat), Call: a.from, Return: a.until,
		})
	})
	c.log.operation(linear.Operation{Kind: linear.Send, Key: c.key(id), Call: a.from, Return: a.until, Text: words})
	return sentMessage{id, words}, a.ok
}

// key names a message among those of all instances.
func (c *client) key(id sluice.MessageID) string {
	if id == "" {
		return ""
	}
	return c.name + " " + string(id)
}

func (c *client) edit(m sentMessage, seq int) {
	words := fmt.Sprintf("%s-%d!", c.name, seq)
	done := false
	c.stroke(edit, c.id)
	a, made := c.ask(func(ctx context.Context, p *process) (err error) {
		done, err = p.store.Edit(ctx, c.id, m.id, sluice.TextBody{Text: sluice.Text(words)})
		return err
	})
	if !made || a.known && !done {
		return
	}
	c.change(a, history.Change{Kind: history.Edit, Text: m.text, NewText: words})
	c.log.operation(linear.Operation{Kind: linear.Rewrite, Key: c.key(m.id), Call: a.from, Return: a.until, Text: words})
}

func (c *client) takeOut(m sentMessage) {
	done := false
	c.stroke(takeOut, c.id)
	a, made := c.ask(func(ctx context.Context, p *process) (err error) {
		done, err = p.store.TakeOut(ctx, c.id, m.id)
		return err
	})
	if !made || a.known && !done {
		return
	}
	c.change(a, history.Change{Kind: history.TakeOut, Text: m.text})
	c.log.operation(linear.Operation{
		Kind: linear.Withdraw, Key: c.key(m.id), Call: a.from, Return: a.until, Doubtful: c.log.doubtful(m.text),
	})
}

func (c *client) lookUp(m sentMessage) {
	var record sluice.Record
	a, made := c.ask(func(ctx context.Context, p *process) (err error) {
		record, _, err = p.store.Lookup(ctx, c.id, m.id)
		return err
	})
	if made && a.ok {
		c.log.operation(linear.Operation{
			Kind: linear.Look, Key: c.key(m.id), Call: a.from, Return: a.until,
			Text: words(record), Status: string(record.Status), Doubtful: c.log.doubtful(m.text),
		})
	}
}

// words returns the text of a record as it was accepted, or edited in the queue.
func words(r sluice.Record) string {
	if b, ok := r.Request.(sluice.TextBody); ok {
		return string(b.Text)
	}
	return ""
}

func (c *client) list() {
	var l history.List
	a, made := c.ask(func(ctx context.Context, p *process) error {
		items, err := p.store.Show(ctx, c.id, 500)
		if err != nil {
			return err
		}
		for _, i := range items {
			l.IDs = append(l.IDs, string(i.ID))
		}
		l.Count, err = p.store.Count(ctx, c.id)
		return err
	})
	if made && a.ok {
		l.Account, l.Call, l.Return = c.name, a.from, a.until
		c.log.note(func(run *history.Run) { run.Lists = append(run.Lists, l) })
	}
}

func (c *client) setInterval(d time.Duration) {
	c.stroke(interval, c.id)
	a, made := c.ask(func(ctx context.Context, p *process) error {
		return p.store.UpdateSettings(ctx, c.id, func(s *sluice.Settings) { s.Interval = d })
	})
	if made {
		c.change(a, history.Change{Kind: history.Interval, Value: d})
		c.log.operation(linear.Operation{Kind: linear.Write, Key: c.name, Call: a.from, Return: a.until, Value: int64(d)})
	}
	var i sluice.Instance
	a, made = c.ask(func(_ context.Context, p *process) (err error) {
		i, err = p.store.Instance(c.id)
		return err
	})
	if made && a.ok {
		c.log.operation(linear.Operation{Kind: linear.Read, Key: c.name, Call: a.from, Return: a.until, Value: int64(i.Settings.Interval)})
	}
}

// talk has people write to the account, and the account from another app.
func (c *client) talk(ctx context.Context, r *rand.Rand) {
	for k := 0; pass(ctx, about(r, 5*c.plan.busy)); k++ {
		c.net.happen(c.id, fmt.Sprintf("in %s-%d", c.name, k), r.IntN(4) == 0)
	}
}

// read polls and deletes until the world is over and nothing is left.
func (c *client) read(ctx context.Context, r *rand.Rand) {
	for ctx.Err() == nil {
		var receipt int64
		var n sluice.Notification
		some := false
		a, made := c.ask(func(ctx context.Context, p *process) (err error) {
			receipt, n, some, err = p.inbox.Poll(ctx, c.id, time.Duration(1+r.IntN(60))*sec)
			return err
		})
		c.mu.Lock()
		over := c.over
		c.mu.Unlock()
		switch {
		case !made || !a.ok:
			pass(ctx, sec)
		case !some && over:
			return
		case some:
			c.receive(receipt, n, r)
		}
		if r.IntN(300) == 0 && !over {
			pass(ctx, time.Duration(r.Int64N(int64(hour))))
		}
	}
}

// receive notes a notification and deletes it, mostly.
func (c *client) receive(receipt int64, n sluice.Notification, r *rand.Rand) {
	t := history.Told{Account: c.name, At: c.now(), Deleted: history.Never, Receipt: receipt, ID: string(n.Message), Status: string(n.Status)}
	if n.Type == sluice.NotifyIncoming || n.Type == sluice.NotifyOutgoing {
		t.ID, t.Event, t.ByPhone = "", string(n.Content.Text), n.Type == sluice.NotifyOutgoing
	}
	if !n.ByAPI {
		t.ID, t.Status = "", ""
	}
	key := fmt.Sprint(c.name, " ", receipt)
	c.log.operation(linear.Operation{Kind: linear.Head, Key: key, Call: t.At, Return: t.At})
	if r.IntN(8) > 0 {
		deleted := false
		a, made := c.ask(func(ctx context.Context, p *process) (err error) {
			deleted, err = p.inbox.Delete(ctx, c.id, receipt)
			return err
		})
		if made && a.ok {
			t.Deleted = a.until
		}
		if made && (a.ok || !a.known) {
			c.log.operation(linear.Operation{Kind: linear.Delete, Key: key, Call: a.from, Return: a.until, Done: deleted && a.known})
		}
		t.Perhaps = made && !a.known
	}
	c.log.note(func(run *history.Run) { run.Told = append(run.Told, t) })
}
