package store

import (
	"context"
	"errors"
	"slices"

	"sluice"
)

// mayEcho says whether an own message is put by: it may be a send in doubt, or
// one came before it that may be, and is to be told first.
func (s *Store) mayEcho(ctx context.Context, i *instance, e sluice.Event) (bool, error) {
	if len(i.doubts()) > 0 && slices.ContainsFunc(i.echoes, isMessage) {
		return true, nil
	}
	return s.mayHaveGone(ctx, i, e.Chat)
}

// mayHaveGone says whether a send in doubt may have gone to a chat. One that is not
// named may be any.
func (s *Store) mayHaveGone(ctx context.Context, i *instance, p sluice.Peer) (bool, error) {
	sends, err := s.doubted(ctx, i)
	for _, m := range sends {
		if m.Body == nil || p.Chat == "" {
			return true, nil
		}
		if ok, err := s.goesTo(ctx, m, p); ok || err != nil {
			return ok, err
		}
	}
	return false, err
}

// doubted returns the messages whose attempt has no result. One whose row is
// damaged has no body.
func (s *Store) doubted(ctx context.Context, i *instance) ([]sluice.Message, error) {
	var list []sluice.Message
	for _, id := range i.doubts() {
		m, err := s.message(ctx, i, id)
		if err != nil && !errors.Is(err, errDamaged) {
			return nil, err
		}
		list = append(list, m)
	}
	return list, nil
}

// goesTo says whether m may be for a chat. A name that was never resolved may be
// anyone's.
func (s *Store) goesTo(ctx context.Context, m sluice.Message, p sluice.Peer) (bool, error) {
	chat, known, err := resolved(ctx, s.engine, m.Instance, m.Chat)
	return !known || chatKey(chat) == chatKey(p.Chat), err
}

// doubts returns the messages whose attempt has no result, but for those that are
// held: they went to an account that is not there any more.
func (i *instance) doubts() []int64 {
	var ids []int64
	if i.out.InFlight != 0 {
		ids = append(ids, i.out.InFlight)
	}
	for _, w := range i.aside.inDoubt() {
		if w.Reason != sluice.WaitsHeld && w.ID != i.out.InFlight {
			ids = append(ids, w.ID)
		}
	}
	return ids
}

// keepEcho puts an own message by until no send is in doubt. When there are too
// many, the first one that does not look like such a send is told after all.
func (s *Store) keepEcho(ctx context.Context, d *draft, e sluice.Event) error {
	i := d.i
	if i.shows(e) {
		return nil
	}
	d.putBy(e)
	if i.messagesPutBy() <= mostEchoes {
		return nil
	}
	sends, err := s.doubted(ctx, i)
	if err != nil {
		return err
	}
	k := slices.IndexFunc(i.echoes, func(o sluice.Event) bool {
		return isMessage(o) && !slices.ContainsFunc(sends, func(m sluice.Message) bool { return alike(m.Body, o.Content) })
	})
	if k < 0 {
		return nil
	}
	o := i.echoes[k]
	d.dropEcho(k)
	return s.explain(ctx, d, o)
}

// explain journals an own message, unless the queue knows of it.
func (s *Store) explain(ctx context.Context, d *draft, e sluice.Event) error {
	if ours, err := s.recognize(ctx, d, e); ours || err != nil {
		return err
	}
	return s.journal(ctx, d, e)
}

// dropEchoes forgets the own messages that were the send which ended with r.
func (d *draft) dropEchoes(r result) {
	if list := r.others(d.i.echoes); len(list) < len(d.i.echoes) {
		d.i.echoes, d.echoes = list, true
	}
}

// numbered returns r with the numbers that the answer lacks, as far as a message
// in list may be what was sent.
func (r result) numbered(list []sluice.Event) result {
	if r.outcome.Status != sluice.StatusSent {
		return r
	}
	ids := make([]int64, max(sluice.Span(r.message.Body), 1))
	for k := range ids {
		ids[k] = r.number(k)
		at := slices.IndexFunc(list, func(e sluice.Event) bool {
			return isMessage(e) && e.Chat.Chat == r.peer.Chat && alike(r.message.Body, e.Content) && !slices.Contains(ids, e.Number)
		})
		if ids[k] == 0 && at >= 0 {
			ids[k] = list[at].Number
		}
	}
	r.sent.ID, r.sent.IDs = ids[0], ids
	return r
}

// others returns the events that do not show what was sent.
func (r result) others(list []sluice.Event) []sluice.Event {
	if r.outcome.Status != sluice.StatusSent {
		return list
	}
	return slices.DeleteFunc(slices.Clone(list), func(e sluice.Event) bool {
		return isMessage(e) && e.Scope == sluice.ScopeOf(r.peer) && slices.Contains(r.sent.IDs, e.Number)
	})
}

// alike says whether what the network shows may be what b became.
func alike(b sluice.Body, shown sluice.Content) bool {
	if b == nil {
		return false
	}
	if b.Kind() == sluice.KindForward {
		return shown.Forwarded
	}
	c := contentOf(b)
	return c.Text.Folded() == shown.Text.Folded() && (c.File == nil) == (shown.File == nil) &&
		(c.Location == nil) == (shown.Location == nil) && (c.Card == nil) == (shown.Card == nil) && (c.Poll == nil) == (shown.Poll == nil)
}
