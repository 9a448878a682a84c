package telegram

import (
	"context"
	"fmt"
	"strconv"
	"sync"
	"time"

	"sluice"
)

// waits remembers, across restarts, until when Telegram refuses a method. No
// call is made before that.
type waits struct {
	values *values
	now    func() time.Time

	mu    sync.Mutex
	until map[string]time.Time // what was read or set so far; zero: none
}

func newWaits(v *values, now func() time.Time) *waits {
	return &waits{values: v, now: now, until: map[string]time.Time{}}
}

// do makes a call of a method unless that still has to wait. A wait that
// Telegram asks for is stored before it is returned.
func (w *waits) do(ctx context.Context, method string, f func(context.Context) error) error {
	until, err := w.read(ctx, method)
	if err != nil {
		return &sluice.Error{Code: sluice.Unavailable, Text: "The store is away", Reason: sluice.WaitsOffline, Err: err}
	}
	if left := until.Sub(w.now()); left > 0 {
		return &sluice.Error{
			Code: sluice.Limited, Text: "Telegram asks to wait before " + method, Wait: left,
			Scope: sluice.ScopeMethod, Reason: sluice.WaitsMethod,
		}
	}
	err = f(ctx)
	if err == nil {
		return nil
	}
	e := classify(err, call{})
	if e.Code == sluice.Limited && e.Scope == sluice.ScopeMethod {
		if err := w.set(context.WithoutCancel(ctx), method, w.now().Add(e.Wait)); err != nil {
			return &sluice.Error{Code: sluice.Unavailable, Text: "The store is away", Reason: sluice.WaitsOffline, Err: err}
		}
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	return e
}

func (w *waits) read(ctx context.Context, method string) (time.Time, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if until, ok := w.until[method]; ok {
		return until, nil
	}
	data, ok, err := w.values.get(ctx, waitPrefix+method)
	if err != nil {
		return time.Time{}, err
	}
	var until time.Time
	if ok {
		n, err := strconv.ParseInt(string(data), 10, 64)
		if err != nil {
			return time.Time{}, fmt.Errorf("stored wait: %w", err)
		}
		until = time.UnixMilli(n)
	}
	w.until[method] = until
	return until, nil
}

func (w *waits) set(ctx context.Context, method string, until time.Time) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.until[method] = until
	rounded := until.Add(time.Millisecond - 1).UnixMilli()
	return w.values.put(ctx, map[string][]byte{waitPrefix + method: strconv.AppendInt(nil, rounded, 10)})
}
