package app

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"

	"sluice"
	"sluice/internal/access"
	"sluice/internal/config"
	"sluice/internal/console"
	"sluice/internal/console/news"
	"sluice/internal/greenapi"
	"sluice/internal/media"
	"sluice/internal/session"
	"sluice/internal/webhook"
)

// consoleParts are what the console is built upon.
type consoleParts struct {
	told       told
	sessions   *session.Sessions
	files      *media.Media
	push       *webhook.Pusher
	health     *health
	compatible http.Handler
	phone      http.Handler
	shown      *certificate // nil: no TLS here
}

// A desk is the console, and who may come in.
type desk struct {
	server *console.Server
	keeper *access.Keeper
}

// newConsole returns the console of a gateway that is reached at, and puts a link
// to it there.
func newConsole(ctx context.Context, cfg config.Config, p consoleParts, at *Addresses, log *slog.Logger) (*desk, error) {
	keeper, err := access.Open(ctx, p.told.Deployment(), access.Options{})
	if err != nil {
		return nil, fmt.Errorf("open the console: %w", err)
	}
	build := Build()
	server := &console.Server{
		Access: keeper, Instances: p.told, Queue: p.told, Switches: p.told, Journal: p.told, Notifications: p.told,
		Sessions: p.sessions, News: p.told.news, OperatorToken: sluice.Token(cfg.PartnerToken),
		PublicURL: at.API, MediaURL: at.Media, HoldOnOther: cfg.Queue.HoldOnOther, Sandbox: p.phone, Log: log,
		Version: console.Version{Version: build.Version, Commit: build.Revision, Go: build.Go},
		Gateway: console.Gateway{
			API: p.compatible, Settings: greenapi.ParseSettings, FileURL: p.files.URL, Fetch: p.files.Fetch, Private: p.files.Private,
			Body:       func(id sluice.InstanceID, n sluice.Notification) []byte { return greenapi.Body(id, n, p.files.URL) },
			Deliveries: p.push.Deliveries,
			Follow:     func() console.Changes { return p.told.Changes() },
			Checks:     func(context.Context) []console.Check { return p.checks(cfg) },
		},
	}
	d := &desk{server, keeper}
	at.Console, err = d.link(ctx)
	return d, err
}

// link returns an address that signs an operator in, once.
func (d *desk) link(ctx context.Context) (string, error) {
	secret, _, err := d.keeper.Link(ctx)
	if err != nil {
		return "", fmt.Errorf("make a link to the console: %w", err)
	}
	return console.Link(d.server.PublicURL, secret), nil
}

// seen tells the console of a request of the compatible API.
func (t told) seen(s greenapi.Seen) {
	t.news.Asked(news.Asked{Instance: s.Instance, Method: s.Method, Status: s.Status, Text: s.Refused, Unknown: s.Unknown})
}
