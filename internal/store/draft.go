package store

import (
	"context"
	"slices"

	"sluice"
)

// A draft is a change of one instance while it is worked out, under the
// instance's mutex. Whoever works on it changes what the instance keeps in
// memory and adds the rows; cursors, record and what is set aside follow from
// how the instance then differs from what it was.
type draft struct {
	Change
	i    *instance
	tell topics // whose watchers are woken once it is durable

	echoes bool             // what is put by has changed
	born   []sluice.Pending // notifications, if anybody wants to know

	rec       record // as they were
	spoken    bool
	out, note Cursor
}

// change works out a change of an instance and returns when it is durable. When
// f fails nothing is stored, and memory forgets what f did: the instance's queues
// are read anew before they are used again. So a fault of a read leaves no state
// that nobody stored, whatever it interrupts.
func (s *Store) change(ctx context.Context, id sluice.InstanceID, f func(*draft) error) error {
	i, err := s.use(ctx, id)
	if err != nil {
		return err
	}
	return s.work(ctx, i, f)
}

// work is change for an instance that is in use. It unlocks it.
func (s *Store) work(ctx context.Context, i *instance, f func(*draft) error) error {
	d := &draft{Change: Change{Instance: i.id}, i: i, rec: i.rec, spoken: i.spoken, out: i.out, note: i.note}
	i.aside.touched = nil
	err := f(d)
	if err == nil {
		err = s.complete(ctx, d)
	}
	if err != nil {
		i.rec, i.spoken = d.rec, d.spoken
		s.unload(i)
		i.mu.Unlock()
		return err
	}
	var b *batch
	if !d.empty() {
		b = s.add(i, d.Change, d.tell)
	}
	for _, n := range d.born {
		s.opts.Born(i.id, n.Receipt, n.Notification)
	}
	i.mu.Unlock()
	return b.wait()
}

// complete adds what follows from how the instance has changed.
func (s *Store) complete(ctx context.Context, d *draft) error {
	i := d.i
	if err := s.settleEchoes(ctx, d); err != nil {
		return err
	}
	if err := s.storeEchoes(d); err != nil {
		return err
	}
	slices.Sort(i.aside.touched)
	for _, id := range slices.Compact(i.aside.touched) {
		if w := i.aside.find(id); w != nil {
			d.Aside = append(d.Aside, w.Aside)
		} else if !d.NoAside {
			d.NotAside = append(d.NotAside, id)
		}
	}
	i.out.Aside = int64(i.aside.len())
	if i.out != d.out {
		out := i.out
		d.Out = &out
	}
	if !i.note.stands(d.note) {
		note := i.note
		d.Notify = &note
	}
	if i.rec == d.rec {
		return nil
	}
	v, err := s.value(i.id, &i.rec)
	d.Values = append(d.Values, v)
	return err
}

// stands says whether a cursor is where it was, but for the hints that the last
// row tells as well.
func (c Cursor) stands(was Cursor) bool {
	c.LastID, c.LastN = was.LastID, was.LastN
	return c == was
}

// empty says whether there is nothing to write.
func (c *Change) empty() bool {
	return len(c.Rows)+len(c.Gone)+len(c.NotAside)+len(c.Aside)+len(c.Statuses)+len(c.Chats)+len(c.Numbers)+
		len(c.Once)+len(c.Values) == 0 && c.Out == nil && c.Notify == nil && !c.NoAside && !c.Erase && c.NoValues == ""
}

// size returns about what a change takes in a batch.
func (c *Change) size() int {
	n := changeOverhead
	for _, r := range c.Rows {
		n += len(r.Body)
	}
	for _, v := range c.Values {
		n += len(v.Data)
	}
	return n + rowOverhead*(len(c.Rows)+len(c.Gone)+len(c.Aside)+len(c.Statuses)+len(c.Numbers)+len(c.Chats))
}

// What a change, and each of its rows, takes besides bodies.
const (
	changeOverhead = 256
	rowOverhead    = 64
)
