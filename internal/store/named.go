package store

import (
	"cmp"
	"context"

	"sluice"
)

// Named returns the message that the network calls by a number: scope is the
// chat where those have numbers of their own, and "" elsewhere.
func (s *Store) Named(ctx context.Context, id sluice.InstanceID, scope sluice.ChatID, number int64) (sluice.MessageID, bool, error) {
	i, err := s.find(id)
	if err != nil {
		return "", false, err
	}
	i.mu.Lock()
	at := Number{Scope: i.rec.scope(scope), N: number}
	i.mu.Unlock()
	n, ok, err := s.engine.ByNumber(ctx, id, at, 0)
	if err != nil || !ok {
		return "", false, broken(err)
	}
	return sluice.MessageIDOf(n), true, nil
}

// Taken says whether the number belongs to another message than m, which is in
// doubt: one that was sent through the API, or that was in the journal before m
// was tried. A later one of the journal may be m after all, as the account's own
// messages are told apart by what they show.
func (s *Store) Taken(ctx context.Context, m sluice.Message, scope sluice.ChatID, number int64) (bool, error) {
	id, ok, err := s.Named(ctx, m.Instance, scope, number)
	if err != nil || !ok || within(id, m) {
		return false, err
	}
	r, ok, err := s.engine.Message(ctx, m.Instance, id.Number())
	if err != nil {
		return false, broken(err)
	}
	return !ok || r.Lane == Outgoing || r.Kind != kindEvent || s.clock.at(r.At).Before(m.Doubt), nil
}

// within says whether id is one that m has.
func within(id sluice.MessageID, m sluice.Message) bool {
	n := id.Number() - m.ID.Number()
	return n >= 0 && n < int64(max(sluice.Span(m.Body), 1))
}

// unowned returns r without the numbers that belong to other messages. The answer
// to a send names what that made; whatever is found in another way may be wrong.
func (s *Store) unowned(ctx context.Context, i *instance, r result) (result, error) {
	if r.outcome.Status != sluice.StatusSent || r.message.Doubt.IsZero() && !r.sent.Duplicate {
		return r, nil
	}
	scope := cmp.Or(chatNumber(sluice.ScopeOf(r.peer)), r.account, chatNumber(i.rec.own()))
	ids := make([]int64, max(sluice.Span(r.message.Body), 1))
	for k := range ids {
		ids[k] = r.number(k)
		if ids[k] == 0 {
			continue
		}
		owner, ok, err := s.engine.ByNumber(ctx, i.id, Number{Scope: scope, N: ids[k]}, 0)
		if err != nil {
			return r, broken(err)
		}
		if ok && owner != r.message.ID.Number()+int64(k) {
			s.log.Error("store: a number at the network is another message's", "instance", i.id, "message", r.message.ID)
			ids[k] = 0
		}
	}
	r.sent.ID, r.sent.IDs = ids[0], ids
	return r, nil
}
