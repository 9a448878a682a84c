package store

import (
	"context"

	"sluice"
)

// Named returns the message that the network calls by a number: scope is the
// chat where those have numbers of their own, and "" elsewhere.
func (s *Store) Named(ctx context.Context, id sluice.InstanceID, scope sluice.ChatID, number int64) (sluice.MessageID, bool, error) {
	if _, err := s.find(id); err != nil {
		return "", false, err
	}
	n, ok, err := s.engine.ByNumber(ctx, id, Number{Scope: chatNumber(scope), N: number}, 0)
	if err != nil || !ok {
		return "", false, broken(err)
	}
	return sluice.MessageIDOf(n), true, nil
}
