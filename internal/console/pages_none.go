//go:build no_console

package console

import (
	"log/slog"
	"net/http"
)

// newPages says that this build has no pages.
func newPages(*slog.Logger) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		http.Error(w, "this build of sluice has no console; /v1 and the API are there", http.StatusNotFound)
	})
}
