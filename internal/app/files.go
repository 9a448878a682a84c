package app

import (
	"context"
	"io"
	"time"

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
// no file. Of what was sent from here the network is asked where it keeps it.
func (f *fetcher) Download(ctx context.Context, id sluice.InstanceID, m sluice.MessageID, w io.Writer) error {
	r, ok, err := f.store.Lookup(ctx, id, m)
	switch {
	case err != nil:
		return err
	case !ok || r.Content.File == nil, r.Content.File.Remote == "" && r.Ref.Number == 0:
		return &sluice.Error{Code: sluice.NotFound, Text: "The message has no file"}
	}
	d, err := f.sessions.Downloader(ctx, id)
	if err != nil {
		return err
	}
	where := r.Content.File.Remote
	if where == "" {
		if where, err = d.Locate(ctx, r.Ref); err != nil {
			return err
		}
	}
	return d.Download(ctx, where, w)
}

// Source returns the address that a client gave for the file of a message that
// it sent.
func (f *fetcher) Source(ctx context.Context, id sluice.InstanceID, m sluice.MessageID) (string, error) {
	r, _, err := f.store.Lookup(ctx, id, m)
	if b, ok := r.Request.(sluice.FileBody); ok && err == nil {
		return b.URL, nil
	}
	return "", err
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
	key, err := data.derive("links")
	if err != nil {
		return nil, err
	}
	o.Dir, o.Secret = data.file(mediaDir), key
	o.Quota, o.Prefetch, o.Allow = cfg.Media.Quota, cfg.Media.Prefetch, cfg.Outbound.Allow
	if o.Prefetch == 0 {
		o.Prefetch = -1 // zero is the default there
	}
	o.Alive = func(id sluice.InstanceID) bool {
		i, err := f.store.Instance(id)
		return err == nil && i.Deleted.IsZero()
	}
	o.Waits = func(ctx context.Context, id sluice.InstanceID, m sluice.MessageID) bool {
		r, ok, err := f.store.Lookup(ctx, id, m)
		return err != nil || ok && r.Status == sluice.StatusPending
	}
	o.Arrived = func(id sluice.InstanceID, m sluice.MessageID) {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), releaseWithin)
		defer cancel()
		_ = f.store.ReleaseOne(ctx, id, m, sluice.WaitsFile) // else it is tried again when its pause is over
	}
	return media.Open(f, o)
}

// newPusher returns what pushes notifications, rendered as a poll would.
func newPusher(st *store.Store, files *media.Media, cfg config.Config, o webhook.Options) *webhook.Pusher {
	o.Timeout, o.Retry, o.PerHost, o.StuckAfter = cfg.Webhook.Timeout, cfg.Webhook.Retry, cfg.Webhook.PerHost, cfg.Webhook.StuckAfter
	o.Allow, o.Grace = cfg.Outbound.Allow, drainDeliveries
	for _, s := range cfg.Webhook.Secrets {
		o.Secrets = append(o.Secrets, s)
	}
	render := func(id sluice.InstanceID, n sluice.Notification) []byte { return greenapi.Body(id, n, files.URL) }
	return webhook.New(st, render, o)
}
