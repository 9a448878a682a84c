package media

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"mime"
	"net/http"
	"strconv"
	"strings"
	"time"

	"sluice"
)

const (
	// stallTime is for how long a client may take nothing of an answer.
	stallTime = time.Minute
	// queueTime is for how long a client waits until a stream can begin; then it is
	// told to come back.
	queueTime = 5 * time.Second
)

// Handler serves links: GET and HEAD of /download/….
func (m *Media) Handler() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Access-Control-Allow-Origin", "*")
		h.Set("Access-Control-Expose-Headers", "*")
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "no-referrer")
		a := &answer{ResponseWriter: w, status: http.StatusOK}
		m.serve(a, r)
		m.metrics.served.WithLabelValues(strconv.Itoa(a.status)).Inc()
	})
}

// An answer remembers its status.
type answer struct {
	http.ResponseWriter
	status int
	begun  bool
	moved  time.Time // when the deadline was moved on last
}

func (a *answer) WriteHeader(status int) {
	if !a.begun {
		a.status, a.begun = status, true
	}
	a.ResponseWriter.WriteHeader(status)
}

func (a *answer) Write(p []byte) (int, error) {
	a.begun = true
	if now := time.Now(); now.Sub(a.moved) >= time.Second {
		a.moved = now
		a.within(stallTime)
	}
	return a.ResponseWriter.Write(p)
}

// within lets the answer take d from now on. A writer without deadlines has none.
func (a *answer) within(d time.Duration) {
	_ = http.NewResponseController(a.ResponseWriter).SetWriteDeadline(time.Now().Add(d))
}

// Unwrap lets the deadlines of the connection be reached.
func (a *answer) Unwrap() http.ResponseWriter { return a.ResponseWriter }

func (m *Media) serve(w *answer, r *http.Request) {
	switch r.Method {
	case http.MethodGet, http.MethodHead:
	case http.MethodOptions:
		h := w.Header()
		h.Set("Access-Control-Allow-Methods", "GET, HEAD, OPTIONS")
		h.Set("Access-Control-Allow-Headers", "*, Range")
		h.Set("Access-Control-Max-Age", "86400")
		w.WriteHeader(http.StatusNoContent)
		return
	default:
		m.refuse(w, r, http.StatusNotFound, 0)
		return
	}
	w.within(m.opts.Patience.Longest + stallTime) // a file may have to be fetched first
	l, ok := m.links.parse(behind(r.URL.Path))
	switch {
	case !ok:
		m.refuse(w, r, http.StatusNotFound, 0)
	case !m.alive(l.instance) || l.over(m.opts.Now()):
		m.refuse(w, r, http.StatusGone, 0)
	case l.size > m.opts.MaxFile:
		m.stream(w, r, l)
	default:
		m.hand(w, r, l)
	}
}

// behind returns what follows /download/, whatever slashes are doubled.
func behind(path string) string {
	parts := strings.FieldsFunc(path, func(r rune) bool { return r == '/' })
	if len(parts) != 3 || parts[0] != "download" {
		return ""
	}
	return parts[1] + "/" + parts[2]
}

// hand answers with a file from disk, which may have to come there first.
func (m *Media) hand(w *answer, r *http.Request, l link) {
	ctx, cancel := context.WithTimeout(r.Context(), m.opts.Patience.Longest)
	defer cancel()
	f, err := m.ensure(ctx, l)
	switch code := sluice.CodeOf(err); {
	case err == nil:
		defer func() { _ = f.Close() }()
		m.send(w, r, f)
	case code == sluice.TooLarge, code == sluice.Full:
		m.stream(w, r, l)
	case r.Context().Err() != nil: // nobody is there any more
		w.status = 499
	default:
		m.fail(w, r, err)
	}
}

// send answers with a file, or the part of it that is asked for.
func (m *Media) send(w *answer, r *http.Request, f *kept) {
	h := w.Header()
	describe(h, f.MIME, f.Name)
	h.Set("ETag", `"`+hex.EncodeToString(f.Sum[:16])+`"`)
	watched := &watched{kept: f}
	http.ServeContent(w, r, "", f.At, watched)
	if errors.Is(watched.err, errDamaged) {
		m.damaged(f, watched.err) // what was promised is cut off, and nothing wrong handed out
	}
}

// watched remembers why reading ended.
type watched struct {
	*kept
	err error
}

