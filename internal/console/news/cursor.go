package news

import (
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"sluice"
)

// A Note is something that the streams are to be told.
type Note struct {
	Kind     string
	Instance sluice.InstanceID // 0: of all
	Detail   bool              // for those alone that look at the instance
	Data     any               // encoded as a JSON object
}

// Publish tells the streams what is noted, in order and all at once, if any is open.
// What cannot be encoded is left out.
func (n *News) Publish(notes ...Note) error {
	if !n.open() {
		return nil
	}
	bodies := make([][]byte, len(notes))
	var errs []error
	for k, note := range notes {
		body, err := json.Marshal(note.Data)
		if err != nil {
			errs = append(errs, fmt.Errorf("encode %s of instance %d: %w", note.Kind, note.Instance, err))
			continue
		}
		bodies[k] = body
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	for k, note := range notes {
		if bodies[k] != nil {
			n.ring.publish(Entry{Kind: note.Kind, Instance: note.Instance, Detail: note.Detail}, bodies[k])
		}
	}
	n.ring.rouse() // once: each stream wakes for it, and looks whether it may go on
	return errors.Join(errs...)
}

// open says whether any stream is, or was a moment ago.
func (n *News) open() bool {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.viewers.open.active(time.Now())
}

// Looked says whether streams are open, and whether one looks at an instance.
func (n *News) Looked(id sluice.InstanceID) (anybody, closely bool) {
	n.mu.Lock()
	defer n.mu.Unlock()
	now := time.Now()
	return n.viewers.open.active(now), n.viewers.looksAt(id, now)
}

// Rouse wakes all streams, so that one whose session has ended notices.
func (n *News) Rouse() {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.ring.rouse()
}

// A Cursor is how far one stream has come. It belongs to one goroutine.
type Cursor struct {
	n       *News
	id      sluice.InstanceID
	at      int64 // the revision that the client has
	resumed bool
}

// Open begins to follow, looking at an instance or with 0 at none apart. It goes on
// behind the entry that is named last, as far as what came since is still known.
func (n *News) Open(id sluice.InstanceID, last string) *Cursor {
	n.mu.Lock()
	defer n.mu.Unlock()
	now := time.Now()
	if !n.viewers.served(id, now) {
		n.ring.skip() // what changed meanwhile has no entry
	}
	since := n.viewers.enter(id, now, n.ring.last)
	at, resumed := n.ring.parse(last)
	if resumed {
		_, resumed = n.ring.since(at)
		resumed = resumed && at >= since
	}
	if !resumed {
		at = n.ring.last
	}
	return &Cursor{n, id, at, resumed}
}

// Close ends to follow.
func (c *Cursor) Close() {
	c.n.mu.Lock()
	defer c.n.mu.Unlock()
	c.n.viewers.leave(c.id, time.Now())
}

// At is the revision that was taken last.
func (c *Cursor) At() int64 { return c.at }

// Resumed says whether the cursor goes on where the client left off.
func (c *Cursor) Resumed() bool { return c.resumed }

// Name is what a client names a revision by when it comes back.
func (c *Cursor) Name(revision int64) string { return c.n.ring.name(revision) }

// Take returns the entries that are new, and what closes when there are more. It is
// not ok when the client was so slow that some are forgotten.
func (c *Cursor) Take() (list []Entry, more <-chan struct{}, ok bool) {
	c.n.mu.Lock()
	defer c.n.mu.Unlock()
	list, ok = c.n.ring.since(c.at)
	c.at = c.n.ring.last
	return list, c.n.ring.changed, ok
}

// Ending closes when all streams are to end.
func (c *Cursor) Ending() <-chan struct{} { return c.n.ending }
