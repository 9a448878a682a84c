package app

import (
	"context"
	"errors"
	"fmt"
	"log/slog"

	"sluice/internal/config"
	"sluice/internal/store"
	"sluice/internal/store/pebble"
)

// A Verification is what was read of a data directory, and what is wrong in it.
type Verification struct {
	Keys          int64    `json:"keys"`
	Rows          int64    `json:"rows"`
	Messages      int64    `json:"messagesWaiting"`
	Notifications int64    `json:"notificationsWaiting"`
	Sealed        int      `json:"sealedValues"`
	Faults        []string `json:"faults"` // in words, the first ones
	Failed        int64    `json:"faultCount"`
}

// Verify reads everything that is stored in the data directory of cfg, and writes
// nothing. No gateway may run on it. told hears of keys read.
func Verify(ctx context.Context, cfg config.Config, told func(keys int64)) (v Verification, err error) {
	v.Faults = []string{}
	if err := findStore(cfg.Data); err != nil {
		return v, err
	}
	data, err := openData(cfg.Data)
	if errors.Is(err, ErrInUse) {
		return v, fmt.Errorf("%w; stop the gateway first, or verify a backup that was restored elsewhere", err)
	}
	if err != nil {
		return v, err
	}
	defer func() { err = errors.Join(err, data.Close()) }()
	e, err := pebble.Open(pebble.Options{Dir: data.file(storeDir), ReadOnly: true, Memory: offlineMemory, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		return v, fmt.Errorf("open the store: %w", err)
	}
	defer func() { err = errors.Join(err, e.Close()) }()
	r, err := e.Verify(ctx, told)
	if err != nil {
		return v, err
	}
	v.Keys, v.Rows, v.Messages, v.Notifications = r.Keys, r.Rows, r.Queued, r.Noted
	v.Faults, v.Failed = append(v.Faults, r.Faults...), r.Failed
	secret, before, err := data.secrets(cfg.Secret)
	if err != nil {
		v.Failed++
		v.Faults = append(v.Faults, err.Error())
		return v, nil
	}
	n, faults, err := store.CheckSealed(ctx, e, secret, before)
	if err != nil {
		return v, err
	}
	v.Sealed, v.Faults, v.Failed = n, append(v.Faults, faults...), v.Failed+int64(len(faults))
	return v, nil
}
