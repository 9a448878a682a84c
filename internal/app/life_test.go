package app

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// A diary notes who ended, in order.
type diary struct {
	mu    sync.Mutex
	names []string // guarded by mu
}

// part ends when it is told to, after a while.
func (d *diary) part(name string, after time.Duration) part {
	return part{name, func(ctx context.Context) error {
		<-ctx.Done()
		time.Sleep(after) // of the bubble's clock
		d.mu.Lock()
		defer d.mu.Unlock()
		d.names = append(d.names, name)
		return ctx.Err()
	}}
}

func TestWhatIsUsedEndsAfterItsUsers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var d diary
		ctx, stop := context.WithCancel(t.Context())
		time.AfterFunc(time.Hour, stop)
		err := live(ctx, time.Minute, d.part("store", 0), d.part("queue", 3*time.Second), d.part("api", time.Second))
		if want := []string{"api", "queue", "store"}; !slices.Equal(d.names, want) || err != nil {
			t.Errorf("ended %v, %v; want %v", d.names, err, want)
		}
	})
}

func TestAPartThatFailsEndsAllOthers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var d diary
		broken := errors.New("disk on fire")
		err := live(t.Context(), time.Minute, d.part("store", 0),
			part{"queue", func(context.Context) error { return broken }}, d.part("api", 0))
		if !errors.Is(err, broken) || !strings.HasPrefix(err.Error(), "queue: ") {
			t.Errorf("error %v", err)
		}
		if want := []string{"api", "store"}; !slices.Equal(d.names, want) {
			t.Errorf("ended %v, want %v", d.names, want)
		}
	})
}

func TestAPartThatEndsUnaskedIsAFailure(t *testing.T) {
	err := live(t.Context(), time.Minute, part{"queue", func(context.Context) error { return nil }})
	if err == nil || err.Error() != "queue ended by itself" {
		t.Errorf("error %v", err)
	}
}

func TestAPartThatHangsDoesNotHoldTheProcess(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		hang := make(chan struct{})
		defer close(hang)
		ctx, stop := context.WithCancel(t.Context())
		stop()
		began := time.Now()
		err := live(ctx, 5*time.Second, part{"queue", func(context.Context) error { <-hang; return nil }})
		if err == nil || !strings.Contains(err.Error(), "queue did not end within 5s") || time.Since(began) != 5*time.Second {
			t.Errorf("error %v after %v", err, time.Since(began))
		}
	})
}
