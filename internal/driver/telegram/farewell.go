package telegram

import (
	"context"
	"encoding/json"
	"time"

	"github.com/gotd/td/telegram"

	"sluice"
	"sluice/internal/driver"
)

const (
	// farewellAge is after how long a session that was left open is forgotten:
	// Telegram closes those that are not used by itself in the end.
	farewellAge = 30 * 24 * time.Hour
	// farewellTime bounds one try to close a session.
	farewellTime = 30 * time.Second
	// farewells bounds how many sessions of an instance are kept for it.
	farewells = 5
)

// A leftOpen is a session that a logout could not close.
type leftOpen struct {
	At          time.Time `json:"at"`
	Environment string    `json:"environment"`
	Session     []byte    `json:"session"`
}

// forgetAccount forgets everything but the sessions left open, to which more
// are added. A crash in between forgets those too: their owner finds them in
// the list of devices.
func forgetAccount(ctx context.Context, store driver.SessionStore, more []leftOpen) error {
	left, err := readFarewell(ctx, store)
	if err != nil {
		return err
	}
	if err := store.DeleteAll(ctx); err != nil {
		return err
	}
	left = append(left, more...)
	return writeFarewell(ctx, store, left[max(0, len(left)-farewells):])
}

func readFarewell(ctx context.Context, store driver.SessionStore) ([]leftOpen, error) {
	data, ok, err := store.Get(ctx, driver.FarewellName)
	if err != nil || !ok {
		return nil, err
	}
	var left []leftOpen
	return left, json.Unmarshal(data, &left)
}

func writeFarewell(ctx context.Context, store driver.SessionStore, left []leftOpen) error {
	if len(left) == 0 {
		return nil
	}
	data, err := json.Marshal(left)
	if err != nil {
		return err
	}
	return store.Put(ctx, map[string][]byte{driver.FarewellName: data})
}

// SayFarewell closes the sessions that were left open, each through a client
// that does nothing else.
func (d *Driver) SayFarewell(ctx context.Context, cfg driver.Config, store driver.SessionStore) error {
	left, err := readFarewell(ctx, store)
	if err != nil || len(left) == 0 {
		return stored(err)
	}
	var rest []leftOpen
	for _, s := range left {
		switch {
		case d.opts.Now().Sub(s.At) > farewellAge:
		case s.Environment != d.environment():
			rest = append(rest, s)
			err = &sluice.Error{Code: sluice.Unavailable, Text: "The session belongs to another Telegram"}
		default:
			if failed := d.closeLeft(ctx, cfg, s.Session); failed != nil {
				rest, err = append(rest, s), failed
			}
		}
	}
	if len(rest) == 0 {
		return stored(store.Put(ctx, map[string][]byte{driver.FarewellName: nil}))
	}
	if len(rest) < len(left) {
		if failed := writeFarewell(ctx, store, rest); failed != nil {
			return stored(failed)
		}
	}
	return err
}

// closeLeft closes one session. That Telegram knows it no more is as good.
func (d *Driver) closeLeft(ctx context.Context, cfg driver.Config, session []byte) error {
	ctx, cancel := context.WithTimeout(ctx, farewellTime)
	defer cancel()
	resolver, err := d.resolver(cfg.Link)
	if err != nil {
		return err
	}
	if err := d.starts.Wait(ctx); err != nil {
		return classify(err, call{})
	}
	id, hash, _ := d.app(cfg.Link)
	client := telegram.NewClient(id, hash, telegram.Options{
		PublicKeys: d.keys, DC: d.firstDC(), DCList: d.centres(ctx, session), Resolver: resolver, SessionStorage: fixed(session),
		ReconnectionBackoff: reconnection, Device: d.device(cfg), NoUpdates: true,
	})
	err = client.Run(ctx, func(ctx context.Context) error {
		_, err := client.API().AuthLogOut(ctx)
		return err
	})
	if _, already := gone(err); err == nil || already {
		return nil
	}
	return classify(err, call{})
}
