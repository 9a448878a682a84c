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
	"net/http"

	"sluice"
	"sluice/internal/config"
	"sluice/internal/console/news"
	"sluice/internal/driver/telegram"
	"sluice/internal/greenapi"
	"sluice/internal/media"
	"sluice/internal/notify"
	"sluice/internal/queue"
	"sluice/internal/reference"
	"sluice/internal/session"
	"sluice/internal/store"
	"sluice/internal/webhook"
)

// Options is what a gateway needs of the process around it.
type Options struct {
	Log   *slog.Logger          // nil: none
	Ready func(Addresses) error // called once requests are taken; nil: nobody is told
	Adopt bool                  // a data directory that was moved here is at home here

	dial  *telegram.Endpoint  // the sandbox to dial; nil: what the configuration says
	after func(*gateway) part // a part on top of all others; nil: none
	tell  func(Event)         // hears of messages; nil: nobody does
	phone http.Handler        // the control interface of the sandbox; nil: none
}

func (o Options) logger() *slog.Logger {
	if o.Log == nil {
		return slog.New(slog.DiscardHandler)
	}
	return o.Log
}

// ready tells that requests are taken.
func (o Options) ready(ctx context.Context, at Addresses, data string) error {
	o.logger().InfoContext(ctx, "app: ready", "api", at.API, "admin", at.Admin, "data", data, "version", Version)
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

	Console string `json:"consoleUrl"` // signs an operator in, once, within 15 minutes
}

// A gateway is the parts that others are built upon.
type gateway struct {
	store    *store.Store
	sessions *session.Sessions
	at       Addresses
	link     func(context.Context) (string, error) // another link to the console
}

// Run runs a gateway until ctx ends or a part of it fails.
func Run(ctx context.Context, cfg config.Config, o Options) (err error) {
	log, metrics, news := o.logger(), newRegistry(), news.New(nil)
	endpoint, err := o.endpoint(ctx, cfg.Sandbox)
	if err != nil {
		return err
	}
	st, data, err := openStore(ctx, cfg, log, metrics, news.Born)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, st.Close(), data.Close()) }()
	if err := data.settle(ctx, st.Deployment(), o.Adopt); err != nil {
		return err
	}

	doors, err := openDoors(cfg, data, log, metrics)
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

	network, err := newDriver(cfg, telegram.Options{Endpoint: endpoint, Files: files, Log: log, Metrics: metrics})
	if err != nil {
		return err
	}
	metrics.MustRegister(newQueueFigures(ctx, st.Standing, log))
	told := told{st, files, o.tell, news}
	sessions := session.New(network, told, session.Options{Log: log, Metrics: metrics, DrainFor: drainConns, Prompted: news.Prompted})
	out := queue.New(told, sessions, queue.Options{Log: log, Metrics: metrics, Grace: drainSends})
	keeper.sessions = sessions
	push := newPusher(st, files, cfg, webhook.Options{Log: log, Metrics: metrics, Delivered: news.Delivered})
	health := &health{}
	polls, letGo := newPolls(ctx, notify.New(st, notify.Options{Log: log, Metrics: metrics}))
	api := &greenapi.Server{
		Instances: told, Queue: told, Notifications: polls, Sessions: sessions,
		Media: files, Journal: st, Network: sessions,
		PublicURL: at.API, PartnerToken: sluice.Token(cfg.PartnerToken),
		Limits: cfg.Limits.RPS, Failures: cfg.Limits.Failures, StrictQuotes: cfg.Queue.StrictQuotes,
		Others: reference.Handler(at.API, at.Media), Log: log, Metrics: metrics, Seen: told.seen,
	}
	compatible := api.Handler()
	desk, err := newConsole(ctx, cfg, consoleParts{told, sessions, files, push, health, compatible, o.phone, doors.shown}, &at, log)
	if err != nil {
		return err
	}
	drain := func() { health.draining.Store(true); letGo(); news.Drain() }

	operator := &operations{store: st, data: data, remove: told.Remove, reboot: sessions.Reboot, desk: desk, deliveries: push.Deliveries}
	parts := []part{
		{"store", health.watching(st.Run)},
		{"sessions", sessions.Run},
		{"files", files.Run},
		{"queue", out.Run},
		{"webhooks", push.Run},
		{"console", desk.server.Run},
		door("control socket", doors.control, controlHandler(operator, log), log, nil),
	}
	parts = append(parts, doors.forOperators(sluice.Token(cfg.AdminToken), health, metrics, log)...)
	parts = append(parts, door("API listener", doors.api, greenapi.Behind(cfg.TrustedProxies, beside(compatible, files.Handler(), desk.server.Handler(), health)), log, drain))
	if o.after != nil {
		parts = append(parts, o.after(&gateway{st, sessions, at, desk.link}))
	}
	warn(ctx, cfg, endpoint, log)
	if err := o.ready(ctx, at, cfg.Data); err != nil {
		return err
	}
	if err = live(ctx, drainWithin, parts...); err == nil {
		log.InfoContext(ctx, "app: drained")
	}
	return err
}

// warn tells what an operator may not have meant.
func warn(ctx context.Context, cfg config.Config, e *telegram.Endpoint, log *slog.Logger) {
	if e == nil && cfg.Telegram.AppID == 0 {
		log.WarnContext(ctx, "app: no api_id, so logins will be refused", "page", telegram.AppsPage)
	}
	if cfg.InClear() {
		log.WarnContext(ctx, "app: tokens cross the network in clear unless a proxy with TLS is in front", "listen", cfg.Listen)
	}
}

// newDriver returns the driver with the operator's settings.
func newDriver(cfg config.Config, o telegram.Options) (*telegram.Driver, error) {
	o.AppID, o.AppHash, o.Device = cfg.Telegram.AppID, cfg.Telegram.AppHash, cfg.Telegram.Device
	d, err := telegram.New(o)
	if err != nil {
		return nil, fmt.Errorf("make the driver: %w", err)
	}
	return d, nil
}
