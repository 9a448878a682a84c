// Package app puts the parts together and runs them.
//
// Run is one straight function on purpose: it opens the store, makes the driver,
// the sessions, the queue, the inbox and the API, in the order in which each
// needs the one before, hands every part the methods that it asks for, and lets
// them live. They end in reverse order: first nobody is let in any more, then
// the sends under way come to their end, then the connections close, then the
// store. The demo is the same function with a fake Telegram around it.
//
// A part has one blocking Run(ctx). Nothing here decides anything about
// messages, and no part knows another.
package app

import (
	"context"
	"errors"
	"fmt"
	"log/slog"

	"sluice"
	"sluice/internal/config"
	"sluice/internal/driver/telegram"
	"sluice/internal/greenapi"
	"sluice/internal/media"
	"sluice/internal/notify"
	"sluice/internal/queue"
	"sluice/internal/reference"
	"sluice/internal/session"
	"sluice/internal/store"
)

// Options is what a gateway needs of the process around it.
type Options struct {
	Log   *slog.Logger          // nil: none
	Ready func(Addresses) error // called once requests are taken; nil: nobody is told

	dial  *telegram.Endpoint  // the sandbox to dial; nil: what the configuration says
	after func(*gateway) part // a part on top of all others; nil: none
	tell  func(Event)         // hears of messages; nil: nobody does
}

func (o Options) logger() *slog.Logger {
	if o.Log == nil {
		return slog.New(slog.DiscardHandler)
	}
	return o.Log
}

// ready tells that requests are taken, if anybody wants to know.
func (o Options) ready(at Addresses) error {
	if o.Ready == nil {
		return nil
	}
	return o.Ready(at)
}

// Addresses are where a gateway can be reached.
type Addresses struct {
	API   string `json:"apiUrl"`
	Media string `json:"mediaUrl"`
	Admin string `json:"adminUrl,omitempty"`
}

// A gateway is the parts that others are built upon.
type gateway struct {
	store    *store.Store
	sessions *session.Sessions
	at       Addresses
}

// Run runs a gateway until ctx ends or a part of it fails.
func Run(ctx context.Context, cfg config.Config, o Options) (err error) {
	log, metrics := o.logger(), newRegistry()
	endpoint, err := o.endpoint(ctx, cfg.Sandbox)
	if err != nil {
		return err
	}
	st, data, err := openStore(ctx, cfg, log, metrics)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, st.Close(), data.Close()) }()

	doors, err := openDoors(cfg, data)
	if err != nil {
		return err
	}
	defer doors.close()
	at := doors.addresses(cfg)

	keeper := &fetcher{store: st}
	files, err := keeper.open(ctx, data, cfg, media.Options{MediaURL: at.Media, Log: log, Metrics: metrics})
	if err != nil {
		return fmt.Errorf("open the files: %w", err)
	}
	defer func() { err = errors.Join(err, files.Close()) }()

	network, err := telegram.New(telegram.Options{
		AppID: cfg.Telegram.AppID, AppHash: cfg.Telegram.AppHash, Device: cfg.Telegram.Device,
		Endpoint: endpoint, Files: files, Log: log, Metrics: metrics,
	})
	if err != nil {
		return fmt.Errorf("make the driver: %w", err)
	}
	told := told{st, files, o.tell}
	sessions := session.New(network, told, session.Options{Log: log, Metrics: metrics, DrainFor: drainConns})
	out := queue.New(told, sessions, queue.Options{Log: log, Metrics: metrics, Grace: drainSends})
	keeper.sessions = sessions
	push, err := newPusher(st, files, cfg, log, metrics)
	if err != nil {
		return err
	}
	health := &health{}
	polls, letGo := newPolls(ctx, notify.New(st, notify.Options{Log: log, Metrics: metrics}))
	api := &greenapi.Server{
		Instances: told, Queue: told, Notifications: polls, Sessions: sessions,
		Media: files, Journal: st, Network: sessions,
		PublicURL: at.API, MediaURL: at.Media, PartnerToken: sluice.Token(cfg.PartnerToken),
		Limits: cfg.Limits.RPS, Outbound: cfg.Outbound.Allow, StrictQuotes: cfg.Queue.StrictQuotes,
		Others: reference.Handler(at.API, at.Media), Log: log, Metrics: metrics,
	}
	drain := func() { health.draining.Store(true); letGo() }

	parts := []part{
		{"store", health.watching(st.Run)},
		{"sessions", sessions.Run},
		{"files", files.Run},
		{"queue", out.Run},
		{"webhooks", push.Run},
		door("control socket", doors.control, controlHandler(&operations{store: st, reboot: sessions.Reboot}, log), log, nil),
	}
	parts = append(parts, doors.forOperators(health, metrics, log)...)
	parts = append(parts, door("API listener", doors.api, beside(api.Handler(), files.Handler(), health), log, drain))
	if o.after != nil {
		parts = append(parts, o.after(&gateway{st, sessions, at}))
	}
	if endpoint == nil && cfg.Telegram.AppID == 0 {
		log.WarnContext(ctx, "app: no api_id, so logins will be refused", "page", telegram.AppsPage)
	}
	log.InfoContext(ctx, "app: ready", "api", at.API, "admin", at.Admin, "data", cfg.Data, "version", Version)
	if err := o.ready(at); err != nil {
		return err
	}
	if err := live(ctx, drainWithin, parts...); err != nil {
		return err
	}
	log.InfoContext(ctx, "app: drained")
	return nil
}
