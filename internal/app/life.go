package app

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"
)

// drainWithin is how long everything together may take to end. Service managers
// kill what is still there after 30 s, some after 25.
const drainWithin = 24 * time.Second

// A part is something that runs until its context ends.
type part struct {
	name string
	run  func(ctx context.Context) error
}

// live runs the parts until ctx ends or one of them does. Then it ends them in
// reverse order, each only when those behind it have ended: what is used ends
// after its users. A part that outlasts the time given to all is left alone.
func live(ctx context.Context, within time.Duration, parts ...part) error {
	ended := make(chan struct{}, len(parts))
	results := make([]chan error, len(parts))
	stops := make([]context.CancelFunc, len(parts))
	for i, p := range parts {
		own, stop := context.WithCancel(context.WithoutCancel(ctx))
		defer stop()
		results[i], stops[i] = make(chan error, 1), stop
		go func() {
			results[i] <- p.finish(own)
			ended <- struct{}{}
		}()
	}
	select {
	case <-ctx.Done():
	case <-ended:
	}
	late := time.NewTimer(within)
	defer late.Stop()
	var errs []error
	for i, p := range slices.Backward(parts) {
		stops[i]()
		select {
		case err := <-results[i]:
			errs = append(errs, err)
		case <-late.C:
			return errors.Join(append(errs, fmt.Errorf("%s did not end within %v", p.name, within))...)
		}
	}
	return errors.Join(errs...)
}

// finish runs p and says what was wrong with its end.
func (p part) finish(ctx context.Context) error {
	err := p.run(ctx)
	switch {
	case ctx.Err() != nil && (err == nil || errors.Is(err, context.Canceled)):
		return nil
	case err == nil:
		return fmt.Errorf("%s ended by itself", p.name)
	}
	return fmt.Errorf("%s: %w", p.name, err)
}
