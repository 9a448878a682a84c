package telegram

import (
	"fmt"
	"runtime/debug"

	"sluice"
)

// guarded runs do and turns a panic into an error. What strangers write must not end
// the process: it would be told the same after its start, and end again.
//
// Where one update cannot be read it is passed over. Elsewhere the error ends the
// account's connection, which is made again after a growing pause; the other accounts
// notice nothing. What the library does in goroutines of its own is out of reach.
func guarded(do func() error) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = &sluice.Error{Code: sluice.Internal, Err: fmt.Errorf("panic: %v\n%s", p, debug.Stack())}
		}
	}()
	return do()
}
