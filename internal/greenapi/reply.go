package greenapi

import (
	"bytes"
	"encoding/json"
	"io"
	"math/rand/v2"
	"net/http"
	"strconv"
	"time"
)

// An answer is a response before it is written.
type answer struct {
	status int
	body   []byte        // JSON; nil: empty
	wait   time.Duration // for Retry-After; zero: none
}

// raw is an answer that is JSON already.
type raw []byte

// silence is the answer of methods that have nothing to say: an empty body.
type silence struct{}

// encode writes v as the API does: without escaping <, > and &, and without a
// newline, which some clients take for more than nothing.
func encode(v any) ([]byte, error) {
	if done, ok := v.(raw); ok {
		return done, nil
	}
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return nil, err
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), nil
}

// write sends the answer. Clients read headers into 4 KiB, so there are few.
func (f *front) write(w http.ResponseWriter, c *call, a answer) {
	h := w.Header()
	h.Set("Cache-Control", "no-store")
	h.Set("X-Request-Id", c.name)
	if c.path.ours() && !c.path.partner() {
		allowOrigins(h, c.http.Method == http.MethodOptions)
	}
	if a.wait > 0 {
		h.Set("Retry-After", strconv.FormatInt(seconds(a.wait), 10))
	}
	if a.body != nil {
		h.Set("Content-Type", "application/json; charset=utf-8")
	}
	if a.status != http.StatusNoContent {
		h.Set("Content-Length", strconv.Itoa(len(a.body)))
	}
	if c.unread { // net/http takes it in before it answers, so that clients get to read
		readWithin(w, drainTimeout)
		if len(c.http.TransferEncoding) > 0 { // but not where the connection ends, see [apart]
			_, _ = io.CopyN(io.Discard, c.http.Body, drainMost)
		}
	}
	w.WriteHeader(a.status)
	_, _ = w.Write(a.body) // a client that has gone loses nothing: what it asked for is stored
}

// allowOrigins lets pages of other sites call the API: the token is in the
// address, there is nothing that a browser would add by itself.
func allowOrigins(h http.Header, preflight bool) {
	h.Set("Access-Control-Allow-Origin", "*")
	h.Set("Access-Control-Expose-Headers", "*")
	if preflight {
		h.Set("Access-Control-Allow-Methods", "GET, POST, DELETE, OPTIONS")
		h.Set("Access-Control-Allow-Headers", "*, Content-Type, GA-Filename, Authorization")
		h.Set("Access-Control-Max-Age", "86400")
	}
}

// seconds rounds up: who comes back then is not told to wait again.
func seconds(d time.Duration) int64 {
	return int64((d + time.Second - 1) / time.Second)
}

// requestID is the client's own name for the request, or one that we make.
func requestID(r *http.Request) string {
	if name := r.Header.Get("X-Request-Id"); visible(name, 64) {
		return name
	}
	return strconv.FormatUint(rand.Uint64(), 36)
}

// visible says whether s is 1 to limit characters of ASCII that one can see.
func visible(s string, limit int) bool {
	for i := range len(s) {
		if s[i] <= ' ' || s[i] > '~' {
			return false
		}
	}
	return s != "" && len(s) <= limit
}