func (w *watched) Read(p []byte) (int, error) {
	n, err := w.kept.Read(p)
	if err != nil && !errors.Is(err, io.EOF) {
		w.err = err
	}
	return n, err
}

// stream answers with a file of the network that is not kept.
func (m *Media) stream(w *answer, r *http.Request, l link) {
	h := w.Header()
	if r.Method == http.MethodHead {
		describe(h, typeOf(l.ext), l.fileName())
		length(h, l.size)
		w.WriteHeader(http.StatusOK)
		return
	}
	if !m.admit(w, r, l) {
		return
	}
	defer m.streams.leave(l.instance)
	late := &late{answer: w, link: l}
	if err := m.pull(r.Context(), l, late); err != nil || !late.begun {
		if late.begun {
			_ = http.NewResponseController(w).SetWriteDeadline(time.Unix(1, 0)) // the client must see that it is not all
			return
		}
		m.fail(w, r, err)
	}
}

// admit waits a little until a stream may begin: those before it end when their
// readers like. False: the answer is given.
func (m *Media) admit(w *answer, r *http.Request, l link) bool {
	ctx, cancel := context.WithTimeout(r.Context(), queueTime)
	defer cancel()
	err := m.streams.enter(ctx, l.instance)
	if err == nil {
		return true
	}
	if r.Context().Err() != nil { // nobody is there any more
		w.status = 499
		return false
	}
	m.fail(w, r, err)
	return false
}

// late writes the head when the first bytes are there, so that what fails before
// can be told.
type late struct {
	*answer
	link link
}

func (l *late) Write(p []byte) (int, error) {
	if !l.begun {
		describe(l.Header(), typeOf(l.link.ext), l.link.fileName())
		length(l.Header(), l.link.size)
		l.WriteHeader(http.StatusOK)
	}
	return l.answer.Write(p)
}

func length(h http.Header, size int64) {
	h.Set("Accept-Ranges", "none")
	if size > 0 {
		h.Set("Content-Length", strconv.FormatInt(size, 10))
	}
}

// describe says what a file is and what a browser may do with it.
func describe(h http.Header, kind, name string) {
	h.Set("Content-Type", kind)
	h.Set("Cache-Control", "private, no-cache") // a link can end at any time: ask again
	disposition := "inline"
	if active(kind, name) {
		disposition = "attachment"
	}
	h.Set("Content-Disposition", mime.FormatMediaType(disposition, map[string]string{"filename": name}))
}

// fail tells why there is no file.
func (m *Media) fail(w *answer, r *http.Request, err error) {
	switch code := sluice.CodeOf(err); {
	case errors.Is(err, fs.ErrNotExist) && code != sluice.Unavailable, code == sluice.NotFound, code == sluice.Refused, code == sluice.Deleted:
		m.refuse(w, r, http.StatusGone, 0)
	case code == sluice.Unavailable, code == sluice.Limited, code == sluice.Unauthorized, code == sluice.Blocked,
		code == sluice.Unknown, errors.Is(err, context.DeadlineExceeded):
		m.refuse(w, r, http.StatusServiceUnavailable, retryAfter(err))
	default:
		m.opts.Log.Error("media: a file cannot be served", "err", err)
		m.refuse(w, r, http.StatusInternalServerError, 0)
	}
}

// refuse answers as the API does. The name in the path is a secret.
func (m *Media) refuse(w *answer, r *http.Request, status int, wait time.Duration) {
	type body struct {
		StatusCode int    `json:"statusCode"`
		Timestamp  string `json:"timestamp"`
		Path       string `json:"path"`
		Message    string `json:"message"`
	}
	data, err := json.Marshal(body{
		status, m.opts.Now().UTC().Format("2006-01-02T15:04:05.000Z"), "/download/***", http.StatusText(status),
	})
	if err != nil {
		data = nil // not of these fields
	}
	h := w.Header()
	h.Set("Content-Type", "application/json; charset=utf-8")
	h.Set("Content-Length", strconv.Itoa(len(data)))
	h.Set("Cache-Control", "no-store")
	if wait > 0 {
		h.Set("Retry-After", strconv.FormatInt(int64((wait+time.Second-1)/time.Second), 10))
	}
	w.WriteHeader(status)
	if r.Method != http.MethodHead {
		_, _ = w.Write(data)
	}
}
