package console

import (
	"math"
	"strconv"

	"sluice"
)

// takeOutAtOnce is how many messages are taken out in one commit.
const takeOutAtOnce = 500

// A blast is what something would do to how many messages.
type blast struct {
	Count   int    `json:"count"`
	Oldest  moment `json:"oldestAt,omitzero"`
	Confirm string `json:"confirm"` // what has to be typed
}

type cancelled struct {
	Count int `json:"cancelled"`
}

func (s *Server) cancelOne(c *call) (any, error) {
	m, err := c.target()
	if err != nil {
		return nil, err
	}
	n, err := s.Queue.TakeOutAll(c.ctx(), c.id, []sluice.MessageID{m})
	if err != nil {
		return nil, err
	}
	if n == 1 {
		return cancelled{1}, c.note("queue.cancel", string(m), "")
	}
	there, err := s.Queue.Waiting(c.ctx(), c.id, sluice.MessageIDOf(m.Number()-1), 1)
	switch {
	case err != nil:
		return nil, err
	case len(there) == 0 || there[0].ID != m:
		return nil, missing("the message is not in the queue")
	case there[0].Place == sluice.PlaceSending:
		return nil, conflict("the message is being sent", nil)
	}
	return nil, conflict("the message may have been sent: that is found out at its next try", nil)
}

// cancelMany takes out all that a filter names, once their number was repeated.
func (s *Server) cancelMany(c *call) (any, error) {
	var in struct {
		Filter  filter `json:"filter"`
		DryRun  bool   `json:"dryRun"`
		Confirm string `json:"confirm"`
	}
	if err := c.body(&in); err != nil {
		return nil, err
	}
	if err := in.Filter.check(); err != nil {
		return nil, err
	}
	var (
		ids []sluice.MessageID
		b   blast
	)
	_, err := s.each(c.ctx(), c.id, &walk{}, math.MaxInt, func(q *queued) bool {
		if q.What != waitsSending && in.Filter.wants(q) {
			if len(ids) == 0 {
				b.Oldest = q.Accepted
			}
			ids = append(ids, q.ID)
		}
		return true
	})
	if err != nil {
		return nil, err
	}
	b.Count, b.Confirm = len(ids), strconv.Itoa(len(ids))
	if in.DryRun {
		return b, nil
	}
	if in.Confirm != b.Confirm {
		return nil, conflict("'confirm' must be "+b.Confirm+", the number of messages that this takes out", b)
	}
	if in.Filter.all() {
		if err := s.Queue.Clear(c.ctx(), c.id); err != nil {
			return nil, err
		}
		left, err := s.Queue.Line(c.ctx(), c.id) // what may have been sent stays
		if err != nil {
			return nil, err
		}
		out := cancelled{max(0, b.Count-left.Count)}
		return out, c.note("queue.clear", "", strconv.Itoa(out.Count)+" messages")
	}
	out := cancelled{}
	for len(ids) > 0 {
		n, err := s.Queue.TakeOutAll(c.ctx(), c.id, ids[:min(takeOutAtOnce, len(ids))])
		if err != nil {
			return nil, err
		}
		out.Count += n
		ids = ids[min(takeOutAtOnce, len(ids)):]
	}
	return out, c.note("queue.cancel", "", strconv.Itoa(out.Count)+" messages")
}
