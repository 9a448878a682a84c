package console

import (
	"bytes"
	"fmt"
	"net/http"
	"strconv"
	"sync"
	"time"

	"sluice"
	"sluice/internal/console/news"
)

// The limits of streams.
const (
	mostStreams = 1000
	mostForeign = 900 // of them, of who sees one instance alone: the rest is for operators
	mostOfOne   = 50  // of them, of one such caller
	beatEach    = 15 * time.Second
	writeWithin = 30 * time.Second
	retryAfter  = 2 * time.Second
)

// A stream is one client that is told what changes, as Server-Sent Events.
type stream struct {
	c       *call
	cursor  *news.Cursor
	control *http.ResponseController
	head    []byte // of the entry being written; kept for the next one
}

// streams counts those that are open.
type streams struct {
	mu      sync.Mutex // guards what follows
	all     int
	foreign int
	of      map[source]int // the foreign ones, by caller
}

// open counts a stream of a caller's, if there may be one more, until it is closed.
func (s *streams) open(who sluice.Caller) (closed func(), ok bool) {
	foreign, from := who.Instance != 0, source{role: who.Role, instance: who.Instance}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.all >= mostStreams || foreign && (s.foreign >= mostForeign || s.of[from] >= mostOfOne) {
		return nil, false
	}
	s.add(from, 1)
	return func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.add(from, -1)
	}, true
}

// add counts n more, or less; the lock is held.
func (s *streams) add(from source, n int) {
	s.all += n
	if from.instance == 0 {
		return
	}
	s.foreign += n
	if s.of[from] += n; s.of[from] == 0 {
		delete(s.of, from)
	}
}

// events answers with a stream that ends with the client, with its session, or
// with the gateway.
func (s *Server) events(c *call) (any, error) {
	closed, ok := s.streams.open(c.caller)
	if !ok {
		return nil, &sluice.Error{Code: sluice.Limited, Text: "too many streams are open; close some", Wait: beatEach}
	}
	defer closed()
	last := c.r.Header.Get("Last-Event-ID")
	if last == "" {
		last = c.query("lastEventId")
	}
	st := &stream{c: c, cursor: s.News.Open(c.id, last), control: http.NewResponseController(c.w)}
	defer st.cursor.Close()
	h := c.w.Header()
	h.Set("Content-Type", "text/event-stream; charset=utf-8")
	h.Set("X-Accel-Buffering", "no") // proxies would keep it back
	c.w.WriteHeader(http.StatusOK)
	st.run()
	return written{}, nil
}

// run writes until the stream ends.
func (st *stream) run() {
	if !st.write(st.hello()) {
		return
	}
	beat := time.NewTicker(beatEach)
	defer beat.Stop()
	for {
		more, ok := st.tell()
		if !ok {
			return
		}
		select {
		case <-st.c.ctx().Done():
			return
		case <-st.cursor.Ending():
			return
		case <-more:
		case <-beat.C:
			if !st.write([]byte(": beat\n\n")) {
				return
			}
		}
		if !st.allowed() {
			if st.c.caller.Role == sluice.RoleGuest { // whose session ends with the login: that it is done is the last word
				_, _ = st.tell()
			}
			_ = st.write([]byte("event: signedOut\ndata: {\"revision\":" + strconv.FormatInt(st.cursor.At(), 10) + "}\n\n"))
			return
		}
	}
}

// hello says where the stream begins.
func (st *stream) hello() []byte {
	var b bytes.Buffer
	at := st.cursor.At()
	fmt.Fprintf(&b, "retry: %d\n\n", retryAfter.Milliseconds())
	fmt.Fprintf(&b, "id: %s\nevent: hello\ndata: {\"revision\":%d,\"resumed\":%v}\n\n", st.cursor.Name(at), at, st.cursor.Resumed())
	return b.Bytes()
}

// tell writes what is new for the client, and returns what tells of more. It is not
// ok when the client is gone, or was so slow that some of it is forgotten.
func (st *stream) tell() (more <-chan struct{}, ok bool) {
	list, more, ok := st.cursor.Take()
	wrote := false
	for k := range list {
		e := &list[k]
		if !st.wants(e) {
			continue
		}
		if !wrote {
			st.hurry()
		}
		wrote = true
		st.head = append(append(st.head[:0], "id: "...), st.cursor.Name(e.Revision)...)
		st.head = append(append(append(st.head, "\nevent: "...), e.Kind...), "\ndata: "...)
		for _, part := range [][]byte{st.head, e.Data, entryEnd} {
			if _, err := st.c.w.Write(part); err != nil {
				return more, false
			}
		}
	}
	if wrote && st.control.Flush() != nil {
		return more, false
	}
	return more, ok
}

var entryEnd = []byte("\n\n")

// wants says whether an entry is for this client.
func (st *stream) wants(e *news.Entry) bool {
	who := st.c.caller
	switch {
	case e.Kind == "":
		return false
	case e.Instance != 0 && !who.Sees(e.Instance), e.Instance == 0 && who.Instance != 0:
		return false
	case who.Role == sluice.RoleGuest:
		return e.Kind == "login"
	case who.Role == sluice.RoleViewer && e.Kind == "login": // a QR lets somebody in
		return false
	case e.Kind == "metrics" && e.Instance == 0:
		return st.c.id == 0
	}
	return !e.Detail || e.Instance == st.c.id
}

// allowed says whether the client may still be told: its session goes on, or its
// token is good.
func (st *stream) allowed() bool {
	again := &call{s: st.c.s, w: st.c.w, r: st.c.r, id: st.c.id}
	if st.c.s.identify(again) != nil || again.caller.Role != st.c.caller.Role {
		return false
	}
	return st.c.id == 0 || again.caller.Sees(st.c.id)
}

// hurry gives what is written next so much time.
func (st *stream) hurry() {
	_ = st.control.SetWriteDeadline(time.Now().Add(writeWithin)) // not every writer can
}

func (st *stream) write(b []byte) bool {
	st.hurry()
	if _, err := st.c.w.Write(b); err != nil {
		return false
	}
	return st.control.Flush() == nil
}
