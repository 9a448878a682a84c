package greenapi_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"sluice"
	"sluice/internal/greenapi"
	"sluice/internal/store"
	"sluice/internal/store/pebble"
)

// benchInstances is over how many instances the load is spread: limits hold for
// each, so that none is met.
const benchInstances = 10_000

// nothing stands behind the handler in place of a store: it lets everyone in
// and keeps nothing. What is measured is then the API alone.
type nothing struct {
	greenapi.Accounts
	greenapi.Registry
	greenapi.Changer
	last atomic.Int64
}

func (*nothing) Authenticate(sluice.InstanceID, string) error { return nil }

func (n *nothing) Enqueue(context.Context, sluice.Message, sluice.Once) (sluice.MessageID, error) {
	return sluice.MessageIDOf(1769676078000 + n.last.Add(1)), nil
}

func (*nothing) Show(context.Context, sluice.InstanceID, int) ([]sluice.Item, error) { return nil, nil }

func (*nothing) Count(context.Context, sluice.InstanceID) (int, error) { return 0, nil }
func (*nothing) Clear(context.Context, sluice.InstanceID) error        { return nil }

// BenchmarkSendMessage is the handler over TCP, by connections kept open, over
// nothing.
func BenchmarkSendMessage(b *testing.B) {
	for _, connections := range []int{1, 64, 512} {
		b.Run(fmt.Sprintf("connections=%d", connections), func(b *testing.B) {
			none := &nothing{}
			s := greenapi.Server{Instances: none, Queue: none}
			b.ReportAllocs()
			took := load(b, s.Handler(), connections)
			b.ReportMetric(float64(b.N)/took.Seconds(), "messages/s")
		})
	}
}

// BenchmarkSendMessageStored compares the same handler over the store, on the
// disk of the temporary directory, with the one over nothing.
func BenchmarkSendMessageStored(b *testing.B) {
	st := openDisk(b)
	for _, connections := range []int{64, 512} {
		b.Run(fmt.Sprintf("connections=%d", connections), func(b *testing.B) {
			none := &nothing{}
			bare, stored := greenapi.Server{Instances: none, Queue: none}, greenapi.Server{Instances: st, Queue: st}
			nothing := load(b, bare.Handler(), connections)
			took := load(b, stored.Handler(), connections)
			b.ReportMetric(float64(b.N)/took.Seconds(), "messages/s")
			b.ReportMetric(nothing.Seconds()/took.Seconds(), "of-nothing")
			b.ReportMetric(0, "ns/op")
		})
	}
}

// openDisk returns a store on the disk with the instances of the load.
func openDisk(b *testing.B) *store.Store {
	b.Helper()
	engine, err := pebble.Open(pebble.Options{Dir: b.TempDir()})
	if err != nil {
		b.Fatal(err)
	}
	st, err := store.New(b.Context(), engine, store.Options{})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = st.Close() })
	var all sync.WaitGroup
	var next atomic.Int64
	for range 64 {
		all.Go(func() {
			for n := next.Add(1) - 1; n < benchInstances; n = next.Add(1) - 1 {
				i := sluice.Instance{ID: sluice.FirstInstance + sluice.InstanceID(n), Settings: sluice.DefaultSettings()}
				if _, _, err := st.Create(b.Context(), i, token); err != nil {
					b.Error(err)
				}
			}
		})
	}
	all.Wait()
	return st
}

// load sends b.N messages to handler, says how long it took, and fails at any
// answer but 200.
func load(b *testing.B, handler http.Handler, connections int) time.Duration {
	b.Helper()
	server := httptest.NewServer(handler)
	defer server.Close()
	conns := make([]net.Conn, connections)
	for i := range conns {
		conn, err := net.Dial("tcp", server.Listener.Addr().String())
		if err != nil {
			b.Fatal(err)
		}
		defer func() { _ = conn.Close() }()
		conns[i] = conn
	}
	var next atomic.Int64
	failed := make(chan error, connections)
	b.ResetTimer()
	b.StartTimer()
	began := time.Now()
	for _, conn := range conns {
		go func() { failed <- send(conn, &next, b.N) }()
	}
	for range conns {
		if err := <-failed; err != nil {
			b.Error(err)
		}
	}
	b.StopTimer()
	return time.Since(began)
}

// send sends messages over one connection until n have been sent by all.
func send(conn net.Conn, next *atomic.Int64, n int) error {
	const body = `{"chatId":"10000000","message":"Your order 1234567 is on its way."}`
	r := bufio.NewReader(conn)
	for {
		turn := int(next.Add(1)) - 1
		if turn >= n {
			return nil
		}
		_, err := fmt.Fprintf(conn, "POST /waInstance%d/sendMessage/%s HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s",
			int64(sluice.FirstInstance)+int64(turn%benchInstances), token, len(body), body)
		if err != nil {
			return err
		}
		if err := accepted(r); err != nil {
			return err
		}
	}
}

// accepted reads one response; it is an error unless it is 200. It does without
// net/http, so that the client weighs as little as can be.
func accepted(r *bufio.Reader) error {
	first, err := r.ReadString('\n')
	if err != nil || !strings.HasPrefix(first, "HTTP/1.1 200 ") {
		return fmt.Errorf("answer %q: %w", first, err)
	}
	length := 0
	for {
		line, err := r.ReadSlice('\n')
		if err != nil {
			return err
		}
		if len(line) <= 2 {
			break
		}
		if _, err := fmt.Sscanf(string(line), "Content-Length: %d", &length); err == nil {
			continue
		}
	}
	_, err = io.CopyN(io.Discard, r, int64(length))
	return err
}

// BenchmarkHandler is one request without a network: what the API itself costs.
func BenchmarkHandler(b *testing.B) {
	none := &nothing{}
	s := greenapi.Server{Instances: none, Queue: none}
	handler := s.Handler()
	body := strings.NewReader("")
	r := httptest.NewRequest(http.MethodPost, "/", body)
	b.ReportAllocs()
	n := 0
	for b.Loop() {
		body.Reset(`{"chatId":"10000000","message":"Your order 1234567 is on its way."}`)
		r.Body = io.NopCloser(body)
		r.URL.Path = fmt.Sprintf("/waInstance%d/sendMessage/%s", int(sluice.FirstInstance)+n%benchInstances, token)
		n++
		w := httptest.NewRecorder()
		handler.ServeHTTP(w, r)
		if w.Code != http.StatusOK {
			b.Fatalf("status %d: %s", w.Code, w.Body)
		}
	}
}
