package app

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/http/pprof"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"sluice"
	"sluice/internal/config"
	"sluice/internal/greenapi"
	"sluice/internal/notify"
)

// The shares of the time that a clean end may take, [drainWithin] in all.
const (
	drainRequests   = 7 * time.Second
	drainDeliveries = 2 * time.Second // one that is cut off is made again
	drainSends      = 10 * time.Second
	drainConns      = 4 * time.Second
)

// doors are the listeners of a gateway.
type doors struct {
	api, admin, control net.Listener // admin is nil when there is none
	shown               *certificate // nil: no TLS here
}

func openDoors(cfg config.Config, data *dataDir, log *slog.Logger, metrics *prometheus.Registry) (d *doors, err error) {
	d = &doors{}
	if d.shown, err = openCertificate(cfg.TLS, log); err != nil {
		return nil, err
	}
	if d.api, err = listenTCP("listen", cfg.Listen); err != nil {
		return nil, err
	}
	d.api = greenapi.NewCrowd(d.api, greenapi.CrowdOptions{Most: crowd(cfg.Limits.Connections), Exempt: cfg.TrustedProxies, Metrics: metrics})
	if cfg.Admin != "" {
		if d.admin, err = listenTCP("admin", cfg.Admin); err != nil {
			d.close()
			return nil, err
		}
	}
	if d.control, err = listenControl(data); err != nil {
		d.close()
		return nil, err
	}
	if d.shown != nil {
		d.api = d.shown.over(d.api)
	}
	if d.shown != nil && adminTLS(cfg) {
		d.admin = d.shown.over(d.admin)
	}
	return d, nil
}

// mostConnections is how many connections are let in however many files the system
// allows: they cost memory as well.
const mostConnections = 32768

// crowd is how many connections may be open: as many as the operator says, or else
// half of what the system allows, so that accounts and files have the other half.
func crowd(chosen int) int {
	if chosen > 0 {
		return chosen
	}
	return min(descriptors()/2, mostConnections)
}

// adminTLS says whether the admin listener speaks TLS: on this machine there is
// nobody to hide from, and no name that a certificate could have.
func adminTLS(cfg config.Config) bool {
	return cfg.TLS.On() && cfg.Admin != "" && !config.Loopback(cfg.Admin)
}

// forOperators is the part that serves the admin listener, if there is one.
func (d *doors) forOperators(token sluice.Token, h *health, metrics *prometheus.Registry, log *slog.Logger) []part {
	if d.admin == nil {
		return nil
	}
	return []part{door("admin listener", d.admin, guarded(token, adminHandler(h, metrics)), log, nil)}
}

// close closes what is open. Closing twice does no harm.
func (d *doors) close() {
	for _, ln := range []net.Listener{d.api, d.admin, d.control} {
		if ln != nil {
			_ = ln.Close()
		}
	}
}

func (d *doors) addresses(cfg config.Config) Addresses {
	at := Addresses{API: cfg.PublicURL, Media: cfg.MediaURL}
	if at.API == "" {
		at.API = localURL(d.api.Addr().String(), cfg.TLS.On())
	}
	if at.Media == "" {
		at.Media = at.API
	}
	if d.admin != nil {
		at.Admin = localURL(d.admin.Addr().String(), adminTLS(cfg))
	}
	return at
}

// LocalURL is the base URL by which a program on the same machine reaches a
// listener on addr.
func LocalURL(addr string) string {
	host, port, err := net.SplitHostPort(addr)
	if err != nil {
		return "http://" + addr
	}
	if ip := net.ParseIP(host); host == "" || (ip != nil && ip.IsUnspecified()) {
		host = "127.0.0.1"
	}
	return "http://" + net.JoinHostPort(host, port)
}

// OwnURL is the base URL by which a program on the same machine reaches the API
// that cfg describes.
func OwnURL(cfg config.Config) string { return localURL(cfg.Listen, cfg.TLS.On()) }

func localURL(addr string, encrypted bool) string {
	if encrypted {
		return "https" + strings.TrimPrefix(LocalURL(addr), "http")
	}
	return LocalURL(addr)
}

// listenTCP listens on addr. When another program does already, the error names
// a port that is free.
func listenTCP(setting, addr string) (net.Listener, error) {
	ln, err := net.Listen("tcp", addr)
	if err == nil {
		return ln, nil
	}
	if errors.Is(err, syscall.EADDRINUSE) {
		if free, ok := nextFree(addr); ok {
			return nil, fmt.Errorf("%s: another program listens on %s; %s is free", setting, addr, free)
		}
	}
	return nil, fmt.Errorf("%s: %w", setting, err)
}

