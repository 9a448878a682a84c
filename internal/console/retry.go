package console

import (
	"context"
	"errors"
	"slices"
	"strconv"

	"sluice"
)

// maxRetries is how many messages one call sends anew.
const maxRetries = 10_000

// A repeat is a message that was sent anew, as another one.
type repeat struct {
	From sluice.MessageID `json:"from"`
	To   sluice.MessageID `json:"to"`
}

type repeats struct {
	Retried []repeat `json:"retried"`
	Count   int      `json:"count"`
}

// retry sends messages anew that were not sent: those that are named, or all of
// some statuses once their number was repeated.
func (s *Server) retry(c *call) (any, error) {
	var in struct {
		IDs      []sluice.MessageID `json:"ids"`
		All      bool               `json:"all"`
		Statuses []sluice.Status    `json:"statuses"`
		DryRun   bool               `json:"dryRun"`
		Confirm  string             `json:"confirm"`
	}
	if err := c.body(&in); err != nil {
		return nil, err
	}
	for _, status := range in.Statuses {
		if !status.Unsent() {
			return nil, wrong("statuses", "may be failed, noAccount, expired and cleared")
		}
	}
	var list []sluice.Record
	var err error
	switch {
	case in.All == (len(in.IDs) > 0):
		return nil, wrong("ids", "is required, or 'all'")
	case in.All:
		list, err = s.failures(c.ctx(), c.id, in.Statuses)
	default:
		list, err = s.namedFailures(c.ctx(), c.id, in.IDs)
	}
	if err != nil {
		return nil, err
	}
	b := blast{Count: len(list), Confirm: strconv.Itoa(len(list))}
	if len(list) > 0 {
		b.Oldest = moment(list[0].At)
	}
	if in.DryRun {
		return b, nil
	}
	if in.All && in.Confirm != b.Confirm {
		return nil, conflict("'confirm' must be "+b.Confirm+", the number of messages that this sends anew", b)
	}
	out := repeats{Retried: []repeat{}}
	for _, r := range list {
		if err = s.again(c.ctx(), c.id, r.ID, &out); err != nil {
			break
		}
	}
	if out.Count > 0 {
		err = errors.Join(err, c.note("journal.retry", "", strconv.Itoa(out.Count)+" messages"))
	}
	if err != nil && out.Count > 0 { // the rest is for another call, which is told what is not
		p := *problemOf(err)
		p.details = out
		err = errors.Join(&p, err)
	}
	return out, err
}

// failures are all that can be sent anew, the oldest first.
func (s *Server) failures(ctx context.Context, id sluice.InstanceID, statuses []sluice.Status) ([]sluice.Record, error) {
	if len(statuses) == 0 {
		statuses = []sluice.Status{sluice.StatusFailed, sluice.StatusNoAccount, sluice.StatusExpired}
	}
	var all []sluice.Record
	q := sluice.Browsing{
		Limit: scanPage, Scan: maxScan,
		Keep: func(r sluice.Record) bool { return retriable(r) && slices.Contains(statuses, r.Status) },
	}
	for {
		list, next, err := s.Journal.Browse(ctx, id, q)
		if err != nil {
			return nil, err
		}
		all = append(all, list...)
		if next == "" || len(all) >= maxRetries {
			break
		}
		q.Before = next
	}
	all = all[:min(maxRetries, len(all))]
	slices.Reverse(all)
	return all, nil
}

func (s *Server) namedFailures(ctx context.Context, id sluice.InstanceID, ids []sluice.MessageID) ([]sluice.Record, error) {
	if len(ids) > maxRetries {
		return nil, wrong("ids", "may have at most %d messages", maxRetries)
	}
	ids = slices.Clone(ids)
	slices.Sort(ids) // by age
	var all []sluice.Record
	for _, m := range slices.Compact(ids) {
		r, ok, err := s.Journal.Lookup(ctx, id, m)
		if err != nil {
			return nil, err
		}
		if !ok {
			return nil, missing("the journal has no message " + string(m))
		}
		if !retriable(r) {
			return nil, conflict(whyNotAnew(r), nil)
		}
		all = append(all, r)
	}
	return all, nil
}

// whyNotAnew says why a message cannot be sent anew.
func whyNotAnew(r sluice.Record) string {
	switch {
	case r.SentAs != "":
		return "message " + string(r.ID) + " was sent anew already, as " + string(r.SentAs)
	case r.Item > 0:
		first := sluice.MessageIDOf(r.ID.Number() - int64(r.Item))
		return "message " + string(r.ID) + " is of a forward, which is sent anew as a whole: name " + string(first)
	}
	return "message " + string(r.ID) + " is " + string(r.Status) + " and cannot be sent anew"
}

// again sends one message anew. One that somebody else has sent anew meanwhile is
// passed over.
func (s *Server) again(ctx context.Context, id sluice.InstanceID, m sluice.MessageID, out *repeats) error {
	anew, err := s.Queue.SendAnew(ctx, id, m)
	if sluice.CodeOf(err) == sluice.Conflict {
		return nil
	}
	if err != nil {
		return err
	}
	if f, ok := anew.Body.(sluice.FileBody); ok {
		s.Gateway.Fetch(id, anew.ID, f.URL)
	}
	out.Retried = append(out.Retried, repeat{m, anew.ID})
	out.Count++
	return nil
}
