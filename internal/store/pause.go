package store

import (
	"context"
	"time"

	"sluice"
)

// Pause stops sending on the operator's behalf; by says who that is. What is
// being sent is finished. A second call changes nothing.
func (s *Store) Pause(ctx context.Context, id sluice.InstanceID, by string) error {
	return s.update(ctx, id, every, func(r *record) {
		if !r.Paused {
			r.Paused, r.PausedBy, r.PausedAt = true, by, s.clock.now().UTC()
		}
	})
}

// Resume ends a pause.
func (s *Store) Resume(ctx context.Context, id sluice.InstanceID) error {
	return s.update(ctx, id, every, func(r *record) {
		r.Paused, r.PausedBy, r.PausedAt = false, "", time.Time{}
	})
}

// Hold keeps everything that waits from being sent until [Store.Release] with
// WaitsHeld.
func (s *Store) Hold(ctx context.Context, id sluice.InstanceID) error {
	return s.update(ctx, id, every, func(r *record) { r.Held, r.HeldFor = true, sluice.HoldAsked })
}

// Rename gives an instance another name.
func (s *Store) Rename(ctx context.Context, id sluice.InstanceID, name string) error {
	if err := (sluice.Instance{Name: name}).Check(); err != nil {
		return err
	}
	return s.update(ctx, id, topicSet(sluice.TopicState), func(r *record) { r.Name = name })
}
