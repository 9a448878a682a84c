package pebble

import (
	"github.com/cockroachdb/pebble/v2"
)

// Checkpoint implements [store.Checkpointer]: tables are linked, logs are copied.
func (e *Engine) Checkpoint(dir string) error {
	if err := e.log.failure(); err != nil {
		return err
	}
	return e.db.Checkpoint(dir, pebble.WithFlushedWAL())
}
