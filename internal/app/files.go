package app

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"sluice"
	"sluice/internal/config"
	"sluice/internal/greenapi"
	"sluice/internal/media"
	"sluice/internal/session"
	"sluice/internal/store"
	"sluice/internal/webhook"
)

// fetcher fetches files that the network keeps, over the instance's connection.
// The sessions come later than the files, which the driver needs.
type fetcher struct {
	store    *store.Store
	sessions *session.Sessions
}

// Download writes the file of a message to w. What the journal knows no more has
// no file.
func (f *fetcher) Download(ctx context.Context, id sluice.InstanceID, m sluice.MessageID, w io.Writer) error {
	r, ok, err := f.store.Lookup(ctx, id, m)
	if err != nil {
		return err
	}
	if !ok || r.Content.File == nil || r.Content.File.Remote == "" {
		return &sluice.Error{Code: sluice.NotFound, Text: "The message has no file"}
	}
	return f.DownloadRemote(ctx, id, r.Content.File.Remote, w)
}

// DownloadRemote writes a file of the network to w.
func (f *fetcher) DownloadRemote(ctx context.Context, id sluice.InstanceID, r sluice.Remote, w io.Writer) error {
	d, err := f.sessions.Downloader(ctx, id)
	if err != nil {
		return err
	}
	return d.Download(ctx, r, w)
}

// releaseWithin bounds how long media waits until the store knows of a file.
const releaseWithin = 30 * time.Second

// open makes ready the files of a gateway. A message that waits for one is tried
// again as soon as it is there.
func (f *fetcher) open(ctx context.Context, data *dataDir, cfg config.Config, o media.Options) (*media.Media, error) {
	key, err := data.derive(cfg.Secret, "links")
	if err != nil {
		return nil, err
	}
	o.Dir, o.Secret = data.file("media"), key
	o.Quota, o.Prefetch, o.Allow = cfg.Media.Quota, cfg.Media.Prefetch, cfg.Outbound.Allow
	if o.Prefetch == 0 {
		o.Prefetch = -1 // zero is the default there
	}
	o.Alive = func(id sluice.InstanceID) bool {
		i, err := f.store.Instance(id)
		return err == nil && i.Deleted.IsZero()
	}
	o.Arrived = func(id sluice.InstanceID) {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), releaseWithin)
		defer cancel()
		_ = f.store.Release(ctx, id, sluice.WaitsFile) // else it is tried again when its pause is over
	}
	return media.Open(f, o)
}

// newPusher returns what pushes notifications, rendered as a poll would.
func newPusher(st *store.Store, files *media.Media, cfg config.Config, log *slog.Logger, metrics prometheus.Registerer) (*webhook.Pusher, error) {
	o := webhook.Options{Log: log, Metrics: metrics, StuckAfter: cfg.Webhook.StuckAfter, Allow: cfg.Outbound.Allow}
	if cfg.Webhook.Secret != "" {
		s, err := webhook.ParseSecret(cfg.Webhook.Secret)
		if err != nil {
			return nil, fmt.Errorf("webhook.secret: %w", err)
		}
		o.Secrets = []webhook.Secret{s}
	}
	render := func(id sluice.InstanceID, n sluice.Notification) []byte { return greenapi.Body(id, n, files.URL) }
	return webhook.New(st, render, o), nil
}
