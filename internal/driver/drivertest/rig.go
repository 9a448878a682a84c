package drivertest

import (
	"context"
	"crypto/rand"
	"errors"
	"slices"
	"sync"
	"testing"
	"time"

	"sluice"
	"sluice/internal/driver"
)

// A rig is one connection under test, with what it reports.
type rig struct {
	Network
	store *Values
	sink  *sink
	conn  driver.Conn

	stop  func()
	ended chan error // what Run returned
}

// instance is the one under test. Cases have networks of their own.
const instance sluice.InstanceID = 4900000001

// start runs a connection over a store until the case ends.
func start(t *testing.T, n Network, store *Values) *rig {
	t.Helper()
	return startLinked(t, n, store, sluice.Link{})
}

func startLinked(t *testing.T, n Network, store *Values, l sluice.Link) *rig {
	t.Helper()
	return startWith(t, n, store, l, newSink())
}

func startWith(t *testing.T, n Network, store *Values, l sluice.Link, s *sink) *rig {
	t.Helper()
	r := &rig{Network: n, store: store, sink: s, ended: make(chan error, 1)}
	conn, err := n.Driver.Open(driver.Config{Instance: instance, Link: l}, store, r.sink)
	if err != nil {
		t.Fatal(err)
	}
	r.conn = conn
	ctx, cancel := context.WithCancel(context.WithoutCancel(t.Context()))
	done := make(chan struct{})
	go func() {
		defer close(done)
		r.ended <- conn.Run(ctx)
	}()
	r.stop = func() { cancel(); <-done }
	t.Cleanup(r.stop)
	return r
}

// planted runs a connection with a session, and waits until it is authorized.
func planted(t *testing.T, n Network) (*rig, Account) {
	t.Helper()
	store := NewValues()
	a := n.Owners.Plant(t, instance, store, 0)
	r := start(t, n, store)
	r.authorized(t)
	return r, a
}

// settled is planted, and waits until the dialogs have been read.
func settled(t *testing.T, n Network) (*rig, Account) {
	t.Helper()
	r, a := planted(t, n)
	r.sink.wait(t, "the dialogs to be read", func(s *sink) bool { return s.known })
	return r, a
}

// again ends the connection and starts the next one over the same store.
func (r *rig) again(t *testing.T) *rig {
	t.Helper()
	r.stop()
	return start(t, r.Network, r.store)
}

func (r *rig) authorized(t *testing.T) sluice.Account {
	t.Helper()
	return r.sink.state(t, "authorized", func(c sluice.Change) bool { return c.State == sluice.Authorized }).Account
}

// prompt waits for a prompt of a step, and returns it.
func (r *rig) prompt(t *testing.T, step sluice.Step, problem sluice.Problem) sluice.Prompt {
	t.Helper()
	return r.sink.state(t, "prompt "+string(step)+" "+string(problem), func(c sluice.Change) bool {
		return c.Prompt.Step == step && c.Prompt.Problem == problem && c.Prompt.Attempt > 0
	}).Prompt
}

// over waits until Run has returned.
func (r *rig) over(t *testing.T) error {
	t.Helper()
	select {
	case err := <-r.ended:
		return err
	case <-time.After(patience):
		t.Fatal("Run goes on")
		return nil
	}
}

func limited(t *testing.T) context.Context {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	t.Cleanup(cancel)
	return ctx
}

// text returns a message as the store would hand it over.
func text(chat sluice.ChatID, words string) sluice.Message {
	m := sluice.Message{
		ID: sluice.MessageIDOf(1763115112345), Instance: instance, Chat: chat,
		Body: sluice.TextBody{Text: sluice.Text(words)}, Queued: time.Now(),
	}
	_, _ = rand.Read(m.Key[:]) // never fails
	return m
}

// prepare resolves m, which must work.
func (r *rig) prepare(t *testing.T, m sluice.Message) sluice.Prepared {
	t.Helper()
	p, err := r.conn.Prepare(limited(t), m)
	if err != nil {
		t.Fatalf("prepare for %s: %v", m.Chat, err)
	}
	return p
}

// send sends m, which must work.
func (r *rig) send(t *testing.T, m sluice.Message) sluice.Sent {
	t.Helper()
	sent, err := r.conn.Send(limited(t), r.prepare(t, m))
	if err != nil {
		t.Fatalf("send to %s: %v", m.Chat, err)
	}
	return sent
}

