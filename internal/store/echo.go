package store

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"sluice"
)

// echoName is the value that keeps own messages which the network showed while a
// send was in doubt: one of them may be that send.
const echoName = "echoes"

func (s *Store) readEchoes(ctx context.Context, id sluice.InstanceID) ([]sluice.Event, error) {
	data, ok, err := s.engine.Value(ctx, id, echoName)
	if err != nil || !ok {
		return nil, broken(err)
	}
	var list []sluice.Event
	if err := s.open(id, echoName, data, &list); err != nil {
		return nil, broken(fmt.Errorf("decode own messages: %w", err))
	}
	return list, nil
}

// keepEcho puts an own message by until no send is in doubt.
func (s *Store) keepEcho(i *instance, c *Change, e sluice.Event) error {
	same := func(o sluice.Event) bool { return o.Scope == e.Scope && o.Number == e.Number }
	if slices.ContainsFunc(i.echoes, same) {
		return nil
	}
	return s.saveEchoes(i, c, append(slices.Clip(i.echoes), e))
}

func (s *Store) saveEchoes(i *instance, c *Change, list []sluice.Event) error {
	v := Value{Name: echoName}
	if len(list) > 0 {
		data, err := json.Marshal(list)
		if err != nil {
			return broken(fmt.Errorf("encode own messages: %w", err))
		}
		v.Data = s.sealed(i.id, echoName, data)
	}
	i.echoes = list
	c.Values = append(c.Values, v)
	return nil
}

// settleEchoes drops the own message that was the send which ended with r, and,
// when no send is in doubt any more, journals the others.
func (s *Store) settleEchoes(ctx context.Context, i *instance, c *Change, r result) (topics, error) {
	if len(i.echoes) == 0 {
		return 0, nil
	}
	list := r.others(i.echoes)
	var tell topics
	if !i.doubtful() {
		for _, e := range list {
			more, err := s.journal(ctx, i, c, e)
			if err != nil {
				return 0, err
			}
			tell |= more
		}
		list = nil
	}
	if len(list) == len(i.echoes) {
		return tell, nil
	}
	return tell, s.saveEchoes(i, c, list)
}

// others returns the events that do not show what was sent: told by its numbers,
// or, where the answer with the number was lost, by chat and content.
func (r result) others(list []sluice.Event) []sluice.Event {
	if r.outcome.Status != sluice.StatusSent {
		return list
	}
	list = slices.Clone(list)
	for k := range max(sluice.Span(r.message.Body), 1) {
		n := r.number(k)
		at := slices.IndexFunc(list, func(e sluice.Event) bool {
			if n != 0 {
				return e.Number == n && e.Scope == sluice.ScopeOf(r.peer)
			}
			return e.Chat.Chat == r.peer.Chat && alike(r.message.Body, e.Content)
		})
		if at >= 0 {
			list = slices.Delete(list, at, at+1)
		}
	}
	return list
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
	return c.Text == shown.Text && (c.File == nil) == (shown.File == nil) &&
		(c.Location == nil) == (shown.Location == nil) && (c.Card == nil) == (shown.Card == nil) && (c.Poll == nil) == (shown.Poll == nil)
}