// nextFree finds a port behind that of addr.
func nextFree(addr string) (string, bool) {
	host, text, _ := net.SplitHostPort(addr)
	port, _ := strconv.Atoi(text)
	for next := port + 1; next <= port+100; next++ {
		free := net.JoinHostPort(host, strconv.Itoa(next))
		if ln, err := net.Listen("tcp", free); err == nil {
			_ = ln.Close()
			return free, true
		}
	}
	return "", false
}

// door is the part that serves one listener. When it is to end it calls drain,
// takes no more requests, and gives those under way some time.
func door(name string, ln net.Listener, h http.Handler, log *slog.Logger, drain func()) part {
	return part{name, func(ctx context.Context) error {
		server := greenapi.NewHTTPServer(h, log)
		ended := make(chan error, 1)
		go func() { ended <- server.Serve(ln) }()
		select {
		case err := <-ended:
			return err
		case <-ctx.Done():
		}
		if drain != nil {
			drain()
		}
		grace, cancel := context.WithTimeout(context.WithoutCancel(ctx), drainRequests)
		defer cancel()
		if err := server.Shutdown(grace); err != nil {
			_ = server.Close() // whoever is that slow is cut off
		}
		if err := <-ended; !errors.Is(err, http.ErrServerClosed) {
			return err
		}
		return nil
	}}
}

// beside answers health, file links and the console on the API's listener. It looks at the
// path as it came: a mux would answer sloppy API paths with a redirect.
func beside(api, files, console http.Handler, h *health) http.Handler {
	mux := http.NewServeMux()
	h.routes(mux)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch path := r.URL.Path; {
		case dotted(path): // no mux may see it, which would send the token back in a redirect
			api.ServeHTTP(w, r)
		case path == "/healthz", path == "/readyz", path == "/version":
			mux.ServeHTTP(w, r)
		case strings.HasPrefix(path, "/download/"):
			files.ServeHTTP(w, r)
		case path == "/", path == "/console", strings.HasPrefix(path, "/console/"), strings.HasPrefix(path, "/v1/"):
			console.ServeHTTP(w, r)
		default:
			api.ServeHTTP(w, r)
		}
	})
}

// dotted says whether a path has "." or ".." in place of a name.
func dotted(path string) bool {
	return slices.ContainsFunc(strings.Split(path, "/"), func(s string) bool { return s == "." || s == ".." })
}

// adminHandler serves what is for the operator alone.
func adminHandler(h *health, metrics *prometheus.Registry) http.Handler {
	mux := http.NewServeMux()
	h.routes(mux)
	mux.Handle("GET /metrics", promhttp.HandlerFor(metrics, promhttp.HandlerOpts{}))
	mux.HandleFunc("GET /debug/pprof/", pprof.Index)
	mux.HandleFunc("GET /debug/pprof/cmdline", pprof.Cmdline)
	mux.HandleFunc("GET /debug/pprof/profile", pprof.Profile)
	mux.HandleFunc("GET /debug/pprof/symbol", pprof.Symbol)
	mux.HandleFunc("GET /debug/pprof/trace", pprof.Trace)
	return mux
}

// guarded lets nobody in without the token, if there is one, but for the two
// questions that a load balancer asks.
func guarded(token sluice.Token, h http.Handler) http.Handler {
	if token == "" {
		return h
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		given, bearer := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
		free := r.URL.Path == "/healthz" || r.URL.Path == "/readyz"
		if !free && (!bearer || !token.Is(given)) {
			w.Header().Set("WWW-Authenticate", "Bearer")
			plain(w, http.StatusUnauthorized, "send adminToken as Authorization: Bearer\n")
			return
		}
		h.ServeHTTP(w, r)
	})
}

// polls is the inbox with polls that end when the gateway does, so that their
// clients are answered null instead of being cut off.
type polls struct {
	*notify.Inbox
	within func(context.Context) (context.Context, context.CancelFunc)
}

// newPolls returns the inbox, and a function that ends all polls.
func newPolls(ctx context.Context, inbox *notify.Inbox) (polls, func()) {
	all, letGo := context.WithCancel(context.WithoutCancel(ctx))
	return polls{inbox, func(ctx context.Context) (context.Context, context.CancelFunc) {
		ctx, cancel := context.WithCancel(ctx)
		stop := context.AfterFunc(all, cancel)
		return ctx, func() { stop(); cancel() }
	}}, letGo
}

// Poll waits for the head of an instance's notifications.
func (p polls) Poll(ctx context.Context, id sluice.InstanceID, timeout time.Duration) (int64, sluice.Notification, bool, error) {
	ctx, cancel := p.within(ctx)
	defer cancel()
	return p.Inbox.Poll(ctx, id, timeout)
}
