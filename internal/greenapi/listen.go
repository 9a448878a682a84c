package greenapi

import (
	"log/slog"
	"net/http"
	"time"
)

// The limits of a connection. There is no limit on reading a whole request:
// its deadline would also end a long poll. Bodies have their own.
const (
	headerTimeout = 5 * time.Second
	bodyTimeout   = 30 * time.Second
	drainTimeout  = 5 * time.Second   // for a body that is not looked at
	drainMost     = 256 << 10         // of such a body, as net/http does
	writeTimeout  = 150 * time.Second // the longest poll, and time to take the answer
	idleTimeout   = 120 * time.Second // clients keep connections for 10 to 75 s
	maxHeader     = 16 << 10
)

// NewHTTPServer returns an HTTP server with the limits that clients of the API
// need. A handler that writes for longer than two minutes has to move its write
// deadline with an [http.ResponseController].
func NewHTTPServer(h http.Handler, log *slog.Logger) *http.Server {
	return &http.Server{
		Handler:           apart(h),
		ReadHeaderTimeout: headerTimeout,
		WriteTimeout:      writeTimeout,
		IdleTimeout:       idleTimeout,
		MaxHeaderBytes:    maxHeader,
		ErrorLog:          slog.NewLogLogger(log.Handler(), slog.LevelDebug),
	}
}

// apart ends a connection after a request in chunks. It may have named a length
// as well, which net/http drops in silence: a proxy that went by the length would
// see another end of the request, and hand over what follows as somebody else's.
func apart(h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if len(r.TransferEncoding) > 0 {
			w.Header().Set("Connection", "close")
		}
		h.ServeHTTP(w, r)
	})
}
