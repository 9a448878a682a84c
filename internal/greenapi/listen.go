package greenapi

import (
	"log/slog"
	"net/http"
	"time"
)

// The limits of a connection. There is no limit on reading a whole request:
// its deadline would also end a long poll. Bodies have their own.
const (
	headerTimeout = 10 * time.Second
	bodyTimeout   = 30 * time.Second
	drainTimeout  = 5 * time.Second   // for a body that is not looked at
	writeTimeout  = 150 * time.Second // the longest poll, and time to take the answer
	idleTimeout   = 120 * time.Second // clients keep connections for 10 to 75 s
	maxHeader     = 32 << 10
)

// NewHTTPServer returns an HTTP server with the limits that clients of the API
// need. A handler that writes for longer than two minutes has to move its write
// deadline with an [http.ResponseController].
func NewHTTPServer(h http.Handler, log *slog.Logger) *http.Server {
	return &http.Server{
		Handler:           h,
		ReadHeaderTimeout: headerTimeout,
		WriteTimeout:      writeTimeout,
		IdleTimeout:       idleTimeout,
		MaxHeaderBytes:    maxHeader,
		ErrorLog:          slog.NewLogLogger(log.Handler(), slog.LevelDebug),
	}
}