// refused checks what an error says of the failure and of what has to wait.
func refused(t *testing.T, err error, want sluice.Error) {
	t.Helper()
	e, ok := errors.AsType[*sluice.Error](err)
	if !ok {
		t.Fatalf("got %v, which is no error of ours", err)
	}
	if e.Code != want.Code || e.Scope != want.Scope || e.Reason != want.Reason {
		t.Errorf("got code %q scope %q reason %q (%v), want %q %q %q", e.Code, e.Scope, e.Reason, e, want.Code, want.Scope, want.Reason)
	}
	if want.Wait > 0 && (e.Wait <= want.Wait-time.Second*5 || e.Wait > want.Wait+time.Millisecond) { // stored, it may be rounded up
		t.Errorf("it waits %v, want %v", e.Wait, want.Wait)
	}
	if e.Text == "" {
		t.Error("the client is told nothing")
	}
}

// visible checks the texts that an account has sent.
func (r *rig) visible(t *testing.T, a Account, want ...string) []Message {
	t.Helper()
	var got []string
	all := r.Seen.Messages(t, a)
	for _, m := range all {
		got = append(got, m.Text)
	}
	if !slices.Equal(got, want) {
		t.Errorf("visible are %q, want %q", got, want)
	}
	return all
}

// A sink remembers what it is told.
type sink struct {
	mu      sync.Mutex // guards what follows
	changes []sluice.Change
	events  []sluice.Event
	known   bool
	offers  int
	refuse  int // events to refuse; −1: all
	changed chan struct{}
}

func newSink() *sink { return &sink{changed: make(chan struct{})} }

func (s *sink) tell(change func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	change()
	close(s.changed)
	s.changed = make(chan struct{})
}

// State implements driver.Sink.
func (s *sink) State(c sluice.Change) { s.tell(func() { s.changes = append(s.changes, c) }) }

// Known implements driver.Sink.
func (s *sink) Known() { s.tell(func() { s.known = true }) }

// Event implements driver.Sink.
func (s *sink) Event(_ context.Context, e sluice.Event) error {
	var err error
	s.tell(func() {
		s.offers++
		if s.refuse != 0 {
			s.refuse = max(s.refuse-1, -1)
			err = &sluice.Error{Code: sluice.Unavailable, Text: "the store is away"}
			return
		}
		s.events = append(s.events, e)
	})
	return err
}

// wait waits until what it is told fits.
func (s *sink) wait(t *testing.T, what string, fits func(*sink) bool) {
	t.Helper()
	deadline := time.After(patience)
	for {
		s.mu.Lock()
		ok, changed := fits(s), s.changed
		s.mu.Unlock()
		if ok {
			return
		}
		select {
		case <-changed:
		case <-deadline:
			s.mu.Lock()
			defer s.mu.Unlock()
			t.Fatalf("waited for %s; told were %+v and %+v", what, s.changes, s.events)
		}
	}
}

// state waits for a change that fits, and drops it and those before it.
func (s *sink) state(t *testing.T, what string, fits func(sluice.Change) bool) sluice.Change {
	t.Helper()
	var found sluice.Change
	s.wait(t, what, func(s *sink) bool {
		k := slices.IndexFunc(s.changes, fits)
		if k < 0 {
			return false
		}
		found = s.changes[k]
		s.changes = s.changes[k+1:]
		return true
	})
	return found
}

// event waits for an event that fits.
func (s *sink) event(t *testing.T, what string, fits func(sluice.Event) bool) sluice.Event {
	t.Helper()
	var found sluice.Event
	s.wait(t, what, func(s *sink) bool {
		k := slices.IndexFunc(s.events, fits)
		if k >= 0 {
			found = s.events[k]
		}
		return k >= 0
	})
	return found
}

// saying fits a message with that text.
func saying(text string) func(sluice.Event) bool {
	return func(e sluice.Event) bool { return e.Kind == sluice.EventMessage && e.Content.Text == sluice.Text(text) }
}

// of fits an event of a kind about a message.
func of(kind sluice.EventKind, number int64) func(sluice.Event) bool {
	return func(e sluice.Event) bool { return e.Kind == kind && e.Number == number }
}
