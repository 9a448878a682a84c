package store

import (
	"context"
	"errors"
	"fmt"

	"sluice"
)

// restoredName marks, among the deployment's values, data that come from a backup.
// It is not sealed: whoever restores need not have the secret.
const restoredName = "restored"

// NodeName names, among the values of the deployment, whose data these are. It is
// not kept by a restore.
const NodeName = "node"

// MarkRestored notes in an engine that its data come from a backup. The next
// store over it begins with all instances on hold: what was waiting when the
// backup was made may have been sent since.
func MarkRestored(ctx context.Context, e Engine) error {
	return e.Commit(ctx, Change{Instance: nobody, Values: []Value{{Name: restoredName, Data: []byte("1")}, {Name: stored(NodeName)}}})
}

// holdRestored turns the mark into a hold of every instance, in one commit.
func (s *Store) holdRestored(ctx context.Context) error {
	_, marked, err := s.engine.Value(ctx, nobody, restoredName)
	if err != nil || !marked {
		return err
	}
	changes := []Change{{Instance: nobody, Values: []Value{{Name: restoredName}}}}
	for id, i := range s.instances {
		if !i.rec.Deleted.IsZero() {
			continue
		}
		i.rec.Held, i.rec.HeldFor = true, sluice.HoldRestored
		v, err := s.value(id, &i.rec)
		if err != nil {
			return err
		}
		changes = append(changes, Change{Instance: id, Values: []Value{v}})
	}
	s.log.Warn("store: restored from a backup, so every instance is on hold until released")
	return s.engine.Commit(ctx, changes...)
}

// A Checkpointer is an [Engine] that can copy itself while it works.
type Checkpointer interface {
	// Checkpoint makes dir, on the same disk, with all that was committed before
	// the call.
	Checkpoint(dir string) error
}

// Checkpoint makes dir with a consistent copy of everything that was acknowledged
// before the call.
func (s *Store) Checkpoint(dir string) error {
	e, ok := s.engine.(Checkpointer)
	if !ok {
		return errors.New("this store cannot be copied while it is open")
	}
	if err := e.Checkpoint(dir); err != nil {
		return fmt.Errorf("copy the store: %w", err)
	}
	return nil
}
