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
	list := i.echoes
	if k := slices.IndexFunc(list, func(e sluice.Event) bool { return r.echoed(e) }); k >= 0 {
		list = slices.Delete(slices.Clone(list), k, k+1)
	}
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

// echoed says whether e shows the message that was sent: by its number, or, when
// the answer with the number was lost, by chat and text.
func (r result) echoed(e sluice.Event) bool {
	if r.outcome.Status != sluice.StatusSent {
		return false
	}
	if r.sent.ID != 0 {
		return r.sent.ID == e.Number && sluice.ScopeOf(r.peer) == e.Scope
	}
	b, ok := r.message.Body.(sluice.TextBody)
	return ok && r.peer.Chat == e.Chat.Chat && b.Text == e.Content.Text
}
